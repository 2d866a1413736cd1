"""``stepwise solve`` as a user runs it: real processes, a real worker and sandbox, a script for a model."""

import json
import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from app.state import RunState, replay
from engine.store import FILE_NAME, RunStatus, Store
from tests.helpers.processes import (
    assert_refused,
    descendants,
    is_computing,
    is_running,
    started,
    stepwise,
    stored_nodes,
    wait_until,
    worker_of,
)
from tests.helpers.scripted_models import (
    ANSWER,
    BUSY_QUESTION,
    QUESTION,
    write_busy_script,
    write_script,
)

KEYS = [
    "answer",
    "verified",
    "confidence",
    "votes",
    "run_id",
    "parent_run_id",
    "model",
    "policy",
    "values",
    "format",
    "reject_below",
    "seed",
    "status",
    "stop_reason",
    "tokens",
    "seconds",
    "usage",
    "nodes",
    "steps",
]
LONG = ("--policy", "majority", "--candidates", "512", "--max-tokens", "1000000")
ENDLESS = ("--candidates", "4", "--rollouts", "1000000", "--max-tokens", "1000000", "--no-early-stop")
"""Its first solutions are there soon even on a busy computer, and there is no end to them."""
STOPS_S = 4.0


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=10)


def _last_line(text: str) -> str:
    return text.strip().splitlines()[-1]


def _only_run(home: Path) -> RunState:
    """The state that the store's only run replays to."""
    with Store.open(home / FILE_NAME) as store:
        (session,) = store.sessions()
        (run,) = store.session(session.id).runs
        return replay(store.events(run.id))


def test_the_demo_ends_with_the_right_answer(tmp_path: Path) -> None:
    done = stepwise("solve", "--demo", home=tmp_path)
    assert 0 == done.returncode, done.stderr
    assert re.fullmatch(r"Answer: 22(\.0)? \(expected 22\)", _last_line(done.stdout))
    assert "Traceback" not in done.stderr


def test_json_is_one_object_with_all_that_is_promised(tmp_path: Path, script: Path) -> None:
    done = stepwise(
        "solve", QUESTION, "--model", script, "--policy", "majority", "--seed", "7", "--json", home=tmp_path
    )
    assert (0, "") == (done.returncode, done.stderr)
    said: dict[str, Any] = json.loads(done.stdout)
    assert KEYS == list(said)
    assert (ANSWER, "agrees", "script", "majority", 7) == (
        said["answer"],
        said["verified"],
        said["model"],
        said["policy"],
        said["seed"],
    )
    assert 0 < said["confidence"] < 1
    assert {"answer", "count", "share"} == set(said["votes"][0])
    assert ANSWER == said["votes"][0]["answer"]
    first, last = said["steps"]
    assert {"number", "node", "title", "code", "output", "names", "error", "author", "carried"} == set(first)
    assert (None, ["agreement", "execution"], "code", "finished") == (
        said["parent_run_id"],
        said["values"],
        said["format"],
        said["status"],
    )
    assert said["stop_reason"] in ("exhausted", "decided")
    assert (said["tokens"], said["nodes"]) == (said["usage"]["sampled_tokens"], said["usage"]["nodes"])
    assert (1, {"total": ANSWER}, "") == (first["number"], first["names"], first["output"])
    assert (2, f"{ANSWER}\n", None) == (last["number"], last["output"], last["error"])
    state = _only_run(tmp_path)
    assert (state.run_id, len(state.nodes)) == (said["run_id"], said["nodes"])
    assert state.usage is not None
    assert state.usage.sampled_tokens == said["tokens"] > 0


def test_the_answer_is_compared_with_the_expected_one_wherever_the_problem_comes_from(
    tmp_path: Path, script: Path
) -> None:
    options = ("--model", script, "--policy", "greedy", "--expect")
    (tmp_path / "problem.txt").write_bytes(b"\xef\xbb\xbf" + QUESTION.encode() + b"\r\n")
    right = stepwise("solve", "-", *options, "42.0", home=tmp_path / "a", stdin=f"  {QUESTION}\n".encode())
    wrong = stepwise("solve", "--file", tmp_path / "problem.txt", *options, "8", home=tmp_path / "b")
    for done, code, expected in ((right, 0, "42.0"), (wrong, 12, "8")):
        assert (code, "") == (done.returncode, done.stderr)
        assert f"Answer: {ANSWER} (expected {expected})" == _last_line(done.stdout)
    for home in (tmp_path / "a", tmp_path / "b"):
        problem = _only_run(home).problem
        assert problem is not None
        assert QUESTION == problem.text


def test_no_answer_is_an_exit_code_of_its_own_and_still_a_last_line(tmp_path: Path, script: Path) -> None:
    unknown = ("What does the script not know?", "--expect", "1\n2")
    done = stepwise("solve", *unknown, "--model", script, "--policy", "greedy", home=tmp_path)
    assert (13, "", "Answer: none found (expected 1 2)") == (done.returncode, done.stderr, _last_line(done.stdout))
    assert RunStatus.FINISHED is _only_run(tmp_path).status


def test_none_or_two_problems_are_wrong_usage(tmp_path: Path) -> None:
    for arguments in ([], ["1+1", "--sample"], ["-", "--file", "x"]):
        done = stepwise("solve", *arguments, home=tmp_path)
        assert (2, "") == (done.returncode, done.stdout)
        assert "Give one problem" in done.stderr


