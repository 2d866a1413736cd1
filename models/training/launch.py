"""Starts a training in a process of its own and tells how far it is; whatever ends it early leaves no file behind.

The child also ends when this process does.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import msgspec

from models.errors import KnownError, ReadOnlyError
from models.features import BadFeaturesError
from models.training.job import BadOptionsError, Message, Progress, Refused, Trained, TrainingError, TrainJob

# What a child can refuse for, by exit code.
_KINDS: dict[int, type[KnownError]] = {
    kind.exit_code: kind for kind in (TrainingError, BadOptionsError, ReadOnlyError, BadFeaturesError)
}


def run_training(job: TrainJob, progress: Callable[[Progress], None] = lambda _: None) -> dict[str, float]:
    """Train a head and write it to ``job.out``, replacing an older one; returns its metrics on held-out problems.

    Args:
        progress: what it raises ends the child, and nothing is written.

    Raises:
        KnownError: with the sentence and exit code of what the child refused: a feature file that cannot be used
            (9), options that do not fit it (2), no torch (1), a folder that cannot be written (7).
        TrainingError: the child crashed.
    """
    out = Path(job.out)
    if not out.parent.is_dir():
        raise ReadOnlyError(f"There is no folder {out.parent}; make it first, or choose another one.")
    with tempfile.TemporaryFile() as said:
        try:
            with _child(job, said) as child:
                ended = _listen(child, progress)
        finally:
            out.with_name(f"{out.name}.part").unlink(missing_ok=True)
        if isinstance(ended, Trained):
            return ended.metrics
        if isinstance(ended, Refused):
            raise _refusal(ended)
        raise TrainingError(f"The training ended early ({_reason(ended, said)}); nothing was written, try again.")


def _listen(child: subprocess.Popen[bytes], progress: Callable[[Progress], None]) -> Trained | Refused | int:
    """Read to the end; returns the last word, or the exit code of a child that had none."""
    assert child.stdout is not None
    try:
        for line in child.stdout:
            message: Message = msgspec.json.decode(line, type=Message)
            if not isinstance(message, Progress):
                return message
            progress(message)
        return child.wait()
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        child.wait()


@contextmanager
def _child(job: TrainJob, said: IO[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    frozen = bool(getattr(sys, "frozen", False))
    own = [sys.executable] if frozen else [sys.executable, "-m", "app"]
    try:
        child = subprocess.Popen(
            [*own, "--train", msgspec.json.encode(_absolute(job)).decode()],
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


def _absolute(job: TrainJob) -> TrainJob:
    """The child runs in another folder."""
    return TrainJob(str(Path(job.features).absolute()), str(Path(job.out).absolute()), job.options)


def _refusal(refused: Refused) -> KnownError:
    return _KINDS.get(refused.exit_code, TrainingError)(refused.sentence)


def _reason(code: int, said: IO[bytes]) -> str:
    if code < 0:
        return f"it was ended by signal {-code}"
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:300] if lines else f"code {code}"
