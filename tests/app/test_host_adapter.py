"""A model with an adapter on a real worker: loaded as a model of its own, and never mistaken for its base."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.models import models
from app.host import RefusedError
from app.model_desk import removal_sentence
from app.model_facts import facts_of, file_facts
from app.wish import ModelWish
from engine.events import Finished, ModelLoaded, NodeAdded, Terminal
from engine.types import PolicyName
from models.adapters import Adapters
from models.files import sha256_of
from models.library import Library
from tests.helpers.houses import House
from tests.helpers.scripts import settings
from tests.helpers.tiny_policy import write_adapter, write_policy

SETTINGS = settings(PolicyName.MAJORITY, temperature=0.7, max_tokens=60, candidates=2, max_step_tokens=30)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    folder = tmp_path / "stepwise"
    base = write_policy(tmp_path / "policy.gguf")
    library = Library(folder)
    library.add(base)
    Adapters(library, folder).add(write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base)))
    own = House(folder)
    yield own
    own.close()


def _texts(house: House, model: str) -> list[str]:
    run = house.search(model, SETTINGS)
    end: Terminal = house.log.end(run)
    assert isinstance(end, Finished), end
    return [event.text for event in house.log.run(run) if isinstance(event, NodeAdded)]


def test_base_and_adapter_are_two_models_and_each_is_loaded_when_it_is_wanted(house: House) -> None:
    names = ["policy", "policy+sums", "policy+sums", "policy"]
    assert names == [house.host.load_model(ModelWish(name, scored=False)) for name in names]
    assert ["policy", "policy+sums", "policy"] == [e.model_id for e in house.log.events if isinstance(e, ModelLoaded)]


def test_a_search_with_the_adapter_writes_other_text_than_one_without(house: House) -> None:
    plain, tuned = _texts(house, "policy"), _texts(house, "policy+sums")
    assert plain != tuned
    assert plain == _texts(house, "policy")
    assert tuned == _texts(house, "policy+sums")


def test_an_adapter_that_no_longer_fits_is_refused_and_the_worker_lives(house: House, tmp_path: Path) -> None:
    kept = next((tmp_path / "stepwise" / "models").glob("*+sums.gguf"))
    size = kept.stat().st_size
    wide = write_adapter(tmp_path / "wide.gguf", width=64, rank=1).read_bytes()
    kept.write_bytes(wide[:size].ljust(size, b"\0"))
    with pytest.raises(RefusedError, match="does not fit policy") as told:
        house.host.load_model(ModelWish("policy+sums", scored=False))
    assert 5 == told.value.exit_code
    assert "policy" == house.host.load_model(ModelWish("policy", scored=False))


def test_the_command_line_adds_shows_and_deletes_adapters(tmp_path: Path) -> None:
    class Folder:
        data_dir = tmp_path / "data"

    def said(*words: str) -> str:
        result = CliRunner(env={"COLUMNS": "200"}).invoke(models, list(words), obj=Folder)
        assert result.exception is None, result.output
        return result.output

    base = write_policy(tmp_path / "policy.gguf")
    file = write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))
    said("add", str(base))
    assert said("add", str(file)).startswith("policy+sums was added: policy with an adapter, kept as ")
    assert any("policy+sums" in line and "adapter of policy" in line for line in said("list").splitlines())
    assert "policy+sums was deleted.\n" == said("remove", "policy+sums")
    assert "policy+sums" not in said("list")
    refused = CliRunner().invoke(models, ["add", str(base), "--name", "x"], obj=Folder)
    assert (2, True) == (refused.exit_code, "--base and --name are for adapters" in refused.output)


def test_the_window_tells_the_adapters_file_and_where_it_comes_from(house: House, tmp_path: Path) -> None:
    (entry,) = [model for model in Library(tmp_path / "stepwise").list() if model.id == "policy+sums"]
    kept = tmp_path / "stepwise" / "models" / "policy+sums.gguf"
    facts = facts_of(entry, None) + file_facts(entry)
    assert {"policy + LoRA, rank 2", str(kept)} <= {fact.value for fact in facts}
    assert str(kept) in removal_sentence(entry)
