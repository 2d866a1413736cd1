"""Model files on disk: room, checksums, locks, atomic writes, and disk faults as sentences."""

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from filelock import FileLock, Timeout

from models.errors import BadModelFileError, FetchStoppedError, ReadOnlyError, StorageFullError
from models.text import amount

ShouldStop = Callable[[], bool]

_READ_BYTES = 1024 * 1024
_LOCK_POLL_S = 0.1
# Room that is left to the rest of the system after a fetch.
_SPARE_BYTES = 50_000_000
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Stage(StrEnum):
    """What a fetch is doing: waiting for another one of the same model, fetching, or computing the checksum."""

    WAITING = "waiting"
    FETCHING = "fetching"
    VERIFYING = "verifying"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch or a checksum is. ``bytes_total`` and ``seconds_left`` are None while unknown."""

    stage: Stage
    bytes_done: int = 0
    bytes_total: int | None = None
    bytes_per_second: float = 0.0
    seconds_left: float | None = None


ProgressSink = Callable[[Progress], None]


def ignore_progress(_progress: Progress) -> None:
    """The sink of a caller who does not want to know."""


def never() -> bool:
    """The ``should_stop`` of a caller who never stops."""
    return False


class Meter:
    """Turns bytes into ``Progress``, at most ten times a second, with a speed smoothed over some seconds."""

    def __init__(self, sink: ProgressSink, stage: Stage, done: int, total: int | None) -> None:
        self._sink = sink
        self._stage = stage
        self._total = total
        self._shown_bytes = done
        self._shown_at = time.monotonic()
        self._speed = 0.0
        sink(Progress(stage, done, total))

    def update(self, done: int) -> None:
        now = time.monotonic()
        elapsed = now - self._shown_at
        finished = self._total is not None and done >= self._total
        if elapsed < 0.1 and not finished:
            return
        if elapsed > 0:
            speed = max(0, done - self._shown_bytes) / elapsed
            # An exponential mean with a time constant of three seconds, whatever the pace of updates.
            weight = min(1.0, elapsed / 3.0) if self._speed else 1.0
            self._speed += (speed - self._speed) * weight
        self._shown_bytes, self._shown_at = done, now
        left = (self._total - done) / self._speed if self._total is not None and self._speed > 0 else None
        self._sink(Progress(self._stage, done, self._total, self._speed, left))


def sha256_of(path: Path, progress: ProgressSink = ignore_progress, should_stop: ShouldStop = never) -> str:
    """The checksum of a file, in hexadecimal digits.

    Raises:
        FetchStoppedError: ``should_stop`` said so.
        BadModelFileError: the file cannot be read.
    """
    digest = hashlib.sha256()
    done = 0
    try:
        with path.open("rb") as file:
            meter = Meter(progress, Stage.VERIFYING, 0, os.fstat(file.fileno()).st_size)
            while block := file.read(_READ_BYTES):
                if should_stop():
                    raise FetchStoppedError("Stopped while the checksum was computed; the file is kept.")
                digest.update(block)
                done += len(block)
                meter.update(done)
    except OSError as error:
        raise BadModelFileError(f"{path} cannot be read: {error.strerror or error}.") from error
    return digest.hexdigest()


def require_room(folder: Path, needed_bytes: int) -> None:
    """Check that a folder's disk has room for this much more.

    Raises:
        StorageFullError: it has not.
    """
    free = shutil.disk_usage(folder).free
    if free < needed_bytes + _SPARE_BYTES:
        raise StorageFullError(
            f"The disk of {folder} has {amount(free)} free, but {amount(needed_bytes + _SPARE_BYTES)} are needed; "
            "free some space and try again."
        )


@contextmanager
def disk_faults(folder: Path) -> Iterator[None]:
    """Turns a full disk and an unwritable folder into errors that a user can act on.

    Raises:
        StorageFullError, ReadOnlyError: in place of the system's error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(
                f"The disk of {folder} is full; free some space and try again. What arrived so far is kept."
            ) from error
        if error.errno is None:
            raise
        reason = os.strerror(error.errno)
        raise ReadOnlyError(
            f"The folder {folder} cannot be written ({reason}); choose another with --data-dir."
        ) from error


def make_folder(folder: Path) -> None:
    """Create a folder with its parents.

    Raises:
        StorageFullError, ReadOnlyError: it cannot be created.
    """
    with disk_faults(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a small file as a whole: a reader sees the old or the new bytes, a crash leaves one of them."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def locked(path: Path, should_stop: ShouldStop = never, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold a lock file, across processes and threads; the system frees it when its holder dies.

    Raises:
        FetchStoppedError: ``should_stop`` said so while another held the lock.
    """
    lock = FileLock(path, thread_local=False)
    told = False
    while True:
        if should_stop():
            raise FetchStoppedError("Stopped while waiting for another Stepwise that uses the same file.")
        try:
            lock.acquire(timeout=_LOCK_POLL_S, poll_interval=_LOCK_POLL_S / 2)
            break
        except Timeout:
            if not told:
                waiting()
                told = True
    try:
        yield
    finally:
        lock.release()


def absolute_path(path: Path) -> Path:
    """The whole path, with "~" for the home folder; links keep their telling names."""
    with suppress(RuntimeError):  # "~nobody" names no home
        path = path.expanduser()
    return Path(os.path.abspath(path))  # noqa: PTH100, resolve() would lose a link's name


def file_size(path: Path) -> int | None:
    """The bytes of a file; None where there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def path_exists(path: Path) -> bool:
    """Whether there is such a path; False where nobody can tell."""
    try:
        return path.exists()
    except OSError:
        return False
