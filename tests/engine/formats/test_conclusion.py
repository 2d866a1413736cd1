"""The answer in a text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.conclusion import MAX_ANSWER_CHARACTERS, boxed, concluded, named

_PIECES = st.sampled_from(
    [
        "\\boxed{",
        "\\boxed",
        "\\fbox{",
        "{",
        "}",
        "\\{",
        "\\",
        "\\frac{1}{2}",
        "18",
        " ",
        "\n",
        "$",
        "The answer is ",
        ".",
    ]
)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So \\(\\boxed{18}\\).", "18"),
        ("\\[\n\\boxed{\\frac{1}{2}}\n\\]", "\\frac{1}{2}"),
        ("$\\boxed{\\text{Monday}}$", "\\text{Monday}"),
        ("\\boxed{\\sqrt{\\frac{a^{2}}{b_{1}}}}", "\\sqrt{\\frac{a^{2}}{b_{1}}}"),
        ("\\boxed{\\{1, 2\\}}", "\\{1, 2\\}"),
        ("\\boxed{(0, \\infty) \\setminus \\{1\\}}", "(0, \\infty) \\setminus \\{1\\}"),
        ("\\boxed{3} dogs and \\boxed{4} cats", "4"),
        ("\\boxed{\\boxed{5}}", "5"),
        ("\\boxed 5", "5"),
        ("\\boxed 18.", "18"),
        ("\\boxed -3", "-3"),
        ("\\boxed x", "x"),
        ("\\boxed {7}", "7"),
        ("\\fbox{7}", "7"),
        ("\\boxed{ 1,\n 2 }", "1, 2"),
        ("\\boxed{4} and then \\boxed{}", "4"),
        ("\\boxed{4} and then \\boxed{5", "4"),
    ],
)
def test_the_last_box_that_holds_something_is_read(text: str, answer: str) -> None:
    assert answer == boxed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\\boxed",
        "\\boxed{}",
        "\\boxed{ \n }",
        "\\boxed{5",
        "\\boxed{\\frac{1}{2}",
        "\\boxed{5\\}",
        "\\boxed5x",
        "\\boxedanswer{5}",
        "boxed{5}",
        "box 5",
        "\\boxed{" + "1" * MAX_ANSWER_CHARACTERS + "}",
    ],
)
def test_a_box_that_is_empty_open_or_endless_holds_no_answer(text: str) -> None:
    assert boxed(text) is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("The answer is 18.", "18"),
        ("The final answer is: **18**", "18"),
        ("**Answer:** 18 dollars", "18 dollars"),
        ("Answer: $18", "$18"),
        ("#### 18", "18"),
        ("So she has 9 * 2 = 18.\n#### 1,800\n", "1,800"),
        ("The answer is 3.5.", "3.5"),
        ("The answer is \\(x = \\frac{1}{2}\\).", "\\(x = \\frac{1}{2}\\)"),
        ("The answer is 5 and 7", "5 and 7"),
        ("The answer is yes.", "yes"),
        ("The answer to the question is 12.", "12"),
        ("Final answer: Janet makes $18 every day at the market.", "$18"),
        ("The answer is 18 because she sells nine eggs.", "18"),
        ("The answer is 4. No, wait: the answer is 5!", "5"),
        ("The answer is 5. The answer is not quite what we thought it was.", "5"),
    ],
)
def test_a_sentence_that_names_the_answer_is_understood(text: str, answer: str) -> None:
    assert answer == named(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The answer is",
        "The answer is:\n18",
        "Answer: **",
        "We answer the question.",
        "answerable is 5",
        "The answer is the sum of both numbers.",
        "Answer: add 3 to 5 and halve it",
        "### 18 is the third heading",
    ],
)
def test_a_sentence_that_names_nothing_gives_no_answer(text: str) -> None:
    assert named(text) is None


def test_a_box_counts_more_than_a_sentence() -> None:
    assert "18" == concluded("Put it in \\boxed{18}. The answer is 17.")
    assert "17" == concluded("Put it in \\boxed{}. The answer is 17.")


@given(st.lists(_PIECES | st.text(max_size=3), max_size=30).map("".join))
def test_any_text_gives_a_short_line_or_nothing(text: str) -> None:
    answer = concluded(text)
    assert answer is None or (0 < len(answer) <= MAX_ANSWER_CHARACTERS and "\n" not in answer)


@given(
    st.recursive(st.sampled_from(["x", "1", " ", "\\{", "\\}"]), lambda inner: inner.map(lambda text: f"{{{text}}}a"))
)
def test_whatever_is_balanced_comes_back_as_it_was(content: str) -> None:
    assert (" ".join(content.split()) or None) == boxed(f"so \\boxed{{{content}}}. }}")


@pytest.mark.parametrize(
    "piece", ["\\boxed{", "\\boxed{{", "The answer is ", "answer to ", "#### ", "$", "{", "answer: a "]
)
def test_a_hostile_text_costs_milliseconds(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    started = time.process_time()
    concluded(text)
    assert time.process_time() - started < 2.0
