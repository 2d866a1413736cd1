"""What a paragraph computes."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.text_state import numbers_computed


@pytest.mark.parametrize(
    ("text", "results"),
    [
        ("She has 16 - 3 - 4 = 9 eggs left.", {"9"}),
        ("9 * 2 = $18 a day", {"18"}),
        ("Total = \\$18.00 a day.", {"18"}),
        ("5 x 3 = 10 + 5 = 15", {"15"}),
        ("So x = 5, and y = 7.", {"5", "7"}),
        ("$16 - 7 = 9$ and $9 \\times 2 = 18$", {"9", "18"}),
        ("\\[ \\text{Total} = 42 \\text{ hours} \\times \\$15 \\text{ per hour} = \\$630 \\]", {"630"}),
        ("\\[ x = \\frac{1}{2} \\]", {"1/2"}),
        ("$x = 2 y + 1$", {"2y+1"}),
        ("a &= 3 \\\\ b &= 4", {"3", "4"}),
        ("1,200 + 300 = 1,500 dollars.", {"1500"}),
        ("20% of 50 = 10, so p = 20%", {"10", "20%"}),
        ("about \\approx 3.140", {"3.14"}),
        ("**Total = 12 * 3 = 36**", {"36"}),
        ("So \\(\\boxed{18}\\).", {"18"}),
        ("\\boxed{\\frac{1}{2}}", {"1/2"}),
        ("\\boxed{x = 3}", {"x=3", "3"}),
        ("x = 2 workers \\times 40 " + "and so on " * 20 + "= 80", {"80"}),
        ("x = 2 workers \\times 40 " + "and so on " * 20, set()),
        ("She has 9 eggs.", set()),
        ("Total = price + tax", set()),
        ("if x == 3 or y <= 4 or z != 5 or w >= 6 or v := 7", set()),
        ("", set()),
    ],
)
def test_the_results_that_a_paragraph_states_are_read(text: str, results: set[str]) -> None:
    assert results == numbers_computed(text)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("She keeps 16 - 7 = 9 eggs.", "First we find the rest:\n\\[ 16 - (3 + 4) = 9 \\text{ eggs} \\]"),
        ("9 * 2 = 18.0 dollars", "That makes $9 \\times \\$2 = \\$18$ every day."),
        ("x = 1/2", "\\(x = \\dfrac{1}{2}\\)"),
    ],
)
def test_paragraphs_that_compute_the_same_in_other_words_are_alike(first: str, second: str) -> None:
    assert numbers_computed(first) == numbers_computed(second) != frozenset()


@given(st.text(st.sampled_from("=9 1,.$\\{}()[]abx+*/%\n"), max_size=80))
def test_any_text_gives_results_with_a_digit_and_no_blank(text: str) -> None:
    for result in numbers_computed(text):
        assert any(character.isdigit() for character in result)
        assert "".join(result.split()) == result


@pytest.mark.parametrize("piece", ["=", "= 1 ", "\\boxed{", "{", "\\frac{", "\\text{", "1,", "= a = b "])
def test_a_hostile_text_costs_milliseconds(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    started = time.process_time()
    numbers_computed(text)
    assert time.process_time() - started < 2.0
