"""Stored sessions as a Qt table."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.items.node_words import tooltip
from app.state import one_line
from app.views.ports import SessionLine

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()


class HistoryColumn(IntEnum):
    """Columns of the list."""

    TITLE = 0
    ANSWER = 1
    MARK = 2
    WHEN = 3


_HEADERS = {
    HistoryColumn.TITLE: "Problem",
    HistoryColumn.ANSWER: "Answer",
    HistoryColumn.MARK: "State",
    HistoryColumn.WHEN: "When",
}


class HistoryModel(QAbstractTableModel):
    """What the store listed or found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[SessionLine] = ()

    def show(self, lines: Sequence[SessionLine]) -> None:
        """Take over a new list."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def line(self, index: AnyIndex) -> SessionLine | None:
        """The session of an index."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(HistoryColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return _HEADERS[HistoryColumn(section)] if shown and 0 <= section < len(HistoryColumn) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(line, HistoryColumn(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == HistoryColumn.TITLE:
            return tooltip(f"{line.title}\n{line.model}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == HistoryColumn.TITLE:
            return ". ".join(part for part in (one_line(line.title), one_line(line.answer), _state(line)) if part)
        return None


def _shown(line: SessionLine, column: HistoryColumn) -> str:
    match column:
        case HistoryColumn.TITLE:
            return one_line(line.title)
        case HistoryColumn.ANSWER:
            return one_line(line.answer)
        case HistoryColumn.MARK:
            return _state(line)
        case HistoryColumn.WHEN:
            when = QDateTime.fromSecsSinceEpoch(round(line.updated.timestamp()))
            return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def _state(line: SessionLine) -> str:
    return line.mark_word or line.run_word
