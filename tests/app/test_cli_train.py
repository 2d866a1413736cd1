"""``stepwise lab train``, as a user meets it: its own process, one sentence for each refusal, nothing half-written."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from app.cli.train import measured
from models.features import save_features
from models.ppm import load_head
from tests.helpers.feature_rows import planted
from tests.helpers.processes import ROOT, assert_refused, descendants, environment, wait_until

PROGRAM = """
import sys
from app.cli import main
from app.cli.train import train
main.cli.add_command(train)
sys.exit(main.run_cli(sys.argv[1:]))
"""

needs_torch = pytest.mark.skipif(find_spec("torch") is None, reason="the extra 'train' is not installed")


@pytest.fixture
def features(tmp_path: Path) -> Path:
    path = tmp_path / "features.safetensors"
    save_features(path, planted(problems=10))
    return path


def _command(*words: str | Path) -> list[str]:
    return [sys.executable, "-c", PROGRAM, "train", *map(str, words)]


def _train(home: Path, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        _command(*words), cwd=ROOT, env=environment(home) | more, capture_output=True, text=True, check=False
    )


@contextmanager
def _training(home: Path, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A training that has been under way for some epochs; ended at the end."""
    with subprocess.Popen(
        _command(*words), cwd=ROOT, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir() if each.is_file())


@needs_torch
def test_a_head_is_trained_and_what_was_measured_is_said(tmp_path: Path, features: Path) -> None:
    out = tmp_path / "head.safetensors"
    words = ("--layers", "5", "--hidden", "4", "--no-facts", "--anchor", "0.5", "--folds", "2")
    done = _train(tmp_path, features, "--out", out, *words)
    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.startswith(f"{out} is ready, after ")
    assert "On 10 held-out problems:" in done.stdout
    card = load_head(out).card
    assert ((5,), False, (), "pairwise") == (card.layers, card.linear, card.facts, card.loss)
    assert card.command == (
        "stepwise lab train features.safetensors --out head.safetensors "
        "--layers 5 --no-facts --hidden 4 --folds 2 --anchor 0.5"
    )
    assert ["features.safetensors", "head.safetensors"] == _beside(out)


@needs_torch
def test_another_loss_prints_json(tmp_path: Path, features: Path) -> None:
    out = tmp_path / "head.safetensors"
    done = _train(tmp_path, features, "--out", out, "--loss", "outcome", "--folds", "0", "--json")
    told = json.loads(done.stdout)
    assert (0, str(out), load_head(out).card.metrics) == (done.returncode, told["head"], told["metrics"])


@needs_torch
def test_ctrl_c_stops_at_once_and_keeps_the_older_head(tmp_path: Path) -> None:
    features, out = tmp_path / "features.safetensors", tmp_path / "head.safetensors"
    save_features(features, planted(0.5, problems=400))
    out.write_bytes(b"older")
    with _training(tmp_path, features, "--out", out, "--hidden", "1024") as process:
        wait_until(lambda: any("--train" in child.cmdline() for child in descendants(process.pid)), "the training")
        below = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        said, error = process.communicate(timeout=20)
    assert (130, "") == (process.returncode, said)
    assert error == "The training was stopped and nothing was written; run the same command to start it again.\n"
    assert not any(child.is_running() for child in below)
    assert ["features.safetensors", "head.safetensors"] == _beside(out)
    assert b"older" == out.read_bytes()


@needs_torch
def test_a_training_whose_command_was_killed_ends_too(tmp_path: Path) -> None:
    features, out = tmp_path / "features.safetensors", tmp_path / "head.safetensors"
    save_features(features, planted(0.5, problems=400))
    with _training(tmp_path, features, "--out", out, "--hidden", "1024") as process:
        wait_until(lambda: any("--train" in child.cmdline() for child in descendants(process.pid)), "the training")
        below = descendants(process.pid)
        process.kill()
        process.wait()
    wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in below), "its end")
    assert ["features.safetensors"] == _beside(out)


@needs_torch
def test_a_training_process_that_is_killed_is_one_sentence(tmp_path: Path) -> None:
    features, out = tmp_path / "features.safetensors", tmp_path / "head.safetensors"
    save_features(features, planted(0.5, problems=400))
    with _training(tmp_path, features, "--out", out, "--hidden", "1024") as process:
        wait_until(lambda: any("--train" in child.cmdline() for child in descendants(process.pid)), "the training")
        (child,) = descendants(process.pid)
        child.kill()
        said, error = process.communicate(timeout=20)
    assert (1, "") == (process.returncode, said)
    assert error == "The training ended early (it was ended by signal 9); nothing was written, try again.\n"
    assert ["features.safetensors"] == _beside(out)


@needs_torch
def test_features_without_both_labels_are_refused(tmp_path: Path) -> None:
    features = planted(problems=3)
    path = tmp_path / "features.safetensors"
    save_features(path, features.of(np.flatnonzero(features.outcomes != 1)))
    done = _train(tmp_path, path, "--out", tmp_path / "head.safetensors")
    assert_refused(done, 9, "Training needs right and wrong solutions, but these are all wrong")
    assert ["features.safetensors"] == _beside(path)


def test_a_damaged_feature_file_is_refused(tmp_path: Path, features: Path) -> None:
    os.truncate(features, 1000)
    assert_refused(_train(tmp_path, features, "--out", tmp_path / "head"), 9, "is no feature file that can be read")
    assert_refused(_train(tmp_path, tmp_path / "none", "--out", tmp_path / "head"), 9, "none is no feature file")


@needs_torch
def test_options_that_the_file_cannot_meet_are_refused(tmp_path: Path, features: Path) -> None:
    done = _train(tmp_path, features, "--out", tmp_path / "head", "--layers", "4,5")
    assert_refused(done, 2, "no states of layer 4; choose of 3, 5")
    done = _train(tmp_path, features, "--out", tmp_path / "no" / "head")
    assert_refused(done, 7, f"There is no folder {tmp_path / 'no'}")
    done = _train(tmp_path, features, "--out", tmp_path / "head", "--layers", "last5")
    assert_refused(done, 2, "no states of layer last5; choose of 3, 5")
    done = _train(tmp_path, features, "--out", tmp_path / "head", "--layers", "all")
    assert (2, True) == (done.returncode, "is no list of layers" in done.stderr)


def test_without_torch_it_says_how_to_get_it(tmp_path: Path, features: Path) -> None:
    absent = tmp_path / "absent" / "torch"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    done = _train(tmp_path, features, "--out", tmp_path / "head", PYTHONPATH=str(absent.parent))
    assert_refused(done, 1, r"run 'pip install stepwise-desktop\[train\]'\.$")


def test_the_training_process_is_not_for_typing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "app", "--train", "{}"],
        cwd=ROOT,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (2, "This is started by Stepwise itself; use 'stepwise lab train'.\n") == (done.returncode, done.stderr)


def test_what_could_not_be_measured_is_not_made_up() -> None:
    assert ["No problems were left to measure it on; generate features of more problems."] == measured({"epoch": 1.0})
    assert ["On 2 held-out problems:", "  AUC of solutions, over all problems: 0.750"] == measured(
        {"held_out_problems": 2.0, "auc_all": 0.75}
    )
