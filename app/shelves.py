"""The store as the window asks for it (app.views.ports)."""

from collections.abc import Sequence

from app.state import RunState, one_line, replay
from app.state.words import MARK_WORDS, STATUS_WORDS
from app.views.ports import OpenedSession, SessionLine
from engine.store import SessionSummary, Store

_SESSIONS_SHOWN = 300


class StoredSessions:
    """Sessions of a store, ready to show."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def sessions(self, words: str) -> Sequence[SessionLine]:
        """Sessions that hold all words, last used first."""
        if words:
            found: dict[str, SessionSummary] = {}
            for hit in self._store.search(words, _SESSIONS_SHOWN):
                found.setdefault(hit.session.id, hit.session)
            return [_line(summary) for summary in found.values()]
        return [_line(summary) for summary in self._store.sessions(_SESSIONS_SHOWN)]

    def open_session(self, session_id: str) -> OpenedSession:
        """Replay the newest run; a session without one shows its problem alone."""
        detail = self._store.session(session_id)
        state = RunState(problem=detail.problem)
        if detail.runs:
            run = detail.runs[-1]
            state = replay(self._store.events(run.id))
        return OpenedSession(id=detail.summary.id, problem=detail.problem, state=state)


def _line(summary: SessionSummary) -> SessionLine:
    return SessionLine(
        id=summary.id,
        title=one_line(summary.title),
        answer=one_line(summary.answer or ""),
        mark_word=MARK_WORDS[summary.mark] if summary.mark is not None else "",
        run_word=STATUS_WORDS[summary.status] if summary.status is not None else "",
        model=summary.model_id or "",
        updated=summary.updated,
    )
