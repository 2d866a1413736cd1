"""Effective size: as how large a model of a reference family an arm answers, with a bootstrap interval.

The logit of the accuracy of the family's models, each measured on the same problems, is fitted by a line over the
logarithm of their parameters; the line is inverted at the arm's accuracy. Problems are resampled, the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.text import parameters as size_words

FEWEST_SIZES = 3
_RESAMPLES = 2000
_MOST_FLAT = 0.05
_SEED = 0

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ReferenceModel:
    """A measured model of the family: its parameters, and whether it was right on each problem."""

    parameters: int
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class EffectiveSize:
    """Parameters in all; ``smallest`` and ``largest`` are the ends of the family, beyond which nothing is said."""

    value: float
    low: float
    high: float
    smallest: int
    largest: int

    @property
    def sentence(self) -> str:
        """ "acts like 1.2 B (0.8 B to 1.6 B)", or that it lies beyond the range."""
        interval = f"({self._end(self.low)} to {self._end(self.high)})"
        if self.value > self.largest:
            return f"beyond the range: more than {size_words(self.largest)} {interval}"
        if self.value < self.smallest:
            return f"beyond the range: less than {size_words(self.smallest)} {interval}"
        return f"acts like {size_words(round(self.value))} {interval}"

    def _end(self, value: float) -> str:
        if value > self.largest:
            return f"more than {size_words(self.largest)}"
        return f"less than {size_words(self.smallest)}" if value < self.smallest else size_words(round(value))


def effective_size(family: Sequence[ReferenceModel], right: Sequence[bool]) -> EffectiveSize | str:
    """The size, or in one sentence why there is none.

    Args:
        family: its models on the same problems as ``right``, in any order.
        right: of the arm.
    """
    sizes = sorted({model.parameters for model in family})
    if len(sizes) < FEWEST_SIZES:
        counted = {0: "no size", 1: "only 1 size", 2: "only 2 sizes"}[len(sizes)]
        return f"{counted} of the family measured on this set; {FEWEST_SIZES} are needed"
    if not right:
        return "no problem in common with the family"
    logs = np.log([model.parameters for model in family])
    outcomes = np.array([*(model.right for model in family), tuple(right)], np.float64)
    drawn = np.random.default_rng(_SEED).integers(0, len(right), (_RESAMPLES, len(right)))
    draws = np.stack([row[drawn].sum(axis=1) for row in outcomes], axis=1)
    value, slope = _inverted(logs, outcomes.sum(axis=1)[None, :], len(right))
    values, slopes = _inverted(logs, draws, len(right))
    if slope[0] <= 0 or np.mean(slopes <= 0) > _MOST_FLAT:
        return "accuracy does not surely grow with size in this family on this set"
    low, high = np.percentile(values[slopes > 0], (2.5, 97.5))
    return EffectiveSize(float(np.exp(value[0])), float(np.exp(low)), float(np.exp(high)), sizes[0], sizes[-1])


def _inverted(logs: Floats, right: Floats, problems: int) -> tuple[Floats, Floats]:
    """For each row of counts, of the family and last of the arm: log parameters where the line meets the arm, and the
    slope. Half a problem on either side keeps the logits finite.
    """
    logits = np.log((right + 0.5) / (problems - right + 0.5))
    family, arm = logits[:, :-1], logits[:, -1]
    centred = logs - logs.mean()
    slopes = family @ centred / (centred @ centred)
    safe = np.where(slopes == 0, 1e-9, slopes)
    # Far beyond either end nothing is claimed, and exp would overflow.
    found: Floats = np.clip(logs.mean() + (arm - family.mean(axis=1)) / safe, -50.0, 50.0)
    return found, slopes
