"""The host's handle on a real worker: runs, deaths of every kind, restarts, lies; nothing is left over."""

import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from engine.client import EngineClient
from engine.codec import PROTOCOL_VERSION
from engine.commands import LoadModel, StartSearch, StopSearch
from engine.errors import EngineCrashedError
from engine.events import (
    Cancelled,
    CommandFailed,
    Failed,
    Finished,
    ModelLoaded,
    Paused,
    RunStarted,
    WorkerStarted,
)
from engine.types import Problem, SearchSettings, StopReason
from tests.helpers.model_files import gguf
from tests.helpers.processes import (
    EventLog,
    descendants,
    is_computing,
    is_running,
    open_descriptors,
    wait_until,
)
from tests.helpers.scripted_models import (
    ANSWER,
    BUSY_QUESTION,
    LONG_RUN,
    QUESTION,
    SHORT_RUN,
    WIDE_RUN,
    write_busy_script,
    write_script,
)

PROBLEM = Problem("sum", QUESTION, ANSWER)
PROMPT_S = 2.0
DEADLY = [signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV, signal.SIGILL]


class Talk:
    """A client and all that it has said."""

    def __init__(self, log_path: Path) -> None:
        self.log = EventLog()
        self.log_path = log_path
        self.client = EngineClient(self.log.take, self.log.died, log_path)
        self._number = 0

    def restart(self) -> "Talk":
        """Start the worker, again if it has died; returns when it is there."""
        heard = len(self.log.events)
        self.client.close()
        self.client.start()
        self.log.first(WorkerStarted, heard)
        return self

    def load(self, path: Path, backend: str = "scripted", context_tokens: int = 65_536) -> ModelLoaded | CommandFailed:
        """Load a model; returns the reply."""
        request = self._name("request")
        self.client.send(
            LoadModel(request_id=request, model_id="m", path=str(path), backend=backend, context_tokens=context_tokens)
        )
        self.log.wait(lambda: request in self._replies(), "a reply")
        return self._replies()[request]

    def search(self, text: str = QUESTION, *, long: bool = False, settings: SearchSettings = SHORT_RUN) -> str:
        """Start a run; returns its id."""
        run_id = self._name("run")
        settings = LONG_RUN if long else settings
        self.client.send(StartSearch(run_id=run_id, problem=replace(PROBLEM, text=text), settings=settings))
        return run_id

    def _replies(self) -> dict[str, ModelLoaded | CommandFailed]:
        return {e.request_id: e for e in self.log.events if isinstance(e, ModelLoaded | CommandFailed)}

    def _name(self, kind: str) -> str:
        self._number += 1
        return f"{kind}-{self._number}"


@pytest.fixture(scope="module", autouse=True)
def _no_core_files() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_CORE, before)


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    """One worker for all tests that let it live, since it takes a moment to start."""
    shared = Talk(tmp_path_factory.mktemp("client") / "logs" / "engine.log").restart()
    yield shared
    shared.client.close()


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[Talk]:
    """A worker of the test's own."""
    own = Talk(tmp_path / "engine.log").restart()
    yield own
    own.client.close()


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    return write_script(tmp_path / "quick.json")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=5)


def test_a_worker_first_says_who_it_is(talk: Talk) -> None:
    first = talk.log.events[0]
    assert isinstance(first, WorkerStarted)
    assert PROTOCOL_VERSION == first.protocol
    assert first.isolation_detail
    assert is_running(first.pid)


def test_a_search_without_a_model_fails_in_one_sentence(talk: Talk) -> None:
    end = talk.log.end(talk.search())
    assert isinstance(end, Failed)
    assert ("BackendError", 10, 1) == (end.kind, end.exit_code, end.seq)
    assert "No model is loaded; load one first." == end.message


@pytest.mark.parametrize("backend", ["scripted", "llama"])
@pytest.mark.parametrize(
    "content",
    [None, b"", b"garbage", bytes(range(256)) * 400, gguf()[:200], gguf(), b"\x89PNG\r\n\x1a\n" + bytes(400)],
    ids=["missing", "empty", "text", "bytes", "truncated", "no weights", "picture"],
)
def test_a_file_that_is_no_model_is_refused_and_the_worker_goes_on(
    talk: Talk, tmp_path: Path, quick: Path, backend: str, content: bytes | None
) -> None:
    path = tmp_path / "model.gguf"
    if content is not None:
        path.write_bytes(content)
    pid = talk.client.pid
    reply = talk.load(path, backend)
    assert isinstance(reply, CommandFailed)
    assert ("BackendError", 10) == (reply.kind, reply.exit_code)
    assert path.name in reply.message
    assert reply.message.endswith(".")
    assert "\n" not in reply.message
    assert isinstance(talk.load(quick), ModelLoaded)
    assert pid == talk.client.pid


