"""The screens of a presentation. What is not revealed yet keeps its place, so nothing jumps."""

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.language import tr
from app.state.lesson import Lesson, LessonStep, WrongTurn, narrow
from app.state.presentation import Presentation, Slide, SlideKind, step_title
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.presenter_look import SMALLEST_PX, Look, sized
from app.views.widgets import PlainLabel
from engine.types import Mark

_SHRINK = 0.92
_ONWARD_SHOWN = 2
_MOST_ROUNDS = 6
_CODE_SIZE = 0.72


class SlideView(QScrollArea):
    """One screen, as large as its window; type shrinks to 28 pixels before a long text has to be scrolled.

    ``completed`` comes when the last formula is drawn, unless ``is_complete`` holds from the beginning.
    """

    completed = Signal()

    def __init__(self, lesson: Lesson, slide: Slide, formulas: Formulas, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._lesson, self._slide = lesson, slide
        self._formulas = formulas
        self._look = look
        self._shown: Presentation | None = None
        self._by_stage: list[tuple[int, QWidget]] = []
        self._reason: QWidget | None = None
        self._code: QWidget | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setGeometry(parent.rect())
        self._build()
        self._fit()

    def is_complete(self) -> bool:
        """Whether every formula is there."""
        return all(text.is_complete() for text in self._inner.findChildren(MathsText))

    def reveal(self, show: Presentation) -> None:
        """Show as much as has been revealed."""
        self._shown = show
        for stage, widget in self._by_stage:
            widget.setVisible(stage <= show.stage)
        if self._reason is not None:
            self._reason.setVisible(show.reason)
        if self._code is not None:
            self._code.setVisible(show.code)

    def scroll_on(self, pages: int) -> bool:
        """Scroll a long text by most of a page; False at its end."""
        if not self.isVisible():
            return False
        bar = self.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + round(pages * bar.pageStep() * 0.8))
        return bar.value() != before

    def _fit(self) -> None:
        """Shrink the type until all fits; how high a formula is gets known when it is drawn."""
        while self.is_complete() and self._look.body_px > SMALLEST_PX and self._height_px() > self.height():
            self._look = Look(self._look.theme, max(SMALLEST_PX, self._look.body_px * _SHRINK))
            self._build()

    def _height_px(self) -> int:
        inner = self._inner
        inner.resize(self.size())
        layout = inner.layout()
        assert layout is not None
        # Texts learn their height from their width, and boxes theirs from the texts in them.
        height = -1
        for _ in range(_MOST_ROUNDS):
            layout.activate()
            _tell_sizes(inner)
            before, height = height, layout.minimumSize().height()
            if height == before:
                break
        return height

    def _on_completed(self) -> None:
        if self.is_complete():
            self._fit()
            if self._shown is not None:
                self.reveal(self._shown)
        if self.is_complete():
            self.completed.emit()

    def _build(self) -> None:
        slide, lesson = self._slide, self._lesson
        self._by_stage.clear()
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, round(self._px * 0.6), 0, 0)
        column.setSpacing(round(self._px * 0.4))
        self._inner = inner
        match slide.kind:
            case SlideKind.PROBLEM:
                self._problem(column, lesson)
            case SlideKind.STEP:
                self._step(column, lesson.steps[slide.step], len(lesson.steps))
            case SlideKind.ANSWER:
                self._answer(column, lesson)
            case SlideKind.WRONG if lesson.wrong is not None:
                self._turn(column, lesson.wrong)
        for text in inner.findChildren(MathsText):
            text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            text.completed.connect(self._on_completed, Qt.ConnectionType.QueuedConnection)
        # Hidden texts would not learn their width, and so not keep the right place.
        self._height_px()
        self.setWidget(inner)

    @property
    def _px(self) -> float:
        return self._look.body_px

    def _problem(self, column: QVBoxLayout, lesson: Lesson) -> None:
        column.addStretch(2)
        column.addWidget(self._text(tr("Problem"), lesson.problem, 1.25))
        hint = _box()
        inside = _column(hint, self._px * 0.15)
        if lesson.steps:
            inside.addWidget(self._heading(tr("Hint")))
            inside.addWidget(self._text(tr("Hint"), lesson.hint, 1.15))
        else:
            inside.addWidget(self._text(tr("Note"), lesson.note))
        column.addSpacing(round(self._px))
        column.addWidget(self._staged(2, hint))
        column.addStretch(3)

    def _step(self, column: QVBoxLayout, step: LessonStep, count: int) -> None:
        column.addWidget(self._heading(step_title(step, count)))
        column.addWidget(self._text(tr("Reason"), step.reason, 1.25, bold=True))
        column.addSpacing(round(self._px * 0.4))
        column.addWidget(self._staged(2, self._mathematics(step, 1.25)))
        details = QHBoxLayout()
        details.setSpacing(round(self._px))
        self._reason = _lasting(self._words(tr("More about the reason"), step.more))
        self._code = _lasting(self._program(step))
        details.addWidget(self._reason, 2, Qt.AlignmentFlag.AlignTop)
        details.addWidget(self._code, 3, Qt.AlignmentFlag.AlignTop)
        column.addSpacing(round(self._px * 0.5))
        column.addLayout(details)
        column.addStretch(1)

    def _answer(self, column: QVBoxLayout, lesson: Lesson) -> None:
        answer = lesson.answer
        assert answer is not None
        theme = self._look.theme
        column.addStretch(2)
        column.addWidget(self._heading(tr("Answer")))
        column.addWidget(self._text(tr("Answer"), answer.text, 2.2, bold=True))
        doubtful = answer.mark in (Mark.DIFFERS, Mark.UNVERIFIED)
        column.addWidget(self._text(tr("Mark"), answer.sentence, 1.0, ink=theme.low if doubtful else theme.ink))
        if answer.given is not None:
            given = tr("Given answer: {answer}").format(answer=answer.given)
            column.addWidget(self._text(tr("Given answer"), given))
        column.addStretch(3)

    def _turn(self, column: QVBoxLayout, wrong: WrongTurn) -> None:
        column.addWidget(self._heading(wrong.title))
        sides = QHBoxLayout()
        sides.setSpacing(round(self._px))
        theme = self._look.theme
        sides.addWidget(self._side(wrong.good_title, wrong.good, theme.high), 1, Qt.AlignmentFlag.AlignTop)
        sides.addWidget(self._side(wrong.bad_title, wrong.bad, theme.low), 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(sides)
        why = _box()
        inside = _column(why, self._px * 0.2)
        for step in wrong.onward[:_ONWARD_SHOWN]:
            then = tr("Then: {reason}").format(reason=step.reason)
            inside.addWidget(self._text(tr("The step after it"), then, muted=True))
        for number, sentence in enumerate(wrong.why, start=1):
            inside.addWidget(self._text(tr("Why, {number}").format(number=number), sentence, 1.1, bold=True))
        column.addSpacing(round(self._px * 0.3))
        column.addWidget(self._staged(2, why))
        column.addStretch(1)

    def _side(self, title: str, step: LessonStep, colour: str) -> QWidget:
        box = _box()
        column = _column(box, self._px * 0.3)
        rule = QFrame()
        rule.setFixedHeight(max(4, round(self._px * 0.15)))
        rule.setStyleSheet(f"background: {colour}; border: none;")
        column.addWidget(rule)
        column.addWidget(self._heading(title, colour))
        column.addWidget(self._text(title, step.reason, 1.0, bold=True))
        column.addWidget(self._mathematics(replace(step, formulas=narrow(step.formulas)), 1.0))
        if not step.formulas and step.code:
            column.addWidget(self._text(tr("Code"), step.code, _CODE_SIZE, mono=True))
        return box

    def _mathematics(self, step: LessonStep, size: float) -> QWidget:
        box = _box()
        column = _column(box, self._px * 0.3)
        for number, tex in enumerate(step.formulas, start=1):
            column.addWidget(self._text(tr("Formula {number}").format(number=number), rf"\[{tex}\]", size))
        if step.found:
            column.addWidget(self._text(tr("Values"), "\n".join(step.found), 1.0, mono=True))
        if step.printed:
            printed = tr("prints {text}").format(text=step.printed)
            column.addWidget(self._text(tr("Output"), printed, 1.0, mono=True))
        return box

    def _words(self, name: str, paragraphs: Iterable[str]) -> QWidget:
        return self._text(name, "\n".join(paragraphs), 1.0, muted=True)

    def _program(self, step: LessonStep) -> QWidget:
        return self._text(tr("Code"), step.code, _CODE_SIZE, mono=True)

    def _heading(self, text: str, ink: str = "") -> PlainLabel:
        label = PlainLabel(text, wrap=True)
        label.setFont(sized(self, self._px, bold=True))
        label.setPalette(self._look.palette(ink or self._look.theme.accent))
        return label

    def _text(
        self,
        name: str,
        text: str,
        size: float = 1.0,
        *,
        bold: bool = False,
        mono: bool = False,
        muted: bool = False,
        ink: str = "",
    ) -> MathsText:
        shown = MathsText(self._formulas, name)
        shown.setPalette(self._look.palette(ink or (self._look.theme.muted_ink if muted else "")))
        shown.setFont(sized(self, max(min(SMALLEST_PX, self._px), self._px * size), bold))
        shown.set_text(text, mono=mono)
        return shown

    def _staged(self, stage: int, widget: QWidget) -> QWidget:
        self._by_stage.append((stage, widget))
        return _lasting(widget)


def _tell_sizes(widget: QWidget) -> None:
    """Give hidden widgets the news of their size that Qt keeps back until they are shown."""
    for child in widget.children():
        if not isinstance(child, QWidget):
            continue
        if child.testAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent):
            child.setAttribute(Qt.WidgetAttribute.WA_PendingResizeEvent, False)
            QApplication.sendEvent(child, QResizeEvent(child.size(), QSize()))
        if (layout := child.layout()) is not None:
            layout.activate()
        _tell_sizes(child)


def _box() -> QWidget:
    return QWidget()


def _column(box: QWidget, spacing: float) -> QVBoxLayout:
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(round(spacing))
    return column


def _lasting(widget: QWidget) -> QWidget:
    """Its place stays its own while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)
    return widget
