"""What two sampling campaigns over the same problems say: the report of *Smaller, Weaker, Yet Better*.

A pure function of what the two folders hold: the same folders give the same report. Only problems that both campaigns
have finished are counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from engine.compare.interval import wilson
from engine.errors import BadSettingsError
from engine.lab.campaign import Plan
from engine.lab.coverage import Interval, Resampler, coverage_at, diversity_at
from engine.lab.diversity import counts_of
from engine.lab.false_positives import Check, Verdict
from engine.lab.sample import Samples
from engine.lab.sample_match import Match, flops_of


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the two campaigns. ``parameters``: see ``models.active``. ``checks``: by the key of a solution."""

    plan: Plan
    samples: Mapping[str, Samples]
    parameters: int
    checks: Mapping[str, Check]
    votes: Mapping[str, bool]
    """Of a person, by the key of a solution: whether its reasoning is right."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What sampling cost. ``seconds``: from begin to end of each problem; those that share a batch count it each."""

    flops: float
    seconds: float
    evaluated_tokens: int
    sampled_tokens: int


class FalsePositives(msgspec.Struct, frozen=True, kw_only=True):
    """Right answers by wrong ways.

    Attributes:
        automatic: share of the checked solutions that were flagged; an interval over problems. checked, unchecked: how
            many. reasons: how often each.
        human: share of the judged ones whose reasoning is wrong, with Wilson's interval; None before a review.
    """

    automatic: Interval
    checked: int
    unchecked: int
    reasons: dict[str, int]
    human: Interval | None
    judged: int


class Curve(msgspec.Struct, frozen=True, kw_only=True):
    """Figures for 1, 2, ... samples of each problem. ``costs``: of so many of them, as a mean over problems."""

    costs: tuple[float, ...]
    coverage: tuple[Interval, ...]
    diversity_text: tuple[Interval, ...]
    diversity_program: tuple[Interval, ...]


class ArmReport(msgspec.Struct, frozen=True, kw_only=True):
    """One model. ``cut``: samples without an end of their own."""

    model: str
    backbone_sha256: str
    parameters: int
    samples_per_problem: int
    samples: int
    right: int
    cut: int
    right_share: Interval
    cost: Cost
    curve: Curve
    false_positives: FalsePositives


class BudgetRow(msgspec.Struct, frozen=True, kw_only=True):
    """Both models at one budget. Samples and costs are those of one problem; differences are weak less strong."""

    name: str
    weak_samples: int
    strong_samples: int
    weak_cost: float
    strong_cost: float
    weak_coverage: Interval
    strong_coverage: Interval
    coverage_difference: Interval
    weak_diversity: Interval
    strong_diversity: Interval
    diversity_difference: Interval


