"""SQLite's and the file system's errors as sentences that say what to do."""

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from engine.errors import StoreCorruptError, StoreError, StoreLockedError, StoreNewerError
from models.errors import BugError, KnownError, ReadOnlyError, StorageFullError

_PRIMARY_CODE = 0xFF
"""SQLite's extended result codes carry the primary one in the low byte."""

_FULL_BELOW_BYTES = 1 << 16

_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_READ_ONLY = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}
_CORRUPT = {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT}


@contextmanager
def plain_faults(path: Path) -> Iterator[None]:
    """Turn whatever goes wrong with the database at ``path`` into a StepwiseError.

    Raises:
        StoreLockedError, StoreCorruptError, StorageFullError, ReadOnlyError, StoreError: see engine/errors.py.
        BugError: a statement of ours is wrong, or a value cannot be stored.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _of_sqlite(error, path) from error
    except OSError as error:
        raise _of_system(error, path) from error
    except msgspec.DecodeError as error:
        raise corrupt(path) from error
    except (OverflowError, UnicodeEncodeError) as error:
        raise BugError(f"A value could not be stored: {error}.") from error


def newer(path: Path, found: int, known: int) -> StoreNewerError:
    """The database has a format that this version does not know yet."""
    return StoreNewerError(
        f"The sessions in {path} were written by a newer version of Stepwise (format {found}, known up to {known}); "
        "update Stepwise, or choose another folder with --data-dir."
    )


def corrupt(path: Path) -> StoreCorruptError:
    """The file is no database, not ours, or damaged."""
    return StoreCorruptError(
        f"{path} is damaged or is no Stepwise database; move it away, or choose another folder with --data-dir."
    )


def no_backup(path: Path, error: Exception) -> StoreError:
    """The copy that comes before every change of the format failed."""
    return StoreError(
        f"Nothing was changed: {path} must be copied before this version can use it, and that failed ({error}); "
        "free some space or make the folder writable, then start again."
    )


def read_only(path: Path) -> ReadOnlyError:
    """The database or its folder cannot be written."""
    return ReadOnlyError(f"Sessions cannot be written to {path}; choose another folder with --data-dir.")


def full(path: Path) -> StorageFullError:
    """No room on the disk."""
    return StorageFullError(f"The disk with {path.parent} is full; free some space, then try again.")


def locked(path: Path) -> StoreLockedError:
    """Another process did not let go in time."""
    return StoreLockedError(f"Another program holds the sessions in {path}; close it or wait, then try again.")


def _of_sqlite(error: sqlite3.Error, path: Path) -> KnownError | BugError:
    code = getattr(error, "sqlite_errorcode", None)
    primary = code & _PRIMARY_CODE if isinstance(code, int) else None
    if primary in _LOCKED:
        return locked(path)
    if primary == sqlite3.SQLITE_FULL:
        return full(path)
    if primary in _READ_ONLY:
        return read_only(path)
    if primary in _CORRUPT:
        return corrupt(path)
    if primary == sqlite3.SQLITE_IOERR:
        # A full disk shows itself as an I/O error where SQLite grows its shared-memory file.
        return full(path) if _has_no_room(path) else StoreError(f"The disk failed while using {path}: {error}.")
    return BugError(f"The database refused a statement: {error}.")


def _of_system(error: OSError, path: Path) -> KnownError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full(path)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
        return read_only(path)
    return StoreError(f"{path} cannot be used: {error.strerror or error}.")


def _has_no_room(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _FULL_BELOW_BYTES
    except OSError:
        return False
