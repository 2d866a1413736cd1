"""A person changes the tree in the window: while a search runs, and after it has ended."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu

from app.actions import ACTIONS, Fact
from app.actions.solve import STEP_MENU
from app.onward import more_effort, with_effort
from app.state import NodeView
from app.views.live_run import Phase
from app.views.step_dialog import StepDialog
from engine.commands import AddStep, Pin, Prune
from engine.errors import BadSettingsError
from engine.store import RunStatus
from engine.types import Effort, NodeStatus
from tests.helpers.events import DEMO_SETTINGS
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import World

MakeWorld = Callable[..., World]


@pytest.fixture
def ended(world: World) -> World:
    """A finished run on the Solve page."""
    world.solve()
    world.until_ended()
    world.bot.until(lambda: world.window.solve.run.phase is Phase.IDLE)
    return world


@pytest.fixture
def running(make_world: MakeWorld, tmp_path: Path) -> World:
    """A run that waits after some steps."""
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=40, hold_at=80))
    world.solve()
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 6, "some steps")
    world.bot.wait(60)
    return world


def some_node(world: World, status: NodeStatus = NodeStatus.OPEN, parent_open: bool = True) -> NodeView:
    nodes = world.window.solve.view.newest.nodes
    return next(
        view
        for view in nodes.values()
        if view.status is status
        and view.parent is not None
        and (nodes[view.parent].status is NodeStatus.OPEN) is parent_open
    )


def do(world: World, action: str) -> None:
    """Choose an action from the menus; one that is disabled does nothing."""
    world.window.menus.action(action).trigger()


def dialog_of(world: World) -> StepDialog:
    (dialog,) = world.window.findChildren(StepDialog)
    world.bot.until(dialog.isActiveWindow, "the dialog")
    return dialog


def test_a_running_search_is_pruned_and_pinned_by_menu(running: World) -> None:
    node = some_node(running)
    running.window.solve.view.choose(node.id)
    run_id = running.window.solve.view.state.run_id
    do(running, "steer.prune")
    do(running, "steer.pin")
    running.bot.until(lambda: len(running.host.changes) == 2, "both changes")
    assert [(run_id, Prune(node=node.id)), (run_id, Pin(node=node.id))] == running.host.changes


def test_a_step_is_inserted_and_edited_in_a_running_search(running: World) -> None:
    node = some_node(running)
    running.window.solve.view.choose(node.id)
    do(running, "steer.insert")
    dialog = dialog_of(running)
    assert not dialog.take.isEnabled()
    dialog.text.setPlainText("Halve it.\nhalf = total / 2")
    running.bot.press(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    running.bot.until(lambda: running.host.changes, "the step")
    assert AddStep(parent=node.id, text=" Halve it.\nhalf = total / 2") == running.host.changes[0][1]
    running.bot.until(lambda: not running.window.findChildren(StepDialog), "the dialog to go")
    do(running, "steer.edit")
    dialog = dialog_of(running)
    assert f"{node.title}\n{node.code}" == dialog.text.toPlainText()
    dialog.text.setPlainText("print(7)")
    dialog.final.setChecked(True)
    running.bot.click(dialog.take)
    running.bot.until(lambda: len(running.host.changes) == 2, "the edit")
    expected = AddStep(parent=node.parent or 0, text="\nprint(7)", replaces=node.id, final=True)
    assert expected == running.host.changes[1][1]


def test_a_refused_change_is_one_sentence(running: World) -> None:
    running.host.refusal = BadSettingsError("There is no step 9; choose one of 0 to 4.")
    running.window.solve.view.choose(some_node(running).id)
    do(running, "steer.prune")
    running.bot.until(lambda: running.window.banner.sentence(), "the banner")
    assert "There is no step 9; choose one of 0 to 4." == running.window.banner.sentence()


def test_a_running_search_cannot_be_forked_and_an_ended_step_not_pinned(running: World) -> None:
    view = running.window.solve.view
    view.choose(some_node(running).id)
    assert Fact.FORKABLE not in running.window.solve.facts()
    view.choose(some_node(running, NodeStatus.FAILED).id)
    assert not {Fact.PINNABLE, Fact.FORKABLE} & running.window.solve.facts()
    assert {Fact.STEP, Fact.PRUNABLE} <= running.window.solve.facts()


def test_an_ended_run_is_forked_at_a_step(ended: World) -> None:
    before = ended.window.solve.view.newest
    node = some_node(ended)
    ended.window.solve.view.choose(node.id)
    do(ended, "steer.fork")
    ended.bot.until(lambda: len(ended.host.requests) == 2, "the fork")
    request = ended.host.requests[1]
    assert (before.run_id, node.id, before.problem) == (request.parent_run_id, request.fork_at, request.problem)


def test_a_change_of_an_ended_run_begins_a_new_one_that_names_it(ended: World) -> None:
    before = ended.window.solve.view.newest
    node = some_node(ended)
    ended.window.solve.view.choose(node.id)
    do(ended, "steer.prune")
    ended.bot.until(lambda: len(ended.host.requests) == 2, "the new run")
    request = ended.host.requests[1]
    assert (before.run_id, None, (Prune(node=node.id),)) == (request.parent_run_id, request.fork_at, request.steering)
    assert before.settings == request.settings


def test_a_step_is_edited_in_an_ended_run_while_an_earlier_moment_is_on_show(ended: World) -> None:
    view = ended.window.solve.view
    node = some_node(ended)
    view.replay.slider.setValue(node.id + 1)
    view.choose(node.id)
    do(ended, "steer.edit")
    dialog = dialog_of(ended)
    dialog.text.setPlainText("")
    assert "The step is empty; write what it should do." == dialog.hint.text()
    dialog.text.setPlainText("x" * 30_000)
    assert "The step is too long; shorten it to 20,000 bytes or fewer." == dialog.hint.text()
    dialog.text.setPlainText("Twice that.")
    ended.bot.click(dialog.take)
    ended.bot.until(lambda: len(ended.host.requests) == 2, "the new run")
    assert (AddStep(parent=node.parent or 0, text=" Twice that.", replaces=node.id),) == ended.host.requests[1].steering


def test_a_dialog_that_is_left_changes_nothing(ended: World) -> None:
    ended.window.solve.view.choose(some_node(ended).id)
    do(ended, "steer.insert")
    dialog = dialog_of(ended)
    dialog.text.setPlainText("print(1)")
    ended.bot.press(dialog, Qt.Key.Key_Escape)
    ended.bot.until(lambda: not ended.window.findChildren(StepDialog), "the dialog to go")
    assert 1 == len(ended.host.requests)


def test_a_run_is_paused_and_goes_on_with_more_effort(running: World) -> None:
    paused: list[bool] = []
    stop = running.host.stop_run

    def remember(run_id: str, *, pause: bool = False) -> None:
        paused.append(pause)
        stop(run_id, pause=pause)

    running.host.stop_run = remember  # type: ignore[method-assign]
    do(running, "solve.pause")
    running.until_ended()
    assert [True] == paused
    before = running.window.solve.view.newest
    running.bot.until(lambda: running.window.solve.run.phase is Phase.IDLE)
    running.host._hold_at = None
    do(running, "solve.deepen")
    running.bot.until(lambda: len(running.host.requests) == 2, "the next run")
    request = running.host.requests[1]
    assert before.run_id == request.parent_run_id
    assert with_effort(DEMO_SETTINGS, Effort.DEEP) == request.settings
    assert request.settings.budget.max_tokens > DEMO_SETTINGS.budget.max_tokens
    running.bot.until(lambda: running.window.solve.view.newest.status is RunStatus.FINISHED, "its end")


def test_a_run_goes_on_with_the_same_effort_by_key(ended: World) -> None:
    before = ended.window.solve.view.newest
    ended.bot.press(ended.window.solve.view.tree, Qt.Key.Key_F9)
    ended.bot.until(lambda: len(ended.host.requests) == 2, "the next run")
    assert (before.run_id, before.settings) == (ended.host.requests[1].parent_run_id, ended.host.requests[1].settings)


def test_more_effort_is_the_next_larger_budget() -> None:
    small = with_effort(DEMO_SETTINGS, Effort.QUICK)
    assert Effort.NORMAL is more_effort(small)
    assert Effort.DEEP is more_effort(with_effort(small, more_effort(small)))
    assert Effort.DEEP is more_effort(with_effort(small, Effort.DEEP))


def test_a_stored_run_goes_on_while_nothing_else_runs(ended: World, running: World) -> None:
    stored = ended.window.solve.view.newest
    running.window.solve.continue_run(stored, Effort.QUICK)
    running.bot.until(lambda: running.window.banner.sentence(), "the banner")
    assert "A search is running; stop it first." == running.window.banner.sentence()
    ended.window.solve.panel.set_problem("another", None)
    ended.window.solve.continue_run(stored, Effort.QUICK)
    ended.bot.until(lambda: len(ended.host.requests) == 2, "the next run")
    assert stored.problem is not None
    assert stored.problem.text == ended.window.solve.panel.problem.toPlainText()


def test_the_menu_of_a_step_is_made_from_the_table(ended: World) -> None:
    view = ended.window.solve.view
    view.choose(some_node(ended).id)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    QApplication.sendEvent(view.tree.viewport(), event)
    menus = [menu for menu in ended.window.solve.findChildren(QMenu) if menu.isVisible()]
    assert 1 == len(menus)
    titles = {action.title: action.enabled(ended.window.solve.facts()) for action in ACTIONS if action.id in STEP_MENU}
    assert titles == {action.text(): action.isEnabled() for action in menus[0].actions()}
    assert titles["&Fork a new search from this step"]
    menus[0].close()


def test_step_and_answer_are_copied_by_menu(ended: World) -> None:
    view = ended.window.solve.view
    node = some_node(ended)
    view.choose(node.id)
    do(ended, "solve.copy_step")
    assert node.text == QGuiApplication.clipboard().text()
    do(ended, "solve.copy_answer")
    assert "10" == QGuiApplication.clipboard().text()


def test_nothing_can_be_steered_before_there_is_a_tree(world: World) -> None:
    steering = {Fact.STEP, Fact.PINNABLE, Fact.FORKABLE, Fact.PRUNABLE, Fact.EDITABLE, Fact.CONTINUABLE}
    assert not steering & world.window.solve.facts()
    for action in STEP_MENU:
        assert not world.window.menus.action(action).isEnabled()