class SampleReport(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. ``cost_ratio``: what the weak campaign cost over what the strong one did, in what was matched.

    ``false_positive_difference``: of the automatic shares, weak less strong.
    """

    match: Match
    problems: int
    cost_ratio: float
    weak: ArmReport
    strong: ArmReport
    false_positive_difference: Interval
    budgets: tuple[BudgetRow, ...]


@dataclass(frozen=True, slots=True)
class _Figures:
    """Per problem: one row for each number of samples, one column for each problem."""

    coverage: list[list[float]]
    text: list[list[float]]
    program: list[list[float]]


def sample_report(weak: Arm, strong: Arm, match: Match) -> SampleReport:
    """The report of two campaigns.

    Raises:
        BadSettingsError: they have no finished problem in common, or the FLOPs of a model are not known.
    """
    if weak.plan.problems_sha256 != strong.plan.problems_sha256:
        raise BadSettingsError("These campaigns sampled other problems; compare campaigns over the same file.")
    common = [name for name in weak.samples if name in strong.samples]
    if not common:
        raise BadSettingsError("The two campaigns have no finished problem in common yet; go on sampling first.")
    if match is Match.FLOPS and not (weak.parameters and strong.parameters):
        raise BadSettingsError("A script has no parameters, so its FLOPs are not known; choose --match time or count.")
    resampler = Resampler(len(common))
    arms = (weak, strong)
    sides = [[arm.samples[name] for name in common] for arm in arms]
    figures = [_figures(side) for side in sides]
    reports = [
        _arm_report(arm, side, figure, match, resampler) for arm, side, figure in zip(arms, sides, figures, strict=True)
    ]
    return SampleReport(
        match=match,
        problems=len(common),
        cost_ratio=reports[0].curve.costs[-1] / reports[1].curve.costs[-1] if reports[1].curve.costs[-1] else 0.0,
        weak=reports[0],
        strong=reports[1],
        false_positive_difference=resampler.ratio_difference(
            *(_flagged(*both) for both in zip(arms, sides, strict=True))
        ),
        budgets=_budgets(reports[0].curve, reports[1].curve, figures, resampler),
    )


def _figures(side: Sequence[Samples]) -> _Figures:
    counts = range(1, _least(side) + 1)
    texts = [counts_of(solution.text for solution in found.right) for found in side]
    programs = [counts_of(solution.form for solution in found.right) for found in side]

    def diversities(classes: Sequence[tuple[int, ...]]) -> list[list[float]]:
        return [[diversity_at(found.drawn, own, k) for found, own in zip(side, classes, strict=True)] for k in counts]

    coverage = [[coverage_at(found.drawn, len(found.right), k) for found in side] for k in counts]
    return _Figures(coverage, diversities(texts), diversities(programs))


def _least(side: Sequence[Samples]) -> int:
    return min(found.drawn for found in side)


def _arm_report(arm: Arm, side: Sequence[Samples], figures: _Figures, match: Match, resampler: Resampler) -> ArmReport:
    drawn, right = [found.drawn for found in side], [len(found.right) for found in side]
    cost = Cost(
        flops=sum(flops_of(arm.parameters, found.usage) for found in side),
        seconds=sum(found.usage.seconds for found in side),
        evaluated_tokens=sum(found.usage.evaluated_tokens for found in side),
        sampled_tokens=sum(found.usage.sampled_tokens for found in side),
    )
    total = {Match.FLOPS: cost.flops, Match.TIME: cost.seconds, Match.COUNT: float(sum(drawn))}[match]
    return ArmReport(
        model=arm.plan.model,
        backbone_sha256=arm.plan.backbone_sha256,
        parameters=arm.parameters,
        samples_per_problem=_least(side),
        samples=sum(drawn),
        right=sum(right),
        cut=sum(found.cut for found in side),
        right_share=resampler.share(right, drawn),
        cost=cost,
        curve=Curve(
            costs=tuple(total / sum(drawn) * k for k in range(1, _least(side) + 1)),
            coverage=tuple(map(resampler.share, figures.coverage)),
            diversity_text=tuple(map(resampler.mean, figures.text)),
            diversity_program=tuple(map(resampler.mean, figures.program)),
        ),
        false_positives=_false_positives(arm, side, resampler),
    )


def _false_positives(arm: Arm, side: Sequence[Samples], resampler: Resampler) -> FalsePositives:
    found, (flagged, checked) = _checks(arm, side), _flagged(arm, side)
    reasons: dict[str, int] = {}
    for check in (check for checks in found for check in checks if check.reason):
        reasons[check.reason.value] = reasons.get(check.reason.value, 0) + 1
    judged = [arm.votes[key] for key in {solution.key for one in side for solution in one.right} if key in arm.votes]
    wrong = judged.count(False)
    return FalsePositives(
        automatic=resampler.share(flagged, checked),
        checked=sum(checked),
        unchecked=sum(len(one.right) for one in side) - sum(checked),
        reasons=reasons,
        human=Interval(wrong / len(judged), *wilson(wrong, len(judged))) if judged else None,
        judged=len(judged),
    )


def _checks(arm: Arm, side: Sequence[Samples]) -> list[list[Check]]:
    return [[arm.checks[solution.key] for solution in one.right if solution.key in arm.checks] for one in side]


def _flagged(arm: Arm, side: Sequence[Samples]) -> tuple[list[int], list[int]]:
    """For each problem how many solutions were flagged, and how many could be checked."""
    found = _checks(arm, side)
    return (
        [sum(check.verdict is Verdict.FLAGGED for check in checks) for checks in found],
        [sum(check.verdict is not Verdict.UNCHECKED for check in checks) for checks in found],
    )


def _budgets(weak: Curve, strong: Curve, figures: Sequence[_Figures], resampler: Resampler) -> tuple[BudgetRow, ...]:
    """Low: what one sample of the dearer model costs. High: what all samples of the campaign that cost less did."""
    unit = weak.costs[0], strong.costs[0]
    low, high = max(unit), min(weak.costs[-1], strong.costs[-1])

    def row(name: str, budget: float) -> BudgetRow:
        first, second = (
            min(len(curve.costs), max(1, round(budget / cost))) if cost else 1
            for curve, cost in zip((weak, strong), unit, strict=True)
        )
        one, two = figures[0], figures[1]
        return BudgetRow(
            name=name,
            weak_samples=first,
            strong_samples=second,
            weak_cost=weak.costs[first - 1],
            strong_cost=strong.costs[second - 1],
            weak_coverage=weak.coverage[first - 1],
            strong_coverage=strong.coverage[second - 1],
            coverage_difference=_difference(one.coverage[first - 1], two.coverage[second - 1], resampler),
            weak_diversity=weak.diversity_program[first - 1],
            strong_diversity=strong.diversity_program[second - 1],
            diversity_difference=_difference(one.program[first - 1], two.program[second - 1], resampler),
        )

    return row("low", low), row("high", high)


def _difference(first: Sequence[float], second: Sequence[float], resampler: Resampler) -> Interval:
    return resampler.mean([one - other for one, other in zip(first, second, strict=True)])
