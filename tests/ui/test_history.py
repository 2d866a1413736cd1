"""The history in real use, by keyboard: search, marks, undo, runs, comparison, files."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from app.actions import Fact
from app.shelves import PAGE_SESSIONS
from app.views.history_page import HistoryPage
from app.views.history_tags import TagSheet
from app.views.step_list import StepCard
from engine.errors import StoreLockedError
from engine.store import Store
from engine.types import Problem
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def make_history(make_world: Callable[..., World], tmp_path: Path) -> Callable[[Callable[[Store], None]], World]:
    """Opens the History page on a store that was filled before."""

    def make(fill: Callable[[Store], None]) -> World:
        store = open_store(tmp_path / "data-0")
        fill(store)
        world = make_world(host=ScriptedHost(store))
        world.window.show_page("history")
        world.bot.until(lambda: world.window.history.model.rowCount(), "the list")
        return world

    return make


@pytest.fixture
def world(make_history: Callable[[Callable[[Store], None]], World]) -> World:
    """Three sessions; the newest has two runs."""

    def fill(store: Store) -> None:
        store.begin_session(Problem("p", "How many apples?"))
        store_demo(store, "run-1", problem=Problem("p", "How many pears are left?", "24"))
        _two_runs(store)

    return make_history(fill)


def _two_runs(store: Store) -> None:
    session_id = store_demo(store, "run-2")
    store.begin_run("run-3", session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
    for event in demo_events("run-3", seed=9):
        store.append(event)


def _history(world: World) -> HistoryPage:
    return world.window.history


def _titles(world: World) -> list[str]:
    model = _history(world).model
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def _go_to(world: World, row: int) -> None:
    history = _history(world)
    history.list.setFocus()
    history.list.setCurrentIndex(history.model.index(row, 0))


def _action(world: World, action_id: str) -> QAction:
    return world.window.menus.action(action_id)


def _facts(world: World) -> frozenset[Fact]:
    return _history(world).facts()


def test_delete_can_be_undone_by_key_and_by_the_bar(world: World) -> None:
    history, bot = _history(world), world.bot
    before = _titles(world)
    _go_to(world, 1)
    bot.press(history.list, Qt.Key.Key_Delete)
    bot.until(lambda: len(_titles(world)) == 2, "the session to go")
    assert history.bar.sentence() == "Deleted."
    assert history.list.currentIndex().row() == 1
    bot.press(history.list, Qt.Key.Key_Z, CONTROL)
    bot.until(lambda: _titles(world) == before, "the session to come back")
    assert history.bar.sentence() == ""
    bot.until(lambda: history.list.currentIndex().row() == 1, "the session to be selected again")
    bot.press(history.list, Qt.Key.Key_Delete)
    bot.until(lambda: len(_titles(world)) == 2, "the session to go")
    bot.press(history.bar.button(), Qt.Key.Key_Space)
    bot.until(lambda: _titles(world) == before, "the session to come back")
    assert not _action(world, "history.undo").isEnabled()


def test_several_sessions_are_selected_with_shift_and_deleted_together(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Down, SHIFT)
    assert len(history.selected_ids()) == 2
    _action(world, "history.delete").trigger()
    bot.until(lambda: len(_titles(world)) == 1, "both to go")
    assert history.bar.sentence() == "2 sessions deleted."
    _action(world, "history.undo").trigger()
    bot.until(lambda: len(history.selected_ids()) == 2 and len(_titles(world)) == 3, "both to come back")


def test_a_deleted_session_is_no_longer_on_show(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Return)
    bot.until(lambda: history.opened() is not None, "the session")
    _action(world, "history.delete").trigger()
    bot.until(lambda: history.opened() is None, "the session to close")
    assert history.view.isHidden() or not history.view.isVisible()


def test_a_title_is_typed_in_the_list(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    _action(world, "history.rename").trigger()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.accessibleName() == "Title of the session"
    assert editor.text().startswith("A box holds")
    editor.selectAll()
    editor.insert("My pencils <b>")
    bot.press(editor, Qt.Key.Key_Return)
    bot.until(lambda: _titles(world)[0] == "My pencils <b>", "the new title")
    bot.press(history.list, Qt.Key.Key_Z, CONTROL)
    bot.until(lambda: _titles(world)[0].startswith("A box holds"), "the old title")


def test_favourites_are_marked_by_key_and_shown_alone(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 1)
    bot.press(history.list, Qt.Key.Key_M, CONTROL)
    bot.until(lambda: _titles(world)[1].startswith("★ "), "the star")
    bot.press(history.list, Qt.Key.Key_F, CONTROL | SHIFT)
    bot.until(lambda: len(_titles(world)) == 1, "the favourite alone")
    assert history.sessions.favourites.isChecked()
    bot.press(history.list, Qt.Key.Key_M, CONTROL)
    bot.until(lambda: history.note.text() == "No session is like this; ask for less.", "none to be left")
    bot.press(history.list, Qt.Key.Key_F, CONTROL | SHIFT)
    bot.until(lambda: len(_titles(world)) == 3, "all sessions")


def test_tags_are_put_on_narrow_the_list_and_are_taken_off(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Down, SHIFT)
    bot.press(history.list, Qt.Key.Key_T, CONTROL)
    (sheet,) = history.findChildren(TagSheet)
    bot.until(sheet.isVisible, "the sheet")
    sheet.line.setText("exam")
    bot.press(sheet.line, Qt.Key.Key_Return)
    bot.until(lambda: sheet.list.count() == 1, "the tag")
    sheet.line.setText("EXAM")
    bot.press(sheet.line, Qt.Key.Key_Return)
    bot.wait(50)
    assert sheet.list.count() == 1
    sheet.close()
    tags = history.sessions.tags
    bot.until(lambda: tags.count() == 2, "the tag to be offered")
    assert tags.itemText(1) == "exam (2)"
    tags.setCurrentIndex(1)
    bot.until(lambda: len(_titles(world)) == 2, "the tagged ones")
    world.window.activateWindow()
    bot.until(world.window.isActiveWindow, "the window to be active again")
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_T, CONTROL)
    sheet = history.findChildren(TagSheet)[-1]
    bot.until(sheet.isVisible, "the sheet")
    sheet.activateWindow()
    bot.until(sheet.isActiveWindow, "the sheet to be active")
    sheet.list.setFocus()
    bot.press(sheet.list, Qt.Key.Key_Delete)
    bot.until(lambda: len(_titles(world)) == 1, "the untagged one to go")
    sheet.close()
    _action(world, "history.undo").trigger()
    bot.until(lambda: len(_titles(world)) == 2, "the tag to come back")


def test_a_tag_filter_ends_with_the_last_session_that_bears_it(world: World) -> None:
    history, bot = _history(world), world.bot
    history.changes.add_tag([_id(world, 0)], "exam")
    bot.until(lambda: history.sessions.tags.count() == 2, "the tag")
    history.sessions.tags.setCurrentIndex(1)
    bot.until(lambda: len(_titles(world)) == 1, "the tagged one")
    _go_to(world, 0)
    history.changes.remove_tag(history.selected_ids(), "exam")
    bot.until(lambda: len(_titles(world)) == 3, "all sessions")
    assert history.sessions.tags.currentText() == "All tags"


def test_the_runs_of_a_session_are_chosen_by_key_and_by_list(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Return)
    bot.until(lambda: history.view.state.run_id == "run-3", "the newest run")
    assert {Fact.OLDER_RUN} == _facts(world) & {Fact.OLDER_RUN, Fact.NEWER_RUN}
    _action(world, "history.older_run").trigger()
    bot.until(lambda: history.view.state.run_id == "run-2", "the older run")
    assert history.head.runs.currentText() == "Run 1 of 2 · tree search · Finished · 10"
    assert {Fact.NEWER_RUN} == _facts(world) & {Fact.OLDER_RUN, Fact.NEWER_RUN}
    history.head.runs.setFocus()
    bot.press(history.head.runs, Qt.Key.Key_Down)
    bot.until(lambda: history.view.state.run_id == "run-3", "the newer run")


def test_two_runs_of_a_session_stand_side_by_side(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_R, CONTROL | SHIFT)
    bot.until(history.compare.isVisible, "the comparison")
    assert history.compare.pair() == ("run-2", "run-3")
    assert history.compare.parting.text() == "The best paths differ from the first step on."
    rows = [history.compare.facts.topLevelItem(row) for row in range(history.compare.facts.topLevelItemCount())]
    shown = {row.text(0): (row.text(1), row.text(2), row.text(3)) for row in rows if row is not None}
    assert shown["Answer"] == ("10", "10", "")
    assert shown["Tokens"][2] == "≠"
    assert QApplication.focusWidget() is history.compare.left
    bot.press(history.compare.left, Qt.Key.Key_Down)
    bot.until(lambda: history.compare.parting.text() == "Both best paths are the same.", "the same run twice")
    bot.press(history.compare, Qt.Key.Key_Escape)
    assert not history.compare.isVisible()


def test_two_selected_sessions_are_compared_and_a_step_opens_its_run(world: World) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Down, SHIFT)
    assert Fact.COMPARABLE in _facts(world)
    _action(world, "history.compare").trigger()
    bot.until(history.compare.isVisible, "the comparison")
    assert history.compare.pair() == ("run-3", "run-1")
    step = history.compare.right_steps.findChildren(StepCard)[1].step
    history.compare.right_steps.chosen.emit(step.node)
    bot.until(lambda: history.view.isVisible() and history.view.state.run_id == "run-1", "the run of the step")
    current = history.view.model.node(history.view.selection.currentIndex())
    assert current is not None
    assert current.id == step.node


def test_a_session_without_a_run_cannot_be_compared(world: World) -> None:
    _go_to(world, 2)
    assert Fact.COMPARABLE not in _facts(world)
    _history(world).sessions.select([_id(world, 2), _id(world, 0)])
    assert Fact.COMPARABLE not in _facts(world)


def _id(world: World, row: int) -> str:
    line = _history(world).model.line(_history(world).model.index(row, 0))
    assert line is not None
    return line.id


@pytest.mark.parametrize(
    ("ending", "beginning"),
    [("md", "# A box"), ("html", "<!DOCTYPE"), ("json", "{"), ("tex", "\\documentclass"), ("pdf", "%PDF-")],
)
def test_a_session_is_exported_from_the_menu(world: World, tmp_path: Path, ending: str, beginning: str) -> None:
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    _action(world, f"history.export_{ending}").trigger()
    (dialog,) = history.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(f"A box holds 3 rows of 4 pencils and 5 loose ones Ana gives a.{ending}")
    path = tmp_path / f"out.{ending}"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    bot.until(path.exists, "the file")
    bot.until(lambda: world.window.banner.sentence() == f"Wrote {path}.", "the notice")
    assert path.read_bytes().decode("latin-1").startswith(beginning)


def test_several_sessions_go_into_a_folder(world: World, tmp_path: Path) -> None:
    history, bot = _history(world), world.bot
    folder = tmp_path / "out"
    folder.mkdir()
    history.list.setFocus()
    history.list.selectAll()
    _action(world, "history.export_json").trigger()
    (dialog,) = history.findChildren(QFileDialog)
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    dialog.fileSelected.emit(str(folder))
    dialog.close()
    bot.until(lambda: world.window.banner.sentence() == f"Wrote {folder}.", "the notice")
    assert len(list(folder.glob("*.json"))) == 3


def test_imported_sessions_are_listed_selected_and_opened(world: World, tmp_path: Path) -> None:
    history, bot = _history(world), world.bot
    path = tmp_path / "session.json"
    history.files.export_to([_id(world, 1)], "json", path)
    bot.until(path.exists, "the file")
    _action(world, "history.import").trigger()
    (dialog,) = history.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(path)])
    dialog.close()
    bot.until(lambda: len(_titles(world)) == 4, "the new session")
    assert world.window.banner.sentence() == "One session imported."
    bot.until(lambda: history.opened() is not None, "the session on show")
    opened = history.opened()
    assert opened is not None
    assert "How many pears are left?" == opened.problem.text
    assert history.selected_ids() == [opened.id]


@pytest.mark.parametrize("content", ["<script>alert(1)</script>", "", '{"format": "stepwise-session", "version": 9}'])
def test_a_file_that_is_no_session_is_one_sentence(world: World, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(content)
    _history(world).files.read([path])
    world.bot.until(lambda: world.window.banner.sentence().startswith("bad.json "), "the sentence")
    assert len(_titles(world)) == 3


def test_html_from_elsewhere_is_shown_as_text(world: World, tmp_path: Path) -> None:
    history, bot = _history(world), world.bot
    path = tmp_path / "session.json"
    history.files.export_to([_id(world, 1)], "json", path)
    bot.until(path.exists, "the file")
    document = json.loads(path.read_text(encoding="utf-8"))
    attack = "<b>bold</b><img src='file:///etc/passwd'>"
    document["problem"]["text"] = document["session"]["title"] = attack
    document["session"]["tags"] = [attack[:40]]
    path.write_text(json.dumps(document), encoding="utf-8")
    history.files.read([path])
    bot.until(lambda: history.opened() is not None and len(_titles(world)) == 4, "the session")
    assert history.head.problem.text() == attack
    assert attack in _titles(world)
    assert attack[:40] in history.head.bears.text()
    tooltip = history.model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tooltip


def test_a_long_history_is_listed_page_by_page(make_history: Callable[[Callable[[Store], None]], World]) -> None:
    def fill(store: Store) -> None:
        for number in range(PAGE_SESSIONS + 30):
            store.begin_session(Problem("p", f"How many apples, {number}?"))

    world = make_history(fill)
    assert len(_titles(world)) == PAGE_SESSIONS
    world.bot.wait(200)
    assert len(_titles(world)) == PAGE_SESSIONS
    _go_to(world, 0)
    world.bot.press(_history(world).list, Qt.Key.Key_End)
    world.bot.until(lambda: len(_titles(world)) == PAGE_SESSIONS + 30, "the second page")
    _history(world).search.setText("apples 7")
    world.bot.until(lambda: len(_titles(world)) == 11, "those that begin with 7")
    assert _titles(world)[-1] == "How many apples, 7?"


def test_while_the_store_is_locked_a_change_is_refused_and_the_list_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(self: Store, *_ids: str) -> None:
        raise StoreLockedError("Another program holds the sessions; close it and try again.")

    monkeypatch.setattr(Store, "delete", locked)
    _go_to(world, 0)
    world.bot.press(_history(world).list, Qt.Key.Key_Delete)
    world.bot.until(lambda: world.window.banner.sentence().startswith("Another program"), "the sentence")
    assert len(_titles(world)) == 3
    assert Fact.UNDOABLE not in _facts(world)


def test_an_undo_that_fails_can_be_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    restore, refusals = Store.restore, [StoreLockedError("Another program holds the sessions; close it and try again.")]

    def locked_once(self: Store, *ids: str) -> None:
        if refusals:
            raise refusals.pop()
        restore(self, *ids)

    monkeypatch.setattr(Store, "restore", locked_once)
    history, bot = _history(world), world.bot
    _go_to(world, 0)
    bot.press(history.list, Qt.Key.Key_Delete)
    bot.until(lambda: len(_titles(world)) == 2, "the session to go")
    _action(world, "history.undo").trigger()
    bot.until(lambda: world.window.banner.sentence().startswith("Another program"), "the sentence")
    assert Fact.UNDOABLE in _facts(world)
    _action(world, "history.undo").trigger()
    bot.until(lambda: len(_titles(world)) == 3, "the session to come back")


def test_solve_again_works_for_the_chosen_session_too(world: World) -> None:
    _go_to(world, 1)
    _action(world, "history.again").trigger()
    world.bot.until(lambda: world.window.solve.panel.problem.toPlainText() == "How many pears are left?", "the problem")


def test_a_stored_session_is_played_again_by_key(world: World) -> None:
    world.solve()
    world.until_ended()
    history = world.window.history
    world.window.show_page("history")
    world.bot.until(lambda: history.model.rowCount(), "the session")
    assert not world.window.menus.action("replay.start").isEnabled()
    world.bot.press(history.search, Qt.Key.Key_Return)
    view = history.view
    world.bot.until(lambda: view.replay.isVisible() and view.state.nodes, "the replay")
    nodes = len(view.state.nodes)
    world.window.menus.action("replay.start").trigger()
    assert (1, True) == (len(view.state.nodes), view.looks_back)
    world.window.menus.action("replay.forward").trigger()
    assert 2 == len(view.state.nodes)
    world.window.menus.action("replay.newest").trigger()
    assert (nodes, False) == (len(view.state.nodes), view.looks_back)
    # The Solve page stays where it is.
    assert not world.window.solve.view.looks_back
