"""Which tokens go into the next batch. Pure.

There is no prefill phase and no decode phase: each live sequence knows some tokens, has computed some of them, and
every batch lets "computed" catch up with "known". Sequences that lack a single token (they are being sampled) go
first, so that a long prompt never holds back running branches; what room is left goes to the others in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Live:
    """One live sequence: how many tokens it knows and how many of them are computed."""

    known: int
    computed: int

    @property
    def missing(self) -> int:
        """Tokens still to be computed."""
        return self.known - self.computed


@dataclass(frozen=True, slots=True)
class Chunk:
    """Compute ``count`` tokens of the live sequence at ``index`` from position ``start``; ``output`` asks for
    logits.
    """

    index: int
    start: int
    count: int
    output: bool


def pack(live: Sequence[Live], batch_tokens: int) -> tuple[Chunk, ...]:
    """Chunks for one batch of at most ``batch_tokens`` tokens, in order of index.

    Logits are asked for at the last token of a sequence that becomes fully computed.
    """
    room = batch_tokens
    granted = [0] * len(live)
    waiting = [index for index, sequence in enumerate(live) if sequence.missing > 0]
    for index in sorted(waiting, key=lambda index: (live[index].missing > 1, index)):
        granted[index] = min(live[index].missing, room)
        room -= granted[index]
    return tuple(
        Chunk(index, sequence.computed, granted[index], granted[index] == sequence.missing)
        for index, sequence in enumerate(live)
        if granted[index] > 0
    )
