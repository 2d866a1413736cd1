"""Any moment of a run is what its events up to then make of it."""

import time

import pytest

from app.state import RunState, Timeline, reduce, reduce_all, replay
from engine.events import AnyRunEvent, Progress
from tests.helpers.events import demo_events

RUN = demo_events(nodes=150, progress=False)


def test_every_moment_is_the_replay_of_the_events_up_to_it() -> None:
    timeline = Timeline(RUN)
    assert len(RUN) == len(timeline) > 512, "more than one state must have been kept"
    for moment in (*range(0, len(RUN), 37), 255, 256, 257, 511, 512, 513, len(RUN)):
        assert replay(RUN[:moment]) == timeline.at(moment)


def test_a_moment_is_found_by_the_number_of_its_steps() -> None:
    timeline = Timeline(RUN)
    assert 150 == timeline.steps
    for steps in (0, 1, 2, 75, 149, 150):
        assert steps == len(timeline.at_step(steps).nodes) - 1
    assert timeline.at_step(1).nodes[1].visits == 1, "what is known of a step before the next one comes is there"
    assert timeline.newest == timeline.at_step(150) == timeline.at_step(9_999)
    assert timeline.at_step(0) == timeline.at_step(-5)


def test_moments_outside_the_run_are_its_ends() -> None:
    timeline = Timeline(RUN)
    assert RunState() == timeline.at(-3)
    assert replay(RUN) == timeline.at(10**6) == timeline.newest


@pytest.mark.parametrize("size", [1, 7, 300])
def test_it_does_not_matter_in_which_pieces_the_events_come(size: int) -> None:
    timeline = Timeline()
    for piece in _pieces(RUN, size):
        timeline.extend(piece)
    assert replay(RUN) == timeline.newest
    assert replay(RUN[:300]) == timeline.at(300)


def test_figures_of_the_moment_are_no_moment_but_the_newest_state_has_them() -> None:
    events = demo_events(nodes=150)
    timeline = Timeline(events[:-1])
    lasting = [event for event in events[:-1] if not isinstance(event, Progress)]
    assert len(lasting) == len(timeline)
    assert timeline.newest.progress is not None
    assert replay(lasting[:400]) == timeline.at(400)
    assert replay(lasting[:256]) == timeline.at(256)


def test_many_events_at_once_and_one_by_one_give_the_same_state() -> None:
    state = RunState()
    for event in RUN[:200]:
        state = reduce(state, event)
    assert state == reduce_all(RunState(), RUN[:200])
    assert list(state.nodes) == list(reduce_all(RunState(), RUN[:200]).nodes)


def test_any_moment_of_five_thousand_steps_is_reached_in_a_frame() -> None:
    events = demo_events(nodes=5_000, progress=False)
    timeline = Timeline(events)
    spans = []
    for moment in range(0, len(events), len(events) // 40):
        began = time.perf_counter()
        timeline.at(moment)
        spans.append(time.perf_counter() - began)
    assert sorted(spans)[len(spans) // 2] < 0.033


def _pieces(events: list[AnyRunEvent], size: int) -> list[list[AnyRunEvent]]:
    return [events[start : start + size] for start in range(0, len(events), size)]
