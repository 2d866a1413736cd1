"""What holds for the tree, its values and the choice of leaves while a search grows it."""

import math
from collections.abc import Callable
from copy import deepcopy
from itertools import pairwise, takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from engine.search.backup import backed_up, changed_values
from engine.search.select import available, select_leaf, uct_score
from engine.search.tree import add_child, close_node, mark_expanded, new_tree, set_priors, set_values
from engine.types import ROOT, NodeId, NodeStatus, Tree
from tests.helpers.steady import steady
from tests.helpers.trees import trees

STEADY = steady(60)
VALUES = st.floats(-1, 1)
EXPLORATION = 2.0
Layer = list[tuple[NodeStatus, float, float | None]]
STATUSES = st.sampled_from([NodeStatus.OPEN, NodeStatus.OPEN, NodeStatus.FINISHED, NodeStatus.FAILED])
LAYERS = st.lists(st.tuples(STATUSES, VALUES, st.none() | VALUES), min_size=1, max_size=4)


def _first_visit(tree: Tree, node: NodeId, leaves: dict[NodeId, float]) -> tuple[int, float]:
    """What a prior adds to N and W of its own node, and of no node above it."""
    prior = tree[node].prior
    return (0, 0.0) if prior is None or node in leaves else (1, prior)


def _check_sums(tree: Tree, leaves: dict[NodeId, float]) -> None:
    """N and W of each node are its own and those of its children, but for the children's priors."""
    for node in tree.nodes:
        visits, value_sum = _first_visit(tree, node.id, leaves)
        if node.id in leaves:
            visits, value_sum = 1, leaves[node.id]
        for child in node.children:
            first, prior = _first_visit(tree, child, leaves)
            visits += tree[child].visits - first
            value_sum += tree[child].value_sum - prior
        assert visits == node.visits
        assert value_sum == pytest.approx(node.value_sum, abs=1e-6)


def _check_shape(tree: Tree) -> None:
    """Ids, parents, children, depths and paths agree."""
    for node in tree.nodes:
        assert node is tree[node.id]
        path = tree.path(node.id)
        assert (ROOT, node.id, node.depth + 1) == (path[0], path[-1], len(path))
        for above, below in pairwise(path):
            assert (above, 1) == (tree[below].parent, tree[above].children.count(below))
    assert len(tree) - 1 == sum(len(node.children) for node in tree.nodes)
    assert list(range(len(tree))) == [node.id for node in tree.nodes]


def _may_be_expanded(tree: Tree, node: NodeId, busy: set[NodeId]) -> bool:
    open_path = all(tree[above].status is NodeStatus.OPEN for above in tree.path(node))
    return open_path and not tree[node].expanded and node not in busy


