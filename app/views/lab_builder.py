"""Where something new is begun in the lab: its kind, its form, what it will cost, and a start."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.lab_desk import LabDesk
from app.lab_folders import LabFolder
from app.language import mark, tr
from app.views.background import Background
from app.views.lab_fields import Draft, LabForm
from app.views.lab_forms import AnyForm, EvolveForm, GenerateForm, SampleForm, TrainForm, TuneForm
from app.views.ports import ModelChoice
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import PlainLabel, TitleLabel
from models.errors import KnownError, StepwiseError

_DELAY_MS = 300
_ABOUT = (
    mark(
        "Lets a small and a large model write solutions at equal cost, and compares what they are worth: coverage, "
        "diversity, false positives."
    ),
    mark(
        "Lets one model write solutions of problems whose answers are known, and keeps its hidden states: what a "
        "preference model learns from."
    ),
    mark("Trains a preference model, which tells good steps from bad ones, on campaigns of one model."),
    mark("Teaches a model the right solutions of campaigns, its own or those of another model (LoRA)."),
    mark(
        "Searches, trains a preference model on the searches, and searches with it: round after round. A new one is "
        "kept only if it is no worse."
    ),
)
"""What each kind of work does, in the order of the forms."""


class LabBuilder(QWidget):
    """``begun`` carries the folder of a new piece of work that is to be started."""

    begun = Signal(object)
    failed = Signal(Exception)

    def __init__(self, desk: LabDesk, lane: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lane = lane
        self.sample, self.generate, self.evolve = SampleForm(), GenerateForm(), EvolveForm()
        self.train, self.tune = TrainForm(), TuneForm()
        self.kinds = QTabWidget()
        self.name = QLineEdit()
        self.cost = PlainLabel(wrap=True)
        self.start = QPushButton(tr("Sta&rt"))
        self._asked = 0
        self._knows_models = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._ask_cost)
        self._lay_out()
        for form in self.forms():
            form.changed.connect(self._on_changed)
        self.kinds.currentChanged.connect(lambda _: self._on_changed())
        self.start.clicked.connect(self.begin)

    def forms(self) -> tuple[AnyForm, ...]:
        """One for each kind of work, in the order of the tabs."""
        return (self.sample, self.generate, self.train, self.tune, self.evolve)

    def form(self) -> AnyForm:
        """The one on show."""
        return self.forms()[self.kinds.currentIndex()]

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer these models, small ones first."""
        self._knows_models = True
        for form in self.forms():
            form.show_models(models)
        self._on_changed()

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer what lies in the lab."""
        for form in self.forms():
            form.show_folders(folders)

    def begin(self) -> None:
        """Make the folder of what is filled in; ``begun`` follows, or ``failed``."""
        name = self.name.text().strip() or self.form().name()
        try:
            draft = self.form().draft()
        except KnownError as error:
            self.failed.emit(error)
            return
        self.start.setEnabled(False)
        self._lane.run(lambda: self._desk.place(draft(), name), self._on_placed, self._on_refused)

    def stop(self) -> None:
        """End the timer."""
        self._timer.stop()

    def _lay_out(self) -> None:
        self.kinds.setAccessibleName(tr("What to begin"))
        self.kinds.tabBar().setAccessibleName(tr("Kinds of work"))
        titles = (
            tr("Two models"),
            tr("Training data"),
            tr("Preference model"),
            tr("Fine-tuning"),
            tr("Self-evolution"),
        )
        for form, title, about in zip(self.forms(), titles, _ABOUT, strict=True):
            self.kinds.addTab(_scrolled(form, tr(about), title), title)
        self.name.setAccessibleName(tr("Name of the folder"))
        self.start.setProperty("primary", True)
        self.cost.setAccessibleName(tr("What it will cost"))
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self.name, 1)
        foot.addWidget(self.start)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(TitleLabel(tr("New in the lab")))
        column.addWidget(self.kinds, 1)
        column.addWidget(self.cost)
        column.addLayout(foot)

    def _on_changed(self) -> None:
        self.name.setPlaceholderText(tr("Name: {name}").format(name=self.form().name()))
        self._timer.start()

    def _ask_cost(self) -> None:
        self._asked += 1
        number = self._asked
        if not self._knows_models:
            # The first look computes checksums, which takes seconds.
            self.cost.setText(tr("Looking for models …"))
            return
        try:
            draft = self.form().draft()
        except KnownError as error:
            self.cost.setText(error.message)
            return
        self.cost.setText(tr("Working out what it will cost …"))
        self._lane.run(lambda: self._cost(draft), lambda words: self._show_cost(number, words), self.failed.emit)

    def _cost(self, draft: Draft) -> str:
        """On the lane; what is wrong with the form is said in the place of the cost."""
        try:
            return self._desk.cost(draft())
        except StepwiseError as error:
            return error.message

    def _show_cost(self, number: int, words: str) -> None:
        if number == self._asked:
            self.cost.setText(words)

    def _on_placed(self, path: Path) -> None:
        self.start.setEnabled(True)
        self.name.clear()
        self.begun.emit(path)

    def _on_refused(self, error: Exception) -> None:
        self.start.setEnabled(True)
        self.failed.emit(error)


def _scrolled(form: LabForm, about: str, title: str) -> QScrollArea:
    inner = QWidget()
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, SPACE_2, SPACE_2, 0)
    column.setSpacing(SPACE_3)
    column.addWidget(PlainLabel(about, muted=True, wrap=True))
    column.addWidget(form)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(title)
    area.setWidget(inner)
    return area
