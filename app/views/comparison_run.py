"""The comparison behind the window: asks for the computer, runs the queue on a lane, can be stopped at once."""

from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal

from app.comparison import Outcome, Progress
from app.comparison_desk import ComparisonDesk, Go
from app.engine_link import EngineLink
from app.language import tr
from app.state.comparison_watch import Watch
from app.views.background import Background
from engine.compare.plan import Plan
from models.errors import StepwiseError


class ComparisonRun(QObject):
    """One at a time. While it runs the window's own engine is lent: two models would share memory, and a search beside
    it would falsify every figure of speed.
    """

    changed = Signal(object)
    failed = Signal(Exception)

    _progressed = Signal(object)
    _noted = Signal(str)

    def __init__(self, desk: ComparisonDesk, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._link = link
        self._lane = Background("comparison", self)
        self._wanted: tuple[Plan, Path] | None = None
        self._go: Go | None = None
        self._stop = Event()
        self.watch = Watch()
        self._progressed.connect(self._on_progress)
        self._noted.connect(self._on_note)
        link.lent.connect(self._on_lent)
        link.lending_refused.connect(self._on_not_lent)

    def start(self, plan: Plan, folder: Path) -> None:
        """Begin, or go on with what the folder holds; nothing is done while one runs."""
        if self.watch.busy:
            return
        self._stop.clear()
        self._wanted = (plan, folder)
        self._show(self.watch.started())
        self._link.lend(
            tr("A comparison is running and needs the whole computer; stop it on the Compare page, or wait.")
        )

    def stop(self) -> None:
        """End it at once; all that is measured is kept."""
        if not self.watch.stoppable:
            return
        self._stop.set()
        self._show(self.watch.stopping())
        if self._go is not None:
            self._go.stop()

    def forget(self) -> None:
        """Nothing is shown of the last one any more."""
        if not self.watch.busy:
            self._show(Watch())

    def close(self) -> None:
        """End it, and wait until it has ended."""
        self._stop.set()
        if self._go is not None:
            self._go.stop()
        self._lane.close()

    def _on_lent(self, sentence: str) -> None:
        if not sentence or self._wanted is None:
            return
        (plan, folder), self._wanted = self._wanted, None
        self._lane.run(lambda: self._measure(plan, folder), self._on_ended, self._on_failed)

    def _on_not_lent(self, error: Exception) -> None:
        if self._wanted is not None:
            self._wanted = None
            self._show(Watch())
            self.failed.emit(error)

    def _measure(self, plan: Plan, folder: Path) -> tuple[Outcome, bool]:
        """Runs on the lane."""
        go = self._desk.begin(plan, folder, self._progressed.emit, self._noted.emit)
        self._go = go
        if self._stop.is_set():
            go.stop()
        return go.run(), go.stopped

    def _on_progress(self, progress: Progress) -> None:
        self._show(self.watch.progressed(progress))

    def _on_note(self, sentence: str) -> None:
        self._show(self.watch.noted(sentence))

    def _on_ended(self, ended: tuple[Outcome, bool]) -> None:
        outcome, stopped = ended
        self._end(self.watch.ended(outcome, stopped=stopped and outcome.done < outcome.total))

    def _on_failed(self, error: Exception) -> None:
        self._end(self.watch.failed(error.message if isinstance(error, StepwiseError) else tr("An unknown error.")))
        self.failed.emit(error)

    def _end(self, watch: Watch) -> None:
        self._go = None
        self._link.take_back()
        self._show(watch)

    def _show(self, watch: Watch) -> None:
        self.watch = watch
        self.changed.emit(watch)
