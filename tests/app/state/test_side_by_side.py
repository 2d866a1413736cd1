"""Two runs beside each other."""

from app.state import RunState, replay
from app.state.side_by_side import SideBySide, side_by_side
from engine.types import Problem
from tests.helpers.events import demo_events


def _state(seed: int = 7, answer: str = "10", end: str = "finished") -> RunState:
    return replay(demo_events(f"run-{seed}", problem=Problem("p", "How many?", answer), seed=seed, end=end))


def _differing(compared: SideBySide) -> set[str]:
    return {row.name for row in compared.rows if row.differs}


def test_a_run_beside_itself_differs_in_nothing() -> None:
    compared = side_by_side(_state(), _state())
    assert set() == _differing(compared)
    assert "Both best paths are the same." == compared.parting
    assert len(compared.left) == len(compared.right) == compared.shared


def test_answer_mark_and_figures_stand_side_by_side() -> None:
    rows = {row.name: (row.left, row.right) for row in side_by_side(_state(), _state(answer="24")).rows}
    assert ("10", "10") == rows["Answer"]
    assert ("Checked", "Differs") == rows["Verified"]
    assert ("tree search", "tree search") == rows["Way of searching"]
    assert ("agreement, execution",) * 2 == rows["Steps rated by"]
    assert ("21.5", "21.5") == rows["Seconds"]
    assert ("25", "25") == rows["Steps in the tree"]


def test_the_first_step_that_differs_is_named() -> None:
    states = [_state(seed) for seed in range(1, 40)]
    seen = {side_by_side(states[0], other).shared: side_by_side(states[0], other) for other in states}
    assert {0, 1, 2} <= set(seen)
    assert "The best paths differ from the first step on." == seen[0].parting
    assert "The first step is the same; the best paths differ from step 2 on." == seen[1].parting
    assert "The first 2 steps are the same; the best paths differ from step 3 on." == seen[2].parting
    assert seen[2].left[1].title == seen[2].right[1].title
    assert seen[2].left[2] != seen[2].right[2]


def test_a_run_without_an_answer_has_no_path_to_compare() -> None:
    compared = side_by_side(_state(), RunState())
    assert "There is no best path to compare." == compared.parting
    assert {"—"} == {row.right for row in compared.rows if row.name in ("Answer", "Verified", "Tokens", "Seed")}


def test_a_failed_run_says_how_it_ended() -> None:
    rows = {row.name: row.right for row in side_by_side(_state(), _state(end="failed")).rows}
    assert ("Engine crashed", "—") == (rows["Ended"], rows["Tokens"])
