"""The worker process by itself: what it reads, what it writes, when it leaves, what it loads."""

import io
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from engine.codec import encode, read_event
from engine.commands import (
    AddStep,
    AnyCommand,
    LoadModel,
    Pin,
    Prune,
    Shutdown,
    StartSearch,
    SteerSearch,
    StopSearch,
)
from engine.events import (
    TERMINAL,
    AnyEvent,
    Cancelled,
    CommandDone,
    CommandFailed,
    Failed,
    Finished,
    FocusChanged,
    ModelLoaded,
    NodeAdded,
    NodeClosed,
    Paused,
    RunStarted,
    WorkerStarted,
)
from engine.sandbox.executor import DEFAULT_LIMITS, Executor, Limits
from engine.sandbox.refuse import RefuseExecutor
from engine.sandbox.selftest import SelfTest
from engine.types import Author, Execution, ExecutionStatus, Node, NodeStatus, Problem
from engine.worker import Worker
from tests.helpers.processes import PATIENCE_S, ROOT, command
from tests.helpers.scripted_models import LONG_RUN, QUESTION, SHORT_RUN, write_script

PROBLEM = Problem("sum", QUESTION)
LEAVES_S = 20.0
REASON = "steps are not run in this test"


class Office:
    """A worker on threads of this process, behind real pipes, without a sandbox of its own."""

    def __init__(self, executor: Executor) -> None:
        commands, self._to_worker = os.pipe()
        self._from_worker, events = os.pipe()
        self._commands = os.fdopen(self._to_worker, "wb")
        self._events = os.fdopen(self._from_worker, "rb")
        self._worker_ends = (os.fdopen(commands, "rb"), os.fdopen(events, "wb"))
        self.heard: list[AnyEvent] = []
        self._thread = threading.Thread(target=self._serve, args=(executor,), name="stepwise-test-worker")
        self._thread.start()

    def send(self, *commands: AnyCommand) -> None:
        """Send commands in one write."""
        self._commands.write(b"".join(map(encode, commands)))
        self._commands.flush()

    def until(self, kind: type[AnyEvent] | tuple[type[AnyEvent], ...]) -> AnyEvent:
        """Read events up to the next one of a kind."""
        while (event := read_event(cast(BinaryIO, self._events))) is not None:
            self.heard.append(event)
            if isinstance(event, kind):
                return event
        raise AssertionError(f"the worker ended without {kind}")

    def rest(self) -> list[AnyEvent]:
        """Hang up and read what still comes."""
        self.hang_up()
        rest: list[AnyEvent] = []
        while (event := read_event(cast(BinaryIO, self._events))) is not None:
            rest.append(event)
        return rest

    def hang_up(self) -> None:
        """Close the worker's standard input."""
        self._commands.close()

    def close(self) -> None:
        """End the worker and wait for it."""
        self.hang_up()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()
        self._events.close()

    def _serve(self, executor: Executor) -> None:
        commands, events = self._worker_ends
        with commands, events:
            Worker(commands, events, executor).serve(SelfTest(executor.isolation, REASON, ()))


class GatedExecutor:
    """Runs nothing, but takes as long as it is told to, and says that it was interrupted."""

    isolation = "Isolated"

    def __init__(self) -> None:
        self.running = threading.Event()
        self.interrupted = threading.Event()

    def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
        self.running.set()
        assert self.interrupted.wait(PATIENCE_S)
        return Execution(ExecutionStatus.KILLED, error="stopped by request")

    def equal(self, gold: str, candidate: str) -> bool:
        return gold == candidate

    def interrupt(self) -> None:
        self.interrupted.set()

    def close(self) -> None:
        self.interrupted.set()


@contextmanager
def office(executor: Executor) -> Iterator[Office]:
    opened = Office(executor)
    try:
        opened.until(WorkerStarted)
        yield opened
    finally:
        opened.close()


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json", delay_ms=2)


def _load(path: Path, request: str = "load") -> LoadModel:
    return LoadModel(request_id=request, model_id="m", path=str(path), backend="scripted", context_tokens=65_536)


def test_without_isolation_no_step_is_run_and_each_says_why(script: Path) -> None:
    with office(RefuseExecutor(REASON)) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=SHORT_RUN))
        end = worker.until(TERMINAL)
    assert isinstance(end, Finished)
    assert end.result.answer is None
    nodes = [event for event in worker.heard if isinstance(event, NodeAdded)]
    assert nodes
    assert {(ExecutionStatus.NOT_RUN, REASON)} == {
        (node.execution.status, node.execution.error) for node in nodes if node.execution
    }
    assert {NodeStatus.OPEN, NodeStatus.PRUNED} == {node.status for node in nodes}
    started = next(event for event in worker.heard if isinstance(event, RunStarted))
    assert "" == started.isolation


