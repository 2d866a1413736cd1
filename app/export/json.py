"""A session as JSON: complete, so that another computer can show it again."""

from dataclasses import dataclass

import msgspec

from app.export.session import ExportedRun, ExportedSession
from engine.events import AnyRunEvent
from engine.store import RunRecord, SessionSummary
from engine.types import Problem

FORMAT = "stepwise-session"
VERSION = 1


@dataclass(frozen=True, slots=True)
class RunDocument:
    """A run and all its stored events; ``record`` repeats what they add up to, for readers without our code."""

    record: RunRecord
    events: tuple[AnyRunEvent, ...]


@dataclass(frozen=True, slots=True)
class SessionDocument:
    """The file. ``version`` grows when an older reader could not understand a newer file."""

    format: str
    version: int
    session: SessionSummary
    problem: Problem
    runs: tuple[RunDocument, ...]


def as_json(session: ExportedSession) -> str:
    """The whole session as one JSON object, indented."""
    document = SessionDocument(
        format=FORMAT,
        version=VERSION,
        session=session.detail.summary,
        problem=session.detail.problem,
        runs=tuple(_run(run) for run in session.runs),
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _run(run: ExportedRun) -> RunDocument:
    return RunDocument(run.record, run.events)
