"""Landlock: the kernel's own wall around files, TCP ports, abstract sockets and signals (Linux 5.13 and later).

Every right that this kernel knows is taken away and none is given back. The seccomp filter already refuses the calls;
this second wall stands if a hole is ever found in the first.
"""

import ctypes
import os

from engine.sandbox import libc

_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
_FILE_RIGHTS_BY_VERSION = {1: 13, 2: 14, 3: 15, 5: 16}
_ALL_TCP, _ALL_SCOPES = 3, 3


class _Ruleset(ctypes.Structure):
    """struct landlock_ruleset_attr."""

    _fields_ = (("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


def restrict() -> int:
    """Close the wall around this process and its later children; returns Landlock's version, 0 where there is none.

    Needs no_new_privs. Raises OSError if the kernel knows Landlock and still refuses.
    """
    version = _version()
    if version < 1:
        return 0
    bits = max(count for since, count in _FILE_RIGHTS_BY_VERSION.items() if version >= since)
    ruleset = _Ruleset((1 << bits) - 1, _ALL_TCP if version >= 4 else 0, _ALL_SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    descriptor = libc.syscall(_CREATE_RULESET, ctypes.byref(ruleset), ctypes.c_size_t(size), ctypes.c_uint32(0))
    try:
        libc.syscall(_RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_uint32(0))
    finally:
        os.close(descriptor)
    return version


def _version() -> int:
    try:
        return libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_ASK_VERSION))
    except OSError:
        return 0
