"""The client with workers that lie, die while they speak, do not leave or do not start: small programs of ours."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import client as client_module
from engine.client import EngineClient
from engine.codec import MAX_FRAME_BYTES, PROTOCOL_VERSION, encode
from engine.commands import StartSearch
from engine.errors import EngineCrashedError
from engine.events import Failed, Finished, WorkerStarted
from engine.types import Problem
from tests.helpers.events import demo_events
from tests.helpers.processes import EventLog, is_running
from tests.helpers.scripted_models import QUESTION, SHORT_RUN

START = StartSearch(run_id="run-1", problem=Problem("sum", QUESTION), settings=SHORT_RUN)


def test_what_the_worker_prints_goes_to_the_log_and_a_lost_log_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "worker_command", lambda: _python("import sys; sys.stderr.write('a warning')"))
    log, blocked = EventLog(), tmp_path / "blocked"
    blocked.write_text("a file in the place of the folder")
    for path in (tmp_path / "logs" / "engine.log", blocked / "engine.log"):
        started = EngineClient(log.take, log.died, path)
        started.start()
        log.wait(lambda: bool(log.deaths), "the end")
        log.deaths.clear()
        started.close()
    assert "a warning" == (tmp_path / "logs" / "engine.log").read_text()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], EventLog]]:
    """Runs a worker that says certain bytes to a run "run-1", then waits; returns all that the client made of it."""
    clients: list[EngineClient] = []

    def play(said: bytes) -> EventLog:
        code = f"import sys; sys.stdin.buffer.read(1); sys.stdout.buffer.write({said!r}); sys.stdout.flush(); " + (
            "sys.stdin.buffer.read()"
        )
        monkeypatch.setattr(client_module, "worker_command", lambda: _python(code))
        log = EventLog()
        clients.append(EngineClient(log.take, log.died))
        clients[-1].start()
        clients[-1].send(START)
        return log

    yield play
    for each in clients:
        each.close()


_EVENTS = demo_events("run-1", nodes=3, progress=False)
_START = encode(_EVENTS[0])
_LIES = {
    "random bytes": bytes(range(7, 250)),
    "another version": b"\x02\x00\x00\x00\x09{}",
    "a frame too long": (MAX_FRAME_BYTES + 1).to_bytes(4, "little") + bytes([PROTOCOL_VERSION]),
    "no message": b"\x02\x00\x00\x00" + bytes([PROTOCOL_VERSION]) + b"{}",
    "not UTF-8": encode(WorkerStarted(protocol=1, pid=1, isolation="XX", isolation_detail="")).replace(
        b"XX", b"\xff\xfe"
    ),
    "a run nobody asked for": encode(demo_events("run-2")[0]),
    "an event left out": _START + encode(_EVENTS[2]),
    "an event twice": _START + _START,
    "an event behind the end": b"".join(map(encode, [*_EVENTS, _EVENTS[-1]])),
}


@pytest.mark.parametrize("lie", _LIES)
def test_a_worker_that_says_nonsense_is_ended_and_the_run_fails_once(
    fake: Callable[[bytes], EventLog], lie: str
) -> None:
    log = fake(_LIES[lie])
    log.wait(lambda: bool(log.deaths), "the news")
    end = log.end("run-1")
    if lie == "an event behind the end":
        assert isinstance(end, Finished)
    else:
        assert isinstance(end, Failed)
        assert ("EngineCrashedError", 10, log.deaths) == (end.kind, end.exit_code, [end.message])
    assert "could not be understood" in log.deaths[0]
    assert "\n" not in log.deaths[0]


def test_a_frame_cut_off_by_a_crash_is_no_event(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = encode(_EVENTS[0])
    code = f"import os; os.write(1, {whole + encode(_EVENTS[1])[:-3]!r}); os.kill(os.getpid(), 9)"
    monkeypatch.setattr(client_module, "worker_command", lambda: _python("import sys; sys.stdin.read(1);" + code))
    log = EventLog()
    client = EngineClient(log.take, log.died)
    client.start()
    client.send(START)
    end = log.end("run-1")
    assert isinstance(end, Failed)
    assert (2, "SIGKILL" in end.message) == (end.seq, True)
    log.wait(lambda: bool(log.deaths), "the news")
    client.close()


def test_a_worker_that_does_not_leave_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_CLOSE_SECONDS", 0.2)
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    )
    monkeypatch.setattr(client_module, "worker_command", lambda: _python(code))
    log = EventLog()
    client = EngineClient(log.take, log.died)
    client.start()
    assert client.pid is not None
    pid = client.pid
    client.close()
    assert not is_running(pid)


def test_a_worker_that_cannot_be_started_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "worker_command", lambda: ["/nonexistent/stepwise", "--engine"])
    client = EngineClient(lambda event: None, lambda sentence: None)
    with pytest.raises(EngineCrashedError, match="could not be started") as refused:
        client.start()
    assert (10, False) == (refused.value.exit_code, client.alive)
    client.close()


def _python(code: str) -> list[str]:
    return [sys.executable, "-c", code]
