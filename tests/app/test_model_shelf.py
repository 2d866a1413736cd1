from pathlib import Path

from app.model_shelf import LibraryModels
from app.services import Services
from engine.types import StepFormat
from models.catalogue import catalogue
from tests.helpers.model_files import gguf


def test_every_model_is_offered_with_the_step_format_that_suits_it(tmp_path: Path) -> None:
    with Services.open(tmp_path) as services:
        offered = {choice.id: choice.step_format for choice in LibraryModels(services).choices()}
    listed = {entry.id: StepFormat(entry.step_format) for entry in catalogue() if entry.id in offered}
    assert listed == offered
    assert set(StepFormat) == set(offered.values())


def test_a_model_that_lies_on_the_disk_is_preselected_before_one_that_must_be_fetched(tmp_path: Path) -> None:
    own = tmp_path / "Own.gguf"
    own.write_bytes(gguf())
    with Services.open(tmp_path / "data") as services:
        shelf = LibraryModels(services)
        assert [services.default_model().id] == [choice.id for choice in shelf.choices() if choice.is_default]
        services.library.add(own)
        assert ["own"] == [choice.id for choice in shelf.choices() if choice.is_default]
        services.library.add(_copy(own, "Other.gguf"))
        shelf.remember("other")
        assert ["other"] == [choice.id for choice in shelf.choices() if choice.is_default]


def _copy(path: Path, name: str) -> Path:
    copy = path.with_name(name)
    copy.write_bytes(path.read_bytes())
    return copy
