"""The page of the lab: what there is, something new, and one folder at a time."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Fact
from app.engine_link import EngineLink
from app.items.lab_list import LabColumn, LabList
from app.lab_desk import LabDesk
from app.lab_folders import LabFolder
from app.language import tr
from app.views.background import Background
from app.views.flow import Flow
from app.views.formulas import Formulas
from app.views.lab_builder import LabBuilder
from app.views.lab_entry import LabEntry
from app.views.lab_results import ask_folder
from app.views.lab_runner import LabRunner
from app.views.narrow_list import narrow_list
from app.views.page import Page
from app.views.ports import ModelChoice, ModelShelf
from app.views.theme import SPACE_2, SPACE_4
from app.views.widgets import PlainLabel, TitleLabel

_LOOK_MS = 1000
_WIDE_CHARACTERS = 50


class LabPage(Page):
    """List at the left, the builder or the chosen folder at the right.

    ``models_changed``: others must look again; ``model_made`` carries the id of a model that is to be chosen for
    searches.
    """

    models_changed = Signal()
    model_made = Signal(str)

    def __init__(
        self, desk: LabDesk, models: ModelShelf, link: EngineLink, formulas: Formulas, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._models = models
        self._link = link
        self._lane = Background("lab-looks", self)
        self._wanted: Path | None = None
        self._looking = False
        self.runner = LabRunner(desk, link, self)
        self.model = LabList(self)
        self.list = narrow_list(self.model, tr("Work in the lab"), LabColumn.NAME, LabColumn.KIND, _WIDE_CHARACTERS)
        self.new = QPushButton(tr("&New …"))
        self.open = QPushButton(tr("&Open a folder …"))
        self.remove = QPushButton(tr("Take off the &list"))
        self.empty = _Empty()
        self.builder = LabBuilder(desk, self._lane)
        self.entry = LabEntry(desk, self.runner, self._lane, formulas)
        self.right = QStackedWidget()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._lay_out()
        self._connect()

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """New, open, start, stop."""
        return {
            "lab.new": self.show_builder,
            "lab.open": self.ask_folder,
            "lab.start": self._start,
            "lab.stop": self.runner.stop,
        }

    def facts(self) -> frozenset[Fact]:
        """What can be done now."""
        found = {Fact.LAB_PAGE}
        if self.runner.run.busy:
            found.add(Fact.LAB_BUSY)
        elif self.right.currentWidget() is self.builder or self._can_go_on():
            found.add(Fact.LAB_READY)
        return frozenset(found)

    def arrive(self) -> None:
        """To the list, or to what begins a first piece of work."""
        (self.list if self.model.rowCount() else self.new).setFocus()

    def close_page(self) -> None:
        """End the work, the timers and the lanes."""
        self._timer.stop()
        self.builder.stop()
        self.entry.stop_timers()
        self.runner.close()
        self._lane.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is there now."""
        super().showEvent(event)
        self._lane.run(self._here, self.builder.show_models, self.failed.emit)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: the files are left alone."""
        super().hideEvent(event)
        self._timer.stop()

    def refresh(self) -> None:
        """Look at all folders again."""
        if not self._looking:
            self._looking = True
            self._lane.run(self._desk.folders, self._show_folders, self._on_look_failed)

    def choose(self, path: Path) -> None:
        """Show a folder at the right, as soon as it is listed."""
        self._wanted = path
        row = self.model.row_of(path)
        if row >= 0:
            self._wanted = None
            self.list.setCurrentIndex(self.model.index(row, 0))
            self._on_row(self.model.index(row, 0))
        else:
            self.refresh()

    def show_builder(self) -> None:
        """Something new."""
        self.right.setCurrentWidget(self.builder)
        self.builder.kinds.tabBar().setFocus()
        self.facts_changed.emit()

    def ask_folder(self) -> None:
        """Let a person choose a folder that the command line made."""
        ask_folder(self, tr("Folder of a campaign, an evolution or a training"), self.open_folder)

    def open_folder(self, path: Path) -> None:
        """Put a folder on the list and show it."""
        self._lane.run(
            lambda: self._desk.open_elsewhere(path), lambda folder: self.choose(folder.path), self.failed.emit
        )

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel(tr("Lab")))
        column.addWidget(self.list, 1)
        column.addLayout(Flow(self.new, self.open, self.remove))
        for widget in (self.empty, self.builder, self.entry):
            self.right.addWidget(widget)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self.right)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 2)
        across.setSizes([360, 800])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        whole.addWidget(across, 1)

    def _connect(self) -> None:
        self.list.selectionModel().currentRowChanged.connect(self._on_row)
        self.list.activated.connect(self._on_row)
        self.list.clicked.connect(self._on_row)
        self.new.clicked.connect(self.show_builder)
        self.open.clicked.connect(self.ask_folder)
        self.remove.clicked.connect(self._forget)
        self.empty.begin.clicked.connect(self.show_builder)
        self.builder.begun.connect(self._on_begun)
        self.builder.failed.connect(self.failed)
        self.entry.failed.connect(self.failed)
        self.entry.said.connect(self.said)
        self.entry.head_changed.connect(self._on_head_changed)
        self.entry.model_made.connect(self._on_model_made)
        self.runner.changed.connect(self._on_run)
        self.runner.ended.connect(lambda _: self._on_ended())
        self.runner.failed.connect(self.failed)

    def _here(self) -> Sequence[ModelChoice]:
        """The models that are here, small ones first."""
        sizes = self._desk.sizes()
        here = [model for model in self._models.choices() if model.installed]
        return sorted(here, key=lambda model: sizes.get(model.id, 0))

    def _look(self) -> None:
        """While something works, its folder changes; the others are looked at when it ends."""
        if self.runner.run.works_on(self.entry.path) and self.right.currentWidget() is self.entry:
            self.entry.refresh()
        self.refresh()

    def _show_folders(self, folders: Sequence[LabFolder]) -> None:
        self._looking = False
        chosen = self.model.folder(self.list.currentIndex())
        self.model.show(folders)
        self.builder.show_folders(folders)
        if self._wanted is not None and self.model.row_of(self._wanted) >= 0:
            self.choose(self._wanted)
        elif chosen is not None and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(chosen.path)), 0))
        if not folders and self.right.currentWidget() is self.entry:
            self.right.setCurrentWidget(self.empty)
        self.remove.setEnabled(bool(folders))
        self.facts_changed.emit()

    def _on_look_failed(self, error: Exception) -> None:
        self._looking = False
        self.failed.emit(error)

    def _on_row(self, index: QModelIndex) -> None:
        folder = self.model.folder(index)
        if folder is not None:
            self.right.setCurrentWidget(self.entry)
            self.entry.show_folder(folder)
            self.facts_changed.emit()

    def _on_begun(self, path: Path) -> None:
        self.choose(path)
        self.runner.begin(path)

    def _on_run(self) -> None:
        run = self.runner.run
        self.model.set_busy(run.path if run.busy else None)
        self.entry.show_run()
        self.facts_changed.emit()

    def _on_ended(self) -> None:
        self.entry.refresh()
        self.refresh()

    def _on_head_changed(self) -> None:
        """The engine has loaded the old one with its model."""
        if not self.runner.run.busy:
            self._link.unload_model()
        self.models_changed.emit()

    def _on_model_made(self, model_id: str) -> None:
        self._lane.run(lambda: self._models.remember(model_id), failed=self.failed.emit)
        self.said.emit(tr("{model} is chosen on the Solve page now.").format(model=model_id))
        self.model_made.emit(model_id)

    def _can_go_on(self) -> bool:
        folder = self.model.folder(self.list.currentIndex())
        shown = self.right.currentWidget() is self.entry
        return shown and folder is not None and folder.order is not None and not folder.finished

    def _start(self) -> None:
        if self.right.currentWidget() is self.builder:
            self.builder.begin()
        elif self.entry.path is not None:
            self.runner.begin(self.entry.path)

    def _forget(self) -> None:
        folder = self.model.folder(self.list.currentIndex())
        if folder is not None and not self.runner.run.works_on(folder.path):
            self._lane.run(lambda: self._desk.forget(folder.path), self._on_forgotten, self.failed.emit)

    def _on_forgotten(self, sentence: str) -> None:
        self.said.emit(sentence)
        self.refresh()


class _Empty(QWidget):
    """What the lab is for, and what to do first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.begin = QPushButton(tr("&Begin something"))
        self.begin.setProperty("primary", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel(tr("Let models teach models")))
        for text in (
            tr("Here models solve problems whose answers are known, and what they wrote becomes data."),
            tr("Compare a small and a large model at equal cost, and review whether right answers were well reasoned."),
            tr("Train a preference model on one model's solutions, or let both improve round by round."),
            tr("First: get one or two models on the Models page, then begin with a few problems; it takes minutes."),
        ):
            column.addWidget(PlainLabel(text, wrap=True))
        column.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
