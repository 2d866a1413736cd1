"""A list with columns of which one is left out where there is no room for it."""

from PySide6.QtCore import QAbstractItemModel
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeView, QWidget


class NarrowList(QTreeView):
    """Where it is narrower than ``characters``, the column ``spared`` is hidden."""

    def __init__(self, spared: int, characters: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spared = spared
        self._characters = characters

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the column for which there is no room."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < self.fontMetrics().averageCharWidth() * self._characters
        self.setColumnHidden(self._spared, narrow)


def narrow_list(model: QAbstractItemModel, name: str, stretched: int, spared: int, characters: int) -> NarrowList:
    """A list of lines without branches; the column ``stretched`` takes what the others leave."""
    view = NarrowList(spared, characters)
    view.setModel(model)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAccessibleName(name)
    header = view.header()
    header.setStretchLastSection(False)
    for column in range(model.columnCount()):
        mode = QHeaderView.ResizeMode.Stretch if column == stretched else QHeaderView.ResizeMode.ResizeToContents
        header.setSectionResizeMode(column, mode)
    return view
