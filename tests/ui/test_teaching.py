"""The menu Teach: present, print, prepare class sets; a set plays without a model, a worker, or even the store."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QListWidget, QWidget

from app.actions import ACTIONS
from app.class_sets import ClassSets, new_set
from app.shelves import StoredSessions
from app.state.presentation import Move, SlideKind
from app.views.class_sets_dialog import ClassSetsDialog
from app.views.formulas import Formulas
from app.views.presenter import Presenter
from app.views.teaching import OnShow, Teaching
from engine.store import Store
from engine.types import Problem
from tests.helpers.events import DEMO_PROBLEM, store_demo
from tests.helpers.window_hosts import open_store
from tests.ui.conftest import Bot, World


class Room:
    """A window with the menu's hands, and what they work on."""

    def __init__(self, folder: Path, bot: Bot) -> None:
        self.bot = bot
        self.folder = folder
        self.store = open_store(folder)
        self.first = store_demo(self.store)
        other = Problem("other", "What is $2 + 2$?", None)
        self.second = self.store.begin_session(other)
        self.window = QWidget()
        self.formulas = Formulas()
        self.sets = ClassSets(self.store)
        self.selected: list[str] = [self.first]
        self.path: Path | None = folder / "sheet.pdf"
        self.asked: list[str] = []
        self.said: list[str] = []
        self.errors: list[Exception] = []
        self.teaching = Teaching(self.window, self.sets, self.formulas, self.current, self.ask_path)
        self.teaching.said.connect(self.said.append)
        self.teaching.failed.connect(self.errors.append)
        self.window.show()

    def current(self) -> OnShow:
        opened = StoredSessions(self.store).open_session(self.selected[0]) if self.selected else None
        return OnShow(opened, tuple(self.selected))

    def ask_path(self, _parent: QWidget, name: str) -> Path | None:
        self.asked.append(name)
        return self.path

    def do(self, action: str) -> None:
        self.teaching.handlers()[action]()

    def presenter(self) -> Presenter:
        self.bot.until(lambda: self.teaching.presenter is not None and self.teaching.presenter.isVisible(), "the show")
        assert self.teaching.presenter is not None
        return self.teaching.presenter

    def dialog(self) -> ClassSetsDialog:
        self.bot.until(lambda: self.teaching.dialog is not None and self.teaching.dialog.isVisible(), "the dialog")
        assert self.teaching.dialog is not None
        return self.teaching.dialog

    def stored(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(one.title, one.sessions) for one in self.sets.all()]

    def until_stored(self, expected: list[tuple[str, tuple[str, ...]]]) -> None:
        self.bot.until(lambda: self.stored() == expected, f"{expected}, not {self.stored()}")

    def close(self) -> None:
        self.teaching.close()
        self.formulas.close()
        self.window.close()
        self.window.deleteLater()
        self.store.close()


@pytest.fixture
def room(tmp_path: Path, bot: Bot) -> Iterator[Room]:
    made = Room(tmp_path, bot)
    yield made
    made.close()


def problems(dialog: ClassSetsDialog) -> list[str]:
    return [dialog.problems.item(row).text() for row in range(dialog.problems.count())]


def test_every_action_of_the_menu_is_carried_out(room: Room) -> None:
    wanted = {action.id for action in ACTIONS if action.id.startswith("teach.")}
    assert wanted == set(room.teaching.handlers())


def test_what_is_on_show_is_presented(room: Room) -> None:
    room.do("teach.present")
    presenter = room.presenter()
    assert presenter.isFullScreen()
    assert DEMO_PROBLEM.text == presenter.showing.lesson.problem
    room.bot.press(presenter, Qt.Key.Key_Escape)
    room.bot.until(lambda: room.teaching.presenter is None, "the end of the show")
    room.do("teach.present")
    first = room.presenter()
    room.do("teach.present")
    room.bot.until(lambda: room.teaching.presenter is not first, "the second show")


