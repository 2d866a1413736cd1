"""Fits the second model of the score: which class of equal answers is right, from its votes and its values."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.features import BadFeaturesError, Features
from models.ppm import NO_OTHER_LEAD, Combiner
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


def combiner_of(features: Features, values: NDArray[np.float32]) -> Combiner | None:
    """Fitted on classes of equal answers, with values of heads that had not seen them; None without answers."""
    classes = answer_classes(features, values)
    share, best, mean, count, lead, right = classes.values()
    if not len(right) or not 0 < right.mean() < 1:
        return None
    return fit_combiner(share=share, best=best, mean=mean, count=count, lead=lead, right=right)


def answer_classes(features: Features, values: NDArray[np.float32]) -> dict[str, NDArray[np.float64]]:
    """What ``fit_combiner`` takes: one row for each class of equal answers of each problem."""
    rows = []
    finished = features.answers >= 0
    for problem in np.unique(features.problems[finished]):
        here = finished & (features.problems == problem)
        for answer in np.unique(features.answers[here]):
            inside = here & (features.answers == answer)
            others = values[here & ~inside]
            best = float(values[inside].max())
            rows.append(
                (
                    inside.sum() / here.sum(),
                    best,
                    float(values[inside].mean()),
                    float(inside.sum()),
                    best - float(others.max()) if len(others) else NO_OTHER_LEAD,
                    float(features.outcomes[inside].max() == 1),
                )
            )
    names = ("share", "best", "mean", "count", "lead", "right")
    return dict(zip(names, np.array(rows, np.float64).reshape(-1, len(names)).T, strict=True))
