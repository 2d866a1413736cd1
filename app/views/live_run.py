"""The search that runs now: asks the link to start and stop it, and reduces its events to a RunState."""

from collections.abc import Sequence
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from app.engine_link import EngineLink
from app.state import RunState, Timeline
from app.wish import RunRequest
from engine.commands import Steering
from engine.events import AnyRunEvent


class Phase(Enum):
    """IDLE also after a run has ended. STARTING: the model is being loaded. STOPPING: the end is asked for."""

    IDLE = auto()
    STARTING = auto()
    RUNNING = auto()
    STOPPING = auto()


class LiveRun(QObject):
    """One run at a time."""

    phase_changed = Signal(object)
    state_changed = Signal(object)
    refused = Signal(Exception)
    steering_refused = Signal(str)

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._phase = Phase.IDLE
        self._run_id = ""
        self._pausing = False
        self._early: dict[str, list[AnyRunEvent]] = {}
        self._timeline = Timeline()
        link.run_started.connect(self._on_started)
        link.run_refused.connect(self._on_refused)
        link.run_events.connect(self._on_events)
        link.steering_refused.connect(self._on_steering_refused)
        link.engine_died.connect(self._on_died)

    @property
    def phase(self) -> Phase:
        """Where the search stands from the user's side."""
        return self._phase

    @property
    def state(self) -> RunState:
        """What is known of the run."""
        return self._timeline.newest

    @property
    def timeline(self) -> Timeline:
        """The run so far, moment by moment."""
        return self._timeline

    def start(self, request: RunRequest) -> None:
        """Start a search; nothing is done while one runs."""
        if self._phase is not Phase.IDLE:
            return
        self._early.clear()
        self._run_id = ""
        self._timeline = Timeline(before=RunState(problem=request.problem))
        self._set_phase(Phase.STARTING)
        self.state_changed.emit(self.state)
        self._link.start(request)

    def stop(self, *, pause: bool = False) -> None:
        """End the search; before its start was answered, end it then. ``pause`` says that it is to go on later."""
        if self._phase not in (Phase.STARTING, Phase.RUNNING):
            return
        self._pausing = pause
        self._set_phase(Phase.STOPPING)
        if self._run_id:
            self._link.stop(self._run_id, pause=pause)

    def steer(self, change: Steering) -> None:
        """Ask for a change of the tree while the search runs; ``steering_refused`` says why not."""
        if self._phase is Phase.RUNNING:
            self._link.steer(self._run_id, change)

    def _on_started(self, run_id: str) -> None:
        self._run_id = run_id
        self._take(self._early.pop(run_id, []))
        if self._phase is Phase.STOPPING:
            self._link.stop(run_id, pause=self._pausing)
        elif self._phase is Phase.STARTING:
            self._set_phase(Phase.RUNNING)

    def _on_refused(self, error: Exception) -> None:
        self._set_phase(Phase.IDLE)
        self.refused.emit(error)

    def _on_events(self, run_id: str, events: list[AnyRunEvent]) -> None:
        if run_id == self._run_id:
            self._take(events)
        elif not self._run_id and self._phase is not Phase.IDLE:
            self._early.setdefault(run_id, []).extend(events)

    def _on_died(self, _sentence: str) -> None:
        """A worker that dies before the run's first event leaves nothing to end."""
        if self._phase is not Phase.IDLE and self.state.status.ended:
            self._set_phase(Phase.IDLE)

    def _on_steering_refused(self, run_id: str, sentence: str) -> None:
        if run_id == self._run_id:
            self.steering_refused.emit(sentence)

    def _take(self, events: Sequence[AnyRunEvent]) -> None:
        state = self._timeline.extend(events)
        self.state_changed.emit(state)
        if state.status.ended:
            self._set_phase(Phase.IDLE)

    def _set_phase(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.phase_changed.emit(phase)
