"""Early rejection: steps that the preference model gives so little chance of a right end that they are given up. Pure.

Nothing is given up before some line of thought has ended with an answer: until then hopeless steps are only set aside.
The first answer gives up all that was set aside; what turns hopeless later is given up at once. Where everything else
ends without an answer, the best of what was set aside is written to its end, then the next. So rejection never costs
the only answer that would have come, as long as the budget lasts. In a layer of a tree where all steps that can go on
are hopeless the best one stays, so that the search goes on as a tree.
"""

from collections.abc import Sequence

from engine.search.values import chance_of
from engine.types import Node, NodeId, NodeStatus, Tree

_LEAST_TOLD = 0.001


class Rejection:
    """Which steps of one search are hopeless, and which of them were set aside."""

    def __init__(self, below: float) -> None:
        """``below``: the least chance in [0, 1) that a step must have; 0 finds nothing hopeless."""
        self._below = below
        self._aside: list[NodeId] = []
        self._is_last_resort = False

    def holds(self, node: NodeId) -> bool:
        """Whether a step was set aside: for now nothing more is written below it."""
        return node in self._aside

    def of_layer(self, layer: Sequence[Node]) -> tuple[NodeId, ...]:
        """The hopeless steps of a complete layer of a tree."""
        waiting = [node for node in layer if node.status is NodeStatus.OPEN and not node.expanded]
        hopeless = [node for node in waiting if self._is_hopeless(node)]
        if len(hopeless) == len(waiting) and not any(node.status is NodeStatus.FINISHED for node in layer):
            best = max(hopeless, key=_rank, default=None)
            hopeless = [node for node in hopeless if node is not best]
        return tuple(node.id for node in hopeless)

    def of_sample(self, tree: Tree, node: NodeId, others: int) -> tuple[NodeId, ...]:
        """The last step of a whole sample that is being written, if it is hopeless.

        The only line that is left goes on, and so does what was set aside and has been taken up again.

        Args:
            others: how many other samples are still to be written.
        """
        is_needed = not tree.finished() and (self._is_last_resort or not (others or self._aside))
        return (node,) if self._is_hopeless(tree[node]) and not is_needed else ()

    def set_aside(self, nodes: Sequence[NodeId]) -> None:
        """Remember hopeless steps until there is an answer."""
        self._aside.extend(nodes)

    def outdone(self, tree: Tree) -> tuple[NodeId, ...]:
        """What was set aside and is given up, now that there is an answer."""
        if not self._aside or not tree.finished():
            return ()
        waiting = self._waiting(tree)
        self._aside.clear()
        return tuple(node.id for node in waiting)

    def last_resort(self, tree: Tree) -> NodeId | None:
        """The best that was set aside, to be written to its end as there is nothing else; None where none has to be."""
        best = None if tree.finished() else max(self._waiting(tree), key=_rank, default=None)
        if best is None:
            return None
        self._is_last_resort = True
        self._aside.remove(best.id)
        return best.id

    def _waiting(self, tree: Tree) -> list[Node]:
        """What was set aside, unless a person has given it up or gone on from it."""
        found = [tree[node] for node in self._aside]
        return [node for node in found if node.status is NodeStatus.OPEN and not node.children]

    def _is_hopeless(self, node: Node) -> bool:
        # A step that a person wrote has no score, and one that has ended needs no rejection.
        return node.status is NodeStatus.OPEN and node.score is not None and chance_of(node.score) < self._below


def rejection_words(node: Node) -> str:
    """The reason for giving up a step that has a score."""
    assert node.score is not None
    chance = chance_of(node.score)
    told = f"a {100 * chance:.1f} %" if chance >= _LEAST_TOLD else f"less than a {100 * _LEAST_TOLD:.1f} %"
    return f"Given up: the preference model gives it {told} chance of ending right."


def _rank(node: Node) -> tuple[float, int]:
    """The best score first, of equals the earliest."""
    return node.score if node.score is not None else 0.0, -node.id
