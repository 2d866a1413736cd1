"""The window under test: real views on a scripted host, drawn into memory. A Qt warning fails its test."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMessageLogContext, QPoint, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.application import CrashReports, Ports, make_application, open_window
from app.comparison_desk import ComparisonDesk
from app.engine_link import EngineLink
from app.preferences import Keeper, Preferences
from app.shelves import StoredSessions
from app.views.main_window import MainWindow
from app.views.run_view import RunView
from app.views.settings_look import apply_look
from app.views.step_list import StepCard
from app.views.theme import LIGHT, apply_theme
from engine.store import Store
from models.heads import Heads
from models.library import Library
from tests.helpers.window_hosts import DemoModels, ScriptedHost, desk_of, open_store

# The platform that draws into memory says this of every window; it is no fault of ours.
HARMLESS = tuple(
    f"This plugin does not support {what}" for what in ("propagateSizeHints()", "raise()", "grabbing the keyboard")
)


class Bot:
    """Waits and types."""

    def until(self, condition: Callable[[], object], what: str = "the condition", seconds: float = 20.0) -> None:
        """Let the event loop run until ``condition`` holds."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                pytest.fail(f"waited {seconds} s in vain for {what}")
            QTest.qWait(5)

    def wait(self, milliseconds: int) -> None:
        """Let the event loop run."""
        QTest.qWait(milliseconds)

    def press(
        self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key."""
        QTest.keyClick(widget, key, modifier)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Click with the left button, once the widget has its place."""
        QTest.qWait(1)
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )


def cards_of(view: RunView) -> list[StepCard]:
    """The steps that are shown, from the first one on."""
    cards = [card for card in view.steps.findChildren(StepCard) if not card.isHidden()]
    return sorted(cards, key=lambda card: card.step.number)


@dataclass
class World:
    """A window and everything under it."""

    window: MainWindow
    host: ScriptedHost
    models: DemoModels
    store: Store
    link: EngineLink
    bot: Bot
    folder: Path

    def solve(self, text: str = "What is 3 * 4 + 5 - 7?", answer: str = "10") -> None:
        """Type a problem and start."""
        panel = self.window.solve.panel
        self.bot.until(lambda: panel.chosen_model() is not None, "the models")
        panel.set_problem(text, answer)
        self.bot.click(panel.button)

    def until_ended(self) -> None:
        """Wait for the end of the run."""
        self.bot.until(lambda: self.window.solve.view.state.status.ended, "the end of the run")

    def close(self) -> None:
        """As ``run_window`` does after the user closed the window."""
        self.window.close_now()
        self.link.close()


@pytest.fixture(scope="session")
def application() -> QApplication:
    made = make_application()
    # Now, while the font is still the system's own: the first call keeps its size.
    apply_look(Preferences(), made)
    return made


@pytest.fixture(autouse=True)
def qt_messages(application: QApplication) -> Iterator[list[str]]:
    """What Qt said during the test, which begins with the look of a first start: the monkey chooses another one."""
    said: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        if kind is not QtMsgType.QtDebugMsg and message not in HARMLESS:
            said.append(message)

    before = qInstallMessageHandler(listen)
    apply_look(Preferences(), application)
    apply_theme(application, LIGHT)
    yield said
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qInstallMessageHandler(before)
    if said:
        pytest.fail("Qt complained: " + "; ".join(said), pytrace=False)


@pytest.fixture
def bot() -> Bot:
    return Bot()


@pytest.fixture
def make_world(tmp_path: Path, bot: Bot, qt_messages: list[str]) -> Iterator[Callable[..., World]]:
    """Opens windows; closes them and what they started at the end."""
    worlds: list[World] = []

    def make(host: ScriptedHost | None = None, models: DemoModels | None = None) -> World:
        folder = tmp_path / f"data-{len(worlds)}"
        store = host.store if host is not None else open_store(folder)
        host = host or ScriptedHost(store)
        models = models or DemoModels()
        link = EngineLink(host)
        desk, keeper = desk_of(folder), Keeper(store)
        library = Library(folder)
        comparisons = ComparisonDesk(folder, store, library, Heads(library, folder))
        ports = Ports(host, models, StoredSessions(store), folder / "logs", desk, keeper, comparisons)
        window = open_window(link, ports, CrashReports(ports.log_dir, link))
        worlds.append(World(window, host, models, store, link, bot, folder))
        bot.until(window.isActiveWindow, "the window to be active")
        return worlds[-1]

    yield make
    for world in worlds:
        world.models.wait.set()
        world.close()
        world.store.close()
        world.window.deleteLater()
        world.link.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
