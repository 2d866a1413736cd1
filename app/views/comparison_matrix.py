"""Problem by problem: what each arm made of it; a cell leads to its stored session."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.items.comparison_matrix import OutcomeMatrix
from app.language import tr
from app.state.comparison_result import Key, matrix_lines, rows_of
from app.state.comparison_words import SIGNS, OutcomeKind, outcome_word
from app.views.comparison_choices import offer_sets
from app.views.theme import SPACE_2, SPACE_3, theme_of
from app.views.widgets import PlainLabel
from engine.compare.table import Table

_WIDEST_CHARACTERS = 34
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Problems(QWidget):
    """``session_asked`` carries the id of the run behind a cell."""

    session_asked = Signal(str)
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._table = Table((), ())
        self.model = OutcomeMatrix(self)
        self.view = _Cells(self.model)
        self.set = QComboBox()
        self.divided = QCheckBox(tr("Only problems on which they &differ"))
        self.export = QPushButton(tr("E&xport …"))
        self.note = PlainLabel(muted=True, wrap=True)
        self.set.setAccessibleName(tr("Problem set of the matrix"))
        self.set.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_3)
        bar.addWidget(PlainLabel(tr("Set"), muted=True))
        bar.addWidget(self.set)
        bar.addWidget(self.divided)
        bar.addStretch(1)
        bar.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.note)
        self.set.currentIndexChanged.connect(lambda _: self._show())
        self.divided.toggled.connect(lambda _: self._show())
        self.view.opened.connect(self._on_opened)
        self.export.clicked.connect(self.export_asked)
        self._paint()

    def show_table(self, table: Table) -> None:
        """Show the problems of another table."""
        if table == self._table:
            return
        self._table = table
        offer_sets(self.set, table)
        self._show()

    def choose(self, key: Key) -> None:
        """Put the keys on the first problem of a row of the table."""
        self.set.setCurrentIndex(self.set.findData(key[1]))
        keys = [row.key for row in rows_of(self._table, key[1])]
        if key in keys:
            self.view.setCurrentIndex(self.model.index(0, 2 + keys.index(key)))
        self.view.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """In the colours of the new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "model"):
            self._paint()

    def _paint(self) -> None:
        theme = theme_of(self.palette())
        self.model.set_colours(
            {
                OutcomeKind.RIGHT: QColor(theme.high),
                OutcomeKind.WRONG: QColor(theme.low),
                OutcomeKind.NONE: QColor(theme.muted_ink),
                OutcomeKind.FAILED: QColor(theme.low),
            }
        )

    def _show(self) -> None:
        rows = rows_of(self._table, self.set.currentData() or "")
        lines = matrix_lines(rows, only_divided=self.divided.isChecked())
        current = self.view.currentIndex()
        at = (current.row(), current.column()) if current.isValid() else (0, 2)
        columns = self.model.columnCount()
        self.model.show(rows, lines)
        if columns != self.model.columnCount():
            self.view.fit_columns()
        self.view.setCurrentIndex(self.model.index(*at) if lines else QModelIndex())
        signs = ", ".join(f"{SIGNS[kind]} {outcome_word(kind)}" for kind in OutcomeKind if SIGNS[kind])
        told = tr("{signs}. Enter or a double click opens the search in the History.").format(signs=signs)
        self.note.setText(told if lines else tr("They differ on no problem.") if rows else "")

    def _on_opened(self, index: QModelIndex) -> None:
        solved = self.model.solved(index)
        if solved is not None and solved.run_id:
            self.session_asked.emit(solved.run_id)


class _Cells(QTableView):
    """``opened``: Enter or a double click on a cell."""

    opened = Signal(object)

    def __init__(self, model: OutcomeMatrix) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("Problems by rows of the table"))
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setCornerButtonEnabled(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(round(self.fontMetrics().lineSpacing() * 1.7))
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setStretchLastSection(True)
        self.doubleClicked.connect(self.opened.emit)

    def fit_columns(self) -> None:
        """As wide as their titles and cells, within reason."""
        widest = self.fontMetrics().averageCharWidth() * _WIDEST_CHARACTERS
        self.resizeColumnsToContents()
        for place in range(self.model().columnCount()):
            self.setColumnWidth(place, min(widest, self.columnWidth(place)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in _KEYS and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)
