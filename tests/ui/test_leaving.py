"""Leaving in mid-run, the help sheets, and what is said while nobody looks."""

from collections.abc import Callable
from types import SimpleNamespace

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMessageBox, QPushButton

from app.actions import ACTIONS
from app.licences import parts
from app.power import Battery, battery_in_use, cost_sentence
from app.views.help_sheets import About, ShortcutSheet
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World

MakeWorld = Callable[..., World]


@pytest.fixture
def busy(make_world: MakeWorld, tmp_path: object) -> World:
    """A window whose search is held in the middle."""
    store = open_store(tmp_path / "busy")  # type: ignore[operator]
    world = make_world(host=ScriptedHost(store, hold_at=6))
    world.solve()
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 1, "the first step")
    return world


def question(world: World) -> QMessageBox:
    world.bot.until(lambda: world.window.findChildren(QMessageBox), "the question")
    return world.window.findChildren(QMessageBox)[0]


def button(box: QMessageBox, words: str) -> QPushButton:
    return next(each for each in box.findChildren(QPushButton) if words in each.text())


def test_quitting_in_mid_run_asks_once_and_staying_changes_nothing(busy: World) -> None:
    busy.window.close()
    busy.window.close()
    box = question(busy)
    assert 1 == len(busy.window.findChildren(QMessageBox))
    assert "kept" in box.informativeText()
    busy.bot.press(box, Qt.Key.Key_Escape)
    busy.bot.until(lambda: not box.isVisible(), "the question to go")
    assert busy.window.isVisible()
    busy.host.released.set()
    busy.until_ended()


def test_quitting_in_mid_run_closes_the_window_when_confirmed(busy: World) -> None:
    busy.window.close()
    box = question(busy)
    busy.bot.click(button(box, "Quit"))
    busy.bot.until(lambda: not busy.window.isVisible(), "the window to go")


def test_quitting_without_a_run_asks_nothing(world: World) -> None:
    world.window.close()
    assert not world.window.isVisible()
    assert [] == world.window.findChildren(QMessageBox)


def test_the_sheet_lists_the_keys_of_every_action_in_the_menus(world: World) -> None:
    world.window.menus.action("help.shortcuts").trigger()
    sheet = world.window.findChild(ShortcutSheet)
    assert isinstance(sheet, ShortcutSheet)
    rows = [sheet.list.topLevelItem(row) for row in range(sheet.list.topLevelItemCount())]
    listed = {row.text(0) for row in rows if row is not None}
    known = world.window.menus.ids()
    wanted = {each.title.replace("&", "").rstrip("…") for each in ACTIONS if each.id in known and each.shortcut}
    assert set() == wanted - listed
    world.bot.press(sheet, Qt.Key.Key_Escape)
    world.bot.until(lambda: not sheet.isVisible(), "the sheet to go")


def test_about_names_the_licence_of_each_part(world: World) -> None:
    world.window.menus.action("help.about").trigger()
    about = world.window.findChild(About)
    assert isinstance(about, QDialog)
    assert len(parts()) == about.list.topLevelItemCount()
    assert all(part.licence for part in parts())
    about.reject()


def test_no_two_actions_share_a_key() -> None:
    keys = [key for each in ACTIONS if not each.local for key in each.shortcut.split("; ") if key]
    assert sorted(set(keys)) == sorted(keys)


def test_a_long_search_on_battery_says_what_it_costs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = SimpleNamespace(percent=64.0, secsleft=5400, power_plugged=False)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: found, raising=False)
    battery = battery_in_use()
    assert Battery(0.64, 90) == battery
    expected = (
        "On battery (64 % are left, about 90 minutes of use): "
        "this search keeps the computer busy for up to 8 minutes more."
    )
    assert expected == cost_sentence(battery, 8.2)
    assert "" == cost_sentence(battery, 0.5)


@pytest.mark.parametrize("reading", [None, SimpleNamespace(percent=50.0, secsleft=-2, power_plugged=True)])
def test_on_mains_or_without_a_battery_nothing_is_said(reading: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "sensors_battery", lambda: reading, raising=False)
    assert battery_in_use() is None
