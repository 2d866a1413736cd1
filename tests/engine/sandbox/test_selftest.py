"""What may be claimed, and that it is not claimed when a wall is missing."""

import subprocess
import sys
import time

import pytest

from engine.sandbox import helper
from engine.sandbox.linux import LinuxExecutor
from engine.sandbox.probe import PROBE_NAMES
from engine.sandbox.refuse import RefuseExecutor
from engine.sandbox.selftest import SelfTest, open_executor, run_selftest
from engine.types import ExecutionStatus

HOLES = {
    "no filter": "seccomp.Filter.install = lambda self: None",
    "files may be opened": "seccomp.ALLOWED += ('open',); seccomp.SYSCALLS['x86_64']['open'] = 2;"
    "seccomp.SYSCALLS['aarch64']['open'] = 56; seccomp.ALLOWED += ('openat',);"
    "seccomp.SYSCALLS['x86_64']['openat'] = 257; seccomp.SYSCALLS['aarch64']['openat'] = 56;"
    "landlock.restrict = lambda: 0",
    "memory may be run": "seccomp._PROT_EXEC = 0",
    "no limits": "resource.setrlimit = lambda *a: None",
    "no sympy": "sys.modules['sympy.solvers'] = None",
}


def with_hole(monkeypatch: pytest.MonkeyPatch, hole: str) -> SelfTest:
    start = "from engine.sandbox.zygote import main"
    modules = "import resource, sys; from engine.sandbox import landlock, lockdown, seccomp"
    command = [part.replace(start, f"{modules}; {hole}; {start}") for part in helper.helper_command()]
    monkeypatch.setattr(helper, "helper_command", lambda: command)
    return run_selftest()


def test_this_system_is_isolated() -> None:
    result = run_selftest()
    assert [] == [check for check in result.checks if not check.passed]
    assert "Isolated" == result.isolation
    assert set(PROBE_NAMES) < {check.name for check in result.checks}


def test_the_executor_that_was_tested_is_the_one_that_is_used_and_it_starts_fast() -> None:
    started = time.monotonic()
    executor, result = open_executor()
    elapsed = time.monotonic() - started
    try:
        assert isinstance(executor, LinuxExecutor)
        assert result.isolation == executor.isolation
        assert "42\n" == executor.run(["print(42)"]).output
    finally:
        executor.close()
    assert elapsed < 15, "about 1.5 seconds on an idle machine"


@pytest.mark.parametrize("hole", HOLES.values(), ids=[name.replace(" ", "_") for name in HOLES])
def test_a_sandbox_with_a_hole_is_not_called_isolated(monkeypatch: pytest.MonkeyPatch, hole: str) -> None:
    result = with_hole(monkeypatch, hole)
    assert "" == result.isolation
    assert any(not check.passed for check in result.checks)
    assert "steps are not run" in result.detail


def test_a_processor_without_a_filter_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    result = with_hole(monkeypatch, "seccomp.SYSCALLS.clear()")
    assert "" == result.isolation
    assert "no system-call filter for" in result.detail


def test_a_helper_that_cannot_start_means_no_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for command in (["/nowhere/python"], [sys.executable, "-c", "raise SystemExit(3)"], [sys.executable, "-c", "0"]):
        monkeypatch.setattr(helper, "helper_command", lambda command=command: command)
        executor, result = open_executor()
        assert isinstance(executor, RefuseExecutor)
        assert "" == executor.isolation == result.isolation


def test_a_helper_that_lies_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that it is ready and then answers every request with noise."""
    liar = (
        "import socket, sys; s = socket.socket(fileno=int(sys.argv[1][5:])); s.sendall(b'\\x02\\0\\0\\0{}');\n"
        "while s.recv(65536):\n    s.sendall(b'swa1' + b'\\xff' * 200)"
    )
    monkeypatch.setattr(helper, "helper_command", lambda: [sys.executable, "-c", liar])
    assert "" == run_selftest().isolation


def test_the_refusing_executor_says_why_and_runs_nothing() -> None:
    executor = RefuseExecutor("no sandbox here")
    result = executor.run(["print(1)"])
    assert (ExecutionStatus.NOT_RUN, "", "no sandbox here") == (result.status, result.output, result.error)
    assert executor.equal("0.5", "1/2")
    assert not executor.equal("x+1", "1+x")
    executor.interrupt()
    executor.close()


def test_a_frozen_app_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert [sys.executable, "--sandbox"] == helper.helper_command()


def test_the_helper_takes_nothing_from_the_working_folder(tmp_path: object) -> None:
    text = helper.helper_command()[-1].split("; from ")[0] + "; print('' in sys.path, sys.flags.no_user_site)"
    done = subprocess.run([*helper.helper_command()[:-1], text], capture_output=True, text=True, check=True)
    assert "False 1" == done.stdout.strip()
