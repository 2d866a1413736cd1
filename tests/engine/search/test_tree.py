from hypothesis import given
from hypothesis import strategies as st

from engine.search.tree import (
    add_child,
    branch,
    close_node,
    mark_expanded,
    new_tree,
    set_focus,
    set_priors,
    set_values,
    subtree,
    unexpanded,
)
from engine.types import ROOT, NodeId, NodeStatus, Tree
from tests.helpers.trees import end, step, trees


@given(trees())
def test_a_nodes_id_is_its_index_and_parents_come_before_their_children(tree: Tree) -> None:
    assert list(range(len(tree))) == [node.id for node in tree.nodes]
    assert all(node.parent is not None and node.parent < node.id for node in tree.nodes[1:])


@given(trees())
def test_parents_and_children_agree(tree: Tree) -> None:
    for node in tree.nodes:
        assert node.children == tuple(child.id for child in tree.nodes if child.parent == node.id)
        assert all(tree[child].depth == node.depth + 1 for child in node.children)
        assert node.expanded or not node.children


@given(trees(), st.data())
def test_a_path_leads_from_the_root_to_the_node_without_a_gap(tree: Tree, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, len(tree) - 1))
    path = tree.path(node)
    assert (ROOT, node) == (path[0], path[-1])
    assert list(path[:-1]) == [tree[below].parent for below in path[1:]]
    assert tree[node].depth == len(path) - 1


@given(trees(), st.data())
def test_changes_leave_the_old_tree_and_all_other_nodes_alone(tree: Tree, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, len(tree) - 1))
    before = tree.nodes
    for changed in (
        set_values(tree, {node: (3, 1.5)}),
        set_priors(tree, {node: 0.25}),
        mark_expanded(tree, node),
        close_node(tree, node, NodeStatus.PRUNED, "Says the same."),
        add_child(tree, node, text="more", status=NodeStatus.OPEN)[0],
    ):
        assert before == tree.nodes
        others = [other for other in range(len(tree)) if other != node]
        assert [tree[other] for other in others] == [changed[other] for other in others]
        assert changed[node] != tree[node] or changed == tree


def test_a_new_tree_holds_the_problem_as_an_open_root() -> None:
    tree = new_tree("How many?")
    assert ("How many?", None, 0, NodeStatus.OPEN, False) == (
        tree[ROOT].text,
        tree[ROOT].parent,
        tree[ROOT].depth,
        tree[ROOT].status,
        tree[ROOT].expanded,
    )


def test_no_changes_give_the_very_same_tree() -> None:
    tree = new_tree("How many?")
    assert tree is set_values(tree, {})
    assert tree is set_priors(tree, {})


def test_a_closed_node_says_why() -> None:
    tree, node = step(new_tree("How many?"), ROOT)
    closed = close_node(tree, node, NodeStatus.PRUNED, "Says the same.")
    assert (NodeStatus.PRUNED, "Says the same.") == (closed[node].status, closed[node].reason)


def test_finished_nodes_come_in_order_of_creation() -> None:
    tree, first = step(new_tree("How many?"), ROOT)
    finished: list[NodeId] = []
    for answer in ("1", "2", "3"):
        tree, node = end(tree, first, answer)
        finished.append(node)
    assert finished == [node.id for node in tree.finished()]


@given(trees(), st.data())
def test_a_subtree_is_a_node_and_all_whose_path_leads_through_it(tree: Tree, data: st.DataObject) -> None:
    top = data.draw(st.integers(0, len(tree) - 1))
    assert tuple(node for node in range(len(tree)) if top in tree.path(node)) == subtree(tree, top)


@given(trees(), st.data())
def test_a_branch_is_a_line_of_its_own_with_the_search_at_its_end(tree: Tree, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, len(tree) - 1))
    line = branch(tree, node)
    assert [tree[step].text for step in tree.path(node)] == [step.text for step in line.nodes]
    assert (len(line) - 1, tuple(range(len(line)))) == (line.focus, line.path(line.focus))
    assert [step.id < line.focus for step in line.nodes] == [step.expanded for step in line.nodes]
    assert line == branch(line, line.focus)


@given(trees())
def test_what_was_asked_for_and_has_not_come_can_be_forgotten(tree: Tree) -> None:
    again = unexpanded(tree)
    assert [bool(node.children) for node in tree.nodes] == [node.expanded for node in again.nodes]
    assert tree.nodes == unexpanded(tree).nodes or any(node.expanded and not node.children for node in tree.nodes)


@given(trees(), st.data())
def test_the_focus_is_all_that_a_pin_changes(tree: Tree, data: st.DataObject) -> None:
    node = data.draw(st.integers(0, len(tree) - 1))
    pinned = set_focus(tree, node)
    assert (node, tree.nodes) == (pinned.focus, pinned.nodes)
    assert tree == set_focus(pinned, tree.focus)
