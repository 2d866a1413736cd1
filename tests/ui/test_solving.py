from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.state import RunState, replay
from app.views.live_run import Phase
from app.views.ports import ModelChoice
from engine.errors import BadProblemError, EngineCrashedError
from engine.events import AnyRunEvent
from engine.store import RunStatus
from engine.types import MAX_PROBLEM_CHARACTERS, Effort, PolicyName
from tests.helpers.events import demo_events
from tests.helpers.window_hosts import DEATH, DemoModels, ScriptedHost, open_store
from tests.ui.conftest import Bot, World, cards_of

MakeWorld = Callable[..., World]


def held(world: World, at: int) -> None:
    """Let the next run stop before event ``at``."""
    world.host._hold_at = at


def shown_tree(world: World) -> list[tuple[int, int | None, str, int]]:
    model = world.window.solve.view.model
    return [(node.id, node.parent, node.status.value, node.visits) for node in model.nodes()]


def test_a_run_streams_into_tree_steps_and_answer(world: World) -> None:
    world.solve()
    world.until_ended()
    view = world.window.solve.view
    expected = replay(demo_events(view.state.run_id, problem=world.host.requests[0].problem))
    assert view.state == expected
    assert [node.id for node in view.model.nodes()] == list(expected.nodes)
    assert view.answer.text() == "10"
    assert "Checked: equals the given answer." in view.answer.sentence()
    assert [card.step.number for card in cards_of(view)] == [1, 2, 3, 4]
    assert "of 4,000 tokens   21.5 s" in view.figures.text()
    assert "tokens/s" in view.figures.text()


def test_what_the_user_chose_is_what_is_searched(world: World) -> None:
    panel = world.window.solve.panel
    world.bot.until(lambda: panel.chosen_model() is not None)
    panel.effort.setCurrentIndex(2)
    panel.policy.setCurrentIndex(1)
    world.solve("  How much is $2^5$?\n", "")
    world.until_ended()
    request = world.host.requests[0]
    assert request.problem.text == "How much is $2^5$?"
    assert request.problem.answer is None
    assert request.settings.policy is PolicyName.MAJORITY
    assert panel.chosen_effort() is Effort.DEEP
    assert request.model == "qwen2.5-coder-0.5b-instruct-q4_k_m"


def test_a_replay_from_the_store_shows_the_same_as_the_live_run(world: World) -> None:
    world.solve()
    world.until_ended()
    live = world.window.solve.view
    world.window.show_page("history")
    history = world.window.history
    world.bot.until(lambda: history.model.rowCount() == 1, "the list")
    history.list.setCurrentIndex(history.model.index(0, 0))
    history.list.setFocus()
    world.bot.press(history.list, Qt.Key.Key_Return)
    world.bot.until(lambda: history.view.state.run_id == live.state.run_id, "the replay")
    assert history.view.state == live.state
    assert history.view.answer.sentence() == live.answer.sentence()
    world.bot.until(lambda: cards_of(history.view), "the steps")
    assert [card.step for card in cards_of(history.view)] == [card.step for card in cards_of(live)]


def test_control_return_starts_and_escape_stops(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=40, hold_at=60))
    panel = world.window.solve.panel
    world.bot.until(lambda: panel.chosen_model() is not None)
    panel.set_problem("1+1", None)
    world.bot.press(panel.problem, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 3, "the first steps")
    assert panel.button.text() == "Sto&p"
    world.bot.press(panel.problem, Qt.Key.Key_Escape)
    world.until_ended()
    assert world.window.solve.view.state.status is RunStatus.CANCELLED
    assert panel.button.text() == "St&art"
    assert panel.button.isEnabled()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_problem_cannot_be_started(world: World, text: str) -> None:
    panel = world.window.solve.panel
    world.bot.until(lambda: panel.chosen_model() is not None)
    panel.set_problem(text, None)
    assert not panel.button.isEnabled()
    assert panel.hint.text() == "Type a problem to begin."
    world.bot.press(panel.problem, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    world.bot.wait(30)
    assert world.host.requests == []


def test_a_pasted_megabyte_is_refused_in_one_sentence(world: World) -> None:
    panel = world.window.solve.panel
    world.bot.until(lambda: panel.chosen_model() is not None)
    panel.set_problem("1 + " * 250_000, None)
    assert not panel.button.isEnabled()
    expected = f"The problem has 1,000,000 characters; shorten it to {MAX_PROBLEM_CHARACTERS:,} or fewer."
    assert panel.hint.text() == expected


def test_a_refused_start_is_one_sentence_and_the_next_start_works(world: World) -> None:
    world.host.refusal = BadProblemError("The problem is not text; type it again.")
    world.solve()
    world.bot.until(lambda: world.window.banner.sentence(), "the banner")
    assert world.window.banner.sentence() == "The problem is not text; type it again."
    assert world.window.solve.run.phase is Phase.IDLE
    world.host.refusal = None
    world.bot.click(world.window.solve.panel.button)
    world.until_ended()


def test_a_dead_engine_keeps_the_tree_and_is_restarted_by_the_banner(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=40, hold_at=80))
    world.solve()
    view, banner = world.window.solve.view, world.window.banner
    world.bot.until(lambda: len(view.state.nodes) > 8, "some steps")
    world.host.die()
    world.bot.until(lambda: banner.sentence(), "the banner")
    assert banner.sentence() == DEATH
    assert view.state.status is RunStatus.CRASHED
    assert len(view.model.nodes()) == len(view.state.nodes) > 8
    assert world.window.solve.run.phase is Phase.IDLE
    assert view.state == replay(world.store.events(view.state.run_id))
    world.bot.click(banner.button())
    world.bot.until(lambda: not banner.sentence(), "the restart")
    assert world.host.restarts == 1
    world.host._hold_at = None
    world.bot.click(world.window.solve.panel.button)
    world.bot.until(lambda: view.state.status is RunStatus.FINISHED, "the next run")


