"""What is known of a self-evolution: its plan, its rounds, and where it stands; kept as JSON, one file.

A round goes through the stages in their order. A stage that was done is never done again; one that was cut off is
begun again, and what it had kept (a campaign's problems, a trained head) is used.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import msgspec

from engine.compare.interval import wilson
from engine.compare.paired import PairedDifference
from engine.errors import BadSettingsError
from engine.lab.coverage import Interval
from engine.lab.record import Story
from engine.types import SearchSettings
from models.errors import ReadOnlyError
from models.training.pairs import PairCounts

DIFFICULTIES = ("hard", "middle", "easy")
CHANCE = 0.5
_STATE = "evolution.json"


class Stage(StrEnum):
    """A part of a round.

    SAMPLE and BASELINE belong to round 0 alone: whole solutions of all problems, and a search of the held-out ones
    without a preference model. POLICY and RESAMPLE are gone through where the policy is trained: the model that writes
    the steps is fine-tuned, then draws whole solutions of all problems, since a preference model reads the states of
    one policy alone, and those of the policy before are of no use to it.
    """

    SAMPLE = "sample"
    BASELINE = "baseline"
    GENERATE = "generate"
    ASSEMBLE = "assemble"
    POLICY = "policy"
    RESAMPLE = "resample"
    TRAIN = "train"
    MEASURE = "measure"
    DECIDE = "decide"


PREPARATION = (Stage.SAMPLE, Stage.BASELINE)
ROUND = (Stage.GENERATE, Stage.ASSEMBLE, Stage.POLICY, Stage.TRAIN, Stage.MEASURE, Stage.DECIDE)
POLICY_ROUND = (*ROUND[:3], Stage.RESAMPLE, *ROUND[3:])


class PolicyTraining(msgspec.Struct, frozen=True, kw_only=True):
    """How a policy is fine-tuned by LoRA: optimizer steps of ``batch`` solutions, the adapter's rank, AdamW's rate."""

    steps: int
    batch: int = 4
    rank: int
    rate: float
    seed: int = 0


class EvolutionPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What evolves on which problems.

    Attributes:
        problems_sha256: of the file; limit: how many of its problems. held_out: share of them that nothing is trained
            on.
        sampling: settings of round 0. search: of all tree searches, whose values each stage sets itself.
        policy: how the model that writes the steps is trained; None leaves it as it is.
    """

    problems_sha256: str
    limit: int
    model: str
    backbone_sha256: str
    layers: tuple[int, ...]
    sampling: SearchSettings
    search: SearchSettings
    held_out: float = 0.2
    policy: PolicyTraining | None = None


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


class Fit(msgspec.Struct, frozen=True, kw_only=True):
    """A fine-tuning that was done; ``training`` says how. Losses are means of its first and last steps, in nats."""

    training: PolicyTraining
    examples: int
    steps: int
    first_loss: float
    last_loss: float
    seconds: float


class PolicyMeasure(msgspec.Struct, frozen=True, kw_only=True):
    """A policy by itself, without any search, on problems that it was not trained on.

    Attributes:
        samples: whole solutions that were drawn. right: of them, as a share with an interval over problems.
        sampled: what the samples of a problem come to together: their vote (``answered``), and whether one of them is
            right (``covered``).
        greedy: one solution of the likeliest tokens for each problem.
    """

    samples: int
    right: Interval
    sampled: Outcome
    greedy: Outcome


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """One round, as far as it has come.

    Attributes:
        guide: the head that guided the generation, "" where the known answers did alone. writer: the round whose policy
            wrote it, 0 for the model as it came.
        generated: on the problems that may be trained on; searched: held-out problems with the new head (and the new
            policy), before: with what was kept before.
        steps, pairs: what the head was trained on. policy: what became of the policy's training, in words.
        fit, measure, measure_before, difference: of the new policy, where one was trained: its training, what it comes
            to on held-out problems, what the one kept before does, and the share of right samples of both, compared.
        metrics, metrics_before: of the new head and of the one kept before, on held-out samples: those of round 0, or
            with a policy in training those of the policy that each head belongs to.
        kept: whether the new head is used from now on; policy_kept: whether the new policy is. reason: why.
        no_head: why none could be trained on the new policy's samples, "" where one was.
    """

    number: int
    guide: str = ""
    writer: int = 0
    generated: Outcome | None = None
    steps: int = 0
    pairs: PairCounts | None = None
    policy: str = ""
    fit: Fit | None = None
    measure: PolicyMeasure | None = None
    measure_before: PolicyMeasure | None = None
    difference: PairedDifference | None = None
    metrics: dict[str, float] = {}
    metrics_before: dict[str, float] = {}
    searched: Outcome | None = None
    before: Outcome | None = None
    kept: bool = False
    policy_kept: bool = False
    no_head: str = ""
    reason: str = ""


class Evolution(msgspec.Struct, frozen=True, kw_only=True):
    """Where it stands.

    Attributes:
        done: stages of the round under way. rounds: complete ones. current: the one under way.
        head: the kept head, as a path below the folder; "" where there is none.
        writer: the round whose policy is kept, 0 for the model as it came. measure: of the kept policy, None where none
            is trained.
        difficulty: of each problem, from round 0: "hard", "middle" or "easy".
        sampled: round 0's samples of the held-out problems; baseline: their search without a head.
        metrics, searched: of the kept head.
    """

    plan: EvolutionPlan
    done: tuple[Stage, ...] = ()
    rounds: tuple[Round, ...] = ()
    current: Round = Round(number=0)
    head: str = ""
    writer: int = 0
    measure: PolicyMeasure | None = None
    difficulty: dict[str, str] = {}
    sampled: Outcome | None = None
    baseline: Outcome | None = None
    metrics: dict[str, float] = {}
    searched: Outcome | None = None


def mark_of(metrics: Mapping[str, float]) -> float:
    """What heads are compared by: the mean of pair accuracy and AUC, as far as they are known; else chance."""
    known = [metrics[name] for name in ("pair_accuracy", "auc_all") if name in metrics]
    return sum(known) / len(known) if known else CHANCE


def is_usable(metrics: Mapping[str, float]) -> bool:
    """Whether there is a head, and it is no worse than chance; ``metrics`` are empty where there is none."""
    return bool(metrics) and mark_of(metrics) >= CHANCE


def load_evolution(folder: Path, plan: EvolutionPlan) -> Evolution:
    """What a folder holds, or a new beginning. How policies are trained may change from round to round.

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
    if kept.plan.policy and plan.policy:
        # A training that failed is tried again with other numbers: nothing that was searched depends on them.
        kept = msgspec.structs.replace(kept, plan=msgspec.structs.replace(kept.plan, policy=plan.policy))
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
