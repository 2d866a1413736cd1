"""``stepwise models fast`` and ``stepwise models quantize``, as a user types them."""

import json
import os
import signal
from pathlib import Path

import pytest

from app.cli.fast import losses
from engine.fast_copy import FastReport
from engine.quantizer import QuantizeReport
from models.gguf import read_header
from tests.helpers.model_files import smollm2_path
from tests.helpers.processes import assert_refused, descendants, started, stepwise, wait_until
from tests.helpers.vocabularies import model_file

SMALL = "smollm2-135m-instruct-q4_1"
FAST = f"{SMALL}.fast"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder that knows a model with 19 tokens; its file lies elsewhere."""
    path = tmp_path / "elsewhere" / "Tiny.gguf"
    path.parent.mkdir()
    path.write_bytes(model_file())
    assert 0 == stepwise("models", "add", path, home=tmp_path / "home").returncode
    return tmp_path / "home"


def _copies(home: Path) -> list[str]:
    """Whole and half-written ones; the lock files of a library stay."""
    return sorted(path.name for path in (home / "models").glob("*") if path.suffix != ".lock")


def _listed(home: Path) -> dict[str, dict[str, object]]:
    return {
        model["id"]: model for model in json.loads(stepwise("models", "list", "--json", home=home).stdout)["models"]
    }


def test_a_cut_copy_is_listed_said_to_be_cut_and_deleted_when_removed(home: Path) -> None:
    done = stepwise("models", "fast", "tiny", "--keep", "14", home=home)
    assert (0, "") == (done.returncode, done.stderr)
    ready, lost, advice = done.stdout.splitlines()
    path = home / "models" / "tiny.fast.gguf"
    assert ready.startswith(f"tiny.fast is ready: {path} (")
    assert lost.startswith("Kept 14 of 19 tokens: English, mathematics and Python; ")
    assert "stepwise bench" in advice
    assert ("installed", str(path), "Tiny (fast)") == tuple(
        _listed(home)["tiny.fast"][k] for k in ("state", "path", "name")
    )
    assert "tiny.fast was deleted.\n" == stepwise("models", "remove", "tiny.fast", home=home).stdout
    assert [] == _copies(home)
    assert {"tiny"} == {name for name in _listed(home) if name.startswith("tiny")}


def test_a_second_copy_is_refused_and_so_is_a_copy_of_a_copy(home: Path) -> None:
    how = ("--keep", "14")
    assert 0 == stepwise("models", "fast", "tiny", *how, home=home).returncode
    again = stepwise("models", "fast", "tiny", *how, home=home)
    assert_refused(again, 1, "exists already; run 'stepwise models remove tiny.fast' to make it anew")
    copy = stepwise("models", "fast", "tiny.fast", *how, home=home)
    assert_refused(copy, 1, "is a copy made by Stepwise; make another one from the original model")
    assert ["tiny.fast.gguf"] == _copies(home)


@pytest.mark.parametrize(
    ("words", "exit_code", "sentence"),
    [
        (("fast", "none"), 4, "No model is called 'none'"),
        (("fast", SMALL), 4, "is not on this computer yet; run 'stepwise models get"),
        (("fast", "tiny", "--keep", "3"), 1, "At least 11 tokens must be kept"),
        (
            ("fast", "tiny", "--keep", "14", "--type", "q4_0"),
            10,
            "llama.cpp could not re-quantize tiny.fast.gguf.trimmed",
        ),
        (("quantize", "tiny", "q8_0"), 10, "llama.cpp could not re-quantize Tiny.gguf to Q8_0"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_leaves_nothing(
    home: Path, words: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    assert_refused(stepwise("models", *words, home=home), exit_code, sentence)
    assert [] == _copies(home)


@pytest.mark.parametrize(
    "words",
    [
        ("fast", "tiny", "--no-trim"),
        ("fast", "tiny", "--type", "Q9_9"),
        ("fast", "tiny", "--keep", "0"),
        ("quantize", "tiny"),
        ("quantize", "tiny", "same"),
    ],
)
def test_wrong_usage_exits_with_2(home: Path, words: tuple[str, ...]) -> None:
    done = stepwise("models", *words, home=home)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Error: " in done.stderr


def test_what_is_lost_is_said_honestly() -> None:
    def said(to: str, source: str) -> list[str]:
        return losses(FastReport(None, QuantizeReport(to, source)))[:-1]

    again = "Made Q4_0 from Q4_K_M, an already quantized file: answers may be worse, and never better."
    measured = "That can cost much: as Q4_0, Qwen2.5-Coder 0.5B solved 11 of 60 problems instead of 25."
    assert [again, measured] == said("Q4_0", "Q4_K_M")
    assert ["Made Q4_0 from F16: answers may be worse, and never better."] == said("Q4_0", "F16")
    assert [again.replace("Q4_0", "Q8_0")] == said("Q8_0", "Q4_K_M")


@pytest.mark.model
def test_a_real_model_becomes_a_fast_copy_and_a_broken_registration_is_said(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert 0 == stepwise("models", "add", smollm2_path(), home=home).returncode
    done = stepwise("models", "fast", SMALL, "--keep", "24000", "--type", "Q4_0", "--json", home=home)
    told = json.loads(done.stdout)
    assert (FAST, 24_000, 49_152) == (told["id"], told["tokens_kept"], told["tokens_before"])
    assert ("Q4_0", "Q4_1") == (told["quantization"], told["requantized_from"])
    assert (told["bytes"], 24_000) == (Path(told["path"]).stat().st_size, read_header(Path(told["path"])).vocabulary)
    assert 0 == stepwise("models", "verify", FAST, home=home).returncode
    other = json.loads(stepwise("models", "quantize", SMALL, "q8_0", "--json", home=home).stdout)
    assert (f"{SMALL}.q8_0", None, "Q8_0") == (other["id"], other["tokens_kept"], other["quantization"])
    assert [f"{FAST}.gguf", f"{SMALL}.q8_0.gguf"] == _copies(home)
    os.truncate(told["path"], 1000)
    assert_refused(stepwise("models", "verify", FAST, home=home), 5, "is gone or has changed")
    assert f"{FAST} was deleted.\n" == stepwise("models", "remove", FAST, home=home).stdout
    assert [f"{SMALL}.q8_0.gguf"] == _copies(home)


@pytest.mark.model
def test_ctrl_c_leaves_no_copy_and_no_process(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert 0 == stepwise("models", "add", smollm2_path(), home=home).returncode
    part = home / "models" / f"{SMALL}.iq4_nl.gguf.part"
    with started("models", "quantize", SMALL, "IQ4_NL", "--threads", "1", home=home) as process:
        wait_until(lambda: part.exists() and part.stat().st_size > 0, "the first bytes of the copy")
        below = descendants(process.pid)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (130, "", "Stopped.") == (process.returncode, out, err.strip())
    assert below
    assert not any(child.is_running() for child in below)
    assert [] == _copies(home)
    assert FAST not in _listed(home)
