"""One run on the screen: tree or outline, inspector, best path, answer. Live and replayed runs share it."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTabWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.items.tree_model import Column, TreeModel
from app.state import RunState, best_path_steps
from app.views.answer_card import AnswerCard
from app.views.figures import Figures
from app.views.formulas import Formulas
from app.views.inspector import Inspector
from app.views.step_list import StepList
from app.views.theme import SPACE_3, SPACE_4
from app.views.tree_legend import TreeLegend
from app.views.tree_view import TreeView
from app.views.widgets import FlatButton
from engine.types import NodeId

_LEGEND_CHARACTERS = 88


class TreeTabs(QTabWidget):
    """Tree and outline; where it is narrow, the legend gives way to the buttons."""

    def __init__(self, legend: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._legend = legend
        self.setUsesScrollButtons(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Decide whether there is room for the legend."""
        super().resizeEvent(event)
        self._legend.setVisible(self.width() > self.fontMetrics().averageCharWidth() * _LEGEND_CHARACTERS)


class RunView(QWidget):
    """Shows a RunState; what did not change since the last one is left alone."""

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RunState()
        self.model = TreeModel(self)
        self.selection = QItemSelectionModel(self.model, self)
        self.tree = TreeView(self.model, self.selection)
        self.outline = _outline(self.model, self.selection)
        self.figures = Figures()
        self.steps = StepList(formulas)
        self.answer = AnswerCard(formulas)
        self.inspector = Inspector(formulas)
        self.inspector.hide()
        self.tabs = self._make_tabs()
        self._lay_out()
        self.selection.currentChanged.connect(self._on_current)
        self.model.modelReset.connect(self._on_reset)
        self.steps.chosen.connect(self.choose)
        self.inspector.closed.connect(self._on_closed)

    @property
    def state(self) -> RunState:
        """What is shown."""
        return self._state

    def show_state(self, state: RunState) -> None:
        """Show a state of a run."""
        before, self._state = self._state, state
        if state.nodes is not before.nodes or state.best_path != before.best_path or state.run_id != before.run_id:
            self.model.show(state.run_id, state.nodes, state.best_path)
            self.steps.show_steps(best_path_steps(state))
            self._show_current()
        if state.status.ended and not before.status.ended:
            self.tree.settle()
        if state.answer is not before.answer or state.status is not before.status:
            self.answer.show_answer(state)
        self.figures.show_state(state)

    def choose(self, node: NodeId) -> None:
        """Select a node in the tree and the outline."""
        place = self.model.place_of(node)
        if place is not None:
            self.tree.choose(place)

    def close_views(self) -> None:
        """Stop movement before the window goes."""
        self.tree.close_scene()

    def _make_tabs(self) -> QTabWidget:
        legend = TreeLegend()
        tabs = TreeTabs(legend)
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.setAccessibleName("Tree or outline")
        tabs.addTab(self.tree, "&Tree")
        tabs.addTab(self.outline, "&Outline")
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(legend)
        row.addSpacing(SPACE_3)
        for name, words, action in (
            ("minus", "Zoom out (-)", self.tree.zoom_out),
            ("plus", "Zoom in (+)", self.tree.zoom_in),
            ("fit", "Show the whole tree (0)", self.tree.fit),
        ):
            button = FlatButton("", words, name)
            button.clicked.connect(action)
            row.addWidget(button)
        tabs.setCornerWidget(corner)
        return tabs

    def _lay_out(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self.tabs)
        left.addWidget(self.inspector)
        left.setStretchFactor(0, 1)
        left.setSizes([500, 190])
        left.setChildrenCollapsible(False)
        left.setHandleWidth(SPACE_3)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.steps, 1)
        column.addWidget(self.answer)
        right.setMinimumWidth(260)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(right)
        across.setStretchFactor(0, 1)
        across.setSizes([800, 380])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE_3)
        whole.addWidget(self.figures)
        whole.addWidget(across, 1)

    def _on_current(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_current()

    def _on_reset(self) -> None:
        self.inspector.hide()
        self.outline.expandToDepth(2)

    def _on_closed(self) -> None:
        self.selection.clear()
        self.selection.setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.Clear)
        self.tree.setFocus()

    def _show_current(self) -> None:
        current = self.selection.currentIndex()
        node = self.model.node(current)
        self.steps.mark(node.id if node is not None else None)
        if node is None:
            self.inspector.hide()
            return
        self.inspector.show_node(node, self.model.is_best(current.internalId()))
        self.inspector.show()


def _outline(model: TreeModel, selection: QItemSelectionModel) -> QTreeView:
    outline = QTreeView()
    outline.setModel(model)
    outline.setSelectionModel(selection)
    outline.setAccessibleName("Outline of the search tree")
    outline.setUniformRowHeights(True)
    outline.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    outline.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = outline.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(Column.STEP, QHeaderView.ResizeMode.Stretch)
    for column in (Column.VALUE, Column.VISITS):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    header.resizeSection(Column.STATE, 220)
    return outline
