"""The store as the window asks for it (app.views.ports). Calls block: they are made on a background lane."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from app.class_sets import ClassSets
from app.language import tr
from app.state import RunState, Timeline, one_line, replay
from app.state.side_by_side import SideBySide, side_by_side
from app.state.words import MARK_WORDS, POLICY_WORDS, STATUS_WORDS
from app.views.ports import OpenedSession, RunLine, SessionLine
from engine.store import EVERYTHING, RunRecord, SessionDetail, SessionSummary, Store, TagCount, Wanted

PAGE_SESSIONS = 200
"""How many sessions are listed at a time."""

_ANSWER_CHARACTERS = 200
_NAME_CHARACTERS = 60

Undo: TypeAlias = Callable[[], None]


@dataclass(frozen=True, slots=True)
class ComparableRuns:
    """Runs to choose from, and the ids of the two that are compared first; "" where there are none."""

    lines: tuple[RunLine, ...]
    left: str
    right: str


class StoredSessions:
    """Sessions of a store, ready to show. What changes something gives what takes it back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sessions(self, words: str, wanted: Wanted = EVERYTHING, offset: int = 0) -> Sequence[SessionLine]:
        """A page of the sessions that hold all words and are wanted, last used first."""
        if words:
            hits = self._store.search(words, offset + PAGE_SESSIONS, wanted)
            return [_line(hit.session) for hit in hits[offset:]]
        return [_line(summary) for summary in self._store.sessions(PAGE_SESSIONS, offset, wanted=wanted)]

    def tags(self) -> tuple[TagCount, ...]:
        """All tags in use."""
        return self._store.tags()

    def open_session(self, session_id: str, run_id: str | None = None) -> OpenedSession:
        """Replay a run, the newest one unless told; a session without one shows its problem alone."""
        detail = self._store.session(session_id)
        timeline = None
        chosen = next((run for run in detail.runs if run.id == run_id), None) or next(reversed(detail.runs), None)
        if chosen is not None:
            timeline = Timeline(self._store.events(chosen.id))
        state = timeline.newest if timeline is not None else RunState(problem=detail.problem)
        line, runs = _line(detail.summary), _run_lines(detail)
        return OpenedSession(detail.summary.id, detail.problem, state, line, runs, timeline)

    def open_run(self, run_id: str) -> OpenedSession:
        """The session of a run, with that run on show."""
        return self.open_session(self._store.session(run_id).summary.id, run_id)

    def lines(self, session_ids: Sequence[str]) -> tuple[SessionLine, ...]:
        """Some sessions as the list shows them."""
        return tuple(map(_line, self._summaries(session_ids)))

    def comparable(self, session_ids: Sequence[str]) -> ComparableRuns:
        """The runs of one or two sessions: the newest of each are to be compared, of one session its two newest."""
        details = [self._store.session(session_id) for session_id in session_ids]
        runs = [_run_lines(detail, named=len(details) > 1) for detail in details]
        newest = [line for lines in runs for line in (lines[-2:] if len(runs) == 1 else lines[-1:])]
        left, right = (newest[0].id, newest[-1].id) if newest else ("", "")
        return ComparableRuns(tuple(line for lines in runs for line in lines), left, right)

    def compare(self, left: str, right: str) -> SideBySide:
        """Two runs side by side."""
        return side_by_side(replay(self._store.events(left)), replay(self._store.events(right)))

    def rename(self, session_id: str, title: str) -> Undo:
        """Give a session another title; an empty one stands for the problem's first line."""
        before = self._store.session(session_id).summary.title
        self._store.rename(session_id, title)
        return partial(self._store.rename, session_id, before)

    def set_starred(self, session_ids: Sequence[str], starred: bool) -> Undo:
        """Make favourites of sessions, or no longer."""
        changed = [each.id for each in self._summaries(session_ids) if each.starred != starred]
        self._store.set_starred(changed, starred)
        return partial(self._store.set_starred, changed, not starred)

    def add_tag(self, session_ids: Sequence[str], tag: str) -> Undo:
        """Put a tag on sessions."""
        before = {each.id: each.tags for each in self._summaries(session_ids)}
        self._store.add_tag(session_ids, tag)
        changed = [each.id for each in self._summaries(session_ids) if each.tags != before[each.id]]
        return partial(self._store.remove_tag, changed, tag)

    def remove_tag(self, session_ids: Sequence[str], tag: str) -> Undo:
        """Take a tag off sessions."""
        changed = [each.id for each in self._summaries(session_ids) if tag in each.tags]
        self._store.remove_tag(changed, tag)
        return partial(self._store.add_tag, changed, tag)

    def delete(self, session_ids: Sequence[str]) -> Undo:
        """Put sessions into the bin."""
        self._store.delete(*session_ids)
        return partial(self._store.restore, *session_ids)

    def class_sets(self) -> ClassSets:
        """The class sets, which lie in the same store."""
        return ClassSets(self._store)

    def export(self, session_ids: Sequence[str], ending: str, path: Path) -> tuple[Path, ...]:
        """Write sessions in the format of a file name's ending: one to the file ``path``, several into that folder.

        A file that was chosen by its name is replaced; in a folder nothing is.
        """
        # The template engine is loaded only here, so that the window opens at once.
        from app.export import ExportFormat, gather, write_session

        target = ExportFormat(ending)
        if len(session_ids) == 1:
            write_session(gather(self._store, session_ids[0]), target, path, replace=True)
            return (path,)
        written = []
        for session_id in session_ids:
            session = gather(self._store, session_id)
            place = path / f"{file_name(session.detail.summary.title)} {session_id}.{ending}"
            write_session(session, target, place, replace=False)
            written.append(place)
        return tuple(written)

    def add_files(self, paths: Sequence[Path]) -> tuple[str, ...]:
        """Import sessions that were exported as JSON; gives their new ids. Those before a bad file stay."""
        from app.export import read_session

        return tuple(self._store.add_foreign(read_session(path)) for path in paths)

    def _summaries(self, session_ids: Sequence[str]) -> list[SessionSummary]:
        return [self._store.session(session_id).summary for session_id in session_ids]


def file_name(title: str) -> str:
    """A title as a part of a file's name that every system takes."""
    plain = "".join(character if character.isalnum() or character in " -_" else " " for character in one_line(title))
    return " ".join(plain.split())[:_NAME_CHARACTERS].strip() or "session"


def _run_lines(detail: SessionDetail, *, named: bool = False) -> tuple[RunLine, ...]:
    title = f"{one_line(detail.summary.title)[:40]} · " if named else ""
    return tuple(
        RunLine(run.id, title + _run_words(run, number, len(detail.runs)))
        for number, run in enumerate(detail.runs, start=1)
    )


def _run_words(run: RunRecord, number: int, count: int) -> str:
    parts = [
        tr("Run {number} of {count}").format(number=number, count=count),
        tr(POLICY_WORDS[run.settings.policy]),
        tr(STATUS_WORDS[run.status]),
    ]
    if run.answer is not None:
        parts.append(one_line(run.answer.text)[:40])
    return " · ".join(parts)


def _line(summary: SessionSummary) -> SessionLine:
    return SessionLine(
        id=summary.id,
        title=one_line(summary.title),
        answer=one_line((summary.answer or "")[:_ANSWER_CHARACTERS]),
        mark_word=tr(MARK_WORDS[summary.mark]) if summary.mark is not None else "",
        run_word=tr(STATUS_WORDS[summary.status]) if summary.status is not None else "",
        model=summary.model_id or "",
        updated=summary.updated,
        runs=summary.runs,
        starred=summary.starred,
        tags=summary.tags,
        deleted=summary.deleted,
    )
