"""A session that was exported as JSON, read again. The file may come from anyone: nothing of it is taken on trust."""

import math
import re
from pathlib import Path
from typing import ClassVar

import msgspec

from app.export.json import FORMAT, VERSION
from engine.errors import BadProblemError
from engine.events import (
    TERMINAL,
    AnswerChanged,
    AnyRunEvent,
    Failed,
    FocusChanged,
    NodeAdded,
    NodeClosed,
    NodeScored,
    RunStarted,
)
from engine.steps import checked_problem
from engine.store import ForeignRun, ForeignSession, RunRecord, SessionSummary
from engine.types import ROOT, NodeId, Problem, RunResult
from models.errors import KnownError

MAX_BYTES = 32 << 20
MAX_RUNS = 200
MAX_NODES = 50_000
"""Of one run."""

_MAX_DEEP = 500
_MAX_TEXT_CHARACTERS = 1 << 20
_MAX_NAME_CHARACTERS = 300
_MAX_INTEGER = 1 << 53
_PLACE = re.compile(r"`(\$[\w.\[\]]*)`")
_UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError, OverflowError)


class BadSessionFileError(KnownError):
    """A file to import is no session of Stepwise, or damaged, or not safe."""

    exit_code: ClassVar[int] = 2


class _Head(msgspec.Struct, frozen=True):
    format: str
    version: int


class _Run(msgspec.Struct, frozen=True):
    record: RunRecord
    events: list[msgspec.Raw]
    """Decoded one by one: thousands at once would hold Python's lock for too long."""


class _Document(_Head, frozen=True):
    session: SessionSummary
    problem: Problem
    runs: list[_Run]


_event_decoder = msgspec.json.Decoder(AnyRunEvent)


def read_session(path: Path) -> ForeignSession:
    """The session in a file.

    Raises:
        BadSessionFileError: the file cannot be read, is too large, is something else, or damaged.
    """
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadSessionFileError(f"{path} cannot be read ({error.strerror}); check its name.") from error
    if len(data) > MAX_BYTES:
        raise BadSessionFileError(
            f"{name} is larger than {MAX_BYTES >> 20} MB, so it is not imported; choose a session exported by Stepwise."
        )
    try:
        document = msgspec.json.decode(data, type=_Document)
    except _UNREADABLE as error:
        _check_head(_head(data, name), name)
        raise _damaged(name, error) from error
    _check_head(document, name)
    try:
        return _session(document)
    except _UNREADABLE as error:
        raise _damaged(name, error) from error
    except BadProblemError as error:
        raise BadSessionFileError(f"{name} is not imported: {error.message}") from error


def _head(data: bytes, name: str) -> _Head:
    try:
        return msgspec.json.decode(data, type=_Head)
    except _UNREADABLE as error:
        raise BadSessionFileError(
            f"{name} is no session, or was cut off; choose a JSON file exported by Stepwise."
        ) from error


def _check_head(head: _Head, name: str) -> None:
    if head.format != FORMAT or head.version < 1:
        raise BadSessionFileError(f"{name} is no session; choose a JSON file exported by Stepwise.")
    if head.version > VERSION:
        raise BadSessionFileError(
            f"{name} was written by a newer version of Stepwise (format {head.version}, known up to {VERSION}); "
            "update Stepwise."
        )


def _damaged(name: str, error: Exception) -> BadSessionFileError:
    place = _PLACE.search(str(error))
    where = f" at {place[1][:80]}" if place else ""
    return BadSessionFileError(f"{name} is damaged{where}; export the session again.")


def _session(document: _Document) -> ForeignSession:
    if len(document.runs) > MAX_RUNS:
        raise msgspec.ValidationError("too many runs - at `$.runs`")
    places: dict[str, int] = {}
    runs = []
    for number, run in enumerate(document.runs):
        runs.append(_run(run, places, f"$.runs[{number}]"))
        places.setdefault(run.record.id, number)
    summary = document.session
    _check_numbers(msgspec.to_builtins(document.problem), "$.problem")
    _check_text(summary.title, "$.session.title")
    return ForeignSession(
        problem=_problem(document.problem),
        title=summary.title,
        created=summary.created,
        starred=summary.starred,
        tags=summary.tags,
        runs=tuple(runs),
    )


