"""Everything about one node of the tree."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.items.node_words import state_word
from app.state import NodeView
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.theme import SPACE_1, SPACE_2, SPACE_3, SPACE_5
from app.views.widgets import Card, FlatButton, PlainLabel

_FIGURES = ("Q", "Visits N", "Prior", "Tokens", "Log-probability", "Time")


class Inspector(Card):
    """Verdict, code, output, values and figures of the selected step."""

    closed = Signal()

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._node: NodeView | None = None
        self.setAccessibleName("Selected step")
        self._verdict = PlainLabel("", muted=True, wrap=True)
        self._sentence = MathsText(formulas, "Sentence of the selected step")
        self._code = MathsText(formulas, "Code of the selected step")
        self._result = MathsText(formulas, "Output and values of the selected step")
        self._figures = {name: PlainLabel() for name in _FIGURES}
        close = FlatButton("×", "Close the details")
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        head.addWidget(self._sentence, 1, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setObjectName("scrolled")
        body = QHBoxLayout(inner)
        body.setContentsMargins(0, 0, SPACE_1, 0)
        body.setSpacing(SPACE_5)
        body.addLayout(_column(PlainLabel("Code", muted=True), self._code), 3)
        body.addLayout(_column(PlainLabel("Output and values", muted=True), self._result), 2)
        body.addLayout(self._figure_grid())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setAccessibleName("Details of the selected step")
        scroll.setWidget(inner)
        self.column.addLayout(head)
        self.column.addWidget(self._verdict)
        self.column.addWidget(scroll, 1)

    def show_node(self, node: NodeView, on_best_path: bool) -> None:
        """Show a node; nothing is done where it is shown already."""
        sentence = state_word(node, on_best_path)
        self._verdict.setText(sentence[:1].upper() + sentence[1:])
        if node is self._node:
            return
        self._node = node
        is_problem = node.parent is None
        title = node.title or "A step without a sentence."
        self._sentence.set_text(node.text if is_problem else f"Step {node.depth}. {title}")
        self._code.set_text("" if is_problem else node.code or node.text, mono=True)
        self._result.set_text(_result_text(node), mono=True)
        for name, value in _figures_of(node).items():
            self._figures[name].setText(value)

    def text(self) -> str:
        """All words that are shown, for tests and for copying."""
        figures = [f"{name} {label.text()}" for name, label in self._figures.items()]
        shown = [self._sentence.text(), self._verdict.text(), self._code.text(), self._result.text()]
        return "\n".join([*shown, *figures])

    def _figure_grid(self) -> QVBoxLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_3)
        grid.setVerticalSpacing(SPACE_1)
        for row, (name, label) in enumerate(self._figures.items()):
            grid.addWidget(PlainLabel(name, muted=True), row, 0)
            grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout()
        column.addLayout(grid)
        column.addStretch(1)
        return column


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
        f"{node.tokens:,}",
        f"{node.mean_logprob:.2f}" if node.tokens else "–",
        f"{execution.duration_ms:.0f} ms" if execution else "–",
    )
    return dict(zip(_FIGURES, values, strict=True))
