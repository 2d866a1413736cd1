"""Whole searches over a script, compared node by node with the trees that are stored beside this file.

A change of the search changes them. When that is meant, write them anew and read the difference before it is kept:

    STEPWISE_WRITE_GOLDEN=1 .venv/bin/python -m pytest tests/golden && git diff tests/golden
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.backends.scripted import load_script
from engine.commands import Pin
from engine.events import NodeClosed, NodeScored, RunStarted
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.types import NodeStatus, PolicyName, SearchSettings
from tests.helpers.scripts import Harness, Record, Remembering, harness, problem, settings

HERE = Path(__file__).parent
SCRIPT = load_script(HERE / "script.json")
CASES: dict[str, SearchSettings] = {
    "mcts": settings(seed=7, candidates=32, rollouts=6, max_step_tokens=70),
    "mcts_small_budget": settings(seed=8, candidates=16, rollouts=32, max_tokens=1150, max_step_tokens=70),
    "majority": settings(PolicyName.MAJORITY, seed=7, candidates=10, max_step_tokens=70),
    "weighted_best_of_n": settings(PolicyName.WEIGHTED, seed=7, candidates=10, max_step_tokens=70),
    "best_of_n": settings(PolicyName.BEST_OF_N, seed=7, candidates=10, max_step_tokens=70),
    "greedy": settings(PolicyName.GREEDY, max_step_tokens=70),
    "beam": settings(PolicyName.BEAM, seed=7, candidates=8, rollouts=2, max_step_tokens=70),
    "dvts": settings(PolicyName.DVTS, seed=7, candidates=12, rollouts=4, max_step_tokens=70),
    "mcts_restarts": settings(PolicyName.RESTARTS, seed=7, candidates=16, rollouts=12, max_step_tokens=70),
    "mcts_pinned": settings(seed=7, candidates=8, rollouts=5, max_step_tokens=70),
}
PINNED = ("mcts_pinned", 4)
"""The case in which a person pins a step, and after how many nodes: the first open one."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Executor]:
    executor, selftest = open_executor()
    if not selftest.isolation:
        pytest.skip(f"steps are not run here: {selftest.detail}")
    yield Remembering(executor)
    executor.close()


def _written(record: Record) -> dict[str, object]:
    """A run as plain data: its tree with the last scores, its answer, its cost; nothing that a clock measured."""
    scores = {event.node: event for event in record.events if isinstance(event, NodeScored)}
    closed = {event.node: event for event in record.events if isinstance(event, NodeClosed)}
    nodes = []
    for node in record.nodes:
        score, end = scores.get(node.node), closed.get(node.node, node)
        nodes.append(
            {
                "node": node.node,
                "parent": node.parent,
                "text": node.text.split("\n"),
                "status": end.status.value,
                "reason": end.reason,
                "printed": node.execution.output if node.execution else None,
                "names": dict(node.execution.names) if node.execution else None,
                "answer": node.answer,
                "tokens": node.tokens,
                "mean_logprob": round(node.mean_logprob, 4),
                "visits": score.visits if score else 0,
                "value_sum": round(score.value_sum, 4) if score else 0.0,
                "prior": round(score.prior, 4) if score and score.prior is not None else None,
            }
        )
    result = record.result
    answer = result.answer
    return {
        "nodes": nodes,
        "best_path": list(result.best_path),
        "stop_reason": result.stop_reason.value,
        "sampled_tokens": result.usage.sampled_tokens,
        "evaluated_tokens": result.usage.evaluated_tokens,
        "answer": None
        if answer is None
        else {
            "text": answer.text,
            "mark": answer.mark.value,
            "confidence": round(answer.confidence, 4),
            "votes": [[vote.answer, vote.count, round(vote.share, 4)] for vote in answer.votes],
        },
    }


def _golden(name: str, record: Record) -> dict[str, object]:
    """What is stored under this name; stored first where that is asked for."""
    path = HERE / f"{name}.json"
    if os.environ.get("STEPWISE_WRITE_GOLDEN"):
        path.write_text(json.dumps(_written(record), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stored = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(stored, dict)
    return stored


def _play(played: Harness, name: str, run_id: str = "run-1", *, check: bool = True) -> Record:
    """The whole run of a case."""
    if name != PINNED[0]:
        return played.solve(how=CASES[name], run_id=run_id, check=check)
    played.runner.start(run_id, problem(), CASES[name])
    played.play(until=lambda: len(played.record(run_id).nodes) >= PINNED[1])
    first_open = played.record(run_id).with_status(NodeStatus.OPEN)[0].node
    played.runner.steer(run_id, Pin(node=first_open))
    played.play(until=lambda: played.record(run_id).has_ended)
    return played.record(run_id)


def _harness(sandbox: Executor) -> Harness:
    """Room for two runs side by side, so that neither has to wait for the other."""
    return harness(SCRIPT, sandbox, width=96, sequences=256, batch_tokens=8192)


@pytest.mark.parametrize("name", CASES)
def test_a_search_gives_the_tree_that_is_stored(sandbox: Executor, name: str) -> None:
    record = _play(_harness(sandbox), name)
    assert _golden(name, record) == _written(record)


@pytest.mark.parametrize("name", CASES)
def test_a_second_run_of_the_same_runner_gives_the_same_tree(sandbox: Executor, name: str) -> None:
    played = _harness(sandbox)
    first = _play(played, name, "first")
    second = _play(played, name, "second")
    assert _written(first) == _written(second)


@pytest.mark.parametrize("name", CASES)
def test_a_run_that_shares_its_batches_gives_the_same_tree(sandbox: Executor, name: str) -> None:
    alone = _play(_harness(sandbox), name)
    played = _harness(sandbox)
    played.runner.start("other", problem("Another riddle altogether."), settings(seed=99, rollouts=20))
    for _ in range(15):
        played.runner.step()
    record = _play(played, name, "shared", check=False)
    played.play()
    assert _written(alone) == _written(record)
    assert isinstance(played.record("other").events[0], RunStarted)
    assert played.record("other").result.usage.nodes > 1


def test_the_stored_search_saw_every_kind_of_node(sandbox: Executor) -> None:
    record = _play(_harness(sandbox), "mcts")
    added = {node.status for node in record.nodes}
    closed = {event.status for event in record.events if isinstance(event, NodeClosed)}
    assert set(NodeStatus) == added | closed


def test_another_seed_gives_another_tree(sandbox: Executor) -> None:
    one, other = (
        _harness(sandbox).solve(how=settings(seed=seed, candidates=8, rollouts=6, max_step_tokens=70))
        for seed in (7, 8)
    )
    assert _written(one) != _written(other)
