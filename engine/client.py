"""The host's handle on the worker process: start it, send commands, receive events, notice its death, start it again.

Events arrive on a reader thread. When the worker dies, each run that had not ended gets a ``Failed`` event made here,
with the signal's name, so that a run always ends with exactly one terminal event.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from engine.codec import encode, read_event
from engine.commands import AnyCommand, Shutdown, StartSearch
from engine.errors import EngineCrashedError
from engine.events import TERMINAL, AnyEvent, Failed, RunEvent
from models.errors import BugError

OnEvent = Callable[[AnyEvent], None]
OnDied = Callable[[str], None]

_CLOSE_SECONDS = 5.0
_BARRIER_SPINS = "1000"
_MAX_LOG_BYTES = 4 << 20


def worker_command() -> list[str]:
    """How this executable starts itself as a worker."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--engine"]
    return [sys.executable, "-m", "app", "--engine"]


def worker_environment() -> dict[str, str]:
    """This process's environment, with OpenMP told to spin only briefly at its barriers.

    By default a thread that waits for another burns its core for milliseconds; as soon as anything else runs on the
    computer that makes decoding several times slower. Spinning briefly costs some 8 % on an idle one (docs/LOG.md).
    """
    environment = dict(os.environ)
    if "OMP_WAIT_POLICY" not in environment:
        environment.setdefault("GOMP_SPINCOUNT", _BARRIER_SPINS)
    return environment


class EngineClient:
    """One worker at a time. Any thread may call; the two callbacks come from the reader thread."""

    def __init__(self, on_event: OnEvent, on_died: OnDied, log_path: Path | None = None) -> None:
        """Make a client that has not started its worker. The two callbacks must not raise.

        Args:
            on_event: gets every event in order, terminal events made here included.
            on_died: gets one sentence when the worker ended without being asked to.
            log_path: file that takes what the worker prints; nothing is kept without one.
        """
        self._on_event = on_event
        self._on_died = on_died
        self._log_path = log_path
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._last_seq: dict[str, int] = {}
        self._closing = False

    @property
    def alive(self) -> bool:
        """Whether the worker runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The worker's process id."""
        return self._process.pid if self._process is not None else None

    def start(self) -> None:
        """Start the worker; it reports with ``WorkerStarted``.

        Raises:
            EngineCrashedError: the system refuses another process.
        """
        if not self.alive:
            # Its death must be told before another worker's first event.
            self._join_reader()
        with self._lock:
            if self.alive:
                return
            self._closing = False
            try:
                with _open_log(self._log_path) as log:
                    self._process = subprocess.Popen(
                        worker_command(),
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=log,
                        cwd=_source_root(),
                        env=worker_environment(),
                        # A Ctrl-C in the terminal is the host's to handle; the worker gets a stop command instead.
                        start_new_session=True,
                    )
            except OSError as error:
                raise EngineCrashedError(
                    f"The engine could not be started ({error.strerror}); close other programs, then try again."
                ) from error
            reader = threading.Thread(target=self._read, args=(self._process,), name="stepwise-events", daemon=True)
            self._reader = reader
            reader.start()

    def send(self, command: AnyCommand) -> None:
        """Send a command.

        Raises:
            EngineCrashedError: there is no worker to take it.
        """
        frame = encode(command)
        with self._lock:
            if self._process is None or self._process.stdin is None or not self.alive:
                raise EngineCrashedError("The engine is not running; restart it.")
            if isinstance(command, StartSearch):
                self._last_seq[command.run_id] = 0
            try:
                self._process.stdin.write(frame)
                self._process.stdin.flush()
            except (OSError, ValueError) as error:
                if isinstance(command, StartSearch) and self._last_seq.pop(command.run_id, None) is None:
                    return  # The reader thread was faster: the run has ended with ``Failed`` already.
                raise EngineCrashedError("The engine has just stopped; restart it.") from error

    def kill(self) -> None:
        """End the worker at once; its runs are reported as failed."""
        if (process := self._process) is not None:
            with suppress(ProcessLookupError):
                process.kill()

    def close(self) -> None:
        """Shut the worker down, by force if it does not leave in a few seconds. May be called twice."""
        self._closing = True
        process = self._process
        if process is None:
            return
        with suppress(EngineCrashedError):
            self.send(Shutdown())
        self._close_commands(process)
        _reap(process)
        self._join_reader()
        self._process = self._reader = None

    def _close_commands(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        with self._lock, suppress(OSError):
            process.stdin.close()

    def _join_reader(self) -> None:
        """Wait until all that the last worker sent is delivered; a callback on the reader thread need not wait."""
        if (reader := self._reader) is not None and reader is not threading.current_thread():
            reader.join()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        """Runs on the reader thread until the stream ends."""
        assert process.stdout is not None
        problem = ""
        try:
            stream = cast(BinaryIO, process.stdout)
            while (event := read_event(stream)) is not None:
                self._deliver(event)
        except BugError as error:
            problem = f"The engine sent what could not be understood ({error}); it was ended."
            process.kill()
        process.stdout.close()
        code = _reap(process)
        self._close_commands(process)
        sentence = problem or _death_sentence(code)
        for run_id in list(self._last_seq):
            if (last := self._last_seq.pop(run_id, None)) is not None:
                self._on_event(
                    Failed(
                        run_id=run_id,
                        seq=last + 1,
                        kind=EngineCrashedError.__name__,
                        message=sentence,
                        exit_code=EngineCrashedError.exit_code,
                    )
                )
        if not self._closing:
            self._on_died(sentence)

    def _deliver(self, event: AnyEvent) -> None:
        if isinstance(event, RunEvent):
            self._check_order(event)
        self._on_event(event)

    def _check_order(self, event: RunEvent) -> None:
        """Worker bytes are untrusted: a run's events must be asked for, without gaps, and end once."""
        last = self._last_seq.get(event.run_id)
        expected = last if event.transient else None if last is None else last + 1
        if last is None or event.seq != expected:
            raise BugError(f"event {event.seq} of run {event.run_id} came after {last}")
        if isinstance(event, TERMINAL):
            del self._last_seq[event.run_id]
        else:
            self._last_seq[event.run_id] = event.seq


def _reap(process: subprocess.Popen[bytes]) -> int:
    """The exit code of a worker that is on its way out; by force if it does not leave in a few seconds."""
    try:
        return process.wait(_CLOSE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _death_sentence(code: int) -> str:
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        return f"The engine was ended by {name}; what it found so far is kept. Restart it to go on."
    return f"The engine ended by itself (code {code}); what it found so far is kept. Restart it to go on."


def _open_log(path: Path | None) -> BinaryIO:
    """The worker's log, or a place that keeps nothing: no search fails for the want of a log."""
    if path is not None:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            too_long = path.exists() and path.stat().st_size > _MAX_LOG_BYTES
            return path.open("wb" if too_long else "ab")
    return Path(os.devnull).open("wb")


def _source_root() -> Path | None:
    """Where ``-m app`` finds the app when it runs from source; None in a bundle."""
    return None if getattr(sys, "frozen", False) else Path(__file__).resolve().parent.parent
