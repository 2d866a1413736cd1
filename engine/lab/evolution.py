"""What is known of a self-evolution: its plan, its rounds, and where it stands; kept as JSON, one file.

A round goes through the stages in their order. A stage that was done is never done again; one that was cut off is
begun again, and what it had kept (a campaign's problems, a trained head) is used.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from engine.compare.interval import wilson
from engine.errors import BadSettingsError
from engine.lab.record import Story
from engine.types import SearchSettings
from models.errors import ReadOnlyError
from models.training.pairs import PairCounts

DIFFICULTIES = ("hard", "middle", "easy")
_STATE = "evolution.json"


class Stage(StrEnum):
    """A part of a round.

    SAMPLE and BASELINE belong to round 0 alone: whole solutions of all problems, and a search of the held-out ones
    without a preference model. POLICY is the seat of fine-tuning the model that writes the steps on the right solutions
    of the round (Guan et al. 2025, section 3.4): it stands between the data and the training of the preference model,
    since that one reads the states of the new policy. Stepwise trains no policy yet; the stage is passed over, and the
    report says so.
    """

    SAMPLE = "sample"
    BASELINE = "baseline"
    GENERATE = "generate"
    ASSEMBLE = "assemble"
    POLICY = "policy"
    TRAIN = "train"
    MEASURE = "measure"
    DECIDE = "decide"


PREPARATION = (Stage.SAMPLE, Stage.BASELINE)
ROUND = (Stage.GENERATE, Stage.ASSEMBLE, Stage.POLICY, Stage.TRAIN, Stage.MEASURE, Stage.DECIDE)


class EvolutionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What evolves on which problems.

    Attributes:
        problems_sha256: of the file; limit: how many of its problems. held_out: share of them that nothing is trained
            on.
        sampling: settings of round 0. search: of all tree searches, whose values each stage sets itself.
    """

    problems_sha256: str
    limit: int
    model: str
    backbone_sha256: str
    layers: tuple[int, ...]
    sampling: SearchSettings
    search: SearchSettings
    held_out: float = 0.2


class Tally(msgspec.Struct, frozen=True):
    """Of some problems: how many, how many have a right solution in their tree, how many were answered right."""

    problems: int = 0
    covered: int = 0
    answered: int = 0

    @property
    def accuracy(self) -> float:
        """Share answered right."""
        return self.answered / self.problems if self.problems else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Of the accuracy, 95 %."""
        return wilson(self.answered, self.problems)


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """Searches of one stage, over all and by difficulty; tokens sampled for one problem on average."""

    all: Tally
    by_difficulty: dict[str, Tally]
    tokens_per_problem: float


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round, as far as it has come.

    Attributes:
        guide: the head that guided the generation, "" where the known answers did alone.
        generated: on the problems that may be trained on; searched: held-out problems with the new head, before: with
            the one kept before.
        metrics, metrics_before: of the new head and of the one kept before, on the held-out problems of round 0.
        kept: whether the new head is used from now on. reason: why.
    """

    number: int
    guide: str = ""
    generated: Outcome | None = None
    steps: int = 0
    pairs: PairCounts | None = None
    policy: str = ""
    metrics: dict[str, float] = {}
    metrics_before: dict[str, float] = {}
    searched: Outcome | None = None
    before: Outcome | None = None
    kept: bool = False
    reason: str = ""


class Evolution(msgspec.Struct, frozen=True, kw_only=True):
    """Where it stands.

    Attributes:
        done: stages of the round under way. rounds: complete ones. current: the one under way.
        head: the kept head, as a path below the folder; "" before the first.
        difficulty: of each problem, from round 0: "hard", "middle" or "easy".
        sampled: round 0's samples of the held-out problems; baseline: their search without a head.
        metrics, searched: of the kept head.
    """

    plan: EvolutionPlan
    done: tuple[Stage, ...] = ()
    rounds: tuple[Round, ...] = ()
    current: Round = Round(number=0)
    head: str = ""
    difficulty: dict[str, str] = {}
    sampled: Outcome | None = None
    baseline: Outcome | None = None
    metrics: dict[str, float] = {}
    searched: Outcome | None = None


def load_evolution(folder: Path, plan: EvolutionPlan) -> Evolution:
    """What a folder holds, or a new beginning.

    Raises:
        BadSettingsError: it holds another evolution, or something else.
        ReadOnlyError: it cannot be written.
    """
    path = folder / _STATE
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=Evolution)
    except FileNotFoundError:
        if folder.is_dir() and any(entry.suffix != ".part" for entry in folder.iterdir()):
            raise BadSettingsError(f"{folder} is not empty and holds no evolution; choose another --out.") from None
        begun = Evolution(plan=plan)
        save_evolution(folder, begun)
        return begun
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise BadSettingsError(f"{path} cannot be read as an evolution; choose another --out.") from error
    if kept.plan != plan:
        raise BadSettingsError(
            f"{folder} holds an evolution with other problems, model or settings; choose another --out."
        )
    return kept


def save_evolution(folder: Path, evolution: Evolution) -> None:
    """Keep where it stands.

    Raises:
        ReadOnlyError: the folder cannot be written.
    """
    write_whole(folder / _STATE, msgspec.json.format(msgspec.json.encode(evolution)))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that appears when it is complete, replacing an older one.

    Raises:
        ReadOnlyError: it cannot be written.
    """
    temporary = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise ReadOnlyError(f"{path.parent} cannot be written; free some space or choose another --out.") from error


def difficulty_of(stories: Sequence[Story]) -> dict[str, str]:
    """Problems in three equal parts, by how many of their solutions are right; those with few are hard."""
    ranked = sorted(stories, key=lambda story: (len(story.right), story.problem.id))
    return {story.problem.id: DIFFICULTIES[place * 3 // len(ranked)] for place, story in enumerate(ranked)}


def outcome_of(stories: Sequence[Story], difficulty: Mapping[str, str]) -> Outcome:
    """What searches came to."""
    parts = {name: [story for story in stories if difficulty.get(story.problem.id) == name] for name in DIFFICULTIES}
    tokens = sum(story.usage.sampled_tokens for story in stories)
    return Outcome(
        all=_tally(stories),
        by_difficulty={name: _tally(part) for name, part in parts.items()},
        tokens_per_problem=tokens / max(1, len(stories)),
    )


def _tally(stories: Sequence[Story]) -> Tally:
    return Tally(
        len(stories), sum(bool(story.right) for story in stories), sum(story.answered_right for story in stories)
    )
