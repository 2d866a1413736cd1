from pathlib import Path

from app.model_shelf import LibraryModels
from app.services import Services
from engine.types import StepFormat
from models.catalogue import catalogue


def test_every_model_is_offered_with_the_step_format_that_suits_it(tmp_path: Path) -> None:
    with Services.open(tmp_path) as services:
        offered = {choice.id: choice.step_format for choice in LibraryModels(services).choices()}
    listed = {entry.id: StepFormat(entry.step_format) for entry in catalogue() if entry.id in offered}
    assert listed == offered
    assert set(StepFormat) == set(offered.values())
