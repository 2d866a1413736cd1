import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from app.items.tree_model import Column, TreeModel
from app.preferences import FontPercent, Preferences
from app.state import RunState, reduce, replay
from app.views import tree_scene
from app.views.settings_look import apply_look
from app.views.theme import DARK, LIGHT, apply_theme, theme_of, value_colour
from app.views.tree_scene import TreeScene
from app.views.tree_view import TreeView
from engine.events import NodeAdded
from engine.types import NodeStatus
from tests.helpers.events import demo_events
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World, cards_of

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal
ROOT_INDEX = QModelIndex()


def show(model: TreeModel, state: RunState) -> None:
    model.show(state.run_id, state.nodes, state.best_path)


def texts(model: TreeModel, parent: QModelIndex = ROOT_INDEX) -> list[object]:
    indexes = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return [(model.data(index), texts(model, index)) for index in indexes]


@pytest.fixture
def opened(world: World) -> World:
    """A finished demo run on the Solve page."""
    world.solve()
    world.until_ended()
    world.bot.wait(250)
    return world


def current(world: World) -> int:
    return int(world.window.solve.view.selection.currentIndex().internalId())


def test_qts_own_tester_finds_no_fault_while_a_tree_grows() -> None:
    model = TreeModel()
    tester = QAbstractItemModelTester(model, FATAL)
    state = RunState()
    for event in demo_events(nodes=60):
        state = reduce(state, event)
        show(model, state)
    show(model, replay(demo_events("another", nodes=9)))
    show(model, RunState())
    assert model.rowCount() == 0
    assert tester.model() is model


def test_growing_step_by_step_and_showing_at_once_give_the_same_model() -> None:
    grown, at_once = TreeModel(), TreeModel()
    state = RunState()
    for event in demo_events(nodes=60):
        state = reduce(state, event)
        show(grown, state)
    show(at_once, state)
    assert texts(grown) == texts(at_once)
    assert grown.child_places() == at_once.child_places()


def test_ids_of_any_size_are_shown() -> None:
    events = demo_events(nodes=3, progress=False)
    state = replay(event for event in events if not isinstance(event, NodeAdded))
    added = next(event for event in events if isinstance(event, NodeAdded))
    for node in (2**70, -5, 7):
        state = reduce(
            RunState(run_id=state.run_id, nodes=state.nodes),
            NodeAdded(
                run_id=added.run_id,
                seq=1,
                node=node,
                parent=0,
                depth=1,
                text="x",
                status=NodeStatus.OPEN,
                reason="",
                execution=None,
                answer=None,
                tokens=1,
                mean_logprob=0.0,
                prior=None,
            ),
        )
    model = TreeModel()
    show(model, state)
    assert [node.id for node in model.nodes()] == [0, 2**70, -5, 7]
    assert model.place_of(-5) == 2


def test_arrows_walk_through_the_tree(opened: World) -> None:
    view = opened.window.solve.view
    view.tree.setFocus()
    model, bot = view.model, opened.bot
    bot.press(view.tree, Qt.Key.Key_Home)
    assert current(opened) == 0
    best = [model.place_of(node) for node in view.state.best_path]
    for place in best[1:]:
        bot.press(view.tree, Qt.Key.Key_Down)
        assert current(opened) == place
    bot.press(view.tree, Qt.Key.Key_Down)
    assert current(opened) == best[-1]
    bot.press(view.tree, Qt.Key.Key_Up)
    assert current(opened) == best[-2]
    bot.press(view.tree, Qt.Key.Key_Home)
    bot.press(view.tree, Qt.Key.Key_Down)
    before = current(opened)
    bot.press(view.tree, Qt.Key.Key_Right)
    assert current(opened) == before + 1
    bot.press(view.tree, Qt.Key.Key_Left)
    assert current(opened) == before


