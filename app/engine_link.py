"""Between the engine's host and the window: calls go out on a thread, events come in as Qt signals, 30 times a second.

The only Qt code that knows events.
"""

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import ClassVar, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.views.background import Background
from app.wish import ModelWish, RunRequest
from engine.commands import Steering
from engine.errors import BadSettingsError
from engine.events import TERMINAL, AnyEvent, RunEvent, WorkerEvent
from models.errors import KnownError

FLUSH_INTERVAL_MS = 33
_FLUSH_BUDGET_S = 0.008
_EVENTS_PER_BATCH = 50
_STOP_PATIENCE_S = 3.0


class LentError(KnownError):
    """The computer is lent to something else; the text says to what."""

    exit_code: ClassVar[int] = BadSettingsError.exit_code


class EnginePort(Protocol):
    """What the window needs of ``app.host.EngineHost``. Calls may block: none is made on the window's thread."""

    def listen(self, on_event: Callable[[AnyEvent], None], on_died: Callable[[str], None]) -> None:
        """Deliver each event, already stored, and the sentence about a dead worker; both from any thread."""

    def start_run(self, request: RunRequest) -> str:
        """Start a search and return its run id; raises a KnownError."""

    def steer_run(self, run_id: str, change: Steering) -> None:
        """Let a person change the tree of a run under way; raises a KnownError."""

    def stop_run(self, run_id: str, *, pause: bool = False) -> None:
        """End a search with the best answer so far."""

    def load_model(self, wish: ModelWish) -> str:
        """Load a model before a run asks for it; returns its id; raises a KnownError."""

    def unload_model(self) -> None:
        """Give the model's memory back; raises a KnownError while a search runs."""

    def restart(self) -> None:
        """Start the worker again after it died."""

    def worker_memory_bytes(self) -> int | None:
        """Resident memory of the worker, None where unknown."""

    def close(self) -> None:
        """End the worker. May be called twice."""


