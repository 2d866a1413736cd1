"""What holds for the batcher whatever is asked of it, checked against a model that keeps books of its cells."""

from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.errors import DecodeAbortedError, NoKvRoomError
from engine.steps import StepEnd
from tests.helpers.batch_play import (
    MAX_STEP_TOKENS,
    MOST_DEPTH,
    MOST_QUESTION_TOKENS,
    MOST_STEPS,
    PREAMBLE,
    Ask,
    Play,
)
from tests.helpers.ledger_backend import PLAIN_PIECES, LedgerBackend
from tests.helpers.steady import steady

STEADY = steady(40)
ASKS = st.lists(st.builds(Ask, st.integers(1, 6), st.booleans(), st.integers(0, 30)), min_size=1, max_size=4)


@STEADY
@given(ASKS, st.integers(1, 8), st.sampled_from([1, 3, 17, 512]), st.booleans())
def test_each_candidate_comes_back_once_and_holds_what_it_would_hold_alone(
    asks: list[Ask], width: int, batch_tokens: int, paragraphs: bool
) -> None:
    play = Play(LedgerBackend(sequences=64, batch_tokens=batch_tokens), width, paragraphs=paragraphs)
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
    resumed = sum(2 for request, depth, _ in play.closed_steps if depth > len(request.path))
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
@example(asks=[Ask(1, True, 23), Ask(1, True, 23)], width=8, batch_tokens=512, more=40)
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
@given(ASKS, st.integers(1, 6), st.sampled_from([0, 1, 6]), st.lists(st.integers(0, 60), max_size=6))
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
        paragraphs=st.booleans(),
    )
    def load(self, sequences: int, batch_tokens: int, more: int, width: int, paragraphs: bool) -> None:
        backend = LedgerBackend(
            sequences=sequences, batch_tokens=batch_tokens, context_tokens=len(PREAMBLE) + MOST_QUESTION_TOKENS + more
        )
        self.play = Play(backend, min(width, sequences - 2), paragraphs=paragraphs)
        self.started = 0
        self.runs: list[str] = []

    @rule(ask=st.builds(Ask, st.integers(1, 5), st.booleans(), st.integers(0, 30)))
    def start(self, ask: Ask) -> None:
        self.started += 1
        self.runs.append(f"run-{self.started}")
        self.play.ask(self.runs[-1], ask)

    @precondition(lambda self: self.runs)
    @rule(data=st.data(), candidates=st.integers(1, 4), until_end=st.booleans())
    def ask_for_more(self, data: st.DataObject, candidates: int, until_end: bool) -> None:
        self.play.ask(data.draw(st.sampled_from(self.runs)), Ask(candidates, until_end, 0))

    @precondition(lambda self: len(self.play.paths) > len(self.runs))
    @rule(data=st.data())
    def abandon(self, data: st.DataObject) -> None:
        paths = sorted(path for (_, node), path in self.play.paths.items() if node)
        if paths:
            self.play.abandon(data.draw(st.sampled_from(paths)))

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