class SearchUnderway(RuleBasedStateMachine):
    """A tree that grows as a run makes it grow: select, expand, wait, score, close."""

    @initialize(layers=st.lists(LAYERS, min_size=2, max_size=6))
    def begin(self, layers: list[Layer]) -> None:
        self.tree = new_tree("How many?")
        self.busy: set[NodeId] = set()
        self.leaves: dict[NodeId, float] = {}
        self.past = [(self.tree, deepcopy(self.tree))]
        for layer in layers:
            self.expand(layer, at_once=True)

    @rule(layer=LAYERS | st.just([]), at_once=st.booleans())
    def expand_a_leaf(self, layer: Layer, at_once: bool) -> None:
        self.expand(layer, at_once=at_once)

    def expand(self, layer: Layer, *, at_once: bool) -> None:
        chosen = select_leaf(self.tree, EXPLORATION, self.busy)
        possible = [node for node in range(len(self.tree)) if _may_be_expanded(self.tree, node, self.busy)]
        if not possible:
            assert chosen is None
            return
        assert chosen in possible, "chose a leaf that is closed, busy or expanded"
        self._becomes(mark_expanded(self.tree, chosen))
        self.busy.add(chosen)
        if at_once:
            self._arrive(chosen, layer)

    @precondition(lambda self: self.busy)
    @rule(data=st.data(), layer=LAYERS)
    def layer_arrives(self, data: st.DataObject, layer: Layer) -> None:
        self._arrive(data.draw(st.sampled_from(sorted(self.busy))), layer)

    @precondition(lambda self: self._closable())
    @rule(data=st.data())
    def close(self, data: st.DataObject) -> None:
        """Give up a step; what lies below it stays as it is."""
        node = data.draw(st.sampled_from(self._closable()))
        self._becomes(close_node(self.tree, node, NodeStatus.PRUNED, "Says the same."))

    @precondition(lambda self: self.leaves)
    @rule(data=st.data(), value=VALUES)
    def a_leaf_changes_its_value(self, data: st.DataObject, value: float) -> None:
        self.leaves[data.draw(st.sampled_from(sorted(self.leaves)))] = value

    @rule()
    def back_up(self) -> None:
        changed = changed_values(self.tree, backed_up(self.tree, self.leaves))
        self._becomes(set_values(self.tree, changed))
        _check_sums(self.tree, self.leaves)

    @invariant()
    def the_shape_is_whole(self) -> None:
        if hasattr(self, "tree"):
            _check_shape(self.tree)

    @invariant()
    def nothing_closed_busy_or_expanded_is_offered(self) -> None:
        if not hasattr(self, "tree"):
            return
        expected = [False] * len(self.tree)
        for leaf in self.tree.nodes:
            if leaf.status is NodeStatus.OPEN and not leaf.expanded and leaf.id not in self.busy:
                # Up to the first closed step; a node below that one is still seen by who starts there.
                for node in takewhile(self._is_open, reversed(self.tree.path(leaf.id))):
                    expected[node] = True
        assert expected == available(self.tree, self.busy)

    def teardown(self) -> None:
        for tree, as_it_was in getattr(self, "past", []):
            assert as_it_was == tree, "an older tree was changed"

    def _arrive(self, parent: NodeId, layer: Layer) -> None:
        self.busy.remove(parent)
        for status, value, prior in layer:
            before = len(self.tree)
            tree, node = add_child(self.tree, parent, text="step", status=status)
            assert (before, before + 1, parent) == (node, len(tree), tree[node].parent)
            self._becomes(tree)
            if status is not NodeStatus.OPEN:
                self.leaves[node] = value
            elif prior is not None:
                self._becomes(set_priors(self.tree, {node: prior}))

    def _is_open(self, node: NodeId) -> bool:
        return self.tree[node].status is NodeStatus.OPEN

    def _closable(self) -> list[NodeId]:
        """Open nodes that are not being expanded; first those that have the most children."""
        nodes = [node for node in self.tree.nodes[1:] if node.status is NodeStatus.OPEN and node.id not in self.busy]
        return [node.id for node in sorted(nodes, key=lambda node: -len(node.children))]

    def _becomes(self, tree: Tree) -> None:
        assert len(tree) >= len(self.tree)
        self.tree = tree
        self.past.append((tree, deepcopy(tree)))


TestSearchUnderway = SearchUnderway.TestCase
TestSearchUnderway.settings = steady(40)


@st.composite
def _scored(draw: st.DrawFn) -> tuple[Tree, dict[NodeId, float]]:
    """A tree with values as a search sets them."""
    tree = draw(trees())
    ended = [node.id for node in tree.nodes if node.status in (NodeStatus.FINISHED, NodeStatus.FAILED)]
    leaves = {node: draw(VALUES) for node in ended if draw(st.booleans())}
    return set_values(tree, backed_up(tree, leaves)), leaves


@STEADY
@given(_scored())
def test_visits_and_value_sums_of_a_node_are_its_own_and_its_childrens(
    case: tuple[Tree, dict[NodeId, float]],
) -> None:
    _check_sums(*case)


@STEADY
@given(_scored(), st.data())
def test_values_do_not_depend_on_what_was_backed_up_before(
    case: tuple[Tree, dict[NodeId, float]], data: st.DataObject
) -> None:
    tree, leaves = case
    stale = {node: (data.draw(st.integers(0, 9)), data.draw(VALUES)) for node in range(len(tree))}
    shuffled = dict(reversed(leaves.items()))
    assert backed_up(tree, leaves) == backed_up(set_values(tree, stale), shuffled)


