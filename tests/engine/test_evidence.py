"""Facts of a step."""

import pytest

from engine.evidence import FACT_NAMES, facts
from engine.types import Execution, ExecutionStatus, Node, NodeStatus

PROBLEM = "A box holds 12 eggs. How many eggs do 3 boxes hold, of 1,000?"


def _step(number: int, code: str, *names: tuple[str, str], answer: str | None = None) -> Node:
    return Node(
        number,
        number - 1,
        number,
        f"# Step {number}: Think of 99.\n{code}",
        NodeStatus.OPEN if answer is None else NodeStatus.FINISHED,
        execution=Execution(ExecutionStatus.OK, names=names),
        answer=answer,
        tokens=10 * number,
        mean_logprob=-0.1 * number,
    )


def _facts(*path: Node) -> dict[str, float]:
    found = facts(PROBLEM, path)
    assert len(FACT_NAMES) == len(found)
    return dict(zip(FACT_NAMES, found, strict=True))


def test_an_open_step_tells_how_it_ran_and_which_numbers_it_used() -> None:
    found = _facts(_step(1, "eggs = 12 * 3\nspare = 12", ("eggs", "36"), ("spare", "-1.25")))
    assert (1.0, 0.0, 0.0) == (found["open"], found["finished"], found["failed"])
    assert pytest.approx(2 / 3) == found["numbers_used"]
    assert pytest.approx(1 / 6) == found["numbers_unused"] == found["repeated_numbers"]
    assert 0.0 == found["foreign_numbers"], "numbers of a comment are none of the code"
    assert pytest.approx(0.5) == found["whole_values"] == found["negative_values"]
    assert pytest.approx(2 / 6) == found["unused_names"]
    assert 0.0 == found["answer_number"] == found["answer_weight"]


def test_a_path_is_weighed_by_its_tokens() -> None:
    found = _facts(_step(1, "a = 12", ("a", "12")), _step(2, "b = a * 3", ("b", "36")))
    assert pytest.approx(-(10 * 0.1 + 20 * 0.2) / 30) == found["path_logprob"]
    assert pytest.approx(-0.2) == found["worst_logprob"] == found["logprob"]
    assert 1.0 == found["fresh_values"]
    again = _facts(_step(1, "a = 12", ("a", "12")), _step(2, "b = a", ("b", "12")))
    assert 0.0 == again["fresh_values"]


@pytest.mark.parametrize(
    ("answer", "number", "whole", "small", "given"),
    [("36", 1, 1, 0, 0), ("12", 1, 1, 0, 1), ("0.25", 1, 0, 1, 0), ("3*b/2", 0, 0, 0, 0), ("-4.5", 1, 0, 1, 0)],
)
def test_a_solution_tells_what_kind_of_answer_it_has(
    answer: str, number: float, whole: float, small: float, given: float
) -> None:
    found = _facts(_step(1, "print(12 * 3)", answer=answer))
    names = ("answer_number", "answer_whole", "answer_below_one", "answer_given", "prints", "finished")
    assert (number, whole, small, given, 1.0, 1.0) == tuple(found[name] for name in names)


def test_a_step_that_did_not_run_has_no_values() -> None:
    node = Node(1, 0, 1, "x = 1 / 0", NodeStatus.FAILED, execution=Execution(ExecutionStatus.ERROR), tokens=4)
    assert 0.0 == _facts(node)["names"] == _facts(node)["size"]
    prose = Node(1, 0, 1, "Three boxes hold 36.", NodeStatus.OPEN, tokens=4)
    assert 0.0 == _facts(prose)["names"]