def test_commands_are_obeyed_in_order_even_when_they_come_in_one_write(script: Path, tmp_path: Path) -> None:
    long, short = (
        StartSearch(run_id=name, problem=PROBLEM, settings=s) for name, s in [("a", LONG_RUN), ("b", SHORT_RUN)]
    )
    with office(RefuseExecutor(REASON)) as worker:
        worker.send(_load(tmp_path / "none", "bad"), _load(script), long, StopSearch(run_id="a", pause=True), short)
        assert isinstance(worker.until(CommandFailed), CommandFailed)
        assert isinstance(worker.until(ModelLoaded), ModelLoaded)
        ends = [worker.until(TERMINAL), worker.until(TERMINAL)]
    assert [("a", Paused), ("b", Finished)] == [(end.run_id, type(end)) for end in ends]  # type: ignore[union-attr]


@pytest.mark.parametrize("hang_up", [True, False], ids=["the host closes the pipe", "the host says goodbye"])
def test_leaving_interrupts_the_step_that_runs_and_cancels_the_run(script: Path, hang_up: bool) -> None:
    executor = GatedExecutor()
    with office(executor) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN))
        assert executor.running.wait(PATIENCE_S)
        if not hang_up:
            worker.send(Shutdown())
        ends = [event for event in worker.rest() if isinstance(event, TERMINAL)]
    assert [Cancelled] == [type(end) for end in ends]


def test_a_stop_interrupts_the_step_of_the_only_run(script: Path) -> None:
    executor = GatedExecutor()
    with office(executor) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN))
        assert executor.running.wait(PATIENCE_S)
        worker.send(StopSearch(run_id="another"))
        assert not executor.interrupted.wait(0.2)
        worker.send(StopSearch(run_id="r"))
        assert isinstance(worker.until(TERMINAL), Cancelled)
        assert executor.interrupted.is_set()


def test_a_run_under_way_is_changed_and_a_change_that_makes_no_sense_is_answered_with_a_sentence(script: Path) -> None:
    with office(RefuseExecutor(REASON)) as worker:
        steer = SteerSearch(request_id="early", run_id="r", change=Pin(node=0))
        worker.send(steer)
        refused = worker.until(CommandFailed)
        assert isinstance(refused, CommandFailed)
        assert ("early", "No model is loaded; load one first.") == (refused.request_id, refused.message)
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN))
        node = worker.until(NodeAdded)
        assert isinstance(node, NodeAdded)
        worker.send(SteerSearch(request_id="prune", run_id="r", change=Prune(node=node.node)))
        closed = worker.until(NodeClosed)
        done = worker.until(CommandDone)
        assert isinstance(closed, NodeClosed)
        assert isinstance(done, CommandDone)
        assert (node.node, "prune") == (closed.node, done.request_id)
        for run_id, change, sentence in (
            ("r", Pin(node=node.node), f"Step {node.node} has ended (pruned); choose one that can go on."),
            ("nobody", Pin(node=0), "This search has ended; continue it, then change it."),
        ):
            worker.send(SteerSearch(request_id="again", run_id=run_id, change=change))
            refused = worker.until(CommandFailed)
            assert isinstance(refused, CommandFailed)
            assert ("BadSettingsError", sentence, 3) == (refused.kind, refused.message, refused.exit_code)
        worker.send(StopSearch(run_id="r"))
        assert isinstance(worker.until(TERMINAL), Cancelled)


def test_a_fault_while_the_tree_is_changed_fails_the_run_and_not_the_worker(
    script: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    class BreaksByHand(RefuseExecutor):
        def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
            if "by hand" in steps[-1]:
                raise ZeroDivisionError("a bug of ours")
            return super().run(steps, limits)

    with office(BreaksByHand(REASON)) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN))
        worker.until(NodeAdded)
        change = AddStep(parent=0, text=" A step by hand.\nx = 1")
        worker.send(SteerSearch(request_id="mine", run_id="r", change=change))
        refused = worker.until(CommandFailed)
        end = worker.until(TERMINAL)
        worker.send(_load(script))
        worker.until(ModelLoaded)
    assert isinstance(refused, CommandFailed)
    assert isinstance(end, Failed)
    for message in (refused.message, end.message):
        assert "(ZeroDivisionError)" in message
        assert "\n" not in message
    assert "a bug of ours" in capfd.readouterr().err


def test_a_run_goes_on_from_the_tree_that_it_is_given(script: Path) -> None:
    with office(RefuseExecutor(REASON)) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=SHORT_RUN))
        worker.until(TERMINAL)
        first = [event for event in worker.heard if isinstance(event, NodeAdded)]
        root = Node(id=0, parent=None, depth=0, text=QUESTION, children=(1,), expanded=True)
        node = Node(id=1, parent=0, depth=1, text=first[0].text)
        worker.heard.clear()
        worker.send(
            StartSearch(
                run_id="s",
                problem=PROBLEM,
                settings=SHORT_RUN,
                nodes=(root, node),
                focus=1,
                steering=(AddStep(parent=1, text=" By hand.\nx = 1"), Pin(node=2)),
            )
        )
        assert isinstance(worker.until(TERMINAL), Finished)
    added = [event for event in worker.heard if isinstance(event, NodeAdded)]
    assert [(1, True, Author.MODEL), (2, False, Author.HUMAN)] == [(e.node, e.carried, e.author) for e in added[:2]]
    assert [1, 2] == [event.node for event in worker.heard if isinstance(event, FocusChanged)]
    assert all(event.parent >= 2 for event in added[2:])


