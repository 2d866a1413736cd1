"""Measures against numbers worked out by hand."""

import numpy as np
import pytest

from models.training.measure import auc, auc_within, bootstrap, pair_accuracy


@pytest.mark.parametrize(
    ("scores", "labels", "area"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
        ([1, 1, 1], [0, 1, 0], 0.5),
        ([1, 2, 2, 3], [0, 0, 1, 1], 0.875),
        ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1], 0.75),
    ],
)
def test_the_area_is_the_share_of_ordered_pairs_with_ties_as_half(
    scores: list[float], labels: list[int], area: float
) -> None:
    assert area == pytest.approx(auc(scores, labels))


@pytest.mark.parametrize("labels", [[1, 1], [0, 0], []])
def test_there_is_no_area_without_both_kinds(labels: list[int]) -> None:
    assert np.isnan(auc(list(range(len(labels))), labels))


def test_within_problems_counts_those_with_both_kinds_and_each_the_same() -> None:
    scores = [9, 1, 5, 6, 7, 8, 3]
    labels = [1, 0, 1, 0, 0, 0, 1]
    assert 0.5 == auc_within(scores, labels, [4, 4, 2, 2, 2, 2, 7])
    assert np.isnan(auc_within([1, 2], [1, 1], [0, 0]))
    assert np.isnan(auc_within([], [], []))


def test_pair_accuracy_counts_ties_as_half_and_weighs() -> None:
    assert 0.5 == pair_accuracy([1, 2, 3], [0, 2, 4])
    assert 0.75 == pair_accuracy([1, 0], [0, 1], [3, 1])
    assert np.isnan(pair_accuracy([], []))


def test_the_interval_draws_problems_and_not_rows() -> None:
    generator = np.random.default_rng(0)
    problems = np.repeat(np.arange(40), 25)
    values = np.repeat(generator.normal(size=40), 25)
    low, high = bootstrap(lambda rows, _: float(values[rows].mean()), problems)
    deviation = values[::25].std() / np.sqrt(40)
    assert 2 * 1.96 * deviation == pytest.approx(high - low, rel=0.15)
    assert low < values.mean() < high


def test_a_problem_drawn_twice_counts_as_two() -> None:
    seen: list[int] = []

    def count(
        rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]], drawn: np.ndarray[tuple[int, ...], np.dtype[np.intp]]
    ) -> float:
        assert len(rows) == len(drawn)
        seen.append(len(set(drawn.tolist())))
        return 0.0

    bootstrap(count, [5, 5, 9, 9, 7], draws=20)
    assert [3] * 20 == seen


def test_the_same_seed_gives_the_same_interval_and_nothing_gives_none() -> None:
    statistic = lambda rows, _: float(rows.mean())  # noqa: E731
    assert bootstrap(statistic, range(9), seed=3) == bootstrap(statistic, range(9), seed=3)
    assert np.isnan(bootstrap(statistic, [])).all()
