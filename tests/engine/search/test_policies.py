"""What holds for every policy, whatever a model writes, in whatever order it is written."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.policies import policy_for, samples_whole_solutions
from engine.search.policy import Expansion, Move, PolicyState
from engine.search.select import select_leaf
from engine.search.tree import new_tree, set_focus, set_priors
from engine.search.vote import Rule
from engine.types import ROOT, NodeId, NodeStatus, PolicyName, SearchSettings, Tree
from tests.helpers.scripts import settings
from tests.helpers.steady import steady
from tests.helpers.trees import ANSWERS, end, expanded, step, trees

MOST_MOVES = 2_000
FEW = steady(25)
DEEPEST = 5
CLOSED = (NodeStatus.FAILED, NodeStatus.PRUNED)
SAMPLING = tuple(name for name in PolicyName if samples_whole_solutions(name))
GROWING = tuple(name for name in PolicyName if name not in SAMPLING)


@dataclass
class Play:
    """A whole search in which any layer may come back in any order, with any children."""

    name: PolicyName
    how: SearchSettings
    data: st.DataObject
    tree: Tree = field(default_factory=lambda: new_tree("How many?"))
    state: PolicyState = field(default_factory=PolicyState)
    asked: dict[NodeId, Expansion] = field(default_factory=dict)
    most_busy: int = 0
    moves: int = 0

    def to_the_end(self) -> None:
        while True:
            self._move()
            if not self.asked:
                return
            back = self.data.draw(st.sampled_from(sorted(self.asked)))
            self._arrive(self.asked.pop(back))

    def _move(self) -> None:
        self.moves += 1
        assert self.moves < MOST_MOVES, "the search does not end"
        policy, busy = policy_for(self.name), set(self.asked)
        move = policy.advance(self.tree, self.state, self.how, busy)
        assert move == policy.advance(self.tree, self.state, self.how, busy), "the same arguments, another answer"
        assert set(self.asked) == busy
        self._check(move)
        self.tree, self.state = expanded(self.tree, move), move.state
        self.asked |= {expansion.node: expansion for expansion in move.expansions}
        self.most_busy = max(self.most_busy, sum(expansion.candidates for expansion in self.asked.values()))

    def _check(self, move: Move) -> None:
        nodes = [expansion.node for expansion in move.expansions]
        closed = [node for node, _ in move.closed]
        assert len(nodes + closed) == len({*nodes, *closed})
        for node in nodes + closed:
            assert node not in self.asked, "somebody writes there"
            path = self.tree.path(node)
            assert {NodeStatus.OPEN} == {self.tree[above].status for above in path}
            assert self.tree.focus in path
            assert not self.tree[node].expanded or node == self.tree.focus
        assert all(expansion.candidates > 0 for expansion in move.expansions)
        assert all(reason.endswith(".") and "\n" not in reason for _, reason in move.closed)
        assert move.state.rollouts >= self.state.rollouts
        assert self.tree.focus not in closed

    def _arrive(self, expansion: Expansion) -> None:
        for _ in range(expansion.candidates):
            at: NodeId | None = expansion.node
            while at is not None:
                at = self._step(at)
                if not expansion.until_end:
                    break

    def _step(self, parent: NodeId) -> NodeId | None:
        """A step below a node; returns it if it goes on."""
        kind = self.data.draw(st.sampled_from(NodeStatus))
        if kind is NodeStatus.FINISHED or (kind is NodeStatus.OPEN and self.tree[parent].depth >= DEEPEST):
            self.tree, _ = end(self.tree, parent, self.data.draw(st.sampled_from(ANSWERS)))
            return None
        self.tree, child = step(self.tree, parent, status=kind)
        if kind in CLOSED:
            return None
        if self.data.draw(st.booleans()):
            self.tree = set_priors(self.tree, {child: self.data.draw(st.floats(-1, 1))})
        return child


@st.composite
def _focused(draw: st.DrawFn) -> Tree:
    """A tree as an ended run leaves it, with the search at any open node of it."""
    tree = draw(trees())
    nodes = tuple(replace(node, expanded=bool(node.children)) for node in tree.nodes)
    open_nodes = [node.id for node in nodes if node.status is NodeStatus.OPEN]
    return set_focus(Tree(nodes), draw(st.sampled_from(open_nodes)))


@pytest.mark.parametrize("name", PolicyName)
@FEW
@given(data=st.data(), rollouts=st.integers(1, 12), candidates=st.sampled_from([1, 3, 4, 8, 11]))
def test_a_search_ends_and_keeps_to_its_rollouts_and_candidates(
    name: PolicyName, data: st.DataObject, rollouts: int, candidates: int
) -> None:
    play = Play(name, settings(name, rollouts=rollouts, candidates=candidates), data)
    play.to_the_end()
    assert () == play.state.descents
    if name in GROWING:
        assert rollouts == play.state.rollouts
        # Layers below the first have two candidates at least.
        assert play.most_busy <= max(candidates, 2)
    else:
        assert (1 if name is PolicyName.GREEDY else candidates) == play.state.rollouts == play.most_busy


@pytest.mark.parametrize("name", PolicyName)
@FEW
@given(data=st.data(), tree=_focused(), rollouts=st.integers(1, 6))
def test_a_search_goes_on_from_any_tree_at_or_below_any_focus(
    name: PolicyName, data: st.DataObject, tree: Tree, rollouts: int
) -> None:
    play = Play(name, settings(name, rollouts=rollouts, candidates=4), data, tree)
    play.to_the_end()
    assert all(play.tree.focus in play.tree.path(new) for new in range(len(tree), len(play.tree)))
    assert tree.nodes[1:] == tuple(
        replace(node, children=old.children, expanded=old.expanded, status=old.status, reason=old.reason)
        for node, old in zip(play.tree.nodes[1:], tree.nodes[1:], strict=False)
    )
    if name in GROWING:
        assert play.state.rollouts <= rollouts
    if name is not PolicyName.GREEDY:
        assert len(play.tree) > len(tree)


@FEW
@given(data=st.data(), rollouts=st.integers(1, 12))
def test_mcts_asks_again_only_for_first_steps_and_only_when_all_else_has_ended(
    data: st.DataObject, rollouts: int
) -> None:
    class Watched(Play):
        def _check(self, move: Move) -> None:
            super()._check(move)
            again = [expansion.node for expansion in move.expansions if self.tree[expansion.node].expanded]
            if again:
                assert ([ROOT], {}) == ([expansion.node for expansion in move.expansions], self.asked)
                assert select_leaf(self.tree, self.how.exploration, set()) is None

    Watched(PolicyName.MCTS, settings(rollouts=rollouts, candidates=3), data).to_the_end()


@pytest.mark.parametrize("name", PolicyName)
@FEW
@given(tree=_focused(), data=st.data())
def test_the_same_arguments_always_give_the_same_answer(name: PolicyName, tree: Tree, data: st.DataObject) -> None:
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    state = data.draw(
        st.builds(
            PolicyState,
            rollouts=st.integers(0, 9),
            descents=st.lists(st.integers(0, len(tree) - 1), unique=True, max_size=3).map(tuple),
            first=st.integers(0, len(tree)),
            ended_at=st.integers(0, 9),
        )
    )
    policy = policy_for(name)
    assert policy.advance(tree, state, settings(), busy) == policy.advance(tree, state, settings(), frozenset(busy))


@pytest.mark.parametrize("name", PolicyName)
def test_every_policy_begins_at_the_focus(name: PolicyName) -> None:
    tree, pinned = step(new_tree("How many?"), ROOT)
    tree, _ = step(tree, ROOT)
    move = policy_for(name).advance(set_focus(tree, pinned), PolicyState(), settings(name), set())
    assert {pinned} == {expansion.node for expansion in move.expansions}


def test_the_answer_is_chosen_as_the_name_of_the_policy_says() -> None:
    rules = {name: policy_for(name).rule for name in PolicyName}
    assert {PolicyName.MAJORITY} == {name for name, rule in rules.items() if rule is Rule.COUNT}
    assert {PolicyName.GREEDY, PolicyName.BEST_OF_N} == {name for name, rule in rules.items() if rule is Rule.BEST}
    assert {PolicyName.GREEDY, PolicyName.MAJORITY, PolicyName.BEST_OF_N, PolicyName.WEIGHTED} == set(SAMPLING)
