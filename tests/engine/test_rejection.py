"""Lines of thought that the preference model gives too small a chance are given up, and never cost the answer."""

from dataclasses import replace

import msgspec
import pytest

from app.state import replay
from app.state.branch import Fate, branch_of
from engine.backends.scripted import Script, ScriptedBackend
from engine.commands import AddStep, Pin
from engine.events import AnyRunEvent, Failed, NodeAdded, NodeClosed, RunStarted
from engine.preference import Scorer
from engine.rejection import rejection_words
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.search.policies import samples_whole_solutions
from engine.search.values import chance_of
from engine.types import Node, NodeId, NodeStatus, PolicyName, SearchSettings, StopReason, ValueName
from models.ppm import score_of
from tests.helpers.heads import fact_head
from tests.helpers.scripts import Harness, Record, problem, script, settings, solution

SCORED = (ValueName.AGREEMENT, ValueName.PPM)
WHOLE = tuple(policy for policy in PolicyName if samples_whole_solutions(policy) and policy is not PolicyName.GREEDY)
TREES = tuple(policy for policy in PolicyName if not samples_whole_solutions(policy))
HEAD = fact_head(3.0, negative_values=-10.0)
"""What assigns negative values alone has a chance of 0.1 %, half of them 12 %, none of them 95 %."""
HOPELESS = "Given up: the preference model gives it less than a 0.1 % chance of ending right."
POOR = "Given up: the preference model gives it a 11.9 % chance of ending right."

GOOD = (" Count.\nx = 1", " Go on.\ny = x + 4", " End.\nprint(y)")
MIXED = script(
    solution(*GOOD, weight=2),
    solution(" Lose.\nx = -1", " Go on.\ny = x + 8", " Still.\nz = y + 8", " End.\nprint(z)", weight=2),
    solution(" Half.\nx = -1\nw = 1", " Go on.\ny = x + 9", " Still.\nz = y + 9", " End.\nprint(z + w)"),
)
LOST = script(
    solution(" Lose.\nx = -1", " Go on.\ny = -2", " End.\nprint(3)", weight=3),
    solution(" Half.\nx = -1\nw = 1", " Go on.\ny = -3", " End.\nprint(4)"),
)
BROKEN = script(
    solution(" Half.\nx = -1\nw = 1", " Go on.\ny = missing", weight=1),
    solution(" Lose.\nx = -1", " Go on.\ny = -2", " End.\nprint(3)", weight=1),
)


def _harness(played: Script, executor: Executor, width: int = 32) -> Harness:
    backend = ScriptedBackend(played, context_tokens=65_536, sequences=64, batch_tokens=4096)
    events: list[AnyRunEvent] = []
    scorer = Scorer.of(HEAD, (0,), backend.info)
    runner = Runner(backend, "scripted", executor, events.append, width=width, scorer=scorer, clock=lambda: 0.0)
    return Harness(runner, backend, events)


def _how(
    policy: PolicyName = PolicyName.WEIGHTED, below: float = 0.05, *, seed: int = 1, **more: int
) -> SearchSettings:
    base = settings(policy, seed=seed, values=SCORED, stop_when_decided=False, **more)
    return replace(base, reject_below=below)


def _rejected(record: Record) -> dict[NodeId, str]:
    return {node: reason for node, reason in record.closed.items() if "preference model" in reason}


def _is_lost(node: NodeAdded) -> bool:
    return node.parent == 0 and "Lose" in node.text


@pytest.mark.parametrize("policy", WHOLE)
@pytest.mark.parametrize("width", [2, 32])
def test_a_hopeless_sample_is_given_up_and_has_no_vote(sandbox: Executor, policy: PolicyName, width: int) -> None:
    record = _harness(MIXED, sandbox, width).solve(how=_how(policy, candidates=12))
    rejected = _rejected(record)
    lost = [node.node for node in record.nodes if _is_lost(node)]
    assert lost
    assert dict.fromkeys(lost, HOPELESS) == rejected
    assert not any(node.parent in rejected for node in record.nodes)
    assert {"5", "18"} == {vote.answer for vote in record.answer.votes}
    assert 12 == len([node for node in record.nodes if node.parent == 0])


