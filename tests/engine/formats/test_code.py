"""Steps that are programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.code import CodeRules, answer_from_output
from engine.formats.rules import Closed, StepEnd
from engine.types import Problem
from tests.helpers.tokenizers import HOSTILE_PROBLEMS, ReadableTokenizer

RULES = CodeRules()

# Lines that come close to an end of a step, and pieces of them.
_PIECES = st.sampled_from(
    [
        b"\n",
        b"\r\n",
        b"# Step",
        b"# Step 2:",
        b"# Ste",
        b"```",
        b"``",
        b"`",
        b"#",
        b" ",
        b"print(1)",
        "π €".encode(),
        b"x = 1",
    ]
)
_WRITTEN = st.lists(_PIECES | st.binary(max_size=4), max_size=20).map(b"".join)


@given(_WRITTEN, st.data())
def test_a_step_ends_at_the_same_place_however_the_text_arrives(written: bytes, data: st.DataObject) -> None:
    whole = next((found for end in range(len(written) + 1) if (found := RULES.find_end(written[:end]))), None)
    so_far, found = b"", None
    while len(so_far) < len(written) and found is None:
        so_far += written[len(so_far) :][: data.draw(st.integers(1, 8))]
        found = RULES.find_end(so_far)
    assert whole == found


@given(_WRITTEN)
def test_what_belongs_to_a_step_holds_no_mark_and_no_fence_at_the_start_of_a_later_line(written: bytes) -> None:
    found = RULES.find_end(written)
    kept = written if found is None else written[: found.length_bytes]
    assert not [line for line in kept.split(b"\n")[1:] if line.startswith((b"```", b"# Step"))]
    if found is not None:
        assert kept.endswith(b"\n")
        rest = written[found.length_bytes :]
        assert rest.startswith(b"```" if found.end is StepEnd.END else b"# Step")


@pytest.mark.parametrize(
    ("written", "end", "kept"),
    [
        (b" Add.\nx = 1\n# Step 2", StepEnd.NEXT, b" Add.\nx = 1\n"),
        (b" Add.\nx = 1\n# Step 7: out of turn", StepEnd.NEXT, b" Add.\nx = 1\n"),
        (b" Add.\nprint(1)\n```", StepEnd.END, b" Add.\nprint(1)\n"),
        (b" Add.\r\nprint(1)\r\n```\r\n", StepEnd.END, b" Add.\r\nprint(1)\r\n"),
        (b" Add.\nprint(1)\n````", StepEnd.END, b" Add.\nprint(1)\n"),
        (b"\n```", StepEnd.END, b"\n"),
        (b"\n\n\n# Step", StepEnd.NEXT, b"\n\n\n"),
        (b" Add.\nprint(1)\n```\n# Step 2", StepEnd.END, b" Add.\nprint(1)\n"),
        (b" Add.\nprint(1)\n# Step 2\n```", StepEnd.NEXT, b" Add.\nprint(1)\n"),
    ],
)
def test_a_step_ends_at_a_line_that_opens_the_next_or_closes_the_block(
    written: bytes, end: StepEnd, kept: bytes
) -> None:
    assert Closed(end, len(kept)) == RULES.find_end(written)
    assert kept == written[: len(kept)]


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"```",
        b"``` # Step 2",
        b" # Step 2",
        b" Add.\nx = '```'",
        b" Add.\nx = 1 # Step 2",
        b" Add.\n  # Step 2",
        b" Add.\n# Ste",
        b" Add.\n``",
        b" Add.\n# step 2",
        b" Add.\n#Step 2",
    ],
)
def test_what_only_looks_like_an_end_is_none(written: bytes) -> None:
    assert RULES.find_end(written) is None


def test_a_step_shows_its_mark_and_what_was_written_without_blank_lines_at_the_end() -> None:
    assert "# Step 3: Add.\nx = 1" == RULES.step_text(3, b" Add.\nx = 1\n\n")
    assert "# Step 1:" == RULES.step_text(1, b"")
    assert RULES.mark(12) == "# Step 12:"


def test_bytes_that_are_no_text_are_shown_as_such_and_never_fail() -> None:
    assert "# Step 1: caf\ufffd" == RULES.step_text(1, b" caf\xc3")


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        ("18\n", "18"),
        ("7\n18\n", "18"),
        ("18\n\n  \n", "18"),
        ("Answer: 18\n", "18"),
        ("The final answer is 18", "18"),
        ("The answer is: 18", "18"),
        ("answer = 18", "18"),
        ("Final answer: x = 3", "x = 3"),
        ("answers: 3", "answers: 3"),
        ("answerable", "answerable"),
        ("answer island", "answer island"),
        ("18\r\n", "18"),
        ("", None),
        (" \n\n", None),
        ("Answer:\n", None),
    ],
)
def test_the_answer_is_the_last_line_that_was_printed(output: str, answer: str | None) -> None:
    assert answer == answer_from_output(output)


@given(st.text())
def test_any_output_gives_one_line_or_none(output: str) -> None:
    answer = answer_from_output(output)
    assert answer is None or (answer == answer.strip() != "" and len(answer.splitlines()) == 1)


def test_a_program_that_was_not_run_has_no_answer() -> None:
    assert RULES.answer(["# Step 1: Add.\nprint(18)"], None) is None
    assert "18" == RULES.answer(["# Step 1: Add.\nprint(18)"], "18\n")


def test_only_the_end_of_the_code_block_completes_a_program() -> None:
    assert not RULES.is_complete(["# Step 1: Add.\nprint(18)", "# Step 2: \\boxed{18}"])


def test_a_step_in_the_context_ends_its_line() -> None:
    assert "# Step 1: Add.\nx = 1\n" == RULES.in_context(RULES.step_text(1, b" Add.\nx = 1\n"))


@pytest.mark.parametrize("trims", [False, True], ids=["plain", "trimming template"])
@pytest.mark.parametrize("text", HOSTILE_PROBLEMS)
def test_control_tokens_in_a_problem_stay_plain_characters(text: str, trims: bool) -> None:
    tokenizer = ReadableTokenizer(trims=trims)
    prompt = RULES.prompt(tokenizer, Problem("p", text))
    plain = RULES.prompt(tokenizer, Problem("p", "How many?"))
    tokens = (*prompt.preamble, *prompt.question)
    assert tokenizer.controls((*plain.preamble, *plain.question)) == tokenizer.controls(tokens)
    expected = f"Problem: {text.strip()}<|im_end|>\n<|im_start|>assistant\n```python\n"
    assert tokenizer.text(tokens).endswith(expected)


@pytest.mark.parametrize("text", HOSTILE_PROBLEMS)
def test_the_preamble_is_the_same_for_every_problem(text: str) -> None:
    tokenizer = ReadableTokenizer()
    expected = RULES.prompt(tokenizer, Problem("p", "How many?")).preamble
    assert expected == RULES.prompt(tokenizer, Problem("p", text)).preamble