def test_a_fault_of_the_sandbox_fails_the_run_and_not_the_worker(
    script: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken(GatedExecutor):
        def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
            raise ZeroDivisionError("a bug of ours")

    with office(Broken()) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=PROBLEM, settings=SHORT_RUN))
        end = worker.until(TERMINAL)
        worker.send(_load(script))
        worker.until(ModelLoaded)
    assert isinstance(end, Failed)
    assert "(ZeroDivisionError)" in end.message
    assert "\n" not in end.message
    assert "a bug of ours" in capfd.readouterr().err


@pytest.mark.parametrize(
    "text", ["", "   ", "x" * 100_000, "\0\1\2", "?!"], ids=["empty", "blank", "long", "binary", "no letter"]
)
def test_a_problem_that_slipped_past_the_host_is_refused_by_the_worker(script: Path, text: str) -> None:
    with office(RefuseExecutor(REASON)) as worker:
        worker.send(_load(script), StartSearch(run_id="r", problem=Problem("p", text), settings=SHORT_RUN))
        end = worker.until(TERMINAL)
    assert isinstance(end, Failed)
    assert ("BadProblemError", 3) == (end.kind, end.exit_code)


def test_garbage_ends_the_worker_and_says_so_in_its_log(script: Path, tmp_path: Path) -> None:
    start = StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN)
    garbage = bytes(range(100, 200)) * 50
    done = _engine(encode(_load(script)) + encode(start) + garbage)
    assert 0 == done.returncode
    events = _events(done.stdout)
    assert isinstance(events[0], WorkerStarted)
    assert [Cancelled] == [type(event) for event in events if isinstance(event, TERMINAL)]
    assert b"ProtocolError" in done.stderr


def test_an_end_of_commands_before_the_first_one_ends_the_worker() -> None:
    done = _engine(b"")
    assert (0, b"") == (done.returncode, done.stderr)
    assert [WorkerStarted] == [type(event) for event in _events(done.stdout)]


def test_started_without_streams_it_ends_at_once() -> None:
    for redirection in ("<&-", ">&-", "<&- >&- 2>&-"):
        line = " ".join(f'"{part}"' for part in command("--engine"))
        done = subprocess.run(
            ["sh", "-c", f"{line} {redirection}"], cwd=ROOT, capture_output=True, timeout=LEAVES_S, check=False
        )
        assert (2, b"") == (done.returncode, done.stderr), redirection


def test_a_host_that_stops_reading_ends_the_worker(script: Path) -> None:
    with subprocess.Popen(
        command("--engine"), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        assert read_event(cast(BinaryIO, process.stdout)) is not None
        process.stdin.write(encode(_load(script)) + encode(StartSearch(run_id="r", problem=PROBLEM, settings=LONG_RUN)))
        process.stdin.flush()
        process.stdout.close()
        assert 0 == process.wait(LEAVES_S)
        assert b"ZeroDivisionError" not in process.stderr.read()


def test_a_worker_that_plays_a_script_loads_neither_qt_nor_llama_cpp_nor_torch(script: Path) -> None:
    said = encode(_load(script)) + encode(StartSearch(run_id="r", problem=PROBLEM, settings=SHORT_RUN))
    with subprocess.Popen(
        [sys.executable, "-X", "importtime", *command("--engine")[1:]],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stderr
        names: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        reader = threading.Thread(target=lambda stream: names.put(stream.read()), args=(process.stderr,))
        reader.start()
        process.stdin.write(said)
        process.stdin.flush()
        while not isinstance(read_event(cast(BinaryIO, process.stdout)), TERMINAL):
            pass
        process.stdin.close()
        process.wait(LEAVES_S)
        reader.join()
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in names.get().decode().splitlines()}
    assert {"engine", "numpy"} <= loaded
    assert set() == loaded & {"PySide6", "llama_cpp", "torch", "transformers", "sympy", "sqlite3", "click", "requests"}


def _engine(said: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        command("--engine"), cwd=ROOT, input=said, capture_output=True, timeout=PATIENCE_S, check=False
    )


def _events(stream: bytes) -> list[AnyEvent]:
    """All that a worker wrote; nothing but frames."""
    source = io.BytesIO(stream)
    events: list[AnyEvent] = []
    while (event := read_event(source)) is not None:
        events.append(event)
    assert len(stream) == source.tell()
    return events
