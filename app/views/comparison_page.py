"""The page that compares models: plan, watch, table, charts, problem by problem."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.actions import Fact
from app.comparison_desk import ComparisonDesk, OpenedComparison
from app.engine_link import EngineLink
from app.language import tr
from app.state.comparison_draft import Draft, Outlook, draft_of, outlook_words
from app.state.comparison_watch import Stage, Watch
from app.views.background import Background
from app.views.comparison_charts import Charts
from app.views.comparison_files import Exports, ask_file, ask_folder, ask_where_to
from app.views.comparison_folders import Folders
from app.views.comparison_matrix import Problems
from app.views.comparison_plan import PlanBuilder
from app.views.comparison_progress import ProgressCard
from app.views.comparison_run import ComparisonRun
from app.views.comparison_table import ResultTable
from app.views.page import Page
from app.views.theme import SPACE_3, SPACE_4
from app.views.widgets import PlainLabel, TitleLabel, set_property
from engine.compare.plan import Plan
from engine.compare.plan_text import plan_text
from engine.compare.table import Table
from models.errors import StepwiseError

_LOOK_DELAY_MS = 200
_ROWS_INTERVAL_MS = 400


class ComparisonPage(Page):
    """``session_asked`` carries the id of a run that is to be shown in the History."""

    session_asked = Signal(str)

    def __init__(
        self,
        desk: ComparisonDesk,
        link: EngineLink,
        may_start: Callable[[], str] = lambda: "",
        parent: QWidget | None = None,
    ) -> None:
        """``may_start`` says why nothing may start besides what this page knows; "" when it may."""
        super().__init__(parent)
        self._desk = desk
        self._may_start = may_start
        self._lane = Background("comparisons", self)
        self.run = ComparisonRun(desk, link, self)
        self._table = Table((), ())
        self._read_plan: Plan | None = None
        self._outlook: Outlook | None = None
        self._refusal = ""
        self._asked = 0
        self._folder: Path | None = None
        self.button = QPushButton()
        self.name = PlainLabel(muted=True)
        self.card = ProgressCard()
        self.folders = Folders()
        self.builder = PlanBuilder()
        self.told = PlainLabel(wrap=True)
        self.table = ResultTable(self._lane)
        self.charts = Charts()
        self.problems = Problems()
        self.exports = Exports(desk, self._lane, self.charts, self)
        self.tabs = QTabWidget()
        self._look_timer = _timer(self, _LOOK_DELAY_MS, self._look)
        self._rows_timer = _timer(self, _ROWS_INTERVAL_MS, self._ask_rows)
        self._lay_out()
        self._connect()
        self._lane.run(desk.new_folder, self._on_new_folder, self.failed.emit)
        self._show_table(self._table)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Everything that can be done on this page."""
        return {
            "compare.new": self._begin_anew,
            "compare.open": self._ask_folder,
            "compare.open_plan": self._ask_plan,
            "compare.save_plan": self._ask_where_to_save,
            "compare.copy": self.table.copy_text,
            "compare.copy_md": self.table.copy_markdown,
            "compare.start": self.ask_start,
            "compare.stop": self.run.stop,
            **self.exports.handlers(),
        }

    def facts(self) -> frozenset[Fact]:
        """What is planned, what runs, what there is to look at."""
        holds = {
            Fact.COMPARE_PAGE: True,
            Fact.PLANNED: self._plan() is not None,
            Fact.COMPARABLE_NOW: not self.run.watch.busy and not self.refusal(),
            Fact.COMPARING: self.run.watch.stoppable,
            Fact.COMPARED: bool(self._table.rows),
        }
        return frozenset(fact for fact, true in holds.items() if true)

    def arrive(self) -> None:
        """To where work begins: the models, or what was measured."""
        if self.tabs.currentWidget() is self._plan_tab and not self.run.watch.busy:
            self.builder.models.list.setFocus()
        else:
            self.tabs.tabBar().setFocus()

    def close_page(self) -> None:
        """Stop what runs: all that is measured is kept, and it goes on the next time."""
        self._look_timer.stop()
        self._rows_timer.stop()
        self.run.close()
        self._lane.close()

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is there now."""
        super().showEvent(event)
        self.look_for_models()
        self._ask_recent()

    def look_for_models(self) -> None:
        """Ask which models are here."""
        self._lane.run(self._desk.models, self.builder.show_models, self.failed.emit)

    def refusal(self) -> str:
        """Why nothing can start now, in one sentence; "" when it can."""
        if self.builder.place() is None:
            return tr("Name a folder for the results.")
        if not self.builder.shows_text() and (missing := self.builder.draft().refusal()):
            return missing
        if self._outlook is None and not self._refusal:
            return tr("Looking at the problems …")
        if self._outlook is not None and self._outlook.complete:
            return outlook_words(self._outlook)
        return self._refusal or self._may_start()

    def ask_start(self) -> None:
        """Start or go on, unless there is a refusal."""
        plan, folder, refusal = self._plan(), self.builder.place(), self.refusal()
        if self.run.watch.busy:
            return
        if plan is None or folder is None or refusal:
            self._show_state()
            self.said.emit(refusal)
            return
        if folder != self._folder:
            self._folder = folder
            self._show_table(Table((), ()))
        self.run.start(plan, folder)

    def open_folder(self, folder: Path) -> None:
        """Open a comparison, finished or not."""
        if not self.run.watch.busy:
            self._lane.run(partial(self._desk.open, folder), self._show_opened, self.failed.emit)

    def open_plan(self, path: Path) -> None:
        """Take over a plan from a file, for a new comparison or the one that is open."""
        self._lane.run(partial(self._desk.read_plan, path), self._show_plan, self.failed.emit)

    def add_problems(self, path: Path) -> None:
        """Choose a file of problems."""
        self.builder.add_problems(path)

    def _lay_out(self) -> None:
        set_property(self.button, "primary", True)
        self.tabs.setAccessibleName(tr("Compare"))
        self.tabs.tabBar().setAccessibleName(tr("Parts of the comparison"))
        head = QHBoxLayout()
        head.setSpacing(SPACE_3)
        head.addWidget(TitleLabel(tr("Compare")))
        head.addWidget(self.name, 1)
        head.addWidget(self.button)
        planned = QWidget()
        column = QVBoxLayout(planned)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(self.builder, 1)
        column.addWidget(self.told)
        across = QSplitter()
        across.addWidget(self.folders)
        across.addWidget(planned)
        across.setStretchFactor(0, 1)
        across.setStretchFactor(1, 4)
        across.setSizes([230, 920])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        self._plan_tab = across
        self.tabs.addTab(across, tr("Plan"))
        self.tabs.addTab(self.table, tr("Table"))
        self.tabs.addTab(self.charts, tr("Charts"))
        self.tabs.addTab(self.problems, tr("Problems"))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        whole.setSpacing(SPACE_3)
        whole.addLayout(head)
        whole.addWidget(self.card)
        whole.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.button.clicked.connect(self._on_button)
        self.builder.changed.connect(self._on_draft)
        self.builder.anew_asked.connect(self._begin_anew)
        self.builder.folder_asked.connect(
            lambda: ask_folder(self, tr("Folder of the results"), self.builder.show_place, new=True)
        )
        self.builder.set_asked.connect(
            lambda: ask_file(
                self, tr("File of problems"), tr("Problems (*.jsonl *.json *.csv *.tsv)"), self.add_problems
            )
        )
        self.folders.opened.connect(self.open_folder)
        self.folders.new_asked.connect(self._begin_anew)
        self.folders.other_asked.connect(self._ask_folder)
        self.run.changed.connect(self._on_watch)
        self.run.failed.connect(self.failed)
        self.table.row_opened.connect(self._on_row)
        self.table.export_asked.connect(partial(self.exports.offer, self.table.export))
        self.charts.export_asked.connect(partial(self.exports.ask, "svg"))
        self.problems.export_asked.connect(self.exports.ask_matrix)
        self.exports.said.connect(self.said)
        self.exports.failed.connect(self.failed)
        self.problems.session_asked.connect(self.session_asked)

    # The plan

    def _plan(self) -> Plan | None:
        if self.builder.shows_text():
            return self._read_plan
        draft = self.builder.draft()
        return None if draft.refusal() else draft.plan()

    def _begin_anew(self) -> None:
        """An empty page; what is chosen stays chosen where it can."""
        if self.run.watch.busy:
            return
        self._read_plan, self._folder = None, None
        self.run.forget()
        if self.builder.shows_text():
            self.builder.show_draft(Draft())
        self._show_table(Table((), ()))
        self._lane.run(self._desk.new_folder, self._on_new_folder, self.failed.emit)
        self.tabs.setCurrentWidget(self._plan_tab)
        self.builder.models.list.setFocus()

    def _on_new_folder(self, folder: Path) -> None:
        self.builder.show_place(folder)

    def _show_plan(self, plan: Plan) -> None:
        self._read_plan = plan
        draft = draft_of(plan)
        if draft is not None:
            self.builder.show_draft(draft)
        else:
            self.builder.show_text(plan_text(plan))
        if plan.out:
            self.builder.show_place(Path(plan.out))
        self.tabs.setCurrentWidget(self._plan_tab)

    def _show_opened(self, opened: OpenedComparison) -> None:
        self.run.forget()
        self._folder = opened.folder
        if opened.plan is not None:
            self._show_plan(opened.plan)
        self.builder.show_place(opened.folder)
        self._show_table(opened.table)
        self._ask_recent()
        if opened.sentence:
            self.said.emit(opened.sentence)
        if opened.table.rows:
            self.tabs.setCurrentWidget(self.table)
            self.table.view.setFocus()

    def _on_draft(self) -> None:
        self._outlook, self._refusal = None, ""
        self._look_timer.start()
        self._show_state()

    def _look(self) -> None:
        plan, folder = self._plan(), self.builder.place()
        self._asked += 1
        if plan is None or folder is None:
            self._show_state()
            return
        asked = self._asked
        self._lane.run(
            lambda: self._desk.look(plan, folder),
            lambda outlook: self._on_outlook(asked, outlook),
            lambda error: self._on_no_outlook(asked, error),
        )

    def _on_outlook(self, asked: int, outlook: Outlook) -> None:
        if asked == self._asked:
            self._outlook, self._refusal = outlook, ""
            self._show_state()

    def _on_no_outlook(self, asked: int, error: Exception) -> None:
        if not isinstance(error, StepwiseError):
            self.failed.emit(error)
        elif asked == self._asked:
            self._outlook, self._refusal = None, error.message
            self._show_state()

    def _show_state(self) -> None:
        """The button, and the sentence below the plan."""
        watch, refusal = self.run.watch, self.refusal()
        words = outlook_words(self._outlook) if self._outlook is not None else ""
        self.told.setText(words if words and refusal in ("", words) else refusal)
        if watch.busy:
            self.button.setText(tr("Stopping …") if watch.stage is Stage.STOPPING else tr("Sto&p"))
        else:
            begun = self._outlook is not None and self._outlook.done > 0
            self.button.setText(tr("&Go on") if begun else tr("St&art"))
        self.button.setEnabled(watch.stoppable or (not watch.busy and not refusal))
        self.button.setAccessibleName(tr("Stop the comparison") if watch.busy else tr("Start the comparison"))
        self.button.setAccessibleDescription("" if watch.busy else refusal)
        self.button.setToolTip("" if watch.busy else refusal)
        self.facts_changed.emit()

    # What runs

    def _on_button(self) -> None:
        if self.run.watch.busy:
            self.run.stop()
        else:
            self.ask_start()

    def _on_watch(self, watch: Watch) -> None:
        self.card.show_watch(watch)
        self.builder.lock(watch.busy)
        self.folders.setEnabled(not watch.busy)
        if watch.busy:
            if not self._rows_timer.isActive():
                self._rows_timer.start()
        else:
            self._ask_rows()
            self._ask_recent()
            self._look_timer.start()
        self._show_state()

    def _ask_rows(self) -> None:
        folder = self._folder
        if folder is not None:
            self._lane.run(
                partial(self._desk.table, folder), lambda table: self._on_rows(folder, table), self.failed.emit
            )

    def _on_rows(self, folder: Path, table: Table) -> None:
        if folder == self._folder:
            first = bool(table.rows) and not self._table.rows
            self._show_table(table)
            if first:
                self._ask_recent()
            if first and self.run.watch.busy and self.tabs.currentWidget() is self._plan_tab:
                self.tabs.setCurrentWidget(self.table)

    def _ask_recent(self) -> None:
        self._lane.run(self._desk.recent, lambda found: self.folders.show_recent(found, self._folder), self.failed.emit)

    # What was measured

    def _show_table(self, table: Table) -> None:
        self._table = table
        for view in (self.table, self.charts, self.problems, self.exports):
            view.show_table(table)
        for place in range(1, self.tabs.count()):
            self.tabs.setTabEnabled(place, bool(table.rows))
            self.tabs.setTabToolTip(place, "" if table.rows else tr("Nothing is measured yet: start the plan first."))
        self.name.setText(self._folder.name if self._folder is not None else "")
        self.facts_changed.emit()

    def _on_row(self, key: tuple[str, str]) -> None:
        self.tabs.setCurrentWidget(self.problems)
        self.problems.choose(key)

    # Files

    def _ask_folder(self) -> None:
        ask_folder(self, tr("Folder of a comparison"), self.open_folder, new=False)

    def _ask_plan(self) -> None:
        ask_file(self, tr("Plan of a comparison"), tr("Plans (*.toml)"), self.open_plan)

    def _ask_where_to_save(self) -> None:
        ask_where_to(self, tr("Save the plan"), "plan.toml", self.save_plan)

    def save_plan(self, path: Path) -> None:
        """Write the plan as TOML."""
        plan = self._plan()
        if plan is not None:
            self._lane.run(lambda: self._desk.save_plan(plan, path), self._on_written, self.failed.emit)

    def _on_written(self, path: Path) -> None:
        self.said.emit(tr("Wrote {path}.").format(path=path))


def _timer(page: QWidget, interval_ms: int, call: Callable[[], None]) -> QTimer:
    timer = QTimer(page)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(call)
    return timer
