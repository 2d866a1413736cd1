"""The search that runs now: asks the link to start and stop it, and reduces its events to a RunState."""

from enum import Enum, auto

from PySide6.QtCore import QObject, Signal

from app.engine_link import EngineLink
from app.host import RunRequest
from app.state import RunState, reduce_all
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

    def __init__(self, link: EngineLink, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._phase = Phase.IDLE
        self._run_id = ""
        self._early: dict[str, RunState] = {}
        self._state = RunState()
        link.run_started.connect(self._on_started)
        link.run_refused.connect(self._on_refused)
        link.run_events.connect(self._on_events)
        link.engine_died.connect(self._on_died)

    @property
    def phase(self) -> Phase:
        """Where the search stands from the user's side."""
        return self._phase

    @property
    def state(self) -> RunState:
        """What is known of the run."""
        return self._state

    def start(self, request: RunRequest) -> None:
        """Start a search; nothing is done while one runs."""
        if self._phase is not Phase.IDLE:
            return
        self._early.clear()
        self._run_id = ""
        self._state = RunState(problem=request.problem)
        self._set_phase(Phase.STARTING)
        self.state_changed.emit(self._state)
        self._link.start(request)

    def stop(self) -> None:
        """End the search; before its start was answered, end it then."""
        if self._phase not in (Phase.STARTING, Phase.RUNNING):
            return
        self._set_phase(Phase.STOPPING)
        if self._run_id:
            self._link.stop(self._run_id)

    def _on_started(self, run_id: str) -> None:
        self._run_id = run_id
        self._take(self._early.pop(run_id, self._state))
        if self._phase is Phase.STOPPING:
            self._link.stop(run_id)
        elif self._phase is Phase.STARTING:
            self._set_phase(Phase.RUNNING)

    def _on_refused(self, error: Exception) -> None:
        self._set_phase(Phase.IDLE)
        self.refused.emit(error)

    def _on_events(self, run_id: str, events: list[AnyRunEvent]) -> None:
        if run_id == self._run_id:
            self._take(reduce_all(self._state, events))
        elif not self._run_id and self._phase is not Phase.IDLE:
            self._early[run_id] = reduce_all(self._early.get(run_id, self._state), events)

    def _on_died(self, _sentence: str) -> None:
        """A worker that dies before the run's first event leaves nothing to end."""
        if self._phase is not Phase.IDLE and self._state.status.ended:
            self._set_phase(Phase.IDLE)

    def _take(self, state: RunState) -> None:
        self._state = state
        self.state_changed.emit(state)
        if state.status.ended:
            self._set_phase(Phase.IDLE)

    def _set_phase(self, phase: Phase) -> None:
        if phase is not self._phase:
            self._phase = phase
            self.phase_changed.emit(phase)
