"""What became of each problem under each arm, as a Qt table."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor

from app.items.node_words import tooltip
from app.language import tr
from app.state import one_line
from app.state.comparison_result import MatrixLine, label_of
from app.state.comparison_words import SIGNS, OutcomeKind, outcome_of, outcome_word
from engine.compare.records import Solved
from engine.compare.table import TableRow

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()
_BEFORE = 2
_ANSWER_CHARACTERS = 24


class OutcomeMatrix(QAbstractTableModel):
    """Problem and expected answer, then one column for each row of the table: a sign and the answer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arms: Sequence[TableRow] = ()
        self._lines: Sequence[MatrixLine] = ()
        self._colours: Mapping[OutcomeKind, QColor] = {}

    def show(self, arms: Sequence[TableRow], lines: Sequence[MatrixLine]) -> None:
        """Take over another matrix."""
        self.beginResetModel()
        self._arms, self._lines = arms, lines
        self.endResetModel()

    def set_colours(self, colours: Mapping[OutcomeKind, QColor]) -> None:
        """Of the outcomes, in this theme."""
        self._colours = colours
        if self._lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, self.columnCount() - 1))

    def solved(self, index: AnyIndex) -> Solved | None:
        """What a cell stands for; None in the first columns and where nothing was solved."""
        if not index.isValid() or index.column() < _BEFORE or index.row() >= len(self._lines):
            return None
        return self._lines[index.row()].cells[index.column() - _BEFORE]

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else _BEFORE + len(self._arms)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < self.columnCount():
            return None
        if section < _BEFORE:
            titles = (tr("problem"), tr("expected"))
            return titles[section] if role == Qt.ItemDataRole.DisplayRole else None
        arm = self._arms[section - _BEFORE]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{arm.arm.model.name}\n{label_of(arm).removeprefix(arm.arm.model.name).strip()}"
        return tooltip(label_of(arm)) if role == Qt.ItemDataRole.ToolTipRole else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        if not index.isValid() or index.row() >= len(self._lines) or index.column() >= self.columnCount():
            return None
        line = self._lines[index.row()]
        if index.column() < _BEFORE:
            shown = one_line((line.name, line.expected)[index.column()])
            return shown if role == Qt.ItemDataRole.DisplayRole else None
        cell = line.cells[index.column() - _BEFORE]
        kind = outcome_of(cell)
        if role == Qt.ItemDataRole.DisplayRole:
            return _shown(cell, kind)
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colours.get(kind)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(_told(line, cell, kind))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{label_of(self._arms[index.column() - _BEFORE])}. {_told(line, cell, kind)}"
        return None


def _shown(cell: Solved | None, kind: OutcomeKind) -> str:
    if cell is None or kind is OutcomeKind.OPEN:
        return ""
    answer = one_line((cell.answer or "")[: 4 * _ANSWER_CHARACTERS]) or outcome_word(kind)
    short = answer if len(answer) <= _ANSWER_CHARACTERS else f"{answer[: _ANSWER_CHARACTERS - 1]}…"
    return f"{SIGNS[kind]} {short}"


def _told(line: MatrixLine, cell: Solved | None, kind: OutcomeKind) -> str:
    """Everything about a cell in words."""
    parts = [one_line(line.name), outcome_word(kind)]
    if cell is not None:
        parts.append(cell.failure or tr("answer {answer}").format(answer=one_line(cell.answer or "–")))
        parts.append(tr("{seconds:.1f} s, {tokens:,} tokens").format(seconds=cell.seconds, tokens=cell.tokens))
    return ", ".join(parts)
