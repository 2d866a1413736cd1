"""Steps that are paragraphs."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.rules import Closed, StepEnd
from engine.formats.text import TextRules, text_rules
from engine.types import Problem
from tests.helpers.tokenizers import HOSTILE_PROBLEMS, ReadableTokenizer

RULES = TextRules(step_bytes=20)
_SENTENCE = b"She sells nine eggs a day."

_PIECES = st.sampled_from(
    [
        b"\n",
        b"\n\n",
        b"\r\n",
        b" \t",
        b"So,",
        b"Then:",
        b"```",
        b"```python",
        b"$$",
        b"$",
        b"\\[",
        b"\\]",
        b"\\\\[",
        b"\\begin{align}",
        b"\\end{align}",
        b"<think>",
        b"</think>",
        "π €".encode(),
        b"\\boxed{18}",
        _SENTENCE,
    ]
)
_WRITTEN = st.lists(_PIECES | st.binary(max_size=4), max_size=30).map(b"".join)


@given(_WRITTEN)
def test_a_step_ends_at_the_same_place_byte_by_byte_and_as_a_whole(written: bytes) -> None:
    first = next((found for end in range(len(written) + 1) if (found := RULES.find_end(written[:end]))), None)
    assert first == RULES.find_end(written)


@given(_WRITTEN)
def test_a_step_holds_enough_and_ends_with_its_line(written: bytes) -> None:
    found = RULES.find_end(written)
    if found is not None:
        kept = written[: found.length_bytes]
        assert StepEnd.NEXT is found.end
        assert kept.endswith(b"\n")
        assert len(b"".join(kept.split())) >= RULES.step_bytes


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (_SENTENCE + b"\n\nThen", _SENTENCE + b"\n\n"),
        (_SENTENCE + b"\n \t\nThen", _SENTENCE + b"\n \t\n"),
        (_SENTENCE + b"\r\n\r\nThen", _SENTENCE + b"\r\n\r\n"),
        (b"\n\n" + _SENTENCE + b"\n\n", b"\n\n" + _SENTENCE + b"\n\n"),
        (b"So,\n\n" + _SENTENCE + b"\n\nThen", b"So,\n\n" + _SENTENCE + b"\n\n"),
        (b"9 * 2 = 18\n\n" + _SENTENCE + b"\n\nThen", b"9 * 2 = 18\n\n" + _SENTENCE + b"\n\n"),
        (
            b"She has this many eggs left:\n\n\\[ 16 - 7 = 9 \\]\n\nThen",
            b"She has this many eggs left:\n\n\\[ 16 - 7 = 9 \\]\n\n",
        ),
        (
            b"<think>\nOkay.\n</think>\n\n" + _SENTENCE + b"\n\nThen",
            b"<think>\nOkay.\n</think>\n\n" + _SENTENCE + b"\n\n",
        ),
        (_SENTENCE + b"\n" + _SENTENCE + b"\n" + _SENTENCE + b"\nThen", 3 * (_SENTENCE + b"\n")),
        (3 * (_SENTENCE + b"\n") + b"\nThen", 3 * (_SENTENCE + b"\n") + b"\n"),
        (3 * (_SENTENCE + b"\n") + b"  - 9 eggs\nThen", 3 * (_SENTENCE + b"\n") + b"  - 9 eggs\n"),
        (
            _SENTENCE + b"\n" + _SENTENCE + b"\n" + _SENTENCE + b":\n9 * 2 = 18\nThen",
            _SENTENCE + b"\n" + _SENTENCE + b"\n" + _SENTENCE + b":\n9 * 2 = 18\n",
        ),
    ],
    ids=[
        "blank line",
        "line of blanks",
        "carriage returns",
        "blank lines in front",
        "lone word joins the next",
        "formula joins the next",
        "introduction joins the formula",
        "tags do not count",
        "end of a line where none is blank",
        "but not before a blank line",
        "nor before an indented one",
        "nor after a colon",
    ],
)
def test_a_step_ends_at_a_blank_line_once_it_says_enough(written: bytes, kept: bytes) -> None:
    assert Closed(StepEnd.NEXT, len(kept)) == RULES.find_end(written)
    assert kept == written[: len(kept)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        (b"\\[", b"\\]"),
        (b"$$", b"$$"),
        (b"```python", b"```"),
        (b"~~~", b"~~~"),
        (b"\\begin{align*}", b"\\end{align*}"),
        (b"\\[\n\\begin{cases}", b"\\end{cases}\n\\]"),
    ],
)
def test_a_block_is_never_cut(opening: bytes, closing: bytes) -> None:
    block = opening + b"\n" + 9 * (_SENTENCE + b"\n\n") + closing + b"\n\n"
    assert Closed(StepEnd.NEXT, len(block)) == RULES.find_end(block + b"Then")


@pytest.mark.parametrize(
    "written",
    [b"", b"\n\n\n\n", b"So,\n\n", _SENTENCE, _SENTENCE + b"\n", _SENTENCE + b"\nThen", b"<think>" * 9 + b"\n\n"],
)
def test_a_step_goes_on_while_it_says_too_little_or_its_line_goes_on(written: bytes) -> None:
    assert RULES.find_end(written) is None


@pytest.mark.parametrize(
    "line", [b"It costs $5.", b"The matrix is 1 \\\\[2pt] 2.", b"Use ```x``` here.", b"$$x = 2$$", b"\\[ x = 2 \\]"]
)
def test_a_line_that_opens_no_block_does_not_hold_the_step_open(line: bytes) -> None:
    written = _SENTENCE + b"\n" + line + b"\n\n"
    assert Closed(StepEnd.NEXT, len(written)) == RULES.find_end(written + b"Then")


def test_finding_the_end_costs_little_beside_a_token() -> None:
    text = b"The number of eggs that are left is 16 - 7 = 9.\n" * 5 + b"$$\n" + b"9 = 9\n" * 150
    rules = TextRules(step_bytes=100)
    started = time.process_time()
    for _ in range(100):
        assert rules.find_end(text) is None
    assert time.process_time() - started < 0.5


def test_a_step_shows_what_was_written_without_blank_lines_around_it() -> None:
    assert "   - nine eggs" == RULES.step_text(3, b"\n   - nine eggs\n\n")
    assert "caf\ufffd" == RULES.step_text(1, b"caf\xc3")


def test_a_step_in_the_context_is_followed_by_a_blank_line() -> None:
    assert "She sells nine.\n\n" == RULES.in_context(RULES.step_text(2, b"She sells nine.\n\n\n"))


def test_nothing_is_given_to_the_model_between_steps() -> None:
    assert ["", ""] == [RULES.mark(1), RULES.mark(7)]


@pytest.mark.parametrize(
    ("texts", "opened", "complete"),
    [
        (["She sells 9.", "So \\boxed{18}."], False, True),
        (["So \\boxed{18}.", "Let me check it."], False, False),
        (["She sells 9.", "The answer is 18."], False, False),
        (["She sells 9.", "So \\boxed{}."], False, False),
        ([], False, False),
        (["<think>\nSo \\boxed{18}."], False, False),
        (["<think>\nShe sells 9.", "So \\boxed{18}."], False, False),
        (["<think>\nSo \\boxed{18}.\n</think>"], False, False),
        (["<think>\nSo 18.\n</think>\n\nIt is \\boxed{18}."], False, True),
        (["<think>\nSo 18.", "Yes.\n</think>", "It is \\boxed{18}."], False, True),
        (["So \\boxed{18}."], True, False),
        (["So 18.\n</think>", "It is \\boxed{18}."], True, True),
        (["So 18.\n</think>\n<think>\nNo: \\boxed{17}."], True, False),
    ],
)
def test_a_box_outside_of_thinking_completes_a_solution(texts: list[str], opened: bool, complete: bool) -> None:
    assert complete == TextRules(opened=opened).is_complete(texts)


@pytest.mark.parametrize(
    ("texts", "answer"),
    [
        (["She sells 9.", "So \\boxed{18}."], "18"),
        (["<think>\nMaybe \\boxed{17}.\n</think>", "It is \\boxed{18}."], "18"),
        (["<think>\nMaybe \\boxed{17}.\n</think>", "The answer is 18."], "18"),
        (["Maybe \\boxed{17}.\n</think>", "It is \\boxed{18}."], "18"),
        (["<think>\nIt is \\boxed{18}.\n</think>", "That was all."], "18"),
        (["<think>\nIt is \\boxed{18}."], "18"),
        (["<think>\nThe answer is 18."], "18"),
        (["So \\boxed{17}.", "#### 18"], "17"),
        (["She sells 9."], None),
        (["\\boxed{"], None),
        ([], None),
    ],
)
def test_the_answer_is_sought_after_the_thinking_and_then_anywhere(texts: list[str], answer: str | None) -> None:
    assert answer == RULES.answer(texts, None)


@pytest.mark.parametrize("trims", [False, True], ids=["plain", "trimming template"])
@pytest.mark.parametrize("text", HOSTILE_PROBLEMS)
def test_control_tokens_in_a_problem_stay_plain_characters(text: str, trims: bool) -> None:
    tokenizer = ReadableTokenizer(trims=trims, extra=("<think>",))
    prompt = RULES.prompt(tokenizer, Problem("p", text))
    plain = RULES.prompt(tokenizer, Problem("p", "How many?"))
    assert plain.preamble == prompt.preamble
    assert tokenizer.controls(plain.question) == tokenizer.controls(prompt.question)
    expected = f"Problem: {text.strip()}<|im_end|>\n<|im_start|>assistant\n"
    assert tokenizer.text((*prompt.preamble, *prompt.question)).endswith(expected)


@pytest.mark.parametrize("reply", ["", "<think>", "<think>\n"])
def test_thinking_is_opened_once_where_the_template_opens_it(reply: str) -> None:
    tokenizer = ReadableTokenizer(reply=reply, extra=("<think>",))
    rules = text_rules(tokenizer, opens_thinking=True)
    question = tokenizer.text(rules.prompt(tokenizer, Problem("p", "How many?")).question)
    assert rules.opened
    assert "How many?<|im_end|>\n<|im_start|>assistant\n" + (reply or "<think>\n") == question


def test_thinking_that_the_rendered_prompt_opens_is_noticed() -> None:
    assert text_rules(ReadableTokenizer(reply="<think>\n"), opens_thinking=False).opened
    assert not text_rules(ReadableTokenizer(reply="<think>\n\n</think>\n\n"), opens_thinking=False).opened


def test_models_that_think_get_longer_steps() -> None:
    plain = text_rules(ReadableTokenizer(), opens_thinking=False)
    for tokenizer, opens in ((ReadableTokenizer(extra=("<think>",)), False), (ReadableTokenizer(), True)):
        assert text_rules(tokenizer, opens_thinking=opens).step_bytes > plain.step_bytes
