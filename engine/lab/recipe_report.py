"""The report of a recipe, in the form of *Smaller, Weaker, Yet Better*: both arms side by side, before and after."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.lab.coverage import Interval
from engine.lab.evolution import DIFFICULTIES, Outcome, PolicyMeasure, write_whole
from engine.lab.policy import difference_in_words
from engine.lab.recipe import STRONG, WEAK, ArmResult, Recipe, RecipeState
from engine.lab.sample_match import Match

_NAMES = {
    Recipe.DISTILL: "Knowledge distillation",
    Recipe.SELF_IMPROVE: "Self-improvement",
    Recipe.WEAK_TO_STRONG: "Weak-to-strong improvement",
}
_SURE = 0.05
_FEWEST = 20


def write_recipe_report(folder: Path, state: RecipeState) -> None:
    """Write report.md and report.json, replacing older ones.

    Raises:
        ReadOnlyError: the folder cannot be written.
    """
    write_whole(folder / "report.json", msgspec.json.format(msgspec.json.encode(state)) + b"\n")
    write_whole(folder / "report.md", recipe_words(state).encode())


def recipe_words(state: RecipeState) -> str:
    """The report as Markdown, as far as the recipe has come."""
    return "\n".join(_lines(state)) + "\n"


def _lines(state: RecipeState) -> Iterator[str]:
    plan, training = state.plan, state.plan.training
    yield f"# {_NAMES[plan.recipe]}"
    yield ""
    yield (
        f"{plan.student} learns from {plan.weak.model} (weak) and from {plan.strong.model} (strong), whose samples are "
        f"matched on {_matched(plan.match)}. Both arms: LoRA of rank {training.rank}, {training.steps:,} steps at rate "
        f"{training.rate:g}, from the same model. Measured on {plan.held_out:,} held-out problems with "
        f"{plan.sampling.budget.candidates} samples each; intervals are 95 %."
    )
    yield ""
    yield "| | weak data | strong data |"
    yield "|---|---|---|"
    yield from _data_rows(state)
    yield from _training_rows(state)
    if state.before:
        yield ""
        yield from _measure_rows(state, state.before)
    if state.between:
        yield ""
        yield f"Weak data less strong data: {difference_in_words(state.between)}. {_verdict(state)}"
    if state.reason:
        yield ""
        yield f"{state.reason[0].upper()}{state.reason[1:]}."


def _data_rows(state: RecipeState) -> Iterator[str]:
    data = [state.data[name] for name in (WEAK, STRONG) if name in state.data]
    if not data:
        return
    match = state.plan.match
    yield _row("model", [arm.model for arm in data])
    yield _row("samples of a problem", [f"{arm.samples:,}" for arm in data])
    yield _row("cost of a problem", [_cost(match, arm.cost) for arm in data])
    yield _row("coverage", [_share(arm.coverage) for arm in data])
    yield _row(
        "different right programs of a problem",
        [f"{arm.diversity.value:.2f} ({arm.diversity.low:.2f} to {arm.diversity.high:.2f})" for arm in data],
    )
    yield _row("solutions trained on", [f"{arm.lines:,} of {arm.problems:,} problems" for arm in data])
    yield _row("problems left out, kept for measuring", [f"{arm.measured:,}" for arm in data])


def _training_rows(state: RecipeState) -> Iterator[str]:
    if arms := _arms(state):
        yield _row("training steps", [f"{arm.fit.steps:,}" for arm in arms])
        yield _row("loss, first to last", [f"{arm.fit.first_loss:.3f} to {arm.fit.last_loss:.3f}" for arm in arms])


def _measure_rows(state: RecipeState, before: PolicyMeasure) -> Iterator[str]:
    arms = _arms(state)
    measures = [before, *(arm.measure for arm in arms if arm.measure)]
    heads = ["before", "after weak data", "after strong data"][: len(measures)]
    yield f"| held-out problems | {' | '.join(heads)} |"
    yield f"|{'---|' * (len(measures) + 1)}"
    yield _row("samples right", [_share(one.right) for one in measures])
    if len(measures) > 1:
        differences = [difference_in_words(arm.difference) for arm in arms if arm.difference]
        yield _row("against before, by problem", ["", *differences])
    yield _row("greedy right", [_answered(one.greedy) for one in measures])
    yield _row("vote of the samples right", [_answered(one.sampled) for one in measures])
    yield _row("some sample right", [_covered(one.sampled) for one in measures])
    for name in DIFFICULTIES:
        parts = [one.sampled.by_difficulty[name] for one in measures]
        yield _row(f"some sample right, {name} problems", [f"{part.covered} of {part.problems}" for part in parts])


def _verdict(state: RecipeState) -> str:
    """Whether the data of the weak model are the better ones, as in the paper, if that can be told."""
    assert state.between is not None
    if state.plan.held_out < _FEWEST:
        return f"{state.plan.held_out} problems are too few to say whether this agrees with the paper."
    if state.between.p_value >= _SURE:
        return "No difference between the two can be seen here; the paper found the weak model's data to be better."
    if state.between.mean > 0:
        return "As in the paper, the data of the weak model are the better ones."
    return "Other than in the paper, the data of the strong model are the better ones."


def _arms(state: RecipeState) -> list[ArmResult]:
    return [state.arms[name] for name in (WEAK, STRONG) if name in state.arms]


def _matched(match: Match) -> str:
    return {Match.FLOPS: "FLOPs", Match.TIME: "seconds", Match.COUNT: "their number"}[match]


def _cost(match: Match, cost: float) -> str:
    if match is Match.FLOPS:
        return f"{cost / 1e12:,.3g} TFLOPs"
    return f"{cost:,.1f} s" if match is Match.TIME else f"{cost:g}"


def _row(words: str, cells: list[str]) -> str:
    return f"| {words} | {' | '.join(cells)} |"


def _share(share: Interval) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"


def _answered(outcome: Outcome) -> str:
    return f"{outcome.all.answered} of {outcome.all.problems}"


def _covered(outcome: Outcome) -> str:
    return f"{outcome.all.covered} of {outcome.all.problems}"