@pytest.mark.parametrize("interrupt", [os.kill, os.killpg], ids=["the process", "the whole group"])
def test_ctrl_c_gives_the_best_answer_so_far_and_leaves_nothing_running(
    tmp_path: Path, slow: Path, interrupt: Callable[[int, int], None], record_property: Callable[[str, object], None]
) -> None:
    home = tmp_path / "home"
    with started("solve", QUESTION, "--model", slow, *LONG, home=home) as app:
        wait_until(lambda: stored_nodes(home) >= 40, "some answers")
        below = [process.pid for process in descendants(app.pid)]
        began = time.monotonic()
        interrupt(app.pid, signal.SIGINT)
        out, err = app.communicate(timeout=60)
        took = time.monotonic() - began
    record_property("seconds_from_ctrl_c_to_exit", round(took, 3))
    print(f"from Ctrl-C to exit: {took:.3f} s")  # noqa: T201
    assert 130 == app.returncode
    assert re.fullmatch(r"Answer: (42|8)", _last_line(out))
    assert took < STOPS_S
    state = _only_run(home)
    assert RunStatus.CANCELLED is state.status
    assert state.answer is not None
    assert f"Answer: {state.answer.text}" == _last_line(out)
    assert f'Stopped; `stepwise continue {state.run_id} --model "{slow}"` goes on.' == err.strip()
    wait_until(lambda: not any(map(is_running, below)), "the worker and the sandbox to end")


def test_ctrl_c_does_not_wait_for_a_step_that_runs(tmp_path: Path) -> None:
    home, script = tmp_path / "home", write_busy_script(tmp_path / "busy.json")
    with started("solve", BUSY_QUESTION, "--model", script, *LONG, "--json", home=home) as app:
        wait_until(lambda: stored_nodes(home) >= 1 and is_computing(app.pid), "the endless step")
        began = time.monotonic()
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
        took = time.monotonic() - began
    assert (130, "") == (app.returncode, err)
    assert json.loads(out)["answer"] is None
    assert took < STOPS_S
    assert RunStatus.CANCELLED is _only_run(home).status


def test_ctrl_c_while_a_model_is_loaded_ends_at_once(tmp_path: Path) -> None:
    home, endless = tmp_path / "home", tmp_path / "endless.json"
    os.mkfifo(endless)
    with started("solve", QUESTION, "--model", endless, home=home) as app, _writer(endless):
        began = time.monotonic()
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
        took = time.monotonic() - began
    assert (130, "", "Stopped.") == (app.returncode, out, err.strip())
    assert took < STOPS_S


def test_a_dead_worker_is_one_sentence_with_the_best_answer_so_far(tmp_path: Path, slow: Path) -> None:
    home = tmp_path / "home"
    with started("solve", QUESTION, "--model", slow, *LONG, home=home) as app:
        wait_until(lambda: stored_nodes(home) >= 40, "some answers")
        os.kill(worker_of(app.pid), signal.SIGILL)
        out, err = app.communicate(timeout=60)
    assert (10, "") == (app.returncode, out)
    state = _only_run(home)
    onward = rf'`stepwise continue {state.run_id} --model "{re.escape(str(slow))}"` goes on\.'
    assert re.fullmatch(rf"The engine was ended by SIGILL; .* Best answer so far: (42|8)\. {onward}", err.strip())
    assert RunStatus.CRASHED is state.status


def test_a_time_limit_ends_a_run_with_an_answer(tmp_path: Path, slow: Path) -> None:
    done = stepwise("solve", QUESTION, "--model", slow, *ENDLESS, "--max-seconds", "2", "--json", home=tmp_path)
    said = json.loads(done.stdout)
    assert (0, True) == (done.returncode, said["answer"] is not None)
    assert 2 <= said["seconds"] < 2 + STOPS_S


def test_two_apps_at_once_share_one_data_folder(tmp_path: Path, slow: Path) -> None:
    home = tmp_path / "home"
    options = ("--model", slow, "--policy", "majority", "--candidates", "8", "--json")
    with (
        started("solve", QUESTION, *options, home=home) as first,
        started("solve", QUESTION, *options, home=home) as second,
    ):
        said = [json.loads(app.communicate(timeout=120)[0]) for app in (first, second)]
        assert [0, 0] == [first.returncode, second.returncode]
    assert [ANSWER, ANSWER] == [each["answer"] for each in said]
    assert said[0]["run_id"] != said[1]["run_id"]
    with Store.open(home / FILE_NAME) as store:
        assert [RunStatus.FINISHED] * 2 == [session.status for session in store.sessions()]


def test_an_unknown_script_is_refused(tmp_path: Path) -> None:
    done = stepwise("solve", QUESTION, "--model", "none.json", home=tmp_path)
    assert_refused(done, 4, r"There is no script none\.json; check its name\.")


@contextmanager
def _writer(pipe: Path) -> Iterator[None]:
    """Wait until somebody reads a named pipe, then hold its other end and write nothing."""
    held: list[int] = []

    def hold() -> bool:
        # Refused as long as nobody reads.
        with suppress(OSError):
            held.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        return bool(held)

    wait_until(hold, "a reader")
    yield
    os.close(held[0])
