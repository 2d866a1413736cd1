"""The engine as the front sees it, on a real worker and a real store: what is told is stored, whatever dies."""

import contextlib
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.state import replay
from engine.errors import BadProblemError, EngineCrashedError
from engine.events import AnyEvent, Cancelled, Failed, Finished, NodeAdded, Paused, Progress, RunEvent, WorkerStarted
from engine.store import RunStatus, Store
from engine.types import Problem
from models.errors import BadModelFileError, DoesNotFitError, KnownError, UnknownModelError
from tests.helpers.houses import House
from tests.helpers.model_files import TINY, gguf
from tests.helpers.processes import EventLog, is_running, locked_database, wait_until
from tests.helpers.scripted_models import (
    BUSY_QUESTION,
    LONG_RUN,
    QUESTION,
    write_busy_script,
    write_script,
)

PROBLEM = Problem("sum", QUESTION)
PROMPT_S = 2.0
CLOSES_S = 10.0
SEED = 20_02


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One host for all tests that let its worker live, since that takes a moment to start."""
    folder = tmp_path_factory.mktemp("house")
    shared = House(folder)
    shared.log.end(shared.search(write_script(folder / "first.json")))
    yield shared
    shared.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[House]:
    """A host of the test's own."""
    own = House(tmp_path / "stepwise")
    yield own
    own.close()


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=5)


def test_an_event_is_stored_before_anyone_is_told(house: House, slow: Path) -> None:
    missing: list[AnyEvent] = []

    def check(event: AnyEvent) -> None:
        stored = isinstance(event, RunEvent) and not isinstance(event, Progress)
        if stored and event not in house.store.events(event.run_id):  # type: ignore[union-attr]
            missing.append(event)

    house.host.listen(check, lambda sentence: None)
    run_id = house.search(slow)
    assert isinstance(house.log.end(run_id), Finished)
    assert [] == missing
    assert house.log.run(run_id) == house.store.events(run_id)
    assert RunStatus.FINISHED is house.status(run_id)


def test_a_model_is_loaded_once_for_many_runs(house: House, slow: Path) -> None:
    house.log.end(house.search(slow))
    heard = len(house.log.events)
    house.log.end(house.search(slow))
    assert all(isinstance(event, RunEvent) for event in house.log.events[heard:])


