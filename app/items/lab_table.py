"""A table of texts as a Qt model: a head, and rows whose first cell says what they are about."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
Row = tuple[str, ...]


class TextTable(QAbstractTableModel):
    """Rows as they are given; each cell is read with its row and its column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._head: Row = ()
        self._rows: Sequence[Row] = ()

    def show(self, head: Row, rows: Sequence[Row]) -> None:
        """Take over a new table; the same one changes nothing, so that a selection stays."""
        if (head, tuple(rows)) == (self._head, self._rows):
            return
        self.beginResetModel()
        self._head, self._rows = head, tuple(rows)
        self.endResetModel()

    def text(self) -> str:
        """The table as lines with tabs, as it is copied."""
        return "\n".join("\t".join(row) for row in (self._head, *self._rows))

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._head)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._head[section] if shown and 0 <= section < len(self._head) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        if not index.isValid() or index.row() >= len(self._rows) or index.column() >= len(self._rows[index.row()]):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            parts = (row[0], self._head[index.column()] if index.column() else "", row[index.column()])
            return ", ".join(part for part in dict.fromkeys(parts) if part)
        return None
