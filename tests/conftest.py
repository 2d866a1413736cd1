"""Rules for every test: a home of its own, no network but loopback, nothing left running."""

import contextlib
import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

# Before anything imports Qt: windows are drawn into memory.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

SETTLE_SECONDS = 3.0
PR_SET_CHILD_SUBREAPER = 36
AddressLike = tuple[object, ...] | str | bytes


def pytest_configure() -> None:
    """Let Ctrl-C work; make orphans ours, so that a helper whose parent was killed is seen when it stays behind
    (Linux).
    """
    # A shell starts background jobs with Ctrl-C ignored, and what they start inherits that: tests press Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


@pytest.fixture(scope="session", autouse=True)
def _no_process_outlives_the_session() -> Iterator[None]:
    before = _child_pids()
    yield
    _fail_on_leaks(set(threading.enumerate()), before)


@pytest.fixture(autouse=True)
def _nothing_left_behind(_no_process_outlives_the_session: None) -> Iterator[None]:
    """Fail a test that leaves threads or processes; what wider fixtures started before it is theirs."""
    threads, pids = set(threading.enumerate()), _child_pids()
    yield
    _fail_on_leaks(threads, pids)


@pytest.fixture(autouse=True)
def _own_home(_nothing_left_behind: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point every folder of the user's at an empty one."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("STEPWISE_HOME", str(tmp_path / "stepwise"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("HF_HOME", str(home / "huggingface"))
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name.removeprefix("XDG_").lower()))


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sockets of this process reach loopback and local files only, unless the test fetches a model."""
    if request.node.get_closest_marker("model"):
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: AddressLike) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address):
            pytest.fail(f"this test reached for the network: {address!r}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(address: AddressLike) -> bool:
    host = str(address[0]) if isinstance(address, tuple) else ""
    return host == "localhost" or host == "::1" or host.startswith("127.")


def _child_pids() -> set[int]:
    """Direct children that run. The dead are left alone: reaping them here would steal their exit code."""
    alive = set[int]()
    for child in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE:
                alive.add(child.pid)
    return alive


def _leaked_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    new = set(threading.enumerate()) - before
    return [thread for thread in new if not thread.daemon or thread.name.startswith("stepwise-")]


def _fail_on_leaks(threads: set[threading.Thread], pids: set[int]) -> None:
    """Allow ``SETTLE_SECONDS`` for things that are already ending, then name what stays."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while (leaked := _leaked_threads(threads)) or (_child_pids() - pids):
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    left = _child_pids() - pids
    names = [f"thread {thread.name}" for thread in leaked] + [_describe(pid) for pid in sorted(left)]
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if names:
        pytest.fail(f"left behind: {', '.join(names)}", pytrace=False)


def _describe(pid: int) -> str:
    try:
        return f"process {pid} ({' '.join(psutil.Process(pid).cmdline())[:200]})"
    except psutil.NoSuchProcess:
        return f"process {pid}"
