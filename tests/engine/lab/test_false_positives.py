"""The metamorphic check of right answers, in the real sandbox."""

from collections.abc import Iterator
from fractions import Fraction

import pytest

from engine.lab.false_positives import Check, Reason, Verdict, check_solution, problem_numbers
from engine.lab.sample import Solution
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.types import Problem

CLIPS = "Natalia sold clips to 48 friends in April, and half as many in May. How many did she sell?"


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    opened, selftest = open_executor()
    if not selftest.isolation:
        opened.close()
        pytest.skip(f"needs a sandbox: {selftest.detail}")
    yield opened
    opened.close()


def _check(executor: Executor, problem: str, answer: str, *steps: str) -> Check:
    return check_solution(Solution(Problem("p", problem, answer), 1, steps, answer), lambda: executor)


def test_a_program_that_follows_the_numbers_passes(executor: Executor) -> None:
    found = _check(executor, CLIPS, "72.0", "april = 48", "may = april / 2", "print(april + may)")
    assert Check(Verdict.PASSED, Reason.NONE, numbers=2) == found


def test_a_printed_literal_is_flagged(executor: Executor) -> None:
    found = _check(executor, CLIPS, "72", "april = 48\nmay = 24", "print(72)")
    assert Check(Verdict.FLAGGED, Reason.LITERAL) == found


def test_a_sum_of_other_numbers_is_flagged(executor: Executor) -> None:
    assert Reason.INDEPENDENT is _check(executor, CLIPS, "72", "total = 70 + 1 + 1\nprint(total)").reason


def test_numbers_that_are_written_down_but_not_used_are_flagged(executor: Executor) -> None:
    found = _check(executor, CLIPS, "72", "april = 48\nhalf = 1 / 2", "may = 24", "print(24 + may + 24)")
    assert (Verdict.FLAGGED, Reason.INDEPENDENT) == (found.verdict, found.reason)
    text = "A book has 120 pages. Ann reads 12 pages on each of 3 days. How many are left?"
    found = _check(executor, text, "84", "pages = 120\nperday = 12\ndays = 3", "print(pages - 12 * 2 - perday)")
    assert Check(Verdict.FLAGGED, Reason.UNUSED, numbers=3, unused=1) == found


def test_a_number_from_nowhere_is_flagged(executor: Executor) -> None:
    text = "There are 290 litres of oil in 24 cans; 10 of them hold 8 litres each. How much is in each of the others?"
    found = _check(executor, text, "15.0", "print((290 - 10 * 8) / 14)")
    assert (Verdict.FLAGGED, Reason.INVENTED) == (found.verdict, found.reason)


def test_a_number_that_is_added_and_taken_away_again_is_used(executor: Executor) -> None:
    text = "She finds 15 coins, then 50 coins, and gives 15 away. How many has she?"
    assert Verdict.PASSED is _check(executor, text, "50", "coins = 15 + 50", "coins -= 15", "print(coins)").verdict


def test_rounding_does_not_hide_a_number(executor: Executor) -> None:
    text = "A van holds 40 people. How many vans do 81 people need?"
    assert Verdict.PASSED is _check(executor, text, "3", "import math", "print(math.ceil(81 / 40))").verdict


def test_places_of_rounding_and_indices_are_no_numbers_of_the_problem(executor: Executor) -> None:
    text = "Two friends share 9 dollars. How much has each?"
    steps = ("amounts = [0, 0, 9]", "print(round(amounts[2] / 2, 2))")
    assert Check(Verdict.PASSED, numbers=2) == _check(executor, text, "4.5", *steps)


def test_a_percentage_may_stand_as_a_share(executor: Executor) -> None:
    text = "A coat of $80 is 25% off. What does it cost?"
    for program in ("print(80 * 0.75)", "print(80 * (1 - 25 / 100))", "print(80 - 80 * .25)"):
        assert Verdict.PASSED is _check(executor, text, "60.0", program).verdict


def test_an_answer_of_another_kind_is_flagged(executor: Executor) -> None:
    text = "What is 17 + 25?"
    program = "a = 17\nprint(a + 25 if a < 18 else 'unknown')"
    assert Reason.ANOTHER_KIND is _check(executor, text, "42", program).reason


@pytest.mark.parametrize(
    ("problem", "answer", "program", "reason"),
    [
        (CLIPS, "72", "Half of 48 is 24, so she sold 72 clips.", Reason.NO_PROGRAM),
        ("How many sides has a cube?", "6", "print(2 + 4)", Reason.NO_NUMBERS),
        (CLIPS, "72", "print(48 + 48)", Reason.NOT_REPEATED),
        ("Take 17 from a hat.", "3", "assert 17 == 8 + 9\nassert 17 < 18\nprint(1 + 2)", Reason.BREAKS),
    ],
)
def test_what_cannot_be_checked_is_said(
    executor: Executor, problem: str, answer: str, program: str, reason: Reason
) -> None:
    found = _check(executor, problem, answer, program)
    assert (Verdict.UNCHECKED, reason) == (found.verdict, found.reason)


def test_numbers_are_found_in_digits_and_in_words() -> None:
    found = {
        number for forms in problem_numbers("Two of 1,200 cats (3/4 of them) ate $2.50 twice.") for number in forms
    }
    assert {Fraction(2), Fraction(1200), Fraction(3, 4), Fraction(3), Fraction(4), Fraction(5, 2)} == found
    assert () == problem_numbers("How many?")
