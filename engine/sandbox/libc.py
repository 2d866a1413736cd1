"""The few C library calls that Python has no name for. Imported by the sandbox process alone."""

import ctypes
import os

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

_library = ctypes.CDLL(None, use_errno=True)
_library.syscall.restype = ctypes.c_long


def prctl(option: int, first: int = 0, second: int = 0) -> None:
    """Raises OSError where the kernel refuses."""
    arguments = [ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    _check(_library.prctl(ctypes.c_int(option), *arguments))


def unshare(flags: int) -> None:
    """Raises OSError where namespaces are switched off."""
    _check(_library.unshare(ctypes.c_int(flags)))


def syscall(number: int, *arguments: object) -> int:
    """A system call by number; ``arguments`` are ctypes values. Raises OSError."""
    return _check(_library.syscall(ctypes.c_long(number), *arguments))


def _check(result: int) -> int:
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
