"""``stepwise continue`` and ``stepwise fork`` as a user runs them, on real processes with a script for a model."""

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from app.cli.main import cli
from app.state import RunState, replay
from engine.events import Failed
from engine.store import FILE_NAME, RunRecord, RunStatus, Store, new_id
from engine.types import ROOT, Author, NodeStatus, PolicyName, Problem, StepFormat
from models.errors import KnownError
from tests.helpers.events import DEMO_MODEL, DEMO_NODES, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo
from tests.helpers.processes import assert_refused, started, stepwise, stored_nodes, wait_until, worker_of
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

ENDLESS = ("--candidates", "8", "--rollouts", "1000000", "--max-tokens", "1000000", "--no-early-stop")
SHORT = ("--max-tokens", "1000", "--no-early-stop")
ENOUGH_NODES = 12


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=5)


def _runs(home: Path) -> list[tuple[RunRecord, RunState]]:
    """The runs of the only session."""
    with Store.open(home / FILE_NAME) as store:
        (session,) = store.sessions()
        return [(run, replay(store.events(run.id))) for run in store.session(session.id).runs]


def _session(home: Path) -> str:
    with Store.open(home / FILE_NAME) as store:
        (session,) = store.sessions()
        return session.id


def _solve(home: Path, script: Path, *options: str) -> dict[str, Any]:
    done = stepwise("solve", QUESTION, "--model", script, *SHORT, "--candidates", "6", *options, "--json", home=home)
    assert 0 == done.returncode, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_a_finished_search_goes_on_with_its_budget_again(home: Path, script: Path) -> None:
    first = _solve(home, script, "--seed", "3", "--values", "execution")
    done = stepwise("continue", first["run_id"], "--model", script, home=home)
    assert 0 == done.returncode, done.stderr
    assert f"Continues run {first['run_id']} (finished): {first['nodes'] - 1} steps are taken over." in done.stderr
    assert "The model is another one" not in done.stderr
    assert f"Answer: {ANSWER}" == done.stdout.strip().splitlines()[-1]
    (before, old), (after, new) = _runs(home)
    assert (before.id, before.settings) == (after.parent_run_id, after.settings)
    assert len(old.nodes) < len(new.nodes)
    assert all(new.nodes[node].carried for node in old.nodes if node != ROOT)
    assert new.usage is not None
    assert 0 < new.usage.sampled_tokens <= 1_000 + 200


def test_options_change_the_settings_and_the_rest_stays(home: Path, script: Path) -> None:
    first = _solve(home, script, "--seed", "3")
    options = ("--policy", "dvts", "--values", "agreement", "--max-tokens", "300", "--max-depth", "5", "--early-stop")
    other = write_script(script.with_name("other.json"))
    done = stepwise("continue", _session(home), "--model", other, *options, home=home)
    assert "The model is another one: other instead of script." in done.stderr
    (before, _), (after, _) = _runs(home)
    budget = after.settings.budget
    assert (PolicyName.DVTS, ("agreement",), 3, "other") == (
        after.settings.policy,
        after.settings.values,
        after.settings.seed,
        after.model_id,
    )
    assert (300, 5, True, 6) == (budget.max_tokens, budget.max_depth, budget.stop_when_decided, budget.candidates)
    assert (before.settings.sampling, first["run_id"]) == (after.settings.sampling, after.parent_run_id)


@pytest.mark.parametrize(
    ("how", "status"),
    [("ctrl-c", RunStatus.CANCELLED), ("worker", RunStatus.CRASHED), ("app", RunStatus.INTERRUPTED)],
)
def test_a_search_that_was_broken_off_goes_on_after_a_restart(
    home: Path, slow: Path, script: Path, how: str, status: RunStatus
) -> None:
    with started("solve", QUESTION, "--model", slow, *ENDLESS, home=home) as app:
        wait_until(lambda: stored_nodes(home) >= ENOUGH_NODES, "some steps")
        if how == "ctrl-c":
            app.send_signal(signal.SIGINT)
        else:
            os.kill(worker_of(app.pid) if how == "worker" else app.pid, signal.SIGKILL)
        app.communicate(timeout=60)
    done = stepwise("continue", _session(home), "--model", script, *SHORT, "--json", home=home)
    assert (0, "") == (done.returncode, done.stderr)
    (before, old), (after, new) = _runs(home)
    assert (status, before.id, RunStatus.FINISHED) == (before.status, after.parent_run_id, after.status)
    assert before.id == json.loads(done.stdout)["parent_run_id"]
    assert {node: view.text for node, view in old.nodes.items()}.items() <= {
        node: view.text for node, view in new.nodes.items()
    }.items()


