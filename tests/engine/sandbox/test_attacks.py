"""Every program in ../shared/attacks does none of the harm that its first line names."""

import os
import socket
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest

from engine.sandbox.executor import Limits
from engine.sandbox.linux import LinuxExecutor
from engine.sandbox.supervisor import SPARES
from engine.types import Execution, ExecutionStatus

ATTACKS = Path(__file__).resolve().parents[4] / "shared" / "attacks"
LIMITS = Limits(seconds=1.0, memory_bytes=256 << 20, output_bytes=20_000)
SECRET = "b7f2-the-canary-sang-4411"
TCP_PORT, UDP_PORT, ABSTRACT_NAME = 48765, 48766, "\0sbx-abstract-canary"
FILLED = [Path(folder) / "fill_35" for folder in ("/dev/shm", "/tmp", "/var/tmp", "/", ".")]
RAN, STOPPED = {ExecutionStatus.OK, ExecutionStatus.ERROR}, {ExecutionStatus.TIMEOUT}
EXHAUSTED = {ExecutionStatus.MEMORY, ExecutionStatus.TIMEOUT}
STATUSES = {
    "11_memory_bomb": EXHAUSTED,
    "12_memory_many_small": EXHAUSTED,
    "13_infinite_loop": STOPPED,
    "14_deep_recursion": {*EXHAUSTED, ExecutionStatus.KILLED, ExecutionStatus.ERROR},
    "15_huge_pow": EXHAUSTED,
    "16_factorint_hang": STOPPED,
    "17_integrate_hang": STOPPED,
    "18_print_1gb": {ExecutionStatus.OUTPUT},
    "20_ctypes_segv": {ExecutionStatus.KILLED},
    "21_ignore_signals": STOPPED,
    "27_sys_exit": {ExecutionStatus.OK},
    "28_os__exit": {ExecutionStatus.KILLED},
    "37_regex_hang": STOPPED,
    "42_long_sleep": STOPPED,
    "48_catch_all": STOPPED,
}

pytestmark = pytest.mark.skipif(not ATTACKS.is_dir(), reason="../shared/attacks is not here")


@dataclass(frozen=True)
class Canary:
    """Things outside the sandbox that an attack is after."""

    folder: Path
    tcp: socket.socket
    udp: socket.socket
    unix: socket.socket

    def snapshot(self) -> list[tuple[str, int, int, bytes]]:
        """Every file with its mode, time of change and content."""
        found = []
        for path in sorted(self.folder.rglob("*")):
            facts = path.stat()
            content = path.read_bytes() if path.is_file() else b""
            found.append((str(path.relative_to(self.folder)), facts.st_mode, facts.st_mtime_ns, content))
        return found

    def was_called(self) -> bool:
        """Whether anyone connected or sent anything."""
        for listener in (self.tcp, self.unix):
            try:
                listener.accept()[0].close()
            except BlockingIOError:
                continue
            return True
        try:
            return bool(self.udp.recv(1))
        except BlockingIOError:
            return False


@pytest.fixture
def canary() -> Iterator[Canary]:
    with (
        tempfile.TemporaryDirectory(prefix="canary-") as name,
        socket.create_server(("127.0.0.1", TCP_PORT)) as tcp,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp,
        socket.socket(socket.AF_UNIX) as unix,
    ):
        folder = Path(name)
        (folder / ".ssh").mkdir()
        for file in (folder / ".ssh" / "id_canary", folder / "keepme"):
            file.write_text(SECRET, encoding="ascii")
            file.chmod(0o666)
        # Open to everyone: no attack may fail for want of rights in the file system.
        for each in (folder, folder / ".ssh"):
            each.chmod(0o777)
        udp.bind(("127.0.0.1", UDP_PORT))
        unix.bind(ABSTRACT_NAME)
        unix.listen()
        for listener in (tcp, udp, unix):
            listener.setblocking(False)
        yield Canary(folder, tcp, udp, unix)


class MemoryWatch:
    """The largest resident memory of all processes of a sandbox together, sampled while a program runs."""

    def __init__(self, executor: LinuxExecutor) -> None:
        self._pid = executor.pid
        self._done = Event()
        self._thread = Thread(target=self._watch)
        self.peak_bytes = 0

    def __enter__(self) -> "MemoryWatch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.02):
            self.peak_bytes = max(self.peak_bytes, sum(_private_bytes(each) for each in tree(self._pid)))


def _private_bytes(process: psutil.Process) -> int:
    try:
        facts = process.memory_info()
    except psutil.Error:
        return 0
    return int(facts.rss - facts.shared)


def tree(pid: int) -> list[psutil.Process]:
    return [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]


def settled_count(pid: int, wanted: int) -> int:
    """How many processes live below ``pid`` once the dead are buried."""
    deadline = time.monotonic() + 5.0
    while (count := len(tree(pid))) != wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    return count


def attack_names() -> list[str]:
    return sorted(path.stem for path in ATTACKS.glob("*.py")) if ATTACKS.is_dir() else []


@pytest.mark.parametrize("name", attack_names())
def test_an_attack_does_no_harm(
    any_executor: LinuxExecutor, canary: Canary, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SBX_SECRET", SECRET)
    program = (ATTACKS / f"{name}.py").read_text(encoding="utf-8").replace("{CANARY}", str(canary.folder))
    namespaces = any_executor.hello().namespaces
    processes = (2 if namespaces else 1) + SPARES
    before, pid = canary.snapshot(), any_executor.pid
    settled_count(pid, processes)

    started = time.monotonic()
    with MemoryWatch(any_executor) as memory:
        result = any_executor.run([program], LIMITS)
    elapsed = time.monotonic() - started

    assert_nothing_came_out(result)
    assert result.status in STATUSES.get(name, RAN)
    assert canary.snapshot() == before
    assert not canary.was_called()
    assert not any(path.exists() for path in FILLED)
    assert elapsed < LIMITS.seconds + 2.0
    assert memory.peak_bytes < LIMITS.memory_bytes + (512 << 20)
    assert any_executor.pid == pid, "the sandbox process was lost"
    assert settled_count(pid, processes) == processes
    assert any_executor.run(["print(6 * 7)"]).output == "42\n"


def assert_nothing_came_out(result: Execution) -> None:
    said = f"{result.output} {result.error} {result.names}"
    assert SECRET not in said
    assert SECRET[:10] not in said
    assert "ESCAPED" not in said
    assert "root:" not in said
    assert len(result.output.encode()) <= LIMITS.output_bytes


def test_the_canary_can_be_reached_from_outside(canary: Canary) -> None:
    """The other tests prove nothing if nobody could reach the canary."""
    assert SECRET == (canary.folder / ".ssh" / "id_canary").read_text(encoding="ascii")
    with socket.create_connection(("127.0.0.1", TCP_PORT)):
        time.sleep(0.05)
        assert canary.was_called()
    assert oct((canary.folder / "keepme").stat().st_mode)[-3:] == "666"
    assert os.access(canary.folder, os.W_OK)
