"""Steps as lists."""

import pytest

from app.state import RunState, best_path_steps, replay, split_step, steps_to
from engine.types import ExecutionStatus
from tests.helpers.events import demo_events


@pytest.mark.parametrize(
    ("text", "title", "code"),
    [
        ("# Step 1: Count.\nx = 1\ny = 2", "Count.", "x = 1\ny = 2"),
        ("# Step 12: Count.", "Count.", ""),
        ("# Step 1:\nx = 1", "", "x = 1"),
        ("#step 3 - Count.\n\nx = 1\n", "Count.", "x = 1"),
        ("x = 1  # Step 1: no", "", "x = 1  # Step 1: no"),
        ("# Steps to take\nx = 1", "", "# Steps to take\nx = 1"),
        ("    # Step 2: Indented\n    x = 1", "Indented", "    x = 1"),
        ("", "", ""),
    ],
)
def test_a_step_is_cut_into_title_and_code(text: str, title: str, code: str) -> None:
    assert (title, code) == split_step(text)


def test_the_best_path_is_numbered_from_one_without_the_problem() -> None:
    steps = best_path_steps(replay(demo_events()))
    assert [1, 2, 3, 4] == [step.number for step in steps]
    assert (("left", "10"),) == steps[2].names
    assert ("print(left)", "10\n", None, ExecutionStatus.OK) == (
        steps[3].code,
        steps[3].output,
        steps[3].error,
        steps[3].status,
    )


def test_without_an_answer_there_are_no_steps() -> None:
    assert () == best_path_steps(RunState())
    assert () == best_path_steps(replay(demo_events()[:5]))


def test_the_steps_to_a_failed_node_end_with_its_error() -> None:
    state = replay(demo_events())
    failed = next(node for node in state.nodes.values() if node.status == "failed")
    steps = steps_to(state, failed.id)
    assert failed.depth == len(steps)
    assert ("NameError: name 'undefined' is not defined", 2) == (steps[-1].error, steps[-1].error_line)


def test_the_steps_to_a_node_that_is_not_there_are_none() -> None:
    assert () == steps_to(replay(demo_events()), 999)