def test_several_selected_problems_are_presented_in_their_order(room: Room) -> None:
    room.selected = [room.second, room.first]
    room.do("teach.present")
    lessons = room.presenter().showing.lessons
    assert ["What is $2 + 2$?", DEMO_PROBLEM.text] == [lesson.problem for lesson in lessons]


def test_with_nothing_on_show_one_sentence_says_what_to_do(room: Room) -> None:
    room.selected = []
    for action in ("teach.present", "teach.handout", "teach.answers", "teach.add"):
        room.do(action)
    assert ["Solve a problem, or open one in the history, before you teach it."] * 4 == room.said
    assert room.teaching.presenter is None


def test_a_class_set_plays_without_model_worker_and_store(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.sets.save(new_set("7b", [room.first, room.second]))
    room.do("teach.sets")
    dialog = room.dialog()
    room.bot.until(lambda: dialog.show_now.isEnabled(), "the set")
    room.bot.click(dialog.show_now)
    presenter = room.presenter()
    room.store.close()

    def refuse(*_arguments: object) -> None:
        pytest.fail("a presentation started a process")

    monkeypatch.setattr("subprocess.Popen", refuse)
    kinds = []
    # More presses than there are screens: on this small one some texts are scrolled first.
    for _ in range(60):
        kinds.append((presenter.showing.problem, presenter.showing.now.kind))
        for move in (Move.REASON, Move.CODE):
            presenter.go(move)
        room.bot.wait(5)
        presenter.go(Move.NEXT)
    assert {(0, kind) for kind in SlideKind} | {(1, SlideKind.PROBLEM)} == set(kinds)
    assert [] == room.errors


def test_a_hand_out_is_written_where_it_was_wanted(room: Room) -> None:
    room.do("teach.handout")
    room.bot.until(lambda: room.said, "the sheet")
    assert [f"Wrote {room.path}."] == room.said
    assert room.path is not None
    assert room.path.read_bytes().startswith(b"%PDF-")
    assert ["A box holds 3 rows of 4 pencils and 5 loose ones. Ana gives.pdf"] == room.asked
    room.path = room.folder / "copy.html"
    room.do("teach.answers")
    room.bot.until(lambda: len(room.said) == 2, "the teacher's copy")
    assert "Checked: equals the given answer." in room.path.read_text(encoding="utf-8")


def test_no_name_writes_nothing_and_a_bad_place_is_said(room: Room) -> None:
    room.path = None
    room.do("teach.handout")
    assert [] == room.said
    room.path = room.folder / "missing" / "sheet"
    room.do("teach.handout")
    room.bot.until(lambda: room.errors, "the error")
    assert "sheet.pdf cannot be written" in str(room.errors[0])


def test_the_problem_on_show_goes_into_a_set(room: Room) -> None:
    room.do("teach.add")
    dialog = room.dialog()
    room.until_stored([("New set", (room.first,))])
    assert 1 == len(problems(dialog))
    assert problems(dialog)[0].startswith("1. A box holds 3 rows of 4 pencils")
    dialog.close()
    room.selected = [room.second, room.first]
    room.do("teach.add")
    room.dialog()
    room.until_stored([("New set", (room.first, room.second))])


def test_sets_are_made_named_ordered_and_emptied(room: Room) -> None:
    room.sets.save(new_set("7b", [room.first, room.second]))
    room.do("teach.sets")
    dialog = room.dialog()
    room.bot.until(lambda: len(problems(dialog)) == 2 and "…" not in problems(dialog)[1], "the titles")
    assert "2. What is $2 + 2$?" == problems(dialog)[1]
    dialog.problems.setCurrentRow(1)
    room.bot.click(dialog.up)
    room.until_stored([("7b", (room.second, room.first))])
    assert (0, False, True) == (dialog.problems.currentRow(), dialog.up.isEnabled(), dialog.down.isEnabled())
    room.bot.click(dialog.down)
    room.until_stored([("7b", (room.first, room.second))])
    room.bot.click(dialog.remove)
    room.until_stored([("7b", (room.first,))])
    dialog.sets.item(0).setText("  Class   7c ")
    room.until_stored([("Class 7c", (room.first,))])
    dialog.sets.item(0).setText("  ")
    assert "Class 7c" == dialog.sets.item(0).text()
    room.bot.click(dialog.new)
    room.until_stored([("Class 7c", (room.first,)), ("New set", ())])
    assert not dialog.show_now.isEnabled()


def test_a_deleted_set_comes_back(room: Room) -> None:
    kept = room.sets.save(new_set("7b", [room.first]))
    room.do("teach.sets")
    dialog = room.dialog()
    room.bot.click(dialog.delete)
    room.until_stored([])
    assert "Deleted “7b”." == dialog.note.text()
    room.bot.click(dialog.undo)
    room.until_stored([("7b", (room.first,))])
    assert (kept,) == room.sets.all()
    assert dialog.undo.isHidden()


def test_a_set_is_printed_and_the_dialog_says_so(room: Room) -> None:
    room.sets.save(new_set("7b: halves?", [room.first, "gone"]))
    room.do("teach.sets")
    dialog = room.dialog()
    room.bot.click(dialog.print_plain)
    room.bot.until(lambda: dialog.note.text() == f"Wrote {room.path}.", "the sheet")
    assert ["7b halves.pdf"] == room.asked
    room.bot.until(lambda: problems(dialog)[1:] == ["2. (gone)"], "the gone one")


def test_a_set_of_which_nothing_is_left_says_so(room: Room) -> None:
    room.sets.save(new_set("7b", ["gone"]))
    room.do("teach.sets")
    room.bot.click(room.dialog().show_now)
    room.bot.until(lambda: room.errors, "the error")
    assert "This class set has no problems; add some first." == str(room.errors[0])


def test_every_control_of_the_dialog_has_a_name_and_can_be_reached(room: Room) -> None:
    room.sets.save(new_set("7b", [room.first]))
    room.do("teach.sets")
    dialog = room.dialog()
    for kind in (QAbstractButton, QListWidget):
        for control in dialog.findChildren(kind):
            assert control.accessibleName()
            assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("action", ["teach.present", "teach.sets"])
def test_the_window_may_close_at_any_moment(room: Room, action: str, qt_messages: list[str]) -> None:
    room.do(action)
    waiting: Callable[[], None] = room.teaching.close
    waiting()
    room.bot.wait(50)
    assert [] == qt_messages


def test_a_store_that_is_gone_is_told_and_nothing_breaks(tmp_path: Path, bot: Bot) -> None:
    room = Room(tmp_path, bot)
    room.do("teach.sets")
    room.dialog()
    Store.close(room.store)
    room.bot.click(room.dialog().new)
    bot.until(lambda: room.errors or room.dialog().note.text(), "the error")
    room.close()


def test_f5_in_the_window_presents_the_run_that_has_ended(world: World) -> None:
    said: list[str] = []
    world.window.teaching.said.connect(said.append)
    world.bot.press(world.window, Qt.Key.Key_F5)
    assert 1 == len(said)
    world.solve()
    world.until_ended()
    world.bot.press(world.window, Qt.Key.Key_F5)
    world.bot.until(lambda: world.window.teaching.presenter is not None, "the show")
    presenter = world.window.teaching.presenter
    assert presenter is not None
    assert "What is 3 * 4 + 5 - 7?" == presenter.showing.lesson.problem
    assert (1, []) == (len(world.host.requests), world.host.changes)
    world.bot.press(presenter, Qt.Key.Key_Escape)


def test_the_windows_problem_goes_into_a_class_set_under_its_sessions_id(world: World) -> None:
    world.solve()
    world.until_ended()
    world.window.menus.action("teach.add").trigger()
    world.bot.until(lambda: world.window.teaching.dialog is not None, "the dialog")
    sets = ClassSets(world.store)
    world.bot.until(lambda: [one.sessions for one in sets.all()] == [(world.store.sessions(1)[0].id,)], "the set")
