"""What the front refuses is what the engine refuses; forks; steps in the form that models use."""

from collections.abc import Iterator

import pytest

from app.onward import forked, onward
from app.state import RunState, carried_branch, carried_tree, replay, split_step, written_step
from app.state.steering import fork_refusal, refusal
from app.wish import RunRequest
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError
from engine.events import Failed
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.steps import rules_for
from engine.types import ROOT, NodeStatus, PolicyName, StepFormat
from tests.helpers.scripts import PENCILS, Harness, Remembering, harness, settings
from tests.helpers.sketches import GIVEN_UP, Sketch

SETTINGS = settings(max_tokens=1_500)


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    opened, selftest = open_executor()
    if not selftest.isolation:
        pytest.skip(f"steps are not run here: {selftest.detail}")
    yield Remembering(opened)
    opened.close()


@pytest.fixture(scope="module")
def played(executor: Executor) -> Harness:
    return harness(PENCILS, executor)


@pytest.fixture(scope="module")
def state(played: Harness) -> RunState:
    return replay(played.solve(how=SETTINGS).kept)


def _changes(state: RunState) -> list[Steering]:
    """One of every kind, sound or not."""
    by_status = {view.status: view.id for view in state.nodes.values() if view.id}
    opened = next(view.id for view in state.nodes.values() if view.id and view.children)
    places = [-1, ROOT, opened, len(state.nodes), *by_status.values()]
    child = state.nodes[opened].children[0]
    return [
        *(Prune(node=node) for node in places),
        *(Pin(node=node) for node in places),
        *(AddStep(parent=node, text=" Do.\nx = 1") for node in places),
        AddStep(parent=opened, text=" \n "),
        AddStep(parent=opened, text=" Do.\nx = 1", replaces=child),
        AddStep(parent=ROOT, text=" Do.\nx = 1", replaces=child),
        AddStep(parent=opened, text=" Do.\nx = 1", replaces=len(state.nodes)),
    ]


def test_what_the_front_refuses_is_what_the_engine_refuses(played: Harness, state: RunState) -> None:
    refused = 0
    for number, change in enumerate(_changes(state)):
        run = f"change-{number}"
        record = played.solve(
            how=settings(max_tokens=200), run_id=run, check=False, tree=carried_tree(state), steering=(change,)
        )
        end = record.terminal
        said = end.message if isinstance(end, Failed) else None
        assert refusal(state, change) == said, change
        refused += said is not None
    assert refused >= 12


def test_a_fork_is_refused_where_nothing_can_go_on() -> None:
    sketch = Sketch()
    first = sketch.step()
    failed = sketch.step(first, status=NodeStatus.FAILED, reason="NameError: name 'x' is not defined")
    ended = sketch.end(first, "18")
    long = sketch.step(first)
    sketch.close(long, "The step grew too long.")
    sketch.close(ended, GIVEN_UP)
    state = sketch.state()
    assert {
        failed: "Step 2 cannot go on (NameError: name 'x' is not defined); fork at step 1, before it.",
        ended: "Step 3 ends a solution; fork at step 1, before it.",
        long: "Step 4 cannot go on (The step grew too long); fork at step 1, before it.",
        9: "There is no step 9; choose one of 0 to 4.",
        first: None,
        ROOT: None,
    } == {node: fork_refusal(state, node) for node in (failed, ended, long, 9, first, ROOT)}
    with pytest.raises(BadSettingsError, match="ends a solution"):
        forked(state, ended)


def test_a_fork_opens_again_what_was_given_up_on_its_line() -> None:
    sketch = Sketch()
    top = sketch.step()
    below = sketch.step(top)
    for node in (top, below):
        sketch.close(node, GIVEN_UP)
    state = sketch.state()
    line = carried_branch(state, below)
    assert ([NodeStatus.OPEN] * 3, {""}, 2) == (
        [node.status for node in line.nodes],
        {node.reason for node in line.nodes},
        line.focus,
    )
    # The whole tree is taken over as it is.
    assert [NodeStatus.OPEN, NodeStatus.PRUNED, NodeStatus.PRUNED] == [
        node.status for node in carried_tree(state).nodes
    ]