def test_a_higher_threshold_gives_up_more(sandbox: Executor) -> None:
    record = _harness(MIXED, sandbox).solve(how=_how(below=0.2, candidates=12))
    assert {HOPELESS, POOR} == set(_rejected(record).values())
    assert ["5"] == [vote.answer for vote in record.answer.votes]


def test_what_is_given_up_is_not_paid_for(sandbox: Executor) -> None:
    whole, cut = (
        _harness(MIXED, sandbox).solve(how=_how(PolicyName.MAJORITY, below, candidates=12)) for below in (0.0, 0.05)
    )
    assert {} == _rejected(whole)
    saved = whole.result.usage.sampled_tokens - cut.result.usage.sampled_tokens
    lost = [node for node in whole.nodes if _is_lost(node)]
    below = sum(node.tokens for node in whole.nodes if node.depth > 1 and _first_step(whole, node) in lost)
    assert below == saved


def _first_step(record: Record, node: NodeAdded) -> NodeAdded:
    while node.parent:
        node = record.nodes[node.parent - 1]
    return node


def test_lines_are_only_set_aside_until_the_first_answer(sandbox: Executor) -> None:
    record = _harness(MIXED, sandbox).solve(how=_how(candidates=12))
    first = next(at for at, event in enumerate(record.events) if getattr(event, "answer", None) is not None)
    before = {event.node for event in record.events[:first] if isinstance(event, NodeAdded)}
    lost = {node.node for node in record.nodes if _is_lost(node)}
    assert lost
    assert lost <= before
    assert not any(isinstance(event, NodeClosed) for event in record.events[:first])
    closings = record.events[first + 1 : first + 1 + len(lost)]
    assert lost == {event.node for event in closings if isinstance(event, NodeClosed)}


@pytest.mark.parametrize("width", [1, 32])
def test_a_line_that_turns_hopeless_after_the_first_answer_is_given_up_at_once(sandbox: Executor, width: int) -> None:
    late = script(solution(" End.\nprint(5)"), solution(" Count.\nx = 1", " Lose.\ny = -1", " End.\nprint(y)"))
    record = _harness(late, sandbox, width).solve(how=_how(candidates=12))
    lost = [node.node for node in record.nodes if node.depth == 2]
    assert lost
    assert dict.fromkeys(lost, HOPELESS) == _rejected(record)
    for before, event in zip(record.events, record.events[1:], strict=False):
        if isinstance(event, NodeClosed):
            assert isinstance(before, NodeAdded)
            assert (before.node, NodeStatus.OPEN) == (event.node, before.status)
    assert ["5"] == [vote.answer for vote in record.answer.votes]


@pytest.mark.parametrize("seed", range(6))
def test_where_all_samples_are_hopeless_the_best_one_goes_on(sandbox: Executor, seed: int) -> None:
    record = _harness(LOST, sandbox).solve(how=_how(below=0.5, candidates=6, seed=seed))
    firsts = [node for node in record.nodes if node.parent == 0]
    best = max(firsts, key=lambda node: (node.score or 0.0, -node.node))
    assert 6 == len(firsts)
    (finished,) = record.with_status(NodeStatus.FINISHED)
    assert best == _first_step(record, finished)
    assert {node.node for node in firsts} - {best.node} == set(_rejected(record))


def test_where_the_best_line_fails_the_next_goes_on(sandbox: Executor) -> None:
    record = _harness(BROKEN, sandbox).solve(how=_how(below=0.5, candidates=8))
    failed, finished = record.with_status(NodeStatus.FAILED), record.with_status(NodeStatus.FINISHED)
    halves = [node for node in record.nodes if node.parent == 0 and "Half" in node.text]
    assert halves
    assert [node.node for node in halves] == sorted(node.parent for node in failed)
    assert ["3"] == [node.answer for node in finished]
    assert "3" == record.answer.text


