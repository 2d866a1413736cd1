"""Builders for scripted problems, and a harness that plays them through a real runner.

In a script tokens are bytes, so token budgets of these tests are counts of bytes.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.backends.scripted import Script, ScriptedBackend, ScriptedProblem, ScriptedSolution
from engine.commands import Steering
from engine.events import TERMINAL, AnyRunEvent, NodeAdded, NodeClosed, Progress, RunStarted
from engine.runner import Runner
from engine.sandbox.executor import DEFAULT_LIMITS, Executor, Limits
from engine.types import (
    Answer,
    Budget,
    Execution,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    SamplingParams,
    SearchSettings,
    Tree,
    ValueName,
)

MATCH = "riddle"
QUESTION = "A riddle: how much is it?"
MOST_STEPS = 40_000


def solution(*steps: str, weight: float = 1.0) -> ScriptedSolution:
    """One way to solve it; each step is what stands after its mark."""
    return ScriptedSolution(steps, weight)


def script(*solutions: ScriptedSolution, match: str = MATCH) -> Script:
    """Solutions for every problem that contains ``match``."""
    return Script((ScriptedProblem(match, solutions),))


def printing(*values: object) -> Script:
    """A script of one-step solutions that print these, all equally likely."""
    return script(*(solution(f" Way {number}.\nprint({value!r})") for number, value in enumerate(values)))


PENCILS = script(
    solution(" Count.\npencils = 24 * 18", " Share.\neach = pencils // 16", " Keep.\nprint(each - 9)", weight=3),
    solution(" Multiply.\np = 24 * 18", " Divide.\ns = p / 16", " Take away.\nprint(s - 9)", weight=2),
    solution(" Add.\npencils = 24 + 18", " Divide.\nshare = pencils / 16", " Take away.\nprint(share)"),
    solution(" Count.\npencils = 24 * 18", " Share.\neach = pencils / classes", " Keep.\nprint(each)"),
    solution(" Look.\nprint(18)"),
)
"""Ways to share 24 boxes of 18 pencils; 18 is right, and the most frequent answer."""


def problem(text: str = QUESTION, answer: str | None = None) -> Problem:
    """A problem that ``script`` knows."""
    return Problem("problem", text, answer)


def settings(
    policy: PolicyName = PolicyName.MCTS,
    *,
    seed: int = 1,
    temperature: float = 1.0,
    max_tokens: int = 100_000,
    rollouts: int = 8,
    candidates: int = 8,
    max_depth: int = 8,
    max_step_tokens: int = 300,
    max_seconds: float | None = None,
    values: tuple[ValueName, ...] = (ValueName.AGREEMENT, ValueName.EXECUTION),
    stop_when_decided: bool = True,
) -> SearchSettings:
    """Settings written out, so that a change of the defaults changes no test; temperature 0 for the greedy policy."""
    budget = Budget(
        max_tokens=max_tokens,
        rollouts=rollouts,
        candidates=candidates,
        max_depth=max_depth,
        max_step_tokens=max_step_tokens,
        max_seconds=max_seconds,
        stop_when_decided=stop_when_decided,
    )
    # No token of the script is ruled out; those it does not hold have a share below 1e-26.
    sampling = SamplingParams(
        temperature=0.0 if policy is PolicyName.GREEDY else temperature, top_k=0, top_p=1.0, min_p=1e-6
    )
    return SearchSettings(policy=policy, budget=budget, sampling=sampling, seed=seed, values=values)


@dataclass
class Record:
    """The events of one run, in order."""

    events: list[AnyRunEvent]

    @property
    def kept(self) -> list[AnyRunEvent]:
        """All but the transient ones."""
        return [event for event in self.events if not isinstance(event, Progress)]

    @property
    def nodes(self) -> list[NodeAdded]:
        """The nodes as they were announced."""
        return [event for event in self.events if isinstance(event, NodeAdded)]

    @property
    def has_ended(self) -> bool:
        """Whether there is a terminal event."""
        return any(isinstance(event, TERMINAL) for event in self.events)

    @property
    def terminal(self) -> AnyRunEvent:
        """The only terminal event; it must be the last event."""
        ends = [event for event in self.events if isinstance(event, TERMINAL)]
        assert 1 == len(ends), f"{len(ends)} terminal events"
        assert self.events[-1] is ends[0], "something was said after the terminal event"
        return ends[0]

    @property
    def result(self) -> RunResult:
        """What the run left."""
        result = getattr(self.terminal, "result", None)
        assert isinstance(result, RunResult), f"the run ended with {self.terminal}"
        return result

    @property
    def answer(self) -> Answer:
        """The final answer; there must be one."""
        assert self.result.answer is not None
        return self.result.answer

    def with_status(self, status: NodeStatus) -> list[NodeAdded]:
        """Nodes that were announced with this status."""
        return [node for node in self.nodes if node.status is status]

    @property
    def closed(self) -> dict[NodeId, str]:
        """The nodes that were given up after they had been announced, each with the reason."""
        return {event.node: event.reason for event in self.events if isinstance(event, NodeClosed)}

    @property
    def voting(self) -> list[NodeAdded]:
        """Finished nodes that still have their vote."""
        return [node for node in self.with_status(NodeStatus.FINISHED) if node.node not in self.closed]


@dataclass
class Harness:
    """A runner over a scripted backend, with what it said."""

    runner: Runner
    backend: ScriptedBackend
    events: list[AnyRunEvent] = field(default_factory=list)

    def record(self, run_id: str = "run-1") -> Record:
        """What was said about one run."""
        return Record([event for event in self.events if event.run_id == run_id])

    def solve(
        self,
        of: Problem | None = None,
        how: SearchSettings | None = None,
        *,
        run_id: str = "run-1",
        check: bool = True,
        tree: Tree | None = None,
        steering: Sequence[Steering] = (),
    ) -> Record:
        """Start a run and play until no run is under way; then check what must hold for every run."""
        self.runner.start(run_id, of or problem(), how or settings(), tree=tree, steering=steering)
        self.play()
        record = self.record(run_id)
        if check:
            check_record(record, self.backend, self.runner)
        return record

    def play(self, until: Callable[[], bool] = lambda: False) -> None:
        """Step until the runs have ended or ``until`` holds."""
        for _ in range(MOST_STEPS):
            if not self.runner.active or until():
                return
            self.runner.step()
        raise AssertionError("the run does not end")


def harness(
    played: Script,
    executor: Executor,
    *,
    width: int = 32,
    clock: Callable[[], float] | None = None,
    context_tokens: int = 65_536,
    sequences: int = 64,
    batch_tokens: int = 4096,
) -> Harness:
    """A runner that plays a script; the clock stands still unless one is given."""
    backend = ScriptedBackend(played, context_tokens=context_tokens, sequences=sequences, batch_tokens=batch_tokens)
    events: list[AnyRunEvent] = []
    runner = Runner(backend, "scripted", executor, events.append, width=width, clock=clock or (lambda: 0.0))
    return Harness(runner, backend, events)


def ticking(step: float = 1.0) -> Callable[[], float]:
    """A clock that moves on by ``step`` seconds each time somebody looks."""
    ticks = itertools.count()
    return lambda: next(ticks) * step


class Remembering:
    """A sandbox that runs each program once: scripts write the same few programs again and again."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor
        self._ran: dict[tuple[str, ...], Execution] = {}

    @property
    def isolation(self) -> str:
        return self._executor.isolation

    def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
        program = tuple(steps)
        if program not in self._ran:
            self._ran[program] = self._executor.run(steps, limits)
        return self._ran[program]

    def equal(self, gold: str, candidate: str) -> bool:
        return self._executor.equal(gold, candidate)

    def interrupt(self) -> None:
        self._executor.interrupt()

    def close(self) -> None:
        self._executor.close()


