import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from app.application import CrashReports, make_application
from app.engine_link import FLUSH_INTERVAL_MS, EngineLink
from app.views.background import Background
from app.views.widgets import LineLabel, TitleLabel
from app.wish import RunRequest
from engine.errors import StoreLockedError
from engine.events import TERMINAL, AnyRunEvent, WorkerStarted
from engine.store import Store
from tests.helpers.events import DEMO_PROBLEM, DEMO_SETTINGS, demo_events
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import Bot, World

REQUEST = RunRequest(problem=DEMO_PROBLEM, settings=DEMO_SETTINGS, model="demo")


def by_tab(world: World) -> list[QWidget]:
    """Every widget that Tab reaches on the shown page, in order."""
    window, reached = world.window, list[QWidget]()
    window.activateWindow()
    window.solve.panel.problem.setFocus()
    for _ in range(80):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            break
        reached.append(widget)
        world.bot.press(widget, Qt.Key.Key_Tab)
    return reached


def test_tab_reaches_the_controls_in_reading_order(world: World) -> None:
    world.solve()
    world.until_ended()
    names = [widget.accessibleName() for widget in by_tab(world)]
    wanted = [
        "Problem, in words or TeX",
        "Expected answer, if you know it",
        "Model",
        "Effort",
        "Way of searching",
        "Start the search",
        "Search tree",
        "Step 1: show it in the tree",
        "Answer",
    ]
    assert [name for name in names if name in wanted] == wanted


