"""A backend that keeps books: it holds its caller to every rule of ``engine.backend.Backend``.

Its logits are a hash of *all* tokens that a sequence holds, so a wrong token, a cell of another branch or a row of
logits that went to the wrong candidate changes what is written from there on. ``reference_step`` writes the same text
without any batch, cache or shared prefix: the two must agree whatever the batcher does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import sampling
from engine.backend import ChatMessage, DecodeOutput, ModelInfo, Row
from engine.errors import DecodeAbortedError, NoKvRoomError
from engine.steps import Closed, StepEnd
from engine.types import SamplingParams

PIECES = (
    *(b"x", b"1", b"\n", b"\n\n", b"`", b"```", b"# ", b"Step", b"# Step", b"\xcf", b"\x80"),
    *(b"\n# Step", b"1\n``", b"1\n# "),
    b"",
)
"""What tokens stand for: some are half a character, three reach over the end of a step, the last one ends."""
PLAIN_PIECES = (*PIECES[:11], b"=", b"==", b"x1", b"")
"""The same without tokens that reach over the end of a step: no token of a kept step is ever read twice."""
END_TOKEN = len(PIECES) - 1
MARK = len(PIECES)
FIRST_PROMPT_TOKEN = MARK + 1
VOCABULARY = 64
SAMPLING = SamplingParams(temperature=1.0, top_k=0, top_p=1.0, min_p=1e-6)
_SPREAD_BITS = 4
_IMPOSSIBLE = -60.0
_WIDTH = 4
_SEED = 0x9E3779B97F4A7C15
_WORD = 0xFFFFFFFFFFFFFFFF


@dataclass(slots=True, eq=False)
class _Cell:
    """``state`` is the hash of all tokens up to this one."""

    token: int
    state: int
    owners: int


@dataclass(frozen=True, slots=True)
class Written:
    """One step as it must come out."""

    tokens: list[int]
    end: StepEnd
    text: bytes
    logprob_sum: float


def next_logits(state: int) -> NDArray[np.float32]:
    """Logits after a sequence with this hash; only tokens with a piece, or the end, can be drawn."""
    logits = np.full(VOCABULARY, _IMPOSSIBLE, np.float32)
    for token in range(END_TOKEN + 1):
        logits[token] = (state >> (_SPREAD_BITS * token) & 15) / 4
    return logits


def hash_of(tokens: Sequence[int], state: int = _SEED) -> int:
    """The hash of a sequence, or of one that goes on from ``state``."""
    for token in tokens:
        state = (state ^ (token + 1)) * 0xD6E8FEB86659FD93 & _WORD
        state ^= state >> 29
    return state


def reference_step(
    prefix: Sequence[int],
    rng: np.random.Generator,
    *,
    pieces: tuple[bytes, ...],
    params: SamplingParams,
    max_step_tokens: int,
    find_end: Callable[[bytes], Closed | None],
) -> Written:
    """The step that follows ``prefix``, written alone."""
    state, written, tokens, logprob_sum = hash_of(prefix), b"", list[int](), 0.0
    while len(tokens) < max_step_tokens:
        logits = next_logits(state)
        figures = sampling.normalise(logits[None])
        token = sampling.draw(logits, float(figures.largest[0]), params, rng)
        tokens.append(token)
        logprob_sum += float(logits[token]) - float(figures.log_sum[0])
        if token == END_TOKEN:
            return Written(tokens, StepEnd.END, written, logprob_sum)
        written += pieces[token]
        state = hash_of((token,), state)
        if (closed := find_end(written)) is not None:
            return Written(tokens, closed.end, written[: closed.length_bytes], logprob_sum)
    return Written(tokens, StepEnd.TOO_LONG, written, logprob_sum)


class LedgerBackend:
    """See ``engine.backend.Backend`` for the contract; a breach of it is an AssertionError."""

    def __init__(
        self,
        *,
        context_tokens: int = 1 << 20,
        sequences: int = 32,
        batch_tokens: int = 512,
        pieces: tuple[bytes, ...] = PIECES,
    ) -> None:
        self.pieces = pieces
        self.decoded_rows = 0
        self.used_cells = 0
        self._held: dict[int, list[_Cell]] = {}
        self._abort = False
        self._lent: list[NDArray[np.float32]] = []
        self._info = ModelInfo(
            description="ledger",
            parameters=0,
            vocabulary=VOCABULARY,
            width=_WIDTH,
            layers=0,
            context_tokens=context_tokens,
            sequences=sequences,
            batch_tokens=batch_tokens,
            threads=1,
            hardware="no model",
            load_ms=0.0,
        )

    @property
    def info(self) -> ModelInfo:
        return self._info

    def held(self) -> dict[int, tuple[int, ...]]:
        """The tokens of every sequence that holds any."""
        return {at: tuple(cell.token for cell in cells) for at, cells in sorted(self._held.items()) if cells}

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        tokens = []
        raw = text.encode()
        while raw:
            fitting = [token for token, piece in enumerate(self.pieces) if piece and raw.startswith(piece)]
            assert fitting, f"no token for {raw!r}"
            tokens.append(max(fitting, key=lambda token: len(self.pieces[token])))
            raw = raw[len(self.pieces[tokens[-1]]) :]
        return tokens

    def token_bytes(self, token: int) -> bytes:
        return self.pieces[token] if token < END_TOKEN else b""

    def is_end(self, token: int) -> bool:
        return token == END_TOKEN

    def render_chat(self, messages: Sequence[ChatMessage]) -> str:
        return "".join(message.content for message in messages)

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        assert 0 < len(rows) <= self._info.batch_tokens, f"{len(rows)} rows in a batch of {self._info.batch_tokens}"
        if self._abort:
            raise DecodeAbortedError("Stopped.")
        if self.used_cells + len(rows) > self._info.context_tokens:
            raise NoKvRoomError("The context is full.")
        for array in self._lent:
            # What was lent is valid until the next decode and no longer.
            array.fill(np.nan)
        states = [(self._append(row), row.output) for row in rows]
        logits = [next_logits(state) for state, output in states if output]
        table = np.array(logits, np.float32).reshape(len(logits), VOCABULARY)
        self._lent = [table, table[:, :_WIDTH].copy()]
        return DecodeOutput(logits=table, hidden=self._lent[1])

    def copy_sequence(self, source: int, target: int, length: int) -> None:
        cells = self._cells(source)
        assert not self._cells(target), f"sequence {target} is not empty"
        assert 0 <= length <= len(cells), f"sequence {source} holds {len(cells)} of {length} positions"
        for cell in cells[:length]:
            cell.owners += 1
        self._held[target] = cells[:length]

    def drop_sequence(self, sequence: int, start: int = 0) -> None:
        cells = self._cells(sequence)
        assert start >= 0
        for cell in cells[start:]:
            cell.owners -= 1
            self.used_cells -= cell.owners == 0
        self._held[sequence] = cells[:start]

    def request_abort(self) -> None:
        self._abort = True

    def clear_abort(self) -> None:
        self._abort = False

    def close(self) -> None:
        self._held.clear()

    def _cells(self, sequence: int) -> list[_Cell]:
        assert 0 <= sequence < self._info.sequences, f"no sequence {sequence}"
        return self._held.setdefault(sequence, [])

    def _append(self, row: Row) -> int:
        """Write one cell; returns its state."""
        cells = self._cells(row.sequence)
        assert row.position == len(cells), f"sequence {row.sequence} is at {len(cells)}, not {row.position}"
        state = hash_of((row.token,), cells[-1].state if cells else _SEED)
        cells.append(_Cell(row.token, state, 1))
        self.used_cells += 1
        self.decoded_rows += 1
        return state
