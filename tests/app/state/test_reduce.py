"""Replaying stored events gives the state that the live view had (law 9)."""

import time
from types import MappingProxyType

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.state import RunState, carried_tree, reduce, reduce_all, replay
from engine.events import (
    TERMINAL,
    AnswerChanged,
    AnyRunEvent,
    Failed,
    FocusChanged,
    NodeAdded,
    NodeClosed,
    NodeScored,
    Progress,
    RunStarted,
)
from engine.store import RunStatus, Store
from engine.types import ROOT, Answer, Author, Execution, Mark, NodeStatus
from tests.helpers.events import DEMO_MODEL, DEMO_NODES, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo

ENDS = ("finished", "paused", "cancelled", "failed")


def _without_progress(events: list[AnyRunEvent]) -> list[AnyRunEvent]:
    return [event for event in events if not isinstance(event, Progress)]


def _progress(preview: str) -> Progress:
    return Progress(
        run_id="run-1",
        seq=0,
        sampled_tokens=5,
        tokens_per_second=12.5,
        rollouts=1,
        open_candidates=3,
        fraction=0.25,
        preview=preview,
    )


def test_a_run_before_its_first_event_waits() -> None:
    state = RunState()
    assert (RunStatus.WAITING, 0, ()) == (state.status, len(state.nodes), state.tree_order())


def test_the_start_makes_the_root_of_the_problem() -> None:
    state = replay(demo_events()[:1])
    assert (RunStatus.RUNNING, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL, "Isolated") == (
        state.status,
        state.problem,
        state.settings,
        state.model_id,
        state.isolation,
    )
    assert DEMO_PROBLEM.text == state.nodes[ROOT].text


def test_a_node_shows_everything_that_was_announced() -> None:
    events = demo_events(progress=False)
    added = events[1]
    assert isinstance(added, NodeAdded)
    node = replay(events[:2]).nodes[1]
    title, _, code = added.text.partition("\n")
    assert title == f"# Step 1: {node.title}"
    assert code == node.code
    assert (added.parent, added.depth, added.execution, added.tokens, added.prior, added.mean_logprob) == (
        node.parent,
        node.depth,
        node.execution,
        node.tokens,
        node.prior,
        node.mean_logprob,
    )


def test_scores_and_closings_change_only_their_node() -> None:
    state = replay(demo_events(end="none"))
    scored = reduce(state, NodeScored(run_id="run-1", seq=1, node=3, visits=4, value_sum=-2.0))
    closed = reduce(
        scored, NodeClosed(run_id="run-1", seq=2, node=3, status=NodeStatus.PRUNED, reason="Says the same.")
    )
    node = closed.nodes[3]
    assert (4, -0.5, NodeStatus.PRUNED, "Says the same.") == (node.visits, node.q_value, node.status, node.reason)
    assert {i: n for i, n in state.nodes.items() if i != 3} == {i: n for i, n in closed.nodes.items() if i != 3}


def test_the_best_path_leads_from_the_root_to_the_best_answer() -> None:
    state = replay(demo_events())
    assert state.answer is not None
    assert (ROOT, state.answer.node) == (state.best_path[0], state.best_path[-1])
    for parent, child in zip(state.best_path, state.best_path[1:], strict=False):
        assert parent == state.nodes[child].parent


def test_the_best_path_is_the_same_before_and_after_the_end() -> None:
    assert replay(demo_events(end="none")).best_path == replay(demo_events()).best_path


def test_tree_order_names_each_node_once_and_parents_first() -> None:
    state = replay(demo_events())
    order = state.tree_order()
    assert list(range(DEMO_NODES + 1)) == sorted(order)
    place = {node: number for number, node in enumerate(order)}
    assert all(place[node.parent] < place[node.id] for node in state.nodes.values() if node.parent is not None)


@pytest.mark.parametrize("end", ENDS)
def test_the_end_clears_the_live_figures(end: str) -> None:
    events = demo_events(end=end)
    assert replay(events[:-1]).progress is not None
    assert replay(events).progress is None
    assert replay(events).status.ended


def test_a_failure_keeps_the_tree_and_the_answer_and_says_why() -> None:
    state = replay(demo_events(end="failed"))
    assert (RunStatus.CRASHED, DEMO_NODES + 1) == (state.status, len(state.nodes))
    assert state.failure is not None
    assert "SIGKILL" in state.failure.message
    assert state.answer is not None


def test_a_failure_that_is_no_crash_is_told_apart() -> None:
    failed = Failed(run_id="run-1", seq=1, kind="DoesNotFitError", message="Too large.", exit_code=8)
    assert RunStatus.FAILED is reduce(RunState(), failed).status


