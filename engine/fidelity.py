"""How well a model predicts a fixed text, and how far its distributions are from those of the file it was made from.

Every token but the first is scored with all the text before it as context. Of the source's distributions the likeliest
tokens are kept and all others are taken as one, which can only make the divergence smaller, and by next to nothing.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backend import Backend, Row
from engine.errors import BackendError

KEPT_TOKENS = 2048
_BATCH_ROWS = 64

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reference:
    """The distributions of a model over a text.

    Attributes:
        tokens: int32, shape (tokens,), of the text. kept: int32, shape (tokens - 1, kept): the likeliest next tokens.
        logprobs: natural, of those. rest: shape (tokens - 1,): probability of all the others together.
    """

    tokens: NDArray[np.int32]
    kept: NDArray[np.int32]
    logprobs: Floats
    rest: Floats


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over tokens with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading the text. ``losses``: -ln p of each token; ``divergences``: KL in nats, None without a
    reference.
    """

    losses: NDArray[np.float64]
    divergences: NDArray[np.float64] | None
    reference: Reference


def read_text(backend: Backend, text: str, against: Reference | None = None) -> Reading:
    """Read a text once.

    Raises:
        BackendError: the text does not fit into the context, or the reference has other tokens.
    """
    tokens = backend.tokenize(text, special=False)
    if not 2 <= len(tokens) <= backend.info.context_tokens:
        raise BackendError("The text for the comparison does not fit into this model's context.")
    if against is not None and against.tokens.tolist() != tokens:
        raise BackendError(
            "This model cuts text into other tokens than its source; the two cannot be compared by them."
        )
    losses: list[Floats] = []
    divergences: list[Floats] = []
    parts: list[tuple[NDArray[np.int32], Floats, Floats]] = []
    scored = len(tokens) - 1
    for start in range(0, scored, _BATCH_ROWS):
        stop = min(start + _BATCH_ROWS, scored)
        output = backend.decode([Row(tokens[at], at, 0, True) for at in range(start, stop)])
        logprobs = _log_softmax(output.logits)
        losses.append(-logprobs[np.arange(stop - start), tokens[start + 1 : stop + 1]])
        if against is None:
            parts.append(_likeliest(logprobs))
        else:
            divergences.append(_divergences(against, start, logprobs))
    backend.drop_sequence(0)
    reference = against or Reference(
        np.array(tokens, np.int32), *(np.concatenate([part[at] for part in parts]) for at in range(3))
    )
    all_divergences = np.concatenate(divergences).astype(np.float64) if divergences else None
    return Reading(np.concatenate(losses).astype(np.float64), all_divergences, reference)


def mean_of(values: NDArray[np.float64]) -> Mean:
    """Their mean, and its standard error as if they were independent."""
    return Mean(float(values.mean()), float(values.std(ddof=1) / math.sqrt(len(values))))


def perplexity_of(losses: NDArray[np.float64]) -> Mean:
    """exp of the mean loss; its error by the delta method."""
    mean = mean_of(losses)
    return Mean(math.exp(mean.value), math.exp(mean.value) * mean.error)


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True, dtype=np.float64)).astype(np.float32)
    return result


def _likeliest(logprobs: Floats) -> tuple[NDArray[np.int32], Floats, Floats]:
    count = min(KEPT_TOKENS, logprobs.shape[1])
    kept = np.argpartition(-logprobs, count - 1, axis=1)[:, :count].astype(np.int32)
    found = np.take_along_axis(logprobs, kept, axis=1)
    return kept, found, _rest(found)


def _rest(logprobs: Floats) -> Floats:
    left: Floats = np.clip(1.0 - np.exp(logprobs).sum(axis=1, dtype=np.float64), 1e-9, 1.0).astype(np.float32)
    return left


def _divergences(against: Reference, start: int, logprobs: Floats) -> Floats:
    """KL(source || this) of each row."""
    rows = slice(start, start + len(logprobs))
    source, rest = against.logprobs[rows].astype(np.float64), against.rest[rows].astype(np.float64)
    here = np.take_along_axis(logprobs, against.kept[rows].astype(np.int64), axis=1)
    other = _rest(here).astype(np.float64)
    terms = (np.exp(source) * (source - here)).sum(axis=1) + rest * (np.log(rest) - np.log(other))
    found: Floats = np.maximum(terms, 0.0).astype(np.float32)
    return found
