"""Keeps all open branches of all runs in one batch: prompts, shared prefixes and candidates that are being written.

The batcher owns the backend and its sequences. It knows paths of token runs, not trees: a ``Request`` asks for
candidates that continue a path, and each candidate comes back as a closed ``Draft``. The caller then releases the
draft, keeps its KV cells for later, or lets it go on with the next step. Drafts close in an order that depends on
tokens alone.
"""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine import sampling
from engine.backend import Backend, Row
from engine.cache import Key, Path, SequenceCache
from engine.errors import NoKvRoomError
from engine.scheduler import Chunk, Live, pack
from engine.steps import Closed, StepEnd, find_end
from engine.types import NodeId, SamplingParams

_PREAMBLE: Key = "preamble"


@dataclass(frozen=True, slots=True)
class Request:
    """Candidates wanted below a node.

    Attributes:
        find_end: where a step ends in what has been written of it.
        run_id, node: whose they are. path: keys from the problem down to the node; tokens: the tokens of each key.
        mark: tokens that open the next step, given to the model.
        first_sample: number of the first candidate, so that a node asked twice gives new ones.
        until_end: whether the caller will resume each draft until its solution ends.
    """

    run_id: str
    node: NodeId
    path: Path
    tokens: tuple[tuple[int, ...], ...]
    mark: tuple[int, ...]
    candidates: int
    first_sample: int
    until_end: bool
    sampling: SamplingParams
    seed: int
    max_step_tokens: int
    find_end: Callable[[bytes], Closed | None] = find_end


@dataclass(slots=True, eq=False)
class Draft:
    """One candidate step being written in its own sequence; ``kept`` and what follows are set when it closes."""

    request: Request
    sample: int
    sequence: int
    rng: np.random.Generator
    path: Path
    lengths: tuple[int, ...]
    known: list[int]
    computed: int
    mark: tuple[int, ...]
    written: bytearray = field(default_factory=bytearray)
    tokens: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    logprob_sum: float = 0.0
    hidden_sum: NDArray[np.float32] | None = None
    end: StepEnd | None = None
    kept: int = 0

    @property
    def mean_logprob(self) -> float:
        """Mean natural-log probability of the sampled tokens."""
        return self.logprob_sum / max(1, len(self.tokens))

    @property
    def text(self) -> bytes:
        """What belongs to the step, once closed."""
        return bytes(self.written[: self.kept])


@dataclass(slots=True, eq=False)
class _Stem:
    """A request whose shared prefix is being computed, then the source its candidates are copied from."""

    request: Request
    sequence: int
    known: list[int]
    computed: int
    lengths: tuple[int, ...]
    row: NDArray[np.float32] | None = None
    largest: float = 0.0
    log_sum: float = 0.0
    spawned: int = 0


