"""A lesson says what the run says, and claims no more than is known."""

import pytest

from app.state import RunState, replay
from app.state.lesson import hint_from, lesson_of, narrow, title_of
from app.state.wrong_turn import Turn, find_turn
from engine.types import Execution, ExecutionStatus, Mark, NodeStatus, Problem, StepFormat, Vote
from tests.helpers.events import DEMO_PROBLEM, demo_events
from tests.helpers.sketches import Sketch

ERROR = Execution(ExecutionStatus.ERROR, error="NameError: name 'classes' is not defined", error_line=2)


def ran(**names: str) -> Execution:
    return Execution(ExecutionStatus.OK, names=tuple(names.items()))


def fork() -> tuple[Sketch, int, int, int]:
    """Two first steps: below one lies the answer 18, below the other 9."""
    sketch = Sketch()
    good = sketch.step(title="Halve 36.", visits=4, execution=ran(half="18"))
    best = sketch.end(good, "18")
    bad = sketch.step(title="Quarter 36.", visits=3, execution=ran(half="9"))
    return sketch, good, bad, best


def test_the_steps_of_a_lesson_are_the_best_path() -> None:
    state = replay(demo_events())
    lesson = lesson_of(DEMO_PROBLEM, state)
    assert DEMO_PROBLEM.text == lesson.problem
    assert state.best_path[1:] == tuple(step.node for step in lesson.steps)
    assert "Count the pencils in rows." == lesson.steps[0].reason
    assert "Count the pencils in rows." == lesson.hint
    assert (r"\text{rows} = 3", r"\text{in rows} = \text{rows} \times 4 = 3 \times 4 = 12") == lesson.steps[0].formulas
    assert lesson.answer is not None
    assert ("10", Mark.CHECKED, "10") == (lesson.answer.text, lesson.answer.mark, lesson.answer.given)


def test_a_step_says_how_many_solutions_take_it() -> None:
    lesson = lesson_of(DEMO_PROBLEM, replay(demo_events()))
    assert "6 finished lines of thought take this step; 4 of them end with the answer 10." in lesson.steps[0].more


@pytest.mark.parametrize(
    ("reason", "hint"),
    [
        ("Count all pencils in the boxes.", "Count all pencils in the boxes."),
        ("Multiply 24 by 18.", "Multiply … by …."),
        ("Subtract the 7 given pencils: $17 - 7$.", "Subtract the … given pencils."),
        ("Let x be the side, so `x**2 = 49`", "Let x be the side, so …"),
        ("Take 1/2 of 36.5 %", "Take … of … %"),
        ("24 * 18 = 432", ""),
        ("`print(22)`", ""),
        ("", ""),
    ],
)
def test_a_hint_has_the_models_words_without_numbers_formulas_and_code(reason: str, hint: str) -> None:
    assert hint == hint_from(reason)


def test_a_hint_is_never_invented() -> None:
    sketch = Sketch()
    best = sketch.end(sketch.step(title="24 * 18"), "18")
    assert lesson_of(DEMO_PROBLEM, sketch.state(best, (Vote("18", 1, 1.0),))).hint == (
        "What is known, and what is asked for? Write both down first."
    )


def test_a_run_without_an_answer_gives_its_problem_alone() -> None:
    for state in (RunState(), replay(demo_events(nodes=2))):
        lesson = lesson_of(DEMO_PROBLEM, state)
        assert (DEMO_PROBLEM.text, (), None, None) == (lesson.problem, lesson.steps, lesson.answer, lesson.wrong)
        assert "No answer was found." == lesson.note


def test_the_wrong_turn_is_the_most_visited_branch_that_ends_elsewhere() -> None:
    sketch, good, bad, best = fork()
    end = sketch.end(bad, "9")
    sketch.end(sketch.step(title="Guess.", visits=1), "7")
    state = sketch.state(best, (Vote("18", 1, 0.4), Vote("9", 1, 0.3), Vote("7", 1, 0.3)))
    turn = find_turn(state)
    assert turn is not None
    assert (Turn.OTHER, good, bad, end) == (turn.kind, turn.good, turn.bad, turn.end)
    wrong = lesson_of(Problem("p", "Half of 36?"), state).wrong
    assert wrong is not None
    assert ("Halve 36.", "Quarter 36.") == (wrong.good.reason, wrong.bad.reason)
    assert ("half is 9 here, and 18 there.", "It ends with 9; the answer shown is 18.") == wrong.why
    assert "Another line of thought ends elsewhere" == wrong.title


def test_a_step_that_leads_to_the_answer_too_is_no_wrong_turn() -> None:
    sketch, _, other, best = fork()
    right = sketch.end(other, "18")
    wrong = sketch.end(other, "9")
    turn = find_turn(sketch.state(best, (Vote("18", 2, 0.7), Vote("9", 1, 0.3))))
    assert turn is not None
    assert (right, wrong) == (turn.good, turn.bad)


