"""The tree of an ended run as the engine takes it, so that another run can go on from it."""

from dataclasses import replace

from app.state.run import NodeView, RunState
from engine.search.tree import branch
from engine.types import ROOT, Node, NodeId, NodeStatus, Tree


def carried_tree(state: RunState) -> Tree:
    """The whole tree with its values; the search goes on where it stopped."""
    # A pinned step that was given up, with the run broken off before the pin was taken away, is no place to go on.
    pinned = state.nodes.get(state.focus)
    focus = pinned.id if pinned is not None and pinned.status is NodeStatus.OPEN else ROOT
    return Tree(tuple(_node(state.nodes[node]) for node in sorted(state.nodes)), focus)


def carried_branch(state: RunState, node: NodeId) -> Tree:
    """The line of thought that leads to ``node`` alone; the search goes on below it.

    What was given up on it is open again: forking there is how a person disagrees with that.
    """
    line = branch(carried_tree(state), node)
    return replace(line, nodes=tuple(_reopened(step) for step in line.nodes))


def _reopened(node: Node) -> Node:
    return replace(node, status=NodeStatus.OPEN, reason="") if node.status is NodeStatus.PRUNED else node


def _node(view: NodeView) -> Node:
    return Node(
        id=view.id,
        parent=view.parent,
        depth=view.depth,
        text=view.text,
        status=view.status,
        reason=view.reason,
        execution=view.execution,
        answer=view.answer,
        tokens=view.tokens,
        mean_logprob=view.mean_logprob,
        prior=view.prior,
        score=view.score,
        score_parts=view.score_parts,
        author=view.author,
        visits=view.visits,
        value_sum=view.value_sum,
        children=view.children,
        expanded=bool(view.children),
    )
