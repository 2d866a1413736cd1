"""The host's handle on one sandbox process: start it, exchange frames with it, end it."""

import json
import os
import secrets
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import msgspec

from engine.sandbox import protocol
from engine.sandbox.protocol import ReplyHeader, RequestHeader

START_SECONDS = 60.0
_GRACE_SECONDS = 10.0
_CLOSE_SECONDS = 2.0
_LIBRARIES = ("sympy", "mpmath", "math_verify", "latex2sympy2_extended", "antlr4")
_ENVIRONMENT = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
"""All that the sandbox process gets to see. With a fixed seed a set of strings has the same order in every run."""


class HelperLostError(Exception):
    """The sandbox process died, does not answer, or sent something else than a reply."""


class Hello(msgspec.Struct, frozen=True):
    """What the sandbox process says when it is ready. ``landlock`` is the kernel's version of it, 0 for none."""

    namespaces: bool = False
    landlock: int = 0
    fixed_hash: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """``record`` and ``output`` are untrusted bytes."""

    header: ReplyHeader
    record: bytes
    output: bytes


def helper_command() -> list[str]:
    """How to start the sandbox process; options of ``engine.sandbox.zygote.main`` follow.

    In a frozen app it is this executable again, else a Python without site, user and working folders in its path.
    """
    if getattr(sys, "frozen", False):
        return [sys.executable, "--sandbox"]
    start = (
        f"import sys; sys.path[:0] = {_import_folders()!r}; "
        "from engine.sandbox.zygote import main; sys.exit(main(sys.argv[1:]))"
    )
    return [sys.executable, "-P", "-s", "-S", "-B", "-c", start]


class Helper:
    """One sandbox process."""

    def __init__(self, options: Sequence[str] = ()) -> None:
        """Starts the process and returns at once. Raises OSError or ValueError where that is not possible."""
        self._hello: Hello | None = None
        self._socket, remote = socket.socketpair()
        try:
            self._process = subprocess.Popen(
                [*helper_command(), f"--fd={remote.fileno()}", f"--host={os.getpid()}", *options],
                pass_fds=[remote.fileno()],
                env=_ENVIRONMENT,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except BaseException:
            self._socket.close()
            raise
        finally:
            remote.close()

    @property
    def pid(self) -> int:
        """The process that was started; where namespaces work, the one that serves is its child."""
        return self._process.pid

    def hello(self) -> Hello:
        """Waits until the process is ready. Raises HelperLostError."""
        if self._hello is None:
            deadline = time.monotonic() + START_SECONDS
            try:
                length = protocol.unpack_length(
                    self._receive(protocol.LENGTH_BYTES, deadline), protocol.MAX_HELLO_BYTES
                )
                self._hello = msgspec.json.decode(self._receive(length, deadline), type=Hello)
            except (OSError, protocol.FrameError, msgspec.MsgspecError) as error:
                raise HelperLostError(f"the sandbox process did not start ({error})") from error
        if self._hello.error:
            raise HelperLostError(f"the sandbox process did not start ({self._hello.error})")
        return self._hello

    def send(self, header: RequestHeader, payload: bytes) -> None:
        """Raises HelperLostError."""
        try:
            self._socket.settimeout(_GRACE_SECONDS)
            self._socket.sendall(header.pack() + payload)
        except OSError as error:
            raise HelperLostError(str(error)) from error

    def interrupt(self) -> None:
        """Stop the program that is running. May come from another thread, between ``send`` and ``receive``'s end."""
        with suppress(HelperLostError):
            self.send(RequestHeader(0, 0.0, 0, 0), b"")

    def receive(self, seconds: float) -> Reply:
        """The reply to a program that may run for ``seconds``. Raises HelperLostError."""
        deadline = time.monotonic() + seconds + _GRACE_SECONDS
        try:
            header = ReplyHeader.unpack(self._receive(protocol.REPLY_HEADER_BYTES, deadline))
            record = self._receive(header.record_bytes, deadline)
            return Reply(header, record, self._receive(header.output_bytes, deadline))
        except (OSError, protocol.FrameError) as error:
            raise HelperLostError(str(error)) from error

    def kill(self) -> None:
        """End it at once; ``receive`` in another thread raises."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the process and wait for it. The processes inside go with it."""
        self.kill()
        self._socket.close()
        try:
            self._process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _receive(self, count: int, deadline: float) -> bytes:
        data = bytearray()
        while len(data) < count:
            self._socket.settimeout(_left(deadline))
            part = self._socket.recv(min(count - len(data), 1 << 20))
            if not part:
                raise ConnectionResetError("the sandbox process ended")
            data += part
        return bytes(data)


def marker() -> str:
    """A text that no program can guess."""
    return secrets.token_hex(protocol.MARKER_BYTES // 2)


def encode(request: dict[str, object]) -> bytes:
    """JSON in ASCII, so that text which is no valid Unicode survives."""
    return json.dumps(request).encode("ascii")


def _left(deadline: float) -> float:
    return max(deadline - time.monotonic(), 0.001)


def _import_folders() -> list[str]:
    """Where this package and the libraries of programs lie; nothing else of the host's path."""
    folders = [str(Path(__file__).resolve().parents[2])]
    folders += [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    for library in _LIBRARIES:
        spec = find_spec(library)
        if spec is not None and spec.origin is not None:
            folders.append(str(Path(spec.origin).resolve().parents[1]))
    return list(dict.fromkeys(folders))
