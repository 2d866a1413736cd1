"""Several servers of one model: texts wanted go to whichever is free, and one that dies is left out.

Each address has as many threads as it answers requests; all of them take the oldest text that is still wanted, so that
a fast server takes more. What a server fails at goes back to the front. A server that fails three times in a row, each
time after a longer wait, is left out with one sentence; one that asks to wait is waited for. The callers' functions are
called on those threads.
"""

import heapq
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from engine.backends.remote import (
    Call,
    CallStoppedError,
    Server,
    ServerBusyError,
    ServerFailedError,
    ServerRefusedError,
    WrongServerError,
)
from engine.completion import Ask, Reply
from engine.errors import ServerError
from engine.served import Served, Servers

_ATTEMPTS = 3
_FIRST_WAIT_S = 0.5
_LONGEST_BUSY_S = 600.0
_NONE_LEFT = "No server answers any more; start one, then run the same command again."

Outcome = Reply | ServerError
OnLeftOut = Callable[[str, str], None]


@dataclass(slots=True, eq=False)
class Job:
    """A text wanted. ``order``: the smallest is written first. ``done`` is told what came of it, once."""

    order: tuple[int, int]
    run_id: str
    ask: Ask
    done: Callable[["Job", Outcome], None]
    attempts: int = 0
    call: Call = field(default_factory=Call)

    def __lt__(self, other: "Job") -> bool:
        return self.order < other.order