def test_a_failed_branch_says_its_error() -> None:
    sketch, _, bad, best = fork()
    sketch.step(bad, title="Divide.", status=NodeStatus.FAILED, reason="NameError", execution=ERROR)
    wrong = lesson_of(Problem("p", "Half?"), sketch.state(best, (Vote("18", 1, 1.0),))).wrong
    assert wrong is not None
    assert ("Where it fails", "This fails") == (wrong.title, wrong.bad_title)
    assert "Step 2: The program ended with an error (line 2): NameError: name 'classes' is not defined" == wrong.why[-1]
    assert ["Divide."] == [step.reason for step in wrong.onward]


def test_where_all_agree_there_is_no_wrong_turn() -> None:
    sketch, _, other, best = fork()
    sketch.end(other, "18")
    sketch.close(sketch.step(title="Weak."), "Not among the best steps of its layer.")
    lesson = lesson_of(Problem("p", "Half?"), sketch.state(best, (Vote("18", 2, 1.0),)))
    assert lesson.wrong is None


def test_only_a_checked_answer_makes_another_one_wrong() -> None:
    state = replay(demo_events())
    wrong = lesson_of(DEMO_PROBLEM, state).wrong
    assert wrong is not None
    assert ("Where it goes wrong", "Right", "Wrong") == (wrong.title, wrong.good_title, wrong.bad_title)
    differing = replay(demo_events(problem=Problem("p", "?", "24")))
    assert differing.answer is not None
    assert Mark.DIFFERS == differing.answer.mark
    turn = find_turn(differing)
    assert turn is None or Turn.FAILED is turn.kind


def test_paragraphs_of_text_are_reasons_and_no_programs() -> None:
    sketch = Sketch(step_format=StepFormat.TEXT)
    first = sketch.step(title=f"Half of $36$ is 18. {'It is a long story. ' * 20}\n\nThat is all.")
    best = sketch.step(first, title="So $\\boxed{18}$.", status=NodeStatus.FINISHED, answer="18")
    lesson = lesson_of(Problem("p", "Half?"), sketch.state(best, (Vote("18", 1, 1.0),)))
    step = lesson.steps[0]
    assert step.reason.startswith("Half of $36$ is 18. It is a long story.")
    assert len(step.reason) <= 240
    assert step.more[0].endswith("That is all.")
    assert ("", ()) == (step.code, step.formulas)
    assert lesson.hint.startswith("Half of … is …. It is a long story.")


def test_control_characters_of_a_model_never_reach_a_lesson() -> None:
    sketch = Sketch()
    first = sketch.step(title="Go \x1b[2J\u202eon.", execution=ran(**{"a\x00": "\x1b"}))
    best = sketch.end(first, "1\x008")
    lesson = lesson_of(Problem("p", "What\x00?"), sketch.state(best, (Vote("1\x008", 1, 1.0),)))
    assert not any(mark in repr(lesson) for mark in ("\\x1b", "\\x00", "\\u202e"))


def test_a_title_is_one_short_line() -> None:
    assert "One two" == title_of("One\n two")
    assert title_of("word " * 100).endswith("word …")
    assert len(title_of("w" * 500)) < 100


def test_a_mistake_begins_where_the_values_part_and_not_where_the_words_do() -> None:
    sketch = Sketch()
    count_boxes = sketch.step(title="Count all.", visits=3, execution=ran(boxes="24", pencils="432"))
    share = sketch.step(count_boxes, title="Share them.", visits=3, execution=ran(per_class="27"))
    best = sketch.end(share, "22")
    multiply = sketch.step(title="Multiply.", visits=2, execution=ran(pencils="432.0"))
    too_early = sketch.step(multiply, title="Give 5 away first.", visits=2, execution=ran(left="427"))
    end = sketch.end(too_early, "26.6875")
    turn = find_turn(sketch.state(best, (Vote("22", 1, 0.6), Vote("26.6875", 1, 0.4))))
    assert turn is not None
    assert (share, too_early, end) == (turn.good, turn.bad, turn.end)


def test_half_a_screen_breaks_between_settings_and_only_else_at_an_equals_sign() -> None:
    settings = r"\text{helmet cost} = 38,\quad \text{light cost} = 25"
    assert (r"\text{helmet cost} = 38", r"\text{light cost} = 25") == narrow((settings,))
    assert (r"a = 1,\quad b = 2",) == narrow((r"a = 1,\quad b = 2",))
    assert ("total = first + second", "= 38 + 25 = 63") == narrow(("total = first + second = 38 + 25 = 63",))