def test_the_command_that_was_printed_continues(home: Path, slow: Path) -> None:
    with started("--data-dir", home, "solve", QUESTION, "--model", slow, *ENDLESS, home=home) as app:
        wait_until(lambda: stored_nodes(home) >= ENOUGH_NODES, "some steps")
        app.send_signal(signal.SIGINT)
        _, err = app.communicate(timeout=60)
    run_id = _runs(home)[0][0].id
    assert f'Stopped; `stepwise --data-dir "{home}" continue {run_id} --model "{slow}"` goes on.' == err.strip()


def test_a_session_whose_last_run_never_began_goes_on_from_the_one_before(home: Path, script: Path) -> None:
    first = _solve(home, script)
    refused = stepwise("continue", first["run_id"], "--model", script, "--values", "ppm", "--json", home=home)
    assert_refused(refused, 3, "This model has no preference model; choose other values than 'ppm'")
    done = stepwise("continue", _session(home), "--model", script, *SHORT, "--json", home=home)
    assert first["run_id"] == json.loads(done.stdout)["parent_run_id"]


def test_a_decided_search_says_how_to_go_on_all_the_same(home: Path, script: Path) -> None:
    _solve(home, script, "--candidates", "12")
    # The lead of the first answer is greater than what one token could buy.
    options = ("--early-stop", "--max-tokens", "1")
    done = stepwise("continue", _session(home), "--model", script, *options, home=home)
    assert "Nothing was tried; --no-early-stop goes on all the same." in done.stderr
    assert "0 tokens in" in done.stdout


def test_steps_are_given_up_pinned_and_replaced(home: Path, script: Path) -> None:
    _solve(home, script)
    _, old = _runs(home)[0]
    edited, pruned, pinned = old.nodes[ROOT].children[:3]
    change = ("--edit", str(edited), "--step", "-", "--prune", str(pruned), "--pin", str(pinned))
    done = stepwise(
        "continue",
        _session(home),
        "--model",
        script,
        *SHORT,
        *change,
        home=home,
        stdin=b"Take both.\ntotal = 40 + 2\n",
    )
    assert 0 == done.returncode, done.stderr
    _, new = _runs(home)[1]
    own = next(view for view in new.nodes.values() if view.author is Author.HUMAN)
    assert (ROOT, "Take both.", "total = 40 + 2", NodeStatus.OPEN) == (own.parent, own.title, own.code, own.status)
    assert f"Your step is step {own.id}; step {pinned} is pinned, so --pin 0 is needed" in done.stderr
    assert ["Replaced by your step.", "Given up by you."] == [new.nodes[node].reason for node in (edited, pruned)]
    assert pinned == new.focus
    assert all(pinned in new.path(view.id) for view in new.nodes.values() if view.id > own.id)


def test_a_fork_takes_over_one_line_and_goes_on_below_your_step(home: Path, script: Path) -> None:
    _solve(home, script)
    _, old = _runs(home)[0]
    first = next(view for view in old.nodes.values() if view.depth == 1 and view.children)
    step = script.with_name("step.txt")
    step.write_text("Halve and double it.\ntotal = total / 2 * 2\n")
    done = stepwise(
        "fork", _session(home), "--model", script, *SHORT, "--at", str(first.id), "--step-file", step, home=home
    )
    assert done.returncode in (0, 13), done.stderr
    assert f"at step {first.id}: 1 step is taken over." in done.stderr
    _, new = _runs(home)[1]
    assert (first.text, True, 1) == (new.nodes[1].text, new.nodes[1].carried, new.focus)
    assert (Author.HUMAN, 1, "Halve and double it.") == (new.nodes[2].author, new.nodes[2].parent, new.nodes[2].title)
    assert [1] == [view.id for view in new.nodes.values() if view.carried]


