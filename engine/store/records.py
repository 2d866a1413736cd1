"""What the store hands out: frozen values, times in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from engine.errors import EngineCrashedError
from engine.events import AnyRunEvent, Cancelled, Failed, Finished, Paused, Terminal
from engine.types import Answer, Mark, NodeId, PolicyName, Problem, SearchSettings

SessionId: TypeAlias = str
RunId: TypeAlias = str
JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"

INTERRUPTED_KIND = "Interrupted"
"""``Failed.kind`` of a run whose host process ended before the run did; ``Store.mark_interrupted`` writes it."""


class RunStatus(StrEnum):
    """Where a run stands. WAITING: no event yet. CRASHED: the worker died. INTERRUPTED: the host died."""

    WAITING = "waiting"
    RUNNING = "running"
    FINISHED = "finished"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    FAILED = "failed"
    CRASHED = "crashed"
    INTERRUPTED = "interrupted"

    @property
    def ended(self) -> bool:
        """Whether the terminal event has come."""
        return self not in (RunStatus.WAITING, RunStatus.RUNNING)


def status_after(event: Terminal) -> RunStatus:
    """The status that a terminal event leaves."""
    match event:
        case Finished():
            return RunStatus.FINISHED
        case Paused():
            return RunStatus.PAUSED
        case Cancelled():
            return RunStatus.CANCELLED
        case Failed(kind=kind) if kind == EngineCrashedError.__name__:
            return RunStatus.CRASHED
        case Failed(kind=kind) if kind == INTERRUPTED_KIND:
            return RunStatus.INTERRUPTED
        case Failed():
            return RunStatus.FAILED


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the history. ``status`` to ``confidence`` are those of the newest run, None where there is none."""

    id: SessionId
    title: str
    created: datetime
    updated: datetime
    deleted: bool
    runs: int
    status: RunStatus | None
    model_id: str | None
    policy: PolicyName | None
    answer: str | None
    mark: Mark | None
    confidence: float | None
    starred: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sessions are asked for: all, only favourites, only those with a tag; "" is any."""

    starred: bool = False
    tag: str = ""


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag in use, and how many sessions bear it."""

    tag: str
    sessions: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a session; its tree comes from ``Store.events`` through ``app.state.reduce``."""

    id: RunId
    session_id: SessionId
    parent_run_id: RunId | None
    problem: Problem
    model_id: str
    settings: SearchSettings
    status: RunStatus
    started: datetime
    ended: datetime | None
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class SessionDetail:
    """A session with its problem and all its runs, oldest first."""

    summary: SessionSummary
    problem: Problem
    runs: tuple[RunRecord, ...]


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of stored text, control characters replaced; ``matches`` are (start, end) of what was searched for."""

    text: str
    matches: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A session that was found. ``run_id`` and ``node`` name the step that matched, None for title or problem."""

    session: SessionSummary
    snippet: Snippet
    run_id: RunId | None = None
    node: NodeId | None = None


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model that was loaded here at least once. ``parameters`` counts weights."""

    id: str
    description: str
    parameters: int
    context_tokens: int
    hardware: str


@dataclass(frozen=True, slots=True)
class ForeignRun:
    """A run from elsewhere, to be stored here under a new id.

    Attributes:
        parent: place in the session of the run that it continues, None for none.
        events: from the first one on, without a gap; those of a run that never ended lack the terminal one.
    """

    parent: int | None
    problem: Problem
    model_id: str
    settings: SearchSettings
    started: datetime
    ended: datetime | None
    events: tuple[AnyRunEvent, ...]


@dataclass(frozen=True, slots=True)
class ForeignSession:
    """A session from elsewhere; ``runs`` oldest first."""

    problem: Problem
    title: str
    created: datetime
    starred: bool
    tags: tuple[str, ...]
    runs: tuple[ForeignRun, ...]
