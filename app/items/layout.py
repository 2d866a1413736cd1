"""Where each node of the search tree stands. Pure arithmetic, no Qt.

A tidy drawing in the sense of Reingold and Tilford ("Tidier Drawings of Trees", 1981): parents stand in the middle
above their children, subtrees are as close as their outlines allow, equal subtrees look equal, and the work is linear
in the number of nodes. The position depends on the tree alone and children keep the order in which they came, so while
a search streams, branches never change places and the root stays at x = 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

SIBLING_GAP = 1.0
COUSIN_GAP = 1.5


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a node stands: ``x`` in sibling gaps to the right of the root, ``row`` is its depth."""

    x: float
    row: int


def tidy_layout(children: Sequence[Sequence[int]]) -> list[Spot]:
    """Spots of all nodes of a tree whose root is node 0 and whose node ``i`` has ``children[i]``, in order."""
    if not children:
        return []
    order = _preorder(children)
    offsets = [0.0] * len(children)
    outlines: dict[int, _Outline] = {}
    for node in reversed(order):
        outlines[node] = _join(node, children[node], outlines, offsets)
    spots = [Spot(0.0, 0)] * len(children)
    for node in order:
        here = spots[node]
        for child in children[node]:
            spots[child] = Spot(here.x + offsets[child], here.row + 1)
    return spots


@dataclass(slots=True)
class _Side:
    """One side of an outline, deepest row first, so that a parent is appended; all entries are moved by ``shift``."""

    values: list[float] = field(default_factory=list)
    shift: float = 0.0

    def at(self, row: int) -> float:
        """x at ``row`` below the top."""
        return self.values[-1 - row] + self.shift

    def overlay(self, upper: "_Side") -> None:
        """Take the rows of ``upper``, which reaches less deep, in place of the own ones."""
        count = len(upper.values)
        difference = upper.shift - self.shift
        self.values[len(self.values) - count :] = [value + difference for value in upper.values]


@dataclass(slots=True)
class _Outline:
    """The left and right edge of a subtree, relative to the x of its top row's parent frame."""

    left: _Side
    right: _Side

    def move(self, distance: float) -> None:
        """Shift both sides."""
        self.left.shift += distance
        self.right.shift += distance


def _preorder(children: Sequence[Sequence[int]]) -> list[int]:
    order: list[int] = []
    stack = [0]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(reversed(children[node]))
    return order


def _join(node: int, children: Sequence[int], outlines: dict[int, _Outline], offsets: list[float]) -> _Outline:
    """Put the subtrees of ``children`` side by side, centre ``node`` above them, and return the outline of all."""
    if not children:
        return _Outline(_Side([0.0]), _Side([0.0]))
    forest = outlines.pop(children[0])
    offsets[children[0]] = 0.0
    for child in children[1:]:
        subtree = outlines.pop(child)
        offsets[child] = _distance(forest.right, subtree.left)
        subtree.move(offsets[child])
        forest = _beside(forest, subtree)
    middle = offsets[children[-1]] / 2
    for child in children:
        offsets[child] -= middle
    forest.move(-middle)
    for side in (forest.left, forest.right):
        side.values.append(-side.shift)
    return forest


def _distance(right_edge: _Side, left_edge: _Side) -> float:
    """How far the right subtree must move so that every row keeps its gap."""
    distance = right_edge.at(0) - left_edge.at(0) + SIBLING_GAP
    for row in range(1, min(len(right_edge.values), len(left_edge.values))):
        distance = max(distance, right_edge.at(row) - left_edge.at(row) + COUSIN_GAP)
    return distance


def _beside(forest: _Outline, subtree: _Outline) -> _Outline:
    """The outline of both; costs as many steps as the less deep of them has rows, which keeps the whole linear."""
    if len(subtree.left.values) > len(forest.left.values):
        subtree.left.overlay(forest.left)
        return subtree
    forest.right.overlay(subtree.right)
    return forest
