"""One run on the screen: tree or outline, inspector, best path, answer. Live and replayed runs share it."""

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
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
from app.language import tr
from app.state import NodeView, RunState, Timeline, best_path_steps
from app.views.answer_card import AnswerCard
from app.views.figures import Figures
from app.views.formulas import Formulas
from app.views.inspector import Inspector
from app.views.replay_bar import ReplayBar
from app.views.step_list import StepList
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
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
    """Shows a run, or any earlier moment of it; what did not change since the last picture is left alone.

    ``menu_asked`` carries the point on the screen where a menu for the selected step is wanted; ``step_changed`` comes
    when another step is selected, or the moment on show changes.
    """

    menu_asked = Signal(QPoint)
    step_changed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RunState()
        self._newest = RunState()
        self._timeline: Timeline | None = None
        self._expanded = False
        self.model = TreeModel(self)
        self.selection = QItemSelectionModel(self.model, self)
        self.tree = TreeView(self.model, self.selection)
        self.outline = _outline(self.model, self.selection)
        self.figures = Figures()
        self.steps = StepList(formulas)
        self.answer = AnswerCard(formulas)
        self.inspector = Inspector(formulas)
        self.inspector.hide()
        self.replay = ReplayBar()
        self.tabs = self._make_tabs()
        self._lay_out()
        self.selection.currentChanged.connect(self._on_current)
        self.model.modelReset.connect(self._on_reset)
        self.tabs.currentChanged.connect(lambda _: self._expand_outline())
        self.steps.chosen.connect(self.choose)
        self.inspector.closed.connect(self._on_closed)
        self.replay.asked.connect(self._on_moment)
        self.tree.menu_asked.connect(self.menu_asked)
        self.tree.copy_asked.connect(self.copy_step)
        self.outline.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.outline.viewport().mapToGlobal(at))
        )

    @property
    def state(self) -> RunState:
        """What is shown."""
        return self._state

    @property
    def newest(self) -> RunState:
        """The newest state of the run that is shown, whatever moment is on show."""
        return self._newest

    @property
    def looks_back(self) -> bool:
        """Whether an earlier moment is on show."""
        return self._timeline is not None and not self.replay.follows

    def show_timeline(self, timeline: Timeline) -> None:
        """Show a run with its replay; called again when more of it has come. The timeline of a stored run is better
        made away from the window's thread: 5,000 steps take a tenth of a second.
        """
        if timeline is not self._timeline:
            self._timeline = timeline
            self.replay.start_over()
        self._newest = timeline.newest
        self.replay.show()
        self.replay.set_steps(timeline.steps, live=not self._newest.status.ended)
        if self.replay.follows:
            self._draw(self._newest)

    def show_state(self, state: RunState) -> None:
        """Show a state of a run, without its replay."""
        self._timeline = None
        self._newest = state
        self.replay.hide()
        self._draw(state)

    def selected(self) -> NodeView | None:
        """The selected step."""
        return self.model.node(self.selection.currentIndex())

    def copy_step(self) -> None:
        """The selected step as it was written, TeX and all."""
        node = self.selected()
        if node is not None:
            QGuiApplication.clipboard().setText(node.text)

    def choose(self, node: NodeId) -> None:
        """Select a node in the tree and the outline."""
        place = self.model.place_of(node)
        if place is not None:
            self.tree.choose(place)

    def close_views(self) -> None:
        """Stop movement before the window goes."""
        self.replay.stop()
        self.inspector.close_lane()
        self.tree.close_scene()

    def copy_answer(self) -> None:
        """The answer on show, as it was printed."""
        if self._state.answer is not None:
            QGuiApplication.clipboard().setText(self._state.answer.text)

    def _draw(self, state: RunState) -> None:
        before, self._state = self._state, state
        if state.nodes is not before.nodes or state.best_path != before.best_path or state.run_id != before.run_id:
            current = self.selected() if state.run_id == before.run_id else None
            self.tree.set_growing(not self._newest.status.ended)
            self.model.show(state.run_id, state.nodes, state.best_path)
            if current is not None and self.selected() is None:
                self.choose(current.id)
            self.steps.show_steps(best_path_steps(state))
            self._show_current()
        if state.status.ended and not before.status.ended:
            self.tree.set_growing(False)
            self.tree.settle()
        if state.answer is not before.answer or state.status is not before.status:
            self.answer.show_answer(state)
        self.figures.show_state(state, earlier=self.looks_back)

    def _make_tabs(self) -> QTabWidget:
        legend = TreeLegend()
        tabs = TreeTabs(legend)
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.setAccessibleName(tr("Tree or outline"))
        tabs.addTab(self.tree, tr("T&ree"))
        tabs.addTab(self.outline, tr("Out&line"))
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(legend)
        row.addSpacing(SPACE_3)
        for name, words, action in (
            ("minus", tr("Zoom out (-)"), self.tree.zoom_out),
            ("plus", tr("Zoom in (+)"), self.tree.zoom_in),
            ("fit", tr("Show the whole tree (0)"), self.tree.fit),
        ):
            button = FlatButton("", words, name)
            button.clicked.connect(action)
            row.addWidget(button)
        tabs.setCornerWidget(corner)
        return tabs

    def _lay_out(self) -> None:
        upper = QWidget()
        stack = QVBoxLayout(upper)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE_2)
        stack.addWidget(self.tabs, 1)
        stack.addWidget(self.replay)
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(upper)
        left.addWidget(self.inspector)
        left.setStretchFactor(0, 1)
        left.setSizes([460, 250])
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

    def _on_moment(self, step: int) -> None:
        if self._timeline is not None:
            self._draw(self._timeline.newest if self.replay.follows else self._timeline.at_step(step))
            self.step_changed.emit()

    def _on_current(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._show_current()
        self.step_changed.emit()

    def _on_reset(self) -> None:
        self.inspector.hide()
        self._expanded = False
        self._expand_outline()

    def _expand_outline(self) -> None:
        """Open the first levels of another tree, once somebody looks at it."""
        if not self._expanded and self.outline.isVisible():
            self._expanded = True
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
        self.inspector.show_node(self._state, node)
        self.inspector.show()


def _outline(model: TreeModel, selection: QItemSelectionModel) -> QTreeView:
    outline = QTreeView()
    outline.setModel(model)
    outline.setSelectionModel(selection)
    outline.setAccessibleName(tr("Outline of the search tree"))
    outline.setUniformRowHeights(True)
    outline.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    outline.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    outline.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = outline.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(Column.STEP, QHeaderView.ResizeMode.Stretch)
    # Not by their contents: for that Qt would ask for hundreds of cells at each change, on show or not.
    for column in (Column.VALUE, Column.VISITS):
        header.resizeSection(column, outline.fontMetrics().horizontalAdvance("+0.00") + 48)
    header.resizeSection(Column.STATE, 220)
    return outline
