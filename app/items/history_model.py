"""Stored sessions as a Qt table."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from app.items.node_words import tooltip
from app.language import mark, tr
from app.views.ports import SessionLine

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
STAR = "★"
SECOND_LINE = int(Qt.ItemDataRole.UserRole)
"""What a list of one column shows below the title."""


class HistoryColumn(IntEnum):
    """Columns of the list."""

    TITLE = 0
    ANSWER = 1
    MARK = 2
    TAGS = 3
    WHEN = 4


_HEADERS = {
    HistoryColumn.TITLE: mark("Problem"),
    HistoryColumn.ANSWER: mark("Answer"),
    HistoryColumn.MARK: mark("State"),
    HistoryColumn.TAGS: mark("Tags"),
    HistoryColumn.WHEN: mark("When"),
}


class HistoryModel(QAbstractTableModel):
    """What the store listed or found, page by page; ``more_wanted`` asks for the next page."""

    more_wanted = Signal(int)
    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[SessionLine] = []
        self._has_more = False

    def show(self, lines: Sequence[SessionLine], *, has_more: bool) -> None:
        """Take over a new list."""
        if lines == self._lines:
            self._has_more = has_more
            return
        self.beginResetModel()
        self._lines = list(lines)
        self._has_more = has_more
        self.endResetModel()

    def append(self, lines: Sequence[SessionLine], *, has_more: bool) -> None:
        """The next page."""
        self._has_more = has_more
        if lines:
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(lines) - 1)
            self._lines.extend(lines)
            self.endInsertRows()

    def line(self, index: AnyIndex) -> SessionLine | None:
        """The session of an index."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def row_of(self, session_id: str) -> int | None:
        """Where a session is listed."""
        return next((row for row, line in enumerate(self._lines) if line.id == session_id), None)

    def want_more(self) -> None:
        """The end of the list comes near. Qt's own way of asking, ``fetchMore``, fetches page upon page at once."""
        if self._has_more:
            self._has_more = False
            self.more_wanted.emit(len(self._lines))

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
        return tr(_HEADERS[HistoryColumn(section)]) if shown and 0 <= section < len(HistoryColumn) else None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """See Qt; a title can be changed."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == HistoryColumn.TITLE else flags

    def setData(self, index: AnyIndex, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """See Qt; the list shows a new title once it is stored."""
        line = self.line(index)
        if line is None or role != Qt.ItemDataRole.EditRole or value == line.title:
            return False
        self.renamed.emit(line.id, str(value))
        return True

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        line = self.line(index)
        if line is None:
            return None
        column = HistoryColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(line, column)
        if column is not HistoryColumn.TITLE:
            return None
        if role == Qt.ItemDataRole.EditRole:
            return line.title
        if role == SECOND_LINE:
            parts = (_shown(line, each) for each in HistoryColumn if each is not HistoryColumn.TITLE)
            return " · ".join(filter(None, parts))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(filter(None, (line.title, line.model, ", ".join(line.tags)))))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(line)
        return None


def _shown(line: SessionLine, column: HistoryColumn) -> str:
    match column:
        case HistoryColumn.TITLE:
            return f"{STAR} {line.title}" if line.starred else line.title
        case HistoryColumn.ANSWER:
            return line.answer
        case HistoryColumn.MARK:
            return _state(line)
        case HistoryColumn.TAGS:
            return ", ".join(line.tags)
        case HistoryColumn.WHEN:
            when = QDateTime.fromSecsSinceEpoch(round(line.updated.timestamp()))
            return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def _spoken(line: SessionLine) -> str:
    tags = tr("Tags: {tags}").format(tags=", ".join(line.tags)) if line.tags else ""
    parts = (tr("Favourite") if line.starred else "", line.title, line.answer, _state(line), tags)
    return ". ".join(filter(None, parts))


def _state(line: SessionLine) -> str:
    return line.mark_word or line.run_word
