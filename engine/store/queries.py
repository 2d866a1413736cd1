"""Reading sessions and runs back."""

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from engine.errors import UnknownSessionError
from engine.events import AnyRunEvent
from engine.store.ids import typed_id
from engine.store.marks import folded
from engine.store.records import ModelRecord, RunRecord, RunStatus, SessionDetail, SessionSummary, Wanted
from engine.types import Answer, Mark, PolicyName, Problem, SearchSettings, Vote

_SUMMARY = (
    "SELECT sessions.id, title, created, updated, deleted IS NOT NULL,"
    " (SELECT count(*) FROM runs WHERE session = sessions.key),"
    " newest.status, newest.model_id, newest.policy, answers.text, answers.mark, answers.confidence, starred,"
    " (SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE session = sessions.key ORDER BY folded))"
    " FROM sessions"
    " LEFT JOIN runs AS newest ON newest.key = (SELECT max(key) FROM runs WHERE session = sessions.key)"
    " LEFT JOIN answers ON answers.run = newest.key"
)
_RUN = (
    "SELECT runs.id, sessions.id, parents.id, problems.id, problems.text, problems.answer, runs.model_id,"
    " runs.settings, runs.status, runs.started, runs.ended,"
    " answers.text, answers.mark, answers.confidence, answers.node, answers.votes"
    " FROM runs JOIN sessions ON sessions.key = runs.session JOIN problems ON problems.key = runs.problem"
    " LEFT JOIN runs AS parents ON parents.key = runs.parent LEFT JOIN answers ON answers.run = runs.key"
)
_event_decoder = msgspec.json.Decoder(AnyRunEvent)
_settings_decoder = msgspec.json.Decoder(SearchSettings)
_votes_decoder = msgspec.json.Decoder(tuple[Vote, ...])
_tags_decoder = msgspec.json.Decoder(tuple[str, ...])


def summaries(
    connection: sqlite3.Connection, limit: int, offset: int, deleted: bool, wanted: Wanted
) -> tuple[SessionSummary, ...]:
    """Sessions, last used first."""
    condition, values = _condition(wanted)
    # The page is found in an index first; only its own sessions are then joined with their runs. The sign keeps SQLite
    # from the index of all sessions where few are wanted.
    column = "+deleted" if condition else "deleted"
    page = (
        f"SELECT key FROM sessions WHERE {column} IS {'NOT NULL' if deleted else 'NULL'}{condition}"
        " ORDER BY updated DESC, key DESC LIMIT ? OFFSET ?"
    )
    rows = connection.execute(
        f"{_SUMMARY} WHERE sessions.key IN ({page}) ORDER BY updated DESC, sessions.key DESC", (*values, limit, offset)
    )
    return tuple(_summary(row) for row in rows)


def keys_of(connection: sqlite3.Connection, wanted: Wanted) -> set[int] | None:
    """The keys of the sessions that are asked for, None for all."""
    condition, values = _condition(wanted)
    if not condition:
        return None
    return {key for (key,) in connection.execute(f"SELECT key FROM sessions WHERE TRUE{condition}", values)}


def summaries_of(connection: sqlite3.Connection, keys: Sequence[int]) -> tuple[SessionSummary, ...]:
    """The sessions with these keys, in the order of the keys."""
    rows = (connection.execute(f"{_SUMMARY} WHERE sessions.key = ?", (key,)).fetchone() for key in keys)
    return tuple(_summary(row) for row in rows)


def find_key(connection: sqlite3.Connection, typed: str) -> int:
    """The key of the session with this id, this beginning of an id, or a run with this id.

    Raises:
        UnknownSessionError: there is none, or several begin so.
    """
    row = connection.execute(
        "SELECT key FROM sessions WHERE id = :id UNION ALL SELECT session FROM runs WHERE id = :id", {"id": typed}
    ).fetchone()
    if row is not None:
        return int(row[0])
    start = typed_id(typed)
    keys = _keys_from(connection, start) if start else []
    if len(keys) > 1:
        raise UnknownSessionError(f"Several sessions have an id that begins with {start}; give more of it.")
    if not keys:
        raise UnknownSessionError(
            f"No session has the id {typed!r}; `stepwise sessions list` shows the ids of all sessions."
        )
    return keys[0]