class _Address:
    """A server and how it fares."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.failures = 0
        self.failed_at = 0.0
        self.busy_since: float | None = None
        self.not_before = 0.0
        self.left_out = False


class ServerPool:
    """Thread-safe."""

    def __init__(self, wanted: Servers, on_left_out: OnLeftOut, first_wait_s: float = _FIRST_WAIT_S) -> None:
        """Make a pool that has asked nobody yet.

        Args:
            on_left_out: gets an address and the sentence that says why it is left out.
            first_wait_s: before a server that failed is asked again; doubled each time.
        """
        self._wanted = wanted
        self._on_left_out = on_left_out
        self._first_wait_s = first_wait_s
        self._addresses: list[_Address] = []
        self._waiting: list[Job] = []
        self._writing: set[Job] = set()
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def open(self) -> Served:
        """Ask all servers what they serve; those that do not answer are left out.

        Raises:
            ServerError: none answers, one has another model, or they do not have the same.
        """
        found: list[Served] = []
        lost: list[tuple[str, str]] = []
        for address in self._wanted.addresses:
            server = Server(address, self._wanted.patience_s)
            try:
                found.append(self._look(server))
                self._addresses.append(_Address(server))
            except (ServerFailedError, ServerBusyError) as error:
                lost.append((address, error.message))
        if not found:
            raise ServerError(f"{lost[0][1]} Start the server, or name another one.")
        if len({served.checksum for served in found}) > 1:
            raise ServerError("The servers do not have the same model; name those of one model.")
        for address, sentence in lost:
            self._on_left_out(address, f"{sentence} {_left(len(found))}")
        places = [self._wanted.requests or served.requests for served in found]
        for address_state, count in zip(self._addresses, places, strict=True):
            for _ in range(count):
                self._start_thread(address_state)
        return _joined(found, sum(places))

    def submit(self, job: Job) -> None:
        """Want a text."""
        with self._changed:
            if any(not address.left_out for address in self._addresses):
                heapq.heappush(self._waiting, job)
                self._changed.notify_all()
                return
        job.done(job, ServerError(_NONE_LEFT))

    def drop(self, run_id: str) -> None:
        """Forget what is wanted for a run, and stop what is being written; it is not told of any more."""
        with self._changed:
            self._waiting = [job for job in self._waiting if job.run_id != run_id]
            heapq.heapify(self._waiting)
            for job in self._writing:
                if job.run_id == run_id:
                    job.call.stop()

    def pieces(self, run_id: str) -> list[int]:
        """How much has arrived of each text that is being written for a run."""
        with self._changed:
            return [job.call.tokens for job in self._writing if job.run_id == run_id]

    def close(self) -> None:
        """Stop everything; may be called twice."""
        with self._changed:
            self._closed = True
            self._waiting.clear()
            writing = list(self._writing)
            self._changed.notify_all()
        for job in writing:
            job.call.stop()

    def _look(self, server: Server) -> Served:
        """A server that loads its model, or has a hiccup, is given a few seconds."""
        for attempt in range(_ATTEMPTS - 1):
            try:
                return server.look(self._wanted.model)
            except ServerBusyError as error:
                time.sleep(min(error.seconds, self._first_wait_s * 2**attempt))
            except ServerFailedError:
                time.sleep(self._first_wait_s * 2**attempt)
        return server.look(self._wanted.model)

    def _start_thread(self, address: _Address) -> None:
        name = f"stepwise-server-{len(self._threads)}"
        thread = threading.Thread(target=self._serve, args=(address,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _serve(self, address: _Address) -> None:
        """Runs on each thread of an address until it is left out or all is over."""
        while (job := self._next_for(address)) is not None:
            began = time.monotonic()
            outcome: Outcome | None = None
            try:
                outcome = address.server.complete(job.ask, job.call)
                self._well(address)
            except CallStoppedError:
                pass
            except WrongServerError as error:
                self._put_back(job)
                self._leave_out(address, error.message)
            except ServerRefusedError as error:
                outcome = error
            except ServerBusyError as error:
                self._put_back(job)
                self._wait_for(address, error)
            except ServerFailedError as error:
                outcome = self._failed(address, job, error, began)
            with self._changed:
                self._writing.discard(job)
            if outcome is not None and not job.call.stopped:
                job.done(job, outcome)
            self._give_up_alone()

    def _next_for(self, address: _Address) -> Job | None:
        with self._changed:
            while not self._closed and not address.left_out:
                wait = address.not_before - time.monotonic()
                if self._waiting and wait <= 0:
                    job = heapq.heappop(self._waiting)
                    self._writing.add(job)
                    return job
                self._changed.wait(wait if wait > 0 else None)
            return None

    def _put_back(self, job: Job) -> None:
        with self._changed:
            self._writing.discard(job)
            if not job.call.stopped and not self._closed:
                job.call = Call()
                heapq.heappush(self._waiting, job)
                self._changed.notify_all()

    def _well(self, address: _Address) -> None:
        with self._changed:
            address.failures, address.busy_since = 0, None

    def _failed(self, address: _Address, job: Job, error: ServerError, began: float) -> ServerError | None:
        """Try again here or elsewhere; returns what the job ends with if it has been tried often enough."""
        now = time.monotonic()
        job.attempts += 1
        with self._changed:
            # What was under way together fails together, and counts once.
            if began >= address.failed_at:
                address.failures += 1
                address.failed_at = now
                address.not_before = now + self._first_wait_s * 2 ** (address.failures - 1)
            dead = address.failures >= _ATTEMPTS
        if not dead and job.attempts > _ATTEMPTS * len(self._addresses):
            return ServerError(f"{error.message} That was tried {job.attempts} times; run the same command again.")
        self._put_back(job)
        if dead:
            self._leave_out(address, error.message)
        return None

    def _wait_for(self, address: _Address, error: ServerBusyError) -> None:
        now = time.monotonic()
        with self._changed:
            address.not_before = max(address.not_before, now + error.seconds)
            address.busy_since = address.busy_since or now
            too_long = now - address.busy_since > _LONGEST_BUSY_S
        if too_long:
            self._leave_out(address, error.message)

    def _leave_out(self, address: _Address, sentence: str) -> None:
        with self._changed:
            if address.left_out or self._closed:
                return
            address.left_out = True
            left = sum(not other.left_out for other in self._addresses)
            self._changed.notify_all()
        self._on_left_out(address.server.address, f"{sentence} {_left(left)}")

    def _give_up_alone(self) -> None:
        """Once no server is left, nothing that waits will be written."""
        with self._changed:
            if not all(address.left_out for address in self._addresses):
                return
            lost, self._waiting = self._waiting, []
        for job in sorted(lost):
            job.done(job, ServerError(_NONE_LEFT))


def _left(count: int) -> str:
    others = "none is left" if not count else "one is left" if count == 1 else f"{count} are left"
    return f"It is left out; {others}."


def _joined(found: Sequence[Served], requests: int) -> Served:
    """What several servers of one model tell together."""
    context = min((served.context_tokens for served in found if served.context_tokens), default=0)
    addresses = tuple(address for served in found for address in served.addresses)
    return msgspec.structs.replace(found[0], addresses=addresses, requests=requests, context_tokens=context)
