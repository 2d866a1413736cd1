"""Coverage, diversity and their intervals, from n samples of each problem.

With c right ones among n samples, k of them drawn without replacement hold a right one with the probability

    coverage@k = 1 - C(n - c, k) / C(n, k)

which is what more samples of the same kind would give in expectation (Chen et al. 2021, section 2.1). In the same way a
solution that m of the n samples wrote is among k of them with 1 - C(n - m, k) / C(n, k), and the sum over all different
right solutions is the number of different ones that k samples hold:

    diversity@k = sum over right solutions s of 1 - C(n - m_s, k) / C(n, k)

Both are means over problems; intervals resample problems.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.compare.interval import wilson

_RESAMPLES = 2_000
_BOUNDS = (2.5, 97.5)


class Interval(msgspec.Struct, frozen=True):
    """A figure with its 95 % interval."""

    value: float
    low: float
    high: float


def chance_among(samples: int, hits: int, drawn: int) -> float:
    """Probability that ``drawn`` of ``samples``, without replacement, hold one or more of ``hits``.

    Raises:
        ValueError: more are drawn than there are, or more hit than there are.
    """
    if not 0 <= drawn <= samples or not 0 <= hits <= samples:
        raise ValueError(f"{drawn} drawn and {hits} hits of {samples}")
    if drawn > samples - hits:
        return 1.0
    # C(n - c, k) / C(n, k) as a product of numbers in [0, 1], which cannot overflow.
    missed = 1.0
    for number in range(samples - hits + 1, samples + 1):
        missed *= 1.0 - drawn / number
    return 1.0 - missed


def coverage_at(samples: int, right: int, drawn: int) -> float:
    """coverage@k of one problem."""
    return chance_among(samples, right, drawn)


def diversity_at(samples: int, counts: Sequence[int], drawn: int) -> float:
    """diversity@k of one problem; ``counts`` are the samples that wrote each of the different right solutions."""
    return sum(chance_among(samples, count, drawn) for count in counts)


Counts = Sequence[float]


class Resampler:
    """Resamples problems, the same ones at each call, so that figures of two models stay paired."""

    def __init__(self, problems: int, seed: int = 0) -> None:
        self._draws = np.random.default_rng(seed).integers(0, problems, (_RESAMPLES, problems)) if problems else None

    def mean(self, values: Sequence[float]) -> Interval:
        """The mean over problems, one value each."""
        return self.ratio(values, np.ones(len(values)))

    def ratio(self, tops: Sequence[float], bottoms: Sequence[float] | NDArray[np.float64]) -> Interval:
        """Sum over sum, one pair for each problem; (0, 0, 1) where there is nothing."""
        above, below = np.asarray(tops, np.float64), np.asarray(bottoms, np.float64)
        if self._draws is None or not below.sum():
            return Interval(0.0, 0.0, 1.0)
        sums = below[self._draws].sum(axis=1)
        found = above[self._draws].sum(axis=1)[sums > 0] / sums[sums > 0]
        low, high = np.percentile(found, _BOUNDS)
        return Interval(float(above.sum() / below.sum()), float(low), float(high))

    def ratio_difference(self, first: tuple[Counts, Counts], second: tuple[Counts, Counts]) -> Interval:
        """One such ratio less another one, each as numbers above and below; (0, -1, 1) where there is nothing."""
        (above, below), (other_above, other_below) = (np.asarray(counts, np.float64) for counts in (first, second))
        if self._draws is None or not below.sum() or not other_below.sum():
            return Interval(0.0, -1.0, 1.0)
        sums, others = below[self._draws].sum(axis=1), other_below[self._draws].sum(axis=1)
        known = (sums > 0) & (others > 0)
        ratios = above[self._draws].sum(axis=1)[known] / sums[known]
        other_ratios = other_above[self._draws].sum(axis=1)[known] / others[known]
        low, high = np.percentile(ratios - other_ratios, _BOUNDS)
        value = above.sum() / below.sum() - other_above.sum() / other_below.sum()
        return Interval(float(value), float(low), float(high))

    def share(self, tops: Sequence[float], bottoms: Sequence[float] | None = None) -> Interval:
        """The same for a share; of all problems alike where no ``bottoms`` are given.

        Resampling cannot tell what none of the problems showed: where all say 0, or all 1, the interval is Wilson's for
        that many problems.
        """
        below = np.ones(len(tops)) if bottoms is None else np.asarray(bottoms, np.float64)
        found = self.ratio(tops, below)
        problems = int(np.count_nonzero(below))
        if problems and found.low == found.high and found.value in (0.0, 1.0):
            return Interval(found.value, *wilson(round(found.value) * problems, problems))
        return found
