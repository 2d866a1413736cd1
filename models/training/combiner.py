"""Fits the second model of the score: which class of equal answers is right, from its votes and its values."""

import numpy as np
from numpy.typing import ArrayLike

from models.features import BadFeaturesError
from models.ppm import Combiner
from models.training.logistic import fit_logistic

RIDGE = 1e-2


def fit_combiner(
    *,
    share: ArrayLike,
    best: ArrayLike,
    mean: ArrayLike,
    count: ArrayLike,
    lead: ArrayLike,
    right: ArrayLike,
    ridge: float = RIDGE,
) -> Combiner:
    """One row for each class of equal answers of each problem.

    Args:
        share, best, mean, lead: as ``Combiner`` says. count: solutions in the class. right: whether its answer is.
        ridge: penalty on the weights of the standardised columns.

    Raises:
        BadFeaturesError: there are no right or no wrong classes.
    """
    votes = np.log1p(np.asarray(count, np.float64))
    columns = np.column_stack([np.asarray(part, np.float64) for part in (share, best, mean, votes, lead)])
    targets = np.asarray(right, bool)
    if not targets.any() or targets.all():
        raise BadFeaturesError("The answers are all right or all wrong; generate training data for more problems.")
    fitted = fit_logistic(columns, targets.astype(np.float64), ridge)
    return Combiner(fitted.bias, *(float(weight) for weight in fitted.weights))