class Batcher:
    """Decodes requests of any number of runs together, at most ``width`` candidates at a time."""

    def __init__(self, backend: Backend, width: int) -> None:
        self._backend = backend
        self._most = self._width = width
        self._cache = SequenceCache(backend.info.sequences)
        self._queue: deque[Request] = deque()
        self._stems: list[_Stem] = []
        self._drafts: list[Draft] = []
        self._preamble: tuple[int, ...] = ()
        self._preamble_sequence: int | None = None
        self._evaluated: Counter[str] = Counter()

    @property
    def cache(self) -> SequenceCache:
        """Who owns which sequence, for tests and figures."""
        return self._cache

    @property
    def busy(self) -> bool:
        """Whether anything is queued or being written."""
        return bool(self._queue or self._stems or self._drafts)

    def drafts_of(self, run_id: str) -> list[Draft]:
        """Open drafts of a run, oldest first."""
        return [draft for draft in self._drafts if draft.request.run_id == run_id]

    def evaluated_tokens(self, run_id: str) -> int:
        """Tokens that went through the model for a run so far, the shared preamble excluded."""
        return self._evaluated[run_id]

    def set_preamble(self, tokens: tuple[int, ...]) -> None:
        """Compute the prefix that all prompts share, once; it stays until another preamble replaces it.

        It is evaluated by itself, so that its values do not depend on which run needed it first.
        """
        if tokens == self._preamble:
            return
        if self._preamble_sequence is None:
            self._preamble_sequence, _ = self._cache.acquire()
        sequence = self._preamble_sequence
        assert sequence is not None
        self._backend.drop_sequence(sequence)
        self._preamble = ()
        size = self._backend.info.batch_tokens
        for start in range(0, len(tokens), size):
            part = tokens[start : start + size]
            self._backend.decode([Row(token, start + at, sequence, False) for at, token in enumerate(part)])
        self._cache.keep(sequence, (_PREAMBLE,), (len(tokens),))
        self._preamble = tokens

    def submit(self, request: Request) -> None:
        """Queue a request; its candidates start as sequences become free."""
        self._queue.append(request)

    def step(self) -> list[Draft]:
        """Start new candidates or, if there are none, one decode for all that is open.

        Either draws one token a candidate at most. Returns the drafts that closed, in order.

        Raises:
            DecodeAbortedError: stopped by request; nothing changed, ``step`` may be called again.
            NoKvRoomError: a path alone does not fit into the context.
        """
        if self._launch():
            # Tokens were drawn: the caller counts them, and gets what has closed, before anything else can happen.
            return self._collect_closed()
        live: list[_Stem | Draft] = [*(stem for stem in self._stems if stem.row is None), *self._drafts]
        if not live:
            return []
        chunks = pack([Live(len(item.known), item.computed) for item in live], self._backend.info.batch_tokens)
        try:
            output = self._backend.decode(_rows(live, chunks))
        except NoKvRoomError:
            return self._make_room()
        figures = sampling.normalise(output.logits) if len(output.logits) else None
        row = 0
        for chunk in chunks:
            item = live[chunk.index]
            item.computed += chunk.count
            self._evaluated[item.request.run_id] += chunk.count
            if not chunk.output or figures is None:
                continue
            largest, log_sum = float(figures.largest[row]), float(figures.log_sum[row])
            if isinstance(item, Draft):
                if output.hidden is not None:
                    _pool(item, output.hidden[row])
                self._extend(item, output.logits[row], largest, log_sum)
            else:
                item.row, item.largest, item.log_sum = output.logits[row].copy(), largest, log_sum
            row += 1
        return self._collect_closed()

    def release(self, draft: Draft) -> None:
        """Forget a closed draft and its cells."""
        self._drop(draft.sequence)

    def keep(self, draft: Draft, key: Key) -> tuple[int, ...]:
        """Keep a closed draft's cells under ``key``, to be shared by its children or evicted; returns the step's
        tokens.

        The tokens are the mark and what was kept of the sample; where the step ends inside a token, the rest of the
        text
        is tokenised anew and the cells are given up.
        """
        tokens, whole = self._step_tokens(draft)
        if not whole:
            self.release(draft)
            return tokens
        length = sum(draft.lengths) + len(tokens)
        self._backend.drop_sequence(draft.sequence, length)
        self._cache.keep(draft.sequence, (*draft.path, key), (*draft.lengths, len(tokens)))
        self._cache.unlock(draft.sequence)
        return tokens

    def resume(self, draft: Draft, key: Key, mark: tuple[int, ...]) -> tuple[int, ...]:
        """Let a closed draft write its next step in the same sequence; returns the closed step's tokens."""
        tokens, _ = self._step_tokens(draft)
        prefix = sum(draft.lengths)
        valid = min(draft.computed, prefix + len(draft.mark) + self._whole_tokens(draft))
        self._backend.drop_sequence(draft.sequence, valid)
        draft.known = [*draft.known[:prefix], *tokens, *mark]
        draft.computed = valid
        draft.path, draft.lengths = (*draft.path, key), (*draft.lengths, len(tokens))
        draft.mark = mark
        draft.written, draft.tokens, draft.ends = bytearray(), [], []
        draft.logprob_sum, draft.hidden_sum, draft.end, draft.kept = 0.0, None, None, 0
        self._drafts.append(draft)
        return tokens

    def forget_run(self, run_id: str) -> None:
        """Drop everything of a run: queued requests, open drafts, kept cells."""
        self._queue = deque(request for request in self._queue if request.run_id != run_id)
        for stem in [stem for stem in self._stems if stem.request.run_id == run_id]:
            self._stems.remove(stem)
            self._drop(stem.sequence)
        for draft in self.drafts_of(run_id):
            self._drafts.remove(draft)
            self._drop(draft.sequence)
        self.forget_below(((run_id, 0),))
        del self._evaluated[run_id]
        if not self.busy:
            # What was too much for the runs before may suit the next.
            self._width = self._most

    def abandon(self, path: Path) -> list[Draft]:
        """Drop everything at or below a path: queued requests, open drafts, kept cells; returns those drafts."""
        self._queue = deque(request for request in self._queue if not _below(request.path, path))
        for stem in [stem for stem in self._stems if _below(stem.request.path, path)]:
            self._stems.remove(stem)
            self._drop(stem.sequence)
        dropped = [draft for draft in self._drafts if _below(draft.path, (_PREAMBLE, *path))]
        for draft in dropped:
            self._drafts.remove(draft)
            self._drop(draft.sequence)
        self.forget_below(path)
        return dropped

    def forget_below(self, path: Path) -> None:
        """Drop kept cells of a path and of all that lies below it."""
        for sequence in self._cache.release_below((_PREAMBLE, *path)):
            self._backend.drop_sequence(sequence)

    def _launch(self) -> bool:
        """Start stems for queued requests while a sequence and room in the batch are free, then candidates.

        Returns whether any candidate was started.
        """
        while self._queue and self._room() > 0:
            request = self._queue[0]
            path = (_PREAMBLE, *request.path)
            found = self._cache.match(path)
            assert found is not None, "the preamble is always kept"
            self._cache.lock(found.sequence)
            sequence = self._acquire()
            self._cache.unlock(found.sequence)
            if sequence is None:
                break
            self._queue.popleft()
            known = [*self._preamble, *(token for run in request.tokens for token in run), *request.mark]
            lengths = (len(self._preamble), *(len(run) for run in request.tokens))
            # The last token is computed anew where all are kept: candidates start from its logits.
            shared = min(found.tokens, len(known) - 1)
            self._backend.copy_sequence(found.sequence, sequence, shared)
            self._stems.append(_Stem(request, sequence, known, shared, lengths))
        return self._spawn()

    def _spawn(self) -> bool:
        """Start candidates of stems whose prefix is computed, each with its first token; whether there were any."""
        open_before = len(self._drafts)
        for stem in [stem for stem in self._stems if stem.row is not None]:
            while stem.spawned < stem.request.candidates and len(self._drafts) < self._width:
                sequence = self._acquire()
                if sequence is None:
                    break
                self._start_draft(stem, sequence)
            if stem.spawned == stem.request.candidates:
                self._stems.remove(stem)
                self._drop(stem.sequence)
        return len(self._drafts) > open_before

    def _start_draft(self, stem: _Stem, sequence: int) -> None:
        request = stem.request
        self._backend.copy_sequence(stem.sequence, sequence, len(stem.known))
        draft = Draft(
            request=request,
            sample=request.first_sample + stem.spawned,
            sequence=sequence,
            rng=sampling.generator(request.seed, request.node, request.first_sample + stem.spawned),
            path=(_PREAMBLE, *request.path),
            lengths=stem.lengths,
            known=list(stem.known),
            computed=len(stem.known),
            mark=request.mark,
        )
        stem.spawned += 1
        self._drafts.append(draft)
        assert stem.row is not None
        self._extend(draft, stem.row, stem.largest, stem.log_sum)

    def _extend(self, draft: Draft, logits: NDArray[np.float32], largest: float, log_sum: float) -> None:
        """Sample the draft's next token and see whether it closes the step."""
        token = sampling.draw(logits, largest, draft.request.sampling, draft.rng)
        draft.logprob_sum += float(logits[token]) - log_sum
        draft.tokens.append(token)
        draft.known.append(token)
        if self._backend.is_end(token):
            draft.end, draft.kept = StepEnd.END, len(draft.written)
            draft.ends.append(draft.kept)
            return
        draft.written += self._backend.token_bytes(token)
        draft.ends.append(len(draft.written))
        closed = draft.request.find_end(bytes(draft.written))
        if closed is not None:
            draft.end, draft.kept = closed.end, closed.length_bytes
        elif len(draft.tokens) >= draft.request.max_step_tokens:
            draft.end, draft.kept = StepEnd.TOO_LONG, len(draft.written)

    def _collect_closed(self) -> list[Draft]:
        closed = [draft for draft in self._drafts if draft.end is not None]
        self._drafts = [draft for draft in self._drafts if draft.end is None]
        return closed

    def _make_room(self) -> list[Draft]:
        """Free cells: first what is merely kept, then the youngest path that waits, then the youngest candidate."""
        victims = self._cache.evict_unlocked()
        for sequence in victims:
            self._backend.drop_sequence(sequence)
        if victims:
            return []
        waiting = [stem for stem in self._stems if stem.row is None]
        closed = []
        if waiting and len(self._drafts) + len(self._stems) > 1:
            self._stems.remove(waiting[-1])
            self._drop(waiting[-1].sequence)
            self._queue.appendleft(waiting[-1].request)
        elif self._drafts:
            closed.append(self._drafts.pop())
            closed[0].end, closed[0].kept = StepEnd.NO_ROOM, len(closed[0].written)
        else:
            raise NoKvRoomError(
                "This problem does not fit into the model's context; shorten it or use a larger context."
            )
        # Nothing more is started until something closes: it would not fit either.
        self._width = max(1, len(self._drafts))
        return closed

    def _room(self) -> int:
        """Candidates that may still be started, counting those that stems will start."""
        promised = sum(stem.request.candidates - stem.spawned for stem in self._stems)
        return self._width - len(self._drafts) - promised

    def _acquire(self) -> int | None:
        sequence, stale = self._cache.acquire()
        if stale is not None:
            self._backend.drop_sequence(stale)
        return sequence

    def _drop(self, sequence: int) -> None:
        self._cache.release(sequence)
        self._backend.drop_sequence(sequence)

    def _whole_tokens(self, draft: Draft) -> int:
        """Sampled tokens that lie wholly inside the kept text."""
        return sum(1 for end in draft.ends if end <= draft.kept)

    def _step_tokens(self, draft: Draft) -> tuple[tuple[int, ...], bool]:
        """The closed step's tokens, mark included, and whether they are just what was sampled."""
        count = self._whole_tokens(draft)
        covered = draft.ends[count - 1] if count else 0
        rest = bytes(draft.written[covered : draft.kept]).decode("utf-8", "replace")
        extra = self._backend.tokenize(rest, special=False) if rest else []
        return (*draft.mark, *draft.tokens[:count], *extra), not extra


def _below(path: Path, top: Path) -> bool:
    return path[: len(top)] == top


def _rows(live: list[_Stem | Draft], chunks: tuple[Chunk, ...]) -> list[Row]:
    rows = []
    for chunk in chunks:
        item = live[chunk.index]
        for position in range(chunk.start, chunk.start + chunk.count):
            last = position == chunk.start + chunk.count - 1
            rows.append(Row(item.known[position], position, item.sequence, chunk.output and last))
    return rows


def _pool(draft: Draft, hidden: NDArray[np.float32]) -> None:
    """Add a hidden state to the sum that becomes the step's mean state."""
    draft.hidden_sum = hidden.copy() if draft.hidden_sum is None else draft.hidden_sum + hidden
