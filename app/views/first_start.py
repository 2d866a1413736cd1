"""The first steps: what Stepwise is, a model that fits this computer, a first problem. At most three screens."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.model_desk import ModelDesk, Room
from app.state.downloads import Job, JobPhase
from app.views.background import Background
from app.views.flow import Flow
from app.views.model_downloads import Downloads, job_words
from app.views.model_finder import ModelFinder
from app.views.model_strip import show_progress
from app.views.page import Page
from app.views.ports import ModelChoice, ModelShelf
from app.views.theme import SPACE_3, SPACE_4, SPACE_5
from app.views.widgets import Card, PlainLabel, TitleLabel, set_property
from engine.types import Problem
from models.text import amount
from models.tuning import usable_cores

_WIDEST_CHARACTERS = 110


class FirstStart(Page):
    """Covers the pages. ``finished`` carries the problem to solve first, or None; ``models_changed``: look again."""

    finished = Signal(object)
    models_changed = Signal()

    def __init__(self, shelf: ModelShelf, desk: ModelDesk, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lane = Background("first-start", self)
        self.welcome = WelcomeScreen()
        self.model = ModelScreen(shelf, desk, downloads, self._lane)
        self.problem = ProblemScreen()
        self.screens = QStackedWidget()
        for screen in (self.welcome, self.model, self.problem):
            self.screens.addWidget(screen)
            screen.next_asked.connect(self.go_on)
            screen.back_asked.connect(self.go_back)
            screen.skip_asked.connect(self.skip)
        self.model.failed.connect(self.failed)
        self.model.models_changed.connect(self.models_changed)
        self._lay_out()

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """No actions: its buttons do all."""
        return {}

    def arrive(self) -> None:
        """From the beginning."""
        self._show(0)

    def close_page(self) -> None:
        """End the lane."""
        self.model.finder.stop()
        self._lane.close()

    def go_on(self) -> None:
        """The next screen; after the last one the first problem."""
        place = self.screens.currentIndex()
        if place == self.screens.count() - 1:
            self.finished.emit(self.problem.problem)
        else:
            self._show(place + 1)

    def go_back(self) -> None:
        """The screen before."""
        self._show(max(0, self.screens.currentIndex() - 1))

    def skip(self) -> None:
        """Leave, with an empty page."""
        self.finished.emit(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves."""
        if event.key() == Qt.Key.Key_Escape:
            self.skip()
        else:
            super().keyPressEvent(event)

    def _show(self, place: int) -> None:
        self.screens.setCurrentIndex(place)
        if self.screens.currentWidget() is self.problem:
            self.problem.show_model(self.model.ready_model(), self.model.is_fetching())
        screen = self.screens.currentWidget()
        if isinstance(screen, Screen):
            screen.first_button().setFocus()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.screens, 100)
        row.addStretch(1)
        column.addLayout(row, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setAccessibleName(tr("First steps"))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self.screens.setMaximumWidth(self.fontMetrics().averageCharWidth() * _WIDEST_CHARACTERS)


class Screen(QWidget):
    """A title, a body, and the buttons below."""

    next_asked = Signal()
    back_asked = Signal()
    skip_asked = Signal()

    def __init__(self, number: int, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.next = QPushButton(tr("&Next"))
        self.back = QPushButton(tr("&Back"))
        self.skip = QPushButton(tr("S&kip the first steps"))
        set_property(self.next, "primary", True)
        self.next.clicked.connect(self.next_asked)
        self.back.clicked.connect(self.back_asked)
        self.skip.clicked.connect(self.skip_asked)
        self.back.setVisible(number > 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_5, 0, 0)
        column.setSpacing(SPACE_4)
        column.addWidget(PlainLabel(tr("{number} of 3").format(number=number), muted=True))
        heading = TitleLabel(title)
        heading.setWordWrap(True)
        column.addWidget(heading)
        column.addLayout(self.body)
        column.addLayout(Flow(self.next, self.back, self.skip))
        column.addStretch(1)

    def first_button(self) -> QPushButton:
        """What Return presses when the screen comes."""
        return self.next


class WelcomeScreen(Screen):
    """What it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(1, tr("Stepwise makes small language models think"), parent)
        for sentence in (
            tr("A small model on your own computer tries many ways to solve a maths problem, step by step."),
            tr("Each step is a little program that really runs, in a sandbox: numbers are computed, not guessed."),
            tr("You see the whole tree of attempts while it grows, and why an answer was chosen. You can steer it."),
            tr("Nothing leaves this computer. There is no account, and after a model is fetched no network is needed."),
        ):
            self.body.addWidget(PlainLabel(sentence, wrap=True))


class ModelScreen(Screen):
    """The model that suits this computer, and how to get it."""

    failed = Signal(Exception)
    models_changed = Signal()

    def __init__(
        self,
        shelf: ModelShelf,
        desk: ModelDesk,
        downloads: Downloads,
        lane: Background,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(2, tr("A model that fits this computer"), parent)
        self._shelf, self._desk, self._downloads, self._lane = shelf, desk, downloads, lane
        self._choice: ModelChoice | None = None
        self.measured = PlainLabel(tr("Measuring this computer …"), muted=True, wrap=True)
        self.name = TitleLabel()
        self.reason = PlainLabel(wrap=True)
        self.words = PlainLabel(muted=True, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Download"))
        self.get = QPushButton()
        self.cancel = QPushButton(tr("&Cancel the download"))
        self.disk = QPushButton(tr("&Use a model that is on this disk"))
        self.finder = ModelFinder(desk, lane)
        self.finder.hide()
        card = Card()
        card.setAccessibleName(tr("Model to get"))
        for widget in (self.name, self.reason, self.words, self.bar):
            card.column.addWidget(widget)
        card.column.addLayout(Flow(self.get, self.cancel, self.disk))
        self._card = card
        self.body.addWidget(self.measured)
        self.body.addWidget(card)
        self.body.addWidget(self.finder)
        self.get.clicked.connect(self._on_get)
        self.cancel.clicked.connect(self._on_cancel)
        self.disk.clicked.connect(self._on_disk)
        self.finder.left.connect(lambda: self._show_finder(False))
        self.finder.added.connect(self._on_added)
        self.finder.failed.connect(self.failed)
        downloads.changed.connect(self._update)
        downloads.fetched.connect(lambda _: self.refresh())
        downloads.discarded.connect(lambda _: self.refresh())
        self._update()

    def first_button(self) -> QPushButton:
        """Get the model, unless it is here."""
        missing = self._choice is not None and not self._choice.installed and not self.is_fetching()
        return self.get if missing else self.next

    def ready_model(self) -> str:
        """The name of a model that is here; "" while there is none."""
        return self._choice.name if self._choice is not None and self._choice.installed else ""

    def is_fetching(self) -> bool:
        """A download is under way."""
        return self._job_phase() in (JobPhase.RUNNING, JobPhase.WAITING)

    def showEvent(self, event: QShowEvent) -> None:
        """Look what is here."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Look at the models and the computer again."""
        self._lane.run(lambda: (self._desk.room(), self._shelf.choices()), self._show_choices, self.failed.emit)

    def _show_choices(self, told: tuple[Room, Sequence[ModelChoice]]) -> None:
        room, choices = told
        cores = tr("It has {count} cores.").format(count=usable_cores())
        self.measured.setText(f"{cores} {room.sentence}")
        here = [choice for choice in choices if choice.installed]
        default = next((choice for choice in choices if choice.is_default), None)
        began = self._choice is None
        self._choice = default if default is None or default.installed or not here else here[0]
        self._update()
        if began and self.next.hasFocus():
            self.first_button().setFocus()

    def _job_phase(self) -> JobPhase | None:
        job = self._job()
        return job.phase if job is not None else None

    def _job(self) -> Job | None:
        return self._downloads.jobs.of(self._choice.id) if self._choice is not None else None

    def _update(self) -> None:
        choice, job = self._choice, self._job()
        self._card.setVisible(choice is not None and not self.finder.isVisibleTo(self))
        if choice is None:
            return
        here = choice.installed
        moving = self.is_fetching()
        begun = job is not None and job.phase is not JobPhase.DONE
        self.name.setText(choice.name)
        ready = tr("It is on this computer already; nothing has to be fetched. {reason}")
        self.reason.setText(ready.format(reason=choice.reason) if here else choice.reason)
        self.words.setText(job_words(job) if job is not None and begun and not here else "")
        self.words.setVisible(begun and not here)
        self.bar.setVisible(begun and not here)
        show_progress(self.bar, job.progress if job is not None else None)
        size = f" ({amount(choice.download_bytes)})" if choice.download_bytes else ""
        self.get.setText(tr("&Pause") if moving else tr("&Resume") if begun else tr("&Get it{size}").format(size=size))
        self.get.setVisible(not here)
        self.cancel.setVisible(begun and not here)
        self.disk.setVisible(not here and not begun)
        set_property(self.get, "primary", not here and not begun)
        set_property(self.next, "primary", here or begun)

    def _on_get(self) -> None:
        if self._choice is None:
            return
        if self.is_fetching():
            self._downloads.pause(self._choice.id)
        else:
            self._downloads.fetch(self._choice.id, self._choice.name)

    def _on_cancel(self) -> None:
        if self._choice is not None:
            self._downloads.cancel(self._choice.id)
            self.get.setFocus()

    def _on_disk(self) -> None:
        self._show_finder(True)
        self.finder.look()

    def _on_added(self, _sentence: str) -> None:
        self._show_finder(False)
        self.refresh()
        self.models_changed.emit()

    def _show_finder(self, shown: bool) -> None:
        self.finder.setVisible(shown)
        self._update()
        (self.finder.back if shown else self.next).setFocus()


class ProblemScreen(Screen):
    """The first problem."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(3, tr("A first problem"), parent)
        self.problem = sample_problem()
        card = Card()
        card.column.addWidget(PlainLabel(self.problem.text, wrap=True))
        self.sentence = PlainLabel(muted=True, wrap=True)
        self.body.addWidget(card)
        self.body.addWidget(self.sentence)
        self.skip.setText(tr("Begin with an empt&y page"))

    def show_model(self, name: str, fetching: bool) -> None:
        """Say what happens next; ``name`` is the model that is here."""
        if name:
            told = tr("{name} tries it now; watch the tree grow. Escape stops the search.").format(name=name)
        elif fetching:
            told = tr("The download goes on; the problem waits on the page until the model is here.")
        else:
            told = tr("A model is still missing; the page offers one. The problem waits there.")
        self.sentence.setText(told)
        self.next.setText(tr("So&lve it") if name else tr("&Put it on the page"))


def sample_problem() -> Problem:
    """The problem that ships for a first try."""
    told = json.loads(files("resources").joinpath("problems", "sample.json").read_text(encoding="utf-8"))
    return Problem(id=os.urandom(8).hex(), text=told["question"], answer=told["answer"])
