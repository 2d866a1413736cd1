"""Runs that go on where others stopped, forks and changes, on a real worker and a real store."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.state import RunState
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError, UnknownSessionError
from engine.events import Failed, Finished, NodeAdded, Paused
from engine.store import FILE_NAME, RunStatus, Store
from engine.types import ROOT, Author, NodeStatus, PolicyName, SearchSettings
from models.errors import KnownError
from tests.helpers.houses import House
from tests.helpers.processes import started, stored_nodes, wait_until
from tests.helpers.scripted_models import ANSWER, LONG_RUN, QUESTION, SHORT_RUN, write_script

ENDLESS = replace(LONG_RUN, policy=PolicyName.MCTS, budget=replace(LONG_RUN.budget, candidates=8, rollouts=100_000))
"""Of any policy: goes on until it is stopped."""


def _endless(policy: PolicyName) -> SearchSettings:
    candidates = 256 if policy is PolicyName.MAJORITY else 8
    budget = replace(ENDLESS.budget, candidates=candidates, stop_when_decided=False)
    return replace(ENDLESS, policy=policy, budget=budget)


def _short(policy: PolicyName) -> SearchSettings:
    budget = replace(SHORT_RUN.budget, rollouts=6, stop_when_decided=False)
    return replace(SHORT_RUN, policy=policy, budget=budget)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One host for all tests that let its worker live."""
    folder = tmp_path_factory.mktemp("house")
    shared = House(folder)
    shared.log.end(shared.search(write_script(folder / "first.json")))
    yield shared
    shared.close()


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=3)


@pytest.fixture
def quick(tmp_path: Path) -> Path:
    return write_script(tmp_path / "quick.json")


def _check_goes_on(before: RunState, after: RunState) -> None:
    """The second run holds the whole tree of the first, and what it cost is its own."""
    assert after.answer is not None
    assert ANSWER == after.answer.text
    for node, view in before.nodes.items():
        carried = after.nodes[node]
        assert (view.text, view.parent, view.answer) == (carried.text, carried.parent, carried.answer)
        assert carried.carried == (node != ROOT)
    new = [view for view in after.nodes.values() if view.id not in before.nodes]
    assert new
    assert not any(view.carried for view in new)
    assert after.usage is not None
    assert sum(view.tokens for view in new) == after.usage.sampled_tokens


@pytest.mark.parametrize("policy", [PolicyName.MCTS, PolicyName.MAJORITY, PolicyName.DVTS])
def test_a_search_whose_engine_was_killed_goes_on_from_the_store_after_a_restart_of_the_app(
    tmp_path: Path, slow: Path, quick: Path, policy: PolicyName
) -> None:
    folder = tmp_path / "stepwise"
    first = House(folder)
    try:
        run_id = first.search(slow, _endless(policy))
        first.log.nodes(run_id, 25)
        first.kill_worker()
        assert isinstance(first.log.end(run_id), Failed)
    finally:
        first.close()
    second = House(folder)
    try:
        before = second.state(run_id)
        assert RunStatus.CRASHED is before.status
        again = second.go_on(run_id, quick, _short(policy))
        assert isinstance(second.log.end(again), Finished)
        _check_goes_on(before, second.state(again))
        detail = second.store.session(again)
        assert [(run_id, None), (again, run_id)] == [(run.id, run.parent_run_id) for run in detail.runs]
    finally:
        second.close()


def test_a_search_whose_app_was_killed_goes_on_from_the_store(tmp_path: Path, slow: Path, quick: Path) -> None:
    folder = tmp_path / "stepwise"
    options = ("--policy", "majority", "--candidates", "200", "--max-tokens", "1000000")
    with started("solve", QUESTION, "--model", str(slow), *options, home=folder) as process:
        wait_until(lambda: stored_nodes(folder) >= 12, "twelve steps")
        process.kill()
    with Store.open(folder / FILE_NAME) as store:
        (run_id,) = store.mark_interrupted()
    house = House(folder)
    try:
        before = house.state(run_id)
        assert (RunStatus.INTERRUPTED, True) == (before.status, len(before.nodes) > 12)
        again = house.go_on(run_id, quick, _short(PolicyName.MAJORITY))
        assert isinstance(house.log.end(again), Finished)
        _check_goes_on(before, house.state(again))
    finally:
        house.close()


def test_a_paused_search_goes_on_with_more_budget(house: House, slow: Path, quick: Path) -> None:
    run_id = house.search(slow, _endless(PolicyName.BEAM))
    house.log.nodes(run_id, 10)
    with pytest.raises(BadSettingsError, match="still running; pause it"):
        house.go_on(run_id, slow)
    house.host.stop_run(run_id, pause=True)
    assert isinstance(house.log.end(run_id), Paused)
    again = house.go_on(run_id, quick, _short(PolicyName.BEAM))
    assert isinstance(house.log.end(again), Finished)
    _check_goes_on(house.state(run_id), house.state(again))
    assert house.log.run(again) == house.store.events(again)


