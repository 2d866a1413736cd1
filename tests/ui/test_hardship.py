"""What goes wrong on a real computer while the window is open: the engine dies on any page, the disk is full, the
battery runs down, nobody looks.
"""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from engine.errors import StoreLockedError
from engine.store import RunStatus, Store
from models.errors import StorageFullError
from tests.helpers.window_hosts import DEATH, ScriptedHost, open_store
from tests.ui.conftest import World

MakeWorld = Callable[..., World]
PAGES = ("solve", "history", "models", "settings", "first start")


@pytest.fixture
def busy(make_world: MakeWorld, tmp_path: Path) -> World:
    """A window whose search is held in the middle."""
    world = make_world(ScriptedHost(open_store(tmp_path / "busy"), nodes=40, hold_at=60))
    world.solve()
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 6, "some steps")
    return world


def turn_to(world: World, page: str) -> None:
    if page == "first start":
        world.window.show_first_start()
    else:
        world.window.show_page(page)
    world.bot.wait(50)


@pytest.mark.parametrize("page", PAGES)
def test_an_engine_that_dies_is_told_and_started_again_on_every_page(busy: World, page: str) -> None:
    window = busy.window
    turn_to(busy, page)
    shown = window.pages.currentWidget()
    busy.host.die()
    busy.bot.until(lambda: window.banner.sentence() == DEATH, "the sentence")
    assert shown is window.pages.currentWidget()
    busy.bot.until(lambda: window.solve.view.newest.status is RunStatus.CRASHED, "the end of the run")
    assert len(window.solve.view.newest.nodes) > 6
    busy.bot.press(QApplication.focusWidget() or window, Qt.Key.Key_I, Qt.KeyboardModifier.AltModifier)
    busy.bot.until(lambda: not window.banner.sentence(), "the restart")
    assert 1 == busy.host.restarts


def test_an_engine_that_dies_leaves_the_presenter_alone(world: World) -> None:
    world.solve()
    world.until_ended()
    world.window.menus.action("teach.present").trigger()
    world.bot.until(lambda: world.window.teaching.presenter is not None, "the presenter")
    presenter = world.window.teaching.presenter
    assert presenter is not None
    before = presenter.showing
    world.link.engine_died.emit(DEATH)
    world.bot.press(presenter, Qt.Key.Key_PageDown)
    assert presenter.isVisible()
    assert before != presenter.showing
    presenter.close()


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (StorageFullError("The disk with /data is full; free some space, then try again."), "is full"),
        (StoreLockedError("Another program holds the sessions; close it and try again."), "Another program"),
    ],
)
def test_a_choice_that_cannot_be_stored_is_said_and_holds_until_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch, fault: Exception, sentence: str
) -> None:
    def refuse(self: Store, name: str, value: object) -> None:
        raise fault

    monkeypatch.setattr(Store, "set_setting", refuse)
    settings = world.window.settings
    world.window.show_page("settings")
    settings.general.ask.toggle()
    world.bot.until(lambda: sentence in world.window.banner.sentence(), "the sentence")
    assert settings.general.ask.isChecked() is settings.preferences.ask_before_quit


def test_a_locked_database_while_renaming_changes_nothing_and_says_so(world: World) -> None:
    world.solve()
    world.until_ended()
    world.window.show_page("history")
    history = world.window.history
    world.bot.until(lambda: history.model.rowCount(), "the session")
    other = sqlite3.connect(world.folder / "sessions.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        history.changes.rename(world.store.sessions(1)[0].id, "Another")
        world.bot.until(lambda: "program" in world.window.banner.sentence(), "the sentence", 40)
    finally:
        other.rollback()
        other.close()
    assert "Another" != world.store.sessions(1)[0].title


def test_a_long_search_on_battery_is_told_in_the_window(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(percent=64.0, secsleft=5400, power_plugged=False)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: found, raising=False)
    monkeypatch.setattr("app.views.attention._BATTERY_DELAY_MS", 30)
    monkeypatch.setattr("app.views.attention.minutes_to_go", lambda state: 8.2)
    world = make_world(ScriptedHost(open_store(tmp_path / "held"), hold_at=20))
    world.solve()
    world.bot.until(lambda: "On battery (64 %" in world.window.banner.sentence(), "the sentence")
    world.host.released.set()
    world.until_ended()


def test_the_end_of_a_long_search_is_told_when_nobody_looks(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("app.views.attention._LONG_SECONDS", 0.0)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda self: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, title, words, *rest: told.append(words))
    world = make_world(ScriptedHost(open_store(tmp_path / "held"), hold_at=20))
    world.solve()
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 2, "some steps")
    monkeypatch.setattr(type(world.window), "isActiveWindow", lambda self: False)
    world.host.released.set()
    world.until_ended()
    world.bot.until(lambda: told, "the message")
    answer = world.window.solve.view.state.answer
    assert answer is not None
    assert f"Answer: {answer.text}" in told[0]


def test_nothing_is_told_twice_to_whoever_looks(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("app.views.attention._LONG_SECONDS", 0.0)
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda self: None)
    monkeypatch.setattr(QSystemTrayIcon, "showMessage", lambda self, title, words, *rest: told.append(words))
    world = make_world()
    world.solve()
    world.until_ended()
    world.bot.wait(50)
    assert [] == told
