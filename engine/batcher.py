"""Keeps all open branches of all runs in one batch: prompts, shared prefixes and candidates that are being written.

The batcher owns the backend and its sequences. It knows paths of token runs, not trees: a ``Request`` asks for
candidates that continue a path, and each candidate comes back as a closed ``Draft``. The caller then releases the
draft, keeps its KV cells for later, or lets it go on with the next step. Drafts close in an order that depends on
tokens alone.

A place that becomes free goes to the run that has the fewest candidates, and is filled before the next decode: the
shared prefix of the request that comes next, its *stem*, is computed ahead.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import sampling
from engine.backend import Backend, DecodeOutput, Row
from engine.cache import Key, Path, SequenceCache
from engine.drafts import Draft, Request, Stem
from engine.errors import NoKvRoomError
from engine.scheduler import Chunk, Live, pack
from engine.steps import StepEnd

_PREAMBLE: Key = "preamble"
_QUESTION_KEYS = 2

__all__ = ["Batcher", "Draft", "Request", "Totals"]


@dataclass(slots=True)
class Totals:
    """What a batcher has computed for all runs so far, the preamble excluded.

    Attributes:
        decodes, evaluated_tokens: batches, and tokens in them.
        reread_tokens: those evaluated although they had been before, at the same place of the same path of a run.
    """

    decodes: int = 0
    evaluated_tokens: int = 0
    reread_tokens: int = 0


class Batcher:
    """Decodes requests of any number of runs together, at most ``width`` candidates at a time."""

    def __init__(self, backend: Backend, width: int) -> None:
        self._backend = backend
        self._most = self._width = width
        self._was_full = False
        self._cache = SequenceCache(backend.info.sequences)
        self._scratch = sampling.Scratch()
        self._queue: list[Request] = []
        self._stems: list[Stem] = []
        self._drafts: list[Draft] = []
        self._preamble: tuple[int, ...] = ()
        self._preamble_sequence: int | None = None
        self._evaluated: Counter[str] = Counter()
        self._seen: dict[str, dict[Path, int]] = {}
        self._totals = Totals()

    @property
    def cache(self) -> SequenceCache:
        """Who owns which sequence, for tests and figures."""
        return self._cache

    @property
    def totals(self) -> Totals:
        """Figures since the batcher was made."""
        return self._totals

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
        live: list[Stem | Draft] = [*(stem for stem in self._stems if stem.row is None), *self._drafts]
        if not live:
            return []
        chunks = pack([Live(len(item.known), item.computed) for item in live], self._backend.info.batch_tokens)
        try:
            output = self._backend.decode(_rows(live, chunks))
        except NoKvRoomError:
            return self._make_room()
        self._totals.decodes += 1
        self._take(live, chunks, output)
        return self._collect_closed()

    def release(self, draft: Draft) -> None:
        """Forget a closed draft and its cells."""
        self._drop(draft.sequence)

    def keep(self, draft: Draft, key: Key) -> tuple[int, ...]:
        """Keep a closed draft's cells under ``key``, to be shared by its children or evicted; returns the step's
        tokens.

        The tokens are the mark and what was kept of the sample; where the step ends inside a token, the rest of the
        text is tokenised anew and the cells are given up.
        """
        tokens, whole = draft.step_tokens(self._tokenize)
        if not whole:
            self.release(draft)
            return tokens
        above = sum(draft.lengths)
        # A token that both belongs to the step and ends it was never read.
        held = min(draft.computed, above + len(tokens))
        path = (*draft.path, key)
        self._backend.drop_sequence(draft.sequence, held)
        self._cache.keep(draft.sequence, path, (*draft.lengths, held - above))
        self._cache.unlock(draft.sequence)
        self._note_seen(draft.request.run_id, path, held)
        return tokens

    def resume(self, draft: Draft, key: Key, mark: tuple[int, ...]) -> tuple[int, ...]:
        """Let a closed draft write its next step in the same sequence; returns the closed step's tokens."""
        tokens, _ = draft.step_tokens(self._tokenize)
        self._totals.reread_tokens += draft.go_on(key, tokens, mark)
        self._backend.drop_sequence(draft.sequence, draft.computed)
        self._note_seen(draft.request.run_id, draft.path, min(draft.computed, sum(draft.lengths)))
        self._drafts.append(draft)
        return tokens

    def forget_run(self, run_id: str) -> None:
        """Drop everything of a run: queued requests, open drafts, kept cells."""
        self.abandon(((run_id, 0),))
        self._seen.pop(run_id, None)
        del self._evaluated[run_id]
        if not self.busy:
            # What was too much for the runs before may suit the next.
            self._width, self._was_full = self._most, False

    def abandon(self, path: Path) -> list[Draft]:
        """Drop everything at or below a path: queued requests, open drafts, kept cells; returns those drafts."""
        self._queue = [request for request in self._queue if not _below(request.path, path)]
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

    def _take(self, live: list[Stem | Draft], chunks: Sequence[Chunk], output: DecodeOutput) -> None:
        """Sample from what a decode gave, in the order of the batch."""
        figures = sampling.normalise(output.logits, self._scratch)
        row = 0
        for chunk in chunks:
            item = live[chunk.index]
            item.computed += chunk.count
            self._count(item, chunk)
            if not chunk.output:
                continue
            largest, log_sum = float(figures.largest[row]), float(figures.log_sum[row])
            if isinstance(item, Draft):
                if output.hidden is not None:
                    item.pool(output.hidden[row])
                self._extend(item, output.logits[row], largest, log_sum)
            else:
                item.row, item.largest, item.log_sum = output.logits[row].copy(), largest, log_sum
                self._note_seen(item.request.run_id, item.path, len(item.known))
            row += 1

    def _count(self, item: Stem | Draft, chunk: Chunk) -> None:
        self._evaluated[item.request.run_id] += chunk.count
        self._totals.evaluated_tokens += chunk.count
        if isinstance(item, Stem):
            self._totals.reread_tokens += max(0, min(item.seen, chunk.start + chunk.count) - chunk.start)

    def _launch(self) -> bool:
        """Start stems for queued requests, then candidates; returns whether any candidate was started."""
        while (request := self._next_request()) is not None and (stem := self._start_stem(request)) is not None:
            self._queue.remove(request)
            self._stems.append(stem)
        return self._spawn()

    def _next_request(self) -> Request | None:
        """The oldest request of the run that has the fewest candidates; None while it is not its turn."""
        shares = self._shares()
        for stem in self._stems:
            shares[stem.request.run_id] += stem.promised
        # What is asked again at the same place waits until it can share the cells.
        busy = {stem.request.path for stem in self._stems}
        waiting = [request for request in self._queue if request.path not in busy]
        if not waiting:
            return None
        request = min(waiting, key=lambda request: shares[request.run_id])
        if shares.total() < self._width:
            return request
        if self._was_full:
            # What is computed ahead would not fit either.
            return None
        if not self._stems:
            return request
        # A run that has nothing takes one of the places that another run would fill.
        return request if not shares[request.run_id] and self._drafts and self._places() > 0 else None

    def _start_stem(self, request: Request) -> Stem | None:
        """Take a sequence for a request and what is known of its path; None where none is to be had."""
        path = (_PREAMBLE, *request.path)
        known = [*self._preamble, *(token for run in request.tokens for token in run), *request.mark]
        found = self._cache.match(path)
        assert found is not None, "the preamble is always kept"
        # The last token is computed anew where all are kept: candidates start from its logits.
        shared = min(found.tokens, len(known) - 1)
        if (sequence := self._sequence_for(path, found.sequence)) is None:
            return None
        if sequence == found.sequence:
            self._cache.take(sequence)
            self._backend.drop_sequence(sequence, shared)
        else:
            self._backend.copy_sequence(found.sequence, sequence, shared)
        lengths = (len(self._preamble), *(len(run) for run in request.tokens))
        return Stem(request, sequence, path, known, shared, lengths, self._seen_tokens(request.run_id, path))

    def _sequence_for(self, path: Path, found: int) -> int | None:
        """A sequence to write a path's stem into: a fresh one, or the one that was found to hold its beginning."""
        free = not self._cache.is_locked(found)
        if free and len(path) > _QUESTION_KEYS and self._cache.owned()[found] == path:
            # A node is asked once: what was kept for this is not needed beside it. Only the problem is asked again.
            return found
        self._cache.lock(found)
        sequence = self._acquire()
        self._cache.unlock(found)
        return found if sequence is None and free else sequence

    def _spawn(self) -> bool:
        """Start candidates of stems whose prefix is computed, each with its first token; whether there were any."""
        open_before = len(self._drafts)
        while (stem := self._next_stem()) is not None and (sequence := self._candidate_sequence(stem)) is not None:
            self._start_draft(stem, sequence)
            if not stem.promised:
                self._stems.remove(stem)
        return len(self._drafts) > open_before

    def _next_stem(self) -> Stem | None:
        """The oldest stem that is computed, of the run that has the fewest candidates open; None without a place."""
        ready = [stem for stem in self._stems if stem.row is not None]
        if self._places() <= 0 and self._drafts:
            # The last candidate takes the place of its stem.
            ready = [stem for stem in ready if stem.promised == 1 and len(self._drafts) < self._width]
        shares = self._shares()
        return min(ready, key=lambda stem: shares[stem.request.run_id], default=None)

    def _candidate_sequence(self, stem: Stem) -> int | None:
        """A sequence that holds what the stem holds; the last candidate gets the stem's own."""
        sequence = self._acquire() if stem.promised > 1 or len(stem.path) == _QUESTION_KEYS else None
        if sequence is not None:
            self._backend.copy_sequence(stem.sequence, sequence, len(stem.known))
        if stem.promised > 1:
            return sequence
        if sequence is None:
            return stem.sequence
        # The problem may be asked again: it stays until its cells are wanted.
        self._backend.drop_sequence(stem.sequence, sum(stem.lengths))
        self._cache.keep(stem.sequence, stem.path, stem.lengths)
        self._cache.unlock(stem.sequence)
        return sequence

    def _start_draft(self, stem: Stem, sequence: int) -> None:
        request = stem.request
        sample = request.first_sample + stem.spawned
        draft = Draft(
            request=request,
            sample=sample,
            sequence=sequence,
            rng=sampling.generator(request.seed, request.node, sample),
            path=stem.path,
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
        token = sampling.draw(logits, largest, draft.request.sampling, draft.rng, self._scratch)
        is_end = self._backend.is_end(token)
        piece = b"" if is_end else self._backend.token_bytes(token)
        draft.append(token, piece, float(logits[token]) - log_sum, is_end=is_end)

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
            self._queue.insert(0, waiting[-1].request)
        elif self._drafts:
            closed.append(self._drafts.pop())
            closed[0].end, closed[0].kept = StepEnd.NO_ROOM, len(closed[0].written)
        else:
            raise NoKvRoomError(
                "This problem does not fit into the model's context; shorten it or use a larger context."
            )
        # Nothing more is started until something closes: it would not fit either.
        self._width, self._was_full = max(1, len(self._drafts)), True
        return closed

    def _shares(self) -> Counter[str]:
        """Open candidates of each run."""
        return Counter(draft.request.run_id for draft in self._drafts)

    def _places(self) -> int:
        """Candidates that may be started; all stems but one stand in a candidate's place, as they take a sequence."""
        return self._width - len(self._drafts) - max(0, len(self._stems) - 1)

    def _acquire(self) -> int | None:
        sequence, stale = self._cache.acquire()
        if stale is not None:
            self._backend.drop_sequence(stale)
        return sequence

    def _drop(self, sequence: int) -> None:
        self._cache.release(sequence)
        self._backend.drop_sequence(sequence)

    def _note_seen(self, run_id: str, path: Path, tokens: int) -> None:
        seen = self._seen.setdefault(run_id, {})
        seen[path] = max(tokens, seen.get(path, 0))

    def _seen_tokens(self, run_id: str, path: Path) -> int:
        """How many of the first tokens of a path were computed before for its run."""
        seen = self._seen.get(run_id, {})
        return max(seen.get(path[:depth], 0) for depth in range(len(path) + 1))

    def _tokenize(self, text: str) -> list[int]:
        return self._backend.tokenize(text, special=False)


def _below(path: Path, above: Path) -> bool:
    """Whether a path is at or below another."""
    return path[: len(above)] == above


def _rows(live: list[Stem | Draft], chunks: tuple[Chunk, ...]) -> list[Row]:
    rows = []
    for chunk in chunks:
        item = live[chunk.index]
        for position in range(chunk.start, chunk.start + chunk.count):
            last = position == chunk.start + chunk.count - 1
            rows.append(Row(item.known[position], position, item.sequence, chunk.output and last))
    return rows
