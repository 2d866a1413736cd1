"""The stream of a run has no gap, one end, and one owner."""

import contextlib
import sqlite3
from pathlib import Path

import msgspec
import pytest

from engine.events import AnyRunEvent, Failed, NodeAdded, NodeClosed, NodeScored, Progress
from engine.store import Store
from engine.types import NodeStatus
from models.errors import BugError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo


@pytest.fixture
def run(store: Store) -> Store:
    """A store with an announced run."""
    store.begin_run("run-1", store.begin_session(DEMO_PROBLEM), DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
    return store


def _scored(seq: int) -> NodeScored:
    return NodeScored(run_id="run-1", seq=seq, node=0, visits=1, value_sum=1.0)


def _progress(seq: int) -> Progress:
    return Progress(
        run_id="run-1",
        seq=seq,
        sampled_tokens=1,
        tokens_per_second=1.0,
        rollouts=0,
        open_candidates=1,
        fraction=0.1,
        preview="",
    )


def _rows(path: Path, query: str) -> list[tuple[int, int, float, str]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def _failed(seq: int) -> Failed:
    return Failed(run_id="run-1", seq=seq, kind="BackendError", message="No.", exit_code=10)


def test_an_event_of_a_run_that_was_never_begun_is_our_mistake(store: Store) -> None:
    with pytest.raises(BugError, match="never begun"):
        store.append(_scored(1))


@pytest.mark.parametrize("seq", [0, 1, 3, 99, -1])
def test_a_gap_or_a_repetition_is_our_mistake_and_stores_nothing(run: Store, seq: int) -> None:
    run.append(_scored(1))
    with pytest.raises(BugError, match="Event 2 of the run run-1 was expected"):
        run.append(_scored(seq))
    run.append(_scored(2))
    assert [_scored(1), _scored(2)] == run.events("run-1")


def test_nothing_is_accepted_after_the_terminal_event(run: Store) -> None:
    events: list[AnyRunEvent] = [_scored(1), _failed(2)]
    for event in events:
        run.append(event)
    for late in (_scored(3), _failed(3)):
        with pytest.raises(BugError, match="after the end"):
            run.append(late)
    assert events == run.events("run-1")


def test_progress_is_never_stored(run: Store) -> None:
    run.append(_scored(1))
    run.append(_progress(1))
    run.append(_failed(2))
    run.append(_progress(2))
    assert [_scored(1), _failed(2)] == run.events("run-1")


def test_a_second_node_with_the_same_id_is_stored_as_an_event_only(run: Store) -> None:
    events: list[AnyRunEvent] = [event for event in demo_events(nodes=1, progress=False) if event.seq <= 2]
    added = events[1]
    assert isinstance(added, NodeAdded)
    events.append(msgspec.structs.replace(added, seq=3, text="zebra"))
    for event in events:
        run.append(event)
    assert events == run.events("run-1")
    assert () == run.search("zebra")


def test_a_number_that_sqlite_cannot_hold_is_our_mistake_and_stores_nothing(run: Store) -> None:
    with pytest.raises(BugError, match="could not be stored"):
        run.append(NodeScored(run_id="run-1", seq=1, node=0, visits=2**63, value_sum=0.0))
    assert [] == run.events("run-1")


def test_node_states_follow_the_events(store: Store) -> None:
    store_demo(store)
    events = store.events("run-1")
    scores = {event.node: (event.visits, event.value_sum) for event in events if isinstance(event, NodeScored)}
    closed = {event.node for event in events if isinstance(event, NodeClosed)}
    rows = _rows(store.path, "SELECT node, visits, value_sum, status FROM nodes")
    assert {row[0]: (row[1], row[2]) for row in rows} == {node: scores[node] for node in scores if node != 0}
    assert closed == {row[0] for row in rows if row[3] == NodeStatus.PRUNED}
