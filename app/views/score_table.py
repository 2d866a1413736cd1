"""A number and its parts as a small table: words, number and a bar for each."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.state.score import ScoreRow, ScoreTable
from app.views.theme import SPACE_1, SPACE_3, theme_of, value_colour
from app.views.widgets import PlainLabel

_BAR = QSize(110, 10)


class ScoreTableView(QWidget):
    """One table. What a bar says is in its number too: plus goes to the right and is blue, minus to the left and is
    orange.
    """

    def __init__(self, table: ScoreTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(table.title)
        self.setAccessibleDescription("; ".join(f"{row.name} {row.number}" for row in table.rows))
        title = PlainLabel(table.title, wrap=True)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        signed = any(row.bar < 0 or row.number.startswith("+") for row in table.rows)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(2)
        for place, row in enumerate(table.rows):
            grid.addWidget(PlainLabel(row.name), place, 0)
            grid.addWidget(PlainLabel(row.number), place, 1, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(Bar(row, signed=signed), place, 2)
        grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(title)
        column.addLayout(grid)
        column.addWidget(PlainLabel(table.total, muted=True, wrap=True))


class Bar(QWidget):
    """From the middle where there are numbers of both signs, else from the left."""

    def __init__(self, row: ScoreRow, *, signed: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = max(-1.0, min(1.0, row.bar))
        self._signed = signed
        self.setFixedSize(_BAR)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{row.name} {row.number}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A hairline for nothing, and the bar."""
        theme = theme_of(self.palette())
        start = self.width() / 2 if self._signed else 0.0
        length = self._bar * (self.width() / 2 if self._signed else self.width())
        painter = QPainter(self)
        painter.fillRect(QRectF(0, 3, self.width(), self.height() - 6), QColor(theme.raised))
        painter.fillRect(
            QRectF(min(start, start + length), 1, abs(length), self.height() - 2),
            value_colour(theme, 1.0 if self._bar >= 0 else -1.0),
        )
        painter.setPen(QPen(QColor(theme.muted_ink), 1))
        painter.drawLine(round(start), 0, round(start), self.height())
        painter.end()
