"""``stepwise lab sample``, ``report`` and ``review`` on real processes with scripted models."""

import json
import os
import pty
import shutil
import signal
import subprocess
import termios
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.lab.campaign import Campaign
from engine.lab.review import kept_votes
from tests.helpers.processes import (
    assert_refused,
    command,
    environment,
    is_running,
    started,
    stepwise,
    wait_until,
    worker_of,
)
from tests.helpers.scripted_models import ANSWER, QUESTION, SUM, write_script

FILES = {"coverage.svg", "diversity.svg", "report.json", "report.md", "strong", "weak"}


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which both models have sampled, made once."""
    folder = tmp_path_factory.mktemp("sampled")
    assert 0 == stepwise(*_sample(folder, _problems(folder)), home=folder / "home").returncode
    return folder / "s"


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    return _problems(tmp_path)


def _problems(folder: Path) -> Path:
    path = folder / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(4)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def _sample(tmp_path: Path, problems: Path, *more: str | Path, delay_ms: float = 0.0) -> tuple[str | Path, ...]:
    """A command of two scripts: the strong one is right always, the weak one most of the time."""
    weak = write_script(tmp_path / "weak.json", delay_ms=delay_ms)
    strong = write_script(tmp_path / "strong.json", delay_ms=2 * delay_ms, problems={QUESTION: SUM[:2]})
    chosen = ("--problems", problems, "--strong-samples", "3", "--match", "count", "--out", tmp_path / "s")
    return ("lab", "sample", "--weak", weak, "--strong", strong, *chosen, *more)


def _shards(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.glob("*/*.safetensors")}


def _report(folder: Path) -> dict[str, Any]:
    """What does not depend on the speed of the machine."""
    found: dict[str, Any] = json.loads((folder / "report.json").read_text())
    for arm in ("weak", "strong"):
        del found[arm]["cost"]["seconds"]
        # The prompt is computed once for problems that happen to share it.
        del found[arm]["cost"]["evaluated_tokens"]
    return found


def test_two_models_sample_and_are_compared(tmp_path: Path, problems: Path) -> None:
    done = stepwise(*_sample(tmp_path, problems, "--limit", "3", "--json"), home=tmp_path)
    assert 0 == done.returncode, done.stderr
    assert f"{tmp_path / 's' / 'report.md'} has the report.\n" == done.stderr
    found = json.loads(done.stdout)
    assert ("count", 3, 1.0) == (found["match"], found["problems"], found["cost_ratio"])
    assert (9, 9, 9) == (found["weak"]["samples"], found["strong"]["samples"], found["strong"]["right"])
    assert FILES == {path.name for path in (tmp_path / "s").iterdir()}
    plan = Campaign.at(tmp_path / "s" / "weak").plan
    assert ((), False, 64) == (plan.layers, plan.settings.budget.stop_when_decided, len(plan.prompt_sha256))
    # Each program follows the two numbers.
    checked = found["strong"]["false_positives"]
    assert (9, 0, 0.0) == (checked["checked"], checked["unchecked"], checked["automatic"]["value"])
    again = stepwise("lab", "report", *_arms(tmp_path), "--out", tmp_path / "r", "--match", "count", home=tmp_path)
    assert (0, "") == (again.returncode, again.stderr)
    assert "3 problems are too few to say" in again.stdout
    assert _report(tmp_path / "r") == _report(tmp_path / "s")


def _arms(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "s" / "weak", tmp_path / "s" / "strong"


def test_equal_time_is_measured_and_then_kept(tmp_path: Path, problems: Path) -> None:
    options = [*_sample(tmp_path, problems, delay_ms=3)]
    options[options.index("count")] = "time"
    done = stepwise(*options, home=tmp_path)
    assert 0 == done.returncode, done.stderr
    assert "matched on seconds" in done.stdout
    samples = Campaign.at(tmp_path / "s" / "weak").plan.settings.budget.candidates
    assert samples > 3
    again = stepwise(*options, home=tmp_path)
    assert 0 == again.returncode, again.stderr
    assert samples == Campaign.at(tmp_path / "s" / "weak").plan.settings.budget.candidates


def test_after_kill_9_it_goes_on_and_says_the_same(tmp_path: Path, problems: Path) -> None:
    whole, cut = tmp_path / "a", tmp_path / "b"
    whole.mkdir()
    cut.mkdir()
    assert 0 == stepwise(*_sample(whole, problems), home=whole).returncode
    for there in (1, 5):
        with started(*_sample(cut, problems, delay_ms=5), home=cut) as app:
            wait_until(lambda there=there: len(_shards(cut / "s")) >= there, "some problems")  # type: ignore[misc]
            worker = worker_of(app.pid)
            app.kill()
        wait_until(lambda worker=worker: not is_running(worker), "the worker to leave")  # type: ignore[misc]
    before = _shards(cut / "s")
    # The delay is part of the script: with another one it would be another model.
    rest = stepwise(*_sample(cut, problems, delay_ms=5), home=cut)
    assert 0 == rest.returncode, rest.stderr
    assert f"Going on: 4 of 4 are done ({cut / 's' / 'strong'})." in rest.stderr
    assert before.items() <= _shards(cut / "s").items()
    first, second = _report(whole / "s"), _report(cut / "s")
    for arm in ("weak", "strong"):
        assert first[arm].pop("backbone_sha256") != second[arm].pop("backbone_sha256")
    assert first == second


def test_ctrl_c_keeps_what_is_done(tmp_path: Path, problems: Path) -> None:
    with started(*_sample(tmp_path, problems, delay_ms=10), home=tmp_path) as app:
        wait_until(lambda: len(_shards(tmp_path / "s")) >= 1, "a problem")
        app.send_signal(signal.SIGINT)
        out, err = app.communicate(timeout=60)
    assert (130, "", "Stopped; the same command goes on.") == (app.returncode, out, err.strip().splitlines()[-1])
    assert "Traceback" not in err


def test_scripts_have_no_flops(tmp_path: Path, problems: Path) -> None:
    options = [*_sample(tmp_path, problems)]
    options[options.index("count")] = "flops"
    pattern = r"A script has no parameters, so its FLOPs are not known; choose --match time or count\."
    assert_refused(stepwise(*options, home=tmp_path), 3, pattern)
    assert not (tmp_path / "s").exists()


def test_other_samples_are_not_mixed_in(tmp_path: Path, problems: Path) -> None:
    assert 0 == stepwise(*_sample(tmp_path, problems, "--limit", "1"), home=tmp_path).returncode
    refused = stepwise(*_sample(tmp_path, problems, "--seed", "1"), home=tmp_path)
    assert_refused(refused, 3, r"strong holds another campaign \(settings differ\); choose another --out\.")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "pattern"),
    [
        (("report", "absent", "absent", "--out", "r"), 3, "absent holds no campaign; make one"),
        (("review", "absent"), 3, "absent holds no campaign; make two with `stepwise lab sample`"),
        (
            ("sample", "--weak", "w", "--strong", "s", "--problems", "none", "--strong-samples", "1"),
            3,
            "cannot be read",
        ),
    ],
)
def test_what_is_not_there_is_refused(tmp_path: Path, arguments: tuple[str, ...], exit_code: int, pattern: str) -> None:
    assert_refused(stepwise("lab", *arguments, home=tmp_path), exit_code, pattern)


def test_a_review_is_judged_key_by_key_and_goes_on(tmp_path: Path, sampled: Path) -> None:
    shutil.copytree(sampled, tmp_path / "s")
    review = ("lab", "review", tmp_path / "s", "--items", "4")
    first = stepwise(*review, home=tmp_path, stdin=b"y\nn\n?\ns\nu\nq\n")
    assert 0 == first.returncode, first.stderr
    assert "2 of 4 done. False positives: 50.0 % (9.5 to 90.5) of 2." in first.stdout
    assert "The automatic check agrees in 1 of 2; Cohen's kappa is 0.00." in first.stdout
    # Blind: nothing says who wrote it.
    for name in ("weak", "strong", "script"):
        assert name not in first.stdout
    assert [False, True] == sorted(kept_votes(tmp_path / "s").values())
    rest = stepwise(*review, home=tmp_path, stdin=b"y\ny\n")
    assert "3 of 4\n" in rest.stdout
    assert "4 of 4 done. False positives: 25.0 %" in rest.stdout
    assert "  strong: " in rest.stdout
    reported = stepwise("lab", "report", *_arms(tmp_path), "--out", tmp_path / "s", "--match", "count", home=tmp_path)
    assert "not reviewed yet" not in reported.stdout


def test_a_single_key_votes_in_a_terminal(tmp_path: Path, sampled: Path) -> None:
    shutil.copytree(sampled, tmp_path / "s")
    ours, theirs = pty.openpty()
    arguments = command("lab", "review", tmp_path / "s", "--items", "3")
    with (
        closing(os.fdopen(ours, "r+b", buffering=0)) as keyboard,
        subprocess.Popen(
            arguments, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(tmp_path)
        ) as app,
    ):
        os.close(theirs)
        assert app.stdout is not None
        for key, line in ((b"y", b"1 of 3"), (b"n", b"2 of 3"), (b"q", b"3 of 3")):
            assert any(line in said for said in app.stdout)
            # What is typed before the terminal gives single keys is lost.
            wait_until(lambda: not termios.tcgetattr(ours)[3] & termios.ICANON, "single keys")
            keyboard.write(key)
        out, _ = app.communicate(timeout=60)
    assert 0 == app.returncode
    assert b"2 of 3 done. False positives: 50.0 %" in out


def test_samples_become_a_data_set_without_what_is_measured_on(tmp_path: Path, sampled: Path, problems: Path) -> None:
    shutil.copytree(sampled, tmp_path / "s")
    measured = tmp_path / "measured.jsonl"
    measured.write_text(problems.read_text().splitlines()[0], "utf-8")
    filters = ("--passing", "--distinct", "--most", "1", "--against", measured, "--json")
    done = stepwise("lab", "export", *_arms(tmp_path), "--out", tmp_path / "x", *filters, home=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    counts = json.loads(done.stdout)
    assert (4, 1, 3) == (counts["problems"], counts["measured_problems"], counts["trajectories"])
    lines = [json.loads(line) for line in (tmp_path / "x" / "sft.jsonl").read_text().splitlines()]
    assert [("p1", "passed"), ("p2", "passed"), ("p3", "passed")] == [
        (line["id"], line["provenance"]["check"]) for line in lines
    ]
    told = stepwise("lab", "export", *_arms(tmp_path), "--out", tmp_path / "x", "--most", "1", home=tmp_path)
    assert "Left out, its problem has enough: " in told.stdout
    absent = stepwise(
        *("lab", "export", *_arms(tmp_path), "--out", tmp_path / "y", "--against", "absent.jsonl"), home=tmp_path
    )
    assert_refused(absent, 3, "absent.jsonl cannot be read; check its name")
