"""The one imperative loop: plan, decode, sample, close steps, run them, score, tell the host.

A runner holds one loaded model and any number of active runs, whose branches share each batch. It belongs to one
thread; only ``request_stop`` may be called from another.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence

from engine.backend import Backend
from engine.batcher import Batcher, Draft, Request
from engine.cache import Path
from engine.commands import Steering
from engine.errors import BadProblemError, BadSettingsError, DecodeAbortedError, NoKvRoomError
from engine.events import AnyRunEvent
from engine.preference import StepScorer
from engine.run import Change, Run
from engine.sandbox.executor import Executor
from engine.settings import check_settings
from engine.steps import checked_problem, rules_for
from engine.types import ROOT, NodeId, NodeStatus, Problem, SearchSettings, StopReason, Tree
from models.errors import KnownError

DEFAULT_WIDTH = 32
_PROGRESS_SECONDS = 0.2
_PREVIEW_CHARACTERS = 200
_HEADROOM_TOKENS = 512


class _Active:
    """A run with what the loop keeps beside it: its tokens by node, its clock, its request to stop."""

    def __init__(self, run: Run, question: tuple[int, ...], now: float) -> None:
        self.run = run
        self.tokens: dict[NodeId, tuple[int, ...]] = {ROOT: question}
        self.started = now
        self.reported = now
        self.reported_tokens = 0
        self.given_up_tokens = 0

    def path_keys(self, node: NodeId) -> Path:
        """Cache keys from the problem down to a node."""
        return tuple((self.run.run_id, step) for step in self.run.tree.path(node))

    def path_tokens(self, node: NodeId) -> tuple[tuple[int, ...], ...]:
        """The tokens of each key."""
        return tuple(self.tokens[step] for step in self.run.tree.path(node))


class Runner:
    """Runs searches with one backend."""

    def __init__(
        self,
        backend: Backend,
        model_id: str,
        executor: Executor,
        emit: Callable[[AnyRunEvent], None],
        *,
        width: int = DEFAULT_WIDTH,
        opens_thinking: bool = False,
        scorer: StepScorer | None = None,
        kept: Sequence[int] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a runner.

        Args:
            width: most candidates that are decoded at a time.
            opens_thinking: whether the model's chat template begins a reply with ``<think>``.
            scorer: the preference model, if the loaded model has one.
            kept: which of the pooled states are announced by a search that is to keep them.
            clock: seconds; must stand still while the computer sleeps.
        """
        self._backend = backend
        self._model_id = model_id
        self._executor = executor
        self._emit = emit
        self._clock = clock
        self._opens_thinking = opens_thinking
        self._scorer = scorer
        self._kept = tuple(kept)
        self._batcher = Batcher(backend, min(width, backend.info.sequences - 2))
        self._active: dict[str, _Active] = {}
        self._stops: deque[tuple[str, bool]] = deque()
        self._closed: deque[Draft] = deque()
        self._ending = False

    @property
    def active(self) -> bool:
        """Whether any run is under way."""
        return bool(self._active)

    @property
    def batcher(self) -> Batcher:
        """The batch and its cache, for tests and figures."""
        return self._batcher

    def start(
        self,
        run_id: str,
        problem: Problem,
        settings: SearchSettings,
        *,
        tree: Tree | None = None,
        steering: Sequence[Steering] = (),
        keep_states: bool = False,
    ) -> None:
        """Begin a run; a problem, settings or changes that cannot be used end it with ``Failed``.

        Args:
            tree: what the run that this one continues has left. steering: what a person changes there first.
            keep_states: announce the pooled states of each step.
        """
        rules = rules_for(settings.step_format, self._backend, opens_thinking=self._opens_thinking)
        announced = self._kept if keep_states else ()
        run = Run(run_id, problem, settings, rules, self._executor, self._emit, self._scorer, announced)
        try:
            check_settings(settings, problem, scored=self._scorer is not None)
            checked_problem(problem.text)
            prompt = run.rules.prompt(self._backend, problem)
            length = len(prompt.preamble) + len(prompt.question)
            if length + _HEADROOM_TOKENS > self._backend.info.context_tokens:
                raise BadProblemError(
                    f"The problem is too long for this model ({length:,} of "
                    f"{self._backend.info.context_tokens:,} tokens); shorten it or use a larger context."
                )
            self._set_preamble(run_id, prompt.preamble)
        except DecodeAbortedError:
            run.finish(StopReason.USER, 0.0, 0, pause=self._asked_to_stop().get(run_id, False))
            return
        except KnownError as error:
            run.fail(type(error).__name__, error.message, error.exit_code)
            return
        active = _Active(run, prompt.question, self._clock())
        for node in tree.nodes[1:] if tree else ():
            active.tokens[node.id] = self._tokens_of(run, node.text)
        self._active[run_id] = active
        try:
            change = run.begin(self._model_id, length, tree=tree, steering=steering)
        except KnownError as error:
            del self._active[run_id]
            run.fail(type(error).__name__, error.message, error.exit_code)
            return
        self._follow(active, change)

    def steer(self, run_id: str, change: Steering) -> None:
        """Let a person change the tree of a run under way.

        Raises:
            BadSettingsError: the run has ended, or the change makes no sense; nothing was changed.
        """
        if (active := self._active.get(run_id)) is None:
            raise BadSettingsError("This search has ended; continue it, then change it.")
        self._follow(active, active.run.steer(change))

    def request_stop(self, run_id: str, *, pause: bool) -> None:
        """Ask a run to end with its best answer so far; returns at once, from any thread."""
        self._stops.append((run_id, pause))
        self._backend.request_abort()
        if run_id in self._active and len(self._active) == 1:
            # A step that is running now can only be this run's.
            self._executor.interrupt()

    def request_end(self) -> None:
        """Make ``step`` return soon because all runs are about to be cancelled; from any thread."""
        self._ending = True
        self._backend.request_abort()
        self._executor.interrupt()

    def stop(self, run_id: str, *, pause: bool) -> None:
        """End a run with its best answer so far; nothing happens if it has ended."""
        if (active := self._active.get(run_id)) is not None:
            self._finish(active, StopReason.USER, pause=pause)

    def step(self) -> None:
        """One decode and all that follows from it.

        Raises:
            BackendError: the backend cannot go on; the caller reports it with ``fail_all``.
        """
        self._handle_stops()
        if not self._active:
            return
        try:
            closed = self._batcher.step()
        except DecodeAbortedError:
            self._backend.clear_abort()
            self._handle_stops()
            return
        except NoKvRoomError as error:
            self._end_for_want_of_room(error)
            return
        self._closed.extend(closed)
        self._handle_stops()
        while self._closed and not self._ending:
            self._absorb(self._closed.popleft())
            # Its program may have run for seconds.
            self._handle_stops()
        if self._ending:
            return
        for active in list(self._active.values()):
            self._check_end(active)
            self._report(active)

    def fail_all(self, error: KnownError) -> None:
        """End every run with the same error."""
        for run_id, active in list(self._active.items()):
            active.run.fail(type(error).__name__, error.message, error.exit_code)
            self._forget(run_id)

    def cancel_all(self) -> None:
        """End every run as if the user had stopped it."""
        for active in list(self._active.values()):
            self._finish(active, StopReason.USER)

    def _set_preamble(self, run_id: str, tokens: tuple[int, ...]) -> None:
        """Raises DecodeAbortedError if this run is to stop; one that came too late for another run is forgotten."""
        while True:
            try:
                return self._batcher.set_preamble(tokens)
            except DecodeAbortedError:
                if self._ending or run_id in self._asked_to_stop():
                    raise
                self._backend.clear_abort()

    def _asked_to_stop(self) -> dict[str, bool]:
        return dict(list(self._stops))

    def _handle_stops(self) -> None:
        if not self._stops:
            return
        self._backend.clear_abort()
        while self._stops:
            run_id, pause = self._stops.popleft()
            self.stop(run_id, pause=pause)

    def _follow(self, active: _Active, change: Change) -> None:
        """Drop what is not wanted any more, then ask for what is."""
        run = active.run
        for node in change.abandoned:
            self._abandon(active, node)
        for added in run.tree.nodes[len(active.tokens) :]:
            # Steps written by a person; those of the model are known by their tokens already.
            active.tokens[added.id] = self._tokens_of(run, added.text)
        for expansion in change.expansions:
            self._batcher.submit(
                Request(
                    run_id=run.run_id,
                    node=expansion.node,
                    path=active.path_keys(expansion.node),
                    tokens=active.path_tokens(expansion.node),
                    mark=self._mark(run, expansion.node),
                    candidates=expansion.candidates,
                    first_sample=len(run.tree[expansion.node].children),
                    until_end=expansion.until_end,
                    sampling=run.settings.sampling,
                    seed=run.seed,
                    max_step_tokens=run.settings.budget.max_step_tokens,
                    find_end=run.rules.find_end,
                )
            )

    def _abandon(self, active: _Active, node: NodeId) -> None:
        """Forget what is being written below a node, and its cells."""
        run = active.run
        path = active.path_keys(node)
        dropped = self._batcher.abandon(path)
        for draft in self._closed_of(run.run_id):
            if draft.path[: len(path) + 1] == (draft.path[0], *path):
                self._closed.remove(draft)
                self._batcher.release(draft)
                dropped.append(draft)
        for draft in dropped:
            active.given_up_tokens += len(draft.tokens)
            if draft.request.until_end and run.is_writing(draft.request.node):
                self._follow(active, run.candidate_closed(draft.request.node, follow=True))

    def _absorb(self, draft: Draft) -> None:
        """A closed draft becomes a node; what it asks for next is submitted."""
        active = self._active[draft.request.run_id]
        run = active.run
        parent = _node_of(draft)
        node = run.absorb(draft, parent)
        key = (run.run_id, node)
        if run.tree[node].status is not NodeStatus.OPEN:
            active.tokens[node] = ()
            self._batcher.release(draft)
        elif draft.request.until_end and not run.is_set_aside(node):
            active.tokens[node] = self._batcher.resume(draft, key, self._mark(run, node))
            return
        else:
            active.tokens[node] = self._batcher.keep(draft, key)
        self._follow(active, run.candidate_closed(draft.request.node, follow=draft.request.until_end))

    def _mark(self, run: Run, node: NodeId) -> tuple[int, ...]:
        """Tokens that open the step below ``node``."""
        return tuple(self._backend.tokenize(run.rules.mark(run.tree[node].depth + 1), special=False))

    def _tokens_of(self, run: Run, text: str) -> tuple[int, ...]:
        """Tokens of a step that was not sampled here, as a sampled one would end."""
        return tuple(self._backend.tokenize(run.rules.in_context(text), special=False))

    def _check_end(self, active: _Active) -> None:
        """End a run that has no more to do, once all that closed together is in its tree."""
        run, budget = active.run, active.run.settings.budget
        if run.decided:
            self._finish(active, StopReason.DECIDED)
        elif not run.busy:
            self._finish(active, StopReason.ROLLOUTS if run.rollouts >= budget.rollouts else StopReason.EXHAUSTED)
        elif run.sampled_tokens + self._open_tokens(active) >= budget.max_tokens:
            self._finish(active, StopReason.TOKENS)
        elif budget.max_seconds is not None and self._clock() - active.started >= budget.max_seconds:
            self._finish(active, StopReason.SECONDS)

    def _end_for_want_of_room(self, error: NoKvRoomError) -> None:
        """End the runs that have an answer, which makes room for the others; else all with the error."""
        answered = [active for active in self._active.values() if active.run.answer is not None]
        for active in answered:
            self._finish(active, StopReason.EXHAUSTED)
        if not answered:
            self.fail_all(error)

    def _open_tokens(self, active: _Active) -> int:
        """Tokens sampled for a run in steps that are not in its tree: open ones and those that were given up."""
        drafts = [*self._batcher.drafts_of(active.run.run_id), *self._closed_of(active.run.run_id)]
        return active.given_up_tokens + sum(len(draft.tokens) for draft in drafts)

    def _closed_of(self, run_id: str) -> list[Draft]:
        return [draft for draft in self._closed if draft.request.run_id == run_id]

    def _report(self, active: _Active) -> None:
        now = self._clock()
        if active.run.run_id not in self._active or now - active.reported < _PROGRESS_SECONDS:
            return
        open_tokens = self._open_tokens(active)
        sampled = active.run.sampled_tokens + open_tokens
        drafts = self._batcher.drafts_of(active.run.run_id)
        preview = drafts[0].written.decode("utf-8", "replace")[-_PREVIEW_CHARACTERS:] if drafts else ""
        active.run.report(
            open_tokens=open_tokens,
            tokens_per_second=(sampled - active.reported_tokens) / (now - active.reported),
            open_candidates=len(drafts),
            preview=preview,
        )
        active.reported, active.reported_tokens = now, sampled

    def _finish(self, active: _Active, reason: StopReason, *, pause: bool = False) -> None:
        run = active.run
        evaluated = self._batcher.evaluated_tokens(run.run_id)
        unclosed = self._open_tokens(active)
        self._forget(run.run_id)
        run.finish(reason, self._clock() - active.started, evaluated, unclosed_tokens=unclosed, pause=pause)

    def _forget(self, run_id: str) -> None:
        del self._active[run_id]
        for draft in self._closed_of(run_id):
            self._closed.remove(draft)
            self._batcher.release(draft)
        self._batcher.forget_run(run_id)


def _node_of(draft: Draft) -> NodeId:
    """The node that a draft continues: the last key of its path."""
    key = draft.path[-1]
    assert isinstance(key, tuple)
    node: NodeId = key[1]
    return node
