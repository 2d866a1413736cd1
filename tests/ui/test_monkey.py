"""Ten thousand random keys and clicks: nothing hangs, nothing complains, nothing is lost."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World

EVENTS = 10_000
KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_F1),
    *(Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F6, Qt.Key.Key_F10, Qt.Key.Key_F11, Qt.Key.Key_Backspace),
    *(Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_C, Qt.Key.Key_D, Qt.Key.Key_N, Qt.Key.Key_R, Qt.Key.Key_V, Qt.Key.Key_W),
    *(Qt.Key.Key_Z, Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_Dollar, Qt.Key.Key_Backslash),
)
MODIFIERS = (
    *(Qt.KeyboardModifier.NoModifier,) * 6,
    *(Qt.KeyboardModifier.ControlModifier,) * 3,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def target(world: World, dice: random.Random) -> QWidget:
    """Where the next event goes: into what is in front."""
    front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or QApplication.activeWindow()
    front = front if front is not None and front.isVisible() else world.window
    if isinstance(front, QFileDialog):
        # Qt's own, and a monkey in it could delete files.
        front.reject()
        front = world.window
    if dice.random() < 0.5 and (focused := QApplication.focusWidget()) is not None and front.isAncestorOf(focused):
        return focused
    shown = [widget for widget in front.findChildren(QWidget) if widget.isVisible() and widget.isEnabled()]
    return dice.choice(shown) if shown else front


def hit(widget: QWidget, dice: random.Random) -> None:
    try:
        _hit(widget, dice)
    except RuntimeError:
        # A widget may go while it is hit, as a dialog does with its own Close button.
        if isValid(widget):
            raise


def _hit(widget: QWidget, dice: random.Random) -> None:
    kind = dice.random()
    if kind < 0.65:
        QTest.keyClick(widget, dice.choice(KEYS), dice.choice(MODIFIERS))
        return
    spot = QPoint(dice.randrange(max(1, widget.width())), dice.randrange(max(1, widget.height())))
    button = Qt.MouseButton.RightButton if dice.random() < 0.1 else Qt.MouseButton.LeftButton
    if kind < 0.95:
        QTest.mouseClick(widget, button, Qt.KeyboardModifier.NoModifier, spot)
    else:
        QTest.mouseDClick(widget, button, Qt.KeyboardModifier.NoModifier, spot)


@pytest.fixture
def harmless(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nothing outside the window is opened or written."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: True)
    for name in ("getSaveFileName", "getOpenFileName", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, name, lambda *_args, **_options: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args, **_options: "")


@pytest.fixture
def popups_close() -> Iterator[None]:
    """A menu that waits for a choice in an event loop of its own would keep the monkey out."""

    def close() -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    timer = QTimer()
    timer.timeout.connect(close)
    timer.start(200)
    yield
    timer.stop()


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("harmless", "popups_close")
def test_ten_thousand_random_events_break_nothing(make_world: Callable[..., World], tmp_path: Path) -> None:
    dice = random.Random(20261124)
    worlds = 0
    world = None
    seen: set[str] = set()
    for number in range(EVENTS):
        if world is None or not world.window.isVisible():
            # A confirmed question may have closed the window: that is its right.
            world = make_world(host=ScriptedHost(open_store(tmp_path / f"monkey-{worlds}"), pause_s=0.001))
            worlds += 1
            world.solve()
        hit(target(world, dice), dice)
        seen.add(type(world.window.pages.currentWidget()).__name__)
        if number % 20 == 0:
            QTest.qWait(1)
    assert world is not None
    # Those who never leave the first page have tested little.
    assert {"SolvePage", "HistoryPage", "ModelsPage", "SettingsPage"} <= seen
    reports = list(tmp_path.rglob("crash-*.txt"))
    assert [] == [path.read_text("utf-8") for path in reports]
    world.window.close_now()
    assert not world.window.isVisible()
