"""The review queue: right answers, one after the other, and four keys."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.lab_review import Judged, Review, ReviewItem, ReviewStep, ReviewView
from app.language import mark, tr
from app.state.lab import share
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.theme import SPACE_1, SPACE_2, SPACE_3
from app.views.widgets import Card, FlatButton, PlainLabel, indent
from engine.lab.false_positives import Reason, Verdict
from engine.lab.review import Vote

_ITEMS = 50
_KEYS = {
    Qt.Key.Key_Y: Vote.RIGHT,
    Qt.Key.Key_N: Vote.WRONG,
    Qt.Key.Key_S: Vote.SKIP,
    Qt.Key.Key_U: Vote.UNDO,
}
_BUTTONS = {
    Vote.RIGHT: (mark("Right (Y)"), mark("The reasoning is right")),
    Vote.WRONG: (mark("Wrong (N)"), mark("The reasoning is wrong")),
    Vote.SKIP: (mark("Skip (S)"), mark("Skip this one")),
    Vote.UNDO: (mark("Take back (U)"), mark("Take the last vote back")),
}
_SAID = {
    Vote.RIGHT: mark("you said the reasoning is right"),
    Vote.WRONG: mark("you said the reasoning is wrong"),
    Vote.SKIP: mark("you skipped it"),
}
_VERDICTS = {
    Verdict.PASSED: mark("the automatic check passed it"),
    Verdict.FLAGGED: mark("the automatic check flagged it"),
    Verdict.UNCHECKED: mark("the automatic check could not say"),
}

_REASONS = {
    Reason.LITERAL: mark("prints what it did not compute"),
    Reason.INDEPENDENT: mark("does not depend on the problem's numbers"),
    Reason.ANOTHER_KIND: mark("answers with something of another kind when a number changes"),
    Reason.INVENTED: mark("uses a number that the problem does not give"),
    Reason.UNUSED: mark("writes a number of the problem down without using it"),
    Reason.NO_PROGRAM: mark("is no program"),
    Reason.NO_NUMBERS: mark("the problem has no numbers"),
    Reason.NOT_REPEATED: mark("printed something else when it ran again"),
    Reason.BREAKS: mark("does not run with other numbers"),
}

OpenReview = Callable[[int], Review]


class LabReview(QWidget):
    """Says nothing of the models, and nothing of the automatic check before a person has voted."""

    failed = Signal(Exception)
    voted = Signal()

    def __init__(self, lane: Background, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = lane
        self._formulas = formulas
        self._open: OpenReview | None = None
        self._review: Review | None = None
        self._waits = False
        self.count = QSpinBox()
        self.count.setRange(1, 1000)
        indent(self.count)
        self.count.setValue(_ITEMS)
        self.count.setAccessibleName(tr("How many to judge"))
        self.begin = QPushButton(tr("Revie&w"))
        self.begin.setProperty("primary", True)
        self.about = PlainLabel(
            tr("Right answers, drawn from all models alike: is the reasoning right too? It goes on where it was left."),
            muted=True,
            wrap=True,
        )
        self.progress = PlainLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Reviewed"))
        self.figures = PlainLabel(muted=True, wrap=True)
        self.before = PlainLabel(muted=True, wrap=True)
        self.problem = MathsText(formulas, tr("Problem"))
        self.answer = MathsText(formulas, tr("Answer"))
        self.buttons = {vote: _button(vote) for vote in _BUTTONS}
        self._steps: list[_StepCard] = []
        self._lay_out()
        self.begin.clicked.connect(self.start)
        for vote, button in self.buttons.items():
            button.clicked.connect(partial(self.say, vote))

    def show_source(self, open_review: OpenReview | None) -> None:
        """Review this folder from now on; None where there is nothing to review."""
        self._open, self._review = open_review, None
        self.begin.setEnabled(open_review is not None)
        self._top.show()
        self._desk.hide()

    def start(self) -> None:
        """Open the queue."""
        opened = self._open
        if opened is None or self._waits:
            return
        items = self.count.value()
        self._wait(waits=True)

        def draw() -> tuple[Review, ReviewView]:
            review = opened(items)
            return review, review.view()

        self._lane.run(draw, lambda told: self._on_opened(opened, *told), self._on_failed)

    def say(self, vote: Vote) -> None:
        """Vote on the item; the next one follows."""
        review = self._review
        if review is None or self._waits:
            return
        self._wait(waits=True)
        self._lane.run(lambda: review.say(vote), lambda view: self._on_voted(review, view), self._on_failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The four keys of a review."""
        vote = _KEYS.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        if vote is not None and plain and self._review is not None:
            self.say(vote)
            return
        super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._top = QWidget()
        top = QVBoxLayout(self._top)
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(SPACE_2)
        top.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(PlainLabel(tr("Solutions to judge")))
        row.addWidget(self.count)
        row.addWidget(self.begin)
        row.addStretch(1)
        top.addLayout(row)
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, SPACE_2, 0)
        self._column.setSpacing(SPACE_2)
        self._column.addWidget(self.problem)
        self._column.addWidget(self.answer)
        self._column.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setAccessibleName(tr("Solution to judge"))
        self._scroll.setWidget(inner)
        keys = QHBoxLayout()
        keys.setSpacing(SPACE_2)
        for button in self.buttons.values():
            keys.addWidget(button)
        keys.addStretch(1)
        self._desk = QWidget()
        desk = QVBoxLayout(self._desk)
        desk.setContentsMargins(0, 0, 0, 0)
        desk.setSpacing(SPACE_2)
        for widget in (self.progress, self.bar):
            desk.addWidget(widget)
        desk.addWidget(self._scroll, 1)
        desk.addLayout(keys)
        desk.addWidget(self.before)
        desk.addWidget(self.figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_3, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(self._top)
        column.addWidget(self._desk, 1)
        column.addStretch(0)
        self._desk.hide()

    def _on_opened(self, opened: OpenReview, review: Review, view: ReviewView) -> None:
        self._wait(waits=False)
        if opened is not self._open:
            return
        self._review = review
        self._top.hide()
        self._desk.show()
        self._show(view)
        self._scroll.setFocus()

    def _on_voted(self, review: Review, view: ReviewView) -> None:
        self._wait(waits=False)
        if review is self._review:
            self._show(view)
            self.voted.emit()

    def _on_failed(self, error: Exception) -> None:
        self._wait(waits=False)
        self.failed.emit(error)

    def _wait(self, *, waits: bool) -> None:
        self._waits = waits
        self.begin.setEnabled(not waits and self._open is not None)

    def _show(self, view: ReviewView) -> None:
        number = min(view.done + 1, view.total)
        self.progress.setText(
            tr("{number} of {total}: is the reasoning right?").format(number=number, total=view.total)
            if view.item is not None
            else tr("All {total} are done.").format(total=view.total)
        )
        self.bar.setRange(0, view.total)
        self.bar.setValue(view.done)
        self.before.setText(_before_words(view.before) if view.before is not None else "")
        self.figures.setText(_figure_words(view))
        for vote in (Vote.RIGHT, Vote.WRONG, Vote.SKIP):
            self.buttons[vote].setEnabled(view.item is not None)
        self.buttons[Vote.UNDO].setEnabled(view.done > 0)
        self._show_item(view.item)

    def _show_item(self, item: ReviewItem | None) -> None:
        for card in self._steps:
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._steps = []
        self.problem.setVisible(item is not None)
        self.answer.setVisible(item is not None)
        if item is None:
            return
        self.problem.set_text(item.problem)
        self.answer.set_text(tr("Answer: {answer} (right)").format(answer=item.answer))
        before: QWidget = self.problem
        for number, step in enumerate(item.steps, start=1):
            card = _StepCard(number, step, self._formulas)
            self._column.insertWidget(number, card)
            self._steps.append(card)
            for stop in card.tab_stops():
                QWidget.setTabOrder(before, stop)
                before = stop
        QWidget.setTabOrder(before, self.answer)
        self._scroll.verticalScrollBar().setValue(0)


class _StepCard(Card):
    """A step of a solution; its program can be folded away."""

    def __init__(self, number: int, step: ReviewStep, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column.setContentsMargins(SPACE_2, SPACE_2, SPACE_2, SPACE_2)
        self.column.setSpacing(SPACE_1)
        title = MathsText(formulas, tr("Step {number}").format(number=number))
        title.set_text(step.title or tr("A step without a sentence."))
        row = QHBoxLayout()
        row.setSpacing(SPACE_1)
        row.addWidget(PlainLabel(str(number), muted=True), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(title, 1)
        self._stops: list[QWidget] = [title]
        self.column.addLayout(row)
        if step.code:
            told = tr("Code of step {number}").format(number=number)
            code = MathsText(formulas, told)
            code.set_text(step.code, mono=True)
            code.set_muted(True)
            fold = FlatButton(tr("Code"), told)
            fold.setCheckable(True)
            fold.setChecked(True)
            fold.setArrowType(Qt.ArrowType.DownArrow)
            fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            fold.toggled.connect(code.setVisible)
            fold.toggled.connect(
                lambda shown: fold.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
            )
            row.addWidget(fold, 0, Qt.AlignmentFlag.AlignTop)
            self.column.addWidget(code)
            self._stops += [fold, code]

    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in reading order."""
        return self._stops


def _button(vote: Vote) -> QPushButton:
    title, name = _BUTTONS[vote]
    button = QPushButton(tr(title))
    button.setAccessibleName(tr(name))
    button.setToolTip(tr(name))
    return button


def _before_words(before: Judged) -> str:
    if before.check is None:
        checked = tr("the automatic check has not looked at it")
    else:
        checked = tr(_VERDICTS[before.check.verdict])
        if before.check.reason in _REASONS:
            checked = f"{checked} ({tr(_REASONS[before.check.reason])})"
    return tr("The one before: {said}; {checked}.").format(said=tr(_SAID[before.vote]), checked=checked)


def _figure_words(view: ReviewView) -> str:
    """The human figure, and beside it what the automatic check says of the very same items."""
    if not view.judged:
        return ""
    words = [
        tr("Wrong reasoning: {share} of {count} judged.").format(share=share(view.human), count=view.judged),
    ]
    if view.checked:
        told = tr("The automatic check flagged {share} of those {count} of them that it could check.")
        words.append(told.format(share=share(view.automatic), count=view.checked))
    for name, figure, judged in view.by_campaign:
        told = tr("{name}: {share} of {count}.")
        words.append(told.format(name=name, share=share(figure), count=judged))
    return " ".join(words)
