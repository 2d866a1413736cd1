"""Draws the search tree of a TreeModel, near in full and from afar as dots. Nodes are known by their place there.

Nothing here is a graphics item: of 5,000 nodes as items, each moved and styled by itself, no frame would be in time.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractAnimation,
    QLineF,
    QModelIndex,
    QObject,
    QPointF,
    QRect,
    QRectF,
    QTimer,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QFont, QPainter, QPalette
from PySide6.QtWidgets import QGraphicsScene

from app.items.node_words import node_sentence, tooltip
from app.items.tree_model import TreeModel
from app.state import NodeView
from app.views.theme import LIGHT, Theme, theme_of
from app.views.tree_looks import Look, look_of
from app.views.tree_paint import Dots, Picture, dots_of, lines_of, paint_crowd, paint_nodes
from app.views.tree_places import Places

MIN_ROW_PX, MAX_ROW_PX = 60.0, 600.0
_GLIDE_MS = 160
_GLIDING_NODES = 300
_CROWD_NODES, _CROWD_SCALE = 600, 0.4


class TreeScene(QGraphicsScene):
    """The tree as it is painted. Of a run that was shown with more nodes, the arrangement stays: looking back at an
    earlier moment moves nothing.
    """

    arranged = Signal()

    def __init__(self, model: TreeModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._run_id = ""
        self._theme: Theme = LIGHT
        self._font = QFont()
        self._looks: list[tuple[NodeView, Look] | None] = []
        self._places = Places()
        self._shown: Sequence[QPointF] = self._places.points
        self._lines: list[QLineF] = []
        self._dots: Dots = []
        self._row_px = 76.0
        self._selected: int | None = None
        self._starts: list[QPointF] = []
        self._glide = QVariantAnimation(self)
        self._glide.setDuration(_GLIDE_MS)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.valueChanged.connect(self._on_glide)
        self._arrange_timer = QTimer(self)
        self._arrange_timer.setSingleShot(True)
        self._arrange_timer.timeout.connect(self.arrange)
        model.modelReset.connect(self._on_reset)
        model.rowsInserted.connect(self._on_inserted)
        model.dataChanged.connect(self._on_changed)
        self._on_reset()

    def set_look(self, palette: QPalette, font: QFont) -> None:
        """Take over theme and font."""
        self._theme = theme_of(palette)
        self._font = font
        self._forget_looks()

    def look(self, place: int) -> Look:
        """How a node looks now."""
        node, best = self._model.nodes()[place], self._model.is_best(place)
        kept = self._looks[place]
        if kept is not None and kept[0] is node and kept[1].best is best:
            return kept[1]
        found = look_of(self._theme, node, best)
        self._looks[place] = (node, found)
        return found

    def tooltip(self, place: int) -> str:
        """What a node says of itself."""
        return tooltip(node_sentence(self._model.nodes()[place], self._model.is_best(place)))

    def place_at(self, point: QPointF, reach_px: float) -> int | None:
        """The node at a point of the scene, or within ``reach_px`` of it."""
        return self._places.at(point, reach_px, self._arranged_nodes())

    def node_rect(self, place: int) -> QRectF:
        """Where a node is, or will be at the end of a movement."""
        if place >= len(self._places):  # it came after the last arrangement
            return QRectF()
        return self._places.rect(place)

    def bounds(self) -> QRectF:
        """Around all nodes, labels included, at the end of a movement."""
        return self._places.bounds

    def set_row_height(self, row_px: float) -> bool:
        """Rows this far apart from now on; True when that changes anything. ``arrange`` puts it into effect."""
        bounded = max(MIN_ROW_PX, min(MAX_ROW_PX, row_px))
        changed = abs(bounded - self._row_px) > 1.0
        if changed:
            self._row_px = bounded
        return changed

    def rows(self) -> int:
        """How many rows the tree has."""
        return self._places.rows

    def row_neighbour(self, place: int, step: int) -> int | None:
        """The node ``step`` nodes to the right in the same row."""
        return self._places.beside(place, step, self._arranged_nodes()) if place < len(self._places) else None

    def select(self, place: int | None) -> None:
        """Put the ring around a node."""
        self._selected = place
        self.update()

    def arrange(self) -> None:
        """Lay out the tree and move what stands elsewhere; a small tree glides."""
        self._finish_glide()
        if len(self._model.nodes()) < len(self._places) and self._row_px == self._places.row_px:
            return  # an earlier moment of a run that is arranged already
        before = self._places
        if len(self._model.nodes()) >= len(before):
            self._places = Places(self._model.child_places(), self._row_px)
        self._lines, self._dots = [], []
        small = len(self._places) <= _GLIDING_NODES
        if small and len(before) and any(view.isVisible() for view in self.views()):
            self._starts = [self._start_of(place, before) for place in range(len(self._places))]
            self._glide.start()
        else:
            self._shown = self._places.points
        self.update()
        self.arranged.emit()

    def stop(self) -> None:
        """End timers and movement."""
        self._arrange_timer.stop()
        self._finish_glide()

    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        """Paint the part of the tree that lies in ``rect``."""
        picture = self._picture()
        if picture.count == 0:
            return
        seen = QRectF(rect)
        scale = painter.worldTransform().m11()
        whole = len(self._places)
        if self._glide.state() is QAbstractAnimation.State.Running:
            paint_nodes(painter, picture, range(picture.count), scale)
        elif whole > _CROWD_NODES and scale < _CROWD_SCALE:
            self._paint_crowd(painter, scale, words=True)
        else:
            paint_nodes(
                painter, picture, [place for place in self._places.within(seen) if place < picture.count], scale
            )

    def paint_map(self, painter: QPainter, scale: float) -> None:
        """Paint the whole tree as dots and thin lines, without a word."""
        self._paint_crowd(painter, scale, words=False)

    def _paint_crowd(self, painter: QPainter, scale: float, *, words: bool) -> None:
        picture = replace(self._picture(), points=self._places.points)
        if len(self._lines) < picture.count - 1:
            self._lines = lines_of(picture)
        if not self._dots:
            self._dots = dots_of(picture)
        paint_crowd(painter, picture, self._lines[: picture.count - 1], self._dots, scale, words=words)

    def _picture(self) -> Picture:
        return Picture(
            count=self._arranged_nodes(),
            points=self._shown,
            parents=self._model.parent_places(),
            look=self.look,
            best=self._model.best_places(),
            selected=self._selected,
            theme=self._theme,
            font=self._font,
        )

    def _arranged_nodes(self) -> int:
        """How many nodes there are to paint; what came after the last arrangement waits for the next."""
        return min(len(self._shown), len(self._looks))

    def _start_of(self, place: int, before: Places) -> QPointF:
        """Where a movement begins: where the node stands, or beside its parent if it is new."""
        if place < len(before):
            return before.points[place]
        target, parent = self._places.points[place], self._model.parent_places()[place]
        if parent is None or parent >= len(before):
            return target
        return before.points[parent] + target - self._places.points[parent]

    def _finish_glide(self) -> None:
        if self._glide.state() is QAbstractAnimation.State.Running:
            self._glide.stop()
        self._shown = self._places.points

    def _on_glide(self, share: float) -> None:
        if share >= 1.0:
            self._shown = self._places.points
        else:
            eased = share * share * (3 - 2 * share)
            ends = self._places.points
            self._shown = [start + (end - start) * eased for start, end in zip(self._starts, ends, strict=True)]
        self.update()

    def _on_reset(self) -> None:
        self._glide.stop()
        self._arrange_timer.stop()
        self._selected = None
        if self._model.run_id != self._run_id or not self._model.nodes():
            self._run_id = self._model.run_id
            self._places = Places(row_px=self._row_px)
            self._forget_looks()
        self._shown = self._places.points
        # Those of an earlier moment are mostly those of now: each is checked where it is painted.
        del self._looks[len(self._model.nodes()) :]
        self._extend_looks()
        self.arrange()

    def _on_inserted(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._extend_looks()
        if len(self._model.nodes()) <= len(self._places):
            self.update()
        elif not self._arrange_timer.isActive():
            # A layout costs some 8 us a node: the larger the tree, the seldomer it is made.
            self._arrange_timer.start(min(600, max(30, len(self._looks) // 8)))

    def _on_changed(self, first: QModelIndex, _last: QModelIndex) -> None:
        if first.isValid():
            self._dots = []
            self.update()

    def _forget_looks(self) -> None:
        self._looks.clear()
        self._extend_looks()
        self.update()

    def _extend_looks(self) -> None:
        self._looks += [None] * (len(self._model.nodes()) - len(self._looks))
        self._dots = []
