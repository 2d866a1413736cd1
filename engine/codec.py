"""Frames between host and worker: a length, a version, and one command or event as JSON.

A frame is four bytes of length (little-endian), one byte of protocol version, then the message. Whatever arrives is
checked against the types before anyone sees it; a frame that is too long, of another version or not understood is a
ProtocolError.
"""

from collections.abc import Callable
from typing import BinaryIO, TypeVar

import msgspec

from engine.commands import AnyCommand
from engine.errors import ProtocolError
from engine.events import AnyEvent

PROTOCOL_VERSION = 4
MAX_FRAME_BYTES = 16 << 20
_HEADER_BYTES = 5

_M = TypeVar("_M")

_encoder = msgspec.json.Encoder()
_commands: msgspec.json.Decoder[AnyCommand] = msgspec.json.Decoder(AnyCommand)
_events: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(message: AnyCommand | AnyEvent) -> bytes:
    """One frame.

    Raises:
        ProtocolError: the message is larger than a frame may be, or holds what is no text.
    """
    try:
        body = _encoder.encode(message)
    except UnicodeEncodeError as error:
        raise ProtocolError(f"a {type(message).__name__} that is no text: {error}") from error
    if len(body) > MAX_FRAME_BYTES:
        raise ProtocolError(f"a {type(message).__name__} of {len(body)} bytes is too large for a frame")
    return len(body).to_bytes(4, "little") + bytes([PROTOCOL_VERSION]) + body


def read_command(stream: BinaryIO) -> AnyCommand | None:
    """The next command; None at the end of the stream."""
    return _read(stream, _commands.decode)


def read_event(stream: BinaryIO) -> AnyEvent | None:
    """The next event; None at the end of the stream."""
    return _read(stream, _events.decode)


def _read(stream: BinaryIO, decode: Callable[[bytes], _M]) -> _M | None:
    header = _read_exactly(stream, _HEADER_BYTES)
    if header is None:
        return None
    length, version = int.from_bytes(header[:4], "little"), header[4]
    if version != PROTOCOL_VERSION:
        raise ProtocolError(f"a frame of protocol version {version}, not {PROTOCOL_VERSION}")
    if length > MAX_FRAME_BYTES:
        raise ProtocolError(f"a frame of {length} bytes")
    body = _read_exactly(stream, length)
    if body is None:
        return None
    try:
        return decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProtocolError(f"a frame that was not understood: {error}") from error


def _read_exactly(stream: BinaryIO, count: int) -> bytes | None:
    """``count`` bytes; None when the stream ends before them (a frame cut off by a crash is no frame)."""
    parts = b""
    while len(parts) < count:
        part = stream.read(count - len(parts))
        if not part:
            return None
        parts += part
    return parts
