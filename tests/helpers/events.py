"""Event streams as a worker would send them, made without a model."""

import random
from dataclasses import dataclass, field

from engine.events import (
    AnswerChanged,
    AnyRunEvent,
    Cancelled,
    Failed,
    Finished,
    NodeAdded,
    NodeClosed,
    NodeScored,
    Paused,
    Progress,
    RunStarted,
)
from engine.store import SessionId, Store
from engine.types import (
    ROOT,
    Answer,
    Budget,
    Execution,
    ExecutionStatus,
    Mark,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    SamplingParams,
    SearchSettings,
    StopReason,
    Usage,
    Vote,
)

DEMO_PROBLEM = Problem(
    id="demo",
    text="A box holds 3 rows of 4 pencils and 5 loose ones. Ana gives away 7. How many pencils are left?",
    answer="10",
)
DEMO_SETTINGS = SearchSettings(
    policy=PolicyName.MCTS,
    budget=Budget(max_tokens=4000, rollouts=8, candidates=3),
    sampling=SamplingParams(),
    seed=7,
)
DEMO_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m"
DEMO_NODES = 25

_STEPS: tuple[tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...], ...] = (
    (
        ("Count the pencils in rows.", "rows = 3\nin_rows = rows * 4", (("rows", "3"), ("in_rows", "12"))),
        ("Multiply the rows by the pencils in each.", "in_rows = 3 * 4", (("in_rows", "12"),)),
        ("Add up the rows one by one.", "in_rows = sum([4, 4, 4])", (("in_rows", "12"),)),
    ),
    (
        ("Add the loose pencils.", "total = in_rows + 5", (("total", "17"),)),
        ("Find all pencils at the start.", "loose = 5\ntotal = in_rows + loose", (("loose", "5"), ("total", "17"))),
    ),
    (
        ("Take away what Ana gives.", "left = total - 7", (("left", "10"),)),
        ("Subtract the 7 given pencils: $17 - 7$.", "left = total - 7", (("left", "10"),)),
    ),
    (("Print the answer.", "print(left)", ()),),
)


def demo_events(
    run_id: str = "run-1",
    *,
    problem: Problem = DEMO_PROBLEM,
    nodes: int = DEMO_NODES,
    seed: int = 7,
    end: str = "finished",
    progress: bool = True,
) -> list[AnyRunEvent]:
    """A plausible MCTS run.

    Args:
        run_id: put into every event.
        problem: announced by ``RunStarted``; the tree always solves the demo problem.
        nodes: how many steps the tree gets; some fail, some are pruned, some finish with an answer.
        seed: of the choices; the same seed gives the same events.
        end: the terminal event: "finished", "paused", "cancelled", "failed" or "none".
        progress: whether ``Progress`` events, which repeat the number before them, stand between the others.
    """
    stream = _Stream(run_id, problem, random.Random(seed), progress)
    stream.start()
    while len(stream.texts) < nodes:
        stream.expand(nodes)
    stream.close_open_leaves()
    stream.finish(end)
    return stream.events


def store_demo(
    store: Store, run_id: str = "run-1", *, problem: Problem = DEMO_PROBLEM, end: str = "finished"
) -> SessionId:
    """Store a session with one demo run; gives the session's id."""
    session_id = store.begin_session(problem)
    store.begin_run(run_id, session_id, problem, DEMO_SETTINGS, DEMO_MODEL)
    for event in demo_events(run_id, problem=problem, end=end):
        store.append(event)
    return session_id