@pytest.mark.parametrize("end", ENDS)
def test_replay_of_the_store_is_the_live_state(tmp_path_factory: pytest.TempPathFactory, end: str) -> None:
    with Store.open(tmp_path_factory.mktemp("data") / "s.sqlite3") as store:
        store_demo(store, end=end)
        assert replay(demo_events(end=end)) == replay(store.events("run-1"))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_progress_anywhere_leaves_no_trace_after_the_end(data: st.DataObject) -> None:
    end = data.draw(st.sampled_from(ENDS))
    plain = demo_events(end=end, progress=False, nodes=data.draw(st.integers(1, 40)), seed=data.draw(st.integers(0, 9)))
    places = data.draw(st.lists(st.integers(0, len(plain)), max_size=20))
    mixed = list(plain)
    for place in sorted(places, reverse=True):
        mixed.insert(place, _progress(data.draw(st.text(max_size=5))))
    assert replay(plain) == replay(mixed)


_ids = st.integers(-1, 6)
_answers = st.builds(
    Answer,
    text=st.text(max_size=3),
    mark=st.sampled_from(Mark),
    confidence=st.floats(0, 1),
    votes=st.just(()),
    node=_ids,
)
_any_event: st.SearchStrategy[AnyRunEvent] = st.one_of(
    st.builds(
        NodeAdded,
        run_id=st.just("run-1"),
        seq=st.just(0),
        node=_ids,
        parent=_ids,
        depth=_ids,
        text=st.text(max_size=20),
        status=st.sampled_from(NodeStatus),
        reason=st.text(max_size=3),
        execution=st.none() | st.from_type(Execution),
        answer=st.none() | st.text(max_size=3),
        tokens=_ids,
        mean_logprob=st.floats(-9, 0),
        prior=st.none() | st.floats(-1, 1),
        score=st.none() | st.floats(-1, 1),
        author=st.sampled_from(Author),
        carried=st.booleans(),
    ),
    st.builds(NodeScored, run_id=st.just("run-1"), seq=st.just(0), node=_ids, visits=_ids, value_sum=st.floats(-9, 9)),
    st.builds(
        NodeClosed,
        run_id=st.just("run-1"),
        seq=st.just(0),
        node=_ids,
        status=st.sampled_from(NodeStatus),
        reason=st.text(max_size=3),
    ),
    st.builds(AnswerChanged, run_id=st.just("run-1"), seq=st.just(0), answer=_answers | st.none()),
    st.builds(FocusChanged, run_id=st.just("run-1"), seq=st.just(0), node=_ids),
    st.sampled_from([*demo_events()[:3], *(demo_events(end=end)[-1] for end in ENDS)]),
)


@settings(max_examples=200, deadline=None)
@given(events=st.lists(_any_event, max_size=25), started=st.booleans())
def test_no_order_of_events_is_an_error_and_the_tree_stays_a_tree(events: list[AnyRunEvent], started: bool) -> None:
    state = reduce_all(replay(demo_events()[:1] if started else []), events)
    assert set(state.nodes) == set(state.tree_order())
    assert len(state.nodes) == len(state.tree_order())
    assert set(state.best_path) <= set(state.nodes)
    assert {state.focus} <= set(state.nodes) or not state.nodes
    if ROOT in state.nodes and sorted(state.nodes) == list(range(len(state.nodes))):
        assert len(state.nodes) == len(carried_tree(state))
    assert state.status.ended == any(isinstance(event, TERMINAL) for event in events)


def test_nothing_changes_after_the_end() -> None:
    state = replay(demo_events())
    for event in demo_events(end="failed"):
        assert state is reduce(state, event)


def test_a_second_start_is_ignored() -> None:
    state = replay(demo_events(end="none"))
    start = demo_events()[0]
    assert isinstance(start, RunStarted)
    assert state is reduce(state, msgspec.structs.replace(start, model_id="another"))


def test_states_are_values() -> None:
    before = replay(demo_events()[:10])
    nodes = dict(before.nodes)
    reduce_all(before, demo_events()[10:])
    assert nodes == before.nodes
    assert isinstance(before.nodes, MappingProxyType)
    assert hash(before) == hash(replay(demo_events()[:10]))


def test_five_thousand_events_take_less_than_a_second() -> None:
    events = demo_events(nodes=2000)[:5000]
    start = time.process_time()
    replay(events)
    assert time.process_time() - start < 1.0
