"""Frames between the host and the zygote: a fixed header, then bytes of a bounded size.

A request's bytes are JSON that only the program's own process parses. A reply carries the JSON record that this process
wrote (an untrusted text: the program may have written it) and what it printed.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum

MAX_REQUEST_BYTES = 16 << 20
MAX_RECORD_BYTES = 128 << 10
MAX_OUTPUT_BYTES = 4 << 20
MAX_HELLO_BYTES = 64 << 10

MARKER_BYTES = 32
"""Length of the random text printed before the last step, to tell its output from what earlier steps printed."""

_REQUEST = struct.Struct("<4sIdQI")
_REPLY = struct.Struct("<4sIIIIQ")
_LENGTH = struct.Struct("<I")
_REQUEST_MAGIC = b"swq1"
_REPLY_MAGIC = b"swa1"
REQUEST_HEADER_BYTES = _REQUEST.size
REPLY_HEADER_BYTES = _REPLY.size
LENGTH_BYTES = _LENGTH.size


class FrameError(Exception):
    """The bytes are no frame of this protocol."""


class Outcome(IntEnum):
    """How a program's process ended, as the zygote saw it."""

    RECORDED = 0
    TIMED_OUT = 1
    TOO_MUCH_OUTPUT = 2
    SIGNALLED = 3
    EXITED = 4
    INTERRUPTED = 5


@dataclass(frozen=True, slots=True)
class RequestHeader:
    """What the zygote needs to know of a request. ``seconds`` is wall time."""

    payload_bytes: int
    seconds: float
    memory_bytes: int
    output_bytes: int

    def pack(self) -> bytes:
        return _REQUEST.pack(_REQUEST_MAGIC, self.payload_bytes, self.seconds, self.memory_bytes, self.output_bytes)

    @classmethod
    def unpack(cls, data: bytes) -> "RequestHeader":
        """Raises FrameError."""
        magic, payload_bytes, seconds, memory_bytes, output_bytes = _REQUEST.unpack(data)
        if magic != _REQUEST_MAGIC or payload_bytes > MAX_REQUEST_BYTES or output_bytes > MAX_OUTPUT_BYTES:
            raise FrameError("not a request")
        return cls(payload_bytes, seconds, memory_bytes, output_bytes)


@dataclass(frozen=True, slots=True)
class ReplyHeader:
    """``detail`` is the signal's number for SIGNALLED, the exit status for EXITED, else 0."""

    outcome: Outcome
    detail: int
    record_bytes: int
    output_bytes: int
    duration_ns: int

    def pack(self) -> bytes:
        return _REPLY.pack(
            _REPLY_MAGIC, self.outcome, self.detail, self.record_bytes, self.output_bytes, self.duration_ns
        )

    @classmethod
    def unpack(cls, data: bytes) -> "ReplyHeader":
        """Raises FrameError."""
        magic, outcome, detail, record_bytes, output_bytes, duration_ns = _REPLY.unpack(data)
        if (
            magic != _REPLY_MAGIC
            or outcome not in Outcome.__members__.values()
            or record_bytes > MAX_RECORD_BYTES
            or output_bytes > MAX_OUTPUT_BYTES + MARKER_BYTES
        ):
            raise FrameError("not a reply")
        return cls(Outcome(outcome), detail, record_bytes, output_bytes, duration_ns)


def pack_length(length: int) -> bytes:
    return _LENGTH.pack(length)


def unpack_length(data: bytes, limit: int) -> int:
    """Raises FrameError for more than ``limit``."""
    (length,) = _LENGTH.unpack(data)
    if length > limit:
        raise FrameError(f"a length of {length} bytes is over {limit}")
    return int(length)