class EngineLink(QObject):
    """The window's one handle on the engine."""

    run_started = Signal(str)
    run_refused = Signal(Exception)
    run_events = Signal(str, list)
    run_steered = Signal(str, object)
    steering_refused = Signal(str, str)
    worker_event = Signal(object)
    engine_died = Signal(str)
    engine_restarted = Signal()
    memory_measured = Signal(object)
    model_refused = Signal(Exception)
    model_unloaded = Signal()
    lent = Signal(str)
    lending_refused = Signal(Exception)

    _arrived = Signal()
    _died = Signal(str)

    def __init__(self, host: EnginePort, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._host = host
        self._lane = Background("engine", self)
        self._queue: deque[AnyEvent] = deque()
        self._active = _ActiveRuns()
        self._flushed_at = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)
        self._arrived.connect(self._schedule, Qt.ConnectionType.QueuedConnection)
        self._died.connect(self._on_died, Qt.ConnectionType.QueuedConnection)
        self._announced = threading.Event()
        self._lent = ""

    def open(self) -> None:
        """Begin to listen."""
        self._lane.run(
            lambda: self._host.listen(self._take, self._died.emit),
            failed=lambda error: self.engine_died.emit(str(error)),
        )

    def start(self, request: RunRequest) -> None:
        """Ask for a search; ``run_started`` or ``run_refused`` follows.

        ``app.onward.onward`` makes the request for one that continues or forks another.
        """
        if self._lent:
            self.run_refused.emit(LentError(self._lent))
            return
        self._lane.run(lambda: self._start(request), self.run_started.emit, self.run_refused.emit)

    def steer(self, run_id: str, change: Steering) -> None:
        """Ask for a change of the tree of a run under way.

        ``run_steered`` follows with the run's id and the change, or ``steering_refused`` with the run's id and one
        sentence that says why. What changed comes as events, as always.
        """
        self._lane.run(
            lambda: self._host.steer_run(run_id, change),
            lambda _: self.run_steered.emit(run_id, change),
            lambda error: self.steering_refused.emit(run_id, str(error)),
        )

    def stop(self, run_id: str, *, pause: bool = False) -> None:
        """Ask a search to end; its terminal event follows. ``pause`` only names that differently."""
        self._lane.run(lambda: self._host.stop_run(run_id, pause=pause), failed=self.run_refused.emit)

    def load_model(self, wish: ModelWish) -> None:
        """Ask for a model to be loaded; ``worker_event`` follows with a ModelLoaded, or ``model_refused``."""
        if self._lent:
            self.model_refused.emit(LentError(self._lent))
            return
        self._lane.run(lambda: self._host.load_model(wish), failed=self.model_refused.emit)

    def unload_model(self) -> None:
        """Ask for the model's memory; ``model_unloaded`` or ``model_refused`` follows."""
        if self._lent:
            self.model_refused.emit(LentError(self._lent))
            return
        self._lane.run(self._host.unload_model, lambda _: self.model_unloaded.emit(), self.model_refused.emit)

    def lend(self, sentence: str) -> None:
        """Give the computer to something else that measures: the model's memory is given back, and until ``take_back``
        whoever wants to search or to load a model is told ``sentence``.

        ``lent`` follows with the sentence, or ``lending_refused`` where a search runs or it is lent already.
        """
        if self._lent:
            self.lending_refused.emit(LentError(self._lent))
            return
        self._lent = sentence
        self._lane.run(self._host.unload_model, lambda _: self._on_lent(), self._on_not_lent)

    def take_back(self) -> None:
        """What it was lent for has ended; ``lent`` follows with ""."""
        self._lent = ""
        self.lent.emit("")

    def restart(self) -> None:
        """Start the worker again; ``engine_restarted`` or ``engine_died`` follows."""
        self._lane.run(
            self._host.restart,
            lambda _: self.engine_restarted.emit(),
            lambda error: self.engine_died.emit(str(error)),
        )

    def measure_memory(self) -> None:
        """Ask for the worker's memory; ``memory_measured`` follows with bytes or None."""
        self._lane.run(self._host.worker_memory_bytes, self.memory_measured.emit)

    def close(self) -> None:
        """Stop what runs, let its end be stored, and end the worker. Blocks for a moment: call it without a window."""
        self._timer.stop()
        for run_id in self._active.ids():
            self._host.stop_run(run_id)
        self._active.wait_until_none(_STOP_PATIENCE_S)
        # Not on the lane: there a model may still be loading, and without its worker that ends at once.
        self._host.close()
        self._lane.close()
        # What was on the lane may have started a worker after the first close.
        self._host.close()

    def _on_lent(self) -> None:
        self.model_unloaded.emit()
        self.lent.emit(self._lent)

    def _on_not_lent(self, error: Exception) -> None:
        self._lent = ""
        self.lending_refused.emit(error)

    def _start(self, request: RunRequest) -> str:
        run_id = self._host.start_run(request)
        self._active.begin(run_id)
        return run_id

    def _take(self, event: AnyEvent) -> None:
        """Runs on the host's thread."""
        if isinstance(event, TERMINAL):
            self._active.end(event.run_id)
        self._queue.append(event)
        if not self._announced.is_set():
            self._announced.set()
            self._arrived.emit()

    @Slot()
    def _schedule(self) -> None:
        if not self._timer.isActive():
            elapsed_ms = (time.monotonic() - self._flushed_at) * 1e3
            self._timer.start(max(0, round(FLUSH_INTERVAL_MS - elapsed_ms)))

    @Slot()
    def _flush(self) -> None:
        """Hand over what has come, batch by batch, but give the window its thread back after a few milliseconds."""
        self._announced.clear()
        deadline = time.monotonic() + _FLUSH_BUDGET_S
        while self._queue and time.monotonic() < deadline:
            self._hand_over(self._next_batch())
        self._flushed_at = time.monotonic()
        if self._queue:
            self._timer.start(0)

    def _next_batch(self) -> list[AnyEvent]:
        """Neighbouring events of one run, or a single worker event."""
        batch = [self._queue.popleft()]
        while self._queue and len(batch) < _EVENTS_PER_BATCH and _same_run(batch[0], self._queue[0]):
            batch.append(self._queue.popleft())
        return batch

    def _hand_over(self, batch: list[AnyEvent]) -> None:
        first = batch[0]
        if isinstance(first, RunEvent):
            self.run_events.emit(first.run_id, batch)
        elif isinstance(first, WorkerEvent):
            self.worker_event.emit(first)

    @Slot(str)
    def _on_died(self, sentence: str) -> None:
        self._flush()
        self.engine_died.emit(sentence)


class _ActiveRuns:
    """Runs without a terminal event yet; a terminal event may overtake the answer to ``start_run``."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._begun: set[str] = set()
        self._ended: set[str] = set()

    def begin(self, run_id: str) -> None:
        with self._changed:
            self._begun.add(run_id)

    def end(self, run_id: str) -> None:
        with self._changed:
            self._ended.add(run_id)
            self._changed.notify_all()

    def ids(self) -> list[str]:
        with self._changed:
            return sorted(self._begun - self._ended)

    def wait_until_none(self, seconds: float) -> None:
        with self._changed:
            self._changed.wait_for(lambda: not (self._begun - self._ended), timeout=seconds)


def _same_run(first: AnyEvent, second: AnyEvent) -> bool:
    return isinstance(first, RunEvent) and isinstance(second, RunEvent) and first.run_id == second.run_id
