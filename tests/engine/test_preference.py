"""The preference model at work in a search."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from engine.backends.scripted import ScriptedBackend
from engine.events import AnyRunEvent, Failed, NodeAdded, StatesPooled
from engine.evidence import FACT_NAMES, facts
from engine.preference import FACT_KINDS, Scorer
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.types import Node, NodeStatus, ValueName
from models.ppm import BadHeadError, Combiner, Head, input_row, pooled_labels, score_of
from tests.helpers.heads import small_head
from tests.helpers.scripts import PENCILS, Harness, problem, settings

# The scripted backend gives the states of one layer.
LAYERS = (0,)
SCORED = (ValueName.AGREEMENT, ValueName.PPM)


def _head(combiner: Combiner | None = None) -> Head:
    head = small_head(width=8, layers=(0, -1), facts=FACT_NAMES)
    return replace(head, card=msgspec.structs.replace(head.card, combiner=combiner))


def _harness(executor: Executor, head: Head | None, kept: Sequence[int] = ()) -> Harness:
    backend = ScriptedBackend(PENCILS, context_tokens=65_536, sequences=64, batch_tokens=4096)
    events: list[AnyRunEvent] = []
    scorer = Scorer.of(head, LAYERS, backend.info) if head else None
    at = [pooled_labels(LAYERS).index(label) for label in kept]
    runner = Runner(backend, "scripted", executor, events.append, scorer=scorer, kept=at, clock=lambda: 0.0)
    return Harness(runner, backend, events)


def _added(played: Harness) -> list[NodeAdded]:
    return [event for event in played.events if isinstance(event, NodeAdded)]


def test_every_step_that_goes_on_or_ends_has_a_score_and_no_failed_one(sandbox: Executor) -> None:
    played = _harness(sandbox, _head())
    record = played.solve(how=settings(values=SCORED, rollouts=12))
    nodes = _added(played)
    scored = [node for node in nodes if node.status in (NodeStatus.OPEN, NodeStatus.FINISHED)]
    assert scored
    assert all(node.score is not None and -1.0 < node.score < 1.0 for node in scored)
    assert len({node.score for node in scored}) > 1
    assert {None} == {node.score for node in nodes if node not in scored}
    assert SCORED == record.result.values


def test_kept_states_are_announced_after_their_step_and_lead_to_its_score(sandbox: Executor) -> None:
    head = _head()
    played = _harness(sandbox, head, kept=(0, -1))
    played.runner.start("run-1", problem(), settings(values=SCORED, rollouts=6), keep_states=True)
    played.play()
    for before, event in zip(played.events, played.events[1:], strict=False):
        if isinstance(event, StatesPooled):
            assert isinstance(before, NodeAdded)
            assert before.node == event.node
    first = next(node for node in _added(played) if node.parent == 0 and node.score is not None)
    states = next(event for event in played.events if isinstance(event, StatesPooled) and event.node == first.node)
    pooled = np.frombuffer(states.states, "<f2").astype(np.float32).reshape(states.layers, -1)

    node = Node(
        first.node,
        0,
        1,
        first.text,
        first.status,
        execution=first.execution,
        answer=first.answer,
        tokens=first.tokens,
        mean_logprob=first.mean_logprob,
    )
    row = input_row(head.card, [pooled], [first.tokens], facts(problem().text, [node]))
    assert pytest.approx(score_of(float(head.values(row[None])[0])), abs=0.02) == first.score
    assert len(_added(played)) == sum(isinstance(event, StatesPooled) for event in played.events)


def test_without_being_asked_no_states_are_announced(sandbox: Executor) -> None:
    played = _harness(sandbox, _head(), kept=(0,))
    played.solve(how=settings(values=SCORED))
    assert not any(isinstance(event, StatesPooled) for event in played.events)


def test_a_search_with_scores_needs_a_preference_model(sandbox: Executor) -> None:
    played = _harness(sandbox, None)
    played.runner.start("run-1", problem(), settings(values=SCORED))
    (failed,) = played.events
    assert isinstance(failed, Failed)
    assert "This model has no preference model; choose other values than 'ppm'." == failed.message


def test_the_confidence_is_the_combiners_where_there_is_one(sandbox: Executor) -> None:
    sure = Combiner(bias=3.0, share=0.0, best=0.0, mean=0.0, count=0.0, lead=0.0)
    record = _harness(sandbox, _head(sure)).solve(how=settings(values=SCORED, rollouts=12))
    assert pytest.approx(1 / (1 + np.exp(-3.0))) == record.answer.confidence
    without = _harness(sandbox, _head(sure)).solve(how=settings(rollouts=12))
    assert pytest.approx(record.answer.confidence) != without.answer.confidence
    assert () == without.answer.parts


def test_an_answer_says_what_its_confidence_is_made_of(sandbox: Executor) -> None:
    combiner = Combiner(bias=-1.0, share=2.0, best=0.3, mean=0.1, count=0.2, lead=0.5)
    answer = _harness(sandbox, _head(combiner)).solve(how=settings(values=SCORED, rollouts=12)).answer
    assert ["bias", "share", "best", "mean", "count", "lead"] == [part.name for part in answer.parts]
    assert -1.0 == answer.parts[0].amount
    logit = sum(part.amount for part in answer.parts)
    assert pytest.approx(1 / (1 + np.exp(-logit)), abs=1e-3) == answer.confidence


def test_a_scored_step_says_what_its_score_is_made_of(sandbox: Executor) -> None:
    played = _harness(sandbox, _head())
    played.solve(how=settings(values=SCORED, rollouts=12))
    for node in _added(played):
        if node.score is None:
            assert () == node.score_parts
            continue
        assert ["base", "step", "path", "likelihood", "execution", "values", "numbers", "printed answer"] == [
            part.name for part in node.score_parts
        ]
        assert pytest.approx(node.score, abs=1e-3) == score_of(sum(part.amount for part in node.score_parts))


def test_every_fact_is_told_under_a_kind() -> None:
    contributions = _head().contributions(np.zeros(2 * 2 * 8 + len(FACT_NAMES), np.float32))
    assert set(FACT_NAMES) == set(contributions) - {"base", "step", "path"}
    assert set(FACT_NAMES) == {fact for names in FACT_KINDS.values() for fact in names}


def test_a_head_of_another_size_or_with_unknown_facts_is_refused() -> None:
    info = ScriptedBackend(PENCILS).info
    with pytest.raises(BadHeadError, match="hidden states have another size; choose that model"):
        Scorer.of(small_head(width=9, layers=(0,), facts=FACT_NAMES), LAYERS, info)
    with pytest.raises(BadHeadError, match="facts that this Stepwise does not gather; train it anew"):
        Scorer.of(small_head(width=8, layers=(0,)), LAYERS, info)