def test_a_fork_begins_with_one_line_of_thought_and_the_users_changes(house: House, quick: Path) -> None:
    run_id = house.search(quick)
    house.log.end(run_id)
    before = house.state(run_id)
    node = next(view for view in before.nodes.values() if view.depth == 1 and view.children)
    step = AddStep(parent=1, text=" Print it.\nprint(total + 0)", final=True)
    again = house.go_on(run_id, quick, SHORT_RUN, step, fork_at=node.id)
    assert isinstance(house.log.end(again), Finished)
    after = house.state(again)
    assert [node.text, "# Step 2: Print it.\nprint(total + 0)"] == [after.nodes[1].text, after.nodes[2].text]
    assert (1, NodeStatus.FINISHED, Author.HUMAN) == (after.focus, after.nodes[2].status, after.nodes[2].author)
    assert all(1 in after.path(view) for view in after.nodes if view)


@pytest.mark.parametrize(
    ("steering", "fork_at", "sentence"),
    [
        ((), 999, "There is no step 999 in that search."),
        ((Prune(node=ROOT),), None, "The problem itself cannot be given up; stop the search instead."),
        ((Prune(node=1), Pin(node=1)), None, "Step 1 has ended (pruned); choose one that can go on."),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    house: House, quick: Path, steering: tuple[Steering, ...], fork_at: int | None, sentence: str
) -> None:
    run_id = house.search(quick)
    house.log.end(run_id)
    try:
        end = house.log.end(house.go_on(run_id, quick, SHORT_RUN, *steering, fork_at=fork_at))
    except BadSettingsError as error:
        assert sentence == error.message  # noqa: PT017
        return
    assert isinstance(end, Failed)
    assert (sentence, 3) == (end.message, end.exit_code)


def test_a_run_that_never_was_cannot_be_continued(house: House, quick: Path) -> None:
    with pytest.raises(UnknownSessionError):
        house.go_on("no-such-run", quick)


def test_a_tree_that_no_frame_can_carry_ends_in_one_sentence_and_the_next_run_works(
    house: House, quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = house.search(quick)
    house.log.end(run_id)
    monkeypatch.setattr("engine.codec.MAX_FRAME_BYTES", 3_000)
    again = house.go_on(run_id, quick)
    end = house.log.end(again)
    assert isinstance(end, Failed)
    assert "That tree is too large to be taken over; fork from one of its steps instead." == end.message
    assert RunStatus.FAILED is house.status(again)
    assert isinstance(house.log.end(house.search(quick)), Finished)


def test_a_search_under_way_is_changed_step_by_step_and_the_store_has_it_all(house: House, slow: Path) -> None:
    run_id = house.search(slow, _endless(PolicyName.MCTS))
    first = next(node for node in house.log.nodes(run_id, 8) if node.status is NodeStatus.OPEN)
    house.host.steer_run(run_id, AddStep(parent=first.node, text=" By hand.\nmine = 1"))
    mine = next(node for node in house.log.nodes(run_id, 9) if node.author is Author.HUMAN)
    house.host.steer_run(run_id, Pin(node=first.node))
    house.host.steer_run(run_id, Prune(node=mine.node))
    for change, sentence in (
        (Pin(node=mine.node), f"Step {mine.node} has ended (pruned); choose one that can go on."),
        (AddStep(parent=first.node, text=" "), "The step is empty; write what it should do."),
    ):
        with pytest.raises(KnownError) as refused:
            house.host.steer_run(run_id, change)
        assert (sentence, 3) == (refused.value.message, refused.value.exit_code)
    house.log.nodes(run_id, len(house.log.nodes(run_id, 1)) + 3)
    house.host.stop_run(run_id)
    house.log.end(run_id)
    state = house.state(run_id)
    assert house.log.run(run_id) == house.store.events(run_id)
    assert (first.node, "Given up by you.") == (state.focus, state.nodes[mine.node].reason)
    added = [event for event in house.log.run(run_id) if isinstance(event, NodeAdded)]
    assert {True} == {first.node in state.path(node.node) for node in added[-3:]}
    with pytest.raises(KnownError, match="This search has ended; continue it"):
        house.host.steer_run(run_id, Prune(node=first.node))


def test_a_run_stopped_by_killing_its_worker_names_its_values_and_counts_only_its_own_tokens(
    tmp_path: Path, slow: Path, quick: Path
) -> None:
    house = House(tmp_path / "stepwise")
    try:
        run_id = house.search(quick)
        house.log.end(run_id)
        again = house.go_on(run_id, slow, _endless(PolicyName.MCTS))
        house.log.nodes(again, len(house.state(run_id).nodes) + 3)
        house.host.stop_run(again, pause=True)
        house.host.kill()
        end = house.log.end(again)
        assert isinstance(end, Paused)
        state = house.state(again)
        own = sum(view.tokens for view in state.nodes.values() if not view.carried)
        assert own <= end.result.usage.sampled_tokens < own + 8 * 200
        assert ENDLESS.values == end.result.values
    finally:
        house.close()
