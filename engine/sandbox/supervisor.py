"""Hands each request to a child of its own, watches it, and replies. The zygote's loop.

Children are forked ahead while the host is thinking, so that a program does not wait for its fork.
"""

import math
import mmap
import os
import select
import signal
import socket
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass

from engine.sandbox import child, protocol
from engine.sandbox.protocol import Outcome, ReplyHeader, RequestHeader
from engine.sandbox.seccomp import Filter

SPARES = 3
_MAX_UNREAPED = 8
_READ_BYTES = 1 << 16
_READABLE = select.POLLIN | select.POLLHUP


class _HostGoneError(Exception):
    """The host closed the socket or died."""


@dataclass(frozen=True, slots=True)
class _Child:
    """A process that waits for its request, or runs it; the descriptors are the zygote's ends of its pipes."""

    pid: int
    request: int
    output: int
    record: int


class _Buffer:
    """Bytes in memory that no child gets to see (MADV_DONTFORK): no program finds another's text or output."""

    def __init__(self, capacity_bytes: int) -> None:
        self._map = mmap.mmap(-1, capacity_bytes, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self._map.madvise(mmap.MADV_DONTFORK)
        self._bytes = memoryview(self._map)
        self.length = 0

    @property
    def filled(self) -> memoryview:
        return self._bytes[: self.length]

    def read(self, descriptor: int, limit: int) -> int:
        """Read once, keeping the length within ``limit``; returns how many bytes came, 0 at the end."""
        end = min(limit, self.length + _READ_BYTES)
        count = os.readv(descriptor, [self._bytes[self.length : end]])
        self.length += count
        return count


class Supervisor:
    """Serves one host; ``host_life`` is a descriptor that becomes readable when the host dies."""

    def __init__(self, host: socket.socket, host_life: int, base_bytes: int, calls: Filter) -> None:
        self._host = host
        self._host_life = host_life
        self._base_bytes = base_bytes
        self._calls = calls
        self._request = _Buffer(protocol.MAX_REQUEST_BYTES)
        self._output = _Buffer(protocol.MAX_OUTPUT_BYTES + protocol.MARKER_BYTES + 1)
        self._record = _Buffer(protocol.MAX_RECORD_BYTES + protocol.LENGTH_BYTES)
        self._spares: deque[_Child] = deque()
        self._unreaped: list[int] = []

    def serve(self) -> None:
        """Returns when the host is gone; children that are left die with this process."""
        try:
            while True:
                self._fork_ahead()
                if (header := self._receive()) is not None:
                    self._run(header)
        except (_HostGoneError, OSError, protocol.FrameError):
            for spare in self._spares:
                with suppress(ProcessLookupError):
                    os.kill(spare.pid, signal.SIGKILL)

    def _fork_ahead(self) -> None:
        """Bury the dead and fork spares, but let a waiting request come first."""
        while not self._is_host_waiting():
            if len(self._spares) < SPARES:
                self._spares.append(self._fork())
            elif self._unreaped:
                self._reap(self._unreaped.pop(0))
            else:
                return
        while len(self._unreaped) > _MAX_UNREAPED:
            self._reap(self._unreaped.pop(0))

    def _is_host_waiting(self) -> bool:
        poller = select.poll()
        poller.register(self._host, _READABLE)
        return bool(poller.poll(0))

    def _fork(self) -> _Child:
        request_end, request = os.pipe()
        output, output_end = os.pipe()
        record, record_end = os.pipe()
        pid = os.fork()
        if pid == 0:
            child.serve_one(request_end, output_end, record_end, self._base_bytes, self._calls)
        for descriptor in (request_end, output_end, record_end):
            os.close(descriptor)
        os.set_blocking(output, False)
        os.set_blocking(record, False)
        return _Child(pid, request, output, record)

    def _receive(self) -> RequestHeader | None:
        """The next request, its payload left in the buffer; None for a lone interrupt, which came too late."""
        poller = select.poll()
        poller.register(self._host, _READABLE)
        poller.register(self._host_life, select.POLLIN)
        if any(descriptor == self._host_life for descriptor, _ in poller.poll()):
            raise _HostGoneError
        header = RequestHeader.unpack(self._receive_exactly(protocol.REQUEST_HEADER_BYTES))
        if header.payload_bytes == 0:
            return None
        self._request.length = header.payload_bytes
        view = self._request.filled
        while view:
            if not (count := self._host.recv_into(view)):
                raise _HostGoneError
            view = view[count:]
        return header

    def _receive_exactly(self, count: int) -> bytes:
        data = self._host.recv(count, socket.MSG_WAITALL)
        if len(data) < count:
            raise _HostGoneError
        return data

    def _run(self, header: RequestHeader) -> None:
        started_ns = time.monotonic_ns()
        running = self._hand_over(header)
        self._output.length = self._record.length = 0
        try:
            outcome = self._watch(running, header, started_ns)
            duration_ns = time.monotonic_ns() - started_ns
        finally:
            os.kill(running.pid, signal.SIGKILL)
            os.close(running.output)
            os.close(running.record)
        detail = 0
        if outcome is Outcome.EXITED:
            status = self._reap(running.pid)
            outcome = Outcome.SIGNALLED if os.WIFSIGNALED(status) else Outcome.EXITED
            detail = os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        else:
            self._unreaped.append(running.pid)
        self._reply(outcome, detail, header, duration_ns)

    def _hand_over(self, header: RequestHeader) -> _Child:
        """Give the request to a spare; one that died while waiting is replaced. Raises OSError when all do."""
        for _ in range(SPARES + 1):
            spare = self._spares.popleft() if self._spares else self._fork()
            try:
                view = self._request.filled
                os.write(spare.request, header.pack())
                while view:
                    view = view[os.write(spare.request, view) :]
            except BrokenPipeError:
                os.kill(spare.pid, signal.SIGKILL)
                os.close(spare.output)
                os.close(spare.record)
                self._reap(spare.pid)
            else:
                return spare
            finally:
                os.close(spare.request)
        raise ChildProcessError("no child stays alive")

    def _watch(self, running: _Child, header: RequestHeader, started_ns: int) -> Outcome:
        """Collect output and record until the program is done or has to be stopped.

        EXITED stands for any end without a record; the caller asks how the process ended.
        """
        output_limit = header.output_bytes + protocol.MARKER_BYTES
        deadline_ns = started_ns + int(header.seconds * 1e9)
        poller = select.poll()
        for descriptor in (running.output, running.record, self._host, self._host_life):
            poller.register(descriptor, _READABLE)
        while True:
            left_ms = (deadline_ns - time.monotonic_ns()) / 1e6
            if left_ms <= 0:
                return Outcome.TIMED_OUT
            for descriptor, _ in poller.poll(math.ceil(left_ms)):
                if descriptor == self._host_life:
                    raise _HostGoneError
                if descriptor == self._host.fileno():
                    self._receive_interrupt()
                    return Outcome.INTERRUPTED
                if descriptor == running.output:
                    if not self._output.read(running.output, output_limit + 1):
                        poller.unregister(running.output)
                    if self._output.length > output_limit:
                        return Outcome.TOO_MUCH_OUTPUT
                elif not self._record.read(running.record, protocol.MAX_RECORD_BYTES + protocol.LENGTH_BYTES):
                    return self._last_words(running, output_limit, Outcome.EXITED)
            if self._is_record_complete():
                return self._last_words(running, output_limit, Outcome.RECORDED)

    def _receive_interrupt(self) -> None:
        """While a program runs, the host may only ask to stop it (a request without a payload) or leave."""
        if RequestHeader.unpack(self._receive_exactly(protocol.REQUEST_HEADER_BYTES)).payload_bytes:
            raise protocol.FrameError("a request while another one runs")

    def _is_record_complete(self) -> bool:
        """A length beyond the limit counts as complete too; the host will not accept it."""
        if self._record.length < protocol.LENGTH_BYTES:
            return False
        length = int.from_bytes(self._record.filled[: protocol.LENGTH_BYTES], "little")
        return self._record.length >= min(length, protocol.MAX_RECORD_BYTES) + protocol.LENGTH_BYTES

    def _last_words(self, running: _Child, output_limit: int, outcome: Outcome) -> Outcome:
        """Take the output that is still in the pipe: it was written before the record."""
        with suppress(BlockingIOError):
            while self._output.length <= output_limit and self._output.read(running.output, output_limit + 1):
                pass
        return Outcome.TOO_MUCH_OUTPUT if self._output.length > output_limit else outcome

    def _reply(self, outcome: Outcome, detail: int, header: RequestHeader, duration_ns: int) -> None:
        record = self._record.filled[protocol.LENGTH_BYTES :] if outcome is Outcome.RECORDED else memoryview(b"")
        output = self._output.filled[: header.output_bytes + protocol.MARKER_BYTES]
        head = ReplyHeader(outcome, detail, len(record), len(output), duration_ns).pack()
        self._host.sendmsg([head])
        self._host.sendall(record)
        self._host.sendall(output)

    def _reap(self, pid: int) -> int:
        return os.waitpid(pid, 0)[1]
