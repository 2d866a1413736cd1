"""Sessions from elsewhere: stored whole under new ids, or not at all."""

from datetime import UTC, datetime

import pytest

from engine.events import AnyRunEvent
from engine.store import ForeignRun, ForeignSession, RunStatus, Store
from models.errors import BugError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events

LONG_AGO = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def _run(events: list[AnyRunEvent], parent: int | None = None) -> ForeignRun:
    return ForeignRun(parent, DEMO_PROBLEM, DEMO_MODEL, DEMO_SETTINGS, LONG_AGO, LONG_AGO, tuple(events))


def _session(*runs: ForeignRun) -> ForeignSession:
    return ForeignSession(DEMO_PROBLEM, "Pencils", LONG_AGO, starred=True, tags=("box",), runs=runs)


def _events(end: str = "finished") -> list[AnyRunEvent]:
    return demo_events("elsewhere", end=end, progress=False)


def test_a_foreign_session_is_stored_under_new_ids_with_its_marks_and_times(store: Store) -> None:
    detail = store.session(store.add_foreign(_session(_run(_events()))))
    summary, run = detail.summary, detail.runs[0]
    assert ("Pencils", LONG_AGO, True, ("box",)) == (summary.title, summary.created, summary.starred, summary.tags)
    assert (RunStatus.FINISHED, LONG_AGO, LONG_AGO) == (run.status, run.started, run.ended)
    assert run.id != "elsewhere"
    assert demo_events(run.id, progress=False) == store.events(run.id)
    assert summary.updated > LONG_AGO


def test_it_is_found_like_any_other(store: Store) -> None:
    session_id = store.add_foreign(_session(_run(_events())))
    assert [session_id] == [hit.session.id for hit in store.search("undefined")]
    assert [session_id] == [summary.id for summary in store.sessions()]


def test_a_run_that_continues_another_keeps_its_parent(store: Store) -> None:
    detail = store.session(store.add_foreign(_session(_run(_events("paused")), _run(_events(), parent=0))))
    assert detail.runs[0].id == detail.runs[1].parent_run_id


def test_a_run_that_never_ended_ends_as_interrupted(store: Store) -> None:
    detail = store.session(store.add_foreign(_session(_run(_events("none")), _run([]))))
    assert [RunStatus.INTERRUPTED] * 2 == [run.status for run in detail.runs]


def test_when_the_second_run_breaks_the_order_nothing_at_all_is_stored(store: Store) -> None:
    with pytest.raises(BugError, match="was expected"):
        store.add_foreign(_session(_run(_events()), _run(_events()[1:])))
    assert ((), ()) == (store.sessions(), store.search("pencils"))
