"""Real processes in tests: the worker and the command line, what they started, what they said, and waiting for it."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import psutil

from engine.events import TERMINAL, AnyEvent, AnyRunEvent, NodeAdded, Progress, RunEvent, Terminal
from engine.store import FILE_NAME

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
_POLL_S = 0.01

T = TypeVar("T", bound=AnyEvent)


class EventLog:
    """Takes what a client or a host says, from any thread."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []
        self.deaths: list[str] = []
        self._changed = threading.Condition()

    def take(self, event: AnyEvent) -> None:
        """Give as ``on_event``."""
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def died(self, sentence: str) -> None:
        """Give as ``on_died``."""
        with self._changed:
            self.deaths.append(sentence)
            self._changed.notify_all()

    def wait(self, arrived: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> None:
        """Wait until something has been said."""
        with self._changed:
            assert self._changed.wait_for(arrived, seconds), f"waited {seconds:g} s in vain for {what}"

    def first(self, kind: type[T], after: int = 0) -> T:
        """The first event of a type behind the first ``after`` ones, waited for."""
        self.wait(lambda: any(isinstance(event, kind) for event in self.events[after:]), f"a {kind.__name__}")
        return next(event for event in self.events[after:] if isinstance(event, kind))

    def numbers(self, run_id: str) -> list[int]:
        """The sequence numbers of ``run``."""
        return [event.seq for event in self.run(run_id)]

    def run(self, run_id: str) -> list[AnyRunEvent]:
        """The events of a run so far, without those that may be dropped."""
        return [
            e for e in self.events if isinstance(e, RunEvent) and e.run_id == run_id and not isinstance(e, Progress)
        ]

    def nodes(self, run_id: str, count: int) -> list[NodeAdded]:
        """The nodes of a run so far, at least ``count``, waited for."""
        self.wait(lambda: len(self._nodes(run_id)) >= count, f"{count} nodes")
        return self._nodes(run_id)

    def end(self, run_id: str, seconds: float = PATIENCE_S) -> Terminal:
        """The only terminal event of a run, waited for."""
        self.wait(lambda: bool(self.ends(run_id)), f"the end of {run_id}", seconds)
        (terminal,) = self.ends(run_id)
        return terminal

    def ends(self, run_id: str) -> list[Terminal]:
        """The terminal events of a run so far."""
        return [event for event in self.run(run_id) if isinstance(event, TERMINAL)]

    def _nodes(self, run_id: str) -> list[NodeAdded]:
        return [event for event in self.run(run_id) if isinstance(event, NodeAdded)]


def wait_until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE_S) -> float:
    """Wait for a condition; returns how many seconds it took."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, f"waited {seconds:g} s in vain for {what}"
        time.sleep(_POLL_S)
    return time.monotonic() - began


def is_running(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below one, nearest first."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def worker_of(pid: int) -> int:
    """The worker that a command line started. Raises LookupError while there is none."""
    for child in psutil.Process(pid).children():
        with suppress(psutil.Error):
            if "--engine" in child.cmdline():
                return int(child.pid)
    raise LookupError(f"{pid} has no worker")


def is_computing(pid: int, cpu_seconds: float = 0.2) -> bool:
    """Whether a process below ``pid`` has been running a program for some time; loading does not count."""
    leaves = [process for process in descendants(pid) if not descendants(process.pid)]
    return any(_cpu_seconds(process) > cpu_seconds for process in leaves)


def stored_nodes(home: Path) -> int:
    """How many steps the database of a data folder holds, 0 while there is none."""
    try:
        with closing(sqlite3.connect(f"{(home / FILE_NAME).as_uri()}?mode=ro", uri=True)) as connection:
            (count,) = connection.execute("SELECT count(*) FROM nodes").fetchone()
            return int(count)
    except sqlite3.OperationalError:
        return 0


@contextmanager
def locked_database(path: Path, how: str = "IMMEDIATE") -> Iterator[None]:
    """Another process holds the database: for writing, or with "EXCLUSIVE" for everything."""
    code = (
        "import sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)\n"
        "connection.execute(f'BEGIN {sys.argv[2]}')\nprint('held', flush=True)\nsys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path), how], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert "held\n" == holder.stdout.readline()
        yield
        holder.communicate()


def open_descriptors() -> set[str]:
    """Descriptors of this process with what they lead to."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        # The one that lists the folder is gone already.
        with suppress(FileNotFoundError):
            found.add(f"{descriptor.name} {descriptor.readlink()}")
    return found


def stepwise(
    *arguments: str | Path,
    home: Path,
    stdin: bytes | None = None,
    env: Mapping[str, str] | None = None,
    user: int | None = None,
    cwd: Path | None = None,
    timeout: float = 120.0,
) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end, as a user would, on the data folder ``home``."""
    done = subprocess.run(
        command(*arguments),
        input=b"" if stdin is None else stdin,
        capture_output=True,
        env=environment(home, env),
        cwd=ROOT if cwd is None else cwd,
        user=user,
        timeout=timeout,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, _text(done.stdout), _text(done.stderr))


@contextmanager
def started(
    *arguments: str | Path, home: Path, env: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """The command line in a process group of its own; killed at the end if it still runs."""
    process = subprocess.Popen(
        command(*arguments),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home, env),
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def command(*arguments: str | Path) -> Sequence[str]:
    """How the app is started from source."""
    return [sys.executable, "-m", "app", *map(str, arguments)]


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with a data folder, and warnings as errors nowhere but in our own code."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "STEPWISE_HOME": str(home), "PYTHONPATH": os.pathsep.join(paths), **(more or {})}


def assert_refused(done: "subprocess.CompletedProcess[str]", exit_code: int, pattern: str) -> None:
    """One sentence on standard error that matches, nothing on standard output, the documented exit code."""
    assert (exit_code, "") == (done.returncode, done.stdout), done.stderr
    sentence = done.stderr.strip()
    assert re.search(pattern, sentence), sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert sentence.endswith((".", "?"))


def _cpu_seconds(process: psutil.Process) -> float:
    try:
        return float(process.cpu_times().user)
    except psutil.Error:
        return 0.0


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")
