"""The whole tree in a corner of its view, with a frame around what the view shows."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.language import tr
from app.views.theme import theme_of

_SIZE = QSize(176, 112)
_MARGIN_PX = 6.0
_RENEW_MS = 300
_SHARE = 0.25
_MOST_STRETCHED = 8.0
_KEYS = {
    Qt.Key.Key_Left: QPointF(-1, 0),
    Qt.Key.Key_Right: QPointF(1, 0),
    Qt.Key.Key_Up: QPointF(0, -1),
    Qt.Key.Key_Down: QPointF(0, 1),
}


class Minimap(QWidget):
    """Click, drag or press the arrows to move the frame; ``aimed`` carries the scene's point that is wanted in the
    middle.
    """

    aimed = Signal(QPointF)

    def __init__(self, paint: Callable[[QPainter, float], None], parent: QWidget) -> None:
        """Make a map.

        Args:
            paint: paints the whole scene, at the scale it is given.
        """
        super().__init__(parent)
        self._paint = paint
        self._bounds = QRectF()
        self._seen = QRectF()
        self._drawn: QPixmap | None = None
        self._renew = QTimer(self)
        self._renew.setSingleShot(True)
        self._renew.setInterval(_RENEW_MS)
        self._renew.timeout.connect(self.draw_anew)
        self.setFixedSize(_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Overview of the tree: arrows move what is shown"))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()

    def show_part(self, bounds: QRectF, seen: QRectF) -> None:
        """Frame ``seen`` of a tree that takes ``bounds``; hidden while all of it is seen."""
        if bounds != self._bounds:
            self._bounds = bounds
            self._drawn = None
        self._seen = seen
        self.setVisible(bounds.width() > 2 and not seen.contains(bounds))
        self.update()

    def outdate(self) -> None:
        """Nodes have changed: draw them again before long."""
        if self.isVisible() and not self._renew.isActive():
            self._renew.start()

    def draw_anew(self) -> None:
        """Draw the nodes with the next picture."""
        self._drawn = None
        self.update()

    def close_map(self) -> None:
        """End the timer."""
        self._renew.stop()

    def frame(self) -> QRectF:
        """The frame as it is drawn, in this widget."""
        return QRectF(self._to_map(self._seen.topLeft()), self._to_map(self._seen.bottomRight())).intersected(
            QRectF(self.rect()).adjusted(1, 1, -2, -2)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The dots, then the frame."""
        theme = theme_of(self.palette())
        if self._drawn is None:
            self._drawn = self._draw_nodes(QColor(theme.raised))
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.hairline), 2 if self.hasFocus() else 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.setPen(QPen(QColor(theme.accent), 2))
        painter.drawRect(self.frame())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        self.aimed.emit(self._to_scene(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.aimed.emit(self._to_scene(event.position()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the frame by a quarter of itself."""
        way = _KEYS.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        step = QPointF(way.x() * self._seen.width() * _SHARE, way.y() * self._seen.height() * _SHARE)
        self.aimed.emit(self._seen.center() + step)

    def _draw_nodes(self, ground: QColor) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(ground)
        painter = QPainter(pixmap)
        origin = self._to_map(QPointF(0, 0))
        painter.translate(origin)
        across, down = self._scales()
        painter.scale(across, down)
        self._paint(painter, min(across, down))
        painter.end()
        return pixmap

    def _scales(self) -> tuple[float, float]:
        """Across and down: a tree that is wide and flat is drawn up to eight times as high as it is."""
        room = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        across = room.width() / max(1.0, self._bounds.width())
        down = room.height() / max(1.0, self._bounds.height())
        return min(across, _MOST_STRETCHED * down), min(down, _MOST_STRETCHED * across)

    def _to_map(self, point: QPointF) -> QPointF:
        across, down = self._scales()
        away = point - self._bounds.center()
        return QPointF(away.x() * across + self.width() / 2, away.y() * down + self.height() / 2)

    def _to_scene(self, point: QPointF) -> QPointF:
        across, down = self._scales()
        away = QPointF((point.x() - self.width() / 2) / across, (point.y() - self.height() / 2) / down)
        return away + self._bounds.center()
