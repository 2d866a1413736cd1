"""What a person may change in a tree while it is searched: steps given up, pinned, added, replaced."""

import random
from collections.abc import Callable

import pytest

from app.state import RunState, replay
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError
from engine.events import AnswerChanged, AnyRunEvent, Finished, FocusChanged, NodeAdded, NodeClosed
from engine.sandbox.executor import Executor
from engine.types import ROOT, Author, NodeId, NodeStatus, PolicyName, StopReason
from tests.helpers.scripts import (
    PENCILS,
    Harness,
    Record,
    check_nothing_is_left,
    check_record,
    harness,
    printing,
    problem,
    script,
    settings,
    solution,
)

POLICIES = tuple(PolicyName)
GIVEN_UP, REPLACED = "Given up by you.", "Replaced by your step."
LONG = script(
    solution(" One.\na = 1", " Two.\nb = a + 1", " Three.\nprint(b + 16)", weight=2),
    solution(" Eins.\nx = 2", " Zwei.\ny = x + 3", " Drei.\nprint(y + 13)"),
    solution(" Un.\nu = 5", " Deux.\nv = u + 2", " Trois.\nprint(v)"),
)
"""Two ways to 18 and one to 7, three steps each; no two ways compute the same."""


def _started(executor: Executor, policy: PolicyName, *, rollouts: int = 6) -> Harness:
    played = harness(LONG, executor)
    how = settings(policy, candidates=8, rollouts=rollouts, stop_when_decided=False)
    played.runner.start("run-1", problem(), how)
    return played


def _play_to_node(played: Harness, depth: int, status: NodeStatus = NodeStatus.OPEN) -> NodeId:
    """Play until a step of this depth and status is there; returns the first one."""

    def found() -> list[NodeId]:
        nodes = [node for node in played.record().with_status(status) if node.depth == depth]
        return [node.node for node in nodes if node.node not in played.record().closed]

    played.play(until=lambda: bool(found()))
    assert played.runner.active, "the run has ended too early"
    return found()[0]


def _ended(played: Harness) -> Record:
    played.play()
    check_record(played.record(), played.backend, played.runner)
    return played.record()


def _path(record: Record, node: NodeId) -> list[NodeId]:
    parents = {added.node: added.parent for added in record.nodes}
    path = [node]
    while path[-1] != ROOT:
        path.append(parents[path[-1]])
    return path


def _added_after(record: Record, event: AnyRunEvent) -> list[NodeAdded]:
    at = record.events.index(event)
    return [later for later in record.events[at:] if isinstance(later, NodeAdded)]


def _only(record: Record, kind: type[FocusChanged]) -> FocusChanged:
    (event,) = [event for event in record.events if isinstance(event, kind)]
    return event


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("depth", [1, 2])
def test_nothing_more_is_written_below_a_step_that_is_given_up(
    sandbox: Executor, policy: PolicyName, depth: int
) -> None:
    played = _started(sandbox, policy)
    node = _play_to_node(played, depth)
    played.runner.steer("run-1", Prune(node=node))
    record = _ended(played)
    assert isinstance(record.terminal, Finished)
    closed = next(event for event in record.events if isinstance(event, NodeClosed) and event.node == node)
    assert (NodeStatus.PRUNED, GIVEN_UP) == (closed.status, closed.reason)
    assert not [later for later in _added_after(record, closed) if node in _path(record, later.node)]
    assert (record.result.answer is None) == (policy is PolicyName.GREEDY)


@pytest.mark.parametrize("policy", [name for name in POLICIES if name is not PolicyName.GREEDY])
def test_solutions_of_a_branch_that_is_given_up_lose_their_votes(sandbox: Executor, policy: PolicyName) -> None:
    played = _started(sandbox, policy)
    finished = _play_to_node(played, 3, NodeStatus.FINISHED)
    first = _path(played.record(), finished)[-2]
    before = len(played.record().voting)
    played.runner.steer("run-1", Prune(node=first))
    assert len(played.record().voting) < before
    record = _ended(played)
    lost = [node.node for node in record.with_status(NodeStatus.FINISHED) if first in _path(record, node.node)]
    assert {GIVEN_UP} == {record.closed[node] for node in lost}
    assert first not in record.result.best_path
    assert len(record.voting) == (record.result.answer.finished if record.result.answer else 0)