def test_a_fork_with_edit_replaces_a_step_even_one_that_ended(home: Path, script: Path) -> None:
    _solve(home, script)
    _, old = _runs(home)[0]
    ended = next(view for view in old.nodes.values() if view.status is NodeStatus.FINISHED)
    assert ended.parent is not None
    done = stepwise(
        "fork",
        _session(home),
        "--model",
        script,
        *SHORT,
        "--edit",
        str(ended.id),
        "--step",
        "print(total + 1)",
        "--final",
        home=home,
    )
    _, new = _runs(home)[1]
    own = next(view for view in new.nodes.values() if view.author is Author.HUMAN)
    assert (1, "", "print(total + 1)", NodeStatus.FINISHED) == (own.parent, own.title, own.code, own.status)
    assert f"Your step {own.id} ends with the answer {own.answer}." in done.stderr


def test_a_step_of_your_own_that_fails_says_so(home: Path, script: Path) -> None:
    _solve(home, script)
    step = ("--after", "0", "--step", "total = 1 / 0")
    done = stepwise("continue", _session(home), "--model", script, *SHORT, *step, home=home)
    _, new = _runs(home)[1]
    own = next(view for view in new.nodes.values() if view.author is Author.HUMAN)
    assert NodeStatus.FAILED is own.status
    assert f"Your step {own.id} failed: ZeroDivisionError: division by zero." in done.stderr


def test_the_demo_goes_on_and_is_forked_without_a_model(home: Path) -> None:
    done = stepwise("solve", "--demo", "--candidates", "4", "--max-tokens", "900", "--no-early-stop", home=home)
    assert done.returncode in (0, 12, 13), done.stderr
    again = stepwise("continue", _session(home), "--demo", "--max-tokens", "300", "--json", home=home)
    assert "script" == json.loads(again.stdout)["model"]
    assert "The model is another one" not in again.stderr


