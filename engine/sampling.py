"""Drawing tokens from logits, for all branches of a batch at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.types import SamplingParams

_NEGLIGIBLE = 1e-9


@dataclass(frozen=True, slots=True)
class Normalised:
    """Per row of logits: the largest one and the logarithm of the sum of exponentials, both shape (rows,)."""

    largest: NDArray[np.float32]
    log_sum: NDArray[np.float32]


def normalise(logits: NDArray[np.float32]) -> Normalised:
    """One pass over logits of shape (rows, vocabulary), so that log-probabilities cost nothing per draw."""
    largest = logits.max(axis=1)
    sums = np.exp(logits - largest[:, None]).sum(axis=1)
    return Normalised(largest=largest, log_sum=largest + np.log(sums))


def draw(logits: NDArray[np.float32], largest: float, params: SamplingParams, rng: np.random.Generator) -> int:
    """Draw one token from logits of shape (vocabulary,).

    First min-p (one pass over the vocabulary leaves few tokens to sort), then top-k, then top-p over what is left, all
    at temperature 1, then temperature; the most likely token always stays. At temperature 0 it is taken and ``rng`` is
    left alone.
    """
    if params.temperature <= 0.0:
        return int(logits.argmax())
    floor = np.log(min(max(params.min_p, _NEGLIGIBLE), 1.0))
    kept = np.flatnonzero(logits >= largest + floor)
    shifted = logits[kept].astype(np.float64) - largest
    order = np.lexsort((kept, -shifted))
    if params.top_k > 0:
        order = order[: params.top_k]
    kept, shifted = kept[order], shifted[order]
    if params.top_p < 1.0:
        weights = np.exp(shifted)
        before = np.cumsum(weights) - weights
        inside = max(1, int(np.count_nonzero(before < params.top_p * weights.sum())))
        kept, shifted = kept[:inside], shifted[:inside]
    weights = np.exp(shifted / params.temperature)
    edge = rng.random() * weights.sum()
    return int(kept[min(int(np.searchsorted(np.cumsum(weights), edge, side="right")), len(kept) - 1)])


def generator(seed: int, node: int, sample: int) -> np.random.Generator:
    """The random numbers of one candidate: a function of run seed, parent node and sample index alone."""
    # As an array: numpy turns a list with a number above 2^63 into floats, which cannot tell seeds apart.
    key = np.array([seed & 0xFFFFFFFFFFFFFFFF, (node << 20) | sample], np.uint64)
    return np.random.Generator(np.random.Philox(key=key))
