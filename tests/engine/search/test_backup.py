import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.search.backup import backed_up, changed_values
from engine.search.tree import new_tree, set_priors, set_values
from engine.search.values import leaf_values
from engine.search.vote import Rule, ballots, standing
from engine.types import ROOT, NodeId, Tree
from tests.helpers.trees import DEFAULT, end, step, trees


def _below(tree: Tree, node: NodeId) -> list[NodeId]:
    """The node and all its descendants."""
    return [other.id for other in tree.nodes if node in tree.path(other.id)]


@st.composite
def _valued(draw: st.DrawFn) -> tuple[Tree, dict[NodeId, float]]:
    tree = draw(trees())
    leaves = [node.id for node in tree.nodes if not node.children]
    return tree, draw(st.dictionaries(st.sampled_from(leaves), st.floats(-1, 1)))


@given(_valued())
def test_visits_of_a_node_are_its_own_prior_and_the_valued_leaves_below(case: tuple[Tree, dict[NodeId, float]]) -> None:
    tree, leaves = case
    values = backed_up(tree, leaves)
    for node in tree.nodes:
        own = node.prior is not None and node.id not in leaves
        assert values[node.id][0] == own + len(leaves.keys() & set(_below(tree, node.id)))


@given(_valued())
def test_the_value_sum_of_a_node_is_its_own_prior_and_the_leaves_values_below(
    case: tuple[Tree, dict[NodeId, float]],
) -> None:
    tree, leaves = case
    values = backed_up(tree, leaves)
    for node in tree.nodes:
        own = node.prior if node.prior is not None and node.id not in leaves else 0.0
        expected = own + sum(leaves[leaf] for leaf in _below(tree, node.id) if leaf in leaves)
        assert values[node.id][1] == pytest.approx(expected, abs=1e-9)


@given(trees())
def test_q_values_stay_between_minus_one_and_one(tree: Tree) -> None:
    leaves = leaf_values(DEFAULT, tree, standing(ballots(tree, {}, Rule.WEIGHT, DEFAULT), {}, {}))
    scored = set_values(tree, backed_up(tree, leaves))
    assert all(-1.0 - 1e-9 <= node.q_value <= 1.0 + 1e-9 for node in scored.nodes)
    assert scored[ROOT].visits == len(leaves) + (tree[ROOT].prior is not None)


@given(_valued())
def test_values_that_are_set_are_not_reported_as_changed_again(case: tuple[Tree, dict[NodeId, float]]) -> None:
    tree, leaves = case
    values = backed_up(tree, leaves)
    changed = changed_values(tree, values)
    assert {} == changed_values(set_values(tree, changed), values)


def test_a_change_below_the_tolerance_is_not_reported_but_one_more_visit_is() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    tree = set_values(tree, {node: (2, 1.0)})
    assert {} == changed_values(tree, {node: (2, 1.005)}, tolerance=0.01)
    assert {node: (3, 1.005)} == changed_values(tree, {node: (3, 1.005)}, tolerance=0.01)
    assert {node: (2, 1.02)} == changed_values(tree, {node: (2, 1.02)}, tolerance=0.01)


def test_a_worked_example_adds_up() -> None:
    tree, left = step(new_tree("How many?"), ROOT)
    tree, right = step(tree, ROOT)
    tree, good = end(tree, left, "18")
    tree, bad = end(tree, left, "7")
    tree = set_priors(tree, {left: 0.5, right: -0.5})
    expected = {ROOT: (2, 0.5), left: (3, 1.0), right: (1, -0.5), good: (1, 0.75), bad: (1, -0.25)}
    assert expected == backed_up(tree, {good: 0.75, bad: -0.25})
