"""A run of a session, as a user names it: by its own id, or by its session's, which stands for the last run."""

from dataclasses import dataclass, replace

from app.state import RunState, replay
from engine.errors import UnknownSessionError
from engine.store import RunRecord, SessionDetail, Store


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run with its session and the state that its events replay to."""

    session: SessionDetail
    record: RunRecord
    state: RunState

    @property
    def number(self) -> int:
        """Its place in its session, from 1."""
        return self.session.runs.index(self.record) + 1


def find_run(store: Store, typed: str) -> StoredRun:
    """The run with this id, or the last run that wrote any step of the session with this id or beginning of an id.

    Raises:
        UnknownSessionError: there is neither, or the session has no run.
    """
    session = store.session(typed)
    named = next((run for run in session.runs if run.id == typed), None)
    if named is not None:
        return StoredRun(session, named, _state(store, named))
    if not session.runs:
        raise UnknownSessionError(
            f"The session {session.summary.id} has no run yet; `stepwise solve` asks its question again."
        )
    found = [StoredRun(session, run, _state(store, run)) for run in reversed(session.runs)]
    # A run that failed before its first step has nothing to go on from.
    return next((run for run in found if len(run.state.nodes) > 1), found[0])


def parent_words(session: SessionDetail, run: RunRecord) -> str:
    """Which run of its session a run continues; "" where it began anew."""
    if run.parent_run_id is None:
        return ""
    numbers = {other.id: number for number, other in enumerate(session.runs, start=1)}
    parent = numbers.get(run.parent_run_id)
    return f"continues run {parent}" if parent else f"continues run {run.parent_run_id}"


def _state(store: Store, run: RunRecord) -> RunState:
    """The state of a run; one that never began still has its problem, settings and model."""
    state = replay(store.events(run.id))
    if state.settings is not None:
        return state
    return replace(state, run_id=run.id, problem=run.problem, settings=run.settings, model_id=run.model_id)
