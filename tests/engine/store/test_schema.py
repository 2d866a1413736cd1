"""Formats: from an old one to ours, never from a newer one."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from engine.errors import StoreCorruptError, StoreError, StoreNewerError
from engine.store import Store, schema
from tests.helpers.events import store_demo


def _add_colour(db: Database) -> None:
    db.table("sessions").add_column("colour", str)


def _add_and_break(db: Database) -> None:
    db.table("sessions").add_column("size", str)
    db.table("new").insert({"one": 1})
    raise sqlite3.OperationalError("the migration broke")


@contextmanager
def _connection(path: Path) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


def _format(path: Path) -> int:
    with _connection(path) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _columns(path: Path) -> set[str]:
    with _connection(path) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(sessions)")}


@pytest.fixture
def filled(store: Store) -> Path:
    """A database of the newest format with a session in it."""
    store_demo(store)
    return store.path


def test_a_new_database_has_the_newest_format_and_no_backup(store: Store) -> None:
    assert len(schema.MIGRATIONS) == _format(store.path)
    assert [] == list(store.path.parent.glob("*.backup*"))


def test_an_old_database_is_copied_and_then_migrated(filled: Path) -> None:
    with _connection(filled) as connection:
        schema.migrate(connection, filled, [*schema.MIGRATIONS, _add_colour])
    assert "colour" in _columns(filled)
    backup = schema.backup_path(filled, len(schema.MIGRATIONS))
    assert "colour" not in _columns(backup)
    with Store.open(backup) as copy:
        assert 1 == len(copy.sessions())


def test_a_migration_that_breaks_changes_nothing(filled: Path) -> None:
    before = _columns(filled)
    with _connection(filled) as connection, pytest.raises(sqlite3.OperationalError, match="broke"):
        schema.migrate(connection, filled, [*schema.MIGRATIONS, _add_and_break])
    assert (before, len(schema.MIGRATIONS)) == (_columns(filled), _format(filled))


def test_migrations_before_the_broken_one_stay(filled: Path) -> None:
    with _connection(filled) as connection, pytest.raises(sqlite3.OperationalError):
        schema.migrate(connection, filled, [*schema.MIGRATIONS, _add_colour, _add_and_break])
    assert len(schema.MIGRATIONS) + 1 == _format(filled)
    assert "colour" in _columns(filled)
    assert "size" not in _columns(filled)


def test_a_database_of_a_newer_version_is_refused_in_one_sentence(filled: Path) -> None:
    with _connection(filled) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreNewerError) as refused:
        Store.open(filled)
    assert (
        f"The sessions in {filled} were written by a newer version of Stepwise (format 99, known up to "
        f"{len(schema.MIGRATIONS)}); update Stepwise, or choose another folder with --data-dir."
    ) == refused.value.message
    assert 9 == refused.value.exit_code


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    with _connection(path) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreCorruptError, match="is no Stepwise database"):
        Store.open(path)
    assert before == path.read_bytes()


def test_the_record_of_the_format_is_in_the_same_transaction_as_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite3"
    with _connection(path) as connection:
        statements: list[str] = []
        connection.set_trace_callback(statements.append)
        schema.migrate(connection, path)
        connection.set_trace_callback(None)
    ends = [number for number, statement in enumerate(statements) if statement.startswith("COMMIT")]
    records = [number for number, statement in enumerate(statements) if "user_version =" in statement]
    assert len(schema.MIGRATIONS) == len(records)
    assert [record + 1 for record in records] == ends


def _format_1(path: Path) -> None:
    """A database as version 1 left it, with a session that is in the bin and one that is not."""
    with _connection(path) as connection:
        schema.migrate(connection, path, schema.MIGRATIONS[:1])
        connection.execute("INSERT INTO problems (key, digest, id, text) VALUES (1, 'd', 'p', 'How many pencils?')")
        for key, deleted in ((1, None), (2, 99)):
            connection.execute(
                "INSERT INTO sessions (key, id, title, problem, created, updated, deleted)"
                " VALUES (?, ?, ?, 1, 5, 6, ?)",
                (key, f"old-{key}", "Pencils", deleted),
            )


def test_a_database_of_format_1_is_backed_up_and_gets_stars_and_tags(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    _format_1(path)
    before = path.read_bytes()
    with Store.open(path) as store:
        (summary,) = store.sessions()
        assert ("old-1", False, ()) == (summary.id, summary.starred, summary.tags)
        store.add_tag(["old-1"], "exam")
        assert ["old-2"] == [each.id for each in store.sessions(deleted=True)]
    with _connection(schema.backup_path(path, 1)) as copy:
        assert 2 == copy.execute("SELECT count(*) FROM sessions").fetchone()[0]
    assert 1 == _format(schema.backup_path(path, 1))
    assert before != path.read_bytes()


def test_without_a_backup_the_database_stays_as_it_is_and_one_sentence_says_why(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    _format_1(path)
    before = path.read_bytes()
    (schema.backup_path(path, 1)).mkdir()
    with pytest.raises(StoreError, match=r"^Nothing was changed: .* must be copied .* then start again\.$") as refused:
        Store.open(path)
    assert (before, 1, 9) == (path.read_bytes(), _format(path), refused.value.exit_code)
    schema.backup_path(path, 1).rmdir()
    Store.open(path).close()
    assert 2 == _format(path)
    assert [schema.backup_path(path, 1)] == list(tmp_path.glob("*backup*"))
