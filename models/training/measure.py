"""How well scores tell right from wrong: areas under curves, within problems too, accuracy on pairs, intervals."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Statistic = Callable[[NDArray[np.intp], NDArray[np.intp]], float]


class Interval(NamedTuple):
    """Bounds of a bootstrap interval."""

    low: float
    high: float


def auc(scores: ArrayLike, labels: ArrayLike) -> float:
    """The chance that a right row scores above a wrong one, ties counted as half; nan unless both kinds are there."""
    scores, right = np.asarray(scores, np.float64), np.asarray(labels, bool)
    positives = int(right.sum())
    negatives = len(right) - positives
    if not positives or not negatives:
        return float("nan")
    _, places, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2.0
    return float((ranks[places][right].sum() - positives * (positives + 1) / 2.0) / (positives * negatives))


def auc_within(scores: ArrayLike, labels: ArrayLike, problems: ArrayLike) -> float:
    """The mean of the areas of the problems that have right and wrong rows; nan if none has."""
    scores, right = np.asarray(scores, np.float64), np.asarray(labels, bool)
    order = np.argsort(problems, kind="stable")
    cuts = np.flatnonzero(np.diff(np.asarray(problems)[order])) + 1
    areas = [auc(scores[rows], right[rows]) for rows in np.split(order, cuts) if len(rows)]
    known = [area for area in areas if np.isfinite(area)]
    return float(np.mean(known)) if known else float("nan")


def pair_accuracy(positives: ArrayLike, negatives: ArrayLike, weights: ArrayLike | None = None) -> float:
    """The share of pairs whose positive scores above its negative, ties counted as half; nan without pairs."""
    margins = np.asarray(positives, np.float64) - np.asarray(negatives, np.float64)
    if not len(margins):
        return float("nan")
    won = (margins > 0) + 0.5 * (margins == 0)
    return float(np.average(won, weights=None if weights is None else np.asarray(weights, np.float64)))


def bootstrap(
    statistic: Statistic, problems: ArrayLike, *, draws: int = 1000, seed: int = 0, level: float = 0.95
) -> Interval:
    """The percentile interval of a statistic when problems are drawn with replacement.

    Args:
        statistic: of rows and, for each of them, the number of its problem within this draw: one that is drawn twice
            counts as two.
        problems: of each row.
    """
    found, places = np.unique(np.asarray(problems), return_inverse=True)
    members = np.split(np.argsort(places, kind="stable"), np.cumsum(np.bincount(places))[:-1])
    generator = np.random.default_rng(seed)
    values = []
    for _ in range(draws if len(found) else 0):
        drawn = [members[problem] for problem in generator.integers(len(found), size=len(found))]
        numbers = np.repeat(np.arange(len(drawn)), [len(rows) for rows in drawn])
        values.append(statistic(np.concatenate(drawn), numbers))
    known = [value for value in values if np.isfinite(value)]
    if not known:
        return Interval(float("nan"), float("nan"))
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(known, [tail, 1.0 - tail])
    return Interval(float(low), float(high))