def _run(run: _Run, places: dict[str, int], where: str) -> ForeignRun:
    record = run.record
    _check_numbers(msgspec.to_builtins(record.settings), f"{where}.record.settings")
    if len(record.model_id) > _MAX_NAME_CHARACTERS:
        raise msgspec.ValidationError(f"too long - at `{where}.record.model_id`")
    _check_text(record.model_id, f"{where}.record.model_id")
    return ForeignRun(
        parent=places.get(record.parent_run_id or ""),
        problem=_problem(record.problem),
        model_id=record.model_id,
        settings=record.settings,
        started=record.started,
        ended=record.ended,
        events=_events(run.events, f"{where}.events"),
    )


def _problem(problem: Problem) -> Problem:
    for text in (problem.id, problem.answer or ""):
        _check_text(text, "$.problem")
    return Problem(problem.id, checked_problem(problem.text), problem.answer)


def _events(raw: list[msgspec.Raw], where: str) -> tuple[AnyRunEvent, ...]:
    events: list[AnyRunEvent] = []
    tree = _Tree()
    for number, each in enumerate(raw):
        place = f"{where}[{number}]"
        try:
            event = _event_decoder.decode(each)
        except msgspec.MsgspecError as error:
            raise msgspec.ValidationError(f"{error} - at `{place}`") from error
        _check_numbers(msgspec.to_builtins(event), place)
        fits = event.seq == number + 1 and isinstance(event, RunStarted) == (number == 0) and not event.transient
        is_last = number == len(raw) - 1
        may_stand_here = is_last or not isinstance(event, TERMINAL)
        # A run may fail before it has started.
        if isinstance(event, Failed) and number == 0:
            fits = event.seq == 1
        if not (fits and may_stand_here and tree.takes(event)):
            raise msgspec.ValidationError(f"out of order - at `{place}`")
        events.append(event)
    return tuple(events)


class _Tree:
    """The nodes that were announced so far, and how deep they lie."""

    def __init__(self) -> None:
        self._deep: dict[NodeId, int] = {ROOT: 0}

    def takes(self, event: AnyRunEvent) -> bool:
        """Whether an event makes sense now: it speaks of known nodes, or announces a new one below a known one."""
        match event:
            case NodeAdded(node=node, parent=parent):
                new = 0 < node <= MAX_NODES and node not in self._deep
                deep = self._deep.get(parent, _MAX_DEEP) + 1
                self._deep[node] = deep
                return new and deep <= _MAX_DEEP
            case NodeScored(node=node) | NodeClosed(node=node) | FocusChanged(node=node):
                return node in self._deep
            case AnswerChanged(answer=answer):
                return answer is None or answer.node in self._deep
            case RunStarted() | Failed():
                return True
            case _:
                result = getattr(event, "result", None)
                return isinstance(result, RunResult) and self._has(result)

    def _has(self, result: RunResult) -> bool:
        ends = [result.answer.node] if result.answer else []
        return all(node in self._deep for node in (*result.best_path, *ends))


def _check_numbers(value: object, where: str) -> None:
    """Refuse numbers that no column can hold, and text that is none."""
    match value:
        case bool() | None:
            return
        case int():
            fits = abs(value) <= _MAX_INTEGER
        case float():
            fits = math.isfinite(value)
        case str():
            _check_text(value, where)
            return
        case dict():
            for each in value.values():
                _check_numbers(each, where)
            return
        case list() | tuple():
            for each in value:
                _check_numbers(each, where)
            return
        case _:
            fits = True
    if not fits:
        raise msgspec.ValidationError(f"a number out of range - at `{where}`")


def _check_text(text: str, where: str) -> None:
    if len(text) > _MAX_TEXT_CHARACTERS:
        raise msgspec.ValidationError(f"too long - at `{where}`")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise msgspec.ValidationError(f"no text - at `{where}`") from error
