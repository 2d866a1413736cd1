"""Bad folders, bad files, full disks, other programs: one sentence each, and nothing lost."""

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from engine.errors import StoreCorruptError, StoreLockedError
from engine.store import FILE_NAME, Store
from engine.store.connections import connect
from engine.store.faults import plain_faults
from engine.types import Problem
from models.errors import KnownError, ReadOnlyError, StorageFullError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo

IMPATIENT_MS = 50
NOBODY = 65534

_HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_another_process(path: Path) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert "held\n" == holder.stdout.readline()
        yield
        holder.communicate()


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Give up root's right to write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user reaches, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _assert_one_sentence(error: KnownError, exit_code: int) -> None:
    assert exit_code == error.exit_code
    assert "\n" not in error.message
    assert error.message.endswith(".")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such folders")
def test_a_read_only_folder_is_refused_in_one_sentence(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(ReadOnlyError, match="choose another folder with --data-dir") as refused:
        Store.open(open_folder / FILE_NAME)
    _assert_one_sentence(refused.value, 7)
    with ordinary_user(), pytest.raises(ReadOnlyError):
        Store.open(open_folder / "new" / "deeper" / FILE_NAME)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such folders")
def test_a_database_that_cannot_be_written_is_refused(open_folder: Path) -> None:
    path = open_folder / FILE_NAME
    with Store.open(path) as store:
        store_demo(store)
    path.chmod(0o444)
    open_folder.chmod(0o555)
    with ordinary_user(), pytest.raises(ReadOnlyError):
        Store.open(path)


def test_a_folder_in_the_place_of_the_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadOnlyError) as refused:
        Store.open(tmp_path)
    _assert_one_sentence(refused.value, 7)


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    for path in (tmp_path / "data" / FILE_NAME, tmp_path / "data" / "deeper" / FILE_NAME):
        with pytest.raises(ReadOnlyError) as refused:
            Store.open(path)
        _assert_one_sentence(refused.value, 7)


@pytest.mark.parametrize("content", [b"x", b"not a database" * 500, bytes(range(256)) * 64], ids=["x", "text", "bytes"])
def test_garbage_is_refused_in_one_sentence_and_left_as_it_is(database: Path, content: bytes) -> None:
    database.parent.mkdir()
    database.write_bytes(content)
    with pytest.raises(StoreCorruptError, match="is damaged or is no Stepwise database") as refused:
        Store.open(database)
    _assert_one_sentence(refused.value, 9)
    assert content == database.read_bytes()


def test_an_empty_file_becomes_a_database(database: Path) -> None:
    database.parent.mkdir()
    database.touch()
    with Store.open(database) as store:
        store_demo(store)


def test_a_damaged_database_is_named(database: Path) -> None:
    with Store.open(database) as store:
        store_demo(store)
    damaged = bytearray(database.read_bytes())
    damaged[4096:] = b"\xff" * len(damaged[4096:])
    database.write_bytes(damaged)
    with pytest.raises(StoreCorruptError), Store.open(database) as store:
        store.sessions()


def test_an_event_that_cannot_be_read_is_a_damaged_database(store: Store) -> None:
    store_demo(store)
    with contextlib.closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute('UPDATE events SET body = \'{"type": "Invented"}\' WHERE seq = 2')
    with pytest.raises(StoreCorruptError):
        store.events("run-1")


def test_while_another_process_writes_reading_goes_on_and_writing_says_so(database: Path) -> None:
    with Store.open(database, IMPATIENT_MS) as store:
        session_id = store_demo(store)
        with held_by_another_process(database):
            with pytest.raises(StoreLockedError, match="Another program holds the sessions") as refused:
                store.begin_session(DEMO_PROBLEM)
            _assert_one_sentence(refused.value, 9)
            assert [session_id] == [summary.id for summary in store.sessions()]
            assert () == store.mark_interrupted()
            with Store.open(database, IMPATIENT_MS) as second:
                assert 1 == len(second.search("pencils"))
        store.begin_session(DEMO_PROBLEM)
        assert 2 == len(store.sessions())


def test_an_event_refused_by_a_lock_can_be_given_again(database: Path) -> None:
    events = demo_events(progress=False)
    with Store.open(database, IMPATIENT_MS) as store:
        store.begin_run("run-1", store.begin_session(DEMO_PROBLEM), DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
        for event in events[:10]:
            store.append(event)
        with held_by_another_process(database), pytest.raises(StoreLockedError):
            store.append(events[10])
        for event in events[10:]:
            store.append(event)
        assert events == store.events("run-1")


def test_a_new_database_that_another_process_holds_is_refused_in_one_sentence(database: Path) -> None:
    database.parent.mkdir()
    with held_by_another_process(database), pytest.raises(StoreLockedError) as refused:
        Store.open(database, IMPATIENT_MS)
    _assert_one_sentence(refused.value, 9)


def test_sqlite_reports_a_full_disk_and_we_say_so(database: Path) -> None:
    Store.open(database).close()
    with contextlib.closing(connect(database, IMPATIENT_MS)) as connection:
        connection.execute("PRAGMA max_page_count = 60")
        with pytest.raises(StorageFullError, match="is full; free some space") as refused, plain_faults(database):
            connection.execute("INSERT INTO settings VALUES ('key', ?)", ("x" * 1_000_000,))
    _assert_one_sentence(refused.value, 7)


def _fill(store: Store, stored: list[str]) -> None:
    for number in range(1000):
        stored.append(store.begin_session(Problem(id=str(number), text=f"{number} " * 2000)))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_on_a_full_disk_what_was_acknowledged_stays_and_writing_goes_on_when_there_is_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (1 << 20))
    path = small_disk / FILE_NAME
    stored: list[str] = []
    with Store.open(path) as store:
        with pytest.raises(StorageFullError) as refused:
            _fill(store, stored)
        _assert_one_sentence(refused.value, 7)
        assert stored == [summary.id for summary in reversed(store.sessions(limit=1000))]
        ballast.unlink()
        stored.append(store.begin_session(DEMO_PROBLEM))
    with Store.open(path) as store:
        assert stored == [summary.id for summary in reversed(store.sessions(limit=1000))]


def test_a_disk_without_any_room_is_refused_when_opening(small_disk: Path) -> None:
    with contextlib.suppress(OSError):
        (small_disk / "ballast").write_bytes(b"x" * (3 << 20))
    with pytest.raises(StorageFullError) as refused:
        Store.open(small_disk / "data" / FILE_NAME)
    _assert_one_sentence(refused.value, 7)
