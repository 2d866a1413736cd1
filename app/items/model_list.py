"""Models of the catalogue and of this computer as a Qt table."""

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.items.node_words import tooltip
from app.language import mark, tr
from app.model_desk import ModelLine, Standing
from app.state import one_line

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()


class ModelColumn(IntEnum):
    """Columns of the list."""

    NAME = 0
    SIZE = 1
    STATE = 2
    NEEDS = 3


_HEADERS = {
    ModelColumn.NAME: mark("Model"),
    ModelColumn.SIZE: mark("Size"),
    ModelColumn.STATE: mark("State"),
    ModelColumn.NEEDS: mark("Needs"),
}
_STANDINGS = {
    Standing.OURS: mark("here"),
    Standing.LINKED: mark("here, linked"),
    Standing.STARTED: mark("begun"),
    Standing.MISSING: "",
    Standing.BROKEN: mark("cannot be used"),
}


class ModelList(QAbstractTableModel):
    """The lines that are shown; ``loaded`` is the model in the engine's memory."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[ModelLine] = ()
        self._loaded = ""

    def show(self, lines: Sequence[ModelLine]) -> None:
        """Take over a new list."""
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    def set_loaded(self, model_id: str) -> None:
        """Say which model is loaded; "" for none."""
        self._loaded = model_id
        if self._lines:
            last = self.index(len(self._lines) - 1, len(ModelColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def line(self, index: AnyIndex) -> ModelLine | None:
        """The model of an index."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def row_of(self, model_id: str) -> int:
        """Where a model is listed; -1 where it is not."""
        return next((row for row, line in enumerate(self._lines) if line.id == model_id), -1)

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(ModelColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(_HEADERS[ModelColumn(section)]) if shown and 0 <= section < len(ModelColumn) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        line = self.line(index)
        if line is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(line, ModelColumn(index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{one_line(line.name)}\n{line.id}\n{line.fit}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == ModelColumn.NAME:
            parts = (one_line(line.name), line.size, self._state(line), line.fit)
            return ". ".join(part for part in parts if part)
        return None

    def _shown(self, line: ModelLine, column: ModelColumn) -> str:
        match column:
            case ModelColumn.NAME:
                return one_line(line.name)
            case ModelColumn.SIZE:
                return line.size
            case ModelColumn.STATE:
                return self._state(line)
            case ModelColumn.NEEDS:
                return line.needs if line.fits or not line.needs else tr("{size}: too large").format(size=line.needs)

    def _state(self, line: ModelLine) -> str:
        if line.id == self._loaded:
            return tr("loaded")
        word = _STANDINGS[line.standing]
        return tr(word) if word else ""
