"""The rows of a comparison as a Qt table that can be sorted by every column."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.items.node_words import tooltip
from app.language import tr
from app.state.comparison_result import Key, in_order, label_of
from app.state.comparison_words import cell_of, meaning_of, reason_of, title_of
from engine.compare.layout import Column
from engine.compare.table import TableRow

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class ComparisonTable(QAbstractTableModel):
    """Rows in the order that was asked for last; at first in the order in which they were begun."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given: Sequence[TableRow] = ()
        self._rows: Sequence[TableRow] = ()
        self._columns: Sequence[Column] = ()
        self._by = ""
        self._descending = False

    def show(self, rows: Sequence[TableRow], columns: Sequence[Column]) -> None:
        """Take over rows and columns; the order stays the one that was asked for."""
        self.beginResetModel()
        self._given, self._columns = rows, columns
        self._order()
        self.endResetModel()

    def rows(self) -> Sequence[TableRow]:
        """The rows as they are shown."""
        return self._rows

    def columns(self) -> Sequence[Column]:
        """The columns as they are shown."""
        return self._columns

    def row(self, index: AnyIndex) -> TableRow | None:
        """The row of an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def place_of(self, key: Key) -> int:
        """Where a row is shown, -1 where it is not."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), -1)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """See Qt; a column below 0 gives the order in which the rows were begun."""
        self.layoutAboutToBeChanged.emit()
        before = self._rows
        self._by = self._columns[column].name if 0 <= column < len(self._columns) else ""
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._order()
        places = {row.key: at for at, row in enumerate(self._rows)}
        for index in self.persistentIndexList():
            self.changePersistentIndex(index, self.index(places[before[index.row()].key], index.column()))
        self.layoutChanged.emit()

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._columns):
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return title_of(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(meaning_of(column))
        return int(_RIGHT) if role == Qt.ItemDataRole.TextAlignmentRole and self._is_number(column) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        row = self.row(index)
        if row is None or index.column() >= len(self._columns):
            return None
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_of(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_RIGHT) if self._is_number(column) else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(reason_of(row, column) or cell_of(row, column))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row, column, first=index.column() == 0)
        return None

    def _order(self) -> None:
        by = next((column for column in self._columns if column.name == self._by), None)
        self._rows = self._given if by is None else in_order(self._given, by, descending=self._descending)

    def _is_number(self, column: Column) -> bool:
        return any(isinstance(column.value(row), int | float) for row in self._rows)

    def _spoken(self, row: TableRow, column: Column, *, first: bool) -> str:
        """The first cell speaks for the row; each other says its title too."""
        cell = cell_of(row, column)
        if first:
            told = tr("{label}: {accuracy:.1%} right, {low:.1%} to {high:.1%}, {seconds:.1f} s a problem")
            return told.format(
                label=label_of(row), accuracy=row.accuracy, low=row.low, high=row.high, seconds=row.seconds
            )
        reason = reason_of(row, column)
        return f"{title_of(column)}: {cell}{f', {reason}' if reason else ''}" if cell else ""
