"""What colours and shapes in the tree mean."""

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.language import tr
from app.views.theme import SPACE_1, SPACE_2, theme_of, value_colour
from app.views.widgets import PlainLabel

_RATIO = 2.0


class TreeLegend(QWidget):
    """A scale from low to high value, and the shapes of finished and given up steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._finished, self._given_up = QLabel(), QLabel(), QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_1)
        for widget in (
            PlainLabel(tr("low"), muted=True),
            self._scale,
            PlainLabel(tr("high value"), muted=True),
            self._finished,
            PlainLabel(tr("answer"), muted=True),
            self._given_up,
            PlainLabel(tr("failed"), muted=True),
        ):
            if widget in (self._finished, self._given_up):
                row.addSpacing(SPACE_2)
            row.addWidget(widget)
        self.setAccessibleName(tr("Legend: blue is a high value, orange a low one; squares end with an answer"))
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_scale"):
            self._draw()

    def _draw(self) -> None:
        theme = theme_of(self.palette())
        bar, painter = _canvas(48, 10)
        gradient = QLinearGradient(0, 0, 48, 0)
        for stop in range(9):
            gradient.setColorAt(stop / 8, value_colour(theme, stop / 4 - 1))
        painter.setBrush(QBrush(gradient))
        painter.drawRoundedRect(QRectF(0, 1, 48, 8), 4, 4)
        painter.end()
        self._scale.setPixmap(bar)
        square, painter = _canvas(12, 12)
        painter.setBrush(QColor(theme.unknown))
        painter.drawRoundedRect(QRectF(1, 1, 10, 10), 2, 2)
        painter.end()
        self._finished.setPixmap(square)
        hollow, painter = _canvas(12, 12)
        painter.setPen(QPen(QColor(theme.unknown), 1.5))
        painter.drawEllipse(QRectF(2, 2, 8, 8))
        painter.end()
        self._given_up.setPixmap(hollow)


def _canvas(width: int, height: int) -> tuple[QPixmap, QPainter]:
    pixmap = QPixmap(round(width * _RATIO), round(height * _RATIO))
    pixmap.setDevicePixelRatio(_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    return pixmap, painter
