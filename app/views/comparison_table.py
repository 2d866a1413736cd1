"""The table of a comparison: sorted by any column, copied, and whether two of its rows differ."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.items.comparison_table import ComparisonTable
from app.language import tr
from app.state.comparison_result import Key, as_text, shown_columns, significance, some_as_markdown
from app.state.comparison_words import title_of
from app.views.background import Background
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import PlainLabel
from engine.compare.layout import notes_of
from engine.compare.table import Table, TableRow

_WIDEST_CHARACTERS = 30


class ResultTable(QWidget):
    """``row_opened`` carries the key of a row: its problems are to be shown."""

    row_opened = Signal(object)
    export_asked = Signal()

    def __init__(self, lane: Background, parent: QWidget | None = None) -> None:
        """``lane``: thousands of resamples for an interval would hold the window up."""
        super().__init__(parent)
        self._lane = lane
        self._asked = 0
        self._table = Table((), ())
        self.model = ComparisonTable(self)
        self.view = _RowView()
        self.by = QComboBox()
        self.descending = QCheckBox(tr("la&rgest first"))
        self.everything = QCheckBox(tr("All col&umns"))
        self.copy = QPushButton(tr("Cop&y"))
        self.export = QPushButton(tr("E&xport …"))
        self.verdict = PlainLabel(wrap=True)
        self.notes = PlainLabel(muted=True, wrap=True)
        self._dress()
        self._lay_out()
        self._connect()

    def show_table(self, table: Table) -> None:
        """Show a table; what was selected stays so."""
        if table == self._table and self.model.rowCount():
            return
        selected, current = [row.key for row in self.selected()], self._current()
        self._table = table
        columns = shown_columns(table, all_columns=self.everything.isChecked())
        widths_known = tuple(each.name for each in self.model.columns()) == tuple(each.name for each in columns)
        self.model.show(table.rows, columns)
        self._offer_order()
        if not widths_known or len(table.rows) < 2:
            self._fit_columns()
        self._select(selected, current)
        notes = [note for note in notes_of(table) if table.rows]
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self._on_selection()

    def selected(self) -> Sequence[TableRow]:
        """The rows that are selected, in the order in which they are shown."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.rows()[place] for place in places]

    def copy_text(self) -> None:
        """Copy the selected rows, or all of them, as cells between tabs."""
        QGuiApplication.clipboard().setText(as_text(self._wanted(), self.model.columns()))

    def copy_markdown(self) -> None:
        """Copy the same as a table in Markdown."""
        table, rows = self._table, self._wanted()
        self._lane.run(lambda: some_as_markdown(table, rows), QGuiApplication.clipboard().setText)

    def _wanted(self) -> Sequence[TableRow]:
        return self.selected() or self.model.rows()

    def _dress(self) -> None:
        self.view.setModel(self.model)
        self.view.setAccessibleName(tr("Table of the comparison"))
        self.by.setAccessibleName(tr("Sort by"))
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.verdict.setAccessibleName(tr("Do the selected rows differ?"))
        self.copy.setToolTip(tr("The selected rows, or all, for a spreadsheet (Ctrl+C)."))

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setSpacing(SPACE_3)
        bar.addWidget(PlainLabel(tr("Sort by"), muted=True))
        bar.addWidget(self.by)
        bar.addWidget(self.descending)
        bar.addWidget(self.everything)
        bar.addStretch(1)
        bar.addWidget(self.copy)
        bar.addWidget(self.export)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_2, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.verdict)
        column.addWidget(self.notes)

    def _connect(self) -> None:
        self.by.activated.connect(lambda _: self._sort())
        self.descending.toggled.connect(lambda _: self._sort())
        self.everything.toggled.connect(lambda _: self._on_columns())
        self.copy.clicked.connect(self.copy_text)
        self.export.clicked.connect(self.export_asked)
        self.view.copy_asked.connect(self.copy_text)
        self.view.activated.connect(self._on_activated)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._on_selection())
        self.view.header().sortIndicatorChanged.connect(self._on_indicator)

    def _offer_order(self) -> None:
        chosen = self.by.currentData()
        self.by.blockSignals(True)
        self.by.clear()
        self.by.addItem(tr("order of measuring"), "")
        for each in self.model.columns():
            self.by.addItem(title_of(each), each.name)
        self.by.setCurrentIndex(max(0, self.by.findData(chosen)))
        self.by.blockSignals(False)
        self._show_indicator()

    def _sort(self) -> None:
        place = self.by.currentIndex() - 1
        order = Qt.SortOrder.DescendingOrder if self.descending.isChecked() else Qt.SortOrder.AscendingOrder
        self.model.sort(place, order)
        self._show_indicator()

    def _show_indicator(self) -> None:
        order = Qt.SortOrder.DescendingOrder if self.descending.isChecked() else Qt.SortOrder.AscendingOrder
        header = self.view.header()
        header.blockSignals(True)
        header.setSortIndicator(self.by.currentIndex() - 1, order)
        header.blockSignals(False)

    def _on_indicator(self, section: int, order: Qt.SortOrder) -> None:
        """A title was clicked."""
        self.by.setCurrentIndex(section + 1)
        self.descending.blockSignals(True)
        self.descending.setChecked(order is Qt.SortOrder.DescendingOrder)
        self.descending.blockSignals(False)
        self.model.sort(section, order)

    def _on_columns(self) -> None:
        table, self._table = self._table, Table((), ())
        self.show_table(table)

    def _on_selection(self) -> None:
        self._asked += 1
        asked, rows = self._asked, tuple(self.selected())
        if len(rows) != 2:
            self._show_verdict(asked, significance(rows) if self.model.rowCount() > 1 else "")
        else:
            self._lane.run(lambda: significance(rows), lambda told: self._show_verdict(asked, told))

    def _show_verdict(self, asked: int, told: str) -> None:
        if asked == self._asked:
            self.verdict.setText(told)

    def _on_activated(self, index: QModelIndex) -> None:
        row = self.model.row(index)
        if row is not None:
            self.row_opened.emit(row.key)

    def _current(self) -> Key | None:
        row = self.model.row(self.view.currentIndex())
        return row.key if row is not None else None

    def _select(self, keys: Sequence[Key], current: Key | None) -> None:
        chosen = QItemSelection()
        last = self.model.columnCount() - 1
        for place in (self.model.place_of(key) for key in keys):
            if place >= 0:
                chosen.select(self.model.index(place, 0), self.model.index(place, last))
        selection = self.view.selectionModel()
        place = self.model.place_of(current) if current is not None else 0
        if self.model.rowCount():
            selection.setCurrentIndex(self.model.index(max(place, 0), 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _fit_columns(self) -> None:
        widest = self.view.fontMetrics().averageCharWidth() * _WIDEST_CHARACTERS
        for place in range(self.model.columnCount()):
            self.view.resizeColumnToContents(place)
            self.view.setColumnWidth(place, min(widest, self.view.columnWidth(place)))


class _RowView(QTreeView):
    """Rows, several of which can be selected. ``copy_asked``: Ctrl+C."""

    copy_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSortingEnabled(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(True)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.header().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy rows, not the cell that the keys stand on."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        else:
            super().keyPressEvent(event)
