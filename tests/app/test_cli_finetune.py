"""``stepwise lab finetune``, as a user meets it: it goes on where it was left; a refusal is one sentence."""

import json
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.cli.finetune import progress_words
from models.library import Library
from models.training.finetune_job import FinetuneProgress
from tests.helpers.processes import ROOT, assert_refused, descendants, environment, wait_until
from tests.helpers.tiny_policy import write_adapter, write_chats, write_policy

needs_torch = pytest.mark.skipif(
    any(find_spec(part) is None for part in ("torch", "transformers", "peft", "accelerate", "gguf")),
    reason="the extra 'train' is not installed",
)
QUICK = ("--steps", "2", "--rank", "2", "--batch", "2", "--threads", "1")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write_policy(tmp_path / "policy.gguf")
    write_chats(tmp_path / "sft.jsonl")
    Library(tmp_path / "data").add(tmp_path / "policy.gguf")
    return tmp_path


def _command(home: Path, *words: str | Path) -> list[str]:
    own = [sys.executable, "-m", "app", "--data-dir", str(home / "data"), "lab", "finetune", str(home / "sft.jsonl")]
    return [*own, "--out", str(home / "out"), *map(str, words)]


def _finetune(home: Path, *words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = _command(home, *words)
    return subprocess.run(command, cwd=ROOT, env=environment(home) | more, capture_output=True, text=True, check=False)


@needs_torch
def test_an_adapter_is_made_added_and_said_in_words(home: Path) -> None:
    done = _finetune(home, "--model", "policy", *QUICK, "--add", "Mine")
    assert (0, "") == (done.returncode, done.stderr)
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{home / 'out' / 'adapter.gguf'} is ready, after 2 steps on 11 chats, ")
    assert lines[1].startswith("Loss on 1 held-out chats: ")
    assert "Use it with --model policy+mine." == lines[-1]
    assert "policy" == Library(home / "data").resolve("policy+mine").base_id


@needs_torch
def test_json_holds_files_and_metrics_and_a_merged_file_is_a_model(home: Path) -> None:
    done = _finetune(home, "--model", "policy", *QUICK, "--merge", "--json")
    told = json.loads(done.stdout)
    assert (0, None, 2.0) == (done.returncode, told["model"], told["metrics"]["steps"])
    library = Library(home / "data")
    merged = library.add(Path(told["merged"]))
    assert "F16" == merged.quantization
    assert library.source_checksum("policy") != library.source_checksum(merged.id)


@needs_torch
def test_ctrl_c_stops_and_the_same_command_goes_on(home: Path) -> None:
    words = ("--model", "policy", "--rank", "2", "--batch", "2", "--threads", "1", "--steps")
    with subprocess.Popen(
        _command(home, *words, "100000"), cwd=ROOT, env=environment(home), stderr=subprocess.PIPE, text=True
    ) as process:
        wait_until(lambda: (home / "out" / "checkpoint.safetensors").exists(), "a checkpoint")
        below = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=20)
    assert 130 == process.returncode
    assert "The training was stopped; run the same command to go on from the last checkpoint.\n" == error
    wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in below), "its end")
    steps = len((home / "out" / "loss.jsonl").read_text().splitlines()) + 1
    done = _finetune(home, *words, str(steps))
    assert (0, True) == (done.returncode, ", going on from step " in done.stdout), done.stderr


@needs_torch
def test_refusals_are_one_sentence_with_an_exit_code(home: Path) -> None:
    (home / "empty.jsonl").write_text("")
    model = ("--model", "policy", *QUICK)
    command = [
        word if word != str(home / "sft.jsonl") else str(home / "empty.jsonl") for word in _command(home, *model)
    ]
    done = subprocess.run(command, cwd=ROOT, env=environment(home), capture_output=True, text=True, check=False)
    assert_refused(done, 9, "holds no chat that ends with a reply")
    assert_refused(_finetune(home, *model, "--seq-len", "20"), 9, "have more than 20 tokens")
    assert_refused(_finetune(home, *model, "--seq-len", str(1 << 28)), 8, "needs about .* free; choose a smaller")


def test_models_that_cannot_be_trained_are_refused_before_anything_is_started(home: Path) -> None:
    adapter = write_adapter(home / "sums.gguf")
    subprocess.run(
        [sys.executable, "-m", "app", "--data-dir", home / "data", "models", "add", adapter, "--base", "policy"],
        cwd=ROOT,
        env=environment(home),
        check=True,
        capture_output=True,
    )
    assert_refused(_finetune(home, "--model", "policy+sums", *QUICK), 2, "name the model alone, policy")
    assert_refused(_finetune(home, "--model", "nothing-like-it", *QUICK), 4, "nothing-like-it")
    assert_refused(_finetune(home, "--model", home, "--add", "x", *QUICK), 2, "the app cannot load; leave --add out")


def test_without_torch_it_says_how_to_get_it(home: Path) -> None:
    absent = home / "absent" / "torch"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    done = _finetune(home, "--model", "policy", *QUICK, PYTHONPATH=str(absent.parent))
    assert_refused(done, 1, r"run 'pip install stepwise-desktop\[train\]'\.$")


def test_progress_is_told_in_words() -> None:
    said = FinetuneProgress(
        stage="training", step=3, steps=9, loss=0.4123, held_out=0.5, tokens_per_second=61.3, seconds_left=200
    )
    assert "training, loss 0.412, held-out 0.500, 61 tokens/s, 3 min 20 s left" == progress_words(said)
    assert "loading" == progress_words(FinetuneProgress(stage="loading", step=0, steps=9))
