"""The report of two sampling campaigns as text for a terminal and as Markdown."""

from collections.abc import Callable, Sequence

from engine.lab.coverage import Interval
from engine.lab.sample_match import Match
from engine.lab.sample_report import ArmReport, BudgetRow, SampleReport

_MATCHED = {Match.FLOPS: "FLOPs", Match.TIME: "seconds", Match.COUNT: "number of samples"}
_NOTES = (
    "Coverage: share of problems with a right answer among so many samples. Diversity: different right programs for a "
    "problem among them, names and layout left aside. Both are unbiased estimates, with 95 % intervals over problems.",
    "False positives: right answers by wrong reasoning. Automatic: programs that do not follow when the problem's "
    "numbers change, which is neither all of them nor only them. By a person: `stepwise lab review`.",
)

_FEWEST = 20

Row = tuple[str, ...]


def as_text(report: SampleReport) -> str:
    """For a terminal."""
    tables = [_aligned(table) for table in (_budget_table(report), _arm_table(report))]
    return "\n\n".join([_headline(report), *tables, *_findings(report)])


def as_markdown(report: SampleReport, pictures: Sequence[str] = ()) -> str:
    """As a document.

    Args:
        pictures: names of files beside it.
    """
    parts = ["# Sampling at equal cost", _headline(report), _piped(_budget_table(report)), _piped(_arm_table(report))]
    parts += [f"![{name.partition('.')[0]}]({name})" for name in pictures]
    return "\n\n".join([*parts, *_findings(report), *_NOTES]) + "\n"


def _headline(report: SampleReport) -> str:
    missed = 100 * (report.cost_ratio - 1)
    return (
        f"{report.weak.model} (weak) against {report.strong.model} (strong) on {report.problems} problems, matched on "
        f"{_MATCHED[report.match]}: the weak one cost {abs(missed):.1f} % {'more' if missed >= 0 else 'less'}."
    )


def _budget_table(report: SampleReport) -> list[Row]:
    """The paper's form: both models at a low and at a high budget."""

    def line(name: str, cells: Callable[[BudgetRow], tuple[str, str]]) -> Row:
        return (name, *(cell for row in report.budgets for cell in cells(row)))

    match = report.match
    return [
        line("", lambda row: (f"{row.name} budget, weak", f"{row.name} budget, strong")),
        line("samples of a problem", lambda row: (str(row.weak_samples), str(row.strong_samples))),
        line("cost of a problem", lambda row: (_amount(match, row.weak_cost), _amount(match, row.strong_cost))),
        line("coverage", lambda row: (_share(row.weak_coverage), _share(row.strong_coverage))),
        line("diversity", lambda row: (_number(row.weak_diversity), _number(row.strong_diversity))),
    ]


def _arm_table(report: SampleReport) -> list[Row]:
    """What each campaign was and cost as a whole."""
    arms = (report.weak, report.strong)
    first: list[Row] = [("", "weak", "strong"), ("model", *(arm.model for arm in arms))]
    return [
        *first,
        ("parameters a token meets", *(f"{arm.parameters / 1e6:,.0f} M" for arm in arms)),
        ("samples of a problem", *(str(arm.samples_per_problem) for arm in arms)),
        ("samples", *(f"{arm.samples:,} ({arm.cut:,} cut short)" for arm in arms)),
        ("right samples", *(f"{arm.right:,} = {_share(arm.right_share)}" for arm in arms)),
        ("different right texts", *(_number(arm.curve.diversity_text[-1]) for arm in arms)),
        ("different right programs", *(_number(arm.curve.diversity_program[-1]) for arm in arms)),
        ("false positives, automatic", *(_automatic(arm) for arm in arms)),
        ("false positives, by a person", *(_human(arm) for arm in arms)),
        ("cost in FLOPs", *(_amount(Match.FLOPS, arm.cost.flops) for arm in arms)),
        ("cost in seconds", *(_amount(Match.TIME, arm.cost.seconds) for arm in arms)),
        ("tokens written", *(f"{arm.cost.sampled_tokens:,}" for arm in arms)),
        ("tokens through the model", *(f"{arm.cost.evaluated_tokens:,}" for arm in arms)),
    ]


def _automatic(arm: ArmReport) -> str:
    found = arm.false_positives
    if not found.checked:
        return f"none checked; {found.unchecked:,} could not be checked"
    return f"{_share(found.automatic)} of {found.checked:,}; {found.unchecked:,} could not be checked"


def _human(arm: ArmReport) -> str:
    found = arm.false_positives
    return f"{_share(found.human)} of {found.judged:,}" if found.human else "not reviewed yet"


def _findings(report: SampleReport) -> list[str]:
    """Beside the paper, where the weak model covers more and is more diverse, with more false positives."""
    if report.problems < _FEWEST:
        lines = [f"{report.problems} problems are too few to say whether this agrees with the paper."]
    else:
        lines = [*map(_finding, report.budgets), _false_positives(report.false_positive_difference)]
    reasons = []
    for name, arm in (("weak", report.weak), ("strong", report.strong)):
        told = ", ".join(f"{count} x {reason}" for reason, count in sorted(arm.false_positives.reasons.items()))
        reasons.append(f"{name}: {told or 'none'}")
    return [*lines, f"Flagged or not checked, {'; '.join(reasons)}."]


def _finding(row: BudgetRow) -> str:
    return (
        f"At the {row.name} budget the weak model's coverage differs by {_points(row.coverage_difference)} "
        f"({_verdict(row.coverage_difference)}), its diversity by {_signed(row.diversity_difference)} "
        f"({_verdict(row.diversity_difference)})."
    )


def _false_positives(difference: Interval) -> str:
    return (
        "The weak model's share of false positives, as the automatic check sees them, differs by "
        f"{_points(difference)} ({_verdict(difference)})."
    )


def _verdict(difference: Interval) -> str:
    if difference.low > 0:
        return "higher, as in the paper"
    return "lower, unlike in the paper" if difference.high < 0 else "not decided by these problems"


def _share(figure: Interval) -> str:
    return f"{100 * figure.value:.1f} % ({100 * figure.low:.1f} to {100 * figure.high:.1f})"


def _number(figure: Interval) -> str:
    return f"{figure.value:.2f} ({figure.low:.2f} to {figure.high:.2f})"


def _points(figure: Interval) -> str:
    return f"{100 * figure.value:+.1f} points ({100 * figure.low:+.1f} to {100 * figure.high:+.1f})"


def _signed(figure: Interval) -> str:
    return f"{figure.value:+.2f} ({figure.low:+.2f} to {figure.high:+.2f})"


def _amount(match: Match, cost: float) -> str:
    if match is Match.FLOPS:
        return f"{cost / 1e12:,.3g} TFLOPs" if cost < 1e15 else f"{cost / 1e15:,.3g} PFLOPs"
    return f"{cost:,.1f} s" if match is Match.TIME else f"{cost:g}"


def _aligned(table: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in table
    )


def _piped(table: Sequence[Row]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in table]
    return "\n".join([lines[0], f"|{' --- |' * len(table[0])}", *lines[1:]])