def test_a_start_without_an_engine_offers_the_restart(world: World) -> None:
    world.host.refusal = EngineCrashedError("The engine is not running; restart it.")
    world.solve()
    world.bot.until(lambda: world.window.banner.sentence(), "the banner")
    assert world.window.banner.button().isVisible()


def test_closing_in_mid_run_stops_it_and_stores_its_end(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=40, hold_at=60))
    world.solve()
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 3, "some steps")
    run_id = world.window.solve.view.state.run_id
    world.close()
    assert world.host.closed
    assert replay(world.store.events(run_id)).status is RunStatus.CANCELLED


def test_closing_while_a_run_starts_leaves_nothing_running(make_world: MakeWorld, tmp_path: Path) -> None:
    world = make_world(ScriptedHost(open_store(tmp_path), nodes=400, pause_s=0.005))
    world.solve()
    world.close()
    assert world.host.closed
    assert all(run.status.ended for session in world.store.sessions() for run in world.store.session(session.id).runs)


def test_two_windows_at_once_work_on_one_store(make_world: MakeWorld, tmp_path: Path, bot: Bot) -> None:
    first_store, second_store = open_store(tmp_path), open_store(tmp_path)
    first, second = make_world(ScriptedHost(first_store)), make_world(ScriptedHost(second_store))
    first.solve("one plus one")
    second.solve("two plus two")
    first.until_ended()
    second.until_ended()
    first.window.show_page("history")
    bot.until(lambda: first.window.history.model.rowCount() == 2, "both sessions")


def test_a_missing_model_is_offered_fetched_and_used(make_world: MakeWorld) -> None:
    world = make_world(models=DemoModels(installed=False))
    strip, panel = world.window.solve.strip, world.window.solve.panel
    world.bot.until(strip.isVisible, "the offer")
    panel.set_problem("1+1", None)
    assert strip.button().text() == "&Get it (491 MB)"
    assert not panel.button.isEnabled()
    world.bot.click(strip.button())
    world.bot.until(lambda: "197 MB of 491 MB, 12 MB/s, 30 s left" in strip.sentence(), "progress")
    world.models.wait.set()
    world.bot.until(lambda: panel.button.isEnabled(), "the model")
    assert not strip.isVisible()


def test_a_download_is_stopped_and_can_be_begun_again(make_world: MakeWorld) -> None:
    world = make_world(models=DemoModels(installed=False))
    strip = world.window.solve.strip
    world.bot.until(strip.isVisible, "the offer")
    world.bot.click(strip.button())
    world.bot.until(lambda: strip.button().text() == "Sto&p")
    world.bot.click(strip.button())
    world.bot.until(lambda: "Paused; what arrived is kept" in strip.sentence(), "the stop")
    assert strip.button().isEnabled()


def test_many_events_in_one_burst_are_shown_in_order(world: World) -> None:
    def burst(run_id: str) -> Sequence[AnyRunEvent]:
        return demo_events(run_id, nodes=300, progress=False)

    world.host.make_events = burst
    world.solve()
    world.until_ended()
    state: RunState = world.window.solve.view.state
    assert state == replay(burst(state.run_id))


def test_a_model_that_comes_is_taken_unless_a_person_chose_another(world: World) -> None:
    panel = world.window.solve.panel
    missing = ModelChoice("large", "Large", False, "It fits.", 1, True)
    here = ModelChoice("small", "Small", True, "It fits.", 0, True)
    panel.set_choices([missing])
    panel.set_choices([here, replace(missing, is_default=False)])
    assert panel.chosen_model() == here
    panel.model.setCurrentIndex(1)
    panel.model.activated.emit(1)
    panel.set_choices([here, replace(missing, is_default=False)])
    assert "large" == panel.model.currentData()
