"""The sessions of one data folder."""

import hashlib
import os
import re
import sqlite3
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from engine.errors import BadProblemError
from engine.events import AnyRunEvent, ModelLoaded
from engine.store import faults, foreign, journal, marks, queries, schema, search
from engine.store.connections import Readers, connect
from engine.store.hosts import this_host
from engine.store.ids import new_id
from engine.store.records import (
    EVERYTHING,
    ForeignSession,
    JsonValue,
    ModelRecord,
    RunId,
    RunStatus,
    SearchHit,
    SessionDetail,
    SessionId,
    SessionSummary,
    TagCount,
    Wanted,
)
from engine.store.writer import StoreWriter
from engine.types import Problem, SearchSettings

FILE_NAME = "sessions.sqlite3"
"""The database's name in the data folder."""

BUSY_TIMEOUT_MS = 5_000
MAX_TITLE_CHARACTERS = 80

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class Store:
    """Reads from any thread; writes one after the other. Every method raises the errors of ``plain_faults``.

    Several processes may have the same file open. A run belongs to the process that began it.
    """

    def __init__(self, path: Path, writer: StoreWriter, readers: Readers) -> None:
        self.path = path
        self._writer = writer
        self._readers = readers
        self._host = this_host()

    @classmethod
    def open(cls, path: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> Self:
        """Open the database, making it and its folders where they are missing.

        Raises:
            ReadOnlyError: the folder or the file cannot be written.
            StoreNewerError: a newer version of Stepwise wrote it.
            StoreCorruptError: the file is something else, or damaged.
            StoreLockedError: another process holds it for longer than ``busy_timeout_ms``.
            StorageFullError: the disk is full.
        """
        with faults.plain_faults(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _check_writable(path)
            schema.check_header(path)
            connection = connect(path, busy_timeout_ms)
            try:
                schema.migrate(connection, path)
                _use_wal(connection, busy_timeout_ms)
            finally:
                connection.close()
        return cls(path, StoreWriter(path, busy_timeout_ms), Readers(path, busy_timeout_ms))

    def close(self) -> None:
        """Finish writing and let go of the file. May be called twice."""
        self._readers.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin_session(self, problem: Problem, title: str = "") -> SessionId:
        """Make a session; without a title it gets one from the problem's first line.

        Raises:
            BadProblemError: the problem holds what is not text (half of a surrogate pair).
        """
        _check_text(problem)
        title = _shown_title(title or problem.text)
        session_id = new_id()

        now = datetime.now(UTC)
        self._writer.write(lambda connection: _insert_session(connection, session_id, problem, title, now))
        return session_id

    def begin_run(
        self,
        run_id: RunId,
        session_id: SessionId,
        problem: Problem,
        settings: SearchSettings,
        model_id: str,
        parent_run_id: RunId | None = None,
    ) -> None:
        """Announce a run of this process, before its first event. ``run_id`` comes from ``new_id``."""
        _check_text(problem)
        encoded = msgspec.json.encode(settings).decode()

        def job(connection: sqlite3.Connection) -> None:
            now_ms = _now_ms()
            session = queries.find_key(connection, session_id)
            parent = None if parent_run_id is None else journal.stored_run(connection, parent_run_id).key
            connection.execute(
                "INSERT INTO runs (id, session, problem, parent, model_id, policy, settings, status, started, host_pid,"
                " host_token) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    run_id,
                    session,
                    _problem_key(connection, problem),
                    parent,
                    model_id,
                    settings.policy,
                    encoded,
                    RunStatus.RUNNING,
                    now_ms,
                    self._host.pid,
                    self._host.token,
                ),
            )
            connection.execute("UPDATE sessions SET updated = max(updated, ?) WHERE key = ?", (now_ms, session))

        self._writer.write(job)

    def append(self, event: AnyRunEvent) -> None:
        """Store an event; it is durable when this returns. A transient one is left out.

        After a StoreLockedError or StorageFullError the same event may be given again: nothing was stored of it.

        Raises:
            BugError: the event does not continue its run, or the run has ended or is another process's.
        """
        if not event.transient:
            self._writer.write(lambda connection: journal.append(connection, event, self._host, _now_ms()))

    def mark_interrupted(self) -> tuple[RunId, ...]:
        """End the runs whose host process is gone, each with a ``Failed`` event; for the start of the application."""

        # Looked up by a reader first: usually there is none, and then nobody has to wait for the write lock.
        with self._readers.connection() as connection:
            gone = journal.orphaned_runs(connection)
        if not gone:
            return ()
        return self._writer.write(lambda connection: journal.interrupt_orphans(connection, _now_ms()))

    def events(self, run_id: RunId) -> list[AnyRunEvent]:
        """All events of a run, in order.

        Raises:
            UnknownSessionError: no run has this id.
        """
        with self._readers.connection() as connection:
            return queries.events(connection, run_id)

    def sessions(
        self, limit: int = 50, offset: int = 0, *, deleted: bool = False, wanted: Wanted = EVERYTHING
    ) -> tuple[SessionSummary, ...]:
        """Sessions, last used first; with ``deleted``, those in the bin instead."""
        with self._readers.connection() as connection:
            return queries.summaries(connection, limit, offset, deleted, wanted)

    def session(self, session_id: str) -> SessionDetail:
        """The session with this id, this beginning of an id, or a run of this id.

        Raises:
            UnknownSessionError: there is none, or several begin so.
        """
        with self._readers.connection() as connection:
            return queries.detail(connection, queries.find_key(connection, session_id))

    def search(self, words: str, limit: int = 50, wanted: Wanted = EVERYTHING) -> tuple[SearchHit, ...]:
        """Sessions in which every word begins a word of the title, the problem or one step, newest first.

        Any text is a valid query; one without a letter or digit finds nothing. Among favourites or sessions with a
        tag, those may be left out that lie behind thousands of newer matches.
        """
        terms = search.words_of(words)
        with self._readers.connection() as connection:
            found: dict[int, search.Found] = {}
            for hit in search.find(connection, terms, queries.keys_of(connection, wanted)):
                if len(found) == limit:
                    break
                found.setdefault(hit.session, hit)
            summaries = queries.summaries_of(connection, list(found))
        return tuple(
            SearchHit(summary, search.snippet(hit.texts, terms), hit.run_id, hit.node)
            for summary, hit in zip(summaries, found.values(), strict=True)
        )

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title; an empty one stands for the problem's first line."""

        def job(connection: sqlite3.Connection) -> None:
            key = queries.find_key(connection, session_id)
            old, text = connection.execute("SELECT title, text FROM session_texts WHERE key = ?", (key,)).fetchone()
            new = _shown_title(title) or _shown_title(text)
            search.drop_session(connection, key, old, text)
            connection.execute("UPDATE sessions SET title = ?, updated = ? WHERE key = ?", (new, _now_ms(), key))
            search.add_session(connection, key, new, text)

        self._writer.write(job)

    def delete(self, *session_ids: str) -> None:
        """Put sessions into the bin: neither listed nor found until they are restored."""
        self._set_deleted(session_ids, _now_ms())

    def restore(self, *session_ids: str) -> None:
        """Take sessions out of the bin."""
        self._set_deleted(session_ids, None)

    def set_starred(self, session_ids: Sequence[str], starred: bool) -> None:
        """Mark sessions as favourites, or no longer."""
        self._mark(session_ids, lambda connection, keys: marks.set_starred(connection, keys, starred))

    def add_tag(self, session_ids: Sequence[str], tag: str) -> None:
        """Put a tag on sessions; one in use keeps its spelling.

        Raises:
            BadTagError: it is empty, too long, or one too many; no session was changed.
        """
        self._mark(session_ids, lambda connection, keys: marks.add_tag(connection, keys, tag))

    def remove_tag(self, session_ids: Sequence[str], tag: str) -> None:
        """Take a tag off sessions, whatever its capitals."""
        self._mark(session_ids, lambda connection, keys: marks.remove_tag(connection, keys, tag))

    def tags(self) -> tuple[TagCount, ...]:
        """All tags in use, in alphabetical order."""
        with self._readers.connection() as connection:
            return marks.tags_in_use(connection)

    def add_foreign(self, session: ForeignSession) -> SessionId:
        """Store a session from elsewhere under new ids; all of it or, when this raises, nothing.

        Raises:
            BugError: the events of a run break the order of their stream.
        """
        _check_text(session.problem)
        session_id = new_id()
        title = _shown_title(session.title or session.problem.text)

        def job(connection: sqlite3.Connection) -> None:
            key = _insert_session(connection, session_id, session.problem, title, session.created)
            foreign.add_marks(connection, key, session)
            foreign.add_runs(connection, key, session.runs, self._host, _problem_key)

        self._writer.write(job)
        return session_id

    def setting(self, key: str) -> JsonValue:
        """A stored setting, None when it was never set."""
        with self._readers.connection() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
            value: JsonValue = None if row is None else msgspec.json.decode(row[0])
            return value

    def set_setting(self, key: str, value: JsonValue) -> None:
        """Store a setting; None forgets it."""
        encoded = msgspec.json.encode(value).decode()

        def job(connection: sqlite3.Connection) -> None:
            if value is None:
                connection.execute("DELETE FROM settings WHERE key = ?", (key,))
            else:
                connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, encoded))

        self._writer.write(job)

    def record_model(self, loaded: ModelLoaded) -> None:
        """Remember that a model was loaded here."""

        def job(connection: sqlite3.Connection) -> None:
            connection.execute(
                "INSERT INTO models (id, description, parameters, context_tokens, hardware, first_used, last_used)"
                " VALUES (:id, :description, :parameters, :context_tokens, :hardware, :now, :now)"
                " ON CONFLICT (id) DO UPDATE SET description = :description, parameters = :parameters,"
                " context_tokens = :context_tokens, hardware = :hardware, last_used = :now",
                {
                    "id": loaded.model_id,
                    "description": loaded.description,
                    "parameters": loaded.parameters,
                    "context_tokens": loaded.context_tokens,
                    "hardware": loaded.hardware,
                    "now": _now_ms(),
                },
            )

        self._writer.write(job)

    def model(self, model_id: str) -> ModelRecord | None:
        """What was learnt of a model when it was loaded last, None when it never was."""
        with self._readers.connection() as connection:
            return queries.model(connection, model_id)

    def _set_deleted(self, session_ids: Sequence[str], deleted_ms: int | None) -> None:
        def job(connection: sqlite3.Connection, keys: Sequence[int]) -> None:
            values = [(deleted_ms, key) for key in keys]
            connection.executemany("UPDATE sessions SET deleted = ? WHERE key = ?", values)

        self._mark(session_ids, job)

    def _mark(self, session_ids: Sequence[str], change: Callable[[sqlite3.Connection, Sequence[int]], None]) -> None:
        self._writer.write(
            lambda connection: change(connection, [queries.find_key(connection, each) for each in session_ids])
        )


