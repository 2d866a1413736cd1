"""``stepwise compare`` on real processes: the table, deaths at any moment, what cannot be measured, wrong input."""

import json
import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from engine.compare.layout import table_object
from engine.compare.records import FILE_NAME, Record, Solved, read_records
from engine.compare.table import make_table
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import assert_refused, is_running, started, stepwise, wait_until, worker_of
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

POLICIES = ("--policies", "greedy,majority", "--effort", "quick", "--max-tokens", "2000")
REPORT = {"plan.toml", "table.md", "table.csv", "table.json", "table.html", "matrix.csv"}


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return write_script(tmp_path / "script.json")


def _problems(path: Path, *answers: str) -> Path:
    lines = [
        json.dumps({"id": f"p{number}", "question": f"Number {number}. {QUESTION}", "answer": answer})
        for number, answer in enumerate(answers)
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def _records(folder: Path) -> list[Record]:
    return read_records(folder) if (folder / FILE_NAME).exists() else []


def _solved(folder: Path) -> list[Solved]:
    return [record for record in _records(folder) if isinstance(record, Solved)]


def _without_speed(folder: Path) -> dict[str, object]:
    return table_object(make_table(read_records(folder)), speed=False)


def test_one_command_gives_the_table_its_report_and_the_charts(tmp_path: Path, script: Path) -> None:
    problems, out = _problems(tmp_path / "mine.jsonl", ANSWER, "42.0", "8"), tmp_path / "out"
    arguments = ("compare", "--models", script, "--problems", problems, *POLICIES, "--out", out, "--json")
    done = stepwise(*arguments, home=tmp_path / "home")
    assert 0 == done.returncode, done.stderr
    table = json.loads(done.stdout)
    assert [("greedy", 3, 2), ("majority", 3, 2)] == [(r["policy"], r["n"], r["right"]) for r in table["rows"]]
    # Wilson's 95 % interval of 2 out of 3, worked out by hand.
    assert (0.2077, 0.9385) == tuple(round(table["rows"][0][name], 4) for name in ("accuracy_low", "accuracy_high"))
    assert [] == table["skipped"]
    charts = {f"{kind}-mine{theme}.svg" for kind in ("seconds", "tokens") for theme in ("", "-dark")}
    assert REPORT | charts | {FILE_NAME} == {path.name for path in out.iterdir() if path.name != ".rows.lock"}
    assert "mine/p0,right,right" in (out / "matrix.csv").read_text().splitlines()
    again = stepwise(*arguments, home=tmp_path / "home")
    assert (0, done.stdout) == (again.returncode, again.stdout)
    assert 6 == len(_solved(out))
    # The warm-up is no problem of anybody's.
    listed = stepwise("sessions", "list", "--json", home=tmp_path / "home").stdout
    assert "3 + 4" not in listed
    shown = stepwise("compare", "--report", "--out", out, home=tmp_path / "home")
    assert (0, "") == (shown.returncode, shown.stderr)
    assert "66.7%" in shown.stdout


def test_a_plan_says_the_same_as_options_do(tmp_path: Path, script: Path) -> None:
    _problems(tmp_path / "mine.jsonl", ANSWER, "8", ANSWER)
    (tmp_path / "plan.toml").write_text(
        'out = "planned"\nrepeats = 0\n[[run]]\nmodels = ["script.json"]\npolicies = ["greedy"]\nefforts = ["quick"]\n'
        'problems = [{ file = "mine.jsonl", limit = 2 }]\nmax_tokens = 2000\n'
    )
    assert 0 == stepwise("compare", tmp_path / "plan.toml", home=tmp_path / "home").returncode
    options = ("--models", script, "--problems", tmp_path / "mine.jsonl", "--limit", "2", "--max-tokens", "2000")
    typed = stepwise("compare", *options, "--effort", "quick", "--out", tmp_path / "typed", home=tmp_path / "home")
    assert 0 == typed.returncode
    assert _without_speed(tmp_path / "planned") == _without_speed(tmp_path / "typed")


@pytest.mark.slow
def test_killed_at_ten_random_moments_the_table_is_the_same(tmp_path: Path) -> None:
    script = write_script(tmp_path / "script.json", delay_ms=4)
    problems = _problems(tmp_path / "mine.jsonl", *[ANSWER, "8", ANSWER, "8", "42", "7", ANSWER])
    arguments = ("compare", "--models", script, "--problems", problems, *POLICIES, "--out")
    assert 0 == stepwise(*arguments, tmp_path / "whole", home=tmp_path / "a").returncode
    cut, rng = tmp_path / "cut", random.Random(6)
    for number in range(10):
        with started(*arguments, cut, home=tmp_path / "b") as app:
            time.sleep(rng.uniform(0.5, 4.0))
            workers = _workers(app.pid)
            app.kill()
        for worker in workers:
            wait_until(lambda pid=worker: not is_running(pid), "the worker to leave")  # type: ignore[misc]
        if number == 5 and (cut / FILE_NAME).exists():
            with (cut / FILE_NAME).open("ab") as file:
                file.write(b'{"kind":"solved","arm":"ab')  # As a row looks that was cut off.
    rest = stepwise(*arguments, cut, home=tmp_path / "b")
    assert 0 == rest.returncode, rest.stderr
    assert _without_speed(tmp_path / "whole") == _without_speed(cut)
    rows = _solved(cut)
    assert len(rows) == len({(row.arm, row.problem) for row in rows}) == 14


def _workers(pid: int) -> list[int]:
    try:
        return [worker_of(pid)]
    except LookupError:
        return []


@pytest.mark.model
@pytest.mark.slow
def test_a_real_model_killed_twice_ends_in_the_same_table(tmp_path: Path) -> None:
    model = smollm2_path()
    problems = _problems(tmp_path / "mine.jsonl", *[ANSWER] * 4)
    options = ("--policies", "greedy,majority", "--max-tokens", "120", "--repeats", "1")
    arguments = ("compare", "--models", model, "--problems", problems, *options, "--out")
    assert 0 == stepwise(*arguments, tmp_path / "whole", home=tmp_path / "a", timeout=250).returncode
    cut = tmp_path / "cut"
    for wanted in (1, 5):
        with started(*arguments, cut, home=tmp_path / "b") as app:
            wait_until(lambda enough=wanted: len(_solved(cut)) >= enough, "some rows", 120)  # type: ignore[misc]
            worker = worker_of(app.pid)
            app.kill()
        wait_until(lambda pid=worker: not is_running(pid), "the worker to leave")  # type: ignore[misc]
    assert 0 == stepwise(*arguments, cut, home=tmp_path / "b", timeout=250).returncode
    assert _without_speed(tmp_path / "whole") == _without_speed(cut)
    row = make_table(read_records(cut)).rows[0]
    assert row.pp512 is not None
    assert row.pp512.mean > 0
    assert row.arm.model.estimated_bytes == pytest.approx(row.peak_bytes, rel=0.1)


def test_ctrl_c_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    script, out = write_script(tmp_path / "slow.json", delay_ms=10), tmp_path / "out"
    problems = _problems(tmp_path / "mine.jsonl", *[ANSWER] * 50)
    with started("compare", "--models", script, "--problems", problems, "--out", out, home=tmp_path) as app:
        wait_until(lambda: len(_solved(out)) >= 1, "a row")
        app.send_signal(signal.SIGINT)
        _, err = app.communicate(timeout=60)
    assert 130 == app.returncode
    assert "Stopped; the same command goes on." == err.strip().splitlines()[-1]
    assert "Traceback" not in err
    assert _solved(out)


def test_a_worker_that_is_killed_costs_no_problem(tmp_path: Path) -> None:
    script, out = write_script(tmp_path / "slow.json", delay_ms=10), tmp_path / "out"
    problems = _problems(tmp_path / "mine.jsonl", *[ANSWER] * 4)
    with started("compare", "--models", script, "--problems", problems, "--out", out, home=tmp_path) as app:
        wait_until(lambda: len(_solved(out)) >= 1, "a row")
        os.kill(worker_of(app.pid), signal.SIGKILL)
        app.communicate(timeout=120)
    assert 0 == app.returncode
    assert [("p0", True), ("p1", True), ("p2", True), ("p3", True)] == [(row.id, row.right) for row in _solved(out)]


def test_a_model_that_cannot_be_loaded_is_skipped_and_the_rest_goes_on(tmp_path: Path, script: Path) -> None:
    broken, bad_script, out = tmp_path / "broken.gguf", tmp_path / "bad.json", tmp_path / "out"
    broken.write_bytes(b"GGUF and nothing more")
    bad_script.write_text("{}")
    problems = _problems(tmp_path / "mine.jsonl", ANSWER)
    models = f"{broken},no-such-model,{bad_script},{script}"
    done = stepwise("compare", "--models", models, "--problems", problems, "--out", out, "--json", home=tmp_path)
    assert 14 == done.returncode
    table: dict[str, Any] = json.loads(done.stdout)
    assert ["script"] == [row["model"] for row in table["rows"]]
    assert [str(broken), "no-such-model", str(bad_script)] == [skipped["wanted"] for skipped in table["skipped"]]
    lines = [line for line in done.stderr.splitlines() if line.startswith("Skipped ")]
    assert 3 == len(lines)
    assert "No model is called 'no-such-model'." in lines[1]
    assert "Traceback" not in done.stderr
    assert "Skipped no-such-model: No model is called" in (out / "table.md").read_text()


def test_what_was_skipped_and_is_measured_later_is_no_longer_told(tmp_path: Path) -> None:
    later, out = tmp_path / "later.json", tmp_path / "out"
    problems = _problems(tmp_path / "mine.jsonl", ANSWER)
    arguments = ("compare", "--models", later, "--problems", problems, "--out", out, "--json")
    first = stepwise(*arguments, home=tmp_path)
    assert (14, "") == (first.returncode, first.stdout)
    assert f"Nothing was measured; {out} holds no results." == first.stderr.splitlines()[-1]
    write_script(later)
    second = stepwise(*arguments, home=tmp_path)
    assert (0, []) == (second.returncode, json.loads(second.stdout)["skipped"])


@pytest.mark.parametrize(
    ("content", "code", "pattern"),
    [
        (b'{"question": "1+1?"}\n', 16, "Line 1 of p has no answer"),
        (b'{"id": 1, "question": "1+1?", "answer": 2}\n' * 2, 17, "Lines 1 and 2 of p have the same id, 1"),
        (b'{"question": "1+1?", "answer": "\\\\frac{1}{"}\n', 18, "Line 1 of p: the answer .* cannot be read"),
        (b"\x00\x01\x02", 15, "The file p.jsonl is not text"),
        (b"a;b\n1;2\n", 15, "names no column 'question'"),
        (b"", 3, "holds no problems"),
    ],
    ids=["no answers", "twice", "half an answer", "binary", "no columns", "empty"],
)
def test_a_set_that_cannot_be_used_is_one_sentence_with_its_own_code(
    tmp_path: Path, script: Path, content: bytes, code: int, pattern: str
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content)
    done = stepwise("compare", "--models", script, "--problems", path, "--out", tmp_path / "out", home=tmp_path)
    assert_refused(done, code, pattern)


@pytest.mark.parametrize(
    ("plan", "pattern"),
    [
        ("[[run]\n", "plan.toml is no TOML"),
        ("[[run]]\nmodels = ['a']\n", "plan.toml is no plan: .*problems"),
        ("[[run]]\nmodels = ['a']\nproblems = ['own']\npolicies = ['luck']\n", "plan.toml is no plan: .*luck"),
        ("[[run]]\nmodels = ['a']\nproblems = ['own']\nquantizations = ['Q9']\n", "There is no quantization Q9"),
        ("[[run]]\nmodels = []\nproblems = ['own']\n", "The plan measures nothing"),
        ("repeats = 1000\n[[run]]\nmodels = ['a']\nproblems = ['own']\n", "Speed can be measured 0 to 100 times"),
        ("[[run]]\nmodels = ['a']\nproblems = ['own']\nlimit = 0\n", "below 1"),
    ],
)
def test_a_plan_that_makes_no_sense_is_one_sentence(tmp_path: Path, plan: str, pattern: str) -> None:
    (tmp_path / "plan.toml").write_text(plan)
    done = stepwise("compare", tmp_path / "plan.toml", "--out", tmp_path / "out", home=tmp_path / "home")
    assert_refused(done, 3, pattern)


@pytest.mark.parametrize(
    "words",
    [(), ("--models", "a"), ("--models", "a", "--policies", "luck", "--out", "o"), ("--report",)],
    ids=["nothing", "no folder", "policy", "report of nothing"],
)
def test_wrong_usage_exits_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = stepwise("compare", *words, home=tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Error: " in done.stderr


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path, script: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / FILE_NAME).write_text("my thesis\n")
    problems = _problems(tmp_path / "mine.jsonl", ANSWER)
    done = stepwise("compare", "--models", script, "--problems", problems, "--out", out, home=tmp_path)
    assert (3, "my thesis\n") == (done.returncode, (out / FILE_NAME).read_text())
    assert "is no file of rows" in done.stderr