def test_the_answer_is_gone_when_nothing_that_gave_it_is_left_and_comes_back_with_the_next_solution(
    sandbox: Executor,
) -> None:
    played = harness(printing(7, 8), sandbox, width=2)
    how = settings(PolicyName.MAJORITY, candidates=6, stop_when_decided=False)
    played.runner.start("run-1", problem(), how)
    played.play(until=lambda: bool(played.record().voting))
    for node in played.record().voting:
        played.runner.steer("run-1", Prune(node=node.node))
    said = [event.answer for event in played.events if isinstance(event, AnswerChanged)]
    assert said[-1] is None
    assert replay(played.events).answer is None
    assert _ended(played).answer.finished == 6 - len(played.record().closed)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_run_whose_every_line_of_thought_is_given_up_ends_without_an_answer(
    sandbox: Executor, policy: PolicyName
) -> None:
    played = _started(sandbox, policy, rollouts=3)
    for _ in range(200):
        played.play(until=lambda: any(_is_alive(played, node) for node in played.record().nodes))
        if not played.runner.active:
            break
        for node in [node.node for node in played.record().nodes if _is_alive(played, node)]:
            played.runner.steer("run-1", Prune(node=node))
    record = _ended(played)
    assert record.result.answer is None
    assert () == record.result.best_path
    assert record.result.stop_reason in (StopReason.ROLLOUTS, StopReason.EXHAUSTED)


def _is_alive(played: Harness, node: NodeAdded) -> bool:
    return node.status in (NodeStatus.OPEN, NodeStatus.FINISHED) and node.node not in played.record().closed


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("depth", [1, 2])
def test_after_a_pin_steps_are_written_below_the_pinned_one_alone(
    sandbox: Executor, policy: PolicyName, depth: int
) -> None:
    played = _started(sandbox, policy)
    node = _play_to_node(played, depth)
    played.runner.steer("run-1", Pin(node=node))
    record = _ended(played)
    focus = _only(record, FocusChanged)
    later = _added_after(record, focus)
    assert later
    assert all(node in _path(record, added.node) for added in later)
    assert any(added.status is NodeStatus.FINISHED for added in later)
    assert node == replay(record.kept).focus


@pytest.mark.parametrize("policy", POLICIES)
def test_a_pin_can_be_taken_away(sandbox: Executor, policy: PolicyName) -> None:
    played = _started(sandbox, policy)
    node = _play_to_node(played, 1)
    played.runner.steer("run-1", Pin(node=node))
    played.runner.steer("run-1", Pin(node=ROOT))
    record = _ended(played)
    assert ROOT == replay(record.kept).focus
    if policy is not PolicyName.GREEDY:
        assert any(node not in _path(record, added.node) for added in record.nodes if added.node > node)


def test_samples_that_were_being_written_when_a_step_was_pinned_are_not_written_twice(sandbox: Executor) -> None:
    played = _started(sandbox, PolicyName.MAJORITY)
    node = _play_to_node(played, 2)
    first = _path(played.record(), node)[-2]
    played.runner.steer("run-1", Pin(node=first))
    record = _ended(played)
    below = [added for added in record.nodes if added.parent == node]
    assert 1 == len(below)
    assert 1 + 8 == len([added for added in record.nodes if added.parent == first])


