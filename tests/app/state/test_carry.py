"""The tree that a stored run leaves to the one that goes on from it."""

import msgspec
import pytest

from app.state import RunState, carried_branch, carried_tree, reduce, replay
from engine.events import AnswerChanged, FocusChanged, NodeAdded, NodeClosed
from engine.types import ROOT, Author, Node, NodeStatus, Tree
from tests.helpers.events import DEMO_NODES, DEMO_PROBLEM, demo_events

NOT_SHOWN = ("title", "code", "carried")


def _closed(state: RunState, node: int) -> RunState:
    closed = NodeClosed(run_id="run-1", seq=1, node=node, status=NodeStatus.PRUNED, reason="Given up by you.")
    return reduce(state, closed)


@pytest.mark.parametrize("end", ["finished", "paused", "cancelled", "failed", "none"])
def test_a_carried_tree_has_all_that_the_events_said(end: str) -> None:
    state = replay(demo_events(end=end))
    tree = carried_tree(state)
    assert (DEMO_NODES + 1, DEMO_PROBLEM.text, ROOT) == (len(tree), tree[ROOT].text, tree.focus)
    for node in tree.nodes:
        view = state.nodes[node.id]
        shown = {name: getattr(view, name) for name in view.__slots__ if name not in NOT_SHOWN}
        assert shown == {name: getattr(node, name) for name in shown}
        assert bool(view.children) == node.expanded
        assert node.id == ROOT or node.parent is not None


def test_a_node_that_waited_for_its_first_child_can_be_expanded_again() -> None:
    tree = carried_tree(replay(demo_events()[:2]))
    assert [True, False] == [node.expanded for node in tree.nodes]


def test_the_pin_is_carried_but_not_one_on_a_step_that_was_given_up() -> None:
    state = replay(demo_events(end="none"))
    node = next(view.id for view in state.nodes.values() if view.id and view.status is NodeStatus.OPEN)
    pinned = reduce(state, FocusChanged(run_id="run-1", seq=1, node=node))
    assert node == pinned.focus == carried_tree(pinned).focus
    assert ROOT == carried_tree(_closed(pinned, node)).focus


def test_a_branch_is_its_path_alone_numbered_anew_and_to_be_expanded_at_its_end() -> None:
    state = replay(demo_events())
    end = next(view for view in state.nodes.values() if view.depth == 3 and view.status is NodeStatus.OPEN)
    line = carried_branch(state, end.id)
    assert [state.nodes[node].text for node in state.path(end.id)] == [node.text for node in line.nodes]
    assert [(0, None, (1,)), (1, 0, (2,)), (2, 1, (3,)), (3, 2, ())] == [
        (node.id, node.parent, node.children) for node in line.nodes
    ]
    assert [True, True, True, False] == [node.expanded for node in line.nodes]
    assert (3, {(0, 0.0)}) == (line.focus, {(node.visits, node.value_sum) for node in line.nodes})


def test_a_fork_at_the_problem_is_a_fresh_tree() -> None:
    fresh = Tree((Node(id=ROOT, parent=None, depth=0, text=DEMO_PROBLEM.text),))
    assert fresh == carried_branch(replay(demo_events()), ROOT)


def test_what_was_given_up_on_the_line_of_a_fork_is_open_again() -> None:
    state = replay(demo_events(end="none"))
    end = next(view for view in state.nodes.values() if view.depth == 2 and view.status is NodeStatus.OPEN)
    above = state.path(end.id)[1]
    line = carried_branch(_closed(_closed(state, end.id), above), end.id)
    assert [(NodeStatus.OPEN, "")] * 3 == [(node.status, node.reason) for node in line.nodes]


def test_who_wrote_a_step_its_score_and_whether_it_was_taken_over_are_shown() -> None:
    events = demo_events(progress=False)
    added = events[1]
    assert isinstance(added, NodeAdded)
    mine = msgspec.structs.replace(added, author=Author.HUMAN, score=0.5, carried=True)
    node = replay([events[0], mine]).nodes[1]
    assert (Author.HUMAN, 0.5, True) == (node.author, node.score, node.carried)
    plain = replay(events[:2]).nodes[1]
    assert (Author.MODEL, None, False) == (plain.author, plain.score, plain.carried)


def test_an_answer_that_is_taken_back_leaves_none_and_no_path() -> None:
    state = replay(demo_events(end="none"))
    assert state.best_path
    state = reduce(state, AnswerChanged(run_id="run-1", seq=1, answer=None))
    assert (None, (), ()) == (state.answer, state.best_path, state.votes)


def test_a_pin_on_a_step_that_is_not_there_is_ignored() -> None:
    state = replay(demo_events(end="none"))
    assert state is reduce(state, FocusChanged(run_id="run-1", seq=1, node=999))
