"""The work of the lab behind the window: one thing at a time, with progress and stop."""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.engine_link import EngineLink
from app.lab_desk import LabDesk
from app.lab_process import STOPPED_EXIT_CODE
from app.lab_training import Point
from app.language import tr
from app.state.lab import LabPhase, LabRun, tuning_words
from app.views.background import Background
from engine.errors import BadSettingsError
from models.errors import StepwiseError
from models.training.finetune_job import FinetuneProgress
from models.training.job import Progress


class LabRunner(QObject):
    """The engine's own model is unloaded first: it would take memory and time away.

    ``changed`` comes when ``run`` or ``points`` did; ``ended`` carries the folder that was worked on.
    """

    changed = Signal()
    ended = Signal(object)
    failed = Signal(Exception)

    _told = Signal(str)
    _progressed = Signal(object)

    def __init__(self, desk: LabDesk, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._link = link
        self._lane = Background("lab", self)
        self._stop = threading.Event()
        self.run = LabRun()
        self.points: list[Point] = []
        self._told.connect(self._on_told)
        self._progressed.connect(self._on_progressed)
        link.model_unloaded.connect(self._begin)
        link.model_refused.connect(self._on_refused)

    def begin(self, path: Path) -> None:
        """Do what a folder was begun for, or go on with it."""
        if self.run.busy:
            self.failed.emit(BadSettingsError(tr("The lab is at work already; stop that first, or wait for it.")))
            return
        self._stop.clear()
        self.points = []
        self._set(self.run.begun(path))
        self._link.unload_model()

    def stop(self) -> None:
        """End the work soon; what is done is kept."""
        if self.run.phase is LabPhase.STARTING:
            self._set(self.run.ended(tr("Stopped before anything was done.")))
        elif self.run.busy:
            self._stop.set()
            self._set(self.run.stopping())

    def close(self) -> None:
        """Stop, and end the thread."""
        self._stop.set()
        self._lane.close()

    def _begin(self) -> None:
        path = self.run.path
        if self.run.phase is not LabPhase.STARTING or path is None:
            return
        self._set(LabRun(path, LabPhase.RUNNING))
        self._lane.run(
            lambda: self._desk.run(path, self._told.emit, self._progressed.emit, self._stop.is_set),
            lambda _: self._end(""),
            self._on_failed,
        )

    def _on_refused(self, error: Exception) -> None:
        """The engine keeps its model, since it searches with it."""
        if self.run.phase is LabPhase.STARTING:
            self._set(self.run.ended(str(error)))
            self.failed.emit(error)

    def _on_told(self, words: str) -> None:
        if self.run.phase is LabPhase.RUNNING:
            self._set(self.run.told(words))

    def _on_progressed(self, progress: Progress | FinetuneProgress) -> None:
        if isinstance(progress, FinetuneProgress):
            self._on_tuned(progress)
            return
        self.points.append(Point(progress.epoch, progress.loss, progress.held_out))
        if self.run.phase is LabPhase.RUNNING:
            self._set(LabRun(self.run.path, self.run.phase, "", "", progress.epoch, progress.epochs))

    def _on_tuned(self, said: FinetuneProgress) -> None:
        """Its curve is in its folder."""
        if self.run.phase is LabPhase.RUNNING:
            self._set(LabRun(self.run.path, self.run.phase, tuning_words(said)))

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, StepwiseError):
            self._end(tr("It failed; what is done is kept."))
            self.failed.emit(error)
        elif error.exit_code == STOPPED_EXIT_CODE:
            self._end(tr("Stopped; what is done is kept."))
        else:
            self._end(error.message)

    def _end(self, message: str) -> None:
        path = self.run.path
        self._set(self.run.ended(message))
        self.ended.emit(path)

    def _set(self, run: LabRun) -> None:
        if run != self.run:
            self.run = run
            self.changed.emit()
