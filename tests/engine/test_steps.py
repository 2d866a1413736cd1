import pytest

from engine.errors import BadProblemError
from engine.steps import checked_problem, limits_for, rules_for
from engine.types import MAX_PROBLEM_CHARACTERS, StepFormat
from tests.helpers.tokenizers import ReadableTokenizer


def test_a_problem_is_trimmed() -> None:
    assert "How much is 2 + 2?" == checked_problem("\n How much is 2 + 2? \t\n")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * (MAX_PROBLEM_CHARACTERS + 1), "20,001 characters"),
        ("x" * 100_000, "100,000 characters"),
        ("How many\x00?", "not readable"),
        ("\x7fELF\x02\x01", "not readable"),
        (b"\x89PNG\xff\xfe".decode("utf-8", "replace"), "not readable"),
        (b"How many \xff?".decode("utf-8", "surrogateescape"), "not readable"),
        ("How many \ud800?", "not readable"),
        ("?!... --", "not readable"),
    ],
)
def test_a_problem_that_cannot_be_asked_is_refused_in_one_sentence(text: str, word: str) -> None:
    with pytest.raises(BadProblemError, match=word) as caught:
        checked_problem(text)
    assert 3 == caught.value.exit_code
    assert caught.value.message.endswith(".")
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "text", ["Wie groß ist √2?", "What is $\\frac{1}{2}$?", "数は?", "1\r\n2", "x" * MAX_PROBLEM_CHARACTERS]
)
def test_text_of_any_language_is_a_problem(text: str) -> None:
    assert text == checked_problem(text)


@pytest.mark.parametrize("step_format", StepFormat)
def test_the_limits_of_a_format_do_not_depend_on_the_model(step_format: StepFormat) -> None:
    assert limits_for(step_format) == rules_for(step_format, ReadableTokenizer()).limits
    assert limits_for(step_format) == rules_for(step_format, ReadableTokenizer(), opens_thinking=True).limits


def test_programs_are_run_and_paragraphs_are_not() -> None:
    assert [True, False] == [rules_for(step_format, ReadableTokenizer()).runs for step_format in StepFormat]
