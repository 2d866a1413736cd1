"""Two runs beside each other: what they found, what they cost, and where their best paths part."""

from dataclasses import dataclass
from itertools import zip_longest

from app.language import mark, tr
from app.state.printable import one_line
from app.state.run import RunState
from app.state.steps import StepView, best_path_steps
from app.state.words import MARK_WORDS, POLICY_WORDS, STATUS_WORDS, VALUE_WORDS, percent

_NONE = "—"


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of both runs, ready to show."""

    name: str
    left: str
    right: str

    @property
    def differs(self) -> bool:
        """Whether the runs differ in it."""
        return self.left != self.right


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two runs compared.

    Attributes:
        shared: how many steps the best paths have in common from the start.
        parting: where they differ first, in one sentence.
    """

    rows: tuple[Row, ...]
    left: tuple[StepView, ...]
    right: tuple[StepView, ...]
    shared: int
    parting: str


def side_by_side(left: RunState, right: RunState) -> SideBySide:
    """Compare two runs."""
    steps = best_path_steps(left), best_path_steps(right)
    shared = _shared(*steps)
    names = (tr(name) for name in _NAMES)
    rows = tuple(Row(*row) for row in zip(names, _facts(left), _facts(right), strict=True))
    return SideBySide(rows, *steps, shared, _parting(len(steps[0]), len(steps[1]), shared))


_NAMES = (
    mark("Answer"),
    mark("Verified"),
    mark("Confidence"),
    mark("Ended"),
    mark("Model"),
    mark("Way of searching"),
    mark("Steps rated by"),
    mark("Tokens"),
    mark("Seconds"),
    mark("Steps in the tree"),
    mark("Seed"),
)


def _facts(state: RunState) -> tuple[str, ...]:
    answer, settings, usage = state.answer, state.settings, state.usage
    return (
        one_line(answer.text) if answer else _NONE,
        tr(MARK_WORDS[answer.mark]) if answer else _NONE,
        percent(answer.confidence) if answer else _NONE,
        tr(STATUS_WORDS[state.status]),
        one_line(state.model_id) or _NONE,
        tr(POLICY_WORDS[settings.policy]) if settings else _NONE,
        ", ".join(tr(VALUE_WORDS[value]) for value in settings.values) if settings else _NONE,
        f"{usage.sampled_tokens:,}" if usage else _NONE,
        f"{usage.seconds:.1f}" if usage else _NONE,
        f"{max(0, len(state.nodes) - 1):,}",
        f"{settings.seed}" if settings else _NONE,
    )


def _shared(left: tuple[StepView, ...], right: tuple[StepView, ...]) -> int:
    count = 0
    for one, other in zip_longest(left, right):
        if one is None or other is None or _said(one) != _said(other):
            break
        count += 1
    return count


def _said(step: StepView) -> tuple[list[str], list[str], tuple[tuple[str, str], ...]]:
    """What a step says and finds, spaces aside."""
    return step.title.split(), step.code.split(), step.names


def _parting(left: int, right: int, shared: int) -> str:
    if not left or not right:
        return tr("There is no best path to compare.")
    if left == right == shared:
        return tr("Both best paths are the same.")
    if not shared:
        return tr("The best paths differ from the first step on.")
    if shared == 1:
        return tr("The first step is the same; the best paths differ from step 2 on.")
    sentence = tr("The first {count} steps are the same; the best paths differ from step {next} on.")
    return sentence.format(count=shared, next=shared + 1)
