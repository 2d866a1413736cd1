"""Work of the lab in a process of its own: a ``stepwise lab`` command that the window starts, stops, and outlives.

Reports count for seconds in Python, which would hold the window's lock; and what the command line does, the window
then does too. The child stops as with Ctrl-C when its standard input ends, so it ends with the window as well.
"""

import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

import msgspec

from engine.client import worker_environment
from models.errors import KnownError
from models.training.finetune_job import FinetuneJob
from models.training.job import TrainJob

FLAG = "--lab"
JOB = "job"
STOPPED_EXIT_CODE = 130
_PATIENCE_S = 5.0
_POLL_S = 0.1
_MOST_LINES = 200
_MOST_CHARACTERS = 2000


class LabStoppedError(KnownError):
    """The user stopped the work; what is done is kept."""

    exit_code = STOPPED_EXIT_CODE


class LabFailedError(KnownError):
    """A command of the lab refused or died; its sentence and exit code are passed on."""

    def __init__(self, sentence: str, exit_code: int) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code  # type: ignore[misc]


def run_lab(
    data_dir: Path,
    words: Sequence[str],
    on_line: Callable[[str], None] = lambda _line: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> str:
    """Run ``stepwise lab WORDS`` to its end; returns what it printed.

    Args:
        on_line: gets each line of standard error as it comes, on another thread.
        should_stop: is asked several times a second.

    Raises:
        LabStoppedError: ``should_stop`` said so.
        LabFailedError: with the sentence and exit code of the command, or why it died.
    """
    printed: list[str] = []
    _run(["--data-dir", str(data_dir), "lab", *words], printed.append, on_line, should_stop)
    return "\n".join(printed)


def run_job(
    job: TrainJob | FinetuneJob, show: Callable[[bytes], None], should_stop: Callable[[], bool] = lambda: False
) -> None:
    """Run a training to its end; what it says of its progress is given to ``show``, as JSON, on another thread.

    The training has a process of its own anyway; that one is started by a child of ours, so that it can be stopped at
    once, whatever it does.

    Raises:
        LabStoppedError, LabFailedError: as ``run_lab``.
    """
    words = [JOB, type(job).__name__, msgspec.json.encode(job).decode()]
    _run(words, lambda line: show(line.encode()), lambda _line: None, should_stop)


def _run(
    words: Sequence[str],
    on_printed: Callable[[str], None],
    on_line: Callable[[str], None],
    should_stop: Callable[[], bool],
) -> None:
    said: deque[str] = deque(maxlen=_MOST_LINES)

    def hear(line: str) -> None:
        said.append(line)
        on_line(line)

    with _child(words) as child:
        readers = [_reader(child.stdout, on_printed, "lab-out"), _reader(child.stderr, hear, "lab-said")]
        stopped = False
        try:
            while child.poll() is None:
                if not stopped and should_stop():
                    stopped = True
                    _stop(child)
                with suppress(subprocess.TimeoutExpired):
                    child.wait(_POLL_S)
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            child.wait()
            for reader in readers:
                reader.join()
    code = child.returncode
    if stopped and code != 0:
        raise LabStoppedError("Stopped; what is done is kept.")
    if code != 0:
        raise LabFailedError(_reason(code, said), code if code > 0 else 1)


def _child(words: Sequence[str]) -> "subprocess.Popen[str]":
    frozen = bool(getattr(sys, "frozen", False))
    own = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    try:
        return subprocess.Popen(
            [*own, FLAG, msgspec.json.encode(list(words)).decode()],
            # Never written to: its end tells the child to stop.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            cwd=None if frozen else Path(__file__).resolve().parent.parent,
            env=worker_environment(),
            # A Ctrl-C in the terminal is this process's to handle.
            start_new_session=True,
        )
    except OSError as error:
        raise LabFailedError(f"The lab could not be started ({error.strerror}); try again.", 1) from error


def _stop(child: "subprocess.Popen[str]") -> None:
    """As with Ctrl-C; whoever does not listen is ended. Nothing that is kept suffers from either."""
    assert child.stdin is not None
    with suppress(OSError):
        child.stdin.close()
    try:
        child.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        child.kill()


def _reader(stream: IO[str] | None, take: Callable[[str], None], name: str) -> threading.Thread:
    assert stream is not None

    def read() -> None:
        for line in stream:
            # What a model wrote may stand in it.
            if text := "".join(letter for letter in line if letter.isprintable())[:_MOST_CHARACTERS].strip():
                take(text)

    thread = threading.Thread(target=read, name=f"stepwise-{name}", daemon=True)
    thread.start()
    return thread


def _reason(code: int, said: Sequence[str]) -> str:
    if code < 0:
        return f"The lab was ended by signal {-code}; what is done is kept, go on with it."
    return said[-1] if said else f"The lab ended early (code {code}); what is done is kept, go on with it."
