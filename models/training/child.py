"""A training in a process of its own: started, listened to, and ended with its host.

The child also ends when this process does.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TypeVar

import msgspec

from models.errors import BadModelFileError, KnownError, ReadOnlyError, UnknownModelError
from models.training.finetune_job import BadTrainingDataError, TrainingMemoryError
from models.training.job import BadOptionsError, Refused, TrainingError

Step = TypeVar("Step", bound=msgspec.Struct)
End = TypeVar("End", bound=msgspec.Struct)

# What a child can refuse for, by exit code.
_KINDS: dict[int, type[KnownError]] = {
    kind.exit_code: kind
    for kind in (
        TrainingError,
        BadOptionsError,
        UnknownModelError,
        BadModelFileError,
        ReadOnlyError,
        TrainingMemoryError,
        BadTrainingDataError,
    )
}


@dataclass(frozen=True, slots=True)
class Crash:
    """A child ended without its last word. ``code`` is negative for a signal; ``reason`` says it in words."""

    code: int
    reason: str


def run_child(arguments: Sequence[str], step: type[Step], end: type[End], hear: Callable[[Step], None]) -> End | Crash:
    """Run ``--train`` with these arguments to its end.

    Args:
        step, end: the messages that it says, one as JSON a line; ``end`` is the last one.
        hear: gets every step; what it raises ends the child.

    Raises:
        KnownError: the child refused; its sentence and exit code.
        TrainingError: it could not be started.
    """
    kind = step | end | Refused
    with tempfile.TemporaryFile() as said, _started(arguments, said) as child:
        assert child.stdout is not None
        try:
            for line in child.stdout:
                message = msgspec.json.decode(line, type=kind)
                if isinstance(message, Refused):
                    raise _KINDS.get(message.exit_code, TrainingError)(message.sentence)
                if isinstance(message, end):
                    return message
                hear(message)
            code = child.wait()
        finally:
            with suppress(ProcessLookupError):
                child.kill()
            child.wait()
        return Crash(code, _reason(code, said))


@contextmanager
def _started(arguments: Sequence[str], said: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    frozen = bool(getattr(sys, "frozen", False))
    own = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    try:
        child = subprocess.Popen(
            [*own, "--train", *arguments],
            # Never written to: its end tells the child that nobody waits any more.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            cwd=None if frozen else Path(__file__).resolve().parents[2],
            # A Ctrl-C in the terminal is this process's to handle.
            start_new_session=True,
        )
    except OSError as error:
        raise TrainingError(f"The training could not be started ({error.strerror}); try again.") from error
    with child:
        yield child


def _reason(code: int, said: IO[bytes]) -> str:
    if code < 0:
        return f"it was ended by signal {-code}"
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"code {code}"