@STEADY
@given(_scored(), st.data())
def test_each_turn_of_the_descent_takes_the_best_score_and_the_earliest_among_equals(
    case: tuple[Tree, dict[NodeId, float]], data: st.DataObject
) -> None:
    tree, _ = case
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    chosen = select_leaf(tree, EXPLORATION, busy)
    if chosen is None:
        return
    assert _may_be_expanded(tree, chosen, busy)
    reachable = available(tree, busy)
    inside = {node: sum(node in tree.path(one) for one in busy) for node in range(len(tree))}
    path = tree.path(chosen)
    for above, taken in pairwise(path):
        log_visits = math.log(max(1, tree[above].visits + inside[above]))
        scores = {}
        for child in tree[above].children:
            visits = tree[child].visits + inside[child]
            q_value = (tree[child].value_sum - inside[child]) / visits if visits else tree[child].prior or 0.0
            scores[child] = q_value + EXPLORATION * math.sqrt(log_visits / max(1, visits))
        rivals = [child for child in scores if reachable[child] and child != taken]
        assert all(scores[taken] >= scores[rival] - 1e-9 for rival in rivals)
        exact = [
            uct_score(tree[child], tree[above].visits + inside[above], EXPLORATION, inside[child]) for child in rivals
        ]
        own = uct_score(tree[taken], tree[above].visits + inside[above], EXPLORATION, inside[taken])
        assert all(own != score or taken < rival for rival, score in zip(rivals, exact, strict=True))


@STEADY
@given(_scored(), st.integers(1, 40), st.integers(0, 6), st.data())
def test_virtual_loss_only_lowers_a_score(
    case: tuple[Tree, dict[NodeId, float]], parent_visits: int, losses: int, data: st.DataObject
) -> None:
    tree, _ = case
    node = tree[data.draw(st.integers(0, len(tree) - 1))]
    more = uct_score(node, parent_visits, EXPLORATION, losses + 1)
    assert more <= uct_score(node, parent_visits, EXPLORATION, losses) + 1e-9


@STEADY
@given(_scored(), st.data())
def test_a_branch_in_flight_never_gains_on_its_siblings(
    case: tuple[Tree, dict[NodeId, float]], data: st.DataObject
) -> None:
    tree, _ = case
    families = [node for node in tree.nodes if len(node.children) > 1]
    if not families:
        return
    parent = data.draw(st.sampled_from(families))
    child, sibling = data.draw(st.permutations(parent.children))[:2]

    def lead(losses: int) -> float:
        visits = parent.visits + losses
        return uct_score(tree[child], visits, EXPLORATION, losses) - uct_score(tree[sibling], visits, EXPLORATION)

    assert lead(1) <= lead(0) + 1e-9


@STEADY
@given(_scored(), st.data())
def test_no_function_changes_its_arguments(case: tuple[Tree, dict[NodeId, float]], data: st.DataObject) -> None:
    tree, leaves = case
    node = data.draw(st.integers(0, len(tree) - 1))
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    values = backed_up(tree, leaves)
    arguments = (tree, leaves, busy, values)
    before = deepcopy(arguments)
    calls: tuple[Callable[[], object], ...] = (
        lambda: add_child(tree, node, text="more", status=NodeStatus.OPEN),
        lambda: set_priors(tree, {node: 0.5}),
        lambda: mark_expanded(tree, node),
        lambda: close_node(tree, node, NodeStatus.PRUNED, "Says the same."),
        lambda: set_values(tree, values),
        lambda: backed_up(tree, leaves),
        lambda: changed_values(tree, values),
        lambda: available(tree, busy),
        lambda: select_leaf(tree, EXPLORATION, busy),
        lambda: tree.path(node),
    )
    for call in calls:
        first = call()
        assert before == arguments
        assert first == call(), "the same arguments gave another result"