def test_giving_up_the_pinned_step_takes_the_pin_away(sandbox: Executor) -> None:
    played = _started(sandbox, PolicyName.MCTS)
    node = _play_to_node(played, 1)
    played.runner.steer("run-1", Pin(node=node))
    _play_to_node(played, 2)
    played.runner.steer("run-1", Prune(node=node))
    record = _ended(played)
    assert [node, ROOT] == [event.node for event in record.events if isinstance(event, FocusChanged)]
    assert any(node not in _path(record, added.node) for added in record.nodes if added.node > node)
    assert node not in record.result.best_path


@pytest.mark.parametrize("policy", POLICIES)
def test_the_search_goes_on_from_a_step_that_a_person_added(sandbox: Executor, policy: PolicyName) -> None:
    played = harness(PENCILS, sandbox)
    how = settings(policy, candidates=8, rollouts=6, stop_when_decided=False)
    played.runner.start("run-1", problem(), how)
    parent = _play_to_node(played, 1)
    played.runner.steer("run-1", AddStep(parent=parent, text=" By hand.\nmine = 3"))
    added = next(node for node in played.record().nodes if node.author is Author.HUMAN)
    assert (parent, "# Step 2: By hand.\nmine = 3", 0, NodeStatus.OPEN) == (
        added.parent,
        added.text,
        added.tokens,
        added.status,
    )
    assert added.execution is not None
    assert (("mine", "3"),) == added.execution.names
    record = _ended(played)
    assert any(node.parent == added.node for node in record.nodes)
    assert added.node not in record.closed
    assert Author.HUMAN is replay(record.kept).nodes[added.node].author


@pytest.mark.parametrize("policy", POLICIES)
def test_editing_a_step_gives_up_the_old_one_and_goes_on_from_the_new_one(
    sandbox: Executor, policy: PolicyName
) -> None:
    played = _started(sandbox, policy)
    old = _play_to_node(played, 2)
    parent = _path(played.record(), old)[1]
    edited = AddStep(parent=parent, text=" Edited.\nb = a = x = u = y = v = 2", replaces=old)
    played.runner.steer("run-1", edited)
    record = _ended(played)
    mine = next(node.node for node in record.nodes if node.author is Author.HUMAN)
    assert REPLACED == record.closed[old]
    assert any(node.parent == mine for node in record.nodes)
    assert not [node for node in record.nodes if node.parent == old and node.node > mine]


def test_a_final_step_by_hand_ends_a_solution_and_votes(sandbox: Executor) -> None:
    played = _started(sandbox, PolicyName.MCTS)
    parent = _play_to_node(played, 1)
    played.runner.steer("run-1", AddStep(parent=parent, text=" I know.\nprint(99)", final=True))
    mine = played.record().nodes[-1]
    assert (NodeStatus.FINISHED, "99", Author.HUMAN) == (mine.status, mine.answer, mine.author)
    assert replay(played.events).answer is not None
    record = _ended(played)
    assert "99" in {vote.answer for vote in record.answer.votes}


@pytest.mark.parametrize(
    ("text", "final", "reason"),
    [
        (" Wrong.\n1 / 0", False, "ZeroDivisionError: division by zero"),
        (" Silent.\nx = 1", True, "Ended without printing an answer."),
        (" Broken.\nx = (", False, "SyntaxError: '(' was never closed"),
    ],
)
def test_a_step_by_hand_that_fails_says_why_like_any_other(
    sandbox: Executor, text: str, final: bool, reason: str
) -> None:
    played = _started(sandbox, PolicyName.MAJORITY)
    parent = _play_to_node(played, 1)
    played.runner.steer("run-1", AddStep(parent=parent, text=text, final=final))
    mine = played.record().nodes[-1]
    assert (NodeStatus.FAILED, Author.HUMAN, reason) == (mine.status, mine.author, mine.reason)
    assert not [node for node in _ended(played).nodes if node.parent == mine.node]


