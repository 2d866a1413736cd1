"""The page where a problem is solved."""

import uuid
from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from app.actions import ACTIONS, Fact
from app.actions.solve import STEP_MENU
from app.engine_link import EngineLink
from app.language import tr
from app.onward import more_effort, onward, with_effort
from app.state import RunState
from app.state.choices import SearchChoices
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.live_run import LiveRun, Phase
from app.views.model_downloads import Downloads
from app.views.model_strip import ModelStrip
from app.views.page import Page
from app.views.ports import ModelShelf
from app.views.problem_panel import ProblemPanel
from app.views.run_view import RunView
from app.views.steering_desk import SteeringDesk, may_continue
from app.views.theme import SPACE_3, SPACE_4
from app.wish import RunRequest
from engine.types import Effort, Problem
from models.errors import StepwiseError

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
        self._choices_read = False
        self.run = LiveRun(link, self)
        self.panel = ProblemPanel(formulas)
        self.downloads = Downloads(shelf, self)
        self.strip = ModelStrip(self.downloads)
        self.view = RunView(formulas)
        self.view.figures.say(tr("Nothing runs yet."), busy=False)
        self.desk = SteeringDesk(self.view, self.run, self)
        self._told: frozenset[Fact] = frozenset()
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
        """Ask which models there are, and the first time what was chosen before."""
        if not self._choices_read:
            self._choices_read = True
            self._reads.run(self._shelf.search_choices, self._on_choices, self.failed.emit)
        self._reads.run(self._shelf.choices, lambda found: self.panel.set_choices(found, chosen), self.failed.emit)

    def continue_run(self, state: RunState, effort: Effort | None = None) -> None:
        """Go on with an ended run, also a stored one: with the budget of ``effort``, else with its own again."""
        try:
            settings = with_effort(state.settings, effort) if state.settings is not None and effort else None
            self._begin(onward(state, settings=settings))
        except StepwiseError as error:
            self.failed.emit(error)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Everything that can be done on this page."""
        return {
            "solve.new": self._new_problem,
            "solve.start": self.panel.ask_start,
            "solve.pause": partial(self.run.stop, pause=True),
            "solve.stop": self.panel.ask_stop,
            "solve.continue": lambda: self.continue_run(self.view.newest),
            "solve.deepen": self._deepen,
            "solve.expert": self.panel.toggle_expert,
            "solve.copy_step": self.view.copy_step,
            "solve.copy_answer": self.view.copy_answer,
            **self.desk.handlers(),
        }

    def facts(self) -> frozenset[Fact]:
        """Where the search stands, and what could be done with the selected step."""
        found = {Fact.SOLVE_PAGE} | self.desk.facts()
        state = self.view.newest
        if self.run.phase is Phase.IDLE:
            found |= set() if self.panel.refusal() else {Fact.READY}
            found |= {Fact.CONTINUABLE} if may_continue(state) else set()
        else:
            found |= {Fact.BUSY} if self.run.phase is Phase.STOPPING else {Fact.BUSY, Fact.STOPPABLE}
        if state.nodes:
            found |= {Fact.RUN, Fact.ENDED} if state.status.ended else {Fact.RUN}
        if self.view.state.answer is not None:
            found.add(Fact.ANSWER)
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
        self.view.step_changed.connect(self._tell_facts)
        self.view.menu_asked.connect(self._show_menu)
        self.desk.wanted.connect(self._begin)
        self.desk.failed.connect(self.failed)
        self.run.steering_refused.connect(self.said)
        self.strip.fetched.connect(self.look_for_models)
        self.downloads.failed.connect(self.failed)
        self.run.phase_changed.connect(self._on_phase)
        self.run.state_changed.connect(self._on_state)
        self.run.refused.connect(self._on_refused)
        self._link.memory_measured.connect(self.view.figures.show_memory)
        self._link.lent.connect(self.panel.hold)

    def _new_problem(self) -> None:
        self.panel.set_problem("", None)
        self.arrive()

    def _start(self) -> None:
        choice = self.panel.chosen_model()
        if choice is None:
            return
        settings = self.panel.chosen_settings()
        if settings is None:
            return
        answer = self.panel.answer.text().strip()
        problem = Problem(id=uuid.uuid4().hex, text=self.panel.problem.toPlainText().strip(), answer=answer or None)
        self.run.start(RunRequest(problem=problem, settings=settings, model=choice.id))
        kept = self.panel.search_choices().written()
        self._reads.run(lambda: self._shelf.remember(choice.id), failed=self.failed.emit)
        self._reads.run(lambda: self._shelf.keep_search_choices(kept), failed=self.failed.emit)

    def _begin(self, request: RunRequest) -> None:
        """Start a run that goes on from an ended one; its problem is the one on the page."""
        if self.run.phase is not Phase.IDLE:
            self.said.emit(tr("A search is running; stop it first."))
            return
        self.panel.set_problem(request.problem.text, request.problem.answer)
        self.run.start(request)

    def _deepen(self) -> None:
        state = self.view.newest
        if state.settings is not None:
            self.continue_run(state, more_effort(state.settings))

    def _on_choices(self, kept: str) -> None:
        self.panel.set_search_choices(SearchChoices.read(kept))

    def _show_menu(self, at: QPoint) -> None:
        """What can be done with the selected step."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        handlers, facts = self.handlers(), self.facts()
        for action in ACTIONS:
            if action.id in STEP_MENU:
                menu.addAction(tr(action.title), handlers[action.id]).setEnabled(action.enabled(facts))
        menu.popup(at)

    def _tell_facts(self) -> None:
        """Only where they are others than before: states come 30 times a second."""
        facts = self.facts()
        if facts != self._told:
            self._told = facts
            self.facts_changed.emit()

    def _on_phase(self, phase: Phase) -> None:
        self.panel.show_phase(phase)
        if phase is Phase.STARTING:
            self.view.figures.say(tr("Getting the model ready …"), busy=True)
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
            self.view.figures.say(tr("Getting the model ready …"), busy=True)
        self._tell_facts()

    def _on_refused(self, error: Exception) -> None:
        self.view.figures.say(tr("Nothing runs."), busy=False)
        self.failed.emit(error)
