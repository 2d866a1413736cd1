"""Solutions that were written in one go, cut into steps."""

import pytest

from engine.formats.code import CodeRules
from engine.formats.rules import StepEnd
from engine.formats.text import served_text_rules
from engine.formats.whole import whole_steps, with_thoughts
from engine.types import Budget

BUDGET = Budget(max_tokens=1000, rollouts=1, candidates=1, max_step_tokens=50)
PROGRAM = " Add.\nx = 17 + 25\n# Step 2: Print it.\nprint(x)\n"
STEPS = [(b" Add.\nx = 17 + 25\n", StepEnd.NEXT), (b" Print it.\nprint(x)\n", StepEnd.END)]


def cut(written: str, tokens: int = 20, *, stopped: bool = False) -> list[tuple[bytes, StepEnd]]:
    return [(step.text, step.end) for step in whole_steps(CodeRules(), written, tokens, BUDGET, cut=stopped)]


@pytest.mark.parametrize(
    "written",
    [
        PROGRAM,
        f"{PROGRAM}```\nThat is all.",
        f"```python\n# Step 1:{PROGRAM}```",
        f"Here is the program:\n\n```python\n# Step 1:{PROGRAM}```\nDone.",
        f"# Step 1:{PROGRAM}",
        f"```\n# Step 1:{PROGRAM}```",
    ],
)
def test_a_program_is_the_same_whether_the_model_goes_on_or_begins_anew(written: str) -> None:
    assert STEPS == cut(written)


def test_code_without_marks_begins_on_a_line_of_its_own() -> None:
    assert [(b"\nx = 17 + 25\nprint(x)\n", StepEnd.END)] == cut("```python\nx = 17 + 25\nprint(x)\n```")
    rules = CodeRules()
    assert "# Step 1:\nx = 1" == rules.step_text(1, cut("```python\nx = 1\n```")[0][0])


def test_what_was_stopped_in_the_middle_is_too_long() -> None:
    assert [STEPS[0], (b" Pri", StepEnd.TOO_LONG)] == cut(" Add.\nx = 17 + 25\n# Step 2: Pri", stopped=True)


def test_a_step_that_takes_more_tokens_than_it_may_ends_the_solution() -> None:
    assert [(STEPS[0][0], StepEnd.TOO_LONG)] == cut(PROGRAM, tokens=200)


def test_the_tokens_of_the_steps_add_up_to_those_of_the_whole() -> None:
    for tokens in (0, 1, 2, 3, 37, 50):
        assert tokens == sum(step.sampled for step in whole_steps(CodeRules(), PROGRAM, tokens, BUDGET, cut=False))


def test_nothing_is_one_empty_step() -> None:
    assert [(b"", StepEnd.END)] == cut("", 0)


def test_paragraphs_become_steps() -> None:
    rules = served_text_rules(thinks=False)
    paragraphs = [
        "First we add the two numbers that the question gives us, which are seventeen and twenty five, one by "
        "one and with care, as one does."
    ] * 2
    written = "\n\n".join([*paragraphs, "So it is $\\boxed{42}$.", ""])
    steps = whole_steps(rules, written, 40, BUDGET, cut=False)
    assert [StepEnd.NEXT, StepEnd.NEXT, StepEnd.END] == [step.end for step in steps]
    texts = [rules.step_text(number, step.text) for number, step in enumerate(steps, start=1)]
    assert rules.is_complete(texts)
    assert "42" == rules.answer(texts, None)


@pytest.mark.parametrize(
    ("thoughts", "written", "expected"),
    [
        ("", "Plain.", "Plain."),
        ("Hmm.\n", "\nIt is 4.", "<think>\nHmm.\n</think>\n\nIt is 4."),
        ("", "Hmm.\n</think>\nIt is 4.", "<think>\nHmm.\n</think>\nIt is 4."),
        ("", "<think>Hmm.</think>It is 4.", "<think>Hmm.</think>It is 4."),
    ],
)
def test_thoughts_stand_in_tags_however_a_server_gives_them(thoughts: str, written: str, expected: str) -> None:
    assert expected == with_thoughts(thoughts, written)
