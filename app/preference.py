"""Which preference model a search gets, and what guides it, when nobody chose."""

from pathlib import Path

from engine.types import StepFormat, ValueName
from models.heads import Heads

NO_HEAD = "none"
_SCRIPT = ".json"


def default_values(heads: Heads, model: str, step_format: StepFormat) -> tuple[ValueName, ...]:
    """Agreement and the preference model's score where a model has one, which has seen what the programs printed; ()
    stands for the engine's own defaults.

    Heads are trained on programs: a search in text does without.
    """
    if step_format is not StepFormat.CODE or model.endswith(_SCRIPT) or heads.fitting(model) is None:
        return ()
    return (ValueName.AGREEMENT, ValueName.PPM)


def named_head(heads: Heads, wanted: str | None, model: str) -> Path | None:
    """The file of a preference model that was named, if one was.

    Raises:
        BadHeadError: it cannot be used with this model.
    """
    return None if wanted in (None, NO_HEAD) else heads.named(Path(wanted), model).path
