"""The card above an opened session: its problem, its marks, its runs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.items.history_model import STAR
from app.language import tr
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.ports import OpenedSession
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import Card, FlatButton, PlainLabel

_NO_STAR = "☆"


class HistoryHead(Card):
    """Shows an opened session; ``run_chosen`` carries the run that is to be shown instead."""

    run_chosen = Signal(str)

    def __init__(self, formulas: Formulas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problem = MathsText(formulas, tr("Problem of the opened session"))
        self.again = QPushButton(tr("Solve &again"))
        self.again.setAccessibleName(tr("Solve this problem again"))
        self.star = FlatButton(_NO_STAR, tr("Favourite"))
        self.star.setCheckable(True)
        self.tags = FlatButton(tr("Tags …"), tr("Tags of the session"))
        self.runs = QComboBox()
        self.runs.setAccessibleName(tr("Run of the session"))
        self.runs.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.runs.setMinimumContentsLength(36)
        self.bears = PlainLabel(muted=True, wrap=True)
        self._lay_out()
        self.runs.activated.connect(self._on_run)

    def show_session(self, opened: OpenedSession) -> None:
        """Show what is known of a session."""
        self.problem.set_text(opened.problem.text)
        line = opened.line
        starred = line is not None and line.starred
        self.star.setChecked(starred)
        self.star.setText(STAR if starred else _NO_STAR)
        self.bears.setText(", ".join(line.tags) if line is not None else "")
        self.runs.clear()
        for run in opened.runs:
            self.runs.addItem(run.words, run.id)
        self.runs.setCurrentIndex(self.runs.findData(opened.state.run_id))
        self.runs.setVisible(len(opened.runs) > 1)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.problem, 1)
        row.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        below = QHBoxLayout()
        below.setSpacing(SPACE_2)
        below.addWidget(self.star)
        below.addWidget(self.tags)
        below.addWidget(self.bears, 1)
        below.addWidget(self.runs)
        both = QVBoxLayout()
        both.setSpacing(SPACE_2)
        both.addLayout(row)
        both.addLayout(below)
        self.column.addLayout(both)

    def _on_run(self, _index: int) -> None:
        run_id = self.runs.currentData()
        if run_id:
            self.run_chosen.emit(run_id)
