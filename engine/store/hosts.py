"""Which process owns a run, so that runs of dead hosts can be told from those of another instance."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

_PROC = Path("/proc")
_BOOT_ID = _PROC / "sys/kernel/random/boot_id"
_START_TICKS = 18
"""Place of ``starttime`` (proc(5), field 22) behind the state (field 3)."""


@dataclass(frozen=True, slots=True)
class Host:
    """A process of this computer. ``token`` tells it from an earlier or later process with the same pid."""

    pid: int
    token: str

    def is_alive(self) -> bool:
        """Whether the process still runs; True where that cannot be seen from here."""
        if _elsewhere(self.token):
            return True
        return _token(self.pid) == self.token


def this_host() -> Host:
    """The calling process."""
    return host_of(os.getpid())


def host_of(pid: int) -> Host:
    """The process that has this pid now."""
    return Host(pid, _token(pid))


def _token(pid: int) -> str:
    """Boot, pid namespace and start of a process; "" when there is no such process."""
    if _BOOT_ID.exists():
        return _linux_token(pid)
    try:
        return f"{psutil.Process(pid).create_time():.0f}"
    except psutil.Error:
        return ""


def _linux_token(pid: int) -> str:
    # psutil adds the start to a boot time that moves when the clock is set; ticks since boot and the boot's id do not.
    try:
        state, *fields = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ""
    # A zombie has ended; only its parent has not noticed.
    return "" if state in "ZX" else f"{_boot()}:{_namespace()}:{fields[_START_TICKS]}"


def _elsewhere(token: str) -> bool:
    """Whether the token is of this boot but of another pid namespace (a container), whose processes we cannot see."""
    if not token or not _BOOT_ID.exists():
        return False
    boot, _, rest = token.partition(":")
    return boot == _boot() and rest.partition(":")[0] != _namespace()


def _boot() -> str:
    return _BOOT_ID.read_text("ascii").strip()


def _namespace() -> str:
    return str((_PROC / "self/ns/pid").stat().st_ino)