def test_graphics_view_outline_steps_and_inspector_share_one_selection(opened: World) -> None:
    view = opened.window.solve.view
    node = view.state.nodes[view.state.best_path[2]]
    place = view.model.place_of(node.id)
    assert place is not None
    view.tabs.setCurrentIndex(1)
    index = view.model.index_at(place)
    view.outline.setCurrentIndex(index)
    assert view.inspector.isVisible()
    assert node.code in view.inspector.text()
    assert f"Visits N {node.visits}" in view.inspector.text()
    assert [card.step.node for card in cards_of(view) if card.property("chosen")] == [node.id]
    assert "Step 2:" in view.tree.accessibleDescription()
    view.inspector.closed.emit()
    assert not view.inspector.isVisible()
    assert not view.selection.currentIndex().isValid()


def test_a_click_on_a_node_selects_it(opened: World) -> None:
    view = opened.window.solve.view
    place = 5
    at = view.tree.mapFromScene(scene_of(view.tree).node_rect(place).center())
    opened.bot.click(view.tree.viewport(), at)
    assert current(opened) == place
    assert view.inspector.isVisible()


def test_a_step_card_leads_to_its_node(opened: World) -> None:
    view = opened.window.solve.view
    card = cards_of(view)[1]
    card.chosen.emit(card.step.node)
    assert current(opened) == view.model.place_of(card.step.node)


def test_failed_branches_say_why_where_they_stand(opened: World) -> None:
    model = opened.window.solve.view.model
    failed = next(place for place, node in enumerate(model.nodes()) if node.status is NodeStatus.FAILED)
    index = model.index_at(failed, Column.STATE)
    assert model.data(index) == "failed: NameError: name 'undefined' is not defined"
    assert "NameError" in scene_of(opened.window.solve.view.tree).tooltip(failed)


def test_zoom_and_fit_by_keys(opened: World) -> None:
    tree = opened.window.solve.view.tree
    tree.setFocus()
    before = tree.transform().m11()
    opened.bot.press(tree, Qt.Key.Key_Plus)
    assert tree.transform().m11() > before
    opened.bot.press(tree, Qt.Key.Key_Minus)
    assert tree.transform().m11() == pytest.approx(before)
    opened.bot.press(tree, Qt.Key.Key_0)
    assert sight_of(tree).contains(scene_of(tree).bounds())


@pytest.mark.parametrize("font_percent", [100, 200])
def test_the_whole_tree_stays_in_sight_while_it_grows_and_the_root_stays_put(
    world: World, application: QApplication, font_percent: FontPercent
) -> None:
    apply_look(Preferences(font_percent=font_percent), application)
    world.bot.wait(50)
    world.host._nodes, world.host._pause_s = 80, 0.002
    world.solve()
    tree = world.window.solve.view.tree
    world.bot.until(lambda: len(world.window.solve.view.model.nodes()) > 2)
    seen: list[tuple[float, QPoint, QSize]] = []
    while not world.window.solve.view.state.status.ended:
        # The memory of the worker comes late in a search.
        world.window.solve.view.figures.show_memory(1_200_000_000 if len(seen) > 3 else None)
        seen.append((tree.transform().m11(), root_of(tree), tree.viewport().size()))
        world.bot.wait(15)
    world.bot.wait(450)
    assert sight_of(tree).contains(scene_of(tree).bounds())
    assert len({scale for scale, _, _ in seen}) > 1, "the view must have made room"
    assert len({size.toTuple() for _, _, size in seen}) == 1, "no words may take room from the tree"
    assert max((root - seen[0][1]).manhattanLength() for _, root, _ in seen) <= 2


def test_the_root_of_a_growing_tree_keeps_its_place_when_the_window_changes(
    make_world: Callable[..., World], tmp_path: Path
) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path / "held"), nodes=60, hold_at=120))
    world.solve()
    view = world.window.solve.view
    world.bot.until(lambda: len(view.model.nodes()) > 20, "a tree")
    world.bot.wait(250)
    before = root_of(view.tree)
    world.window.resize(1280, 640)
    world.bot.wait(50)
    assert (root_of(view.tree) - before).manhattanLength() <= 2
    assert sight_of(view.tree).contains(scene_of(view.tree).bounds())
    world.host.released.set()
    world.until_ended()


