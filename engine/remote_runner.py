"""The loop over servers: ask for whole solutions, cut them into steps, run them, tell the host.

The counterpart of ``engine.runner.Runner`` where the model is behind servers that speak in texts: there are no tokens
to draw from and no states, so that policies which sample whole solutions are all there is. Solutions enter the tree by
their number, not as they arrive, so that servers that repeat themselves for a seed give the same tree. It belongs to
one thread; only ``request_stop`` and ``request_end`` may be called from another.
"""

import queue
import time
from collections.abc import Callable, Sequence

from engine import sampling
from engine.commands import Steering
from engine.completion import Ask, Reply
from engine.errors import BadSettingsError, ServerError
from engine.events import AnyRunEvent
from engine.formats.whole import whole_steps, with_thoughts
from engine.run import Run
from engine.sandbox.executor import Executor
from engine.search.policy import Expansion
from engine.served import Served
from engine.servers import Job, Outcome, ServerPool
from engine.settings import check_served
from engine.steps import checked_problem, served_rules
from engine.types import NodeStatus, Problem, SearchSettings, StepFormat, StopReason, Tree
from models.errors import KnownError

_PROGRESS_SECONDS = 0.2
_WAIT_SECONDS = 0.1
_SEED_RANGE = 2**31 - 1
_CODE_ENDS = ("\n```\n",)
_NOT_ONWARD = "A server cannot go on in the middle of a solution; take a model on this computer for that."


class _Active:
    """A run with its clock, its requests and what they cost."""

    def __init__(self, run: Run, number: int, now: float) -> None:
        self.run = run
        self.number = number
        self.started = self.reported = now
        self.reported_tokens = 0
        self.asked = 0
        self.next = 0
        self.waiting: dict[int, tuple[Expansion, Reply]] = {}
        self.expansions: dict[int, Expansion] = {}
        self.evaluated_tokens = 0
        self.prompt_tokens = 0


