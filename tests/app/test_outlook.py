"""How long a comparison may take, before it is begun."""

import msgspec
import pytest

from app.outlook import Pace, expected_seconds, paces_of
from app.state.comparison_draft import Draft
from engine.compare.plan import Job, queue_of
from engine.types import PolicyName
from tests.helpers.comparisons import arm, measured, solved


def job(policy: PolicyName = PolicyName.GREEDY) -> Job:
    return queue_of(Draft(models=("small",), policies=(policy,)).plan())[0].jobs[0]


def pace(wanted: str, *, seconds: float, size: int = 100) -> Pace:
    return Pace(wanted, "greedy", "normal", 2000, size, seconds)


def test_the_same_model_counts_before_others() -> None:
    past = (pace("small", seconds=4.0), pace("large", seconds=30.0))
    assert (4.0, True) == expected_seconds(job(), 100, past)


def test_another_model_counts_by_its_size() -> None:
    assert (15.0, True) == expected_seconds(job(), 50, (pace("large", seconds=30.0),))
    seconds, known = expected_seconds(job(PolicyName.MCTS), 50, (pace("large", seconds=30.0),))
    assert not known
    assert seconds > 0


def test_a_guess_grows_with_the_size_and_with_the_solutions() -> None:
    small, known = expected_seconds(job(), 491_000_000, ())
    assert pytest.approx(2 + 150 / 29) == small
    assert not known
    assert 2 * (small - 2) == pytest.approx(expected_seconds(job(), 982_000_000, ())[0] - 2)
    assert expected_seconds(job(PolicyName.MAJORITY), 491_000_000, ())[0] > 3 * small


def test_what_earlier_ones_took_leaves_out_failures() -> None:
    small = arm()
    failed = msgspec.structs.replace(solved(small, 9, seconds=0.0), failure="It broke.")
    (found,) = paces_of([*measured(small, "11", seconds=3.0), failed])
    assert ("small", "greedy", "normal", 2000, 3.0) == (
        found.wanted,
        found.policy,
        found.effort,
        found.max_tokens,
        found.seconds,
    )
