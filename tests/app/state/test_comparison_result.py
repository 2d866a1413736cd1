"""A comparison's result as it is looked at, without Qt."""

from dataclasses import replace

import msgspec

from app.state.comparison_result import (
    as_text,
    chart_words,
    in_order,
    label_of,
    matrix_lines,
    rows_of,
    sets_of,
    shown_columns,
    significance,
    some_as_markdown,
)
from app.state.comparison_words import OutcomeKind, cell_of, meaning_of, outcome_of, reason_of, title_of
from engine.compare.layout import COLUMNS
from engine.compare.table import Table, make_table
from engine.types import PolicyName
from tests.helpers.comparisons import arm, measured, solved, with_seed

SMALL, LARGE = arm(), arm("Large", parameters=1_500_000_000)


def table(*rights: str, seconds: tuple[float, ...] = (2.0, 5.0, 9.0)) -> Table:
    arms = (SMALL, LARGE, arm("Small", PolicyName.MAJORITY))
    return make_table([r for at, word in enumerate(rights) for r in measured(arms[at], word, seconds=seconds[at])])


def by_name(name: str):  # type: ignore[no-untyped-def]
    return next(each for each in COLUMNS if each.name == name)


def test_rows_are_ordered_by_any_column_up_and_down() -> None:
    rows = table("1100", "1111", "1000").rows
    accuracy, model = by_name("accuracy"), by_name("model")
    assert [0.25, 0.5, 1.0] == [row.accuracy for row in in_order(rows, accuracy, descending=False)]
    assert [1.0, 0.5, 0.25] == [row.accuracy for row in in_order(rows, accuracy, descending=True)]
    assert ["large", "small", "small"] == [row.arm.model.id for row in in_order(rows, model, descending=False)]


def test_rows_without_a_figure_come_last_in_both_directions() -> None:
    rows = table("11", "10").rows
    known = replace(rows[1], energy_joules=3.0)
    energy = by_name("energy_joules_per_problem")
    for descending in (False, True):
        assert (known, rows[0]) == in_order((rows[0], known), energy, descending=descending)


def test_the_effective_size_is_always_shown_and_says_why_there_is_none() -> None:
    found = table("11", "10")
    for everything in (False, True):
        shown = shown_columns(found, all_columns=everything)
        assert 1 == sum(each.name == "effective_size" for each in shown)
    size = by_name("effective_size")
    assert "none yet" == cell_of(found.rows[0], size)
    assert "only 2 sizes of the family measured on this set; 3 are needed" == reason_of(found.rows[0], size)
    assert "" == reason_of(found.rows[0], by_name("accuracy"))
    assert len(shown_columns(found, all_columns=False)) < len(shown_columns(found, all_columns=True))


def test_every_column_for_people_has_a_title_in_the_window() -> None:
    assert [each.title for each in COLUMNS if each.title] == [title_of(each) for each in COLUMNS if each.title]
    assert meaning_of(by_name("kl_nats")).startswith("KL divergence")
    assert "" == meaning_of(by_name("model"))


def test_two_rows_that_surely_differ_are_told_the_better_one_first() -> None:
    rows = table("0000000000", "1111111100").rows
    expected = (
        "Large Q4_K_M, greedy is better than Small Q4_K_M, greedy by 80.0 points, more than chance would explain "
        "(+50.0 to +100.0 points, 10 problems; right in one alone: 8 and 0; McNemar's exact p = 0.008)."
    )
    assert expected == significance(rows)
    assert expected == significance(rows[::-1])


def test_a_small_difference_may_be_chance() -> None:
    told = significance(table("1100", "1110").rows)
    assert told.startswith("Large Q4_K_M, greedy is ahead of Small Q4_K_M, greedy by 25.0 points, which may be chance")
    assert "p = 1.000" in told
    assert "right equally often" in significance(table("10", "01").rows)


def test_what_cannot_be_compared_is_said() -> None:
    rows = table("10", "11", "01").rows
    assert "Select two rows" in significance(rows)
    assert "Select two rows" in significance(rows[:1])
    assert "different sets" in significance((rows[0], replace(rows[1], set="other")))
    assert "no problem in common" in significance((rows[0], replace(rows[1], solved=())))


def test_the_matrix_knows_what_became_of_each_problem_and_where_arms_differ() -> None:
    rows = table("110", "100").rows
    lines = matrix_lines(rows)
    assert ["p0", "p1", "p2"] == [line.name for line in lines]
    assert [False, True, False] == [line.divides for line in lines]
    assert ["p1"] == [line.name for line in matrix_lines(rows, only_divided=True)]
    kinds = [outcome_of(cell) for cell in lines[1].cells]
    assert [OutcomeKind.RIGHT, OutcomeKind.WRONG] == kinds
    assert "1" == lines[0].expected


def test_no_answer_failed_and_not_yet_are_told_apart() -> None:
    one = solved(SMALL, 1)
    assert OutcomeKind.NONE is outcome_of(msgspec.structs.replace(one, answer=None, right=False))
    assert OutcomeKind.FAILED is outcome_of(msgspec.structs.replace(one, answer=None, failure="It broke."))
    assert OutcomeKind.OPEN is outcome_of(None)


def test_rows_are_copied_as_text_and_as_markdown() -> None:
    found = table("10", "11")
    columns = (by_name("model"), by_name("accuracy"))
    assert "model\taccuracy\nSmall\t50.0%\nLarge\t100.0%" == as_text(found.rows, columns)
    lines = some_as_markdown(found, found.rows[1:]).splitlines()
    assert lines[0].startswith("| model |")
    assert 1 == sum(line.startswith("| Large |") for line in lines)


def test_sets_are_told_apart_and_another_seed_is_named() -> None:
    found = make_table([*measured(SMALL, "10"), *measured(SMALL, "11", problem_set="gsm8k")])
    assert ("own", "gsm8k") == sets_of(found)
    assert ["gsm8k"] == [row.set for row in rows_of(found, "gsm8k")]
    other = make_table(measured(with_seed(SMALL, 3), "1"))
    assert "Small Q4_K_M, greedy, seed 3" == label_of(other.rows[0])


def test_a_chart_is_told_in_words_the_best_first() -> None:
    rows = table("10", "11").rows
    assert "Large Q4_K_M, greedy: 100% in 5.0 s. Small Q4_K_M, greedy: 50% in 2.0 s" == chart_words(
        rows, by_tokens=False
    )
    assert "50% with 100 tokens" in chart_words(rows, by_tokens=True)
