"""Backup: visit counts N and value sums W of all nodes, from the values of the leaves below them.

rStar-Math adds a terminal's value to every node of its path and gives a node its PPM score once, as a first visit
(Guan et al. 2025, section 3.3). Here a leaf's value may change later (agreement does), so the sums are formed anew
from the current values; with values that never change both give the same numbers.
"""

from collections.abc import Mapping

from engine.types import NodeId, Tree


def backed_up(tree: Tree, leaf_values: Mapping[NodeId, float]) -> dict[NodeId, tuple[int, float]]:
    """(N, W) of every node: one visit for its own prior, one for each valued leaf at or below it."""
    visits = [0] * len(tree)
    sums = [0.0] * len(tree)
    # A child's id is larger than its parent's, so one pass from the end sees children first.
    for node in reversed(tree.nodes):
        if node.id in leaf_values:
            visits[node.id] += 1
            sums[node.id] += leaf_values[node.id]
        if node.parent is not None:
            visits[node.parent] += visits[node.id]
            sums[node.parent] += sums[node.id]
    for node in tree.nodes:
        if node.prior is not None and node.id not in leaf_values:
            visits[node.id] += 1
            sums[node.id] += node.prior
    return {node.id: (visits[node.id], sums[node.id]) for node in tree.nodes}


def changed_values(
    tree: Tree, values: Mapping[NodeId, tuple[int, float]], tolerance: float = 1e-9
) -> dict[NodeId, tuple[int, float]]:
    """Those of ``values`` that differ from what the tree holds."""
    return {
        node: (visits, value_sum)
        for node, (visits, value_sum) in values.items()
        if tree[node].visits != visits or abs(tree[node].value_sum - value_sum) > tolerance
    }