def test_a_run_arrives_whole_and_ends_once(talk: Talk, quick: Path) -> None:
    assert isinstance(talk.load(quick), ModelLoaded)
    run_id = talk.search()
    end = talk.log.end(run_id)
    assert isinstance(end, Finished)
    assert end.result.answer is not None
    assert ANSWER == end.result.answer.text
    events = talk.log.run(run_id)
    assert isinstance(events[0], RunStarted)
    assert list(range(1, len(events) + 1)) == talk.log.numbers(run_id)


def test_two_runs_at_once_share_the_worker_and_both_finish(talk: Talk, slow: Path) -> None:
    talk.load(slow)
    runs = [talk.search(), talk.search()]
    ends = [talk.log.end(run_id) for run_id in runs]
    assert [Finished, Finished] == [type(end) for end in ends]
    started = [talk.log.events.index(talk.log.run(run_id)[0]) for run_id in runs]
    assert max(started) < min(talk.log.events.index(end) for end in ends)


def test_another_model_is_refused_while_a_search_runs(talk: Talk, slow: Path, quick: Path) -> None:
    talk.load(slow)
    run_id = talk.search(long=True)
    talk.log.nodes(run_id, 1)
    reply = talk.load(quick)
    assert isinstance(reply, CommandFailed)
    assert "A search is running; stop it before another model is loaded." == reply.message
    talk.client.send(StopSearch(run_id=run_id))
    assert isinstance(talk.log.end(run_id), Cancelled)


@pytest.mark.parametrize(("pause", "kind"), [(False, Cancelled), (True, Paused)])
def test_a_run_is_stopped_with_what_it_has(
    talk: Talk, slow: Path, pause: bool, kind: type[Cancelled] | type[Paused]
) -> None:
    talk.load(slow)
    run_id = talk.search(long=True)
    talk.log.nodes(run_id, 60)
    talk.client.send(StopSearch(run_id=run_id, pause=pause))
    end = talk.log.end(run_id, PROMPT_S)
    assert isinstance(end, kind)
    assert end.result.answer is not None
    assert (StopReason.USER, ANSWER) == (end.result.stop_reason, end.result.answer.text)


def test_one_of_two_runs_is_stopped_and_the_other_goes_on(talk: Talk, slow: Path) -> None:
    talk.load(slow)
    stopped, finished = talk.search(long=True), talk.search()
    talk.client.send(StopSearch(run_id=stopped))
    assert isinstance(talk.log.end(stopped, PROMPT_S), Cancelled)
    assert isinstance(talk.log.end(finished), Finished)


def test_a_stop_right_behind_the_start_is_not_lost(talk: Talk, slow: Path) -> None:
    talk.load(slow)
    busy = talk.search(long=True)
    talk.log.nodes(busy, 1)
    brief = [talk.search(long=True) for _ in range(5)]
    for run_id in brief:
        talk.client.send(StopSearch(run_id=run_id))
    assert {Cancelled} == {type(talk.log.end(run_id, PROMPT_S)) for run_id in brief}
    talk.client.send(StopSearch(run_id=busy))
    assert isinstance(talk.log.end(busy), Cancelled)


def test_a_stop_of_a_run_that_has_ended_does_not_touch_the_next_one(talk: Talk, tmp_path: Path) -> None:
    # A new model has no prompt computed yet: a stop that came too late must not end that for the next run.
    talk.load(write_script(tmp_path / "fresh.json"))
    talk.client.send(StopSearch(run_id="ended long ago"))
    assert isinstance(talk.log.end(talk.search()), Finished)


def test_a_step_that_runs_for_seconds_does_not_delay_a_stop(talk: Talk, tmp_path: Path) -> None:
    talk.load(write_busy_script(tmp_path / "busy.json"))
    run_id = talk.search(BUSY_QUESTION, long=True)
    pid = talk.client.pid
    assert pid is not None
    wait_until(lambda: is_computing(pid), "the program")
    talk.client.send(StopSearch(run_id=run_id))
    assert isinstance(talk.log.end(run_id, PROMPT_S), Cancelled)


@pytest.mark.parametrize("deadly", DEADLY, ids=lambda number: signal.Signals(number).name)
def test_a_deadly_signal_ends_each_run_once_and_is_named(mortal: Talk, tmp_path: Path, deadly: signal.Signals) -> None:
    mortal.load(write_script(tmp_path / "slower.json", delay_ms=20))
    runs = [mortal.search(settings=WIDE_RUN), mortal.search(settings=WIDE_RUN)]
    for run_id in runs:
        mortal.log.nodes(run_id, 2)
    assert mortal.client.pid is not None
    os.kill(mortal.client.pid, deadly)
    mortal.log.wait(lambda: bool(mortal.log.deaths), "the news")
    (sentence,) = mortal.log.deaths
    assert f"The engine was ended by {deadly.name}" in sentence
    for run_id in runs:
        end = mortal.log.end(run_id)
        assert isinstance(end, Failed)
        assert ("EngineCrashedError", 10, sentence) == (end.kind, end.exit_code, end.message)
        assert list(range(1, end.seq + 1)) == mortal.log.numbers(run_id)
    assert not mortal.client.alive
    with pytest.raises(EngineCrashedError, match="restart it") as refused:
        mortal.search()
    assert 10 == refused.value.exit_code