class RemoteRunner:
    """Runs searches with the texts of servers."""

    def __init__(
        self,
        pool: ServerPool,
        served: Served,
        executor: Executor,
        emit: Callable[[AnyRunEvent], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make a runner over servers that are open. ``clock``: seconds."""
        self._pool = pool
        self._served = served
        self._executor = executor
        self._emit = emit
        self._clock = clock
        self._active: dict[str, _Active] = {}
        self._started = 0
        self._arrived: queue.SimpleQueue[tuple[Job, Outcome] | None] = queue.SimpleQueue()
        self._stops: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        self._ending = False

    @property
    def active(self) -> bool:
        """Whether any run is under way."""
        return bool(self._active)

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
        """Begin a run; a problem or settings that cannot be used end it with ``Failed``. There are no states to
        keep.
        """
        rules = served_rules(settings.step_format, thinks=self._served.thinks)
        run = Run(run_id, problem, settings, rules, self._executor, self._emit)
        try:
            check_served(settings, problem)
            checked_problem(problem.text)
            if tree is not None or steering:
                raise BadSettingsError(_NOT_ONWARD)
            change = run.begin(self._served.name, 0)
        except KnownError as error:
            run.fail(type(error).__name__, error.message, error.exit_code)
            return
        self._started += 1
        active = self._active[run_id] = _Active(run, self._started, self._clock())
        self._follow(active, change.expansions)

    def steer(self, run_id: str, change: Steering) -> None:
        """Refused: a person's steps cannot be gone on from.

        Raises:
            BadSettingsError: always.
        """
        raise BadSettingsError(_NOT_ONWARD)

    def request_stop(self, run_id: str, *, pause: bool) -> None:
        """Ask a run to end with its best answer so far; returns at once, from any thread."""
        self._stops.put((run_id, pause))
        if run_id in self._active and len(self._active) == 1:
            self._executor.interrupt()
        self._arrived.put(None)

    def request_end(self) -> None:
        """Make ``step`` return soon because all runs are about to be cancelled; from any thread."""
        self._ending = True
        self._executor.interrupt()
        self._arrived.put(None)

    def stop(self, run_id: str, *, pause: bool) -> None:
        """End a run with its best answer so far; nothing happens if it has ended."""
        if (active := self._active.get(run_id)) is not None:
            self._finish(active, StopReason.USER, pause=pause)

    def step(self) -> None:
        """Take the next text that arrives, and all that follows from it; returns soon where none does."""
        self._handle_stops()
        try:
            arrived = self._arrived.get(timeout=_WAIT_SECONDS)
        except queue.Empty:
            arrived = None
        if arrived is not None and not self._ending:
            self._take(*arrived)
        self._handle_stops()
        for active in list(self._active.values()):
            self._check_end(active)
            self._report(active)

    def fail_all(self, error: KnownError) -> None:
        """End every run with the same error."""
        for active in list(self._active.values()):
            self._fail(active, error)

    def cancel_all(self) -> None:
        """End every run as if the user had stopped it."""
        for active in list(self._active.values()):
            self._finish(active, StopReason.USER)

    def _follow(self, active: _Active, expansions: Sequence[Expansion]) -> None:
        for expansion in expansions:
            for _ in range(expansion.candidates):
                sample = active.asked
                active.expansions[sample] = expansion
                active.asked += 1
                ask = self._ask(active.run, expansion, sample)
                self._pool.submit(Job((active.number, sample), active.run.run_id, ask, self._deliver))

    def _deliver(self, job: Job, outcome: Outcome) -> None:
        """On a thread of the servers, or on this one."""
        self._arrived.put((job, outcome))

    def _ask(self, run: Run, expansion: Expansion, sample: int) -> Ask:
        settings = run.settings
        budget = settings.budget
        rng = sampling.generator(run.seed, expansion.node, sample)
        most = min(budget.max_tokens, budget.max_depth * budget.max_step_tokens)
        return Ask(
            messages=run.rules.messages(run.problem),
            sampling=settings.sampling,
            seed=int(rng.integers(_SEED_RANGE)),
            max_tokens=most,
            stop=_CODE_ENDS if settings.step_format is StepFormat.CODE else (),
        )

    def _take(self, job: Job, outcome: Outcome) -> None:
        if (active := self._active.get(job.run_id)) is None:
            return
        if isinstance(outcome, ServerError):
            self._fail(active, outcome)
            return
        sample = job.order[1]
        active.waiting[sample] = (active.expansions.pop(sample), outcome)
        while active.next in active.waiting and active.run.run_id in self._active and not self._ending:
            self._absorb(active, *active.waiting.pop(active.next))
            active.next += 1
            self._check_end(active)
            # Its programs may have run for seconds.
            self._handle_stops()

    def _absorb(self, active: _Active, expansion: Expansion, reply: Reply, *, onward: bool = True) -> None:
        """A text becomes a line of nodes; ``onward`` says whether more is asked for."""
        run = active.run
        active.prompt_tokens = reply.prompt_tokens or active.prompt_tokens
        active.evaluated_tokens += max(0, reply.prompt_tokens - reply.cached_tokens) + reply.tokens
        text = with_thoughts(reply.thoughts, reply.text)
        node, absorbed = expansion.node, 0
        for step in whole_steps(run.rules, text, reply.tokens, run.settings.budget, cut=reply.cut):
            node = run.absorb(step, node)
            absorbed += step.sampled
            if run.tree[node].status is not NodeStatus.OPEN:
                break
        # What came after a step that failed was written, and paid for.
        run.sampled_tokens += reply.tokens - absorbed
        change = run.candidate_closed(expansion.node, follow=True)
        if onward:
            self._follow(active, change.expansions)

    def _check_end(self, active: _Active) -> None:
        run, budget = active.run, active.run.settings.budget
        if run.run_id not in self._active:
            return
        if run.decided:
            self._finish(active, StopReason.DECIDED)
        elif not run.busy:
            self._finish(active, StopReason.ROLLOUTS if run.rollouts >= budget.rollouts else StopReason.EXHAUSTED)
        elif run.sampled_tokens + self._open_tokens(active) >= budget.max_tokens:
            self._finish(active, StopReason.TOKENS)
        elif budget.max_seconds is not None and self._clock() - active.started >= budget.max_seconds:
            self._finish(active, StopReason.SECONDS)

    def _open_tokens(self, active: _Active) -> int:
        """Tokens of texts that are not in the tree."""
        arrived = sum(reply.tokens for _, reply in active.waiting.values())
        return arrived + sum(self._pool.pieces(active.run.run_id))

    def _report(self, active: _Active) -> None:
        now = self._clock()
        if active.run.run_id not in self._active or now - active.reported < _PROGRESS_SECONDS:
            return
        pieces = self._pool.pieces(active.run.run_id)
        open_tokens = self._open_tokens(active)
        sampled = active.run.sampled_tokens + open_tokens
        active.run.report(
            open_tokens=open_tokens,
            tokens_per_second=max(0, sampled - active.reported_tokens) / (now - active.reported),
            open_candidates=len(pieces),
            preview="",
        )
        active.reported, active.reported_tokens = now, sampled

    def _handle_stops(self) -> None:
        while True:
            try:
                run_id, pause = self._stops.get_nowait()
            except queue.Empty:
                return
            self.stop(run_id, pause=pause)

    def _finish(self, active: _Active, reason: StopReason, *, pause: bool = False) -> None:
        if reason in (StopReason.TOKENS, StopReason.SECONDS):
            # Whole solutions that have arrived were paid for; only those before them are missing.
            for sample in sorted(active.waiting):
                self._absorb(active, *active.waiting.pop(sample), onward=False)
        unclosed, evaluated = self._open_tokens(active), active.evaluated_tokens
        self._forget(active)
        active.run.finish(
            reason,
            self._clock() - active.started,
            evaluated + unclosed,
            unclosed_tokens=unclosed,
            pause=pause,
            prompt_tokens=active.prompt_tokens,
        )

    def _fail(self, active: _Active, error: KnownError) -> None:
        self._forget(active)
        active.run.fail(type(error).__name__, error.message, error.exit_code)

    def _forget(self, active: _Active) -> None:
        del self._active[active.run.run_id]
        self._pool.drop(active.run.run_id)
