"""Looking back: any moment of a search is shown again, while it runs and afterwards."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from app.state import Timeline, replay
from app.views.formulas import Formulas
from app.views.run_view import RunView
from app.views.tree_scene import TreeScene
from tests.helpers.events import demo_events
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import Bot, World

MakeWorld = Callable[..., World]
RUN = demo_events(nodes=60, progress=False)


def _tree(view: RunView) -> TreeScene:
    scene = view.tree.scene()
    assert isinstance(scene, TreeScene)
    return scene


@pytest.fixture
def view(bot: Bot, qt_messages: list[str]) -> Iterator[RunView]:
    formulas = Formulas()
    made = RunView(formulas)
    made.resize(1000, 700)
    made.show()
    made.show_timeline(Timeline(RUN))
    bot.wait(20)
    yield made
    made.close_views()
    formulas.close()
    made.close()
    made.deleteLater()


def test_a_stored_run_is_shown_as_it_ended_with_its_replay(view: RunView) -> None:
    assert replay(RUN) == view.state == view.newest
    assert view.replay.isVisible()
    assert (60, 60) == (view.replay.slider.value(), view.replay.slider.maximum())
    assert "60 of 60" == view.replay.place.text()
    assert view.replay.follows


def test_the_slider_shows_the_tree_as_it_was_then_and_comes_back(view: RunView) -> None:
    timeline = Timeline(RUN)
    for step in (30, 7, 0, 59):
        view.replay.slider.setValue(step)
        assert timeline.at_step(step) == view.state
        assert step + 1 == len(view.model.nodes())
        assert view.looks_back
        assert view.figures.text().startswith("As it was: ")
    view.replay.newest.click()
    assert timeline.newest == view.state
    assert not view.looks_back


def test_looking_back_moves_no_node_and_leaves_the_zoom(view: RunView, bot: Bot) -> None:
    view.tree.zoom(1.5)
    bot.wait(200)
    at = view.tree.mapFromScene(_tree(view).node_rect(5).center())
    scale = view.tree.transform().m11()
    view.replay.slider.setValue(12)
    bot.wait(200)
    assert (at, scale) == (view.tree.mapFromScene(_tree(view).node_rect(5).center()), view.tree.transform().m11())


def test_the_selected_step_stays_selected_where_it_is_there_already(view: RunView) -> None:
    view.choose(8)
    view.replay.slider.setValue(20)
    selected = view.selected()
    assert selected is not None
    assert 8 == selected.id
    assert view.inspector.isVisible()
    view.replay.slider.setValue(3)
    assert view.selected() is None
    assert not view.inspector.isVisible()


def test_steps_back_and_on_by_button_and_arrow(view: RunView, bot: Bot) -> None:
    view.replay.back.click()
    assert 59 == view.replay.slider.value()
    view.replay.slider.setFocus()
    bot.press(view.replay.slider, Qt.Key.Key_Left)
    assert 58 == view.replay.slider.value()
    view.replay.forward.click()
    assert 59 == view.replay.slider.value()


def test_playing_begins_at_the_start_and_ends_at_the_end(view: RunView, bot: Bot) -> None:
    view.replay.speed.setCurrentIndex(view.replay.speed.count() - 1)
    view.replay.play.click()
    assert view.replay.playing
    assert view.replay.slider.value() < 5
    bot.until(lambda: view.replay.slider.value() > 5, "a few steps")
    view.replay.play.click()
    halted = view.replay.slider.value()
    bot.wait(100)
    assert halted == view.replay.slider.value(), "halted means halted"
    view.replay.play.click()
    bot.until(lambda: not view.replay.playing, "the end")
    assert view.replay.follows


def test_a_running_search_goes_on_behind_the_moment_that_is_shown(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=40, hold_at=80))
    world.solve()
    view = world.window.solve.view
    world.bot.until(lambda: view.replay.slider.maximum() > 8, "some steps")
    view.replay.slider.setValue(4)
    then = view.state
    world.host._hold_at = None
    world.host.released.set()
    world.bot.until(lambda: view.newest.status.ended, "the end")
    assert then == view.state
    assert (4, 40) == (view.replay.slider.value(), view.replay.slider.maximum())
    view.replay.newest.click()
    assert replay(demo_events(view.state.run_id, problem=world.host.requests[0].problem, nodes=40)) == view.state


def test_another_run_begins_with_its_newest_step(view: RunView) -> None:
    view.replay.slider.setValue(3)
    view.show_timeline(Timeline(demo_events("another", nodes=9)))
    assert "another" == view.state.run_id
    assert not view.looks_back
    assert 9 == view.replay.slider.value()


def test_five_thousand_steps_are_slid_through_without_a_stall(view: RunView, bot: Bot) -> None:
    view.show_timeline(Timeline(demo_events("large", nodes=5_000, progress=False)))
    bot.wait(500)
    spans = []
    for step in (*range(4_999, 4_980, -1), 2_500, 2_501, 100, 4_000):
        began = time.perf_counter()
        view.replay.slider.setValue(step)
        spans.append(time.perf_counter() - began)
    assert sorted(spans)[len(spans) // 2] < 0.2, "the usual step; a busy machine is allowed for"


def test_the_overview_shows_up_when_part_of_the_tree_is_out_of_sight(view: RunView, bot: Bot) -> None:
    minimap = view.tree.minimap
    assert not minimap.isVisible()
    for _ in range(8):
        view.tree.zoom_in()
    assert minimap.isVisible()
    assert minimap.rect().contains(minimap.frame().toRect())
    before = minimap.frame().center()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(40, 50))
    assert (minimap.frame().center() - QPointF(40, 50)).manhattanLength() < 6
    assert before != minimap.frame().center()
    minimap.setFocus()
    here = minimap.frame().center()
    bot.press(minimap, Qt.Key.Key_Right)
    assert minimap.frame().center().x() > here.x()
    assert not minimap.grab().isNull()
    view.tree.fit()
    assert not minimap.isVisible()


def test_copy_in_the_tree_gives_the_step_as_it_was_written(view: RunView, bot: Bot) -> None:
    view.choose(4)
    view.tree.setFocus()
    bot.press(view.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert view.state.nodes[4].text == QGuiApplication.clipboard().text()


def test_the_inspector_says_why(view: RunView, bot: Bot) -> None:
    answer = view.state.answer
    assert answer is not None
    view.choose(answer.node)
    view.inspector.tabs.setCurrentIndex(1)
    bot.until(lambda: "Worth of this solution" in view.inspector.why.text(), "the grounds")
    assert "Outcome: Agrees: it leads to the answer that won" in view.inspector.why.text()
    assert "agreement ×" in view.inspector.why.text()
    view.choose(0)
    bot.until(lambda: "Worth" not in view.inspector.why.text(), "the problem, which has no score")