def _pruned(played: Harness) -> NodeId:
    node = _play_to_node(played, 1)
    played.runner.steer("run-1", Prune(node=node))
    return node


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda node, other: Prune(node=ROOT), "The problem itself cannot be given up; stop the search instead."),
        (lambda node, other: Prune(node=9999), "There is no step 9999; choose one of 0 to {last}."),
        (lambda node, other: Pin(node=-1), "There is no step -1; choose one of 0 to {last}."),
        (lambda node, other: Pin(node=node), "Step {node} has ended (pruned); choose one that can go on."),
        (
            lambda node, other: AddStep(parent=node, text="x = 1"),
            "Step {node} has ended (pruned); choose one that can go on.",
        ),
        (lambda node, other: AddStep(parent=ROOT, text=" \n "), "The step is empty; write what it should do."),
        (
            lambda node, other: AddStep(parent=other, text="x = 1", replaces=node),
            "Step {node} does not follow step {other}; nothing was replaced.",
        ),
    ],
)
def test_a_change_that_makes_no_sense_is_refused_in_one_sentence_and_changes_nothing(
    sandbox: Executor, change: Callable[[NodeId, NodeId], Steering], sentence: str
) -> None:
    played = _started(sandbox, PolicyName.MCTS)
    node = _pruned(played)
    other = _play_to_node(played, 1)
    before = list(played.events)
    with pytest.raises(BadSettingsError) as refused:
        played.runner.steer("run-1", change(node, other))
    last = len(played.record().nodes)
    assert sentence.format(node=node, other=other, last=last) == refused.value.message
    assert before == played.events
    assert isinstance(_ended(played).terminal, Finished)


def test_a_run_that_has_ended_cannot_be_changed(sandbox: Executor) -> None:
    played = harness(LONG, sandbox)
    played.solve(how=settings(PolicyName.GREEDY))
    before = list(played.events)
    with pytest.raises(BadSettingsError, match="This search has ended"):
        played.runner.steer("run-1", Prune(node=1))
    assert before == played.events


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", range(5))
def test_any_changes_at_any_moments_leave_a_whole_tree_and_an_end(
    sandbox: Executor, policy: PolicyName, seed: int
) -> None:
    rng = random.Random(f"{policy} {seed}")
    played = harness(PENCILS, sandbox, width=rng.choice([2, 8, 32]))
    how = settings(policy, candidates=rng.choice([3, 8]), rollouts=5, max_tokens=4000, seed=seed)
    played.runner.start("run-1", problem(), how)
    for _ in range(12):
        steps = rng.randrange(25)
        for _ in range(steps):
            played.runner.step()
        if not played.runner.active:
            break
        _try(played, _any_change(rng, replay(played.events)))
    record = _ended(played)
    state = replay(record.kept)
    _check_nothing_lives_below_what_was_given_up(state)
    check_nothing_is_left(played.backend, played.runner)


def _any_change(rng: random.Random, state: RunState) -> Steering:
    node = rng.randrange(len(state.nodes))
    kind = rng.randrange(5)
    if kind == 0:
        return Prune(node=node)
    if kind == 1:
        return Pin(node=node)
    children = state.nodes[node].children
    replaces = rng.choice(children) if children and kind == 4 else None
    text = rng.choice([" Set.\npencils = each = p = s = share = 27", " Say.\nprint(18)", " Fail.\n1 / 0"])
    return AddStep(parent=node, text=text, replaces=replaces, final=rng.random() < 0.3)


def _try(played: Harness, change: Steering) -> None:
    before = list(played.events)
    refused: BadSettingsError | None = None
    try:
        played.runner.steer("run-1", change)
    except BadSettingsError as error:
        refused = error
    assert refused is None or ("\n" not in refused.message and before == played.events)


def _check_nothing_lives_below_what_was_given_up(state: RunState) -> None:
    for view in state.nodes.values():
        given_up = [above for above in state.path(view.id) if state.nodes[above].reason in (GIVEN_UP, REPLACED)]
        if given_up:
            assert view.status in (NodeStatus.PRUNED, NodeStatus.FAILED)
