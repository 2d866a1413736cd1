"""The window: rail, banner, pages."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS
from app.comparison_desk import ComparisonDesk
from app.engine_link import EngineLink
from app.lab_desk import LabDesk
from app.language import mark, tr
from app.model_desk import ModelDesk
from app.preferences import Keeper, Preferences
from app.shelves import StoredSessions
from app.views.answer_card import AnswerCard
from app.views.attention import Attention
from app.views.background import Background
from app.views.banner import Banner
from app.views.comparison_page import ComparisonPage
from app.views.first_start import FirstStart
from app.views.formulas import Formulas
from app.views.help_sheets import About, ShortcutSheet
from app.views.history_page import HistoryPage
from app.views.lab_page import LabPage
from app.views.live_run import Phase
from app.views.menus import Menus
from app.views.model_tuner import Tuner
from app.views.models_page import ModelsPage
from app.views.page import Page
from app.views.ports import ModelShelf, OpenedSession
from app.views.replay_bar import ReplayBar
from app.views.settings_page import SettingsPage
from app.views.solve_page import SolvePage
from app.views.teaching import OnShow, Teaching
from app.views.theme import SPACE_2, SPACE_3, SPACE_4, icon, renew_style
from app.views.widgets import TitleLabel
from engine.errors import EngineCrashedError
from engine.events import AnyWorkerEvent, WorkerStarted
from engine.types import Problem
from models.errors import StepwiseError

_RAIL_BUTTON = 72
# The name on the rail, which is the icon and the action too.
_NAMES = {
    "solve": mark("Solve"),
    "history": mark("History"),
    "models": mark("Models"),
    "compare": mark("Compare"),
    "lab": mark("Lab"),
    "settings": mark("Settings"),
}


class MainWindow(QMainWindow):
    """Composes the pages. ``closed`` comes once, after the user has closed the window."""

    closed = Signal()
    failed = Signal(Exception)

    def __init__(
        self,
        link: EngineLink,
        models: ModelShelf,
        sessions: StoredSessions,
        desk: ModelDesk,
        keeper: Keeper,
        comparisons: ComparisonDesk,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Stepwise")
        self._link = link
        self._reads = Background("reads", self)
        self._formulas = Formulas(self)
        self.banner = Banner()
        self.solve = SolvePage(link, models, self._reads, self._formulas)
        self.history = HistoryPage(sessions, self._reads, self._formulas)
        self._keeper = keeper
        self._tuner = Tuner(desk, link, self)
        self.models = ModelsPage(desk, link, self.solve.downloads, self._tuner)
        self.compare = ComparisonPage(comparisons, link, self._may_compare)
        self.lab = LabPage(LabDesk(desk.data_dir, desk.library), models, link, self._formulas)
        self.settings = SettingsPage(keeper, desk, link, self._tuner)
        self.first_start = FirstStart(models, desk, self.solve.downloads)
        self.pages = QStackedWidget()
        self._pages: dict[str, Page] = {
            "solve": self.solve,
            "history": self.history,
            "models": self.models,
            "compare": self.compare,
            "lab": self.lab,
            "settings": self.settings,
        }
        for page in (*self._pages.values(), self.first_start):
            self.pages.addWidget(page)
        self.rail = self._make_rail()
        self._lay_out()
        self._attention = Attention(self.solve.run, self._reads, self)
        self.teaching = Teaching(self, sessions.class_sets(), self._formulas, self._on_show)
        self._question: QMessageBox | None = None
        self._leaving = False
        self.menus = Menus(self, self._handlers())
        self._connect()
        self.show_page("solve")

    def show_page(self, name: str) -> None:
        """Turn to a page."""
        if self.pages.currentWidget() is not self._pages[name]:
            self.banner.turn_page()
        self.pages.setCurrentWidget(self._pages[name])
        self._buttons[name].setChecked(True)
        self._pages[name].arrive()
        self._show_facts()

    def offer_first_start(self) -> None:
        """Show the first steps to whoever is here for the first time."""
        self._reads.run(
            self._keeper.is_first_start, lambda wanted: self.show_first_start() if wanted else None, self.show_error
        )

    def show_first_start(self) -> None:
        """Show the first steps."""
        self.pages.setCurrentWidget(self.first_start)
        self.first_start.arrive()
        self._show_facts()

    def page_names(self) -> tuple[str, ...]:
        """The pages in the order of the rail."""
        return tuple(self._pages)

    def show_error(self, error: Exception) -> None:
        """Say what went wrong, in one sentence; what is no known error goes on to the crash report."""
        if isinstance(error, EngineCrashedError):
            self._on_died(error.message)
        elif isinstance(error, StepwiseError):
            self.banner.say(error.message)
        else:
            self.failed.emit(error)

    def close_now(self) -> None:
        """Close without a question."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask once when a search runs, then end everything of the window; its opener ends the engine."""
        asks = self.settings.preferences.ask_before_quit
        if self._work_under_way() and asks and not self._leaving:
            event.ignore()
            self._ask_to_leave(*self._work_under_way())
            return
        self._attention.close()
        self._tuner.close()
        self.teaching.close()
        for page in (*self._pages.values(), self.first_start):
            page.close_page()
        self._reads.close()
        self._formulas.close()
        super().closeEvent(event)
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the rail's icons in the new colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_buttons"):
            self._draw_icons()

    def event(self, event: QEvent) -> bool:
        """Lengths in the style sheet follow the font, but only when it is set again."""
        if event.type() is QEvent.Type.ApplicationFontChange:
            QTimer.singleShot(0, self, self._renew_style)
        return super().event(event)

    def _renew_style(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            renew_style(app)
        self._size_rail()
        for title in self.findChildren(TitleLabel):
            title.follow_font()
        for card in self.findChildren(AnswerCard):
            card.follow_font()

    def _make_rail(self) -> QWidget:
        rail = QWidget()
        rail.setObjectName("rail")
        rail.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        rail.setAccessibleName(tr("Pages"))
        column = QVBoxLayout(rail)
        column.setContentsMargins(SPACE_2, SPACE_3, SPACE_2, SPACE_3)
        column.setSpacing(SPACE_2)
        group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        keys = {action.id: action.shortcut for action in ACTIONS}
        for name in self._pages:
            button = QToolButton()
            button.setText(tr(_NAMES[name]))
            button.setAccessibleName(tr(_NAMES[name]))
            button.setToolTip(f"{tr(_NAMES[name])} ({keys[f'page.{name}']})")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(24, 24))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _=False, page=name: self.show_page(page))
            group.addButton(button)
            column.addWidget(button)
            self._buttons[name] = button
        column.addStretch(1)
        self._draw_icons()
        self._size_rail()
        return rail

    def _size_rail(self) -> None:
        """As wide as the longest name."""
        widest = max(button.fontMetrics().horizontalAdvance(button.text()) for button in self._buttons.values())
        for button in self._buttons.values():
            button.setFixedWidth(max(_RAIL_BUTTON, round(1.1 * widest) + SPACE_4))

    def _draw_icons(self) -> None:
        colour = self.palette().color(QPalette.ColorRole.Text)
        for name, button in self._buttons.items():
            button.setIcon(icon(name, colour))

    def _lay_out(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        margin = QVBoxLayout()
        margin.setContentsMargins(SPACE_4, 0, SPACE_4, 0)
        margin.addWidget(self.banner)
        column.addLayout(margin)
        column.addWidget(self.pages, 1)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(page, 1)
        self.setCentralWidget(whole)
        self.setMinimumSize(900, 600)
        self.resize(1280, 820)

    def _connect(self) -> None:
        self._link.engine_died.connect(self._on_died)
        self._link.worker_event.connect(self._on_worker_event)
        self._link.engine_restarted.connect(self.banner.hide)
        for page in (*self._pages.values(), self.first_start):
            page.failed.connect(self.show_error)
            page.said.connect(self.banner.tell)
            page.facts_changed.connect(self._show_facts)
        self._attention.said.connect(self.banner.say)
        self.teaching.failed.connect(self.show_error)
        self.teaching.said.connect(self.banner.tell)
        self.history.solve_again.connect(self._solve_again)
        self.solve.run_ended.connect(self._on_run_ended)
        self.models.models_changed.connect(self.solve.look_for_models)
        self.lab.models_changed.connect(self.solve.look_for_models)
        self.lab.model_made.connect(self.solve.look_for_models)
        self.first_start.models_changed.connect(self.solve.look_for_models)
        self.first_start.finished.connect(self._on_first_start)
        self.models.models_changed.connect(self.compare.look_for_models)
        self.compare.session_asked.connect(self._show_run)
        self.settings.first_start_asked.connect(self.show_first_start)
        self.settings.preferences_changed.connect(self._take_preferences)

    def _handlers(self) -> Mapping[str, Callable[[], None]]:
        found: dict[str, Callable[[], None]] = {
            "file.quit": self._quit,
            "help.shortcuts": self._show_shortcuts,
            "help.about": lambda: About(self).open(),
            "page.next": self._next_page,
            "history.find": partial(self.show_page, "history"),
            "replay.play": lambda: self._replay().toggle_play(),
            "replay.back": lambda: self._replay().step_back(),
            "replay.forward": lambda: self._replay().step_on(),
            "replay.start": lambda: self._replay().to_start(),
            "replay.newest": lambda: self._replay().to_newest(),
        }
        for name, page in self._pages.items():
            found[f"page.{name}"] = partial(self.show_page, name)
            found.update(page.handlers())
        return found | dict(self.teaching.handlers())

    def _replay(self) -> ReplayBar:
        """That of the run on show."""
        return (self.history if self.pages.currentWidget() is self.history else self.solve).view.replay

    def _on_show(self) -> OnShow:
        """What the page has that can be taught: a run that has ended, or sessions of the history."""
        page = self.pages.currentWidget()
        if page is self.history:
            return OnShow(self.history.opened(), tuple(self.history.selected_ids()))
        state = self.solve.view.newest
        if page is not self.solve or state.problem is None or not state.status.ended:
            return OnShow()
        return OnShow(OpenedSession(state.run_id, state.problem, state))

    def _show_facts(self) -> None:
        page = self.pages.currentWidget()
        if isinstance(page, Page):
            self.menus.show_facts(page.facts())

    def _work_under_way(self) -> tuple[str, ...]:
        """What is asked before the window closes, what becomes of the work, and the button that goes on with it."""
        if self.compare.run.watch.busy:
            kept = tr("What is measured is kept, and it goes on from the Compare page.")
            return tr("A comparison is running. Quit anyway?"), kept, tr("&Go on measuring")
        if self.solve.run.phase is not Phase.IDLE:
            kept = tr("What it has found so far is kept, and it can be continued later.")
            return tr("A search is running. Quit anyway?"), kept, tr("&Go on searching")
        if self.lab.runner.run.busy:
            kept = tr("What it has found so far is kept, and it can be continued later.")
            return tr("The lab is at work. Quit anyway?"), kept, tr("&Go on working")
        return ()

    def _ask_to_leave(self, question: str, kept: str, go_on: str) -> None:
        if self._question is not None:
            return
        box = QMessageBox(QMessageBox.Icon.Question, tr("Quit Stepwise"), question)
        box.setParent(self, box.windowFlags())
        box.setInformativeText(kept)
        leave = box.addButton(tr("&Quit"), QMessageBox.ButtonRole.AcceptRole)
        stay = box.addButton(go_on, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(stay)
        box.setEscapeButton(stay)
        box.finished.connect(lambda _result: self._on_answered(box.clickedButton() is leave))
        self._question = box
        box.open()

    def _on_answered(self, leave: bool) -> None:
        self._question = None
        if leave:
            self.close_now()

    def _show_shortcuts(self) -> None:
        ShortcutSheet(self.menus.ids(), self).open()

    def _quit(self) -> None:
        self.close()

    def _next_page(self) -> None:
        names = self.page_names()
        self.show_page(names[(self.pages.currentIndex() + 1) % (len(names) + 1) % len(names)])

    def _on_died(self, sentence: str) -> None:
        self.banner.say(sentence, tr("Restart eng&ine"), self._link.restart)

    def _on_worker_event(self, event: AnyWorkerEvent) -> None:
        if isinstance(event, WorkerStarted) and not event.isolation:
            told = tr("Steps are not run on this computer, so answers stay unverified: {why}")
            self.banner.say(told.format(why=event.isolation_detail))

    def _may_compare(self) -> str:
        """Why no comparison may start now, besides a search that runs; "" when it may."""
        if self.lab.runner.run.busy:
            return tr("The lab is at work already; stop that first, or wait for it.")
        return tr("This computer is being measured; wait for that, or stop it.") if self._tuner.model_id else ""

    def _show_run(self, run_id: str) -> None:
        self.show_page("history")
        self.history.open_run(run_id)

    def _on_run_ended(self) -> None:
        if self.pages.currentWidget() is self.history:
            self.history.refresh()

    def _take_preferences(self, preferences: Preferences) -> None:
        """A new problem is searched with the effort that was chosen; one that is typed already keeps its own."""
        panel = self.solve.panel
        if not panel.problem.toPlainText() and self.solve.run.phase is Phase.IDLE:
            panel.effort.setCurrentIndex(panel.effort.findData(preferences.effort.value))

    def _on_first_start(self, problem: Problem | None) -> None:
        self.settings.dismiss_first_start()
        self.show_page("solve")
        if problem is not None:
            self.solve.panel.set_problem(problem.text, problem.answer)
            self.solve.panel.ask_start()

    def _solve_again(self, problem: Problem) -> None:
        self.show_page("solve")
        self.solve.panel.set_problem(problem.text, problem.answer)
        self.solve.panel.button.setFocus()
