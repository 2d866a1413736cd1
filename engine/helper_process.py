"""A helper process: this executable again with a flag and one job, which says lines and ends. It ends when we do.

ggml ends in abort() when it fails; such a child takes that upon itself, and this process tells it in a sentence.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from engine.client import worker_environment
from models.errors import KnownError

_MOST_CHARACTERS = 300
_POLL_SECONDS = 0.1


class HelperFailedError(KnownError):
    """The child ended badly; the text is its reason, to be put into a sentence."""


def run_helper(
    flag: str, job: str, on_line: Callable[[str], None], should_stop: Callable[[], bool] = lambda: False
) -> None:
    """Run a child to its end; ``on_line`` gets each line it says, and what that raises ends the child, as does
    ``should_stop``, which is asked on another thread.

    Raises:
        HelperFailedError: it could not be started, failed, or died.
    """
    said: list[str] = []
    with _child(flag, job) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        reader = threading.Thread(target=_collect, args=(child.stderr, said), name="stepwise-helper", daemon=True)
        reader.start()
        ended = threading.Event()
        watch = threading.Thread(target=_watch, args=(child, should_stop, ended), name="stepwise-watch", daemon=True)
        watch.start()
        try:
            for line in child.stdout:
                on_line(line.rstrip("\n"))
            code = child.wait()
        finally:
            ended.set()
            _end(child)
            reader.join()
            watch.join()
    if code != 0:
        raise HelperFailedError(f"it was ended by signal {-code}" if code < 0 else said[-1] if said else f"code {code}")


def end_with_the_host() -> None:
    """For the child: end at once when the process that started it is gone; it never writes to us."""
    threading.Thread(target=_wait_for_the_end, name="stepwise-host", daemon=True).start()


def _wait_for_the_end() -> None:
    os.read(0, 1)
    os._exit(1)


@contextmanager
def _child(flag: str, job: str) -> Iterator[subprocess.Popen[str]]:
    frozen = bool(getattr(sys, "frozen", False))
    own = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    try:
        child = subprocess.Popen(
            [*own, flag, job],
            # Never written to: its end tells the child that nobody waits any more.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            cwd=None if frozen else Path(__file__).resolve().parent.parent,
            # Without this variable ggml calls a debugger when it aborts.
            env={**worker_environment(), "GGML_NO_BACKTRACE": "1"},
            # A Ctrl-C in the terminal is this process's to handle.
            start_new_session=True,
        )
    except OSError as error:
        raise HelperFailedError(f"it could not be started: {error.strerror}") from error
    with child:
        yield child


def _watch(child: subprocess.Popen[str], should_stop: Callable[[], bool], ended: threading.Event) -> None:
    while not ended.wait(_POLL_SECONDS):
        if should_stop():
            with suppress(ProcessLookupError):
                child.kill()
            return


def _end(child: subprocess.Popen[str]) -> None:
    """End the child if it still runs."""
    with suppress(ProcessLookupError):
        child.kill()
    child.wait()


def _collect(stream: IO[str], lines: list[str]) -> None:
    """Keep what the child says; it is little, since llama.cpp's log goes elsewhere."""
    for line in stream:
        if text := "".join(letter for letter in line if letter.isprintable()).strip():
            lines.append(text[:_MOST_CHARACTERS])