@dataclass
class _Stream:
    run_id: str
    problem: Problem
    rng: random.Random
    with_progress: bool
    events: list[AnyRunEvent] = field(default_factory=list)
    texts: dict[NodeId, str] = field(default_factory=dict)
    parents: dict[NodeId, NodeId] = field(default_factory=dict)
    depths: dict[NodeId, int] = field(default_factory=lambda: {ROOT: 0})
    visits: dict[NodeId, int] = field(default_factory=dict)
    values: dict[NodeId, float] = field(default_factory=dict)
    open: list[NodeId] = field(default_factory=lambda: [ROOT])
    finished: list[tuple[NodeId, str]] = field(default_factory=list)
    tokens: int = 0

    @property
    def seq(self) -> int:
        return self.events[-1].seq + 1 if self.events else 1

    def start(self) -> None:
        self.events.append(
            RunStarted(
                run_id=self.run_id,
                seq=self.seq,
                problem=self.problem,
                settings=DEMO_SETTINGS,
                model_id=DEMO_MODEL,
                prompt_tokens=412,
                isolation="Isolated",
                value_source="agreement and execution",
            )
        )

    def expand(self, limit: int) -> None:
        """A layer of children below an open node: mostly the deepest one, as a rollout does, else any."""
        parent = max(self.open, key=lambda node: (self.depths[node], -node))
        if self.rng.random() < 0.3:
            parent = self.rng.choice(self.open)
        self.open.remove(parent)
        for _ in range(min(DEMO_SETTINGS.budget.candidates, limit - len(self.texts))):
            self._add(parent)
            self._report()
        if not self.open:
            self.open.append(ROOT)

    def close_open_leaves(self) -> None:
        for node in [node for node in self.open if node != ROOT][:3]:
            self.events.append(
                NodeClosed(
                    run_id=self.run_id,
                    seq=self.seq,
                    node=node,
                    status=NodeStatus.PRUNED,
                    reason="Another step does the same.",
                )
            )

    def finish(self, end: str) -> None:
        if end == "none":
            return
        if end == "failed":
            self.events.append(
                Failed(
                    run_id=self.run_id,
                    seq=self.seq,
                    kind="EngineCrashedError",
                    message="The engine was stopped by the system (SIGKILL); what it had found is kept.",
                    exit_code=10,
                )
            )
            return
        reason = StopReason.ROLLOUTS if end == "finished" else StopReason.USER
        answer = self._answer()
        result = RunResult(
            answer=answer,
            best_path=self._path(answer.node) if answer else (ROOT,),
            usage=Usage(
                sampled_tokens=self.tokens,
                evaluated_tokens=self.tokens + 412,
                prompt_tokens=412,
                seconds=21.5,
                nodes=len(self.texts),
            ),
            stop_reason=reason,
        )
        kinds: dict[str, type[Finished | Paused | Cancelled]] = {
            "finished": Finished,
            "paused": Paused,
            "cancelled": Cancelled,
        }
        terminal = kinds[end]
        self.events.append(terminal(run_id=self.run_id, seq=self.seq, result=result))

    def _add(self, parent: NodeId) -> None:
        node = len(self.texts) + 1
        depth = self.depths[parent] + 1
        title, code, names = self.rng.choice(_STEPS[min(depth, len(_STEPS)) - 1])
        fails = self.rng.random() < 0.15
        ends = depth >= len(_STEPS) and not fails
        answer = self.rng.choice(("10", "10", "10", "10", "24")) if ends else None
        execution = _failed_execution() if fails else _good_execution(names, f"{answer}\n" if ends else "")
        status = NodeStatus.FAILED if fails else NodeStatus.FINISHED if ends else NodeStatus.OPEN
        self.texts[node] = f"# Step {depth}: {title}\n{'total = undefined' if fails else code}"
        self.parents[node], self.depths[node] = parent, depth
        step_tokens = self.rng.randint(14, 40)
        self.tokens += step_tokens
        self.events.append(
            NodeAdded(
                run_id=self.run_id,
                seq=self.seq,
                node=node,
                parent=parent,
                depth=depth,
                text=self.texts[node],
                status=status,
                reason="NameError: name 'undefined' is not defined" if fails else "",
                execution=execution,
                answer=answer,
                tokens=step_tokens,
                mean_logprob=round(-self.rng.random(), 3),
                prior=-1.0 if fails else round(self.rng.uniform(-0.2, 0.8), 3),
            )
        )
        if status is NodeStatus.OPEN:
            self.open.append(node)
        self._score(node, -1.0 if fails else 1.0 if answer == "10" else 0.1)
        if answer is not None:
            self.finished.append((node, answer))
            self._tell_answer()

    def _score(self, leaf: NodeId, value: float) -> None:
        for node in reversed(self._path(leaf)):
            self.visits[node] = self.visits.get(node, 0) + 1
            self.values[node] = self.values.get(node, 0.0) + value
            self.events.append(
                NodeScored(
                    run_id=self.run_id,
                    seq=self.seq,
                    node=node,
                    visits=self.visits[node],
                    value_sum=round(self.values[node], 6),
                )
            )

    def _tell_answer(self) -> None:
        answer = self._answer()
        if answer is not None:
            self.events.append(AnswerChanged(run_id=self.run_id, seq=self.seq, answer=answer))

    def _answer(self) -> Answer | None:
        if not self.finished:
            return None
        counts: dict[str, int] = {}
        for _, text in self.finished:
            counts[text] = counts.get(text, 0) + 1
        votes = tuple(
            Vote(answer=text, count=count, share=round(count / len(self.finished), 3))
            for text, count in sorted(counts.items(), key=lambda item: -item[1])
        )
        best = votes[0]
        node = next(node for node, text in self.finished if text == best.answer)
        expected = self.problem.answer
        mark = Mark.AGREES if expected is None else Mark.CHECKED if expected == best.answer else Mark.DIFFERS
        return Answer(text=best.answer, mark=mark, confidence=round(best.share * 0.9, 3), votes=votes, node=node)

    def _report(self) -> None:
        if not self.with_progress:
            return
        self.events.append(
            Progress(
                run_id=self.run_id,
                seq=self.seq - 1,
                sampled_tokens=self.tokens,
                tokens_per_second=41.5,
                rollouts=len(self.finished),
                open_candidates=len(self.open),
                fraction=min(1.0, self.tokens / DEMO_SETTINGS.budget.max_tokens),
                preview="# Step 2: Add the",
            )
        )

    def _path(self, node: NodeId) -> tuple[NodeId, ...]:
        path = [node]
        while path[-1] != ROOT:
            path.append(self.parents[path[-1]])
        return tuple(reversed(path))


def _good_execution(names: tuple[tuple[str, str], ...], output: str) -> Execution:
    return Execution(status=ExecutionStatus.OK, output=output, names=names, duration_ms=9.5)


def _failed_execution() -> Execution:
    return Execution(
        status=ExecutionStatus.ERROR,
        error="NameError: name 'undefined' is not defined",
        error_line=2,
        duration_ms=8.0,
    )
