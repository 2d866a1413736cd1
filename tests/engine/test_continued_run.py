"""A search broken off after any event goes on, from what its events tell, to the same kind of result."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from app.state import RunState, carried_branch, carried_tree, replay
from engine import sampling
from engine.backends.scripted import Script
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError
from engine.events import AnyRunEvent, Failed, Finished, FocusChanged, NodeAdded, NodeClosed, Progress, RunStarted
from engine.sandbox.executor import Executor
from engine.search.backup import backed_up
from engine.search.policies import policy_for
from engine.search.values import leaf_values
from engine.search.vote import ballots, standing
from engine.types import ROOT, Author, NodeStatus, PolicyName, SearchSettings, StopReason, Tree
from tests.helpers.scripts import (
    Record,
    check_nothing_is_left,
    harness,
    problem,
    script,
    settings,
    solution,
)

POLICIES = tuple(PolicyName)
CUTS = 8
"""Of each search so many are tried; which ones depends on the policy."""

WAYS: Script = script(
    solution(" One.\na = 1", " Two.\nb = a + 1", " Three.\nprint(b + 16)", weight=4),
    solution(" Eins.\nx = 2", " Zwei.\ny = x + 3", " Drei.\nprint(y + 13)", weight=2),
    solution(" Un.\nu = 5", " Deux.\nv = u + 2", " Trois.\nprint(v)"),
)
"""Mostly 18, sometimes 7."""


def _how(policy: PolicyName, seed: int = 1) -> SearchSettings:
    return settings(policy, candidates=8, rollouts=6, seed=seed, stop_when_decided=False)


@dataclass(frozen=True)
class Whole:
    """A search that nobody broke off."""

    record: Record
    how: SearchSettings

    def cut(self, place: int) -> RunState:
        """What a store holds that got the first ``place`` events."""
        return replay(self.record.kept[:place])


@pytest.fixture(scope="module")
def wholes(sandbox: Executor) -> dict[PolicyName, Whole]:
    """Each policy's own search, played once."""
    return {name: Whole(harness(WAYS, sandbox).solve(how=_how(name)), _how(name)) for name in POLICIES}


def _play(executor: Executor, tree: Tree, how: SearchSettings, *steering: Steering) -> Record:
    return harness(WAYS, executor).solve(how=how, run_id="second", tree=tree, steering=steering)


def _continued(executor: Executor, tree: Tree, how: SearchSettings, *steering: Steering) -> Record:
    record = _play(executor, tree, how, *steering)
    _check_its_events_tell_all(record, tree)
    return record


def _check_its_events_tell_all(record: Record, tree: Tree) -> None:
    """A replay of the second run alone redraws the tree it took over and what came of it, scores included."""
    state = replay(record.kept)
    assert [node.text for node in tree.nodes] == [state.nodes[node].text for node in range(len(tree))]
    assert [False, *[True] * (len(tree) - 1)] == [state.nodes[node].carried for node in range(len(tree))]
    assert not any(view.carried for view in list(state.nodes.values())[len(tree) :])
    redrawn = carried_tree(state)
    assert state.settings is not None
    values, rule = state.settings.values, policy_for(state.settings.policy).rule
    cast = ballots(redrawn, {}, rule, values)
    expected = backed_up(redrawn, leaf_values(values, redrawn, standing(cast, {}, {})))
    for node, (visits, value_sum) in expected.items():
        assert visits == redrawn[node].visits
        assert value_sum == pytest.approx(redrawn[node].value_sum, abs=0.02)
    own = sum(node.tokens for node in record.nodes if not node.carried)
    assert own == record.result.usage.sampled_tokens


