"""Where the nodes of the tree stand in the scene, and which of them a rectangle holds. No painting."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from app.items.layout import tidy_layout

SLOT_PX = 40.0
RADIUS_PX, SMALL_RADIUS_PX = 10.0, 6.0


@dataclass(slots=True)
class _Row:
    """A row of nodes from left to right. The edge to each of them reaches from ``first`` to ``last``; both rise."""

    places: list[int] = field(default_factory=list)
    xs: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)


class Places:
    """The arrangement of one tree. Nodes are known by their place in the model."""

    def __init__(self, children: Sequence[Sequence[int]] = (), row_px: float = 76.0) -> None:
        self.row_px = row_px
        spots = tidy_layout(children)
        self.points = [QPointF(spot.x * SLOT_PX, spot.row * row_px) for spot in spots]
        self._depth = [spot.row for spot in spots]
        self._rows: list[_Row] = []
        self._index: list[int] = [0] * len(spots)
        parents = _parents(children)
        xs = [spot.x * SLOT_PX for spot in spots]
        for row in rows_of(children):
            made = _Row(places=row, xs=[xs[place] for place in row])
            for number, place in enumerate(row):
                self._index[place] = number
                above = xs[parents[place]]
                made.first.append(min(xs[place], above))
                made.last.append(max(xs[place], above))
            self._rows.append(made)
        self.bounds = self._bounds(xs)

    def __len__(self) -> int:
        return len(self.points)

    @property
    def rows(self) -> int:
        """How many rows the tree has."""
        return len(self._rows)

    def rect(self, place: int) -> QRectF:
        """Around a node."""
        centre = self.points[place]
        return QRectF(centre.x() - RADIUS_PX, centre.y() - RADIUS_PX, 2 * RADIUS_PX, 2 * RADIUS_PX)

    def within(self, seen: QRectF) -> Iterator[int]:
        """Nodes that may be seen in ``seen`` or whose edge may, in rows from the top."""
        top = int((seen.top() - RADIUS_PX) // self.row_px)
        bottom = int((seen.bottom() + RADIUS_PX) // self.row_px) + 1
        left, right = seen.left() - SLOT_PX, seen.right() + SLOT_PX
        for row in self._rows[max(0, top) : max(0, bottom) + 1]:
            begin, end = bisect_left(row.last, left), bisect_right(row.first, right)
            yield from row.places[begin:end]

    def at(self, point: QPointF, reach_px: float, shown: int) -> int | None:
        """The nearest of the first ``shown`` nodes that is no farther than ``reach_px``."""
        number = round(point.y() / self.row_px)
        if not 0 <= number < len(self._rows):
            return None
        row = self._rows[number]
        begin, end = bisect_left(row.xs, point.x() - reach_px), bisect_right(row.xs, point.x() + reach_px)
        near = [
            ((self.points[place] - point).manhattanLength(), place) for place in row.places[begin:end] if place < shown
        ]
        found = min(near, default=None)
        return found[1] if found is not None and found[0] <= 1.5 * reach_px else None

    def beside(self, place: int, step: int, shown: int) -> int | None:
        """The node ``step`` nodes to the right in the same row, among the first ``shown``."""
        row = self._rows[self._depth[place]].places
        number = self._index[place] + step
        while 0 <= number < len(row) and row[number] >= shown:
            number += step
        return row[number] if 0 <= number < len(row) else None

    def _bounds(self, xs: Sequence[float]) -> QRectF:
        """Around all nodes, labels included."""
        if not xs:
            return QRectF(-1, -1, 2, 2)
        left, right = min(xs), max(xs)
        return QRectF(left, 0, right - left, (len(self._rows) - 1) * self.row_px).adjusted(-30, -30, 30, 36)


def rows_of(children: Sequence[Sequence[int]]) -> list[list[int]]:
    """The nodes of each row, from left to right."""
    rows: list[list[int]] = [[0]] if children else []
    while rows and (below := [child for place in rows[-1] for child in children[place]]):
        rows.append(below)
    return rows


def _parents(children: Sequence[Sequence[int]]) -> list[int]:
    parents = [0] * len(children)
    for place, below in enumerate(children):
        for child in below:
            parents[child] = place
    return parents
