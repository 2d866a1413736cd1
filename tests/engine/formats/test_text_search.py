"""A search over paragraphs with a real model that cannot write programs, on a system that may not run any."""

import pytest

from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.events import AnyRunEvent, Finished
from engine.formats.text import TextRules
from engine.runner import Runner
from engine.sandbox.refuse import RefuseExecutor
from engine.types import (
    ROOT,
    Budget,
    Mark,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    SamplingParams,
    SearchSettings,
    StepFormat,
    ValueName,
)
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripts import Record

pytestmark = [pytest.mark.model, pytest.mark.slow]

PROBLEM = Problem("p", "Ann has 3 apples and buys 4 more. How many apples has she now?")
RULES = TextRules()
SETTINGS = SearchSettings(
    policy=PolicyName.MCTS,
    budget=Budget(
        max_tokens=400,
        rollouts=8,
        candidates=4,
        max_depth=RULES.limits.max_depth,
        max_step_tokens=RULES.limits.max_step_tokens,
        stop_when_decided=False,
    ),
    sampling=SamplingParams(temperature=0.7),
    seed=1,
    values=(ValueName.AGREEMENT,),
    step_format=StepFormat.TEXT,
)


@pytest.fixture(scope="module")
def record() -> Record:
    backend = LlamaBackend(smollm2_path(), LlamaOptions(context_tokens=2048, sequences=12, batch_tokens=256, threads=1))
    events: list[AnyRunEvent] = []
    runner = Runner(backend, "smollm2", RefuseExecutor("Not here."), events.append)
    runner.start("run", PROBLEM, SETTINGS)
    while runner.active:
        runner.step()
    backend.close()
    return Record(events)


def test_the_search_ends_with_an_answer_although_nothing_was_run(record: Record) -> None:
    assert isinstance(record.terminal, Finished)
    assert (ValueName.AGREEMENT,) == record.result.values
    assert record.answer.text in [node.answer for node in record.with_status(NodeStatus.FINISHED)]
    assert Mark.UNVERIFIED is record.answer.mark
    assert [None] * len(record.nodes) == [node.execution for node in record.nodes]


def test_a_step_that_goes_on_is_a_paragraph_and_one_that_ended_has_the_answer_that_its_path_states(
    record: Record,
) -> None:
    texts: dict[NodeId, tuple[str, ...]] = {ROOT: ()}
    for node in record.nodes:
        texts[node.node] = (*texts[node.parent], node.text)
        if node.status is NodeStatus.OPEN:
            assert len("".join(node.text.split()).encode()) >= RULES.step_bytes
        if node.status is NodeStatus.FINISHED:
            assert RULES.answer(texts[node.node], None) == node.answer