def _places(record: Record, policy: PolicyName) -> Iterator[int]:
    last = len(record.kept)
    step = max(1, last // CUTS)
    yield from range(1 + POLICIES.index(policy) % step, last + 1, step)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_search_broken_off_after_any_event_goes_on_to_the_same_kind_of_result(
    sandbox: Executor, wholes: dict[PolicyName, Whole], policy: PolicyName
) -> None:
    whole = wholes[policy]
    for place in _places(whole.record, policy):
        before = whole.cut(place)
        record = _continued(sandbox, carried_tree(before), whole.how)
        assert isinstance(record.terminal, Finished), f"cut at {place}"
        assert whole.record.answer.text == record.answer.text, f"cut at {place}"
        voting = [view for view in before.nodes.values() if view.status is NodeStatus.FINISHED]
        assert record.answer.finished >= len(voting)
        if policy is not PolicyName.GREEDY:
            assert record.answer.finished > len(voting), f"cut at {place}: nothing new"


@pytest.mark.parametrize("policy", POLICIES)
def test_no_sample_is_drawn_twice_by_a_run_and_the_one_that_continues_it(
    sandbox: Executor, policy: PolicyName, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[int, int, int]] = []
    generator = sampling.generator

    def remember(seed: int, node: int, sample: int) -> object:
        drawn.append((seed, node, sample))
        return generator(seed, node, sample)

    monkeypatch.setattr(sampling, "generator", remember)
    first = harness(WAYS, sandbox)
    first.runner.start("first", problem(), _how(policy))
    # In the middle of a layer of which something has closed already.
    first.play(until=lambda: len(first.record("first").nodes) >= (1 if policy is PolicyName.GREEDY else 11))
    tree = carried_tree(replay(first.record("first").kept))
    _continued(sandbox, tree, _how(policy))
    assert len(drawn) == len(set(drawn))


def test_a_run_that_is_continued_before_anything_has_closed_is_the_same_run(
    sandbox: Executor, wholes: dict[PolicyName, Whole]
) -> None:
    whole = wholes[PolicyName.MCTS]
    again = _continued(sandbox, carried_tree(whole.cut(1)), whole.how)
    assert [node.text for node in whole.record.nodes] == [node.text for node in again.nodes]


@pytest.mark.parametrize("first", POLICIES)
def test_another_policy_can_go_on_with_the_tree(
    sandbox: Executor, wholes: dict[PolicyName, Whole], first: PolicyName
) -> None:
    other = POLICIES[(POLICIES.index(first) + 3) % len(POLICIES)]
    whole = wholes[first]
    record = _continued(sandbox, carried_tree(whole.cut(len(whole.record.kept) // 2)), _how(other, seed=5))
    assert isinstance(record.terminal, Finished)
    assert {"7", "18"} >= {vote.answer for vote in record.answer.votes}


@pytest.mark.parametrize("policy", [PolicyName.MAJORITY, PolicyName.WEIGHTED])
def test_a_continued_vote_is_not_settled_before_its_new_samples_are_counted_in(
    sandbox: Executor, wholes: dict[PolicyName, Whole], policy: PolicyName
) -> None:
    record = wholes[policy].record
    finished = [at for at, event in enumerate(record.kept) if isinstance(event, NodeAdded) and event.answer]
    before = wholes[policy].cut(finished[2] + 1)
    how = settings(policy, candidates=8, rollouts=6)
    again = _play(sandbox, carried_tree(before), how)
    assert again.answer.finished > 3
    # What lies so far ahead that no eight or more could catch up is settled, and costs nothing.
    tree = carried_tree(replay(again.kept))
    over = _play(sandbox, tree, settings(policy, candidates=1, rollouts=6))
    assert (StopReason.DECIDED, len(again.nodes)) == (over.result.stop_reason, len(over.nodes))


def test_a_run_can_be_continued_again_and_again(sandbox: Executor) -> None:
    record = harness(WAYS, sandbox).solve(how=_how(PolicyName.MCTS))
    for _ in range(3):
        state = replay(record.kept)
        record = _continued(sandbox, carried_tree(state), _how(PolicyName.MCTS))
        assert len(record.nodes) > len(state.nodes)
        assert state.answer is not None
        assert record.answer.finished > state.answer.finished


def test_a_line_of_thought_that_was_cut_off_is_written_to_its_end(
    sandbox: Executor, wholes: dict[PolicyName, Whole]
) -> None:
    whole = wholes[PolicyName.GREEDY]
    places = [at + 1 for at, event in enumerate(whole.record.kept) if isinstance(event, NodeAdded)]
    for steps, place in enumerate(places[:-1], start=1):
        record = _continued(sandbox, carried_tree(whole.cut(place)), whole.how)
        assert [node.text for node in whole.record.nodes] == [node.text for node in record.nodes]
        assert [True] * steps + [False] * (3 - steps) == [node.carried for node in record.nodes]


@pytest.mark.parametrize("policy", POLICIES)
def test_a_fork_takes_over_one_line_of_thought_and_goes_on_below_its_end(
    sandbox: Executor, wholes: dict[PolicyName, Whole], policy: PolicyName
) -> None:
    state = replay(wholes[policy].record.kept)
    node = next(view for view in state.nodes.values() if view.depth == 2 and view.status is not NodeStatus.FAILED)
    tree = carried_branch(state, node.id)
    assert [state.nodes[step].text for step in state.path(node.id)] == [step.text for step in tree.nodes]
    record = _continued(sandbox, tree, _how(policy))
    added = [event for event in record.nodes if not event.carried]
    assert added
    assert {2} == {event.parent for event in added if event.depth == 3}
    assert record.answer.text in ("7", "18")
    assert 2 == replay(record.kept).focus


def test_a_fork_at_the_problem_begins_anew(sandbox: Executor, wholes: dict[PolicyName, Whole]) -> None:
    whole = wholes[PolicyName.MCTS]
    record = _continued(sandbox, carried_branch(replay(whole.record.kept), ROOT), whole.how)
    assert [node.text for node in whole.record.nodes] == [node.text for node in record.nodes]


@pytest.mark.parametrize("policy", POLICIES)
def test_changes_are_made_in_order_before_the_search_goes_on_and_may_build_on_each_other(
    sandbox: Executor, wholes: dict[PolicyName, Whole], policy: PolicyName
) -> None:
    whole = wholes[policy]
    tree = carried_tree(whole.cut(_after_first_node(whole.record)))
    mine = len(tree)
    record = _continued(
        sandbox,
        tree,
        whole.how,
        AddStep(parent=ROOT, text=" One.\na = 1", replaces=1),
        AddStep(parent=mine, text=" Two.\nb = a + 1"),
        Pin(node=mine + 1),
    )
    assert "Replaced by your step." == record.closed[1]
    assert [Author.HUMAN] * 2 == [node.author for node in record.nodes if node.node in (mine, mine + 1)]
    kinds = [type(event) for event in record.kept]
    assert kinds.index(NodeClosed) < kinds.index(FocusChanged)
    assert all(node.parent >= mine + 1 for node in record.nodes if node.node > mine + 1)
    assert "18" == record.answer.text


@pytest.mark.parametrize(
    ("steering", "sentence"),
    [
        ((Prune(node=99),), "There is no step 99; choose one of 0 to 1."),
        ((Prune(node=1), Pin(node=1)), "Step 1 has ended (pruned); choose one that can go on."),
        ((AddStep(parent=1, text=" Ends.\nprint(1)", final=True), AddStep(parent=2, text="x")), "Step 2 has ended"),
    ],
)
def test_changes_that_make_no_sense_end_the_run_before_it_begins(
    sandbox: Executor, wholes: dict[PolicyName, Whole], steering: tuple[Steering, ...], sentence: str
) -> None:
    whole = wholes[PolicyName.MCTS]
    played = harness(WAYS, sandbox)
    tree = carried_tree(whole.cut(_after_first_node(whole.record)))
    played.runner.start("second", problem(), whole.how, tree=tree, steering=steering)
    (failed,) = played.events
    assert isinstance(failed, Failed)
    assert (1, BadSettingsError.__name__, 3) == (failed.seq, failed.kind, failed.exit_code)
    assert failed.message.startswith(sentence)
    check_nothing_is_left(played.backend, played.runner)


@pytest.mark.parametrize("second", [PolicyName.MCTS, PolicyName.BEAM, PolicyName.MAJORITY])
def test_a_search_that_was_changed_can_be_broken_off_anywhere_as_well(sandbox: Executor, second: PolicyName) -> None:
    played = harness(WAYS, sandbox)
    played.runner.start("run-1", problem(), _how(PolicyName.MCTS))
    played.play(until=lambda: any(node.depth == 3 for node in played.record().nodes))
    deepest = next(node.parent for node in played.record().nodes if node.depth == 3)
    first = next(node.parent for node in played.record().nodes if node.node == deepest)
    played.runner.steer("run-1", Pin(node=first))
    played.play(until=lambda: sum(node.parent == first for node in played.record().nodes) >= 8)
    began = len(played.record().kept)
    played.runner.steer("run-1", Prune(node=first))
    ended = len(played.record().kept)
    closings = [event for event in played.record().kept[began:ended] if isinstance(event, NodeClosed)]
    assert len(closings) > 8
    for place in range(began, ended + 1):
        state = replay(played.record().kept[:place])
        record = _continued(sandbox, carried_tree(state), _how(second))
        assert "18" == record.answer.text
        gone = {view.id for view in state.nodes.values() if view.reason == "Given up by you."}
        after = replay(record.kept)
        assert not [node for node in record.nodes if not node.carried and gone & set(after.path(node.node))]


def _after_first_node(record: Record) -> int:
    return 1 + next(at for at, event in enumerate(record.kept) if isinstance(event, NodeAdded))


def test_the_second_run_begins_like_any_other(sandbox: Executor, wholes: dict[PolicyName, Whole]) -> None:
    whole = wholes[PolicyName.BEAM]
    record = _continued(sandbox, carried_tree(whole.cut(20)), whole.how)
    started: AnyRunEvent = record.events[0]
    assert isinstance(started, RunStarted)
    assert whole.how == started.settings
    assert list(range(1, len(record.kept) + 1)) == [event.seq for event in record.kept]
    assert not isinstance(record.kept[1], Progress)
