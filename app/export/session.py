"""A session with everything that was stored of it, ready to be written in any format."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from app.state import NodeView, RunState, one_line, replay
from app.state.words import BY_HAND, NODE_WORDS, TAKEN_OVER, search_words
from engine.events import AnyRunEvent
from engine.store import RunRecord, SessionDetail, Store
from engine.types import ROOT, Author
from models.errors import KnownError, ReadOnlyError, StorageFullError

_FULL = (errno.ENOSPC, errno.EDQUOT)


class ExportFormat(StrEnum):
    """What a session can be written as; the value is the file name's ending."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    JSON = "json"
    LATEX = "tex"


class ExportExistsError(KnownError):
    """The file is there already, and replacing it was not asked for."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class ExportedRun:
    """A run, its stored events, and the state that they replay to."""

    record: RunRecord
    events: tuple[AnyRunEvent, ...]
    state: RunState


@dataclass(frozen=True, slots=True)
class ExportedSession:
    """A session and its runs, oldest first."""

    detail: SessionDetail
    runs: tuple[ExportedRun, ...]


def gather(store: Store, session_id: str) -> ExportedSession:
    """Read a session completely.

    Raises:
        UnknownSessionError: no session has this id.
    """
    detail = store.session(session_id)
    return ExportedSession(detail, tuple(_gather_run(store, record) for record in detail.runs))


def write_text(path: Path, text: str, *, replace: bool = False) -> None:
    """Write an export; the file appears whole or not at all.

    Raises:
        ExportExistsError: the file exists, and ``replace`` is not set.
        ReadOnlyError: the folder cannot be written, or does not exist.
        StorageFullError: the disk is full.
    """
    refuse_existing(path, replace)
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


def refuse_existing(path: Path, replace: bool) -> None:
    """Raises ExportExistsError where a file would be replaced and that was not asked for."""
    if path.exists() and not replace:
        raise ExportExistsError(f"{path} exists already; choose another name, or add --force to replace it.")


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Gives a name to write to; afterwards the file bears its own name, or, after an error, is gone.

    Raises:
        ReadOnlyError, StorageFullError: as ``write_text``.
    """
    partial = path.with_name(f"{path.name}.part")
    try:
        try:
            yield partial
            partial.replace(path)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError(f"The disk with {path.parent} is full; free some space, then try again.") from error
        raise ReadOnlyError(f"{path} cannot be written ({error.strerror or error}); choose another place.") from error


def settings_line(run: ExportedRun) -> str:
    """Model, policy, values, format and seed on one line."""
    return one_line(f"{run.record.model_id}, {search_words(run.record.settings)}")


def run_suffix(session: ExportedSession, run: ExportedRun) -> str:
    """Which of several runs it is, and which one it continues; "" for the only run."""
    if len(session.runs) == 1:
        return ""
    numbers = {each.record.id: number for number, each in enumerate(session.runs, start=1)}
    parent = numbers.get(run.record.parent_run_id or "")
    continues = f", continues run {parent}" if parent else ""
    return f" (run {numbers[run.record.id]} of {len(session.runs)}{continues})"


def marks(author: Author, *, carried: bool) -> str:
    """Who wrote a step and whether it was taken over; "" for what the model wrote in this run."""
    words = [BY_HAND] if author is Author.HUMAN else []
    words += [TAKEN_OVER] if carried else []
    return ", ".join(words)


def when(time: datetime) -> str:
    """A moment as people write it."""
    return f"{time:%Y-%m-%d %H:%M} UTC"


def node_line(node: NodeView) -> str:
    """A step of the tree on one line."""
    parts = [one_line(node.title) or f"Step {node.depth}"]
    if who := marks(node.author, carried=node.carried):
        parts.append(who)
    if node.answer is not None:
        parts.append(f"ends with {one_line(node.answer)}")
    elif node.reason:
        parts.append(f"{NODE_WORDS[node.status]}: {one_line(node.reason)}")
    elif not node.children:
        parts.append(NODE_WORDS[node.status])
    if node.visits:
        parts.append(f"Q {node.q_value:+.2f}, {node.visits} {'visit' if node.visits == 1 else 'visits'}")
    return " · ".join(parts)


def outline(state: RunState) -> tuple[tuple[int, NodeView], ...]:
    """Every step with its level (1 below the root), parents before children."""
    levels = {ROOT: 0}
    lines: list[tuple[int, NodeView]] = []
    for node_id in state.tree_order():
        node = state.nodes[node_id]
        if node.parent is not None:
            levels[node_id] = levels[node.parent] + 1
            lines.append((levels[node_id], node))
    return tuple(lines)


def _gather_run(store: Store, record: RunRecord) -> ExportedRun:
    events = tuple(store.events(record.id))
    return ExportedRun(record, events, replay(events))
