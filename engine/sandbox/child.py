"""The process in which one program runs: it waits locked in as far as possible, then takes one request and ends.

Forked ahead by the zygote (a "spare"). It has seen nothing of any program before its own: the zygote keeps the bytes of
requests and replies in memory that a fork does not copy.
"""

import io
import json
import os
import signal
from contextlib import suppress
from dataclasses import asdict
from typing import NoReturn

from engine.sandbox import equality, lockdown, program, protocol
from engine.sandbox.seccomp import Filter

UNSAFE_EXIT = 71
"""Exit status of a child that could not lock itself down, and therefore ran nothing."""

FAILED_EXIT = 70
_OUTPUT, _RECORD = 1, 3
_OUT_OF_MEMORY = json.dumps(asdict(program.out_of_memory())).encode("ascii")


def serve_one(request: int, output: int, record: int, base_bytes: int, calls: Filter) -> NoReturn:
    """Take over this freshly forked process. The three numbers are the child's ends of its pipes."""
    try:
        lockdown.die_with_parent()
        os.dup2(output, _OUTPUT)
        request = _keep_only(request, record)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        stdout = io.TextIOWrapper(
            io.FileIO(_OUTPUT, "w", closefd=False), encoding="utf-8", errors="replace", line_buffering=True
        )
        _rehearse()
        program.prepare(stdout)
        header = protocol.RequestHeader.unpack(_read_exactly(request, protocol.REQUEST_HEADER_BYTES))
        payload = _read_exactly(request, header.payload_bytes)
        os.close(request)
    except BaseException:
        os._exit(FAILED_EXIT)
    try:
        lockdown.restrict_program(header.seconds, base_bytes + header.memory_bytes, calls)
    except BaseException:
        os._exit(UNSAFE_EXIT)
    try:
        _write_record(_answer(payload, stdout))
        os._exit(0)
    finally:
        os._exit(FAILED_EXIT)


def _rehearse() -> None:
    """Run a program of our own: it copies the pages of memory that every program writes to, ahead of time."""
    program.prepare(io.StringIO())
    record = program.run_steps(["x = 1\nprint(x)", "y = Fraction(x + 1, 2)\nprint(y)"], lambda: None)
    json.loads(json.dumps(asdict(record)))


def _answer(payload: bytes, stdout: io.TextIOBase) -> bytes:
    try:
        request = json.loads(payload)
        if request["kind"] == "equal":
            is_equal = equality.is_equal(request["gold"], request["candidate"])
            return json.dumps({"equal": is_equal}).encode("ascii")
        record = program.run_steps(request["steps"], lambda: _mark(stdout, request["marker"].encode("ascii")))
        _flush(stdout)
        return json.dumps(asdict(record)).encode("ascii")
    except MemoryError:
        return _OUT_OF_MEMORY


def _mark(stdout: io.TextIOBase, marker: bytes) -> None:
    """Tell the output of the last step from what came before, whatever earlier steps did to ``sys.stdout``."""
    _flush(stdout)
    os.write(_OUTPUT, marker)


def _flush(stdout: io.TextIOBase) -> None:
    with suppress(Exception):
        stdout.flush()


def _write_record(text: bytes) -> None:
    data = protocol.pack_length(len(text)) + text
    while data:
        data = data[os.write(_RECORD, data) :]


def _keep_only(request: int, record: int) -> int:
    """Close every descriptor but 0 to 3 and the request's, which is moved out of the way; returns its new number."""
    highest = os.sysconf("SC_OPEN_MAX")
    spot = os.dup(request)
    while spot <= _RECORD:
        spot = os.dup(request)
    os.dup2(record, _RECORD)
    os.closerange(_RECORD + 1, spot)
    os.closerange(spot + 1, highest)
    return spot


def _read_exactly(descriptor: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        if not (part := os.read(descriptor, min(count - len(data), 1 << 20))):
            raise EOFError
        data += part
    return bytes(data)
