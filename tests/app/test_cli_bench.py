"""``stepwise bench`` on real processes: figures, stopping and going on, deaths of either process, wrong files."""

import hashlib
import json
import os
import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from engine.compare.rows import Plan, RowFile
from engine.settings import settings_for
from engine.types import Effort, PolicyName
from tests.helpers.processes import assert_refused, is_running, started, stepwise, wait_until, worker_of
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

GREEDY = ("--policy", "greedy")
VOTES = ("--policy", "majority", "--candidates", "6")
SPEED = {"seconds", "tokens_per_second", "rows"}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json")


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    return write_script(tmp_path / "slow.json", delay_ms=10)


def _problems(path: Path, *answers: str) -> Path:
    lines = [
        json.dumps({"id": f"p{number}", "question": f"Number {number}. {QUESTION}", "answer": answer})
        for number, answer in enumerate(answers)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _summary(text: str) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return summary


def _rows(path: Path) -> list[dict[str, Any]]:
    """Finished rows of a file, a line that is being written left out."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[1:-1]]


def test_the_summary_counts_right_answers_with_their_interval(tmp_path: Path, script: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", ANSWER, "42.0", "8", ANSWER, "never reached")
    done = stepwise("bench", problems, "--model", script, *GREEDY, "--limit", "4", "--json", home=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    *rows, summary = map(json.loads, done.stdout.strip().splitlines())
    assert ["p0", "p1", "p2", "p3"] == sorted(row["id"] for row in rows)
    assert [True, True, False, True] == [row["right"] for row in sorted(rows, key=lambda row: row["id"])]
    assert (0.75, 4, 3) == (summary["accuracy"], summary["n"], summary["right"])
    # Wilson's 95 % interval of 3 out of 4, worked out by hand.
    assert (0.3006, 0.9544) == (round(summary["accuracy_low"], 4), round(summary["accuracy_high"], 4))
    assert sum(row["tokens"] for row in rows) == summary["tokens"] > 0
    assert summary["seconds"] > 0
    assert ("greedy", str(script)) == (summary["policy"], summary["model"])
    assert (["agreement", "execution"], "code") == (summary["values"], summary["format"])
    again = stepwise("bench", problems, "--model", script, *GREEDY, "--limit", "4", home=tmp_path)
    assert (0, True) == (again.returncode, again.stdout.startswith("3 of 4 right: 75.0% (30.1% to 95.4%), "))
    assert again.stdout.endswith("one line of thought, by agreement and execution, steps as programs, seed 0.\n")
    assert "Going on: 4 of 4 are done" in again.stderr


def test_rows_of_another_measurement_are_not_mixed(tmp_path: Path, script: Path) -> None:
    problems, rows = _problems(tmp_path / "problems.jsonl", ANSWER), tmp_path / "rows.jsonl"
    plan = Plan(
        hashlib.sha256(problems.read_bytes()).hexdigest(), str(script), settings_for(PolicyName.GREEDY, Effort.NORMAL)
    )
    RowFile(rows, plan).close()
    (tmp_path / "notes.txt").write_text("my notes\n")
    for name, pattern in (
        ("rows.jsonl", r"rows\.jsonl holds rows of another measurement; add --fresh or choose another --out\."),
        ("notes.txt", r"notes\.txt is no file of rows; add --fresh or choose another --out\."),
    ):
        kept = (tmp_path / name).read_bytes()
        options = ("--model", script, *GREEDY, "--seed", "1", "--out", tmp_path / name)
        assert_refused(stepwise("bench", problems, *options, home=tmp_path), 3, pattern)
        assert kept == (tmp_path / name).read_bytes()


def test_after_kill_9_it_goes_on_and_ends_as_if_nothing_had_happened(tmp_path: Path, slow: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", *[ANSWER, "8", ANSWER, ANSWER, "8"])
    options = ("--model", slow, *VOTES, "--parallel", "1", "--json")
    whole = stepwise("bench", problems, *options, "--out", tmp_path / "whole.jsonl", home=tmp_path / "a")
    cut = tmp_path / "cut.jsonl"
    with started("bench", problems, *options, "--out", cut, home=tmp_path / "b") as app:
        wait_until(lambda: len(_rows(cut)) >= 2, "two rows")
        worker = worker_of(app.pid)
        app.kill()
    wait_until(lambda: not is_running(worker), "the worker to leave")
    before = _rows(cut)
    with cut.open("ab") as file:
        file.write(b'{"id": "p4", "expec')  # As a row looks that was cut off in the middle of being written.
    rest = stepwise("bench", problems, *options, "--out", cut, home=tmp_path / "b")
    assert (0, 0) == (whole.returncode, rest.returncode)
    assert before == _rows(cut)[: len(before)]
    assert [f"p{number}" for number in range(5)] == [row["id"] for row in _rows(cut)]
    assert len(rest.stdout.strip().splitlines()) == 5 - len(before) + 1
    assert _without_speed(_summary(whole.stdout)) == _without_speed(_summary(rest.stdout))


def test_ctrl_c_keeps_finished_rows_and_says_how_to_go_on(tmp_path: Path, slow: Path) -> None:
    problems, rows = _problems(tmp_path / "problems.jsonl", *[ANSWER] * 200), tmp_path / "rows.jsonl"
    with started("bench", problems, "--model", slow, *VOTES, "--out", rows, home=tmp_path) as app:
        wait_until(lambda: len(_rows(rows)) >= 1, "a row")
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
    assert (130, "") == (app.returncode, out)
    assert "Stopped; the same command goes on." == err.strip().splitlines()[-1]
    assert "Traceback" not in err
    assert {True} == {row["right"] for row in _rows(rows)}


def test_a_worker_that_is_killed_costs_no_problem(tmp_path: Path, slow: Path) -> None:
    problems, rows = _problems(tmp_path / "problems.jsonl", *[ANSWER] * 4), tmp_path / "rows.jsonl"
    with started("bench", problems, "--model", slow, *VOTES, "--out", rows, "--json", home=tmp_path) as app:
        wait_until(lambda: len(_rows(rows)) >= 1, "a row")
        os.kill(worker_of(app.pid), signal.SIGKILL)
        out, err = app.communicate(timeout=120)
    assert (0, "") == (app.returncode, err)
    assert (4, 4) == (_summary(out)["n"], _summary(out)["right"])
    assert {1} == set(Counter(row["id"] for row in _rows(rows)).values())


_LINE = '{"id": "a", "question": "1+1?", "answer": "2"}\n'


@pytest.mark.parametrize(
    ("content", "pattern"),
    [
        (_LINE + _LINE, "Line 2 of p.jsonl repeats the id a; give each problem its own"),
        (_LINE + '{"id": "b", "question": "1+1?"}\n', "Line 2 of p.jsonl is no problem; write"),
        ("", "The file p.jsonl holds no problems"),
        ("id,question,answer\na,1+1?,2\n", "Line 1 of p.jsonl is no problem"),
        (b"\xff\xfe\x00\x01", "The file p.jsonl is not text in UTF-8"),
        (None, "p.jsonl cannot be read; check its name"),
    ],
    ids=["twice", "no answer", "empty", "CSV", "binary", "missing"],
)
def test_a_file_that_holds_no_problems_is_refused(tmp_path: Path, content: str | bytes | None, pattern: str) -> None:
    path = tmp_path / "p.jsonl"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert_refused(stepwise("bench", path, "--model", "any", home=tmp_path / "home"), 3, pattern)


def test_a_model_that_is_unknown_is_refused_and_leaves_no_half_file(tmp_path: Path) -> None:
    problems = _problems(tmp_path / "problems.jsonl", ANSWER)
    assert_refused(stepwise("bench", problems, "--model", "nothing-like-it", home=tmp_path), 4, "nothing-like-it")


def test_a_problem_the_model_cannot_take_names_itself_and_keeps_its_exit_code(tmp_path: Path, script: Path) -> None:
    long = tmp_path / "long.jsonl"
    long.write_text(json.dumps({"id": "huge", "question": "a b " * 20_000, "answer": "1"}) + "\n")
    done = stepwise("bench", long, "--model", script, *GREEDY, home=tmp_path)
    assert_refused(done, 3, "Line 1 of long.jsonl: The problem has 79,999 characters")


def _without_speed(summary: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in summary.items() if name not in SPEED}
