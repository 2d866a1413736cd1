"""Events of small searches whose truth is known, with hidden states that tell right from wrong."""

import numpy as np

from engine.events import AnyRunEvent, Finished, NodeAdded, NodeClosed, RunStarted, StatesPooled
from engine.lab.campaign import Plan
from engine.lab.record import Gatherer, Record
from engine.settings import settings_for
from engine.types import (
    Answer,
    Effort,
    Execution,
    ExecutionStatus,
    Mark,
    NodeStatus,
    PolicyName,
    Problem,
    RunResult,
    StopReason,
    Usage,
    Vote,
)

LAYERS = (3, 7)
WIDTH = 4
PLAN = Plan(
    problems_sha256="p" * 64,
    model="tiny",
    backbone_sha256="b" * 64,
    layers=LAYERS,
    settings=settings_for(PolicyName.MAJORITY, Effort.QUICK),
)

Step = tuple[int, NodeStatus, str | None]
"""Parent, status, answer."""

OPEN, FINISHED, FAILED, PRUNED = NodeStatus.OPEN, NodeStatus.FINISHED, NodeStatus.FAILED, NodeStatus.PRUNED

TREE: tuple[Step, ...] = (
    (0, OPEN, None),  # 1: two right ends and a failed one below
    (0, OPEN, None),  # 2: a wrong end below
    (1, FINISHED, "42"),  # 3
    (1, OPEN, None),  # 4
    (2, FINISHED, "8"),  # 5
    (4, FINISHED, "42.0"),  # 6
    (4, FAILED, None),  # 7
    (2, PRUNED, None),  # 8: cut
    (0, OPEN, None),  # 9: no end below
)
"""One search: right is 42."""

Q_VALUES = (1 / 3, -1.0, 1.0, 0.0, -1.0, 1.0, -1.0, 0.0, 0.0)
"""Of ``TREE``, worked out by hand."""


def equal(gold: str, candidate: str) -> bool:
    """Numbers alone."""
    return float(gold) == float(candidate)


def text_of(problem: str, node: int) -> str:
    """Different by more than 20 characters from every other step."""
    words = " ".join(f"{problem}{node}" for _ in range(30))
    return f"# Step: {words}\nvalue_{node} = {node}"


def events(
    problem: Problem, tree: tuple[Step, ...] = TREE, *, states: bool = True, closed: int | None = 9
) -> list[AnyRunEvent]:
    """What a worker would say of such a search."""
    run_id, seq, depths = f"run-{problem.id}", 1, {0: 0}
    said: list[AnyRunEvent] = [
        RunStarted(
            run_id=run_id,
            seq=1,
            problem=problem,
            settings=PLAN.settings,
            model_id=PLAN.model,
            prompt_tokens=10,
            isolation="Isolated",
            value_source="agreement",
        )
    ]
    for node, (parent, status, answer) in enumerate(tree, start=1):
        seq, depths[node] = seq + 1, depths[parent] + 1
        said.append(
            NodeAdded(
                run_id=run_id,
                seq=seq,
                node=node,
                parent=parent,
                depth=depths[node],
                text=text_of(problem.id, node),
                status=status,
                reason="",
                execution=Execution(ExecutionStatus.ERROR if status is FAILED else ExecutionStatus.OK),
                answer=answer,
                tokens=10 + node,
                mean_logprob=-0.1 * node,
                prior=None,
            )
        )
        if states:
            pooled = np.full((len(LAYERS), WIDTH), node / 8, "<f2")
            said.append(StatesPooled(run_id=run_id, seq=seq, node=node, layers=len(LAYERS), states=pooled.tobytes()))
    if closed is not None:
        said.append(
            NodeClosed(run_id=run_id, seq=seq + 1, node=closed, status=PRUNED, reason="Computes the same as step 1.")
        )
    answers = [answer for _, _, answer in tree if answer is not None]
    mark = Mark.CHECKED if answers and equal(problem.answer or "", answers[0]) else Mark.DIFFERS
    best = Answer(answers[0], mark, 0.5, (Vote(answers[0], 1, 1.0),), 1) if answers else None
    usage = Usage(100, 120, 10, 1.0, len(tree) + 1)
    said.append(Finished(run_id=run_id, seq=seq + 2, result=RunResult(best, (), usage, StopReason.EXHAUSTED)))
    return said


def record(problem: Problem | None = None, tree: tuple[Step, ...] = TREE, *, states: bool = True) -> Record:
    """The record of such a search."""
    first, *rest, end = events(problem or a_problem(), tree, states=states)
    assert isinstance(first, RunStarted)
    assert isinstance(end, Finished)
    gatherer = Gatherer(first)
    for event in rest:
        gatherer.take(event)
    return gatherer.record(end, equal)


def a_problem(problem_id: str = "p1") -> Problem:
    """A problem whose answer is 42."""
    return Problem(problem_id, "What is 17 + 25?", "42")