def _check_writable(path: Path) -> None:
    # SQLite writes files beside the database, so the folder counts as well. It would notice only at the first write.
    effective = os.access in os.supports_effective_ids
    existing = [path.parent, path] if path.exists() else [path.parent]
    if path.is_dir() or not all(os.access(place, os.W_OK, effective_ids=effective) for place in existing):
        raise faults.read_only(path)


def _use_wal(connection: sqlite3.Connection, busy_timeout_ms: int) -> None:
    """Readers do not wait for the writer. The mode stays with the file."""
    deadline = time.monotonic() + busy_timeout_ms / 1000
    while connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError:
            # SQLite does not wait here when another process opens the same new file at the same moment.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _check_text(problem: Problem) -> None:
    try:
        for text in (problem.id, problem.text, problem.answer or ""):
            text.encode()
    except UnicodeEncodeError as error:
        raise BadProblemError("The problem is not valid text; save it as UTF-8 and try again.") from error


def _shown_title(text: str) -> str:
    """The first line that is not empty, shortened."""
    lines = (" ".join(_CONTROL.sub(" ", line).split()) for line in text.splitlines())
    title = next((line for line in lines if line), "")
    return title if len(title) <= MAX_TITLE_CHARACTERS else f"{title[: MAX_TITLE_CHARACTERS - 1].rstrip()}…"


def _insert_session(
    connection: sqlite3.Connection, session_id: str, problem: Problem, title: str, created: datetime
) -> int:
    created_ms = round(created.timestamp() * 1000)
    (key,) = connection.execute(
        "INSERT INTO sessions (id, title, problem, created, updated) VALUES (?, ?, ?, ?, ?) RETURNING key",
        (session_id, title, _problem_key(connection, problem), created_ms, _now_ms()),
    ).fetchone()
    search.add_session(connection, key, title, problem.text)
    return int(key)


def _problem_key(connection: sqlite3.Connection, problem: Problem) -> int:
    digest = hashlib.sha256(msgspec.json.encode(problem)).hexdigest()
    connection.execute(
        "INSERT INTO problems (digest, id, text, answer) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (digest, problem.id, problem.text, problem.answer),
    )
    (key,) = connection.execute("SELECT key FROM problems WHERE digest = ?", (digest,)).fetchone()
    return int(key)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
