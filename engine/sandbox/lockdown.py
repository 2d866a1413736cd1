"""How the sandbox process gives up its rights, in the order in which that works.

The zygote calls ``enter_namespaces`` and ``restrict_zygote`` once; every child inherits both and then calls
``restrict_program`` with its own limits, the system-call filter last.
"""

import math
import os
import resource
import signal
from pathlib import Path

from engine.sandbox import landlock, libc
from engine.sandbox.seccomp import Filter

_NEWNS, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = 0x20000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000
_NOBODY = 65534
_PROGRAM_DESCRIPTORS = 4


def drop_user(uid: int) -> None:
    """Become an ordinary user for good (root only)."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def forbid_new_privileges() -> None:
    """No later call may gain rights; Landlock and seccomp ask for this first."""
    libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1)


def enter_namespaces() -> bool:
    """Leave the host's process ids, network, mounts and IPC; False where this system does not allow it.

    The caller stays in the old process-id namespace: its next child is the first process of the new one.
    """
    uid, gid = os.getuid(), os.getgid()
    # A process that changed its uid is not dumpable, and then root owns the maps it is about to write.
    libc.prctl(libc.PR_SET_DUMPABLE, 1)
    try:
        libc.unshare(_NEWUSER | _NEWNET | _NEWIPC | _NEWPID | _NEWUTS | _NEWNS)
    except OSError:
        return False
    try:
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{_NOBODY} {uid} 1")
        _write("/proc/self/gid_map", f"{_NOBODY} {gid} 1")
    except OSError:
        pass  # Without a map the process is nobody as well, only with less said.
    return True


def die_with_parent() -> None:
    """For children of single-threaded parents only: the kernel's signal follows the parent's *thread*."""
    libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def restrict_zygote() -> int:
    """No file, no TCP, no signal outwards, no memory to read from outside; returns Landlock's version, 0 if absent."""
    libc.prctl(libc.PR_SET_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    resource.setrlimit(resource.RLIMIT_MSGQUEUE, (0, 0))
    return landlock.restrict()


def restrict_program(seconds: float, address_space_bytes: int, calls: Filter) -> None:
    """The last thing before a program's first line. Raises OSError, and then nothing may be run.

    CPU time is limited a second above the wall clock, which the zygote watches: it is there should the zygote be stuck.
    """
    cpu_seconds = math.ceil(seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (address_space_bytes, address_space_bytes))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_PROGRAM_DESCRIPTORS, _PROGRAM_DESCRIPTORS))
    calls.install()


def address_space_bytes() -> int:
    """How much address space this process has mapped."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _write(path: str, text: str) -> None:
    Path(path).write_text(text, encoding="ascii")
