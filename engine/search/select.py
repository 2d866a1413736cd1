"""Selection: UCT as in rStar-Math, with virtual loss for branches that are being expanded at this moment.

UCT(s) = Q(s) + c * sqrt(ln N_parent / N(s)); a child that was never visited takes its prior for Q and 1 for N
(Guan et al. 2025, equation 1 and section 3.3). Finished, failed and pruned nodes are not selected again.
"""

import math
from collections.abc import Set

from engine.types import ROOT, Node, NodeId, NodeStatus, Tree

_VIRTUAL_LOSS = -1.0


def uct_score(child: Node, parent_visits: int, exploration: float, losses: int = 0) -> float:
    """UCT of a child; each of ``losses`` branches in flight below it counts as one visit of value -1."""
    visits = child.visits + losses
    if visits == 0:
        return (child.prior or 0.0) + exploration * math.sqrt(math.log(max(parent_visits, 1)))
    q_value = (child.value_sum + losses * _VIRTUAL_LOSS) / visits
    return q_value + exploration * math.sqrt(math.log(max(parent_visits, 1)) / visits)


def available(tree: Tree, busy: Set[NodeId]) -> list[bool]:
    """For each node, whether an open node that nobody has expanded yet lies at or below it."""
    reachable = [False] * len(tree)
    for node in reversed(tree.nodes):
        if node.status is NodeStatus.OPEN and not node.expanded and node.id not in busy:
            reachable[node.id] = True
        if node.parent is not None and reachable[node.id] and tree[node.parent].status is NodeStatus.OPEN:
            reachable[node.parent] = True
    return reachable


def select_leaf(
    tree: Tree, exploration: float, busy: Set[NodeId], start: NodeId = ROOT, first: NodeId = ROOT
) -> NodeId | None:
    """Descend from ``start`` by UCT to an open node that can be expanded; None when there is none.

    Args:
        busy: nodes that are being expanded now; they cannot be selected and weigh on their ancestors as virtual loss.
        first: children of ``start`` with a smaller id are passed over.
    """
    reachable = available(tree, busy)
    if not reachable[start]:
        return None
    losses = [0] * len(tree)
    for node in busy:
        for ancestor in tree.path(node):
            losses[ancestor] += 1
    at = start
    while tree[at].expanded:
        parent_visits = tree[at].visits + losses[at]
        choices = [child for child in tree[at].children if reachable[child] and (at != start or child >= first)]
        if not choices:
            return None
        at = max(choices, key=lambda child: (uct_score(tree[child], parent_visits, exploration, losses[child]), -child))
    return at
