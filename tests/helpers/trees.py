"""Search trees for tests: made by hand, and any tree at all by hypothesis."""

from hypothesis import strategies as st

from engine.search.policy import Move
from engine.search.tree import add_child, close_node, mark_expanded, new_tree, set_priors
from engine.types import ROOT, Author, Execution, ExecutionStatus, NodeId, NodeStatus, Tree, ValueName

DEFAULT = (ValueName.AGREEMENT, ValueName.EXECUTION)
"""The values that a search has where none are chosen."""

ANSWERS = ("18", "18.0", "7", "-3", "0.333333333", "x + 1", "nan")


def ran(output: str = "", *names: tuple[str, str]) -> Execution:
    """The record of a step that ran."""
    return Execution(ExecutionStatus.OK, output=output, names=names)


def step(
    tree: Tree,
    parent: NodeId,
    text: str = "",
    *,
    status: NodeStatus = NodeStatus.OPEN,
    author: Author = Author.MODEL,
) -> tuple[Tree, NodeId]:
    """A step that ran."""
    return add_child(tree, parent, text=text, status=status, execution=ran(), tokens=10, author=author)


def layer(tree: Tree, parent: NodeId, *priors: float | None) -> tuple[Tree, list[NodeId]]:
    """Open steps below a node with these first values."""
    nodes: list[NodeId] = []
    for prior in priors:
        tree, node = step(tree, parent)
        nodes.append(node)
        tree = tree if prior is None else set_priors(tree, {node: prior})
    return tree, nodes


def end(tree: Tree, parent: NodeId, answer: str, *, mean_logprob: float = -0.1) -> tuple[Tree, NodeId]:
    """A step that printed an answer and ended a solution."""
    return add_child(
        tree,
        parent,
        text=f"print({answer})",
        status=NodeStatus.FINISHED,
        answer=answer,
        execution=ran(f"{answer}\n"),
        tokens=10,
        mean_logprob=mean_logprob,
    )


def with_answers(*answers: str) -> Tree:
    """A root with one finished child per answer."""
    tree = new_tree("a riddle")
    for answer in answers:
        tree, _ = end(tree, ROOT, answer)
    return tree


def expanded(tree: Tree, move: Move) -> Tree:
    """What a run makes of a move before anything is written: closed nodes are closed, expanded ones marked."""
    for node, reason in move.closed:
        tree = close_node(tree, node, NodeStatus.PRUNED, reason)
    for expansion in move.expansions:
        tree = mark_expanded(tree, expansion.node)
    return tree


@st.composite
def trees(draw: st.DrawFn, most_nodes: int = 14) -> Tree:
    """A tree as a search may leave it: only open nodes have children, and nodes with children are expanded."""
    tree = new_tree("a riddle")
    for _ in range(draw(st.integers(0, most_nodes))):
        open_nodes = [node.id for node in tree.nodes if node.status is NodeStatus.OPEN]
        parent = draw(st.sampled_from(open_nodes))
        status = draw(st.sampled_from(NodeStatus)) if tree[parent].depth else NodeStatus.OPEN
        if status is NodeStatus.FINISHED:
            tree, _ = end(tree, parent, draw(st.sampled_from(ANSWERS)))
        else:
            tree, node = step(tree, parent, status=status)
            if status is NodeStatus.OPEN and draw(st.booleans()):
                tree = set_priors(tree, {node: draw(st.floats(-1, 1))})
    barren = [node.id for node in tree.nodes if node.status is NodeStatus.OPEN and not node.expanded]
    for node in barren:
        fate = draw(st.sampled_from(["leave", "leave", "expand", "close"]))
        if fate == "expand":
            tree = mark_expanded(tree, node)
        elif fate == "close" and node != ROOT:
            tree = close_node(tree, node, NodeStatus.PRUNED, "Not worth it.")
    return tree
