"""How long the rest of a comparison will take."""

import pytest

from app.pace import Pace
from engine.compare.plan import Plan, Series, SetChoice, queue_of
from engine.types import PolicyName

PLAN = Plan(run=(Series(models=("a", "b"), problems=("own",), policies=(PolicyName.GREEDY, PolicyName.MCTS)),))


def test_entries_are_expected_to_take_what_those_most_like_them_took() -> None:
    turns = queue_of(PLAN)
    (greedy_a, mcts_a), (greedy_b, _) = (turn.jobs for turn in turns)
    pace = Pace(turns, {SetChoice("own"): 10})
    assert pace.seconds_left() is None
    pace.took(greedy_a, 2.0)
    assert 39 * 2.0 == pytest.approx(pace.seconds_left())
    pace.took(mcts_a, 20.0)
    assert 9 * 2 + 9 * 20 + 10 * 2 + 10 * 20 == pytest.approx(pace.seconds_left())
    pace.took(greedy_b, 8.0)
    assert 9 * 2 + 9 * 20 + 9 * 8 + 10 * 20 == pytest.approx(pace.seconds_left())