def test_the_request_to_go_on_takes_problem_settings_and_model_of_the_run() -> None:
    sketch = Sketch(PolicyName.DVTS)
    sketch.step()
    state = sketch.state()
    assert state.problem is not None
    plain = RunRequest(state.problem, sketch.settings, "sketch", parent_run_id="run-1")
    assert plain == onward(state)
    steered = onward(state, settings=SETTINGS, model="other", steering=(Pin(node=1),))
    assert ("other", SETTINGS, (Pin(node=1),)) == (steered.model, steered.settings, steered.steering)
    with pytest.raises(BadSettingsError, match="There is no step 7"):
        onward(state, steering=(Pin(node=7),))
    with pytest.raises(BadSettingsError, match="never began"):
        onward(RunState())


def test_the_request_for_a_fork_puts_your_step_below_it_in_the_ids_of_the_fork() -> None:
    sketch = Sketch()
    sketch.step()
    second = sketch.step()
    third = sketch.step(second)
    state = sketch.state()
    assert (third, ()) == (forked(state, third).fork_at, forked(state, third).steering)
    own = forked(state, third, step=" Do.\nx = 1", final=True)
    assert (AddStep(parent=2, text=" Do.\nx = 1", final=True),) == own.steering
    assert "run-1" == own.parent_run_id


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Add them.\ntotal = 17 + 25", " Add them.\ntotal = 17 + 25"),
        ("  Add them.  \r\n\r\ntotal = 17 + 25\r\n", " Add them.\ntotal = 17 + 25"),
        ("total = 17 + 25\nprint(total)", "\ntotal = 17 + 25\nprint(total)"),
        ("for i in range(3):\n    print(i)", "\nfor i in range(3):\n    print(i)"),
        ("# Add them.\ntotal = 17 + 25", " Add them.\ntotal = 17 + 25"),
        ("# Step 7: Add them.\ntotal = 17 + 25", " Add them.\ntotal = 17 + 25"),
        ("# Step 7:\ntotal = 17 + 25", "\ntotal = 17 + 25"),
        ("Add them.", " Add them."),
        ("Subtract", " Subtract"),
        ("42", " 42"),
        ("Print it.\nif True:\n    print(1)", " Print it.\nif True:\n    print(1)"),
        ("x = 1 +", " x = 1 +"),
        ("(" * 5_000, " " + "(" * 5_000),
        ("", ""),
    ],
)
def test_a_typed_step_gets_the_form_that_models_use(typed: str, written: str) -> None:
    assert written == written_step(typed, StepFormat.CODE)


@pytest.mark.parametrize("typed", ["Add them.\ntotal = 17 + 25", "total = 17 + 25", "Add them."])
def test_a_typed_step_is_shown_as_it_was_meant(played: Harness, typed: str) -> None:
    rules = rules_for(StepFormat.CODE, played.backend)
    title, code = split_step(rules.step_text(3, written_step(typed, StepFormat.CODE).encode()))
    assert ("Add them." if "Add" in typed else "", "total = 17 + 25" if "total" in typed else "") == (title, code)


def test_a_typed_paragraph_stays_as_it_is() -> None:
    assert "x = 1\n\nso it is." == written_step(" x = 1\r\n\r\nso it is.\n", StepFormat.TEXT)


@pytest.mark.parametrize(
    ("text", "title", "rest"),
    [
        ("Half of 36 is 18.", "Half of 36 is 18.", ""),
        ("First:\n1. a\n2. b", "First:", "1. a\n2. b"),
        ("<think>\nOkay, so.\nHm.", "Okay, so.", "Hm."),
        ("# Step 1: no mark here", "# Step 1: no mark here", ""),
    ],
)
def test_a_paragraph_is_cut_into_its_first_line_and_the_others(text: str, title: str, rest: str) -> None:
    assert (title, rest) == split_step(text, StepFormat.TEXT)
