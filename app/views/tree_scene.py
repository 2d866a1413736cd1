"""Draws the search tree with stock graphics items, following a TreeModel. Nodes are known by their place there."""

from collections.abc import Sequence
from math import log2

from PySide6.QtCore import (
    QAbstractAnimation,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    Qt,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QBrush, QColor, QFont, QFontInfo, QPainterPath, QPalette, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem, QGraphicsScene, QGraphicsSimpleTextItem

from app.items.layout import tidy_layout
from app.items.node_words import node_sentence, shown_value, tooltip
from app.items.tree_model import TreeModel
from app.state import NodeView, one_line
from app.views.theme import LIGHT, Theme, mixed, theme_of, value_colour
from engine.types import NodeStatus

SLOT_PX = 40.0
MIN_ROW_PX, MAX_ROW_PX = 60.0, 600.0
_RADIUS, _SMALL_RADIUS, _RING = 10.0, 6.0, 5.0
_GLIDE_MS = 160
_GLIDING_NODES = 300
_PLACE_KEY = 0
_GIVEN_UP = (NodeStatus.FAILED, NodeStatus.PRUNED)
_LABEL_CHARACTERS = 6


class TreeScene(QGraphicsScene):
    """One path item per node and per edge, a label where there is something to say, and one ring for the selection."""

    arranged = Signal()

    def __init__(self, model: TreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self._model = model
        self._theme: Theme = LIGHT
        self._font = QFont()
        self._nodes: list[QGraphicsPathItem] = []
        self._edges: list[QGraphicsPathItem | None] = []
        self._labels: dict[int, QGraphicsSimpleTextItem] = {}
        self._labels_shown = True
        self._targets: list[QPointF] = []
        self._row_px = 76.0
        self._selected: int | None = None
        self._ring = self._make_ring()
        self._moves: list[tuple[int, QPointF, QPointF]] = []
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.valueChanged.connect(self._on_glide)
        self._arrange_timer = QTimer(self)
        self._arrange_timer.setSingleShot(True)
        self._arrange_timer.timeout.connect(self.arrange)
        model.modelReset.connect(self._rebuild)
        model.rowsInserted.connect(self._on_inserted)
        model.dataChanged.connect(self._on_changed)
        self._rebuild()

    def set_look(self, palette: QPalette, font: QFont) -> None:
        """Take over theme and font."""
        self._theme = theme_of(palette)
        self._font = font
        for place in range(len(self._nodes)):
            self._style(place)
        self._ring.setPen(QPen(QColor(self._theme.ink), 2.0))

    def place_of_item(self, item: QGraphicsItem | None) -> int | None:
        """The node that an item stands for."""
        found = item.data(_PLACE_KEY) if item is not None else None
        return found if isinstance(found, int) else None

    def node_rect(self, place: int) -> QRectF:
        """Where a node is, or will be at the end of a movement."""
        if place >= len(self._targets):  # it came after the last arrangement
            return QRectF(self._nodes[place].pos(), self._nodes[place].pos())
        centre = self._targets[place]
        return QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)

    def bounds(self) -> QRectF:
        """Around all nodes, labels included, at the end of a movement."""
        if not self._targets:
            return QRectF(-1, -1, 2, 2)
        xs = [point.x() for point in self._targets]
        ys = [point.y() for point in self._targets]
        return QRectF(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).adjusted(-30, -30, 30, 36)

    def set_row_height(self, row_px: float) -> bool:
        """Rows this far apart from now on; True when that changes anything. ``arrange`` puts it into effect."""
        bounded = max(MIN_ROW_PX, min(MAX_ROW_PX, row_px))
        changed = abs(bounded - self._row_px) > 1.0
        if changed:
            self._row_px = bounded
        return changed

    def rows(self) -> int:
        """How many rows the tree has."""
        return len(_rows(self._model.child_places()))

    def row_neighbour(self, place: int, step: int) -> int | None:
        """The node ``step`` nodes to the right in the same row."""
        row = next((row for row in _rows(self._model.child_places()) if place in row), [place])
        position = row.index(place) + step
        return row[position] if 0 <= position < len(row) else None

    def select(self, place: int | None) -> None:
        """Put the ring around a node."""
        self._selected = place
        self._ring.setVisible(place is not None)
        if place is not None:
            self._ring.setPos(self._nodes[place].pos())

    def show_labels(self, shown: bool) -> None:
        """Labels only make sense at a readable size."""
        if shown != self._labels_shown:
            self._labels_shown = shown
            for label in self._labels.values():
                always = label.flags() & QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations
                label.setVisible(bool(label.text()) and (shown or bool(always)))

    def arrange(self) -> None:
        """Lay out the tree and move what stands elsewhere; a small tree glides."""
        self._finish_glide()
        old = self._targets
        spots = tidy_layout(self._model.child_places())
        self._targets = [QPointF(spot.x * SLOT_PX, spot.row * self._row_px) for spot in spots]
        self._moves = []
        for place, target in enumerate(self._targets):
            here = self._start_of(place, len(old))
            if place >= len(old) or here != target:
                self._moves.append((place, here, target))
        if self._moves and len(spots) <= _GLIDING_NODES and any(view.isVisible() for view in self.views()):
            self._on_glide(0.0)
            self._glide.start()
        else:
            self._on_glide(1.0)
        self.arranged.emit()

    def stop(self) -> None:
        """End timers and movement."""
        self._arrange_timer.stop()
        self._finish_glide()

    def _start_of(self, place: int, arranged: int) -> QPointF:
        """Where a movement begins: where the node stands, or beside its parent if it is new."""
        if place < arranged:
            return self._nodes[place].pos()
        parent = self._model.parent_places()[place]
        if parent is None or parent >= arranged:
            return self._targets[place]
        return self._nodes[parent].pos() + self._targets[place] - self._targets[parent]

    def _finish_glide(self) -> None:
        if self._glide.state() is QAbstractAnimation.State.Running:
            self._glide.stop()
            self._on_glide(1.0)

    def _on_glide(self, share: float) -> None:
        eased = share * share * (3 - 2 * share)
        moved: set[int] = set()
        children = self._model.child_places()
        for place, start, target in self._moves:
            self._nodes[place].setPos(start + (target - start) * eased)
            moved.add(place)
            moved.update(children[place])
        for place in moved:
            self._bend(place)
        if self._selected is not None and self._selected in moved:
            self._ring.setPos(self._nodes[self._selected].pos())

    def _bend(self, place: int) -> None:
        """Draw the edge from the parent again."""
        parent = self._model.parent_places()[place]
        edge = self._edges[place] if place < len(self._edges) else None
        if edge is None or parent is None:
            return
        start, end = self._nodes[parent].pos(), self._nodes[place].pos()
        middle = (start.y() + end.y()) / 2
        path = QPainterPath(start)
        path.cubicTo(QPointF(start.x(), middle), QPointF(end.x(), middle), end)
        edge.setPath(path)

    def _rebuild(self) -> None:
        self._glide.stop()
        self._arrange_timer.stop()
        self._selected = None
        for container in (self._moves, self._nodes, self._edges, self._targets):
            container.clear()
        self._labels.clear()
        self.clear()
        self._ring = self._make_ring()
        self._add_new()
        self.arrange()

    def _on_inserted(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._add_new()
        if not self._arrange_timer.isActive():
            # A layout costs some 5 us a node: the larger the tree, the seldomer it is made.
            self._arrange_timer.start(min(400, max(30, len(self._nodes) // 5)))

    def _on_changed(self, first: QModelIndex, _last: QModelIndex) -> None:
        if first.isValid() and first.internalId() < len(self._nodes):
            self._style(first.internalId())

    def _add_new(self) -> None:
        for place in range(len(self._nodes), len(self._model.nodes())):
            self._add(place)

    def _add(self, place: int) -> None:
        parent = self._model.parent_places()[place]
        item = QGraphicsPathItem()
        item.setData(_PLACE_KEY, place)
        item.setZValue(2)
        edge = None
        if parent is not None:
            item.setPos(self._nodes[parent].pos())
            edge = QGraphicsPathItem()
            self.addItem(edge)
        self.addItem(item)
        self._nodes.append(item)
        self._edges.append(edge)
        self._style(place)

    def _style(self, place: int) -> None:
        node, on_best = self._model.nodes()[place], self._model.is_best(place)
        theme, item = self._theme, self._nodes[place]
        item.setPath(_shape(node))
        if node.status in _GIVEN_UP:
            item.setBrush(QBrush(QColor(theme.base)))
            item.setPen(QPen(QColor(theme.unknown), 1.5))
        elif place == 0:
            item.setBrush(QBrush(QColor(theme.base)))
            item.setPen(QPen(QColor(theme.accent if on_best else theme.muted_ink), 2.5))
        else:
            item.setBrush(QBrush(value_colour(theme, shown_value(node))))
            item.setPen(QPen(QColor(theme.accent), 3.0) if on_best else QPen(QColor(theme.base), 1.0))
        item.setToolTip(tooltip(node_sentence(node, on_best)))
        self._style_edge(place, node, on_best)
        self._style_label(place, node, on_best)

    def _style_edge(self, place: int, node: NodeView, on_best: bool) -> None:
        edge = self._edges[place]
        if edge is None:
            return
        width = 1.2 + 0.8 * log2(1 + max(0, node.visits))
        theme = self._theme
        colour = QColor(theme.accent) if on_best else mixed(theme.hairline, theme.muted_ink, 0.2)
        pen = QPen(colour, max(2.5, width) if on_best else width)
        if node.status in _GIVEN_UP:
            pen.setWidthF(1.2)
            pen.setStyle(Qt.PenStyle.DashLine)
        edge.setPen(pen)
        edge.setZValue(1 if on_best else 0)

    def _style_label(self, place: int, node: NodeView, on_best: bool) -> None:
        """The number of a step on the best path inside its node, the answer of a finished one below it."""
        text, inside = _label_of(place, node, on_best)
        label = self._labels.get(place)
        if label is None:
            if not text:
                return
            label = QGraphicsSimpleTextItem(self._nodes[place])
            label.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
            label.setData(_PLACE_KEY, place)
            self._labels[place] = label
        # The two ends of the best path stay readable at any zoom; the others would cover each other.
        always = place == 0 or (on_best and not inside)
        font = QFont(self._font)
        font.setPixelSize(max(11, round(QFontInfo(self._font).pixelSize() * 0.9)) if always else 11)
        font.setBold(inside or on_best)
        label.setFont(font)
        label.setText(text)
        fill = self._nodes[place].brush().color()
        label.setBrush(QBrush(_readable_on(fill) if inside else QColor(self._theme.ink)))
        label.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations, always)
        size = label.boundingRect()
        below = -size.height() if place == 0 else -size.height() / 2 if inside else 0.0
        label.setPos(0, -_RADIUS - 2 if place == 0 else 0 if inside else _RADIUS + 2)
        label.setTransform(QTransform.fromTranslate(-size.width() / 2, below))
        label.setVisible(self._labels_shown or always)

    def _make_ring(self) -> QGraphicsPathItem:
        path = QPainterPath()
        path.addEllipse(QPointF(0, 0), _RADIUS + _RING, _RADIUS + _RING)
        ring = QGraphicsPathItem(path)
        ring.setPen(QPen(QColor(self._theme.ink), 2.0))
        ring.setZValue(3)
        ring.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        ring.setVisible(False)
        self.addItem(ring)
        return ring


def _label_of(place: int, node: NodeView, on_best: bool) -> tuple[str, bool]:
    """The label and whether it stands inside the node."""
    if place == 0:
        return "Problem", False
    if node.status is NodeStatus.FINISHED and node.answer is not None:
        answer = one_line(node.answer[:200])
        return (answer if len(answer) <= _LABEL_CHARACTERS else answer[: _LABEL_CHARACTERS - 1] + "…"), False
    return (str(node.depth), True) if on_best else ("", True)


def _shape(node: NodeView) -> QPainterPath:
    path = QPainterPath()
    if node.status in _GIVEN_UP:
        path.addEllipse(QPointF(0, 0), _SMALL_RADIUS, _SMALL_RADIUS)
    elif node.status is NodeStatus.FINISHED:
        side = _RADIUS * 0.95
        path.addRoundedRect(QRectF(-side, -side, 2 * side, 2 * side), 3, 3)
    else:
        path.addEllipse(QPointF(0, 0), _RADIUS, _RADIUS)
    return path


def _readable_on(fill: QColor) -> QColor:
    bright = 0.299 * fill.red() + 0.587 * fill.green() + 0.114 * fill.blue()
    return QColor("#101418") if bright > 140 else QColor("#FFFFFF")


def _rows(children: Sequence[Sequence[int]]) -> list[list[int]]:
    rows: list[list[int]] = [[0]] if children else []
    while rows and (below := [child for place in rows[-1] for child in children[place]]):
        rows.append(below)
    return rows
