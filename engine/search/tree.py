"""The search tree as one frozen value: every function returns a changed copy. A node's id is its index."""

from collections.abc import Mapping
from dataclasses import replace

from engine.types import ROOT, Author, Execution, Node, NodeId, NodeStatus, Part, Tree


def new_tree(problem_text: str) -> Tree:
    """A tree that holds only its root, the problem."""
    return Tree(nodes=(Node(id=ROOT, parent=None, depth=0, text=problem_text),))


def add_child(
    tree: Tree,
    parent: NodeId,
    *,
    text: str,
    status: NodeStatus,
    reason: str = "",
    execution: Execution | None = None,
    answer: str | None = None,
    tokens: int = 0,
    mean_logprob: float = 0.0,
    prior: float | None = None,
    score: float | None = None,
    author: Author = Author.MODEL,
) -> tuple[Tree, NodeId]:
    """Append a step below ``parent``; returns the tree and the new node's id."""
    node_id = len(tree.nodes)
    above = tree.nodes[parent]
    child = Node(
        id=node_id,
        parent=parent,
        depth=above.depth + 1,
        text=text,
        status=status,
        reason=reason,
        execution=execution,
        answer=answer,
        tokens=tokens,
        mean_logprob=mean_logprob,
        prior=prior,
        score=score,
        author=author,
    )
    nodes = list(tree.nodes)
    nodes[parent] = replace(above, children=(*above.children, node_id), expanded=True)
    nodes.append(child)
    return replace(tree, nodes=tuple(nodes)), node_id


def set_priors(tree: Tree, priors: Mapping[NodeId, float]) -> Tree:
    """Give nodes their first value."""
    return _replace_nodes(tree, {node: replace(tree[node], prior=prior) for node, prior in priors.items()})


def set_score(tree: Tree, node: NodeId, score: float, parts: tuple[Part, ...] = ()) -> Tree:
    """Give a node the preference model's score, and what it is made of."""
    return _replace_nodes(tree, {node: replace(tree[node], score=score, score_parts=parts)})


def mark_expanded(tree: Tree, node: NodeId) -> Tree:
    """Remember that a layer of children was asked for, even if none arrives."""
    return _replace_nodes(tree, {node: replace(tree[node], expanded=True)})


def close_node(tree: Tree, node: NodeId, status: NodeStatus, reason: str) -> Tree:
    """End a node for the reason given; a finished one keeps its answer but has no vote any more."""
    return _replace_nodes(tree, {node: replace(tree[node], status=status, reason=reason)})


def set_focus(tree: Tree, node: NodeId) -> Tree:
    """Search at or below this node alone."""
    return replace(tree, focus=node)


def unexpanded(tree: Tree) -> Tree:
    """Forget what was asked for and has not come: nodes without children can be expanded anew."""
    waiting = [node for node in tree.nodes if node.expanded and not node.children]
    return _replace_nodes(tree, {node.id: replace(node, expanded=False) for node in waiting})


def subtree(tree: Tree, node: NodeId) -> tuple[NodeId, ...]:
    """Ids of a node and of all below it, in order of creation."""
    inside = {node}
    for later in tree.nodes[node + 1 :]:
        if later.parent in inside:
            inside.add(later.id)
    return tuple(sorted(inside))


def branch(tree: Tree, node: NodeId) -> Tree:
    """A tree of the path to ``node`` and nothing else, ids anew from the root, all of it as if nothing was expanded
    below ``node``; the search goes on there.
    """
    path = tree.path(node)
    nodes = [
        replace(
            tree[old],
            id=new,
            parent=new - 1 if new else None,
            children=(new + 1,) if new + 1 < len(path) else (),
            expanded=new + 1 < len(path),
            visits=0,
            value_sum=0.0,
        )
        for new, old in enumerate(path)
    ]
    return Tree(tuple(nodes), focus=len(path) - 1)


def set_values(tree: Tree, values: Mapping[NodeId, tuple[int, float]]) -> Tree:
    """Set visit counts N and value sums W."""
    changed = {
        node: replace(tree[node], visits=visits, value_sum=value_sum) for node, (visits, value_sum) in values.items()
    }
    return _replace_nodes(tree, changed)


def _replace_nodes(tree: Tree, changed: Mapping[NodeId, Node]) -> Tree:
    if not changed:
        return tree
    nodes = list(tree.nodes)
    for node_id, node in changed.items():
        nodes[node_id] = node
    return replace(tree, nodes=tuple(nodes))
