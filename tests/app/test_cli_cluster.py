"""``stepwise lab generate --cluster``: two workers here through Ray, what dies there, and what is missing."""

import importlib.util
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from engine.lab.campaign import Campaign
from tests.helpers.completion_server import completion_server
from tests.helpers.processes import ROOT, assert_refused, descendants, is_running, started, stepwise, wait_until
from tests.helpers.scripted_models import ANSWER, QUESTION, write_script

SAMPLES = ("--candidates", "6", "--max-tokens", "10000")
RAY_S = 240.0
needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="needs Ray: pip install stepwise-desktop[cluster]"
)


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    path = tmp_path / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(6)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def _generate(problems: Path, folder: Path, script: Path, *more: str) -> tuple[str | Path, ...]:
    options = ("--parallel", "1", *SAMPLES, *more)
    return ("lab", "generate", problems, "--out", folder, "--model", script, *options)


def _stories(folder: Path) -> list[tuple[object, ...]]:
    stories = [record.story for record in Campaign.at(folder).records()]
    return [
        (story.problem, story.right, story.answer, [(node.text, node.q_value) for node in story.nodes])
        for story in stories
    ]


def _shards(folder: Path) -> int:
    return len(list(folder.glob("*.safetensors")))


def _below(pid: int, wanted: Callable[[list[str]], bool]) -> list[int]:
    found = []
    for process in descendants(pid):
        try:
            if wanted(process.cmdline()):
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@needs_ray
@pytest.mark.slow
def test_two_workers_search_what_one_process_would(tmp_path: Path, problems: Path) -> None:
    script = write_script(tmp_path / "script.json")
    alone = stepwise(*_generate(problems, tmp_path / "a", script), home=tmp_path / "h")
    cluster = ("--cluster", "local", "--workers", "2")
    done = stepwise(*_generate(problems, tmp_path / "b", script, *cluster), home=tmp_path / "h", timeout=RAY_S)
    assert (0, 0, "") == (alone.returncode, done.returncode, done.stderr)
    assert alone.stdout.splitlines()[1] == done.stdout.splitlines()[1]
    assert _stories(tmp_path / "a") == _stories(tmp_path / "b")
    listed = stepwise("sessions", "list", home=tmp_path / "h")
    assert 12 == listed.stdout.count("Number ")


@needs_ray
@pytest.mark.slow
@pytest.mark.parametrize("victim", ["ray::Station", "--engine"])
def test_a_worker_that_dies_costs_no_problem(tmp_path: Path, problems: Path, victim: str) -> None:
    script = write_script(tmp_path / "script.json", delay_ms=10)
    cluster = ("--cluster", "local", "--workers", "2")
    with started(*_generate(problems, tmp_path / "c", script, *cluster), home=tmp_path) as app:
        wait_until(lambda: _shards(tmp_path / "c") > 0, "a problem", RAY_S)
        there = _below(app.pid, lambda words: any(word.startswith(victim) for word in words))
        assert there
        os.kill(there[0], signal.SIGKILL)
        out, err = app.communicate(timeout=RAY_S)
    assert (0, "") == (app.returncode, err), out
    assert 6 == len(_stories(tmp_path / "c"))


@needs_ray
@pytest.mark.slow
def test_ctrl_c_ends_all_workers_and_the_same_command_goes_on(tmp_path: Path, problems: Path) -> None:
    script = write_script(tmp_path / "script.json", delay_ms=10)
    cluster = ("--cluster", "local", "--workers", "2")
    with started(*_generate(problems, tmp_path / "c", script, *cluster), home=tmp_path) as app:
        wait_until(lambda: _shards(tmp_path / "c") > 0, "a problem", RAY_S)
        below = [process.pid for process in descendants(app.pid)]
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
    assert (130, "", "Stopped; the same command goes on.\n") == (app.returncode, out, err)
    wait_until(lambda: not any(map(is_running, below)), "all to leave")
    # Elsewhere, without a cluster: where it is searched is no part of a campaign.
    rest = stepwise(*_generate(problems, tmp_path / "c", script), home=tmp_path)
    assert 0 == rest.returncode, rest.stderr
    assert 6 == len(_stories(tmp_path / "c"))


@needs_ray
@pytest.mark.slow
def test_the_workers_of_a_cluster_may_ask_a_server(tmp_path: Path, problems: Path) -> None:
    with completion_server() as desk:
        options = ("--server", desk.address, "--cluster", "local", "--workers", "2", "--limit", "2", *SAMPLES)
        command = ("lab", "generate", problems, "--out", tmp_path / "c", *options)
        done = stepwise(*command, home=tmp_path, timeout=RAY_S)
    assert (0, "") == (done.returncode, done.stderr)
    assert (12, 2) == (len(desk.asked), len(_stories(tmp_path / "c")))


@needs_ray
@pytest.mark.slow
def test_no_cluster_there_is_one_sentence(tmp_path: Path, problems: Path) -> None:
    script = write_script(tmp_path / "script.json")
    command = _generate(problems, tmp_path / "c", script, "--cluster", "127.0.0.1:9")
    done = stepwise(*command, home=tmp_path, timeout=RAY_S)
    assert_refused(done, 20, r"There is no Ray cluster at 127\.0\.0\.1:9; start one with: ray start --head\.")


def test_without_ray_one_sentence_says_how_to_add_it(tmp_path: Path, problems: Path) -> None:
    script = write_script(tmp_path / "script.json")
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "ray.py").write_text("raise ImportError('not here')\n", "utf-8")
    path = os.pathsep.join([str(tmp_path / "none"), str(ROOT)])
    command = _generate(problems, tmp_path / "c", script, "--cluster", "local")
    done = stepwise(*command, home=tmp_path, env={"PYTHONPATH": path})
    assert_refused(done, 20, r"Ray, which is not installed; add it with: pip install stepwise-desktop\[cluster\]\.")


def test_workers_belong_to_a_cluster(tmp_path: Path, problems: Path) -> None:
    done = stepwise(
        *_generate(problems, tmp_path / "c", write_script(tmp_path / "s.json"), "--workers", "2"), home=tmp_path
    )
    assert_refused(done, 3, r"--workers counts those of a cluster; name it with --cluster\.")