def test_control_and_numbers_turn_the_pages(world: World) -> None:
    world.bot.press(world.window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert world.window.pages.currentIndex() == 1
    world.bot.press(world.window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert world.window.pages.currentIndex() == 0


def test_the_history_is_searched_as_one_types_and_solves_again(world: World) -> None:
    world.solve("How many pencils are left?")
    world.until_ended()
    world.solve("How many apples are left?")
    world.bot.until(lambda: len(world.host.requests) == 2)
    world.until_ended()
    history = world.window.history
    world.window.show_page("history")
    world.bot.until(lambda: history.model.rowCount() == 2, "both sessions")
    history.search.setText("appl")
    world.bot.until(lambda: history.model.rowCount() == 1, "the one that is searched for")
    world.bot.press(history.search, Qt.Key.Key_Return)
    world.bot.until(lambda: history.again.isVisible(), "the session")
    world.bot.click(history.again)
    assert world.window.pages.currentIndex() == 0
    assert world.window.solve.panel.problem.toPlainText() == "How many apples are left?"
    history.search.setText("zebra")
    world.window.show_page("history")
    world.bot.until(lambda: history.note.text() == "No session holds these words.")


def test_a_locked_store_is_one_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(self: Store, limit: int = 50, offset: int = 0, **_wanted: object) -> object:
        raise StoreLockedError("Another program holds the sessions; close it and try again.")

    monkeypatch.setattr(Store, "sessions", locked)
    world.window.show_page("history")
    world.bot.until(lambda: world.window.banner.sentence(), "the banner")
    assert world.window.banner.sentence() == "Another program holds the sessions; close it and try again."


def test_text_grows_with_the_font_and_nothing_is_cut(world: World, application: QApplication) -> None:
    before, font = world.window.solve.panel.button.height(), QFont(application.font())
    larger = QFont(font)
    larger.setPointSizeF(font.pointSizeF() * 1.5)
    application.setFont(larger)
    try:
        world.bot.wait(50)
        button = world.window.solve.panel.button
        assert button.height() > 1.2 * before
        assert button.height() >= button.fontMetrics().height()
        title = world.window.solve.view.steps.findChildren(TitleLabel)[0]
        assert title.font().pointSizeF() > 1.3 * larger.pointSizeF()
        combo = world.window.solve.panel.model
        assert combo.height() >= combo.fontMetrics().height()
    finally:
        application.setFont(font)


def test_a_worker_without_a_sandbox_is_said(world: World) -> None:
    world.link.worker_event.emit(WorkerStarted(protocol=1, pid=1, isolation="", isolation_detail="No seccomp here."))
    expected = "Steps are not run on this computer, so answers stay unverified: No seccomp here."
    assert world.window.banner.sentence() == expected


def test_an_unexpected_error_is_one_sentence_and_a_file(world: World) -> None:
    reports = CrashReports(world.folder / "logs")
    said: list[str] = []
    reports.reported.connect(said.append)
    try:
        raise ZeroDivisionError("in the tree")
    except ZeroDivisionError as error:
        reports.take(error)
    (path,) = (world.folder / "logs").glob("crash-*.txt")
    assert said == [f"Something went wrong inside Stepwise; you can go on. A report for us lies in {path}."]
    assert "ZeroDivisionError: in the tree" in path.read_text(encoding="utf-8")


def test_an_error_in_background_work_reaches_the_crash_report(world: World) -> None:
    world.window.show_error(RuntimeError("a bug"))
    assert world.window.banner.sentence().startswith("Something went wrong inside Stepwise")
    assert len(list((world.folder / "logs").glob("crash-*.txt"))) == 1


def test_an_unwritable_report_folder_loses_the_file_and_not_the_window(tmp_path: Path, caplog: object) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("")
    reports = CrashReports(blocker / "logs")
    said: list[str] = []
    reports.reported.connect(said.append)
    reports.take(ValueError("x"))
    assert said == ["Something went wrong inside Stepwise; you can go on."]


def test_the_application_is_made_once() -> None:
    assert make_application() is make_application()


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[tuple[EngineLink, ScriptedHost]]:
    store = open_store(tmp_path)
    host = ScriptedHost(store)
    link = EngineLink(host)
    yield link, host
    link.close()
    store.close()


def test_events_come_in_order_and_at_most_thirty_times_a_second(
    linked: tuple[EngineLink, ScriptedHost], bot: Bot
) -> None:
    link, host = linked
    host._pause_s = 0.0005
    batches: list[tuple[float, list[AnyRunEvent]]] = []
    link.run_events.connect(lambda _, events: batches.append((time.monotonic(), events)))
    link.open()
    link.start(REQUEST)
    bot.until(lambda: batches and isinstance(batches[-1][1][-1], TERMINAL), "the last event")
    told = [event for _, events in batches for event in events]
    assert told == demo_events(told[0].run_id)
    moments = sorted({round(moment, 3) for moment, _ in batches})
    flushes = 1 + sum(later - earlier > 0.010 for earlier, later in pairwise(moments))
    assert flushes <= 2 + (moments[-1] - moments[0]) * 1000 / (FLUSH_INTERVAL_MS * 0.8)


def test_a_host_that_takes_its_time_never_holds_the_window(linked: tuple[EngineLink, ScriptedHost], bot: Bot) -> None:
    link, host = linked
    release = threading.Event()
    host.restart = release.wait  # type: ignore[method-assign,assignment]
    restarted: list[bool] = []
    link.engine_restarted.connect(lambda: restarted.append(True))
    start = time.perf_counter()
    link.restart()
    link.stop("nothing")
    assert time.perf_counter() - start < 0.2
    bot.wait(50)
    assert restarted == []
    release.set()
    bot.until(lambda: restarted)


def test_background_work_comes_back_on_the_windows_thread_and_not_after_closing(bot: Bot) -> None:
    lane = Background("test")
    here, threads = threading.current_thread(), list[threading.Thread]()
    results: list[int] = []
    errors: list[str] = []

    def take(result: int) -> None:
        threads.append(threading.current_thread())
        results.append(result)

    lane.run(lambda: 6 * 7, take)
    lane.run(lambda: int("x"), take, lambda error: errors.append(type(error).__name__))
    bot.until(lambda: results and errors)
    assert (results, errors, threads) == ([42], ["ValueError"], [here])
    lane.run(lambda: 1, take)
    lane.close()
    bot.wait(30)
    assert results == [42]


def test_a_line_that_has_no_room_ends_in_dots_and_says_all_in_its_tooltip(bot: Bot, qt_messages: list[str]) -> None:
    line = LineLabel()
    line.say("96 tokens/s   1,234 of 2,000 tokens   12 of 32 rollouts")
    line.resize(120, 20)
    line.show()
    bot.wait(10)
    height = line.sizeHint().height()
    assert line.text().endswith("…")
    assert line.full_text() == line.toolTip() == line.accessibleDescription()
    line.resize(900, 20)
    bot.wait(10)
    assert (line.full_text(), "") == (line.text(), line.toolTip())
    line.say("")
    assert height == line.sizeHint().height()
    line.close()
    line.deleteLater()