@pytest.mark.parametrize("policy", PolicyName)
@pytest.mark.parametrize(("played", "width"), [(LOST, 1), (BROKEN, 4), (MIXED, 32)])
def test_an_answer_comes_wherever_one_would_have_come(
    sandbox: Executor, policy: PolicyName, played: Script, width: int
) -> None:
    for seed in range(3):
        free = _harness(played, sandbox, width).solve(how=_how(policy, 0.0, seed=seed, candidates=5))
        cut = _harness(played, sandbox, width).solve(how=_how(policy, 0.9, seed=seed, candidates=5))
        assert cut.result.answer or not free.result.answer, f"seed {seed}"


@pytest.mark.parametrize("policy", TREES)
def test_a_layer_of_a_tree_loses_its_hopeless_steps(sandbox: Executor, policy: PolicyName) -> None:
    record = _harness(MIXED, sandbox).solve(how=_how(policy, candidates=12, rollouts=4))
    rejected = _rejected(record)
    assert rejected
    assert not any(node.parent in rejected for node in record.nodes)
    assert set(rejected) <= {node.node for node in record.nodes if _is_lost(node)}
    assert {HOPELESS} == set(rejected.values())
    assert "7" not in {vote.answer for vote in record.answer.votes}


@pytest.mark.parametrize("policy", TREES)
def test_a_layer_of_a_tree_keeps_its_best_step_where_all_are_hopeless(sandbox: Executor, policy: PolicyName) -> None:
    record = _harness(LOST, sandbox).solve(how=_how(policy, 0.5, candidates=8, rollouts=1))
    firsts = [node for node in record.nodes if node.parent == 0][:8]
    best = max(firsts, key=lambda node: (node.score or 0.0, -node.node))
    assert {node.node for node in firsts} - {best.node} <= set(_rejected(record))
    assert all(_first_step(record, node) == best for node in record.nodes[8:] if node.parent)
    assert record.answer.votes


def test_a_search_that_gives_up_nothing_is_as_it_was(sandbox: Executor) -> None:
    with_none = _harness(MIXED, sandbox).solve(how=_how(below=0.0, candidates=8))
    assert {} == with_none.closed
    lowest = _harness(MIXED, sandbox).solve(how=_how(below=1e-9, candidates=8))
    assert [_without_clock(event) for event in with_none.kept] == [_without_clock(event) for event in lowest.kept]


def _without_clock(event: AnyRunEvent) -> bytes:
    told = msgspec.to_builtins(event)
    told.pop("settings", None)
    if told.get("execution"):
        told["execution"].pop("duration_ms")
    return msgspec.json.encode(told)


def test_the_same_seed_gives_up_the_same_lines(sandbox: Executor) -> None:
    one, other = (
        [_without_clock(event) for event in _harness(MIXED, sandbox, 4).solve(how=_how(candidates=20)).kept]
        for _ in range(2)
    )
    assert one == other


@pytest.mark.parametrize("policy", PolicyName)
def test_a_replay_shows_what_was_given_up_and_why(sandbox: Executor, policy: PolicyName) -> None:
    record = _harness(MIXED, sandbox).solve(how=_how(policy, candidates=12, rollouts=4))
    state = replay(record.events)
    rejected = _rejected(record)
    assert rejected or policy is PolicyName.GREEDY
    for node, reason in rejected.items():
        assert (NodeStatus.PRUNED, reason) == (state.nodes[node].status, state.nodes[node].reason)
        assert Fate.HOPELESS is branch_of(state, node).fate
    started = record.events[0]
    assert isinstance(started, RunStarted)
    assert 0.05 == started.settings.reject_below


