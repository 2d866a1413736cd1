"""The sandbox process: loads what programs need, gives up its rights, then forks one child per program.

Single-threaded, environment empty, standard streams closed to it. It talks to the host over one socket and ends when
that closes or when the host dies. It never looks into a program: requests and replies pass through it as bytes.
"""

import argparse
import gc
import json
import os
import resource
import socket
import sys
from contextlib import suppress

from engine.sandbox import equality, lockdown, preload, protocol, seccomp
from engine.sandbox.supervisor import Supervisor

_DESCRIPTORS = 64
_MAX_REASON_CHARACTERS = 300


def main(argv: list[str]) -> int:
    """``--sandbox``: serve the host at the other end of ``--fd`` until it closes."""
    parser = argparse.ArgumentParser(prog="stepwise --sandbox", allow_abbrev=False)
    parser.add_argument("--fd", type=int, required=True, help="socket to the host")
    parser.add_argument("--host", type=int, required=True, help="process id of the host")
    parser.add_argument("--drop-uid", type=int, help="become this user first (for tests as root)")
    options = parser.parse_args(argv)
    host = socket.socket(fileno=options.fd)
    try:
        return _start(host, options.host, options.drop_uid)
    except Exception as error:
        _say_hello(host, {"error": f"{type(error).__name__}: {error}"[:_MAX_REASON_CHARACTERS]})
        return 1


def _start(host: socket.socket, host_pid: int, drop_uid: int | None) -> int:
    host_life = _watch(host_pid)
    if host_life is None:
        return 1
    preload.load()
    equality.warm_up()
    if drop_uid is not None:
        lockdown.drop_user(drop_uid)
    base_bytes = lockdown.address_space_bytes()
    lockdown.forbid_new_privileges()
    namespaces = lockdown.enter_namespaces()
    if namespaces and (inner := os.fork()):
        host.close()
        os.waitpid(inner, 0)
        return 0
    if namespaces:
        lockdown.die_with_parent()
    _serve(host, host_life, base_bytes, namespaces=namespaces)
    return 0


def _watch(host_pid: int) -> int | None:
    """A descriptor that becomes readable when the host dies; None if it has died already.

    The kernel's parent-death signal would follow the host's *thread* that started this process.
    """
    life = os.pidfd_open(host_pid)
    return life if os.getppid() == host_pid else None


def _serve(host: socket.socket, host_life: int, base_bytes: int, *, namespaces: bool) -> None:
    calls = seccomp.build()
    resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
    landlock = lockdown.restrict_zygote()
    os.environ.clear()
    preload.close_imports()
    supervisor = Supervisor(host, host_life, base_bytes, calls)
    gc.collect()
    gc.freeze()
    fixed_hash = not sys.flags.hash_randomization
    _say_hello(host, {"namespaces": namespaces, "landlock": landlock, "fixed_hash": fixed_hash})
    supervisor.serve()


def _say_hello(host: socket.socket, facts: dict[str, object]) -> None:
    text = json.dumps(facts).encode("ascii")
    with suppress(OSError):
        host.sendall(protocol.pack_length(len(text)) + text)
