"""Loading and unloading a model without a search, on a real worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.wish import ModelWish
from engine.errors import BadSettingsError
from engine.events import ModelLoaded, RunEvent
from tests.helpers.houses import House
from tests.helpers.processes import is_running, wait_until
from tests.helpers.scripted_models import LONG_RUN, write_script


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    own = House(tmp_path / "stepwise")
    yield own
    own.close()


def test_a_model_loaded_before_is_not_loaded_again_by_the_run(house: House, tmp_path: Path) -> None:
    script = write_script(tmp_path / "script.json")
    assert "script" == house.host.load_model(ModelWish(str(script), scored=False))
    loads = [event for event in house.log.events if isinstance(event, ModelLoaded)]
    heard = len(house.log.events)
    house.log.end(house.search(script))
    assert 1 == len(loads)
    assert all(isinstance(event, RunEvent) for event in house.log.events[heard:])


def test_unloading_ends_the_worker_and_the_next_run_starts_another(house: House, tmp_path: Path) -> None:
    script = write_script(tmp_path / "script.json")
    house.host.load_model(ModelWish(str(script), scored=False))
    pid = house.host.client.pid
    assert pid is not None
    house.host.unload_model()
    wait_until(lambda: not is_running(pid), "the end of the worker")
    assert [] == house.log.deaths
    house.log.end(house.search(script))
    assert house.host.client.pid != pid


def test_nothing_is_unloaded_under_a_running_search(house: House, tmp_path: Path) -> None:
    run = house.search(write_script(tmp_path / "slow.json", delay_ms=5), LONG_RUN)
    with pytest.raises(BadSettingsError, match="stop it before the model is unloaded"):
        house.host.unload_model()
    house.host.stop_run(run)
    house.log.end(run)
