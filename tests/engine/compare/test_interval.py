import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.compare.interval import wilson

_SHARES = st.integers(1, 2000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (5, 10, 0.2366, 0.7634),
        (20, 20, 0.8389, 1.0),
    ],
)
def test_the_interval_is_that_of_the_literature(successes: int, trials: int, low: float, high: float) -> None:
    assert wilson(successes, trials) == pytest.approx((low, high), abs=5e-5)


@given(_SHARES)
def test_the_interval_holds_the_share_and_stays_between_zero_and_one(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson(successes, trials)
    assert 0.0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1.0


@given(_SHARES)
def test_failures_mirror_successes(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson(successes, trials)
    assert wilson(trials - successes, trials) == pytest.approx((1 - high, 1 - low))


@given(_SHARES)
def test_four_times_the_trials_narrow_the_interval(case: tuple[int, int]) -> None:
    successes, trials = case
    low, high = wilson(successes, trials)
    narrow_low, narrow_high = wilson(4 * successes, 4 * trials)
    assert narrow_high - narrow_low < high - low


def test_no_trials_say_nothing() -> None:
    assert (0.0, 1.0) == wilson(0, 0)
