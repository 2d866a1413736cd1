"""What the sandbox of this computer really stops: the only ground on which the app may claim isolation.

Programs inside try the forbidden things against things made for them outside: a file, listening sockets, this process.
"Isolated" is said when every check passed, never because of the platform's name.
"""

import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.sandbox.executor import Executor, Limits
from engine.sandbox.helper import HelperLostError
from engine.sandbox.linux import LinuxExecutor
from engine.sandbox.probe import PROBE, PROBE_NAMES
from engine.sandbox.refuse import RefuseExecutor
from engine.types import Execution, ExecutionStatus

_SECRET = "a line that no program may see"
_MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried. ``detail`` says what happened where that is worth a word."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """``isolation`` is what may be claimed: "Isolated", or "" when steps must not be run. ``detail`` is a sentence."""

    isolation: str
    detail: str
    checks: tuple[Check, ...]


def run_selftest() -> SelfTest:
    """Start a sandbox, try everything, end it."""
    executor, result = open_executor()
    executor.close()
    return result


def open_executor(drop_uid: int | None = None) -> tuple[Executor, SelfTest]:
    """An executor that may be used on this system, and the self-test that says so.

    Never raises: where no sandbox can be had the executor is one that refuses to run steps. ``drop_uid`` is
    LinuxExecutor's.
    """
    try:
        executor = LinuxExecutor(drop_uid)
    except (OSError, ValueError, AttributeError) as error:
        return _refused((Check("start", False, str(error)),))
    try:
        checks = _checks(executor)
    except HelperLostError as error:
        checks = (Check("start", False, str(error)),)
    if all(check.passed for check in checks):
        return executor, SelfTest("Isolated", _walls(executor), checks)
    executor.close()
    return _refused(checks)


def _refused(checks: tuple[Check, ...]) -> tuple[Executor, SelfTest]:
    failed = [f"{check.name} ({check.detail})" if check.detail else check.name for check in checks if not check.passed]
    reason = f"steps are not run, because the sandbox failed its self-test: {', '.join(failed)}"
    return RefuseExecutor(reason), SelfTest("", reason, checks)


def _walls(executor: LinuxExecutor) -> str:
    hello = executor.hello()
    walls = ["a system-call filter", "resource limits"]
    if hello.landlock:
        walls.append(f"Landlock {hello.landlock}")
    if hello.namespaces:
        walls.append("namespaces")
    order = "" if hello.fixed_hash else "; the order of sets differs from start to start"
    return f"every check passed behind {', '.join(walls[:-1])} and {walls[-1]}{order}"


def _checks(executor: LinuxExecutor) -> tuple[Check, ...]:
    executor.hello()
    return (*_work_checks(executor), *_limit_checks(executor), *_wall_checks(executor))


def _work_checks(executor: LinuxExecutor) -> Iterator[Check]:
    """What must work, and that nothing of one program is left for the next."""
    ran = executor.run(["from sympy import symbols, solve\nx = symbols('x')", "total = 42\nprint(solve(x**2 - 4, x))"])
    good = ran.status is ExecutionStatus.OK and ran.output == "[-2, 2]\n" and ran.names == (("total", "42"),)
    yield Check("sympy works", good, "" if good else _said(ran))
    ran = executor.run(["import math\nmath.left_over = left_over = 1", "print(total)"])
    yield _expect("a fresh start for each program", ran, ran.error == "NameError: name 'total' is not defined")
    ran = executor.run(["import math\nprint('left_over' in globals() or hasattr(math, 'left_over'))"])
    yield _expect("nothing left of the program before", ran, ran.output == "False\n")


def _limit_checks(executor: LinuxExecutor) -> Iterator[Check]:
    ran = executor.run(["while True:\n    pass"], Limits(seconds=0.1))
    yield _expect("time limit", ran, ran.status is ExecutionStatus.TIMEOUT)
    ran = executor.run(["import time\ntime.sleep(30)"], Limits(seconds=0.1))
    yield _expect("time limit while asleep", ran, ran.status is ExecutionStatus.TIMEOUT)
    ran = executor.run([f"x = bytearray({256 * _MEGABYTE})"], Limits(memory_bytes=64 * _MEGABYTE))
    yield _expect("memory limit", ran, ran.status is ExecutionStatus.MEMORY)
    ran = executor.run(["while True:\n    print('x' * 1000)"], Limits(output_bytes=10_000))
    yield _expect("output limit", ran, ran.status is ExecutionStatus.OUTPUT and len(ran.output) == 10_000)
    ran = executor.run(["import ctypes\nctypes.string_at(0)"])
    yield _expect("survives a crash", ran, ran.status is ExecutionStatus.KILLED)


def _wall_checks(executor: LinuxExecutor) -> Iterator[Check]:
    """Everything that must be refused by the kernel, tried with Python's own calls and with the C library's."""
    with _outside() as world:
        ran = executor.run([PROBE.replace("{WORLD}", repr(world.facts))], Limits(seconds=5.0))
        said = dict(line.split("=", 1) for line in ran.output.splitlines() if "=" in line)
        for name in PROBE_NAMES:
            verdict = said.get(name, f"never answered; the program said {_said(ran)}")
            yield Check(name, verdict == "blocked", "" if verdict == "blocked" else verdict)
        yield Check("nothing changed outside", world.is_untouched())


def _expect(name: str, ran: Execution, passed: bool) -> Check:
    return Check(name, passed, "" if passed else _said(ran))


def _said(ran: Execution) -> str:
    return f"{ran.status.value}: {ran.error or ran.output[:80]!r}"


@dataclass(frozen=True, slots=True)
class _World:
    """Things outside the sandbox that the probe knows of and must not reach."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket

    @property
    def facts(self) -> dict[str, object]:
        return {
            "folder": str(self.folder),
            "secret": _SECRET,
            "tcp": self.tcp.getsockname()[1],
            "udp": self.udp.getsockname()[1],
            "unix": str(self.folder / "socket"),
        }

    def is_untouched(self) -> bool:
        for listener in (self.tcp, self.unix):
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                continue
            return False
        try:
            self.udp.recv(1)
        except BlockingIOError:
            files = sorted(path.name for path in self.folder.iterdir())
            return files == ["canary", "socket"] and (self.folder / "canary").read_text(encoding="utf-8") == _SECRET
        return False


@contextmanager
def _outside() -> Iterator[_World]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stepwise-selftest-")))
        (folder / "canary").write_text(_SECRET, encoding="utf-8")
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(folder / "socket"))
        unix.listen()
        for each in (tcp, udp, unix):
            each.setblocking(False)
        folder.chmod(0o777)
        (folder / "canary").chmod(0o666)
        (folder / "socket").chmod(0o777)
        yield _World(folder, tcp, udp, unix)