class Desk:
    """Runs commands in this process, for refusals that come before any worker."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(cli, ["--data-dir", str(self.home), *arguments], env={"COLUMNS": "120"})

    def refusal(self, *arguments: str) -> tuple[int, str]:
        """Exit code and sentence."""
        result = self.run(*arguments)
        if isinstance(result.exception, KnownError):
            assert "" == result.stdout
            return result.exception.exit_code, result.exception.message
        return result.exit_code, result.stderr


@pytest.fixture
def desk(home: Path) -> Desk:
    with Store.open(home / FILE_NAME) as store:
        store_demo(store)
    return Desk(home)


LAST = DEMO_NODES


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("continue", "nope"), 4, "No session has the id 'nope'"),
        (("continue", "run-1"), 4, f"run 'stepwise models get {DEMO_MODEL}'"),
        (("continue", "run-1", "--model", "no-such-model"), 4, "No model is called 'no-such-model'"),
        (("continue", "run-1", "--model", "none.json"), 4, "There is no script none.json"),
        (("continue", "run-1", "--prune", "0"), 3, "The problem itself cannot be given up"),
        (("continue", "run-1", "--prune", "99"), 3, f"There is no step 99; choose one of 0 to {LAST}."),
        (("continue", "run-1", "--pin", "-1"), 3, "There is no step -1"),
        (("continue", "run-1", "--pin", "x"), 2, "'x' is not a valid integer"),
        (("continue", "run-1", "--step", "x = 1"), 2, "Say where your step goes"),
        (("continue", "run-1", "--after", "1"), 2, "Give your step with --step or --step-file"),
        (("continue", "run-1", "--final"), 2, "Give your step with --step or --step-file"),
        (("continue", "run-1", "--step", "x", "--step-file", "y"), 2, "Give one step"),
        (("continue", "run-1", "--step", "x", "--after", "1", "--edit", "1"), 2, "Choose one of --after and --edit"),
        (("continue", "run-1", "--step", " \n ", "--after", "0"), 3, "The step is empty; write what it should do."),
        (("continue", "run-1", "--step", "\x1b[2J", "--after", "0"), 3, "The step is not readable text"),
        (("continue", "run-1", "--step", "\udcff", "--after", "0"), 3, "The step is not readable text"),
        (("continue", "run-1", "--step", "x" * 20_001, "--after", "0"), 3, "too long; shorten it to 20,000 bytes"),
        (("continue", "run-1", "--step-file", "/nowhere/step", "--after", "0"), 3, "cannot be read; check its name"),
        (("continue", "run-1", "--step-file", "/dev/zero", "--after", "0"), 3, "The step is too long"),
        (("continue", "run-1", "--step", "x = 1", "--edit", "0"), 3, "Step 0 is the problem itself"),
        (("continue", "run-1", "--step", "x = 1", "--edit", "99"), 3, "There is no step 99"),
        (("continue", "run-1", "--format", "text"), 3, "That tree holds steps as programs"),
        (("continue", "run-1", "--values", "agreement,luck"), 2, "choose from agreement, execution, ppm, truth"),
        (("continue", "run-1", "--values", ""), 2, "'' is none; choose from agreement"),
        (("continue", "run-1", "--policy", "best"), 2, "is not one of 'mcts'"),
        (("fork", "run-1"), 2, "Say where to fork"),
        (("fork", "run-1", "--at", "1", "--step", "x = 1", "--after", "2"), 2, "Say where to fork"),
        (("fork", "run-1", "--at", "99"), 3, "There is no step 99"),
        (("fork", "run-1", "--edit", "0", "--step", "x = 1"), 3, "Step 0 is the problem itself"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence_and_leaves_no_run(
    desk: Desk, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    code, said = desk.refusal(*arguments)
    assert exit_code == code
    assert sentence in said
    assert 1 == len(_runs(desk.home))


def test_a_fork_at_an_end_names_the_step_before_it(desk: Desk) -> None:
    _, state = _runs(desk.home)[0]
    ended = next(view for view in state.nodes.values() if view.status is NodeStatus.FINISHED)
    assert (3, f"Step {ended.id} ends a solution; fork at step {ended.parent}, before it.") == desk.refusal(
        "fork", "run-1", "--at", str(ended.id)
    )


def test_a_search_that_still_runs_elsewhere_is_left_alone(home: Path) -> None:
    with Store.open(home / FILE_NAME) as store:
        store_demo(store, end="none")
        # The run belongs to this process, which lives.
        assert (3, "That search is still running in another window or terminal; stop it there first.") == (
            Desk(home).refusal("continue", "run-1")
        )


def test_a_session_without_runs_or_in_the_bin_is_told_apart(home: Path) -> None:
    with Store.open(home / FILE_NAME) as store:
        empty, full = store.begin_session(DEMO_PROBLEM), store_demo(store)
        store.delete(full)
    desk = Desk(home)
    assert (4, f"The session {empty} has no run yet; `stepwise solve` asks its question again.") == desk.refusal(
        "continue", empty
    )
    assert (4, f"That session is in the bin; `stepwise sessions restore {full}` takes it out.") == desk.refusal(
        "fork", full, "--at", "1"
    )


def test_a_model_that_was_a_file_and_is_unknown_now_has_to_be_named(home: Path) -> None:
    with Store.open(home / FILE_NAME) as store:
        session = store.begin_session(DEMO_PROBLEM)
        store.begin_run("run-1", session, DEMO_PROBLEM, DEMO_SETTINGS, "my-own-file")
        for event in demo_events("run-1"):
            store.append(event)
    code, sentence = Desk(home).refusal("continue", "run-1")
    assert 4 == code
    assert "The model of that search, my-own-file, is not known here any more; name its file or another" in sentence


def test_a_run_that_never_began_begins_anew(home: Path, script: Path) -> None:
    run_id = new_id()
    problem = Problem("sum", QUESTION)
    with Store.open(home / FILE_NAME) as store:
        store.begin_run(run_id, store.begin_session(problem), problem, DEMO_SETTINGS, "script")
        store.append(Failed(run_id=run_id, seq=1, kind="BackendError", message="Too little memory.", exit_code=10))
    done = stepwise("continue", run_id, "--model", script, *SHORT, "--format", "code", home=home)
    assert 0 == done.returncode, done.stderr
    assert f"Continues run {run_id} (failed): it begins with the problem." in done.stderr
    assert StepFormat.CODE is _runs(home)[1][0].settings.step_format


@pytest.mark.parametrize("command", ["solve", "bench", "continue", "fork"])
def test_help_tells_every_policy_and_value_in_eighty_columns(command: str) -> None:
    result = CliRunner().invoke(cli, [command, "--help"], env={"COLUMNS": "80"})
    assert 0 == result.exit_code
    assert [] == [line for line in result.stdout.splitlines() if len(line) > 80]
    for name in (*PolicyName, "agreement", "execution", "ppm", "truth"):
        assert any(line.split()[:1] == [str(name)] and len(line.split()) > 3 for line in result.stdout.splitlines())
    words = " ".join(result.stdout.split())
    assert ("without a preference model mcts]" in words) == (command in ("solve", "bench"))
