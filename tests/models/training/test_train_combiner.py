"""The combiner: found in data that were made from a known one, and sure even where classes are easily parted."""

import numpy as np
import pytest

from models.features import BadFeaturesError
from models.training.combiner import fit_combiner
from models.training.logistic import fit_logistic


def test_known_weights_are_found_again() -> None:
    generator = np.random.default_rng(1)
    rows = 20_000
    share, count = generator.random(rows), generator.integers(1, 20, rows)
    best, mean, lead = generator.normal(size=(3, rows))
    logits = -2.0 + 3.0 * share + 0.5 * best - 0.4 * mean + 0.7 * np.log1p(count) + 0.3 * lead
    right = generator.random(rows) < 1 / (1 + np.exp(-logits))
    found = fit_combiner(share=share, best=best, mean=mean, count=count, lead=lead, right=right, ridge=1e-6)
    weights = (found.bias, found.share, found.best, found.mean, found.count, found.lead)
    assert (-2.0, 3.0, 0.5, -0.4, 0.7, 0.3) == pytest.approx(weights, abs=0.15)


def test_classes_that_are_parted_by_their_share_give_finite_weights() -> None:
    share = np.linspace(0, 1, 20)
    nothing = np.zeros(20)
    found = fit_combiner(share=share, best=nothing, mean=nothing, count=nothing, lead=nothing, right=share > 0.5)
    assert (0.0, 0.0, 0.0, 0.0) == (found.best, found.mean, found.count, found.lead)
    assert 0 < found.share < 100
    assert 0 == pytest.approx(found.bias + 0.5 * found.share, abs=0.2)


@pytest.mark.parametrize("right", [[True, True], [False, False]])
def test_answers_of_one_kind_alone_are_refused(right: list[bool]) -> None:
    with pytest.raises(BadFeaturesError, match="all right or all wrong"):
        fit_combiner(share=[0.1, 0.9], best=[0, 1], mean=[0, 1], count=[1, 9], lead=[0, 1], right=right)


def test_targets_may_be_chances() -> None:
    column = np.array([[-1.0], [0.0], [1.0]])
    chances = 1 / (1 + np.exp(-(0.5 + 2.0 * column[:, 0])))
    fitted = fit_logistic(column, chances, 1e-12)
    assert (0.5, 2.0) == pytest.approx((fitted.bias, fitted.weights[0]), abs=1e-4)
