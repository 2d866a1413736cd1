"""A large file that is written anew: it appears under its name when it is complete, or not at all."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.errors import ModelError, ReadOnlyError, StorageFullError
from models.files import disk_faults, require_room

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def whole_file(target: Path, needed_bytes: int) -> Iterator[Path]:
    """A temporary path beside ``target``, renamed to it at the end, deleted when anything is raised.

    What a killed process left under the temporary name is written over; callers lock if they may meet.

    Raises:
        ModelError: the target exists already.
        StorageFullError, ReadOnlyError: no room for ``needed_bytes``, or the folder cannot be written.
    """
    if os.path.lexists(target):
        raise ModelError(f"{target} exists already; remove it first, or choose another name.")
    if not target.parent.is_dir():
        raise ReadOnlyError(f"There is no folder {target.parent}; make it first, or choose another one.")
    require_room(target.parent, needed_bytes)
    with replaced_file(target) as temporary:
        yield temporary


@contextmanager
def replaced_file(target: Path) -> Iterator[Path]:
    """A temporary path beside ``target``, which it replaces at the end; deleted when anything is raised.

    Raises:
        StorageFullError, ReadOnlyError: the folder cannot be written.
    """
    temporary = target.with_name(f"{target.name}.part")
    try:
        with _faults(target.parent):
            yield temporary
            temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextmanager
def _faults(folder: Path) -> Iterator[None]:
    """As ``disk_faults``, but here nothing is kept when the disk is full."""
    try:
        with disk_faults(folder):
            yield
    except StorageFullError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:
            raise StorageFullError(f"The disk of {folder} is full; free some space and try again.") from error
        raise
