"""Sessions from elsewhere on their way into the tables."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from engine.events import TERMINAL
from engine.store import journal, marks
from engine.store.hosts import Host
from engine.store.ids import new_id
from engine.store.records import ForeignRun, ForeignSession, RunStatus
from engine.types import Problem


def add_marks(connection: sqlite3.Connection, session: int, foreign: ForeignSession) -> None:
    """Put star and tags on a stored session."""
    marks.set_starred(connection, [session], foreign.starred)
    for tag in foreign.tags:
        marks.add_tag(connection, [session], tag)


def add_runs(
    connection: sqlite3.Connection,
    session: int,
    runs: Sequence[ForeignRun],
    host: Host,
    problem_key: Callable[[sqlite3.Connection, Problem], int],
) -> None:
    """Store runs with their events, in the order in which they came. One that never ended ends as interrupted."""
    keys: list[int] = []
    for run in runs:
        run_id = new_id()
        parent = None if run.parent is None else keys[run.parent]
        ended_ms = _milliseconds(run.ended or run.started)
        (key,) = connection.execute(
            "INSERT INTO runs (id, session, problem, parent, model_id, policy, settings, status, started, host_pid,"
            " host_token) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING key",
            (
                run_id,
                session,
                problem_key(connection, run.problem),
                parent,
                run.model_id,
                run.settings.policy,
                msgspec.json.encode(run.settings).decode(),
                RunStatus.RUNNING,
                _milliseconds(run.started),
                host.pid,
                host.token,
            ),
        ).fetchone()
        keys.append(key)
        for event in run.events:
            journal.append(connection, msgspec.structs.replace(event, run_id=run_id), host, ended_ms)
        if not run.events or not isinstance(run.events[-1], TERMINAL):
            journal.interrupt(connection, run_id, ended_ms)


def _milliseconds(time: datetime) -> int:
    return round(time.timestamp() * 1000)
