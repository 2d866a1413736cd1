"""Early rejection played on whole samples: tokens, right lines and answers, counted by hand."""

import json

import numpy as np
import pytest

from benchmarks import _rejection
from benchmarks._rejection import Rejected, as_figures, rejection_table, told
from benchmarks._samples import Scores, chances_of, solutions_of
from models.features import Features
from tests.helpers.feature_rows import features_of, planted

RIGHT, WRONG = 1, 0
TOKENS = (10, 20, 30, 10, 40, 10, 10, 10, 50)
TWO_PROBLEMS = features_of(
    [
        # Three lines of the first problem: right in three steps, wrong in two, wrong in one.
        (0, 1, 0, 1, 1.0, -1),
        (0, 2, 1, 2, 1.0, -1),
        (0, 3, 2, 3, 1.0, RIGHT),
        (0, 4, 0, 1, -1.0, -1),
        (0, 5, 4, 2, -1.0, WRONG),
        (0, 6, 0, 1, -1.0, WRONG),
        # One line of the second problem, in two steps; and one that was cut off in its second step.
        (1, 1, 0, 1, 1.0, -1),
        (1, 2, 1, 2, 1.0, RIGHT),
        (1, 3, 0, 1, -1.0, -1),
    ]
)
TWO_PROBLEMS.tokens[:] = TOKENS


def _chances(*percents: float) -> Scores:
    return np.array([percent / 100 for percent in percents], np.float32)


def _row(features: Features, chances: Scores, below: float) -> Rejected:
    return next(row for row in rejection_table(features, chances) if row.below == below)


def test_lines_are_whole_paths_cut_ones_too() -> None:
    first, second = solutions_of(TWO_PROBLEMS)
    assert [((0, 1, 2), 60, True), ((3, 4), 50, False), ((5,), 10, False)] == [
        (line.path, line.tokens, line.right) for line in first
    ]
    assert [((6, 7), 20, 1), ((8,), 50, -1)] == [(line.path, line.tokens, line.answer) for line in second]


def test_a_line_saves_what_follows_its_first_hopeless_step() -> None:
    # The wrong line of two steps is given up after the first; the last step of a line is no reason to give it up.
    row = _row(TWO_PROBLEMS, _chances(50, 50, 60, 3, 50, 1, 50, 50, 1), 0.04)
    assert pytest.approx(40 / sum(TOKENS)) == row.saved
    assert (0.0, 0.0) == (row.lost, row.difference)


def test_nothing_is_given_up_where_it_is_off() -> None:
    row = _row(TWO_PROBLEMS, _chances(*[0.01] * 9), 0.0)
    assert (0.0, 0.0, 0.0, 0.0) == (row.saved, row.lost, row.difference, row.mid_step)


def test_a_right_line_that_is_given_up_is_lost_and_changes_the_vote() -> None:
    row = _row(TWO_PROBLEMS, _chances(50, 1, 60, 50, 50, 1, 50, 50, 50), 0.02)
    assert pytest.approx(30 / sum(TOKENS)) == row.saved
    assert (1 / 2, 1.0, 1 / 2, -1 / 2) == (row.lost, row.before, row.after, row.difference)
    assert -1.0 <= row.difference_bounds[0] <= -1 / 2 <= row.difference_bounds[1] <= 0.0


def test_where_no_line_is_left_the_best_of_those_given_up_is_written_to_its_end() -> None:
    # Nothing else of the second problem ends with an answer.
    row = _row(TWO_PROBLEMS, _chances(50, 50, 60, 50, 50, 50, 1, 50, 1), 0.04)
    assert (0.0, 0.0, 0.0) == (row.saved, row.lost, row.difference)


def test_the_most_promising_of_several_comes_first() -> None:
    lost = features_of(
        [(0, 1, 0, 1, -1.0, -1), (0, 2, 1, 2, -1.0, WRONG), (0, 3, 0, 1, 1.0, -1), (0, 4, 3, 2, 1.0, RIGHT)]
    )
    lost.tokens[:] = (10, 20, 30, 40)
    row = _row(lost, _chances(1, 50, 3, 50), 0.04)
    assert (20 / 100, 0.0, 1.0) == (row.saved, row.lost, row.after)


def test_mid_step_could_save_what_later_steps_hold_beyond_its_first_look() -> None:
    features = features_of(
        [(0, 1, 0, 1, -1.0, -1), (0, 2, 1, 2, -1.0, -1), (0, 3, 2, 3, -1.0, WRONG), (0, 4, 0, 1, 1.0, RIGHT)]
    )
    features.tokens[:] = (100, 60, 20, 20)
    second = _row(features, _chances(50, 1, 50, 50), 0.02)
    assert pytest.approx((60 - _rejection.MID_STEP_TOKENS) / 200) == second.mid_step
    # Nothing is known of the line before its first step.
    assert 0.0 == _row(features, _chances(1, 50, 50, 50), 0.02).mid_step


def test_the_table_has_a_line_for_each_threshold_and_its_figures_are_json() -> None:
    features = planted()
    table = rejection_table(features, chances_of(np.linspace(-6, 6, len(features), dtype=np.float32)))
    lines = told(table)
    assert ["off", "0.02", "0.04", "0.06", "0.10"] == [line[0] for line in lines]
    assert {len(_rejection.COLUMNS)} == set(map(len, lines))
    assert ("off", "0.0 (0.0 to 0.0)", "+0.0 (+0.0 to +0.0)") == (lines[0][0], lines[0][1], lines[0][5])
    assert sorted(row.saved for row in table) == [row.saved for row in table]
    for row in table:
        assert row.saved_bounds[0] <= row.saved <= row.saved_bounds[1]
        assert pytest.approx(row.after - row.before) == row.difference
    assert [0.0, 0.02, 0.04, 0.06, 0.1] == [row["below"] for row in json.loads(json.dumps(as_figures(table)))]
