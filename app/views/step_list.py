"""The best path as numbered steps."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.state import StepView
from app.state.words import EXECUTION_WORDS
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.theme import SPACE_1, SPACE_2
from app.views.widgets import Card, FlatButton, PlainLabel, TitleLabel, set_property
from engine.types import ExecutionStatus, NodeId

_NAMES_SHOWN = 8


class StepList(QWidget):
    """Cards for the steps. A card stays as long as its step does, so a streaming search moves nothing that is read."""

    chosen = Signal(object)

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._formulas = formulas
        self._cards: list[StepCard] = []
        self._empty = PlainLabel(tr("The steps of the best answer appear here."), muted=True, wrap=True)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, SPACE_1, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(self._empty)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("Steps of the best path"))
        self._scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel(tr("Best path")))
        column.addWidget(self._scroll, 1)

    def show_steps(self, steps: tuple[StepView, ...]) -> None:
        """Show these steps; cards of steps that stay the same are kept."""
        kept = 0
        while kept < min(len(steps), len(self._cards)) and self._cards[kept].step == steps[kept]:
            kept += 1
        for card in self._cards[kept:]:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        del self._cards[kept:]
        for step in steps[kept:]:
            card = StepCard(step, self._formulas)
            card.chosen.connect(self.chosen)
            self._column.insertWidget(self._column.count() - 1, card)
            self._cards.append(card)
        self._empty.setVisible(not steps)
        if kept < len(steps):
            self._chain_by_tab()

    def mark(self, node: NodeId | None) -> None:
        """Show which step is selected in the tree."""
        for card in self._cards:
            set_property(card, "chosen", card.step.node == node)

    def _chain_by_tab(self) -> None:
        """Cards come late; without this Tab would reach them after everything else."""
        before: QWidget = self._scroll
        for card in self._cards:
            for widget in card.tab_stops():
                QWidget.setTabOrder(before, widget)
                before = widget


class StepCard(Card):
    """One step: its sentence, the values it found, what it printed, and its code, folded."""

    chosen = Signal(object)

    def __init__(self, step: StepView, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = step
        self._formulas = formulas
        self.column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.column.setSpacing(SPACE_1)
        code = (
            self._text(tr("Code of step {number}").format(number=step.number), step.code, mono=True)
            if step.code
            else None
        )
        self.column.addLayout(self._head(code))
        body = QVBoxLayout()
        body.setContentsMargins(SPACE_2, 0, SPACE_2, SPACE_1)
        body.setSpacing(SPACE_1)
        if code is not None:
            code.set_muted(True)
            code.hide()
            body.addWidget(code)
        if step.names:
            found = tr("Values found in step {number}").format(number=step.number)
            body.addWidget(self._text(found, _names_text(step.names), mono=True))
        if step.output.strip():
            body.addLayout(self._output())
        if step.error or step.status not in (ExecutionStatus.OK, None):
            body.addWidget(PlainLabel(_failure_sentence(step), wrap=True))
        self.column.addLayout(body)

    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in reading order."""
        return [*self.findChildren(FlatButton), *self.findChildren(MathsText)]

    def _head(self, code: MathsText | None) -> QHBoxLayout:
        told = tr("Step {number}: show it in the tree").format(number=self.step.number)
        number = FlatButton(str(self.step.number), told)
        number.clicked.connect(lambda: self.chosen.emit(self.step.node))
        name = tr("Step {number}").format(number=self.step.number)
        sentence = self._text(name, self.step.title or tr("A step without a sentence."))
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(number, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(sentence, 1, Qt.AlignmentFlag.AlignVCenter)
        if code is not None:
            row.addWidget(_fold(self.step.number, code), 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _output(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(PlainLabel(tr("prints"), muted=True), 0, Qt.AlignmentFlag.AlignTop)
        name = tr("Output of step {number}").format(number=self.step.number)
        row.addWidget(self._text(name, self.step.output.strip(), mono=True), 1)
        return row

    def _text(self, accessible_name: str, text: str, mono: bool = False) -> MathsText:
        shown = MathsText(self._formulas, accessible_name)
        shown.set_text(text, mono=mono)
        return shown


def _fold(number: int, code: MathsText) -> FlatButton:
    fold = FlatButton(tr("Code"), tr("Code of step {number}").format(number=number))
    fold.setCheckable(True)
    fold.setArrowType(Qt.ArrowType.RightArrow)
    fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    fold.toggled.connect(code.setVisible)
    fold.toggled.connect(lambda shown: fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow))
    return fold


def _names_text(names: tuple[tuple[str, str], ...]) -> str:
    lines = [f"{name} = {value}" for name, value in names[:_NAMES_SHOWN]]
    if len(names) > _NAMES_SHOWN:
        lines.append(tr("… and {count} more").format(count=len(names) - _NAMES_SHOWN))
    return "\n".join(lines)


def _failure_sentence(step: StepView) -> str:
    word = tr(EXECUTION_WORDS[step.status if step.status is not None else ExecutionStatus.ERROR])
    where = tr(" (line {number})").format(number=step.error_line) if step.error_line else ""
    told = tr("It {word}").format(word=f"{word}{where}")
    return f"{told}: {step.error}" if step.error else f"{told}."
