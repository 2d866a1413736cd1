"""What holds for the batcher whatever is asked of it, checked against a model that keeps books of its cells."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine import sampling
from engine.batcher import Batcher, Draft, Request
from engine.cache import Path
from engine.errors import DecodeAbortedError, NoKvRoomError
from engine.steps import StepEnd
from tests.helpers.ledger_backend import (
    FIRST_PROMPT_TOKEN,
    MARK,
    PLAIN_PIECES,
    SAMPLING,
    LedgerBackend,
    reference_step,
)
from tests.helpers.steady import steady

PREAMBLE = tuple(range(FIRST_PROMPT_TOKEN, FIRST_PROMPT_TOKEN + 6))
SEED = 11
MOST_STEPS = 4000
MOST_DEPTH = 4
MOST_QUESTION_TOKENS = 24
MAX_STEP_TOKENS = 12
STEADY = steady(40)

Came = tuple[str, int, int, int, tuple[int, ...], StepEnd]


@dataclass(frozen=True)
class Ask:
    """Candidates that a run wants at its problem."""

    candidates: int
    until_end: bool
    question: int

    def tokens(self) -> tuple[int, ...]:
        """The question; runs that ask the same question write the same."""
        return tuple(
            FIRST_PROMPT_TOKEN + (self.question * 7 + at) % 20 for at in range(1 + self.question % MOST_QUESTION_TOKENS)
        )


ASKS = st.lists(st.builds(Ask, st.integers(1, 6), st.booleans(), st.integers(0, 30)), min_size=1, max_size=4)


class Play:
    """A caller of the batcher that checks each candidate it gets back, and goes on from it as its tokens say."""

    def __init__(self, backend: LedgerBackend, width: int) -> None:
        self.backend = backend
        self.batcher = Batcher(backend, width)
        self.batcher.set_preamble(PREAMBLE)
        self.width = width
        self.wanted = Counter[tuple[str, int, int]]()
        self.came: list[Came] = []
        self.closed_steps: list[tuple[Request, int, int]] = []
        self.tokens: dict[tuple[str, int], tuple[int, ...]] = {}
        self.requests: list[Request] = []
        self._forgotten_tokens = 0
        self._rngs: dict[Draft, np.random.Generator] = {}

    def ask(self, run_id: str, ask: Ask) -> None:
        self.tokens[run_id, 0] = ask.tokens()
        self._submit(run_id, 0, ((run_id, 0),), ask.candidates, until_end=ask.until_end)

    def step(self) -> None:
        """One step, and what a runner does with what has closed."""
        for draft in self.batcher.step():
            self._take(draft)

    def play(self, before_each: Callable[[], None] = lambda: None) -> None:
        for _ in range(MOST_STEPS):
            if not self.batcher.busy:
                return
            before_each()
            self.step()
            self.check()
        raise AssertionError("the batcher does not come to an end")

    def forget(self, run_id: str) -> None:
        self._forgotten_tokens += self.batcher.evaluated_tokens(run_id)
        self.batcher.forget_run(run_id)
        for key in [key for key in self.tokens if key[0] == run_id]:
            del self.tokens[key]
        self.requests = [request for request in self.requests if request.run_id != run_id]
        self.wanted = Counter({want: count for want, count in self.wanted.items() if want[0] != run_id})
        self.came = [came for came in self.came if came[0] != run_id]

    def forget_all(self) -> None:
        for run_id in {run_id for run_id, _ in self.tokens}:
            self.forget(run_id)

    def check(self) -> None:
        """What holds between any two steps."""
        held, owned = self.backend.held(), self.batcher.cache.owned()
        assert held.keys() <= owned.keys(), "a sequence that nobody owns holds cells"
        assert len(owned) <= self.backend.info.sequences
        for sequence, path in owned.items():
            if path:
                assert self._path_tokens(path[1:]) == held[sequence], f"{path} does not hold its tokens"
        runs = {run_id for run_id, _ in self.tokens}
        evaluated = self._forgotten_tokens + sum(self.batcher.evaluated_tokens(run_id) for run_id in runs)
        assert evaluated == self.backend.decoded_rows - len(PREAMBLE)
        assert sum(len(self.batcher.drafts_of(run_id)) for run_id in runs) <= self.width

    def check_everything_came_once(self) -> None:
        assert self.wanted == Counter((run_id, node, sample) for run_id, node, sample, *_ in self.came)

    def check_empty(self) -> None:
        """Only the preamble is left."""
        assert not self.batcher.busy
        assert [("preamble",)] == list(self.batcher.cache.owned().values())
        assert [PREAMBLE] == list(self.backend.held().values())
        assert len(PREAMBLE) == self.backend.used_cells == self.batcher.cache.held_tokens()

    def longest_request(self) -> int:
        """Cells that the longest path asked for takes by itself."""
        return max(len(self._path_tokens(request.path)) + len(request.mark) for request in self.requests)

    def _submit(self, run_id: str, node: int, path: Path, candidates: int, *, until_end: bool) -> None:
        request = Request(
            run_id=run_id,
            node=node,
            path=path,
            tokens=tuple(self.tokens[_key(key)] for key in path),
            mark=_mark(len(path)),
            candidates=candidates,
            first_sample=node % 3,
            until_end=until_end,
            sampling=SAMPLING,
            seed=SEED,
            max_step_tokens=MAX_STEP_TOKENS,
        )
        self.requests.append(request)
        self.wanted.update((run_id, node, request.first_sample + number) for number in range(candidates))
        self.batcher.submit(request)

    def _take(self, draft: Draft) -> None:
        self._check_text(draft)
        request, depth = draft.request, len(draft.path) - 1
        self.closed_steps.append((request, depth, len(draft.tokens)))
        assert draft.end is not None
        goes_on = draft.end is StepEnd.NEXT and depth < MOST_DEPTH
        if not (goes_on and request.until_end):
            self.came.append((request.run_id, request.node, draft.sample, depth, tuple(draft.tokens), draft.end))
        if not goes_on:
            self.batcher.release(draft)
            return
        # A number that says where the step stands, not when it came.
        key = (request.run_id, request.node * 512 + draft.sample * 8 + depth)
        if request.until_end:
            tokens = self.batcher.resume(draft, key, _mark(depth + 1))
        else:
            tokens = self.batcher.keep(draft, key)
        self.tokens[key] = tokens
        assert draft.text == b"" or request.until_end or self._bytes(tokens) == draft.text
        if not request.until_end and sum(draft.tokens) % 3:
            below = (*request.path, key)
            self._submit(request.run_id, key[1], below, 1 + sum(draft.tokens) % 2, until_end=depth % 2 == 0)

    def _check_text(self, draft: Draft) -> None:
        """A candidate holds what it would hold had it been written alone; one without room a part of that."""
        request = draft.request
        rng = self._rngs.setdefault(draft, sampling.generator(SEED, request.node, draft.sample))
        prefix = (*self._path_tokens(draft.path[1:]), *draft.mark)
        alone = reference_step(
            prefix, rng, pieces=self.backend.pieces, params=SAMPLING, max_step_tokens=request.max_step_tokens
        )
        if draft.end is StepEnd.NO_ROOM:
            assert alone.tokens[: len(draft.tokens)] == draft.tokens
            assert len(draft.tokens) < len(alone.tokens)
            return
        assert (alone.tokens, alone.end, alone.text) == (draft.tokens, draft.end, draft.text)
        assert draft.mean_logprob == pytest.approx(alone.logprob_sum / len(alone.tokens), abs=1e-5)

    def _bytes(self, tokens: tuple[int, ...]) -> bytes:
        return b"".join(self.backend.token_bytes(token) for token in tokens)

    def _path_tokens(self, path: Path) -> tuple[int, ...]:
        return (*PREAMBLE, *(token for key in path for token in self.tokens[_key(key)]))


def _key(key: object) -> tuple[str, int]:
    assert isinstance(key, tuple)
    return key


def _mark(number: int) -> tuple[int, ...]:
    return (MARK, FIRST_PROMPT_TOKEN + number)


@STEADY
@given(ASKS, st.integers(1, 8), st.sampled_from([1, 3, 17, 512]))
def test_each_candidate_comes_back_once_and_holds_what_it_would_hold_alone(
    asks: list[Ask], width: int, batch_tokens: int
) -> None:
    play = Play(LedgerBackend(sequences=64, batch_tokens=batch_tokens), width)
    for number, ask in enumerate(asks):
        play.ask(f"run-{number}", ask)
    play.play()
    play.check_everything_came_once()
    assert not any(end is StepEnd.NO_ROOM for *_, end in play.came)
    play.forget_all()
    play.check_empty()


@STEADY
@given(ASKS, st.integers(1, 8), st.sampled_from([1, 3, 17, 512]))
def test_with_room_for_all_every_token_is_decoded_exactly_once(asks: list[Ask], width: int, batch_tokens: int) -> None:
    play = Play(LedgerBackend(sequences=256, batch_tokens=batch_tokens, pieces=PLAIN_PIECES), width)
    for number, ask in enumerate(asks):
        play.ask(f"run-{number}", ask)
    play.play()
    questions = sum(len(ask.tokens()) for ask in asks)
    marks = sum(len(request.mark) for request in play.requests)
    # Nobody reads the last token of a step: it only shows that the step has ended.
    sampled = sum(tokens - 1 for _, _, tokens in play.closed_steps)
    resumed = sum(len(_mark(1)) for request, depth, _ in play.closed_steps if depth > len(request.path))
    assert len(PREAMBLE) + questions + marks + sampled + resumed == play.backend.decoded_rows


@STEADY
@given(ASKS, st.integers(1, 6), st.integers(3, 12), st.sampled_from([1, 5, 512]), st.integers(0, 60))
def test_in_a_tiny_context_each_candidate_still_comes_back_once(
    asks: list[Ask], width: int, sequences: int, batch_tokens: int, more: int
) -> None:
    # The longest path that can be asked for: MOST_DEPTH steps, each with its mark.
    context = len(PREAMBLE) + MOST_QUESTION_TOKENS + MOST_DEPTH * (MAX_STEP_TOKENS + 4) + more
    backend = LedgerBackend(sequences=sequences, batch_tokens=batch_tokens, context_tokens=context)
    play = Play(backend, min(width, sequences - 2))
    for number, ask in enumerate(asks):
        play.ask(f"run-{number}", ask)
    play.play()
    play.check_everything_came_once()
    play.forget_all()
    play.check_empty()


@STEADY
@given(ASKS, st.integers(1, 8), st.sampled_from([1, 5, 512]), st.integers(0, 60))
def test_only_a_path_that_does_not_fit_alone_is_an_error(
    asks: list[Ask], width: int, batch_tokens: int, more: int
) -> None:
    context = len(PREAMBLE) + more
    play = Play(LedgerBackend(sequences=16, batch_tokens=batch_tokens, context_tokens=context), width)
    for number, ask in enumerate(asks):
        play.ask(f"run-{number}", ask)
    try:
        play.play()
    except NoKvRoomError:
        assert play.longest_request() > context
        play.check()
    else:
        play.check_everything_came_once()
        assert play.longest_request() <= context
    play.forget_all()
    play.check_empty()


@STEADY
@given(ASKS, st.integers(1, 6), st.integers(0, 8), st.lists(st.integers(0, 60), max_size=6))
def test_the_order_in_which_candidates_come_depends_on_tokens_alone(
    asks: list[Ask], width: int, spare: int, aborts: list[int]
) -> None:
    plain = Play(LedgerBackend(sequences=64), width)
    other = Play(LedgerBackend(sequences=width + 2 + spare), width)
    for play in (plain, other):
        for number, ask in enumerate(asks):
            play.ask(f"run-{number}", ask)
    plain.play()
    for at in range(MOST_STEPS):
        if not other.batcher.busy:
            break
        if at in aborts:
            other.backend.request_abort()
        try:
            other.step()
        except DecodeAbortedError:
            other.check()
            other.backend.clear_abort()
    assert plain.came == other.came


@STEADY
@given(ASKS, st.integers(1, 6), st.integers(0, 120), st.data())
def test_a_run_that_is_forgotten_leaves_nothing_and_changes_nothing_for_the_others(
    asks: list[Ask], width: int, steps: int, data: st.DataObject
) -> None:
    play, alone = (Play(LedgerBackend(sequences=32, batch_tokens=9), width) for _ in range(2))
    for number, ask in enumerate(asks):
        play.ask(f"run-{number}", ask)
    for _ in range(steps):
        play.step()
    gone = f"run-{data.draw(st.integers(0, len(asks) - 1))}"
    play.forget(gone)
    play.check()
    assert not any((gone, 0) in path for path in play.batcher.cache.owned().values())
    assert [] == play.batcher.drafts_of(gone)
    play.play()
    for number, ask in enumerate(asks):
        if f"run-{number}" != gone:
            alone.ask(f"run-{number}", ask)
    alone.play()
    assert sorted(alone.came) == sorted(play.came)
    play.check_everything_came_once()


class BatcherUnderway(RuleBasedStateMachine):
    """Runs that start, ask, are aborted and are given up at any moment, in a context that may be too small."""

    @initialize(
        sequences=st.integers(3, 16),
        batch_tokens=st.sampled_from([1, 4, 16, 512]),
        more=st.one_of(st.integers(0, 80), st.just(4000)),
        width=st.integers(1, 6),
    )
    def load(self, sequences: int, batch_tokens: int, more: int, width: int) -> None:
        backend = LedgerBackend(
            sequences=sequences, batch_tokens=batch_tokens, context_tokens=len(PREAMBLE) + MOST_QUESTION_TOKENS + more
        )
        self.play = Play(backend, min(width, sequences - 2))
        self.started = 0
        self.runs: list[str] = []

    @rule(ask=st.builds(Ask, st.integers(1, 5), st.booleans(), st.integers(0, 30)))
    def start(self, ask: Ask) -> None:
        self.started += 1
        self.runs.append(f"run-{self.started}")
        self.play.ask(self.runs[-1], ask)

    @rule(times=st.integers(1, 25))
    def step(self, times: int) -> None:
        for _ in range(times):
            self._step()

    @precondition(lambda self: self.runs)
    @rule()
    def abort(self) -> None:
        self.play.backend.request_abort()
        try:
            self._step()
        except DecodeAbortedError:
            pass
        finally:
            self.play.backend.clear_abort()

    @precondition(lambda self: self.runs)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        run_id = data.draw(st.sampled_from(self.runs))
        self.runs.remove(run_id)
        self.play.forget(run_id)

    @invariant()
    def books_agree(self) -> None:
        self.play.check()

    def teardown(self) -> None:
        if not hasattr(self, "play"):
            return
        for _ in range(MOST_STEPS):
            if not self.play.batcher.busy:
                break
            self._step()
        self.play.check_everything_came_once()
        self.play.forget_all()
        self.play.check_empty()

    def _step(self) -> None:
        try:
            self.play.step()
        except NoKvRoomError:
            assert self.play.longest_request() > self.play.backend.info.context_tokens
            self.play.forget_all()
            self.runs.clear()


TestBatcherUnderway = BatcherUnderway.TestCase
TestBatcherUnderway.settings = steady(30, steps=20)