def test_a_search_that_gives_up_early_needs_a_preference_model(sandbox: Executor) -> None:
    backend = ScriptedBackend(MIXED)
    events: list[AnyRunEvent] = []
    Runner(backend, "scripted", sandbox, events.append).start("run-1", problem(), replace(_how(), values=SCORED[:1]))
    (failed,) = events
    assert isinstance(failed, Failed)
    assert "This model has no preference model to give up lines early by; set that chance to 0." == failed.message


def test_a_search_may_give_up_early_without_being_guided_by_the_model(sandbox: Executor) -> None:
    how = replace(_how(PolicyName.MAJORITY, candidates=12), values=(ValueName.EXECUTION,))
    assert HOPELESS in _rejected(_harness(MIXED, sandbox).solve(how=how)).values()


def test_lines_set_aside_when_the_budget_ends_are_written_by_the_search_that_goes_on(sandbox: Executor) -> None:
    played = _harness(LOST, sandbox)
    record = played.solve(how=_how(below=0.5, candidates=4, max_tokens=4 * len("# Step 1: Lose.\nx = -1\n")))
    assert (None, StopReason.TOKENS) == (record.result.answer, record.result.stop_reason)
    assert {} == record.closed
    tree = replay(record.events)
    waiting = [node.node for node in record.with_status(NodeStatus.OPEN)]
    assert waiting
    assert all(tree.nodes[node].status is NodeStatus.OPEN for node in waiting)


def test_an_end_that_a_person_writes_gives_up_the_lines_set_aside(sandbox: Executor) -> None:
    slow = script(
        solution(" Lose.\nx = -1", " Go on.\ny = -2", " End.\nprint(3)"),
        solution(" Count.\nx = 1", *(f" Go on.\nx = x + {number}" for number in range(6)), " End.\nprint(x)"),
    )
    played = _harness(slow, sandbox)
    played.runner.start("run-1", problem(), _how(candidates=8))
    played.play(until=lambda: any("Go on" in node.text for node in played.record().nodes))
    lost = {node.node for node in played.record().nodes if _is_lost(node)}
    assert lost
    assert {} == played.record().closed
    played.runner.steer("run-1", AddStep(parent=0, text=" Mine.\nprint(9)", final=True))
    assert dict.fromkeys(lost, HOPELESS) == _rejected(played.record())
    played.play()
    assert "9" in {vote.answer for vote in played.record().answer.votes}


def test_a_pinned_line_that_was_set_aside_goes_on(sandbox: Executor) -> None:
    slow = script(
        solution(" Lose.\nx = -1", " Go on.\ny = -2", " End.\nprint(3)"),
        solution(" Count.\nx = 1", *(f" Go on.\nx = x + {number}" for number in range(6)), " End.\nprint(x)"),
    )
    played = _harness(slow, sandbox)
    played.runner.start("run-1", problem(), _how(candidates=8))
    played.play(until=lambda: any("Go on" in node.text for node in played.record().nodes))
    lost = next(node.node for node in played.record().nodes if _is_lost(node))
    played.runner.steer("run-1", Pin(node=lost))
    played.play()
    assert ["3"] == [vote.answer for vote in played.record().answer.votes]


@pytest.mark.parametrize(
    ("value", "words"),
    [(-3.0, "a 4.7 %"), (-6.9, "a 0.1 %"), (-7.0, "less than a 0.1 %"), (-50.0, "less than a 0.1 %")],
)
def test_the_reason_tells_the_chance(value: float, words: str) -> None:
    node = Node(1, 0, 1, "# Step 1: Go on.", score=score_of(value))
    assert f"Given up: the preference model gives it {words} chance of ending right." == rejection_words(node)


def test_the_chance_is_the_sigmoid_of_the_value() -> None:
    assert [pytest.approx(0.0474, abs=1e-4), 0.5, pytest.approx(0.9526, abs=1e-4)] == [
        chance_of(score_of(value)) for value in (-3.0, 0.0, 3.0)
    ]
