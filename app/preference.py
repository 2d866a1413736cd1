"""Which preference model a search gets, and what guides it, when nobody chose."""

from collections.abc import Collection
from pathlib import Path

from engine.types import PolicyName, StepFormat, ValueName
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


def default_policy(values: Collection[ValueName]) -> PolicyName:
    """With the preference model whole samples weighed by it are right most often at equal tokens, without one the tree
    search is no worse than they are and shows more (docs/BENCHMARKS.md).
    """
    return PolicyName.WEIGHTED if ValueName.PPM in values else PolicyName.MCTS


def named_head(heads: Heads, wanted: str | None, model: str) -> Path | None:
    """The file of a preference model that was named, if one was.

    Raises:
        BadHeadError: it cannot be used with this model.
    """
    return None if wanted in (None, NO_HEAD) else heads.named(Path(wanted), model)
