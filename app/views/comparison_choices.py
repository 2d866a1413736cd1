"""What is chosen of a comparison: lists in which several things can be ticked, and one of its problem sets."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.items.node_words import tooltip
from app.state.comparison_result import sets_of
from app.views.theme import SPACE_1
from engine.compare.table import Table

_VALUE = int(Qt.ItemDataRole.UserRole)


class CheckList(QListWidget):
    """Space ticks what the keys stand on. ``changed`` comes when something was ticked or no longer is."""

    changed = Signal()

    def __init__(self, name: str, lines: int, characters: int, parent: QWidget | None = None) -> None:
        """``lines`` of so many ``characters`` can be seen at least."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setProperty("quiet", True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        metrics = self.fontMetrics()
        self.setMinimumHeight(round(metrics.lineSpacing() * 1.7 * lines))
        self.setMinimumWidth(metrics.averageCharWidth() * characters + 3 * metrics.height())
        self.itemChanged.connect(lambda _: self.changed.emit())
        self.itemActivated.connect(_toggle)

    def offer(self, value: str, words: str, told: str = "") -> None:
        """One more to tick; what is there already only gets other words."""
        self.blockSignals(True)
        item = self._item(value)
        if item is None:
            item = QListWidgetItem()
            item.setData(_VALUE, value)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.addItem(item)
        item.setText(words)
        item.setToolTip(tooltip(told or words))
        if self.currentRow() < 0:
            self.setCurrentRow(0)
        self.blockSignals(False)

    def values(self) -> tuple[str, ...]:
        """Everything that can be ticked."""
        return tuple(str(item.data(_VALUE)) for item in self._items())

    def ticked(self) -> tuple[str, ...]:
        """What is ticked, from above."""
        return tuple(str(item.data(_VALUE)) for item in self._items() if _is_ticked(item))

    def tick(self, values: Sequence[str]) -> None:
        """Tick these and nothing else."""
        self.blockSignals(True)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data(_VALUE) in values else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.changed.emit()

    def keep(self, values: Iterable[str]) -> None:
        """Drop what is not among these, unless it is ticked."""
        kept = set(values)
        self.blockSignals(True)
        for item in [item for item in self._items() if item.data(_VALUE) not in kept and not _is_ticked(item)]:
            self.takeItem(self.row(item))
        self.blockSignals(False)

    def narrow(self, holds: Callable[[str], bool]) -> None:
        """Show only those for which this holds, and what is ticked."""
        for item in self._items():
            item.setHidden(not _is_ticked(item) and not holds(str(item.data(_VALUE))))

    def titled(self, title: str) -> QVBoxLayout:
        """The list below a title whose mnemonic leads to it."""
        label = QLabel(title)
        label.setProperty("muted", True)
        label.setBuddy(self)
        column = QVBoxLayout()
        column.setSpacing(SPACE_1)
        column.addWidget(label)
        column.addWidget(self, 1)
        return column

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _item(self, value: str) -> QListWidgetItem | None:
        return next((item for item in self._items() if item.data(_VALUE) == value), None)


def _is_ticked(item: QListWidgetItem) -> bool:
    return item.checkState() is Qt.CheckState.Checked


def _toggle(item: QListWidgetItem) -> None:
    item.setCheckState(Qt.CheckState.Unchecked if _is_ticked(item) else Qt.CheckState.Checked)


def offer_sets(box: QComboBox, table: Table) -> None:
    """Offer the problem sets of a table; the one that was chosen stays chosen if it is there."""
    chosen, sets = box.currentData(), sets_of(table)
    box.blockSignals(True)
    box.clear()
    for name in sets:
        box.addItem(name, name)
    box.setCurrentIndex(max(0, box.findData(chosen)) if sets else -1)
    box.blockSignals(False)
