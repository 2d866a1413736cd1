"""The page where a problem is solved."""

import uuid
from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.actions import Fact
from app.engine_link import EngineLink
from app.host import RunRequest
from app.state import RunState
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.live_run import LiveRun, Phase
from app.views.model_downloads import Downloads
from app.views.model_strip import ModelStrip
from app.views.page import Page
from app.views.ports import ModelShelf
from app.views.problem_panel import ProblemPanel
from app.views.run_view import RunView
from app.views.theme import SPACE_3, SPACE_4
from engine.settings import settings_for
from engine.types import Problem

_MEMORY_INTERVAL_MS = 2000


class SolvePage(Page):
    """Problem above, the run below."""

    run_ended = Signal()

    def __init__(
        self,
        link: EngineLink,
        shelf: ModelShelf,
        reads: Background,
        formulas: Formulas,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._link = link
        self._shelf = shelf
        self._reads = reads
        self.run = LiveRun(link, self)
        self.panel = ProblemPanel(formulas)
        self.downloads = Downloads(shelf, self)
        self.strip = ModelStrip(self.downloads)
        self.view = RunView(formulas)
        self.view.figures.say("Nothing runs yet.", busy=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(self.panel)
        column.addWidget(self.strip)
        column.addWidget(self.view, 1)
        self._memory_timer = QTimer(self)
        self._memory_timer.setInterval(_MEMORY_INTERVAL_MS)
        self._memory_timer.timeout.connect(link.measure_memory)
        self._connect()

    def look_for_models(self, chosen: str | None = None) -> None:
        """Ask which models there are."""
        self._reads.run(self._shelf.choices, lambda found: self.panel.set_choices(found, chosen), self.failed.emit)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """New problem, start, stop."""
        return {
            "solve.new": self._new_problem,
            "solve.start": self.panel.ask_start,
            "solve.stop": self.panel.ask_stop,
        }

    def facts(self) -> frozenset[Fact]:
        """Where the search stands."""
        found = {Fact.SOLVE_PAGE}
        if self.run.phase is Phase.IDLE:
            found |= set() if self.panel.refusal() else {Fact.READY}
        else:
            found |= {Fact.BUSY} if self.run.phase is Phase.STOPPING else {Fact.BUSY, Fact.STOPPABLE}
        if self.view.state.nodes:
            found |= {Fact.RUN, Fact.ENDED} if self.view.state.status.ended else {Fact.RUN}
        return frozenset(found)

    def arrive(self) -> None:
        """Ready to type."""
        self.panel.problem.setFocus()

    def close_page(self) -> None:
        """End timers and the download before the window goes."""
        self._memory_timer.stop()
        self.downloads.close()
        self.view.close_views()

    def _connect(self) -> None:
        self.panel.start_asked.connect(self._start)
        self.panel.stop_asked.connect(self.run.stop)
        self.panel.model_changed.connect(self.strip.offer)
        self.panel.changed.connect(self.facts_changed)
        self.strip.fetched.connect(self.look_for_models)
        self.downloads.failed.connect(self.failed)
        self.run.phase_changed.connect(self._on_phase)
        self.run.state_changed.connect(self._on_state)
        self.run.refused.connect(self._on_refused)
        self._link.memory_measured.connect(self.view.figures.show_memory)

    def _new_problem(self) -> None:
        self.panel.set_problem("", None)
        self.arrive()

    def _start(self) -> None:
        choice = self.panel.chosen_model()
        if choice is None:
            return
        answer = self.panel.answer.text().strip()
        problem = Problem(id=uuid.uuid4().hex, text=self.panel.problem.toPlainText().strip(), answer=answer or None)
        policy, effort = self.panel.chosen_policy(), self.panel.chosen_effort()
        settings = settings_for(policy, effort, step_format=choice.step_format, values=choice.values)
        self.run.start(RunRequest(problem=problem, settings=settings, model=choice.id))
        self._reads.run(lambda: self._shelf.remember(choice.id), lambda _done: None, self.failed.emit)

    def _on_phase(self, phase: Phase) -> None:
        self.panel.show_phase(phase)
        if phase is Phase.STARTING:
            self.view.figures.say("Getting the model ready …", busy=True)
            self._memory_timer.start()
        elif phase is Phase.IDLE:
            self._memory_timer.stop()
            self.run_ended.emit()
        self.facts_changed.emit()

    def _on_state(self, state: RunState) -> None:
        if state.run_id or state.nodes:
            self.view.show_timeline(self.run.timeline)
        elif self.view.state.run_id:
            self.view.show_timeline(self.run.timeline)
            self.view.figures.say("Getting the model ready …", busy=True)

    def _on_refused(self, error: Exception) -> None:
        self.view.figures.say("Nothing runs.", busy=False)
        self.failed.emit(error)
