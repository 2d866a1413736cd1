"""``stepwise lab recipe`` and ``lab evolve --train-policy`` as a user meets them: real processes, a tiny policy."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from app.cli import policy
from app.cli.policy import require_training
from engine.lab.campaign import Campaign
from models.adapter import read_adapter
from models.files import sha256_of
from models.training.job import NoTorchError
from tests.helpers.campaigns import sampled, sampling_plan
from tests.helpers.model_files import gguf_of
from tests.helpers.processes import assert_refused, descendants, is_running, started, stepwise, wait_until
from tests.helpers.scripted_models import ANSWER, QUESTION, SUM, write_script
from tests.helpers.tiny_policy import metadata, tensors

PARTS = ("torch", "transformers", "peft", "accelerate", "gguf")
needs_training = pytest.mark.skipif(
    any(find_spec(part) is None for part in PARTS), reason="the extra 'train' is not installed"
)
TEXTS = [f"What is {number} + {42 - number}?" for number in range(6)]
RIGHT, LONGER, WRONG = ("# Step 1: Add.\nprint(42)",), ("# Step 1: Add both.\nprint(2 + 40)  # 42",), ("print(8)",)


@pytest.fixture
def student(tmp_path: Path) -> Path:
    """A policy with room for the prompt of a search."""
    path = tmp_path / "student.gguf"
    path.write_bytes(gguf_of(metadata() | {"llama.context_length": 8192}, tensors()))
    return path


@pytest.fixture
def campaigns(tmp_path: Path) -> tuple[Path, Path]:
    """Of a weak model that drew four samples and of a strong one that drew two, at equal cost."""
    weak = sampled(tmp_path / "w", dict.fromkeys(TEXTS, (RIGHT, WRONG, LONGER, WRONG)), sampling_plan(4, model="small"))
    strong = sampled(tmp_path / "s", dict.fromkeys(TEXTS, (RIGHT, RIGHT)), sampling_plan(2, model="large"))
    return weak.folder, strong.folder


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """Three problems, of which one is among those that were sampled."""
    path = tmp_path / "held-out.jsonl"
    texts = ["How much is six times seven?", "How many are twice twenty-one?", TEXTS[0]]
    lines = [{"id": f"h{number}", "question": text, "answer": "42"} for number, text in enumerate(texts)]
    path.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return path


def _distill(tmp_path: Path, campaigns: tuple[Path, Path], student: Path, held_out: Path) -> tuple[str | Path, ...]:
    options = ("--steps", "2", "--batch", "2", "--rank", "2", "--samples", "2", "--student", student)
    return ("lab", "recipe", "distill", *campaigns, "--held-out", held_out, "--out", tmp_path / "r", *options)


@needs_training
def test_a_student_learns_from_both_and_is_measured_before_and_after(
    tmp_path: Path, campaigns: tuple[Path, Path], student: Path, held_out: Path
) -> None:
    done = stepwise(*_distill(tmp_path, campaigns, student, held_out), "--json", home=tmp_path / "home", timeout=280)
    assert 0 == done.returncode, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert (done.stdout.strip(), ["data", "before", "train", "after", "decide"]) == (
        json.dumps(found, separators=(",", ":"), ensure_ascii=False),
        found["done"],
    )
    # Two texts of each problem that is not held out, and one.
    assert [(10, 1), (5, 1)] == [(found["data"][arm]["lines"], found["data"][arm]["measured"]) for arm in found["arms"]]
    assert [2, 2] == [found["arms"][arm]["fit"]["steps"] for arm in ("weak", "strong")]
    assert 6 == found["before"]["samples"] == found["arms"]["weak"]["measure"]["samples"]
    adapters = [tmp_path / "r" / arm / "adapter.gguf" for arm in ("weak", "strong")]
    assert [sha256_of(student)] * 2 == [read_adapter(path).base_sha256 for path in adapters]
    # What each arm drew is told apart from what the model itself did.
    who = {Campaign.at(tmp_path / "r" / arm / "samples").plan.backbone_sha256 for arm in ("before", "weak", "strong")}
    assert 3 == len(who)
    assert f"{tmp_path / 'r' / 'report.md'} has the report." == done.stderr.splitlines()[-1]
    assert found == json.loads((tmp_path / "r" / "report.json").read_text())
    assert "# Knowledge distillation" in (tmp_path / "r" / "report.md").read_text()


@needs_training
def test_the_samples_are_drawn_first_where_two_models_are_named(tmp_path: Path, student: Path, held_out: Path) -> None:
    weak = write_script(tmp_path / "weak.json")
    strong = write_script(tmp_path / "strong.json", problems={QUESTION: SUM[:2]})
    problems = tmp_path / "problems.jsonl"
    lines = [{"id": f"p{n}", "question": f"Number {n}. {QUESTION}", "answer": ANSWER} for n in range(2)]
    problems.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    command = _distill(tmp_path, (weak, strong), student, held_out)
    drawing = ("--problems", problems, "--strong-samples", "3", "--match", "count", "--limit", "1", "--json")
    done = stepwise(*command, *drawing, home=tmp_path / "home", timeout=280)
    assert 0 == done.returncode, done.stderr
    found = json.loads(done.stdout)
    assert ("distill", [3, 3]) == (found["plan"]["recipe"], [arm["samples"] for arm in found["data"].values()])
    assert 2 == len(Campaign.at(tmp_path / "r" / "sample" / "weak"))
    assert "weak (weak) against strong (strong) on 2 problems" in done.stderr


@needs_training
def test_after_kill_9_in_a_training_it_goes_on_with_what_was_done(
    tmp_path: Path, campaigns: tuple[Path, Path], student: Path, held_out: Path
) -> None:
    command = _distill(tmp_path, campaigns, student, held_out)
    with started(*command, home=tmp_path / "home") as app:
        wait_until(lambda: (tmp_path / "r" / "weak" / "adapter.json").exists(), "the first arm", 200)
        below = [process.pid for process in descendants(app.pid)]
        app.kill()
    wait_until(lambda: not any(map(is_running, below)), "all processes to leave")
    adapter = tmp_path / "r" / "weak" / "adapter.gguf"
    before = adapter.stat().st_mtime_ns, adapter.read_bytes()
    done = stepwise(*command, home=tmp_path / "home", timeout=280)
    assert 0 == done.returncode, done.stderr
    assert before == (adapter.stat().st_mtime_ns, adapter.read_bytes())
    assert "Sampling the held-out problems before training." not in done.stderr
    assert "Sampling the held-out problems after training." in done.stderr


@pytest.mark.skipif(find_spec("torch") is not None, reason="PyTorch is installed")
def test_without_torch_it_says_so_before_anything_is_done(
    tmp_path: Path, campaigns: tuple[Path, Path], student: Path, held_out: Path
) -> None:
    pattern = r"^Training needs PyTorch, which is not installed; run 'pip install stepwise-desktop\[train\]'\.$"
    done = stepwise(*_distill(tmp_path, campaigns, student, held_out), home=tmp_path / "home")
    assert_refused(done, 1, pattern)
    assert not (tmp_path / "r").exists()
    problems = tmp_path / "problems.jsonl"
    lines = [{"id": str(number), "question": f"What is {number}?", "answer": "1"} for number in range(10)]
    problems.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    evolving = ("lab", "evolve", "--rounds", "1", "--problems", problems, "--out", tmp_path / "e", "--model", student)
    assert_refused(stepwise(*evolving, "--train-policy", home=tmp_path / "home"), 1, pattern)
    assert not (tmp_path / "e").exists()


def test_a_part_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "find_spec", lambda name: None if name == "peft" else object())
    require_training(policy=False)
    with pytest.raises(NoTorchError, match="Training needs peft, which is not installed"):
        require_training(policy=True)


def test_distill_wants_a_student(tmp_path: Path, campaigns: tuple[Path, Path], held_out: Path) -> None:
    options = ("--held-out", held_out, "--out", tmp_path / "r")
    done = stepwise("lab", "recipe", "distill", *campaigns, *options, home=tmp_path / "home")
    assert_refused(done, 3, r"Whom shall these data teach\? Name the model with --student\.")


@needs_training
def test_the_model_that_learns_from_itself_must_be_the_one_that_drew_the_samples(
    tmp_path: Path, campaigns: tuple[Path, Path], student: Path, held_out: Path
) -> None:
    options = ("--held-out", held_out, "--out", tmp_path / "r")
    command = ("lab", "recipe", "self-improve", *campaigns, *options)
    done = stepwise(*command, "--student", student, home=tmp_path / "home")
    pattern = r"student is not the model that drew these samples; name the file of small with --student\."
    assert_refused(done, 3, pattern)
    done = stepwise(*command, home=tmp_path / "home")
    assert_refused(done, 3, r"small is not known by this name here; name the file of small with --student\.")
