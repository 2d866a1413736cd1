"""Coverage, diversity and their intervals: against enumeration, and at the ends."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.lab.coverage import Interval, Resampler, chance_among, coverage_at, diversity_at


@given(st.integers(1, 8), st.data())
def test_coverage_is_the_share_of_draws_that_hold_a_right_sample(samples: int, data: st.DataObject) -> None:
    right, drawn = data.draw(st.integers(0, samples)), data.draw(st.integers(1, samples))
    draws = list(combinations(range(samples), drawn))
    holding = sum(any(sample < right for sample in draw) for draw in draws)
    assert holding / len(draws) == pytest.approx(coverage_at(samples, right, drawn))


@given(st.lists(st.integers(1, 3), max_size=3), st.integers(0, 3), st.data())
def test_diversity_is_the_mean_number_of_different_solutions_in_a_draw(
    counts: list[int], wrong: int, data: st.DataObject
) -> None:
    samples = [name for name, count in enumerate(counts) for _ in range(count)] + [-1] * wrong
    if not samples:
        return
    drawn = data.draw(st.integers(1, len(samples)))
    draws = list(combinations(samples, drawn))
    mean = sum(len(set(draw) - {-1}) for draw in draws) / len(draws)
    assert mean == pytest.approx(diversity_at(len(samples), counts, drawn))


def test_hundreds_of_samples_do_not_overflow() -> None:
    assert 0.5 == pytest.approx(chance_among(1000, 1, 500))
    assert 1.0 == chance_among(1000, 501, 500)


@pytest.mark.parametrize(("samples", "hits", "drawn"), [(3, 1, 4), (3, 4, 1), (3, -1, 1)])
def test_more_than_there_are_cannot_be_drawn(samples: int, hits: int, drawn: int) -> None:
    with pytest.raises(ValueError, match="drawn and"):
        chance_among(samples, hits, drawn)


def test_an_interval_holds_its_figure_and_is_the_same_each_time() -> None:
    values = [0.0, 1.0, 0.5, 1.0, 0.0, 1.0]
    found = Resampler(6).mean(values)
    assert sum(values) / 6 == pytest.approx(found.value)
    assert found.low < found.value < found.high
    assert found == Resampler(6).mean(values)


def test_a_share_of_solutions_weighs_problems_by_their_solutions() -> None:
    assert 0.25 == Resampler(3).ratio([1, 0, 1], [1, 0, 7]).value


def test_two_shares_are_compared_on_the_same_problems() -> None:
    first, second = ([1, 0, 1, 1], [2, 1, 4, 3]), ([0, 1, 1, 0], [1, 2, 2, 5])
    found = Resampler(4).ratio_difference(first, second)
    assert 3 / 10 - 2 / 10 == pytest.approx(found.value)
    assert found.low < found.value < found.high
    assert Interval(0.0, 0.0, 0.0) == Resampler(4).ratio_difference(first, first)
    assert Interval(0.0, -1.0, 1.0) == Resampler(1).ratio_difference(([0], [0]), ([1], [1]))


def test_where_no_problem_showed_it_the_interval_is_not_a_point() -> None:
    found = Resampler(10).share([0] * 10, [4] * 10)
    assert 0.0 == found.value == found.low
    assert 0.25 < found.high < 0.35


def test_nothing_to_count_gives_no_knowledge() -> None:
    assert Interval(0.0, 0.0, 1.0) == Resampler(0).mean([]) == Resampler(2).share([0, 0], [0, 0])
