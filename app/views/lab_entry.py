"""One folder of the lab: how far it is, and what it has found."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from app.lab_desk import LabDesk, Results
from app.lab_folders import LabFolder, LabKind
from app.language import tr
from app.state.lab import kind_word
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.lab_progress import LabProgress
from app.views.lab_results import HeadResults, RoundsResults, SampleResults, TuneResults, scrolled
from app.views.lab_review import LabReview, OpenReview
from app.views.lab_runner import LabRunner
from app.views.theme import SPACE_3
from app.views.widgets import PlainLabel, TitleLabel

_CHART_MS = 250


class LabEntry(QWidget):
    """``said`` carries a sentence that is no error; ``head_changed``: searches use another preference model;
    ``model_made`` carries the id of a model that is to be chosen.
    """

    failed = Signal(Exception)
    said = Signal(str)
    head_changed = Signal()
    model_made = Signal(str)

    def __init__(
        self,
        desk: LabDesk,
        runner: LabRunner,
        lane: Background,
        formulas: Formulas,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._lane = lane
        self._results: Results | None = None
        self._reporting = False
        self.path: Path | None = None
        self.title = TitleLabel()
        self.kind = PlainLabel(muted=True, wrap=True)
        self.progress = LabProgress()
        self.sample = SampleResults()
        self.rounds = RoundsResults()
        self.head = HeadResults()
        self.tune = TuneResults()
        self.review = LabReview(lane, formulas)
        self.tabs = QTabWidget()
        self._pages = QStackedWidget()
        self._chart_timer = QTimer(self)
        self._chart_timer.setSingleShot(True)
        self._chart_timer.setInterval(_CHART_MS)
        self._chart_timer.timeout.connect(self._show_results)
        self._lay_out()
        self._connect()

    def show_folder(self, folder: LabFolder) -> None:
        """Turn to a folder."""
        if folder.path != self.path:
            self.path = folder.path
            self._results = None
            reviewed = folder.kind in (LabKind.SAMPLE, LabKind.CAMPAIGN)
            self.tabs.setTabVisible(1, reviewed)
            self.tabs.setCurrentIndex(0)
            self.review.show_source(self._opener(folder.path) if reviewed else None)
            self._results = Results(folder)
            self._show_results()
        self.refresh()

    def refresh(self) -> None:
        """Look at the folder again."""
        path = self.path
        if path is not None:
            self._lane.run(lambda: self._desk.results(path), lambda found: self._take(path, found), self._on_unreadable)

    def show_run(self) -> None:
        """Show where the work stands; the curve of a training follows a little later."""
        self._show_progress()
        if self._runner.points and self._runner.run.works_on(self.path):
            if not self._chart_timer.isActive():
                self._chart_timer.start()
        elif self._results is not None:
            self._show_results()

    def stop_timers(self) -> None:
        """The window goes."""
        self._chart_timer.stop()

    def _lay_out(self) -> None:
        self.tabs.setAccessibleName(tr("What was found"))
        self.tabs.tabBar().setAccessibleName(tr("Results and review"))
        for page, name in (
            (self.sample, tr("Report")),
            (self.rounds, tr("Rounds")),
            (self.head, tr("Training")),
            (self.tune, tr("Fine-tuning")),
        ):
            self._pages.addWidget(scrolled(page, name))
        self.tabs.addTab(self._pages, tr("Results"))
        self.tabs.addTab(self.review, tr("Review"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.title)
        column.addWidget(self.kind)
        column.addWidget(self.progress)
        column.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.progress.start_asked.connect(lambda: self._runner.begin(self.path) if self.path is not None else None)
        self.progress.stop_asked.connect(self._runner.stop)
        self.sample.report_asked.connect(self._report)
        self.sample.save_asked.connect(self._save_report)
        self.sample.data_asked.connect(self._save_data)
        self.head.use_asked.connect(self._use_head)
        self.rounds.head.use_asked.connect(self._use_head)
        self.rounds.more_asked.connect(self._extend)
        self.tune.use_asked.connect(self._use_model)
        self.review.failed.connect(self.failed)

    def _opener(self, path: Path) -> OpenReview:
        return lambda items: self._desk.review(path, items)

    def _take(self, path: Path, found: Results | None) -> None:
        if path != self.path or found is None:
            return
        self._results = found
        self._show_results()

    def _on_unreadable(self, error: Exception) -> None:
        self.failed.emit(error)

    def _show_results(self) -> None:
        found = self._results
        if found is None:
            return
        folder = found.folder
        self.title.setText(folder.name)
        self.kind.setText(f"{kind_word(folder.kind)}: {folder.path}")
        self._show_progress()
        busy = self._runner.run.busy or self._reporting
        match folder.kind:
            case LabKind.SAMPLE | LabKind.CAMPAIGN:
                self._pages.setCurrentIndex(0)
                one = folder.kind is LabKind.CAMPAIGN
                self.sample.show_report(found.report, begun=folder.begun, busy=busy, one=one)
            case LabKind.EVOLUTION:
                self._pages.setCurrentIndex(1)
                ended = folder.finished and folder.order is not None and not busy
                self.rounds.show_rounds(found.evolution, found.head, can_go_on=ended)
            case LabKind.TRAINING:
                self._pages.setCurrentIndex(2)
                live = self._runner.points if self._runner.run.works_on(folder.path) else ()
                if found.head is not None:
                    self.head.show_head(found.head, live)
            case LabKind.TUNING:
                self._pages.setCurrentIndex(3)
                if found.tuned is not None:
                    self.tune.show_tuned(found.tuned)

    def _show_progress(self) -> None:
        if self._results is not None:
            self.progress.show_state(self._results.folder, self._runner.run, self._results.evolution)

    def _report(self) -> None:
        self._in_background(lambda path: self._desk.report_now(path, lambda: False), "")

    def _save_report(self, target: Path) -> None:
        self._in_background(lambda path: self._desk.save_report(path, target), None)

    def _save_data(self, target: Path) -> None:
        self._in_background(lambda path: self._desk.save_data(path, target, lambda: False), None)

    def _in_background(self, work: Callable[[Path], str | None], words: str | None) -> None:
        """Work on the folder; what it says is shown, or ``words`` in its place."""
        path = self.path
        if path is None or self._reporting:
            return
        self._reporting = True
        self._show_results()
        self._lane.run(lambda: work(path), lambda told: self._on_worked(words or told or ""), self._on_work_failed)

    def _on_worked(self, sentence: str) -> None:
        self._reporting = False
        if sentence:
            self.said.emit(sentence)
        self.refresh()

    def _on_work_failed(self, error: Exception) -> None:
        self._reporting = False
        self._show_results()
        self.failed.emit(error)

    def _use_head(self, use: bool) -> None:
        path = self.path
        if path is not None:
            self._lane.run(lambda: self._desk.use_head(path, use=use), self._on_head_used, self.failed.emit)

    def _on_head_used(self, sentence: str) -> None:
        self.said.emit(sentence)
        self.head_changed.emit()
        self.refresh()

    def _use_model(self) -> None:
        path = self.path
        if path is not None:
            self._lane.run(lambda: self._desk.use_model(path), self.model_made.emit, self.failed.emit)

    def _extend(self) -> None:
        path = self.path
        if path is not None:
            self._lane.run(lambda: self._desk.extend(path), lambda _: self._runner.begin(path), self.failed.emit)
