"""Run events on their way into the tables, checked against the law: no gap, one terminal event, one host."""

import sqlite3
from typing import NamedTuple

import msgspec

from engine.errors import EngineCrashedError
from engine.events import (
    AnswerChanged,
    AnyRunEvent,
    Cancelled,
    Failed,
    Finished,
    NodeAdded,
    NodeClosed,
    NodeScored,
    Paused,
    Terminal,
)
from engine.store import search
from engine.store.hosts import Host
from engine.store.records import INTERRUPTED_KIND, RunStatus, status_after
from engine.types import Answer
from models.errors import BugError

INTERRUPTED_MESSAGE = "Stepwise ended in the middle of this run; what it had found until then is kept."


class StoredRun(NamedTuple):
    """What the database knows about a run's stream. ``seq`` is that of the last stored event, 0 before the first."""

    key: int
    session: int
    status: RunStatus
    host: Host
    seq: int


def stored_run(connection: sqlite3.Connection, run_id: str) -> StoredRun:
    """The run with this id.

    Raises:
        BugError: ``Store.begin_run`` was not called.
    """
    row = connection.execute(
        "SELECT key, session, status, host_pid, host_token, (SELECT max(seq) FROM events WHERE run = key)"
        " FROM runs WHERE id = ?",
        (run_id,),
    ).fetchone()
    if row is None:
        raise BugError(f"An event came for the run {run_id}, which was never begun.")
    key, session, status, pid, token, seq = row
    return StoredRun(key, session, RunStatus(status), Host(pid, token), seq or 0)


def append(connection: sqlite3.Connection, event: AnyRunEvent, host: Host, now_ms: int) -> None:
    """Store one event.

    Raises:
        BugError: the event breaks the order of the stream.
    """
    run = stored_run(connection, event.run_id)
    if run.status.ended:
        raise BugError(f"An event ({type(event).__name__}, {event.seq}) came after the end of the run {event.run_id}.")
    if run.host != host:
        raise BugError(f"The run {event.run_id} belongs to another process.")
    if (expected := run.seq + 1) != event.seq:
        raise BugError(f"Event {expected} of the run {event.run_id} was expected, but event {event.seq} came.")
    _insert(connection, run, event, now_ms)


def orphaned_runs(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Ids of running runs whose host process is gone."""
    rows = connection.execute("SELECT id, host_pid, host_token FROM runs WHERE status = ?", (RunStatus.RUNNING,))
    return tuple(run_id for run_id, pid, token in rows if not Host(pid, token).is_alive())


def interrupt_orphans(connection: sqlite3.Connection, now_ms: int) -> tuple[str, ...]:
    """End each run whose host is gone with the terminal event that the host could not write."""
    gone = orphaned_runs(connection)
    for run_id in gone:
        interrupt(connection, run_id, now_ms)
    return gone


def interrupt(connection: sqlite3.Connection, run_id: str, now_ms: int) -> None:
    """End a run with the terminal event that is missing."""
    run = stored_run(connection, run_id)
    event = Failed(
        run_id=run_id,
        seq=run.seq + 1,
        kind=INTERRUPTED_KIND,
        message=INTERRUPTED_MESSAGE,
        exit_code=EngineCrashedError.exit_code,
    )
    _insert(connection, run, event, now_ms)


def _insert(connection: sqlite3.Connection, run: StoredRun, event: AnyRunEvent, now_ms: int) -> None:
    connection.execute(
        "INSERT INTO events (run, seq, type, body) VALUES (?, ?, ?, ?)",
        (run.key, event.seq, type(event).__name__, msgspec.json.encode(event).decode()),
    )
    match event:
        case NodeAdded():
            _add_node(connection, run, event)
        case NodeScored(node=node, visits=visits, value_sum=value_sum):
            connection.execute(
                "UPDATE nodes SET visits = ?, value_sum = ? WHERE run = ? AND node = ?",
                (visits, value_sum, run.key, node),
            )
        case NodeClosed(node=node, status=status, reason=reason):
            connection.execute(
                "UPDATE nodes SET status = ?, reason = ? WHERE run = ? AND node = ?", (status, reason, run.key, node)
            )
        case AnswerChanged(answer=None):
            connection.execute("DELETE FROM answers WHERE run = ?", (run.key,))
        case AnswerChanged(answer=answer) if answer is not None:
            _set_answer(connection, run, answer)
        case Finished() | Paused() | Cancelled() | Failed():
            _end(connection, run, event, now_ms)


def _add_node(connection: sqlite3.Connection, run: StoredRun, event: NodeAdded) -> None:
    # A second node with the same id would be the worker's mistake; the event is kept, the first node stays.
    added = connection.execute(
        "INSERT INTO nodes (run, node, parent, depth, text, status, reason, answer, tokens, mean_logprob, prior)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING key",
        (
            run.key,
            event.node,
            event.parent,
            event.depth,
            event.text,
            event.status,
            event.reason,
            event.answer,
            event.tokens,
            event.mean_logprob,
            event.prior,
        ),
    ).fetchone()
    if added is not None:
        search.add_node(connection, added[0], event.text)


def _set_answer(connection: sqlite3.Connection, run: StoredRun, answer: Answer) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO answers (run, text, mark, confidence, node, votes) VALUES (?, ?, ?, ?, ?, ?)",
        (
            run.key,
            answer.text,
            answer.mark,
            answer.confidence,
            answer.node,
            msgspec.json.encode(answer.votes).decode(),
        ),
    )


def _end(connection: sqlite3.Connection, run: StoredRun, event: Terminal, now_ms: int) -> None:
    if not isinstance(event, Failed):
        if event.result.answer is None:
            connection.execute("DELETE FROM answers WHERE run = ?", (run.key,))
        else:
            _set_answer(connection, run, event.result.answer)
    connection.execute("UPDATE runs SET status = ?, ended = ? WHERE key = ?", (status_after(event), now_ms, run.key))
    connection.execute("UPDATE sessions SET updated = max(updated, ?) WHERE key = ?", (now_ms, run.session))
