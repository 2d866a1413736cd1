"""The format of the database: which one a file has, and the way to ours."""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from engine.store import faults

if TYPE_CHECKING:
    from sqlite_utils import Database

Migration: TypeAlias = Callable[["Database"], None]

_SQLITE_MAGIC = b"SQLite format 3\0"

APPLICATION_ID = 0x53545057
"""SQLite's ``application_id``: "STPW"."""


def _create_sessions(db: "Database") -> None:
    from engine.store import tables

    tables.create_sessions(db)


def _add_marks(db: "Database") -> None:
    from engine.store import tables

    tables.add_marks(db)


MIGRATIONS: Sequence[Migration] = (_create_sessions, _add_marks)
"""Migration k leads from format k to format k + 1. Released ones never change."""


def migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring the open database at ``path`` to the newest format, each step in a transaction of its own.

    A database that holds something is copied to ``<name>.format-<k>.backup`` first; without a copy nothing is changed.

    Raises:
        StoreError: no copy could be made.
        StoreNewerError: the database has a format that is not known yet.
        StoreCorruptError: the file is a database of some other program.
    """
    new = _format(connection, path, len(migrations)) == 0
    while (version := _format(connection, path, len(migrations))) < len(migrations):
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another instance may have migrated while this one waited for the lock.
            if _format(connection, path, len(migrations)) == version:
                if not new:
                    _back_up(path, version)
                _apply(connection, migrations[version], version + 1)
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def check_header(path: Path) -> None:
    """Refuse a file that is no database; SQLite itself takes a very short one for empty and overwrites it.

    Raises:
        StoreCorruptError: the file is neither missing nor empty nor a database.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        header = file.read(len(_SQLITE_MAGIC))
    if header not in (b"", _SQLITE_MAGIC):
        raise faults.corrupt(path)


def backup_path(path: Path, version: int) -> Path:
    """Where the copy of a database of an old format lies."""
    return path.with_name(f"{path.name}.format-{version}.backup")


def _format(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """The format of an open database, 0 when it is empty."""
    application_id, version, objects = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),"
        " (SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if application_id != APPLICATION_ID and (objects or version or application_id):
        raise faults.corrupt(path)
    if version > newest:
        raise faults.newer(path, version, newest)
    return int(version)


def _apply(connection: sqlite3.Connection, migration: Migration, version: int) -> None:
    # A quarter of a second to import, and needed only on the first start and after an update.
    from sqlite_utils import Database

    # Inside the caller's transaction sqlite-utils nests with savepoints, so table and record are committed together.
    migration(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {version}")


def _back_up(path: Path, version: int) -> None:
    """Copy the database through a second connection: readers see the committed state while we hold the write lock."""
    target = backup_path(path, version)
    partial = target.with_name(f"{target.name}.part")
    try:
        partial.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(path)) as source,
            contextlib.closing(sqlite3.connect(partial)) as copy,
        ):
            source.backup(copy)
        partial.replace(target)
    except (OSError, sqlite3.Error) as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise faults.no_backup(path, error) from error
