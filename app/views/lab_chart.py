"""A chart of app.charts as a widget, in the colours of the theme; what it shows is told in words as well."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.charts import theme as charts

Draw = Callable[[charts.ChartTheme], str]
_WIDTH, _HEIGHT = 640, 400


class SvgChart(QWidget):
    """Keeps the proportions of its picture; drawn again when the theme changes."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draw: Draw | None = None
        self._renderer = QSvgRenderer(self)
        self.setAccessibleName(accessible_name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(240, 150)
        self.setMaximumSize(_WIDTH, _HEIGHT)

    def show_chart(self, draw: Draw, description: str) -> None:
        """Show what ``draw`` makes of a theme; ``description`` is read to those who do not see it."""
        self._draw = draw
        self.setAccessibleDescription(description)
        self._render()

    def svg(self) -> str:
        """The picture in the colours of now; "" before there is one."""
        return self._draw(self._theme()) if self._draw is not None else ""

    def sizeHint(self) -> QSize:
        """As drawn."""
        return QSize(_WIDTH, _HEIGHT)

    def heightForWidth(self, width: int) -> int:
        """As high as the proportions want."""
        return round(min(width, _WIDTH) * _HEIGHT / _WIDTH)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_draw"):
            self._render()

    def paintEvent(self, event: QPaintEvent) -> None:
        """See Qt."""
        super().paintEvent(event)
        if not self._renderer.isValid():
            return
        scale = min(self.width() / _WIDTH, self.height() / _HEIGHT)
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(0, 0, _WIDTH * scale, _HEIGHT * scale))
        painter.end()

    def _render(self) -> None:
        if self._draw is not None:
            self._renderer.load(QByteArray(self.svg().encode()))
            self.update()

    def _theme(self) -> charts.ChartTheme:
        is_dark = self.palette().color(QPalette.ColorRole.Window).lightness() < 128
        return charts.DARK if is_dark else charts.LIGHT
