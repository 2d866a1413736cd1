"""Looks at the tree scene: zoom, movement, arrow-key walk, and the selection shared with the outline."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFontInfo,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QResizeEvent,
    QShowEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QGraphicsView, QPinchGesture, QToolTip, QWidget

from app.items.node_words import node_sentence
from app.items.tree_model import TreeModel
from app.language import tr
from app.views.minimap import Minimap
from app.views.tree_places import RADIUS_PX
from app.views.tree_scene import TreeScene
from app.views.widgets import PlainLabel

_MIN_SCALE, _MAX_SCALE, _FIT_SCALE, _USUAL_TEXT_PX = 0.004, 4.0, 1.15, 12.0
_STEP = 1.25
_ROOM_PX = 4000
_MARGIN_PX = 16
_MAP_MARGIN_PX = 8
_HEADROOM = 0.82
_ROWS_EXTRA_PX, _ROW_ON_SCREEN_PX = 70.0, 115.0
_REACH_PX = 6.0


class TreeView(QGraphicsView):
    """The live tree. While it follows the search, the whole tree stays in sight and the root stays put.

    ``menu_asked`` carries the point on the screen where a menu for the selected step is wanted.
    """

    menu_asked = Signal(QPoint)
    copy_asked = Signal()

    def __init__(self, model: TreeModel, selection: QItemSelectionModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = selection
        self._tree = TreeScene(model, self)
        self._run_id = ""
        self._follows = True
        self._grows = False
        self._stretching = False
        self._pressed_at: QPoint | None = None
        self._nothing = PlainLabel(tr("The search grows here, one circle for each step."), muted=True, parent=self)
        self._nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setScene(self._tree)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Search tree"))
        self.setMinimumSize(240, 160)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        self.minimap = Minimap(self._tree.paint_map, self)
        self.minimap.aimed.connect(self.look_at)
        self._tree.arranged.connect(self._on_arranged)
        model.modelReset.connect(self._on_reset)
        model.dataChanged.connect(self.minimap.outdate)
        selection.currentChanged.connect(self._on_current)
        self._tree.set_look(self.palette(), self.font())

    def set_growing(self, grows: bool) -> None:
        """Say whether more steps may come; while they do, the root has a place of its own."""
        self._grows = grows

    def fit(self) -> None:
        """Show the whole tree, and follow the search again."""
        self._follows = True
        if self._grows:
            self._make_room()
            return
        self._stretch_rows(self._scale_of_width(), self._room().height())
        bounds = self._tree.bounds()
        scale = min(self._scale_of_width(), self._room().height() / bounds.height())
        self._look(scale, QPointF(bounds.center().x(), bounds.top()), self._room().topLeft() + self._to_middle())

    def settle(self) -> None:
        """The search has ended: show the whole tree once more, unless the user looks elsewhere."""
        if self._follows:
            self._tree.arrange()
            self.fit()

    def zoom(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom about a point of the viewport, its middle by default."""
        self._follows = False
        anchor = at if at is not None else QPointF(self.viewport().rect().center())
        scene = self.mapToScene(anchor.toPoint())
        self._look(self.transform().m11() * factor, scene, anchor)

    def zoom_in(self) -> None:
        """One step closer."""
        self.zoom(_STEP)

    def zoom_out(self) -> None:
        """One step away."""
        self.zoom(1 / _STEP)

    def look_at(self, point: QPointF) -> None:
        """Bring a point of the scene to the middle."""
        self._follows = False
        self._look(self.transform().m11(), point, QPointF(self.viewport().rect().center()))

    def choose(self, place: int) -> None:
        """Make a node the current one."""
        self._selection.setCurrentIndex(
            self._model.index_at(place),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )

    def close_scene(self) -> None:
        """Stop movement before the window goes."""
        self.minimap.close_map()
        self._tree.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, zoom with + and -, fit with 0, copy the step."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
            return
        actions = {
            Qt.Key.Key_Plus: self.zoom_in,
            Qt.Key.Key_Equal: self.zoom_in,
            Qt.Key.Key_Minus: self.zoom_out,
            Qt.Key.Key_0: self.fit,
        }
        key = Qt.Key(event.key())
        if key in actions:
            actions[key]()
        elif not self._walk(key):
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom(_STEP**steps, event.position())
        event.accept()

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom with two fingers, on touch screens and touch pads; tooltips of nodes."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() is Qt.NativeGestureType.ZoomNativeGesture:
            self.zoom(1 + event.value(), event.position())
            return True
        if isinstance(event, QHelpEvent):
            place = self._place_at(event.pos())
            QToolTip.showText(event.globalPos(), self._tree.tooltip(place) if place is not None else "", self)
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                self.zoom(pinch.scaleFactor(), QPointF(self.viewport().mapFromGlobal(pinch.centerPoint().toPoint())))
                return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click or a movement begins."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click chooses the node under it; a movement makes the view the user's."""
        super().mouseReleaseEvent(event)
        self.viewport().setCursor(Qt.CursorShape.ArrowCursor)
        here = event.position().toPoint()
        if self._pressed_at is None or (here - self._pressed_at).manhattanLength() > 4:
            self._follows = False
            return
        place = self._place_at(here)
        if place is not None:
            self.choose(place)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the step under the pointer, or by key of the one that is selected."""
        at = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            place = self._place_at(event.pos())
            if place is not None:
                self.choose(place)
        elif self._selection.currentIndex().isValid():
            rect = self._tree.node_rect(self._selection.currentIndex().internalId())
            at = self.viewport().mapToGlobal(self.mapFromScene(rect.bottomRight()))
        self.menu_asked.emit(at)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Tell the overview."""
        super().scrollContentsBy(dx, dy)
        self._show_minimap()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep following."""
        super().resizeEvent(event)
        self._nothing.adjustSize()
        self._nothing.move(self.rect().center() - self._nothing.rect().center())
        corner = self.rect().bottomRight() - self.minimap.rect().bottomRight()
        self.minimap.move(corner - QPoint(_MAP_MARGIN_PX, _MAP_MARGIN_PX))
        self._show_minimap()
        if self._follows:
            self.fit()

    def showEvent(self, event: QShowEvent) -> None:
        """See the whole tree at first."""
        super().showEvent(event)
        if self._follows:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange) and hasattr(self, "_tree"):
            self._tree.set_look(self.palette(), self.font())
            self.minimap.draw_anew()

    def _show_minimap(self) -> None:
        if hasattr(self, "minimap"):
            self.minimap.show_part(self._tree.bounds(), self._sight())

    def _sight(self) -> QRectF:
        """The part of the scene that is seen."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def _place_at(self, here: QPoint) -> int | None:
        scale = self.transform().m11()
        return self._tree.place_at(self.mapToScene(here), max(RADIUS_PX, _REACH_PX / scale))

    def _look(self, scale: float, scene: QPointF, at: QPointF) -> None:
        """Show scene point ``scene`` at viewport point ``at``."""
        bounded = max(_MIN_SCALE, min(_MAX_SCALE, scale))
        room = _ROOM_PX / bounded
        self.setSceneRect(self._tree.bounds().adjusted(-room, -room, room, room))
        self.setTransform(QTransform.fromScale(bounded, bounded))
        middle = QPointF(self.viewport().rect().center())
        self.centerOn(scene + (middle - at) / bounded)
        self._show_minimap()

    def _room(self) -> QRectF:
        """The part of the viewport that a fitted tree takes."""
        inner = QRectF(self.viewport().rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        return QRectF(inner.topLeft(), inner.size().expandedTo(QSizeF(1, 1)))

    def _to_middle(self) -> QPointF:
        return QPointF(self._room().width() / 2, 0)

    def _scale_of_width(self) -> float:
        return min(self._largest_scale(), self._room().width() / self._tree.bounds().width())

    def _largest_scale(self) -> float:
        """A fitted tree is never drawn larger than this; larger text makes a larger tree."""
        return _FIT_SCALE * QFontInfo(self.font()).pixelSize() / _USUAL_TEXT_PX

    def _stretch_rows(self, scale: float, room_px: float) -> None:
        """Let the rows take a height of the view, as far as ``scale`` leaves it."""
        rows = self._tree.rows()
        if rows < 2:
            return
        height = min((room_px / scale - _ROWS_EXTRA_PX) / (rows - 1), _ROW_ON_SCREEN_PX / scale)
        if self._tree.set_row_height(height):
            self._stretching = True
            self._tree.arrange()
            self._stretching = False

    def _on_arranged(self) -> None:
        """Only when the tree outgrows the view does the scale change, with headroom, so that it changes seldom."""
        self.minimap.outdate()
        self._show_minimap()
        self._nothing.setVisible(not self._model.nodes())
        if not self._follows or not self.isVisible() or self._stretching:
            return
        if not self._sight().contains(self._tree.bounds()):
            self._make_room()

    def _make_room(self) -> None:
        """All of a growing tree, with some room for more. The root is in the middle of the upper edge, whatever the
        tree and the scale: a lopsided tree leaves half of the view empty, and nothing that is read moves aside.
        """
        room, bounds, largest = self._room(), self._tree.bounds(), self._largest_scale()
        root = QPointF(room.center().x(), room.top() - largest * bounds.top())
        scale = min(largest, room.width() / 2 / max(1.0, -bounds.left(), bounds.right()))
        scale *= 1.0 if scale >= largest else _HEADROOM
        self._stretch_rows(scale, room.bottom() - root.y() - scale * bounds.top())
        below = (room.bottom() - root.y()) / max(1.0, self._tree.bounds().bottom())
        self._look(min(scale, below), QPointF(0, 0), root)

    def _on_reset(self) -> None:
        """Another run is seen as a whole; an earlier moment of the same one from where the user looks."""
        if self._run_id != self._model.run_id:
            self._run_id = self._model.run_id
            self._follows = True
        if self._follows:
            self.fit()

    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        node = self._model.node(current)
        if node is None:
            self._tree.select(None)
            self.setAccessibleDescription("")
            return
        place = current.internalId()
        self._tree.select(place)
        self.setAccessibleDescription(node_sentence(node, self._model.is_best(place)))
        rect = self._tree.node_rect(place)
        if self.isVisible() and not self._sight().contains(rect):
            self._follows = False
            self.ensureVisible(rect, 60, 60)

    def _walk(self, key: Qt.Key) -> bool:
        """Move the current node; False for keys that are no movement."""
        if key not in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
            return False
        if not self._model.nodes():
            return True
        current = self._selection.currentIndex()
        goal: int | None = 0
        if current.isValid():
            here = current.internalId()
            match key:
                case Qt.Key.Key_Up:
                    goal = self._model.parent_places()[here]
                case Qt.Key.Key_Down:
                    goal = self._best_child(here)
                case Qt.Key.Key_Left:
                    goal = self._tree.row_neighbour(here, -1)
                case Qt.Key.Key_Right:
                    goal = self._tree.row_neighbour(here, 1)
        if goal is not None:
            self.choose(goal)
        return True

    def _best_child(self, place: int) -> int | None:
        """The child on the best path, else the one with most visits."""
        nodes = self._model.nodes()
        return max(
            self._model.child_places()[place],
            key=lambda child: (self._model.is_best(child), nodes[child].visits, -child),
            default=None,
        )
