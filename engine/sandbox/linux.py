"""The executor of Linux: programs run in locked-down children of a warm sandbox process (see ``zygote``)."""

import signal
from collections.abc import Sequence
from threading import Event, Lock
from typing import Literal

import msgspec

from engine import answers
from engine.sandbox import helper, protocol
from engine.sandbox.executor import DEFAULT_LIMITS, Limits
from engine.sandbox.helper import Hello, Helper, HelperLostError, Reply
from engine.sandbox.protocol import Outcome, ReplyHeader, RequestHeader
from engine.types import Execution, ExecutionStatus

EQUAL_LIMITS = Limits(seconds=2.0)
_MAX_SECONDS = 3600.0
_MAX_NAMES = 40
_MAX_TEXT_CHARACTERS = 400
_SIGXCPU = 24


class _Record(msgspec.Struct, frozen=True):
    """The record as a program's process wrote it: well-formed, yet possibly a lie."""

    status: Literal["ok", "error", "memory"]
    error: str | None
    error_line: int | None
    names: list[tuple[str, str]]


class _Verdict(msgspec.Struct, frozen=True):
    equal: bool


class LinuxExecutor:
    """Runs one program at a time; calls from several threads queue. What it may claim is for ``selftest`` to say."""

    isolation = "Isolated"

    def __init__(self, drop_uid: int | None = None) -> None:
        """Starts the sandbox process without waiting for it. Raises OSError or ValueError where that is not possible.

        ``drop_uid`` makes the process become that user once it has loaded its modules (a host that is root, in tests).
        """
        self._options = () if drop_uid is None else (f"--drop-uid={drop_uid}",)
        self._lock = Lock()
        self._state = Lock()
        self._closed = Event()
        self._busy = self._interrupted = False
        self._helper = Helper(self._options)

    def hello(self) -> Hello:
        """What the sandbox process could set up. Raises HelperLostError."""
        return self._helper.hello()

    @property
    def pid(self) -> int:
        """Process id of the present sandbox process."""
        return self._helper.pid

    def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
        """See ``Executor.run``."""
        marker = helper.marker()
        payload = helper.encode({"kind": "run", "steps": list(steps) or [""], "marker": marker})
        if len(payload) > protocol.MAX_REQUEST_BYTES:
            return Execution(ExecutionStatus.ERROR, error="the program is too long to be run")
        try:
            reply = self._exchange(payload, limits)
        except HelperLostError as error:
            status = ExecutionStatus.NOT_RUN if self._closed.is_set() else ExecutionStatus.KILLED
            return Execution(status, error=f"the sandbox ended while the step ran ({error})")
        return _execution(reply, marker.encode("ascii"), limits)

    def equal(self, gold: str, candidate: str) -> bool:
        """See ``Executor.equal``."""
        decided = answers.quick_equal(gold, candidate)
        if decided is not None:
            return decided
        try:
            reply = self._exchange(helper.encode({"kind": "equal", "gold": gold, "candidate": candidate}), EQUAL_LIMITS)
            return msgspec.json.decode(reply.record, type=_Verdict).equal
        except (HelperLostError, msgspec.MsgspecError, RecursionError, ValueError):
            return False

    def interrupt(self) -> None:
        """Stop the program that another thread is running, within milliseconds; its record says KILLED."""
        with self._state:
            if self._busy:
                self._interrupted = True
                self._helper.interrupt()

    def close(self) -> None:
        """See ``Executor.close``. A program that is running ends with it."""
        self._closed.set()
        self._helper.kill()
        with self._lock:
            self._helper.close()

    def _exchange(self, payload: bytes, limits: Limits) -> Reply:
        """One request; a sandbox process that is lost is replaced and the request repeated once."""
        with self._lock:
            with self._state:
                self._busy, self._interrupted = True, False
            try:
                return self._exchange_once(payload, limits)
            except HelperLostError:
                self._replace()
                return self._exchange_once(payload, limits)
            finally:
                with self._state:
                    self._busy = False

    def _exchange_once(self, payload: bytes, limits: Limits) -> Reply:
        self._helper.hello()
        seconds = min(max(limits.seconds, 0.0), _MAX_SECONDS)
        output_bytes = min(max(limits.output_bytes, 0), protocol.MAX_OUTPUT_BYTES)
        # An interrupt lands before the request, which is then not sent, or after it, and then it stops the program.
        with self._state:
            if self._interrupted:
                return Reply(ReplyHeader(Outcome.INTERRUPTED, 0, 0, 0, 0), b"", b"")
            self._helper.send(RequestHeader(len(payload), seconds, limits.memory_bytes, output_bytes), payload)
        return self._helper.receive(seconds)

    def _replace(self) -> None:
        if self._closed.is_set():
            raise HelperLostError("the sandbox is closed")
        self._helper.close()
        try:
            replacement = Helper(self._options)
        except OSError as error:
            raise HelperLostError(str(error)) from error
        with self._state:
            self._helper = replacement
        if self._closed.is_set():
            self._helper.kill()


def _execution(reply: Reply, marker: bytes, limits: Limits) -> Execution:
    duration_ms = reply.header.duration_ns / 1e6
    _, _, last_output = reply.output.partition(marker)
    output = last_output[: limits.output_bytes].decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")
    if reply.header.outcome is Outcome.RECORDED:
        try:
            record = msgspec.json.decode(reply.record, type=_Record)
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return Execution(
                ExecutionStatus.KILLED, output, "the program damaged its own record", duration_ms=duration_ms
            )
        return Execution(
            ExecutionStatus(record.status),
            output,
            _clipped(record.error) if record.error is not None else None,
            record.error_line,
            tuple((_clipped(name), _clipped(text)) for name, text in record.names[:_MAX_NAMES]),
            duration_ms,
        )
    status, error = _stopped(reply, limits)
    return Execution(status, output, error, duration_ms=duration_ms)


def _stopped(reply: Reply, limits: Limits) -> tuple[ExecutionStatus, str]:
    outcome, detail = reply.header.outcome, reply.header.detail
    too_slow = f"stopped after {limits.seconds:g} seconds"
    match outcome:
        case Outcome.TIMED_OUT:
            return ExecutionStatus.TIMEOUT, too_slow
        case Outcome.TOO_MUCH_OUTPUT:
            return ExecutionStatus.OUTPUT, f"stopped after {limits.output_bytes:,} bytes of output"
        case Outcome.INTERRUPTED:
            return ExecutionStatus.KILLED, "stopped by request"
        case Outcome.SIGNALLED if detail == _SIGXCPU:
            return ExecutionStatus.TIMEOUT, too_slow
        case Outcome.SIGNALLED:
            return ExecutionStatus.KILLED, f"killed by {_signal_name(detail)}"
        case _:
            return (
                ExecutionStatus.KILLED,
                f"the process ended by itself before the step was done (exit status {detail})",
            )


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _clipped(text: str) -> str:
    return text[:_MAX_TEXT_CHARACTERS].replace("\0", "\N{REPLACEMENT CHARACTER}")
