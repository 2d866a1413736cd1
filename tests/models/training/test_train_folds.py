"""Heads of several folds, joined: the mean of them all, measured on problems that none of them had seen."""

from dataclasses import replace

import msgspec
import numpy as np
import pytest

pytest.importorskip("torch", reason="the extra 'train' is not installed")

from models.training.combiner import answer_classes
from models.training.folds import joined, train_folds
from models.training.inputs import inputs_of
from models.training.job import Progress, TrainOptions
from models.training.ppm import train
from tests.helpers.feature_rows import Row, features_of, planted

QUICK = TrainOptions(epochs=60, rate=0.01, state_weight=0.25, hidden=3, folds=3)


@pytest.mark.parametrize("hidden", [0, 3])
def test_the_joined_head_gives_the_mean_of_its_parts(hidden: int) -> None:
    features = planted(problems=12)
    # What never varies in the training data of one head may vary in those of another.
    features.facts[features.problems < 4, 0] = 1.0
    options = msgspec.structs.replace(QUICK, hidden=hidden)
    heads = [train(features, options, held_out=held) for held in (["p0"], ["p1", "p2"], ["p9"])]
    inputs = inputs_of(features, options)
    wanted = np.mean([head.values(inputs) for head in heads], axis=0)
    np.testing.assert_allclose(wanted, joined(heads, heads[0].card).values(inputs), rtol=1e-4, atol=1e-4)


def test_every_problem_is_measured_and_progress_never_goes_back() -> None:
    features = planted(problems=12)
    heard: list[Progress] = []
    card = train_folds(features, QUICK, heard.append).card
    assert (12.0, 3.0, float(len(features))) == tuple(
        card.metrics[name] for name in ("held_out_problems", "folds", "train_rows")
    )
    assert sorted(progress.epoch for progress in heard) == [progress.epoch for progress in heard]
    assert {180} == {progress.epochs for progress in heard}
    assert card.metrics["auc_all"] > 0.8


def test_the_combiner_believes_a_class_of_better_values() -> None:
    combiner = train_folds(planted(problems=20), QUICK).card.combiner
    assert combiner is not None
    assert combiner.best + combiner.mean + combiner.lead > 0


def test_of_too_few_problems_one_head_is_trained() -> None:
    assert "folds" not in train_folds(planted(problems=5), QUICK).card.metrics


def test_classes_of_equal_answers_are_counted_within_their_problem() -> None:
    rows: list[Row] = [(0, 1, 0, 1, 1.0, 1), (0, 2, 0, 1, 1.0, 1), (0, 3, 0, 1, -1.0, 0), (0, 4, 0, 1, -1.0, 0)]
    features = features_of([*rows, (1, 1, 0, 1, -1.0, 0)])
    answers = np.array([0, 0, 1, -1, 0], np.int32)
    found = answer_classes(replace(features, answers=answers), np.array([2.0, 4.0, 1.0, 9.0, 5.0], np.float32))
    third = 1 / 3
    wanted = {
        "share": [2 * third, third, 1.0],
        "best": [4.0, 1.0, 5.0],
        "mean": [3.0, 1.0, 5.0],
        "count": [2.0, 1.0, 1.0],
        "lead": [3.0, -3.0, 1.0],
        "right": [1.0, 0.0, 0.0],
    }
    assert set(wanted) == set(found)
    for name, values in wanted.items():
        np.testing.assert_allclose(values, found[name], err_msg=name)
