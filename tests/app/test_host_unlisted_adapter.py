"""An adapter that is in no list, as rounds of an evolution make them, on a real worker."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.wish import RunRequest
from engine.events import Finished, ModelLoaded, NodeAdded, RunStarted
from engine.types import PolicyName, Problem
from models.library import Library
from tests.helpers.houses import House
from tests.helpers.scripts import settings
from tests.helpers.tiny_policy import write_adapter, write_policy

SETTINGS = settings(PolicyName.MAJORITY, temperature=0.7, max_tokens=60, candidates=2, max_step_tokens=30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "stepwise"
    Library(folder).add(write_policy(tmp_path / "policy.gguf"))
    own = House(folder)
    yield own
    own.close()


@pytest.fixture
def adapter(tmp_path: Path) -> Path:
    (tmp_path / "round-1").mkdir()
    return write_adapter(tmp_path / "round-1" / "adapter.gguf")


def _texts(house: House, adapter: Path | None) -> tuple[str, list[str]]:
    """The name of the model that wrote, and what it wrote."""
    run = house.host.start_run(RunRequest(Problem("p", "What is 2 + 3?", "5"), SETTINGS, "policy", adapter=adapter))
    assert isinstance(house.log.end(run), Finished)
    said = house.log.run(run)
    (name,) = (event.model_id for event in said if isinstance(event, RunStarted))
    return name, [event.text for event in said if isinstance(event, NodeAdded)]


def test_a_search_with_it_is_written_by_another_model_than_one_without(house: House, adapter: Path) -> None:
    plain, tuned = _texts(house, None), _texts(house, adapter)
    assert ("policy", "policy+round-1") == (plain[0], tuned[0])
    assert plain[1] != tuned[1]
    assert (plain, tuned) == (_texts(house, None), _texts(house, adapter))
    names = ["policy", "policy+round-1", "policy", "policy+round-1"]
    assert names == [event.model_id for event in house.log.events if isinstance(event, ModelLoaded)]