def test_both_themes_come_through_palette_roles(opened: World, application: QApplication) -> None:
    tree = opened.window.solve.view.tree
    light = scene_of(tree).look(0).fill.color()
    apply_theme(application, DARK)
    opened.bot.wait(30)
    assert theme_of(opened.window.palette()) is DARK
    dark = scene_of(tree).look(0).fill.color()
    assert (light.lightness() > 200, dark.lightness() < 60) == (True, True)
    image = opened.window.grab().toImage()
    dark_pixels = sum(image.pixelColor(x, y).lightness() < 90 for x in range(0, 1200, 40) for y in range(0, 800, 40))
    assert dark_pixels > 0.85 * 30 * 20


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_values_differ_for_eyes_that_see_no_red_or_green(theme: object) -> None:
    assert theme in (LIGHT, DARK)
    chosen = LIGHT if theme is LIGHT else DARK
    low, middle, high = (value_colour(chosen, value) for value in (-1.0, 0.0, 1.0))
    # Blue against orange differs most in the blue channel, which red-green blindness leaves.
    assert abs(low.blue() - high.blue()) > 120
    assert len({low.name(), middle.name(), high.name()}) == 3
    assert value_colour(chosen, 7.0) == high


def test_text_is_readable_in_both_themes() -> None:
    for theme in (LIGHT, DARK):
        for ink, ground in (
            (theme.ink, theme.window),
            (theme.ink, theme.base),
            (theme.muted_ink, theme.window),
            (theme.muted_ink, theme.raised),
            (theme.on_accent, theme.accent),
            (theme.accent, theme.base),
            (theme.on_warning, theme.warning),
        ):
            assert contrast(ink, ground) >= 4.5, (ink, ground)


def test_a_large_tree_is_dots_from_afar_and_whole_from_near(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []

    def watch(name: str) -> None:
        paint = getattr(tree_scene, name)

        def noted(*given: object, **named: object) -> None:
            painted.append(name)
            paint(*given, **named)

        monkeypatch.setattr(tree_scene, name, noted)

    watch("paint_crowd")
    watch("paint_nodes")
    view = world.window.solve.view
    view.show_state(replay(demo_events(nodes=900, progress=False)))
    view.tree.fit()
    painted.clear()
    view.tree.grab()
    assert {"paint_crowd"} == set(painted)
    while view.tree.transform().m11() < 1.0:
        view.tree.zoom_in()
    painted.clear()
    view.tree.viewport().grab()
    assert "paint_nodes" in painted


def test_two_thousand_nodes_leave_the_event_loop_alive(world: World) -> None:
    world.host.make_events = lambda run_id: demo_events(run_id, nodes=2_000, progress=False)
    gaps: list[float] = []
    world.solve()
    last = time.perf_counter()
    while not world.window.solve.view.state.status.ended:
        world.bot.wait(1)
        now = time.perf_counter()
        gaps.append(now - last)
        last = now
    assert len(world.window.solve.view.model.nodes()) == 2_001
    gaps.sort()
    assert gaps[-1] < 1.5, "the longest stall"
    assert gaps[len(gaps) * 9 // 10] < 0.3, "nine of ten turns of the event loop"


def test_selection_stays_while_the_tree_grows() -> None:
    model = TreeModel()
    selection = QItemSelectionModel(model)
    state = RunState()
    events = demo_events(nodes=40)
    for event in events[:60]:
        state = reduce(state, event)
    show(model, state)
    selection.setCurrentIndex(model.index_at(4), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    for event in events[60:]:
        state = reduce(state, event)
        show(model, state)
    assert selection.currentIndex().internalId() == 4


def root_of(view: TreeView) -> QPoint:
    """Where the root is on the screen."""
    return view.mapFromScene(scene_of(view).node_rect(0).center())


def sight_of(view: TreeView) -> QRectF:
    return view.mapToScene(view.viewport().rect()).boundingRect()


def scene_of(view: TreeView) -> TreeScene:
    scene = view.scene()
    assert isinstance(scene, TreeScene)
    return scene


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    bright, dim = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
