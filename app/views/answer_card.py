"""The answer, how far it is verified, and the votes behind it."""

from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QProgressBar, QWidget

from app.language import tr
from app.state import RunState, one_line
from app.state.score import confidence_sentence
from app.state.words import MARK_WORDS, NO_ANSWER, mark_sentence, percent
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.theme import SPACE_1, SPACE_2, title_font
from app.views.widgets import Card, PlainLabel
from engine.types import Answer, Vote

_VOTES_SHOWN = 4
_VOTE_CHARACTERS = 40


class AnswerCard(Card):
    """A card below the steps; it keeps its place while there is no answer yet."""

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Answer | None = None
        self.setAccessibleName(tr("Answer"))
        self._answer = MathsText(formulas, tr("Answer"))
        self.follow_font()
        self._badge = PlainLabel()
        self._badge.setProperty("badge", True)
        self._mark = PlainLabel("", muted=True, wrap=True)
        self._votes = QGridLayout()
        self._votes.setHorizontalSpacing(SPACE_2)
        self._votes.setVerticalSpacing(SPACE_1)
        self._votes.setColumnStretch(1, 1)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(tr("Answer"), muted=True))
        head.addStretch(1)
        head.addWidget(self._badge)
        self.column.addLayout(head)
        self.column.addWidget(self._answer)
        self.column.addWidget(self._mark)
        self.column.addLayout(self._votes)
        self.show_answer(RunState())

    def follow_font(self) -> None:
        """Keep the proportion to the application's font."""
        self._answer.setFont(title_font(QApplication.font()))

    def text(self) -> str:
        """The answer as shown."""
        return self._answer.text()

    def sentence(self) -> str:
        """The mark as shown."""
        return self._mark.text()

    def show_answer(self, state: RunState) -> None:
        """Show the best answer so far, or that there is none."""
        answer = state.answer
        if answer is None:
            self._answer.set_text("—")
            self._badge.hide()
            self._mark.setText(tr(NO_ANSWER) if state.status.ended else tr("No answer yet."))
            self._show_votes(())
        elif answer != self._shown or self._badge.isHidden():
            self._answer.set_text(answer.text.strip() or tr("(empty)"))
            self._badge.setText(tr(MARK_WORDS[answer.mark]))
            self._badge.show()
            confidence = tr("Confidence {confidence}.").format(confidence=percent(answer.confidence))
            reason = confidence_sentence(answer)
            self._mark.setText(" ".join(filter(None, (mark_sentence(answer), reason or confidence))))
            self._show_votes(answer.votes)
        self._shown = answer

    def _show_votes(self, votes: tuple[Vote, ...]) -> None:
        while (item := self._votes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if len(votes) < 2:
            return
        for row, vote in enumerate(votes[:_VOTES_SHOWN]):
            bar = QProgressBar()
            bar.setRange(0, 1000)
            bar.setValue(round(max(0.0, min(1.0, vote.share)) * 1000))
            bar.setTextVisible(False)
            share = percent(vote.share)
            bar.setAccessibleName(tr("Share of {answer}: {share}").format(answer=_short(vote.answer), share=share))
            self._votes.addWidget(PlainLabel(_short(vote.answer)), row, 0)
            self._votes.addWidget(bar, row, 1)
            self._votes.addWidget(PlainLabel(f"{vote.count} × · {share}", muted=True), row, 2)


def _short(text: str) -> str:
    line = one_line(text[: 4 * _VOTE_CHARACTERS])
    return line if len(line) <= _VOTE_CHARACTERS else line[: _VOTE_CHARACTERS - 1] + "…"