def check_record(record: Record, backend: ScriptedBackend, runner: Runner) -> None:
    """What holds for every run that got as far as searching, however it ended, once no other is under way."""
    kept = record.kept
    assert isinstance(kept[0], RunStarted)
    assert list(range(1, len(kept) + 1)) == [event.seq for event in kept]
    budget = kept[0].settings.budget
    result = record.result
    assert len(record.nodes) + 1 == result.usage.nodes
    assert list(range(1, len(record.nodes) + 1)) == [node.node for node in record.nodes]
    assert sum(node.tokens for node in record.nodes if not node.carried) <= result.usage.sampled_tokens
    assert all(node.tokens <= budget.max_step_tokens and node.depth <= budget.max_depth for node in record.nodes)
    assert all("\n" not in node.reason for node in record.nodes)
    assert kept[0].settings.values == result.values
    assert bool(result.answer) == bool(record.voting)
    if result.answer is not None:
        assert 0.0 < result.answer.confidence < 1.0
        assert len(record.voting) == result.answer.finished
        assert result.best_path[-1] == result.answer.node
    check_nothing_is_left(backend, runner)


def check_nothing_is_left(backend: ScriptedBackend, runner: Runner) -> None:
    """After the last run the backend holds the preamble and nothing else."""
    assert not runner.active
    assert not runner.batcher.busy
    assert [("preamble",)] == list(runner.batcher.cache.owned().values())
    assert runner.batcher.cache.held_tokens() == backend.used_cells
