"""Steering through the link: changes go out away from the window's thread, refusals come back as a sentence."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.engine_link import EngineLink
from app.onward import forked
from app.state import replay
from engine.commands import Pin, Prune, Steering
from engine.errors import BadSettingsError
from tests.helpers.events import demo_events
from tests.helpers.window_hosts import ScriptedHost, open_store
from tests.ui.conftest import Bot


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[tuple[EngineLink, ScriptedHost]]:
    store = open_store(tmp_path)
    host = ScriptedHost(store)
    link = EngineLink(host)
    yield link, host
    link.close()
    store.close()


def test_a_change_is_made_away_from_the_window_and_told(linked: tuple[EngineLink, ScriptedHost], bot: Bot) -> None:
    link, host = linked
    told: list[tuple[str, Steering]] = []
    threads: list[str] = []
    plain = host.steer_run

    def steer(run_id: str, change: Steering) -> None:
        threads.append(threading.current_thread().name)
        plain(run_id, change)

    host.steer_run = steer  # type: ignore[method-assign]
    link.run_steered.connect(lambda run_id, change: told.append((run_id, change)))
    link.steer("run-1", Prune(node=3))
    link.steer("run-1", Pin(node=2))
    assert [] == told
    bot.until(lambda: len(told) == 2, "both changes")
    assert [("run-1", Prune(node=3)), ("run-1", Pin(node=2))] == told == host.changes
    assert threading.current_thread().name not in threads


def test_a_refused_change_arrives_as_a_sentence(linked: tuple[EngineLink, ScriptedHost], bot: Bot) -> None:
    link, host = linked
    host.refusal = BadSettingsError("There is no step 9; choose one of 0 to 4.")
    refused: list[tuple[str, str]] = []
    link.steering_refused.connect(lambda run_id, sentence: refused.append((run_id, sentence)))
    link.run_steered.connect(lambda *_: pytest.fail("the change was told as made"))
    link.steer("run-1", Prune(node=9))
    bot.until(lambda: refused, "the refusal")
    assert [("run-1", "There is no step 9; choose one of 0 to 4.")] == refused


def test_a_fork_starts_as_any_search_does(linked: tuple[EngineLink, ScriptedHost], bot: Bot) -> None:
    link, host = linked
    started: list[str] = []
    link.run_started.connect(started.append)
    link.open()
    state = replay(demo_events())
    node = next(view.id for view in state.nodes.values() if view.children and view.id)
    link.start(forked(state, node))
    bot.until(lambda: started, "the start")
    assert [("run-1", node)] == [(request.parent_run_id, request.fork_at) for request in host.requests]
