"""Comparing two arms that solved the same problems."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 10_000


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """Mean of first minus second over problems, its 95 % bootstrap interval, and the sign-flip test's p value."""

    mean: float
    low: float
    high: float
    p_value: float
    problems: int


def paired_difference(first: Sequence[float], second: Sequence[float], seed: int = 0) -> PairedDifference:
    """Compare scores in [0, 1] of two arms, one pair per problem.

    The interval resamples problems (percentile bootstrap). The p value is the share of random sign flips of the
    differences that give a mean at least as far from 0 (two-sided permutation test); 1 without problems.
    """
    if len(first) != len(second):
        raise ValueError(f"{len(first)} scores against {len(second)}")
    if not first:
        return PairedDifference(0.0, -1.0, 1.0, 1.0, 0)
    differences = np.asarray(first, np.float64) - np.asarray(second, np.float64)
    rng = np.random.default_rng(seed)
    count = len(differences)
    means = differences[rng.integers(0, count, (_RESAMPLES, count))].mean(axis=1)
    flipped = (differences * rng.choice((-1.0, 1.0), (_RESAMPLES, count))).mean(axis=1)
    # The difference that was seen is one of the possible flips.
    p_value = (1 + np.count_nonzero(np.abs(flipped) >= abs(differences.mean()) - 1e-12)) / (_RESAMPLES + 1)
    low, high = np.percentile(means, (2.5, 97.5))
    return PairedDifference(float(differences.mean()), float(low), float(high), float(p_value), count)
