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


class Scratch:
    """Memory for one row of logits, taken once: fresh memory costs more than what is computed in it."""

    def __init__(self) -> None:
        self._numbers = np.empty(0, np.float32)
        self._mask = np.empty(0, np.bool_)

    def numbers(self, size: int) -> NDArray[np.float32]:
        """Room for a float of each token."""
        if len(self._numbers) != size:
            self._numbers = np.empty(size, np.float32)
        return self._numbers

    def mask(self, size: int) -> NDArray[np.bool_]:
        """Room for a mark of each token."""
        if len(self._mask) != size:
            self._mask = np.empty(size, np.bool_)
        return self._mask


def normalise(logits: NDArray[np.float32], scratch: Scratch | None = None) -> Normalised:
    """Log-probabilities of logits of shape (rows, vocabulary) without a table of them.

    Row by row, so that what is computed stays in the processor's cache: a third of the time of whole tables.
    """
    room = (scratch or Scratch()).numbers(logits.shape[1])
    largest = np.empty(len(logits), np.float32)
    sums = np.empty(len(logits), np.float32)
    for at, row in enumerate(logits):
        largest[at] = row.max()
        np.subtract(row, largest[at], out=room)
        np.exp(room, out=room)
        sums[at] = room.sum()
    return Normalised(largest=largest, log_sum=largest + np.log(sums))


def draw(
    logits: NDArray[np.float32],
    largest: float,
    params: SamplingParams,
    rng: np.random.Generator,
    scratch: Scratch | None = None,
) -> int:
    """Draw one token from logits of shape (vocabulary,).

    First min-p (one pass over the vocabulary leaves few tokens to sort), then top-k, then top-p over what is left, all
    at temperature 1, then temperature; the most likely token always stays. At temperature 0 it is taken and ``rng`` is
    left alone.
    """
    if params.temperature <= 0.0:
        return int(logits.argmax())
    floor = largest + float(np.log(min(max(params.min_p, _NEGLIGIBLE), 1.0)))
    mask = np.greater_equal(logits, _at_least(floor), out=(scratch or Scratch()).mask(len(logits)))
    kept = np.flatnonzero(mask)
    shifted = logits[kept].astype(np.float64) - largest
    order = np.argsort(-shifted, kind="stable")
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


def _at_least(floor: float) -> np.float32:
    """The smallest float32 that is no less: comparing with it needs no copy of the logits in double precision."""
    nearest = np.float32(floor)
    return nearest if float(nearest) >= floor else np.nextafter(nearest, np.float32(np.inf))


def generator(seed: int, node: int, sample: int) -> np.random.Generator:
    """The random numbers of one candidate: a function of run seed, parent node and sample index alone."""
    # As an array: numpy turns a list with a number above 2^63 into floats, which cannot tell seeds apart.
    key = np.array([seed & 0xFFFFFFFFFFFFFFFF, (node << 20) | sample], np.uint64)
    return np.random.Generator(np.random.Philox(key=key))
