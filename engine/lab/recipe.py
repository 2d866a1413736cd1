"""The three ways to train on compute-matched data (*Smaller, Weaker, Yet Better*, Bansal et al. 2024, section 4.2).

Two campaigns sampled the same problems, one of a weak and cheap model, one of a strong and expensive model. A third
model, or one of the two, learns from the right solutions of either: two arms of one experiment, with as many training
steps each. Who learns names the recipe:

    distill         another model: knowledge distillation
    self-improve    the weak model: its own data against those of the strong one
    weak-to-strong  the strong model: data of the weak one against its own

Held-out problems, which neither arm saw, are sampled before and after. The better adapter is kept if the share of right
samples has not become smaller.
"""

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import msgspec

from engine.chats import prompt_sha256
from engine.compare.paired import PairedDifference
from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign, Plan
from engine.lab.evolution import Fit, PolicyMeasure, PolicyTraining, difficulty_of, write_whole
from engine.lab.policy import (
    Trainer,
    checksum_of,
    difference_in_words,
    greedy_settings,
    kept_fit,
    measured_policy,
    policy_difference,
    write_chats,
)
from engine.lab.recipe_data import ArmData, arm_data
from engine.lab.sample_match import Match
from engine.types import Problem, SearchSettings

_STATE = "recipe.json"
WEAK, STRONG = "weak", "strong"


class Recipe(StrEnum):
    """Who learns."""

    DISTILL = "distill"
    SELF_IMPROVE = "self-improve"
    WEAK_TO_STRONG = "weak-to-strong"


class Stage(StrEnum):
    """A part of a recipe; one that was done is never done again."""

    DATA = "data"
    BEFORE = "before"
    TRAIN = "train"
    AFTER = "after"
    DECIDE = "decide"


class RecipePlan(msgspec.Struct, frozen=True, kw_only=True):
    """What is done.

    Attributes:
        weak, strong: plans of the two campaigns. student: name of the model that learns; backbone_sha256: of its file.
        held_out_sha256: of the file of held-out problems; held_out: how many of them are measured on.
        against_sha256: of further files that nothing is trained on.
        match: what the data of both arms cost alike.
        sampling: of the held-out problems.
    """

    recipe: Recipe
    weak: Plan
    strong: Plan
    student: str
    backbone_sha256: str
    held_out_sha256: str
    held_out: int
    match: Match
    training: PolicyTraining
    sampling: SearchSettings
    against_sha256: tuple[str, ...] = ()


class ArmResult(msgspec.Struct, frozen=True, kw_only=True):
    """The student after one arm. difference: share of right samples less that before, paired by problem."""

    fit: Fit
    measure: PolicyMeasure | None = None
    difference: PairedDifference | None = None


class RecipeState(msgspec.Struct, frozen=True, kw_only=True):
    """Where a recipe stands.

    Attributes:
        data, arms: by the name of the arm, "weak" or "strong".
        between: share of right samples, student of weak data less student of strong data.
        kept: the arm whose adapter is kept, "" where none is. reason: why.
    """

    plan: RecipePlan
    done: tuple[Stage, ...] = ()
    data: dict[str, ArmData] = {}
    before: PolicyMeasure | None = None
    difficulty: dict[str, str] = {}
    arms: dict[str, ArmResult] = {}
    between: PairedDifference | None = None
    kept: str = ""
    reason: str = ""


class Kitchen(Trainer, Protocol):
    """What a recipe asks of the outside: samples by the engine, and a training process."""

    def sample(self, campaign: Campaign, problems: Sequence[Problem], adapter: Path | None) -> None:
        """Sample each of the problems that the campaign does not hold yet; ``adapter`` is of the fine-tuned student."""


class Table:
    """What a recipe works with: its folder, the campaigns, the problems, and what does the work."""

    def __init__(
        self,
        folder: Path,
        campaigns: tuple[Campaign, Campaign],
        held_out: Sequence[Problem],
        against: Sequence[Problem],
        kitchen: Kitchen,
    ) -> None:
        """``campaigns``: of the weak and of the strong model. ``against``: further problems not to be trained on."""
        self.folder = folder
        self.campaigns = dict(zip((WEAK, STRONG), campaigns, strict=True))
        self.held_out = held_out
        self.against = against
        self.kitchen = kitchen

    def place(self, arm: str, name: str) -> Path:
        """A file or folder of an arm, or of "before"."""
        folder = self.folder / arm
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def measured(self, plan: RecipePlan, arm: str, adapter: Path | None) -> tuple[Campaign, Campaign]:
        """Samples and greedy solutions of the held-out problems."""
        samples, greedy = (
            self._drawn(plan, self.place(arm, name), settings, adapter)
            for name, settings in (("samples", plan.sampling), ("greedy", greedy_settings(plan.sampling)))
        )
        return samples, greedy

    def _drawn(self, plan: RecipePlan, place: Path, settings: SearchSettings, adapter: Path | None) -> Campaign:
        drawn = Plan(
            problems_sha256=plan.held_out_sha256,
            model=plan.student if adapter is None else f"{plan.student} + {adapter.parent.name}",
            backbone_sha256=checksum_of(plan.backbone_sha256, adapter),
            layers=(),
            settings=settings,
            prompt_sha256=prompt_sha256(settings.step_format),
        )
        campaign = Campaign(place, drawn)
        self.kitchen.sample(campaign, self.held_out, adapter)
        return campaign


