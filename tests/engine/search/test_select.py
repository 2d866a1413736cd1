import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.select import available, select_leaf, uct_score
from engine.search.tree import mark_expanded, new_tree, set_priors, set_values
from engine.types import ROOT, NodeId, NodeStatus, Tree
from tests.helpers.trees import step, trees


def _expandable(tree: Tree, node: NodeId, busy: set[NodeId]) -> bool:
    path_is_open = all(tree[above].status is NodeStatus.OPEN for above in tree.path(node))
    return path_is_open and not tree[node].expanded and node not in busy


@given(trees(), st.data())
def test_the_chosen_leaf_can_be_expanded_and_none_is_chosen_only_when_there_is_none(
    tree: Tree, data: st.DataObject
) -> None:
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    candidates = [node.id for node in tree.nodes if _expandable(tree, node.id, busy)]
    chosen = select_leaf(tree, 2.0, busy)
    assert (chosen in candidates) if candidates else chosen is None


@given(trees(), st.data())
def test_a_descent_that_starts_below_the_root_stays_below_its_start(tree: Tree, data: st.DataObject) -> None:
    start = data.draw(st.sampled_from([node.id for node in tree.nodes if node.status is NodeStatus.OPEN]))
    chosen = select_leaf(tree, 2.0, set(), start=start)
    below = [node for node in range(len(tree)) if start in tree.path(node) and _expandable(tree, node, set())]
    assert (chosen in below) if below else chosen is None


@given(trees(), st.data())
def test_a_node_is_reachable_just_when_an_expandable_node_lies_at_or_below_it(tree: Tree, data: st.DataObject) -> None:
    busy = data.draw(st.sets(st.integers(0, len(tree) - 1)))
    expandable = [node for node in range(len(tree)) if _expandable(tree, node, busy)]
    reachable = {above for node in expandable for above in tree.path(node)}
    assert [node in reachable for node in range(len(tree))] == available(tree, busy)


def test_uct_is_the_formula_of_the_paper() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    child = set_values(tree, {node: (4, 2.0)})[node]
    assert uct_score(child, 10, 2.0) == pytest.approx(0.5 + 2.0 * math.sqrt(math.log(10) / 4))


def test_an_unvisited_child_counts_its_prior_as_one_visit() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    child = set_priors(tree, {node: 0.3})[node]
    assert uct_score(child, 10, 2.0) == pytest.approx(0.3 + 2.0 * math.sqrt(math.log(10)))


def test_a_branch_in_flight_weighs_as_a_visit_that_lost() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    child = set_values(tree, {node: (1, 1.0)})[node]
    assert uct_score(child, 10, 2.0, losses=1) == pytest.approx(0.0 + 2.0 * math.sqrt(math.log(10) / 2))
    assert uct_score(child, 10, 2.0, losses=1) < uct_score(child, 10, 2.0)


def _two_branches() -> tuple[Tree, NodeId, NodeId]:
    """Two first steps of equal value, each with two open second steps."""
    tree, left = step(new_tree("How many?"), ROOT)
    tree, right = step(tree, ROOT)
    for parent in (left, right):
        for _ in range(2):
            tree, _ = step(tree, parent)
    return set_values(tree, {ROOT: (4, 2.0), left: (2, 1.0), right: (2, 1.0)}), left, right


def test_equal_branches_are_taken_in_order_of_creation() -> None:
    tree, left, _ = _two_branches()
    assert tree[left].children[0] == select_leaf(tree, 2.0, set())


def test_the_second_descent_avoids_the_branch_of_the_first() -> None:
    tree, left, right = _two_branches()
    assert tree[right].children[0] == select_leaf(tree, 2.0, {tree[left].children[0]})


def test_a_root_that_waits_for_its_layer_offers_nothing() -> None:
    tree = mark_expanded(new_tree("How many?"), ROOT)
    assert select_leaf(tree, 2.0, {ROOT}) is None


def test_a_fresh_root_is_the_first_leaf() -> None:
    assert ROOT == select_leaf(new_tree("How many?"), 2.0, set())


def test_children_of_the_start_that_came_before_the_first_one_are_passed_over() -> None:
    tree, left, right = _two_branches()
    assert tree[right].children[0] == select_leaf(tree, 2.0, set(), ROOT, right)
    assert tree[left].children[0] == select_leaf(tree, 2.0, set(), left, left)
    assert select_leaf(tree, 2.0, set(), ROOT, right + 1) is None