def test_a_worker_that_slept_for_two_seconds_goes_on(talk: Talk, slow: Path) -> None:
    talk.load(slow)
    run_id = talk.search()
    talk.log.nodes(run_id, 1)
    with asleep(talk.client.pid, seconds=2.0):
        pass
    assert isinstance(talk.log.end(run_id), Finished)


def test_a_time_limit_that_passes_while_the_worker_is_stopped_ends_the_run_when_it_wakes(
    talk: Talk, slow: Path
) -> None:
    talk.load(slow)
    limited = replace(LONG_RUN, budget=replace(LONG_RUN.budget, max_seconds=1.5))
    talk.client.send(StartSearch(run_id="limited", problem=PROBLEM, settings=limited))
    talk.log.nodes("limited", 1)
    with asleep(talk.client.pid, seconds=1.7):
        assert [] == talk.log.ends("limited")
    end = talk.log.end("limited", PROMPT_S)
    assert isinstance(end, Finished)
    assert StopReason.SECONDS == end.result.stop_reason
    assert 1.5 <= end.result.usage.seconds < 1.7 + 2 * PROMPT_S


def test_a_run_goes_on_when_the_sandbox_is_killed(talk: Talk, slow: Path) -> None:
    talk.load(slow)
    run_id = talk.search(long=True)
    before = len(talk.log.nodes(run_id, 2))
    assert talk.client.pid is not None
    (zygote,) = psutil.Process(talk.client.pid).children()
    zygote.kill()
    after = talk.log.nodes(run_id, before + 64)[before + 32 :]
    assert any(node.answer == ANSWER for node in after)
    (replacement,) = psutil.Process(talk.client.pid).children()
    assert zygote.pid != replacement.pid
    talk.client.send(StopSearch(run_id=run_id))
    assert isinstance(talk.log.end(run_id), Cancelled)


def test_closing_in_mid_run_cancels_it_and_leaves_nothing(tmp_path: Path, slow: Path) -> None:
    descriptors, threads = open_descriptors(), set(threading.enumerate())
    talk = Talk(tmp_path / "engine.log").restart()
    talk.load(slow)
    run_id = talk.search(long=True)
    talk.log.nodes(run_id, 3)
    assert talk.client.pid is not None
    processes = [talk.client.pid, *(process.pid for process in descendants(talk.client.pid))]
    talk.client.close()
    assert isinstance(talk.log.end(run_id), Cancelled)
    assert [] == talk.log.deaths
    talk.client.close()
    assert not talk.client.alive
    wait_until(lambda: not any(map(is_running, processes)), "the worker's processes to end")
    assert (descriptors, threads) == (open_descriptors(), set(threading.enumerate()))


def test_closing_does_not_wait_for_a_model_that_is_being_loaded(tmp_path: Path) -> None:
    # Nobody ever writes into this pipe, so whoever reads it waits as for a very large model on a very slow disk.
    os.mkfifo(tmp_path / "endless.json")
    talk = Talk(tmp_path / "engine.log").restart()
    talk.client.send(LoadModel(request_id="r", model_id="m", path=str(tmp_path / "endless.json"), backend="scripted"))
    began = time.monotonic()
    talk.client.close()
    assert time.monotonic() - began < 4.0


def test_the_worker_and_its_sandbox_leave_when_their_host_is_killed(tmp_path: Path, slow: Path) -> None:
    told = tmp_path / "told"
    code = f"""
import time
from dataclasses import replace
from pathlib import Path
from engine.client import EngineClient
from engine.commands import LoadModel, StartSearch
from engine.events import NodeAdded, WorkerStarted
from engine.types import Problem
from tests.helpers.scripted_models import LONG_RUN, QUESTION

def hear(event):
    if isinstance(event, NodeAdded):
        Path({str(told)!r}).touch()

client = EngineClient(hear, print)
client.start()
client.send(LoadModel(request_id="r", model_id="m", path={str(slow)!r}, backend="scripted", context_tokens=65536))
client.send(StartSearch(run_id="run-1", problem=Problem("p", QUESTION), settings=LONG_RUN))
time.sleep(600)
"""
    with psutil.Popen(_python(code), cwd=Path(__file__).parents[2]) as host:
        wait_until(told.exists, "a node")
        below = [process.pid for process in descendants(host.pid)]
        host.kill()
    assert len(below) >= 2
    took = wait_until(lambda: not any(map(is_running, below)), "the worker and the sandbox to end", 10.0)
    assert took < PROMPT_S


class asleep:  # noqa: N801, reads as a phrase
    """The process is stopped, as on a laptop whose lid is closed, and goes on afterwards."""

    def __init__(self, pid: int | None, seconds: float) -> None:
        assert pid is not None
        self._process, self._seconds = psutil.Process(pid), seconds

    def __enter__(self) -> None:
        self._process.suspend()
        time.sleep(self._seconds)

    def __exit__(self, *_: object) -> None:
        self._process.resume()


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]