def follow(
    plan: RecipePlan,
    table: Table,
    tell: Callable[[str], None] = lambda _sentence: None,
    keep: Callable[[RecipeState], None] = lambda _state: None,
) -> RecipeState:
    """Go through the stages that are left.

    Args:
        keep: is given where it stands after each stage, when that is on disk: to write the report.

    Raises:
        KnownError: the folder, the data, a search or a training refuses; the same call goes on from there.
    """
    state = load_recipe(table.folder, plan)
    for stage in Stage:
        if stage not in state.done:
            tell(_WORDS[stage])
            state = _STAGES[stage](table, state)
            state = msgspec.structs.replace(state, done=(*state.done, stage))
            save_recipe(table.folder, state)
            keep(state)
    return state


def load_recipe(folder: Path, plan: RecipePlan) -> RecipeState:
    """What a folder holds, or a new beginning.

    Raises:
        BadSettingsError: it holds another recipe, or something else.
        ReadOnlyError: it cannot be written.
    """
    path = folder / _STATE
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=RecipeState)
    except FileNotFoundError:
        # What `--problems` sampled first lies there already.
        if folder.is_dir() and any(entry.suffix != ".part" and entry.name != SAMPLES for entry in folder.iterdir()):
            raise BadSettingsError(f"{folder} is not empty and holds no recipe; choose another --out.") from None
        begun = RecipeState(plan=plan)
        save_recipe(folder, begun)
        return begun
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise BadSettingsError(f"{path} cannot be read as a recipe; choose another --out.") from error
    if kept.plan != plan:
        raise BadSettingsError(f"{folder} holds a recipe with other data, models or settings; choose another --out.")
    return kept


def save_recipe(folder: Path, state: RecipeState) -> None:
    """Keep where it stands.

    Raises:
        ReadOnlyError: the folder cannot be written.
    """
    write_whole(folder / _STATE, msgspec.json.format(msgspec.json.encode(state)))


SAMPLES = "sample"
"""Folder of the two campaigns where a recipe draws them itself."""


def _data(table: Table, state: RecipeState) -> RecipeState:
    arms = arm_data(
        (table.campaigns[WEAK], table.campaigns[STRONG]),
        state.plan.match,
        [*table.held_out, *table.against],
        state.plan.training.seed,
    )
    for name, (data, chosen) in zip((WEAK, STRONG), arms, strict=True):
        if not chosen:
            raise BadSettingsError(
                f"{data.model} solved no problem that may be trained on, so there is nothing to learn from it; sample "
                "more, or easier problems."
            )
        write_chats(table.place(name, _CHATS), chosen)
    return msgspec.structs.replace(state, data={name: arm[0] for name, arm in zip((WEAK, STRONG), arms, strict=True)})


def _before(table: Table, state: RecipeState) -> RecipeState:
    samples, greedy = table.measured(state.plan, "before", None)
    difficulty = difficulty_of([record.story for record in samples.records()])
    before = measured_policy(samples, greedy, difficulty)
    return msgspec.structs.replace(state, before=before, difficulty=difficulty)


def _train(table: Table, state: RecipeState) -> RecipeState:
    arms = {
        name: ArmResult(fit=kept_fit(table.kitchen, table.place(name, _CHATS), table.place(name, _ADAPTER)))
        for name in (WEAK, STRONG)
    }
    return msgspec.structs.replace(state, arms=arms)


def _after(table: Table, state: RecipeState) -> RecipeState:
    before, found, arms = Campaign.at(table.place("before", "samples")), dict[str, Campaign](), dict(state.arms)
    for name in (WEAK, STRONG):
        found[name], greedy = table.measured(state.plan, name, table.place(name, _ADAPTER))
        arms[name] = msgspec.structs.replace(
            arms[name],
            measure=measured_policy(found[name], greedy, state.difficulty),
            difference=policy_difference(found[name], before),
        )
    return msgspec.structs.replace(state, arms=arms, between=policy_difference(found[WEAK], found[STRONG]))


def _decide(table: Table, state: RecipeState) -> RecipeState:
    """The arm with the larger share of right samples, the weak one where they are equal, if it is none smaller than
    before.
    """
    gains = {name: arm.difference for name, arm in state.arms.items() if arm.difference is not None}
    best = max((WEAK, STRONG), key=lambda name: gains[name].mean)
    words = f"share of right samples {difference_in_words(gains[best])} with {best} data"
    if gains[best].mean < 0:
        (table.folder / _ADAPTER).unlink(missing_ok=True)
        return msgspec.structs.replace(state, kept="", reason=f"rolled back, the student is worse after both: {words}")
    write_whole(table.folder / _ADAPTER, table.place(best, _ADAPTER).read_bytes())
    return msgspec.structs.replace(state, kept=best, reason=f"kept: {words}")


_CHATS, _ADAPTER = "sft.jsonl", "adapter.gguf"
_STAGES: dict[Stage, Callable[[Table, RecipeState], RecipeState]] = {
    Stage.DATA: _data,
    Stage.BEFORE: _before,
    Stage.TRAIN: _train,
    Stage.AFTER: _after,
    Stage.DECIDE: _decide,
}
_WORDS = {
    Stage.DATA: "Choosing what to train on",
    Stage.BEFORE: "Sampling the held-out problems before training",
    Stage.TRAIN: "Fine-tuning on the data of each model",
    Stage.AFTER: "Sampling the held-out problems after training",
    Stage.DECIDE: "Deciding",
}
