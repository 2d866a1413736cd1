"""The same seed gives the same tree twice, with a real model (law 10)."""

from pathlib import Path

import pytest

from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.events import AnyRunEvent, NodeAdded, NodeClosed, NodeScored
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.types import Budget, PolicyName, Problem, SamplingParams, SearchSettings, StepFormat
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripts import Record

pytestmark = pytest.mark.model

OPTIONS = LlamaOptions(context_tokens=2048, sequences=16, batch_tokens=256, threads=1)
PROBLEM = Problem("p", "A box holds 12 pencils. How many pencils are in 3 boxes?")


def _how(policy: PolicyName, step_format: StepFormat, seed: int = 11) -> SearchSettings:
    budget = Budget(
        max_tokens=220,
        rollouts=6,
        candidates=4 if policy is PolicyName.MCTS else 8,
        max_step_tokens=24 if step_format is StepFormat.CODE else 40,
        stop_when_decided=False,
    )
    return SearchSettings(
        policy=policy, budget=budget, sampling=SamplingParams(temperature=0.9), seed=seed, step_format=step_format
    )


def _tree(model: Path, executor: Executor, how: SearchSettings) -> list[AnyRunEvent]:
    """What a fresh engine says of a search's tree; nothing that a clock measured."""
    backend = LlamaBackend(model, OPTIONS)
    try:
        events: list[AnyRunEvent] = []
        runner = Runner(backend, "smollm2", executor, events.append)
        runner.start("run-1", PROBLEM, how)
        while runner.active:
            runner.step()
        assert Record(events).result.usage.sampled_tokens > 100
        return [event for event in events if isinstance(event, NodeAdded | NodeScored | NodeClosed)]
    finally:
        backend.close()


@pytest.mark.parametrize(
    ("policy", "step_format"),
    [
        (PolicyName.MCTS, StepFormat.CODE),
        (PolicyName.BEAM, StepFormat.CODE),
        (PolicyName.MAJORITY, StepFormat.CODE),
        (PolicyName.MCTS, StepFormat.TEXT),
    ],
)
def test_the_same_seed_gives_the_same_tree_twice(
    sandbox: Executor, policy: PolicyName, step_format: StepFormat
) -> None:
    model = smollm2_path()
    how = _how(policy, step_format)
    first = _tree(model, sandbox, how)
    assert sum(isinstance(event, NodeAdded) for event in first) >= 4
    assert first == _tree(model, sandbox, how)
    if policy is PolicyName.MAJORITY:
        assert first != _tree(model, sandbox, _how(policy, step_format, seed=12))
