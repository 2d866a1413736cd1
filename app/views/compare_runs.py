"""Two stored runs side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.items.node_words import tooltip
from app.language import tr
from app.state.side_by_side import SideBySide
from app.views.formulas import Formulas
from app.views.ports import RunLine
from app.views.step_list import StepList
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from app.views.widgets import FlatButton, PlainLabel, TitleLabel
from engine.types import NodeId

_LEFT, _RIGHT = 1, 2


@dataclass(frozen=True, slots=True)
class ChosenStep:
    """A step of one of the runs, to be shown in its tree."""

    run_id: str
    node: NodeId


class CompareRuns(QWidget):
    """Facts above, both best paths below. ``pair_chosen`` carries the ids of the runs that are to be compared."""

    pair_chosen = Signal(str, str)
    step_chosen = Signal(object)
    closed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left, self.right = _chooser(tr("Run at the left")), _chooser(tr("Run at the right"))
        self.facts = _table()
        self.left_steps, self.right_steps = StepList(formulas), StepList(formulas)
        self.parting = PlainLabel(wrap=True)
        self._close = FlatButton("×", tr("Close the comparison"))
        self._lay_out()
        for chooser in (self.left, self.right):
            chooser.activated.connect(self._on_chosen)
        self._close.clicked.connect(self.closed)
        self.left_steps.chosen.connect(lambda node: self._on_step(self.left, node))
        self.right_steps.chosen.connect(lambda node: self._on_step(self.right, node))

    def offer(self, runs: Sequence[RunLine], left: str, right: str) -> None:
        """Offer these runs on both sides; two of them are chosen."""
        for chooser, chosen in ((self.left, left), (self.right, right)):
            chooser.clear()
            for run in runs:
                chooser.addItem(run.words, run.id)
            chooser.setCurrentIndex(chooser.findData(chosen))

    def pair(self) -> tuple[str, str]:
        """The ids of the runs that are chosen."""
        return self.left.currentData() or "", self.right.currentData() or ""

    def show_comparison(self, compared: SideBySide) -> None:
        """Show two runs."""
        self.facts.clear()
        for row in compared.rows:
            item = QTreeWidgetItem([row.name, row.left, row.right, "≠" if row.differs else ""])
            item.setToolTip(_LEFT, tooltip(row.left))
            item.setToolTip(_RIGHT, tooltip(row.right))
            font = item.font(0)
            font.setBold(row.differs)
            for column in (_LEFT, _RIGHT):
                item.setFont(column, font)
            self.facts.addTopLevelItem(item)
        self.facts.setCurrentIndex(self.facts.model().index(0, 0))
        self.parting.setText(compared.parting)
        for steps, shown in ((self.left_steps, compared.left), (self.right_steps, compared.right)):
            steps.show_steps(shown)
            steps.mark(shown[compared.shared].node if compared.shared < len(shown) else None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(TitleLabel(tr("Two runs side by side")), 1)
        head.addWidget(self._close)
        choosers = QHBoxLayout()
        choosers.setSpacing(SPACE_3)
        choosers.addWidget(self.left, 1)
        choosers.addWidget(self.right, 1)
        paths = QHBoxLayout()
        paths.setSpacing(SPACE_4)
        paths.addWidget(self.left_steps, 1)
        paths.addWidget(self.right_steps, 1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self.parting)
        column.addLayout(paths, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.facts)
        split.addWidget(below)
        split.setStretchFactor(1, 1)
        split.setSizes([260, 400])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_3)
        whole.addLayout(head)
        whole.addLayout(choosers)
        whole.addWidget(split, 1)

    def _on_chosen(self, _index: int) -> None:
        self.pair_chosen.emit(*self.pair())

    def _on_step(self, chooser: QComboBox, node: NodeId) -> None:
        self.step_chosen.emit(ChosenStep(chooser.currentData(), node))


def _chooser(name: str) -> QComboBox:
    chooser = QComboBox()
    chooser.setAccessibleName(name)
    chooser.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    chooser.setMinimumContentsLength(16)
    return chooser


def _table() -> QTreeWidget:
    table = QTreeWidget()
    table.setColumnCount(4)
    table.setHeaderLabels(["", tr("Left"), tr("Right"), tr("Differs")])
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAllColumnsShowFocus(True)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setAccessibleName(tr("Facts of both runs"))
    header = table.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    for column in (_LEFT, _RIGHT):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
    return table
