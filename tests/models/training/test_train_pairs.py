"""Preference pairs: who is preferred to whom, with which weight, and what each rule dropped."""

import numpy as np
import pytest

from models.training.pairs import PairCounts, Pairs, ends_below, pairs_of
from tests.helpers.feature_rows import Row, features_of, planted

# Steps 1 to 6 after the problem; each goes on to one end (7 to 12), right after the first three.
QS = (0.9, 0.8, 0.7, -0.7, -0.8, -0.9)
FAN: list[Row] = [(0, at + 1, 0, 1, q, -1) for at, q in enumerate(QS)]
FAN += [(0, at + 7, at + 1, 2, float(np.sign(q)), int(q > 0)) for at, q in enumerate(QS)]


def _as_set(pairs: Pairs, below: int) -> set[tuple[int, int]]:
    """Pairs of rows less than ``below``: here those of steps."""
    found = zip(pairs.positives.tolist(), pairs.negatives.tolist(), strict=True)
    return {pair for pair in found if max(pair) < below}


def test_of_siblings_the_two_best_are_preferred_to_the_two_worst() -> None:
    pairs = pairs_of(features_of(FAN))
    assert {(0, 5), (0, 4), (1, 5), (1, 4)} == _as_set(pairs, 6)
    assert PairCounts(groups=1, unranked=2, step_pairs=4, solution_pairs=9) == pairs.counts


def test_a_side_with_one_step_meets_up_to_four_of_the_other() -> None:
    rows = [(0, at + 1, 0, 1, q, -1) for at, q in enumerate((0.9, -0.2, -0.3, -0.4, -0.5, -0.6))]
    rows += [(0, at + 7, at + 1, 2, 1.0 if at == 0 else -1.0, int(at == 0)) for at in range(6)]
    pairs = pairs_of(features_of(rows))
    assert {(0, 2), (0, 3), (0, 4), (0, 5)} == _as_set(pairs, 6)
    assert 1 == pairs.counts.unranked


def test_whole_solutions_of_a_problem_are_paired_wherever_they_branched() -> None:
    pairs = pairs_of(features_of(FAN))
    ends = set(zip(pairs.positives.tolist(), pairs.negatives.tolist(), strict=True)) - _as_set(pairs, 6)
    assert {(one, other) for one in (6, 7, 8) for other in (9, 10, 11)} == ends


def test_a_group_weighs_the_same_however_many_pairs_it_has() -> None:
    pairs = pairs_of(features_of(FAN))
    np.testing.assert_allclose([0.25] * 4 + [1 / 9] * 9, pairs.weights)


def test_pairs_with_nearly_the_same_q_are_dropped() -> None:
    rows = [(0, 1, 0, 1, 0.2, -1), (0, 2, 0, 1, -0.2, -1), (0, 3, 1, 2, 1.0, 1), (0, 4, 2, 2, -1.0, 0)]
    pairs = pairs_of(features_of(rows))
    assert PairCounts(groups=1, close=1, solution_pairs=1) == pairs.counts
    assert set() == _as_set(pairs, 2)


def test_pairs_of_nearly_the_same_text_are_dropped_when_texts_are_given() -> None:
    far, near = "a" * 40, "a" * 21 + "b" * 19
    texts = [far, far, far, near, "b" * 40, "c" * 45] + [""] * 6
    features = features_of(FAN)
    assert 4 == pairs_of(features, texts=texts).counts.step_pairs
    texts[5] = near
    counts = pairs_of(features, texts=texts).counts
    assert (2, 2) == (counts.step_pairs, counts.alike)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("", "x" * 20, 1),
        ("", "x" * 19, 0),
        ("x" * 30, "y" * 20 + "x" * 10, 1),
        ("x" * 30, "y" * 19 + "x" * 11, 0),
        ("abc" * 20, "bc" + "abc" * 19 + "a", 0),
        ("k" * 10 + "w" * 80, "w" * 80 + "q" * 10, 1),
        ("k" * 9 + "w" * 80, "w" * 80 + "q" * 10, 0),
    ],
)
def test_the_distance_of_texts_counts_insertions_deletions_and_substitutions(one: str, other: str, kept: int) -> None:
    rows = [(0, 1, 0, 1, 1.0, -1), (0, 2, 0, 1, -1.0, -1), (0, 3, 1, 2, 1.0, 1), (0, 4, 2, 2, -1.0, 0)]
    assert kept == pairs_of(features_of(rows), texts=[one, other, "", ""]).counts.step_pairs


def test_steps_of_other_problems_and_other_parents_are_no_siblings() -> None:
    rows: list[Row] = []
    for problem, right in ((0, 1), (1, 0)):
        for node in (1, 3):
            rows += [(problem, node, 0, 1, 2.0 * right - 1, -1), (problem, node + 1, node, 2, 2.0 * right - 1, right)]
    pairs = pairs_of(features_of(rows))
    assert (0, PairCounts(groups=2, one_sided=2, one_sided_problems=2)) == (len(pairs), pairs.counts)


def test_steps_of_equal_depth_are_paired_across_parents_when_asked_for() -> None:
    rows: list[Row] = []
    for start, right in ((1, 1), (4, 0)):
        q = 2.0 * right - 1
        rows += [(0, start, 0, 1, q, -1), (0, start + 1, start, 2, q, -1), (0, start + 2, start + 1, 3, q, right)]
    pairs = pairs_of(features_of(rows), same_depth=True)
    assert {(0, 3), (1, 4), (2, 5)} == _as_set(pairs, 6)
    assert {(0, 3), (2, 5)} == _as_set(pairs_of(features_of(rows)), 6)


def test_a_step_leads_to_the_ends_below_it_and_a_given_up_one_to_none() -> None:
    rows = [(0, 1, 0, 1, 0.0, -1), (0, 2, 1, 2, 1.0, 1), (0, 3, 1, 2, -1.0, 0), (0, 4, 0, 1, 0.0, -1)]
    right, wrong = ends_below(features_of(rows))
    assert ([True, True, False, False], [True, False, True, False]) == (right.tolist(), wrong.tolist())


def test_chosen_rows_keep_the_pairs_between_them() -> None:
    features = planted(problems=6)
    pairs = pairs_of(features)
    chosen = pairs.where(features.problems < 2)
    assert 0 < len(chosen) < len(pairs)
    assert {0, 1} == set(features.problems[chosen.positives].tolist())
    assert (features.problems[chosen.positives] == features.problems[chosen.negatives]).all()