def detail(connection: sqlite3.Connection, key: int) -> SessionDetail:
    """A session with all its runs."""
    (summary,) = summaries_of(connection, [key])
    problem = connection.execute(
        "SELECT problems.id, text, answer FROM problems JOIN sessions ON sessions.problem = problems.key"
        " WHERE sessions.key = ?",
        (key,),
    ).fetchone()
    runs = connection.execute(f"{_RUN} WHERE runs.session = ? ORDER BY runs.key", (key,))
    return SessionDetail(summary, Problem(*problem), tuple(_run(row) for row in runs))


def events(connection: sqlite3.Connection, run_id: str) -> list[AnyRunEvent]:
    """All stored events of a run in order.

    Raises:
        UnknownSessionError: no run has this id.
    """
    run = connection.execute("SELECT key FROM runs WHERE id = ?", (run_id,)).fetchone()
    if run is None:
        raise UnknownSessionError(f"No run has the id {run_id!r}; `stepwise sessions list` shows what is there.")
    bodies: Iterable[tuple[str]] = connection.execute("SELECT body FROM events WHERE run = ? ORDER BY seq", run)
    return [_event_decoder.decode(body) for (body,) in bodies]


def model(connection: sqlite3.Connection, model_id: str) -> ModelRecord | None:
    """What was learnt of a model when it was loaded last, None when it never was."""
    row = connection.execute(
        "SELECT id, description, parameters, context_tokens, hardware FROM models WHERE id = ?", (model_id,)
    ).fetchone()
    return None if row is None else ModelRecord(*row)


def _condition(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    """What is asked for as SQL to add to a WHERE over ``sessions``, and its values; "" for everything."""
    starred = " AND starred = 1" if wanted.starred else ""
    tagged = " AND sessions.key IN (SELECT session FROM tags WHERE folded = ?)" if wanted.tag else ""
    return starred + tagged, (folded(wanted.tag),) if wanted.tag else ()


def _keys_from(connection: sqlite3.Connection, start: str) -> list[int]:
    rows = connection.execute("SELECT key FROM sessions WHERE id >= ? AND id < ? LIMIT 2", (start, f"{start}\uffff"))
    return [int(key) for (key,) in rows]


def _summary(row: Any) -> SessionSummary:
    session_id, title, created, updated, deleted, runs, status, model_id, policy, answer, mark, confidence = row[:12]
    return SessionSummary(
        id=session_id,
        title=title,
        created=_time(created),
        updated=_time(updated),
        deleted=bool(deleted),
        runs=runs,
        status=None if status is None else RunStatus(status),
        model_id=model_id,
        policy=None if policy is None else PolicyName(policy),
        answer=answer,
        mark=None if mark is None else Mark(mark),
        confidence=confidence,
        starred=bool(row[12]),
        tags=_tags_decoder.decode(row[13]),
    )


def _run(row: Any) -> RunRecord:
    run_id, session_id, parent, *problem, model_id, settings, status, started, ended = row[:11]
    return RunRecord(
        id=run_id,
        session_id=session_id,
        parent_run_id=parent,
        problem=Problem(*problem),
        model_id=model_id,
        settings=_settings_decoder.decode(settings),
        status=RunStatus(status),
        started=_time(started),
        ended=None if ended is None else _time(ended),
        answer=None if row[11] is None else _answer(*row[11:]),
    )


def _answer(text: str, mark: str, confidence: float, node: int, votes: str) -> Answer:
    return Answer(text, Mark(mark), confidence, _votes_decoder.decode(votes), node)


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