def test_a_script_is_found_from_the_folder_the_user_is_in(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_script(tmp_path / "here.json")
    monkeypatch.chdir(tmp_path)
    assert isinstance(house.log.end(house.search("here.json")), Finished)


@pytest.mark.parametrize(
    ("pause", "kind", "status"),
    [
        (False, Cancelled, RunStatus.CANCELLED),
        (True, Paused, RunStatus.PAUSED),
    ],
)
def test_a_stopped_run_is_stored_as_stopped(
    house: House, slow: Path, pause: bool, kind: type[AnyEvent], status: RunStatus
) -> None:
    run_id = house.search(slow, LONG_RUN)
    house.log.nodes(run_id, 2)
    house.host.stop_run(run_id, pause=pause)
    assert isinstance(house.log.end(run_id, PROMPT_S), kind)
    assert status is house.status(run_id)
    house.host.stop_run(run_id)
    house.host.stop_run("a run that never was")


@pytest.mark.parametrize(
    ("model", "error", "pattern"),
    [
        ("no such model", UnknownModelError, "no such model"),
        ("qwen2.5-coder-0.5b-instruct-q4_k_n", UnknownModelError, "qwen2.5-coder-0.5b-instruct-q4_k_m"),
        ("missing.json", UnknownModelError, "There is no script missing.json"),
        ("missing.gguf", UnknownModelError, "missing.gguf"),
        ("cut.gguf", BadModelFileError, "cut.gguf"),
        ("huge.gguf", DoesNotFitError, "needs .* context .* free"),
    ],
)
def test_a_model_that_cannot_be_used_is_refused_and_leaves_no_session(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, error: type[KnownError], pattern: str
) -> None:
    (tmp_path / "cut.gguf").write_bytes(gguf()[:-1000])
    # Its weights are tiny; its layers want a context of terabytes.
    wide = {"llama.block_count": 4_000, "llama.embedding_length": 1 << 17, "llama.attention.head_count_kv": 4}
    (tmp_path / "huge.gguf").write_bytes(gguf(TINY | wide))
    monkeypatch.chdir(tmp_path)
    before = house.store.sessions()
    with pytest.raises(error, match=pattern) as refused:
        house.search(model)
    assert "\n" not in refused.value.message
    assert before == house.store.sessions()


def test_a_script_that_is_none_is_refused_with_the_workers_sentence(house: House, tmp_path: Path) -> None:
    (tmp_path / "broken.json").write_text("[1, 2")
    with pytest.raises(KnownError, match=r"broken\.json is no script") as refused:
        house.search(tmp_path / "broken.json")
    assert 10 == refused.value.exit_code


def test_a_problem_that_cannot_be_used_is_refused_before_anything_is_stored(house: House, slow: Path) -> None:
    before = house.store.sessions()
    with pytest.raises(BadProblemError):
        house.search(slow, text=" \n ")
    assert before == house.store.sessions()


def test_a_listener_that_raises_harms_neither_the_others_nor_the_run(
    house: House, slow: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: reported.append(args.exc_value))
    raising = True

    def fall_over(event: AnyEvent) -> None:
        if raising and isinstance(event, NodeAdded):
            raise ZeroDivisionError("a listener's bug")

    house.host.listen(fall_over, lambda sentence: None)
    late = EventLog()
    house.host.listen(late.take, late.died)
    run_id = house.search(slow)
    assert isinstance(late.end(run_id), Finished)
    raising = False
    assert house.log.run(run_id) == late.run(run_id)
    assert {ZeroDivisionError} == {type(error) for error in reported}


def test_a_run_whose_events_cannot_be_stored_ends_once_and_the_next_one_works(tmp_path: Path, slow: Path) -> None:
    impatient = House(tmp_path / "stepwise", busy_timeout_ms=50)
    try:
        run_id = impatient.search(slow, LONG_RUN)
        impatient.log.nodes(run_id, 2)
        with locked_database(impatient.store.path):
            end = impatient.log.end(run_id)
        assert isinstance(end, Failed)
        assert ("StoreLockedError", 9) == (end.kind, end.exit_code)
        assert impatient.log.run(run_id)[:-1] == impatient.store.events(run_id)
        next_id = impatient.search(slow)
        assert isinstance(impatient.log.end(next_id), Finished)
        assert 1 == len(impatient.log.ends(run_id))
        assert [] == impatient.log.deaths
    finally:
        impatient.close()
    with Store.open(impatient.store.path) as store:
        assert RunStatus.FINISHED is store.session(next_id).summary.status


def test_an_event_the_store_refuses_as_wrong_fails_the_run_and_not_the_thread(mortal: House, slow: Path) -> None:
    run_id = mortal.search(slow, LONG_RUN)
    mortal.log.nodes(run_id, 2)
    # As if the run had been ended behind our back: the next event comes after the end.
    with contextlib.closing(sqlite3.connect(mortal.store.path)) as connection, connection:
        connection.execute("UPDATE runs SET status = 'cancelled' WHERE id = ?", (run_id,))
    end = mortal.log.end(run_id)
    assert isinstance(end, Failed)
    assert ("BugError", 1) == (end.kind, end.exit_code)
    assert "please report it" in end.message
    assert isinstance(mortal.log.end(mortal.search(slow)), Finished)


@pytest.mark.parametrize("attempt", range(10))
def test_kill_9_of_the_worker_at_any_moment_loses_no_node_that_was_told(
    mortal: House, tmp_path: Path, attempt: int
) -> None:
    moment = random.Random(SEED + attempt).uniform(0.0, 1.0)
    run_id = mortal.search(write_script(tmp_path / "script.json", delay_ms=2), LONG_RUN)
    # Not before: a worker that has not read the command yet would be one and the same moment ten times over.
    mortal.log.wait(lambda: bool(mortal.log.run(run_id)), "the start")
    time.sleep(moment)
    mortal.kill_worker()
    end = mortal.log.end(run_id)
    assert isinstance(end, Failed)
    assert ("EngineCrashedError", 10) == (end.kind, end.exit_code)
    assert "ended by SIGKILL" in end.message
    mortal.log.wait(lambda: bool(mortal.log.deaths), "the news")
    assert [end.message] == mortal.log.deaths
    told, stored = mortal.log.run(run_id), mortal.store.events(run_id)
    assert told == stored, f"killed after {moment:.3f} s"
    state = replay(stored)
    assert RunStatus.CRASHED is state.status
    assert RunStatus.CRASHED is mortal.status(run_id)
    assert sum(isinstance(event, NodeAdded) for event in told) == len(state.nodes) - 1


def test_after_a_death_the_next_run_starts_a_new_worker(mortal: House, slow: Path) -> None:
    run_id = mortal.search(slow, LONG_RUN)
    mortal.log.nodes(run_id, 1)
    mortal.kill_worker(signal.SIGSEGV)
    # At once, from the very event that tells of it: the new worker must not be confused with the dead one.
    assert isinstance(mortal.log.end(run_id), Failed)
    again = mortal.search(slow)
    assert isinstance(mortal.log.end(again), Finished)
    assert 2 == sum(isinstance(event, WorkerStarted) for event in mortal.log.events)
    assert isinstance(mortal.host.isolation, WorkerStarted)
    assert (mortal.host.worker_memory_bytes() or 0) > 10_000_000


def test_a_worker_killed_while_it_loads_is_a_sentence(mortal: House, tmp_path: Path) -> None:
    endless = tmp_path / "endless.json"
    os.mkfifo(endless)
    with _in_background(lambda: mortal.search(endless)) as start:
        mortal.log.first(WorkerStarted)
        mortal.kill_worker()
        start.join(CLOSES_S)
    assert isinstance(start.error, EngineCrashedError)
    assert "The engine ended while it loaded endless.json; choose another model." == start.error.message


def test_closing_wakes_whoever_waits_for_a_model(mortal: House, tmp_path: Path) -> None:
    endless = tmp_path / "endless.json"
    os.mkfifo(endless)
    with _in_background(lambda: mortal.search(endless)) as start:
        mortal.log.first(WorkerStarted)
        began = time.monotonic()
        mortal.host.close()
        start.join(CLOSES_S)
    assert time.monotonic() - began < CLOSES_S
    assert isinstance(start.error, EngineCrashedError)
    with pytest.raises(EngineCrashedError, match="closed"):
        mortal.search(write_script(tmp_path / "script.json"))
    assert not mortal.host.client.alive


def test_closing_while_the_worker_starts_leaves_no_worker(mortal: House, slow: Path) -> None:
    with _in_background(lambda: mortal.search(slow)) as start:
        wait_until(lambda: mortal.host.client.alive, "the worker")
        mortal.host.close()
        start.join(CLOSES_S)
    assert isinstance(start.error, EngineCrashedError)
    assert not mortal.host.client.alive


def test_closing_in_mid_run_stores_that_it_was_stopped(mortal: House, slow: Path) -> None:
    run_id = mortal.search(slow, LONG_RUN)
    mortal.log.nodes(run_id, 40)
    pid = mortal.host.client.pid
    assert pid is not None
    processes = [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    mortal.host.close()
    assert isinstance(mortal.log.end(run_id), Cancelled)
    assert RunStatus.CANCELLED is mortal.status(run_id)
    wait_until(lambda: not any(map(is_running, processes)), "all processes to end")


def test_a_run_stopped_by_killing_a_deaf_worker_is_stopped_not_failed_and_keeps_its_answer(
    mortal: House, slow: Path
) -> None:
    run_id = mortal.search(slow, LONG_RUN)
    mortal.log.wait(lambda: replay(mortal.store.events(run_id)).answer is not None, "an answer")
    assert mortal.host.client.pid is not None
    psutil.Process(mortal.host.client.pid).suspend()
    mortal.host.stop_run(run_id, pause=True)
    mortal.host.kill()
    end = mortal.log.end(run_id)
    assert isinstance(end, Paused)
    assert end.result.answer is not None
    assert replay(mortal.log.run(run_id)[:-1]).answer == end.result.answer
    nodes = [event for event in mortal.log.run(run_id) if isinstance(event, NodeAdded)]
    assert (len(nodes) + 1, sum(node.tokens for node in nodes)) == (
        end.result.usage.nodes,
        end.result.usage.sampled_tokens,
    )
    assert RunStatus.PAUSED is mortal.status(run_id)
    assert mortal.log.run(run_id) == mortal.store.events(run_id)


def test_a_restart_in_mid_run_stops_it_and_makes_another_worker(mortal: House, tmp_path: Path, slow: Path) -> None:
    run_id = mortal.search(write_busy_script(tmp_path / "busy.json"), LONG_RUN, BUSY_QUESTION)
    mortal.log.nodes(run_id, 1)
    mortal.host.restart()
    assert isinstance(mortal.log.end(run_id), Cancelled)
    assert isinstance(mortal.log.end(mortal.search(slow)), Finished)
    assert [] == mortal.log.deaths


def test_two_hosts_on_one_folder_do_not_touch_each_others_runs(house: House, slow: Path) -> None:
    mine = house.search(slow, LONG_RUN)
    house.log.nodes(mine, 1)
    second = House(house.store.path.parent)
    try:
        assert () == second.store.mark_interrupted()
        theirs = second.search(slow)
        assert isinstance(second.log.end(theirs), Finished)
        assert [] == house.log.run(theirs)
    finally:
        second.close()
    house.host.stop_run(mine)
    assert isinstance(house.log.end(mine), Cancelled)


class _in_background:  # noqa: N801, reads as a phrase
    """Something that waits, on a thread of its own; what it raises is kept."""

    def __init__(self, action: object) -> None:
        self._action = action
        self._thread = threading.Thread(target=self._run)
        self.error: Exception | None = None

    def __enter__(self) -> "_in_background":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.join(CLOSES_S)

    def join(self, seconds: float) -> None:
        self._thread.join(seconds)
        assert not self._thread.is_alive(), "it still waits"

    def _run(self) -> None:
        assert callable(self._action)
        try:
            self._action()
        except Exception as error:
            self.error = error
