"""A table of texts to read, to walk through with the arrow keys, and to copy."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget

from app.items.lab_table import TextTable
from app.state.lab import Table
from app.views.theme import SPACE_2

_MOST_ROWS = 14


class TableView(QTreeView):
    """As high as its rows; wide tables are scrolled sideways."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = TextTable(self)
        self.setModel(self.table)
        self.setAccessibleName(accessible_name)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.header().setStretchLastSection(True)

    def show_table(self, table: Table) -> None:
        """Show this table."""
        head, rows = table
        self.table.show(head, rows)
        height = self.sizeHintForRow(0) if rows else self.fontMetrics().lineSpacing() + SPACE_2
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(self.header().sizeHint().height() + height * min(len(rows), _MOST_ROWS) + bar + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy takes the whole table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.table.text())
            return
        super().keyPressEvent(event)
