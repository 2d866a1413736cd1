"""Everything about one node of the tree."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.items.node_words import state_word
from app.language import mark, tr
from app.state import NodeView, RunState
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5
from app.views.why_panel import Grounds, WhyPanel
from app.views.widgets import Card, FlatButton, PlainLabel

_FIGURES = (
    mark("Q"),
    mark("Visits N"),
    mark("Prior"),
    mark("Score (PPM)"),
    mark("Tokens"),
    mark("Log-probability"),
    mark("Time"),
)
_WHY = 1


class Inspector(Card):
    """Verdict, code, output, values and figures of the selected step; and why its branch won or lost."""

    closed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = Background("why", self)
        self._state = RunState()
        self._node: NodeView | None = None
        self._explained: tuple[RunState, int] | None = None
        self._explaining = False
        self.setAccessibleName(tr("Selected step"))
        self._verdict = PlainLabel("", muted=True, wrap=True)
        self._sentence = MathsText(formulas, tr("Sentence of the selected step"))
        self._code = MathsText(formulas, tr("Code of the selected step"))
        self._result = MathsText(formulas, tr("Output and values of the selected step"))
        self._figures = {name: PlainLabel() for name in _FIGURES}
        self.why = WhyPanel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.setAccessibleName(tr("Details of the selected step, or why it won or lost"))
        self.tabs.addTab(_scrolled(self._step_page(), tr("Details of the selected step")), tr("Step"))
        self.tabs.addTab(_scrolled(self.why, tr("Why this branch won or lost")), tr("Why"))
        self.tabs.currentChanged.connect(lambda _: self._explain())
        close = FlatButton("×", tr("Close the details"))
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self._sentence, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addWidget(self._verdict)
        self.column.addWidget(self.tabs, 1)

    def show_node(self, state: RunState, node: NodeView) -> None:
        """Show a node of a state; what is shown already is left alone."""
        self._state = state
        sentence = state_word(node, node.id in state.best_path)
        self._verdict.setText(sentence[:1].upper() + sentence[1:])
        if self._node is None or self._node.id != node.id or node.parent is None:
            self.why.show_grounds(None)
        if node is not self._node:
            self._show_step(node)
        self._explain()

    def text(self) -> str:
        """All words that are shown, for tests and for copying."""
        figures = [f"{tr(name)} {label.text()}" for name, label in self._figures.items()]
        shown = [self._sentence.text(), self._verdict.text(), self._code.text(), self._result.text()]
        return "\n".join([*shown, *figures])

    def close_lane(self) -> None:
        """End the thread."""
        self._lane.close()

    def _show_step(self, node: NodeView) -> None:
        self._node = node
        is_problem = node.parent is None
        title = node.title or tr("A step without a sentence.")
        sentence = node.text if is_problem else tr("Step {number}. {title}").format(number=node.depth, title=title)
        self._sentence.set_text(sentence)
        self._code.set_text("" if is_problem else node.code or node.text, mono=True)
        self._result.set_text(_result_text(node), mono=True)
        for name, value in _figures_of(node).items():
            self._figures[name].setText(value)

    def _explain(self) -> None:
        """Find out why, where that is looked at; one question at a time, so that a stream of states asks no faster
        than it is answered.
        """
        if self._node is None or self._explaining or self.tabs.currentIndex() != _WHY:
            return
        wanted = (self._state, self._node.id)
        if self._explained is not None and self._explained[0] is wanted[0] and self._explained[1] == wanted[1]:
            return
        self._explaining = True
        self._lane.run(lambda: Grounds.of(*wanted), lambda grounds: self._on_grounds(wanted, grounds))

    def _on_grounds(self, asked: tuple[RunState, int], grounds: Grounds) -> None:
        self._explaining = False
        self._explained = asked
        if self._node is not None and self._node.id == grounds.node:
            self.why.show_grounds(grounds)
        self._explain()

    def _step_page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("scrolled")
        body = QHBoxLayout(page)
        body.setContentsMargins(0, 0, SPACE_1, 0)
        body.setSpacing(SPACE_5)
        body.addLayout(_column(PlainLabel(tr("Code"), muted=True), self._code), 3)
        body.addLayout(_column(PlainLabel(tr("Output and values"), muted=True), self._result), 2)
        body.addLayout(self._figure_grid())
        return page

    def _figure_grid(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        for row, (name, label) in enumerate(self._figures.items()):
            grid.addWidget(PlainLabel(tr(name), muted=True), row, 0)
            grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addStretch(1)
        return column


def _scrolled(page: QWidget, accessible_name: str) -> QScrollArea:
    scroll = QScrollArea()
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QFrame.Shape.NoFrame)
    scroll.setAccessibleName(accessible_name)
    scroll.setWidget(page)
    return scroll


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE_1)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return column


def _result_text(node: NodeView) -> str:
    execution = node.execution
    if execution is None:
        return ""
    parts = [f"{name} = {value}" for name, value in execution.names]
    if execution.output.strip():
        parts.append(execution.output.strip())
    if execution.error:
        parts.append(execution.error)
    return "\n".join(parts)


def _figures_of(node: NodeView) -> dict[str, str]:
    execution = node.execution
    values = (
        f"{node.q_value:+.3f}" if node.visits else "–",
        f"{node.visits:,}",
        "–" if node.prior is None else f"{node.prior:+.3f}",
        "–" if node.score is None else f"{node.score:+.3f}",
        f"{node.tokens:,}",
        f"{node.mean_logprob:.2f}" if node.tokens else "–",
        f"{execution.duration_ms:.0f} ms" if execution else "–",
    )
    return dict(zip(_FIGURES, values, strict=True))
