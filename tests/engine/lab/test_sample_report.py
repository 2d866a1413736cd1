"""The report of two campaigns: figures worked out by hand, and what is said of them."""

from pathlib import Path

import msgspec
import pytest

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.false_positives import Check, Reason, Verdict
from engine.lab.sample import samples_of
from engine.lab.sample_match import Match
from engine.lab.sample_report import Arm, SampleReport, sample_report
from engine.lab.sample_words import as_markdown, as_text
from tests.helpers.campaigns import sampled, sampling_plan

ADD, RENAMED, OTHER, WRONG = ("x = 40 + 2", "print(42)"), ("y = 40 + 2", "print(42)"), ("print(42)",), ("print(41)",)


def _arm(campaign: Campaign, parameters: int, checks: dict[str, Check] | None = None) -> Arm:
    return Arm(campaign.plan, samples_of(campaign), parameters, checks or {}, {})


@pytest.fixture
def arms(tmp_path: Path) -> tuple[Arm, Arm]:
    weak = sampled(tmp_path / "weak", {"One?": [ADD, RENAMED, OTHER, WRONG], "Two?": [WRONG] * 4, "Three?": [ADD] * 4})
    strong = sampled(tmp_path / "strong", {"One?": [ADD, WRONG], "Two?": [ADD, ADD]}, sampling_plan(2))
    return _arm(weak, 500), _arm(strong, 1000)


def test_the_figures_are_those_of_the_problems_in_common(arms: tuple[Arm, Arm]) -> None:
    found = sample_report(*arms, Match.FLOPS)
    assert (2, 8, 3) == (found.problems, found.weak.samples, found.weak.right)
    # coverage@1 of the weak one: 3/4 and 0; of the strong one: 1/2 and 1.
    assert (0.375, 0.5) == (found.weak.curve.coverage[0].value, found.weak.curve.coverage[-1].value)
    assert (0.75, 1.0) == (found.strong.curve.coverage[0].value, found.strong.curve.coverage[-1].value)
    # Three texts are two programs.
    assert (1.5, 1.0) == (found.weak.curve.diversity_text[-1].value, found.weak.curve.diversity_program[-1].value)


def test_the_cost_is_counted_from_the_log_in_what_was_matched(arms: tuple[Arm, Arm]) -> None:
    # Each problem's 120 tokens went through the model, see tests.helpers.lab.
    flops = sample_report(*arms, Match.FLOPS)
    assert (2 * 500 * 240, 2 * 1000 * 240) == (flops.weak.cost.flops, flops.strong.cost.flops)
    assert (0.5, 1.0, 2.0) == tuple(sample_report(*arms, match).cost_ratio for match in Match)
    assert 2 * 500 * 120 / 4 == flops.weak.curve.costs[0]


def test_budgets_compare_what_costs_the_same(arms: tuple[Arm, Arm]) -> None:
    low, high = sample_report(*arms, Match.FLOPS).budgets
    # A strong sample costs 120,000, a weak one 30,000: one is worth four, which are all there are.
    assert [("low", 4, 1), ("high", 4, 1)] == [(row.name, row.weak_samples, row.strong_samples) for row in (low, high)]
    assert -0.25 == pytest.approx(low.coverage_difference.value)
    low, high = sample_report(*arms, Match.COUNT).budgets
    assert [(1, 1), (2, 2)] == [(row.weak_samples, row.strong_samples) for row in (low, high)]


def test_false_positives_are_told_with_what_could_not_be_checked(arms: tuple[Arm, Arm]) -> None:
    weak, strong = arms
    first, second, third = weak.samples["One?"].right
    checks = {
        first.key: Check(Verdict.FLAGGED, Reason.UNUSED),
        second.key: Check(Verdict.PASSED),
        third.key: Check(Verdict.UNCHECKED, Reason.BREAKS),
    }
    judged = {first.key: False, second.key: True, "another": False}
    marked = Arm(weak.plan, weak.samples, weak.parameters, checks, judged)
    found = sample_report(marked, strong, Match.COUNT).weak.false_positives
    assert (0.5, 2, 1) == (found.automatic.value, found.checked, found.unchecked)
    assert {Reason.UNUSED.value: 1, Reason.BREAKS.value: 1} == found.reasons
    assert found.human is not None
    assert (0.5, 2) == (found.human.value, found.judged)


def test_the_same_folders_give_the_same_report(arms: tuple[Arm, Arm]) -> None:
    first = sample_report(*arms, Match.FLOPS)
    assert first == sample_report(*arms, Match.FLOPS)
    assert first == msgspec.json.decode(msgspec.json.encode(first), type=SampleReport)


def test_campaigns_that_do_not_fit_are_refused(tmp_path: Path, arms: tuple[Arm, Arm]) -> None:
    other = _arm(sampled(tmp_path / "o", {"Four?": [ADD]}), 500)
    with pytest.raises(BadSettingsError, match="have no finished problem in common yet"):
        sample_report(arms[0], other, Match.FLOPS)
    elsewhere = _arm(sampled(tmp_path / "e", {"One?": [ADD]}, sampling_plan(problems_sha256="o" * 64)), 500)
    with pytest.raises(BadSettingsError, match="sampled other problems; compare campaigns over the same file"):
        sample_report(arms[0], elsewhere, Match.FLOPS)
    scripted = Arm(arms[1].plan, arms[1].samples, 0, {}, {})
    with pytest.raises(BadSettingsError, match="its FLOPs are not known; choose --match time or count"):
        sample_report(arms[0], scripted, Match.FLOPS)


def test_the_tables_hold_both_budgets_and_both_models(arms: tuple[Arm, Arm]) -> None:
    report = sample_report(*arms, Match.FLOPS)
    text, document = as_text(report), as_markdown(report, ("coverage.svg",))
    for part in ("low budget, weak", "high budget, strong", "coverage", "not reviewed yet", "50.0 % less"):
        assert part in text
        assert part in document
    assert "![coverage](coverage.svg)" in document
    assert "2 problems are too few to say whether this agrees with the paper." in text


def test_agreement_with_the_paper_is_said_only_where_the_interval_says_so(tmp_path: Path) -> None:
    names = [f"Number {number}?" for number in range(25)]
    weak = _arm(sampled(tmp_path / "w", dict.fromkeys(names, (ADD, OTHER, WRONG, WRONG))), 500)
    strong = _arm(sampled(tmp_path / "s", dict.fromkeys(names, (ADD, WRONG, WRONG, WRONG))), 500)
    text = as_text(sample_report(weak, strong, Match.COUNT))
    assert "coverage differs by +25.0 points (+25.0 to +25.0) (higher, as in the paper)" in text
    assert "(lower, unlike in the paper)" in as_text(sample_report(strong, weak, Match.COUNT))
    assert "not decided by these problems" in as_text(sample_report(weak, weak, Match.COUNT))
