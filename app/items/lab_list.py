"""Campaigns, evolutions and trainings as a Qt list: name, and where each stands."""

from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.items.node_words import tooltip
from app.lab_folders import LabFolder
from app.language import mark, tr
from app.state import one_line
from app.state.lab import kind_word, standing

AnyIndex = QModelIndex | QPersistentModelIndex
_INVALID = QModelIndex()


class LabColumn(IntEnum):
    """Columns of the list."""

    NAME = 0
    KIND = 1
    STATE = 2


_HEADERS = {LabColumn.NAME: mark("Name"), LabColumn.KIND: mark("Kind"), LabColumn.STATE: mark("State")}


class LabList(QAbstractTableModel):
    """The folders that are listed; ``busy`` is the one that is worked on."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folders: Sequence[LabFolder] = ()
        self._busy: Path | None = None

    def show(self, folders: Sequence[LabFolder]) -> None:
        """Take over a new list; where only their states differ, what is selected stays."""
        same = [folder.path for folder in folders] == [folder.path for folder in self._folders]
        if not same:
            self.beginResetModel()
        self._folders = tuple(folders)
        if not same:
            self.endResetModel()
        else:
            self._tell()

    def set_busy(self, path: Path | None) -> None:
        """Say which one is worked on."""
        if path != self._busy:
            self._busy = path
            self._tell()

    def folder(self, index: AnyIndex) -> LabFolder | None:
        """The folder of an index."""
        return self._folders[index.row()] if index.isValid() and index.row() < len(self._folders) else None

    def row_of(self, path: Path) -> int:
        """Where a folder is listed; -1 where it is not."""
        return next((row for row, folder in enumerate(self._folders) if folder.path == path), -1)

    def rowCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(self._folders)

    def columnCount(self, parent: AnyIndex = _INVALID) -> int:
        """See Qt."""
        return 0 if parent.isValid() else len(LabColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """See Qt."""
        shown = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return tr(_HEADERS[LabColumn(section)]) if shown and 0 <= section < len(LabColumn) else None

    def data(self, index: AnyIndex, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """See Qt."""
        folder = self.folder(index)
        if folder is None:
            return None
        name, kind, state = one_line(folder.name), kind_word(folder.kind), self._state(folder)
        if role == Qt.ItemDataRole.DisplayRole:
            return (name, kind, state)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{name}\n{kind}: {state}\n{folder.path}")
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == LabColumn.NAME:
            return f"{name}. {kind}. {state}"
        return None

    def _state(self, folder: LabFolder) -> str:
        return standing(folder, busy=folder.path == self._busy)

    def _tell(self) -> None:
        if self._folders:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._folders) - 1, len(LabColumn) - 1))
