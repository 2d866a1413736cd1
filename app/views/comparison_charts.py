"""The charts of a comparison: accuracy against seconds (with memory) and against tokens."""

from PySide6.QtCore import QByteArray, QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.charts.comparison import accuracy_by_seconds, accuracy_by_tokens
from app.charts.theme import DARK as DARK_CHART
from app.charts.theme import LIGHT as LIGHT_CHART
from app.charts.theme import ChartTheme
from app.language import tr
from app.state.comparison_result import chart_words, rows_of
from app.views.comparison_choices import offer_sets
from app.views.theme import DARK, SPACE_2, SPACE_3, theme_of
from app.views.widgets import PlainLabel
from engine.compare.table import Table

_SECONDS, _TOKENS = "seconds", "tokens"


class Charts(QWidget):
    """One chart at a time, as large as there is room for, in the colours of the window."""

    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())
        self.chart = ChartView()
        self.kind = QComboBox()
        self.set = QComboBox()
        self.export = QPushButton(tr("E&xport …"))
        self.kind.addItem(tr("Accuracy against time and memory"), _SECONDS)
        self.kind.addItem(tr("Accuracy against tokens"), _TOKENS)
        self.kind.setAccessibleName(tr("Chart"))
        self.set.setAccessibleName(tr("Problem set of the chart"))
        self.set.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_3)
        for widget in (PlainLabel(tr("Chart"), muted=True), self.kind, PlainLabel(tr("Set"), muted=True), self.set):
            bar.addWidget(widget)
        bar.addStretch(1)
        bar.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(bar)
        column.addWidget(self.chart, 1)
        for box in (self.kind, self.set):
            box.currentIndexChanged.connect(lambda _: self._draw())
        self.export.clicked.connect(self.export_asked)

    def show_table(self, table: Table) -> None:
        """Draw another table."""
        if table == self._table:
            return
        self._table = table
        offer_sets(self.set, table)
        self._draw()

    def svg(self, theme: ChartTheme = LIGHT_CHART) -> str:
        """The chart that is chosen."""
        rows = rows_of(self._table, self.set.currentData() or "")
        draw = accuracy_by_tokens if self.kind.currentData() == _TOKENS else accuracy_by_seconds
        return draw(rows, theme)

    def file_name(self) -> str:
        """What a file of the chart may be called."""
        return f"{self.kind.currentData()}-{self.set.currentData() or ''}.svg"

    def changeEvent(self, event: QEvent) -> None:
        """In the colours of the new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "chart"):
            self._draw()

    def _draw(self) -> None:
        rows = rows_of(self._table, self.set.currentData() or "")
        theme = DARK_CHART if theme_of(self.palette()) is DARK else LIGHT_CHART
        by_tokens = self.kind.currentData() == _TOKENS
        self.chart.show_svg(self.svg(theme) if rows else "", chart_words(rows, by_tokens=by_tokens))


class ChartView(QWidget):
    """An SVG in its proportions. It can have the focus, so that a screen reader says what it shows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._renderer = QSvgRenderer(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(240)
        self.setAccessibleName(tr("Chart"))

    def show_svg(self, svg: str, words: str) -> None:
        """Draw a document, told in words to those who cannot see it; "" draws nothing."""
        self._renderer.load(QByteArray(svg.encode() or b"<svg xmlns='http://www.w3.org/2000/svg'/>"))
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Its own size."""
        return self._renderer.defaultSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """As large as it fits, in the middle."""
        size = self._renderer.defaultSize()
        if not self._renderer.isValid() or size.isEmpty():
            return
        scaled = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - scaled.width()) / 2, (self.height() - scaled.height()) / 2
        painter = QPainter(self)
        self._renderer.render(painter, QRectF(left, top, scaled.width(), scaled.height()))
        if self.hasFocus():
            painter.setPen(self.palette().link().color())
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
