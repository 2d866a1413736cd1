"""Re-quantizing a real model, SmolLM2 135M, in a process of its own; and everything that can go wrong there."""

import os
import signal
import string
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from engine.backend import Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.errors import BackendError
from engine.fast_copy import FastPlan, make_fast_copy
from engine.quantizer import QuantizeJob, quantize
from models.errors import BadModelFileError, ModelError, UnknownModelError
from models.ggml import TENSOR_TYPES
from models.gguf import read_header
from models.gguf_write import read_contents
from models.provenance import provenance_of
from tests.helpers.model_files import gguf, smollm2_path
from tests.helpers.processes import ROOT, is_running, wait_until

pytestmark = pytest.mark.model

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "copies" / "copy.gguf"


@pytest.fixture(autouse=True)
def _folder(target: Path) -> None:
    target.parent.mkdir()


def _files(target: Path) -> list[str]:
    return [path.name for path in target.parent.iterdir()]


def _logits(path: Path, pieces: list[bytes]) -> NDArray[np.float32]:
    """What a model says behind a text, about the tokens with these texts."""
    backend = LlamaBackend(path, LlamaOptions(context_tokens=256, sequences=1, threads=1))
    tokens = backend.tokenize("def total(prices):\n    return", special=False)
    logits = backend.decode([Row(token, at, 0, at == len(tokens) - 1) for at, token in enumerate(tokens)]).logits[0]
    numbers = {backend.token_bytes(token): token for token in range(len(logits))}
    found: NDArray[np.float32] = logits[[numbers[piece] for piece in pieces]].copy()
    backend.close()
    return found


def _likeness(path: Path) -> float:
    """The correlation between the logits of the original and those of a copy, over tokens that any copy keeps."""
    pieces = [letter.encode() for letter in string.printable] + [
        b" sum",
        b" the",
        b" total",
        b" and",
        b" prices",
        b" for",
    ]
    return float(np.corrcoef(_logits(smollm2_path(), pieces), _logits(path, pieces))[0, 1])


def test_another_type_loads_decodes_and_says_where_it_comes_from(target: Path) -> None:
    shares: list[float] = []
    report = quantize(smollm2_path(), target, "q4_0", threads=1, progress=shares.append)
    assert ("Q4_0", "Q4_1") == (report.type_name, report.source_type)
    assert target.stat().st_size < smollm2_path().stat().st_size
    assert _likeness(target) > 0.9
    header = read_header(target)
    told = provenance_of(header)
    assert told is not None
    assert ("Q4_0", SHA256, "Q4_0 from Q4_1") == (header.quantization, told.source_sha256, told.derived)
    assert sorted(shares) == shares
    assert 1.0 == shares[-1]
    assert ["copy.gguf"] == _files(target)


def test_the_output_layer_can_have_a_type_of_its_own(target: Path) -> None:
    quantize(smollm2_path(), target, "Q8_0", output_type="Q4_0", threads=1)
    types = {tensor.name: TENSOR_TYPES[tensor.type_id].name for tensor in read_contents(target).tensors}
    # This model has one table for input and output.
    assert ("Q4_0", "Q8_0") == (types["token_embd.weight"], types["blk.0.attn_q.weight"])


def test_a_fast_copy_is_cut_and_then_re_quantized(target: Path) -> None:
    stages: list[str] = []
    plan = FastPlan(keep=24_000, type_name="Q4_0", threads=1)
    report = make_fast_copy(smollm2_path(), target, plan, lambda what, _share: stages.append(what))
    assert report.trim is not None
    assert report.quantize is not None
    assert (24_000, "Q4_1") == (report.trim.tokens_kept, report.quantize.source_type)
    assert _likeness(target) > 0.9
    told = provenance_of(read_header(target))
    assert told is not None
    assert (SHA256, "24,000 of 49,152 tokens; Q4_0 from Q4_1") == (told.source_sha256, told.derived)
    assert ["cutting the vocabulary", "re-quantizing"] == sorted(set(stages))
    assert ["copy.gguf"] == _files(target)
    with pytest.raises(ModelError, match="make another one from the original"):
        make_fast_copy(target, target.with_name("again.gguf"), plan, lambda _what, _share: None)


def test_a_type_that_does_not_exist_is_refused_with_those_that_do(target: Path) -> None:
    with pytest.raises(ModelError, match="There is no type Q9_9; choose one of Q8_0, Q6_K"):
        quantize(smollm2_path(), target, "Q9_9")
    with pytest.raises(ModelError, match="There is no type Q5_K_M; choose one of Q8_0, Q6_K, Q5_K,"):
        quantize(smollm2_path(), target, "Q4_0", output_type="Q5_K_M")


def test_a_source_that_is_no_model_is_refused_before_anything_starts(target: Path, tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="check the path"):
        quantize(tmp_path / "none.gguf", target, "Q4_0")
    (tmp_path / "text.gguf").write_text("I am a text.")
    with pytest.raises(BadModelFileError, match="not in GGUF format"):
        quantize(tmp_path / "text.gguf", target, "Q4_0")


def test_what_llama_cpp_refuses_is_told_with_its_reason(target: Path, tmp_path: Path) -> None:
    path = tmp_path / "hollow.gguf"
    path.write_bytes(gguf())
    with pytest.raises(
        BackendError, match=r"could not re-quantize hollow\.gguf to Q4_0 \(.+\); try another type\."
    ) as e:
        quantize(path, target, "Q4_0")
    assert "\n" not in e.value.message
    assert [] == _files(target)


def test_a_quantized_source_is_refused_where_that_is_not_wanted(target: Path) -> None:
    with pytest.raises(BackendError, match="requantizing from type q4_1 is disabled"):
        quantize(smollm2_path(), target, "Q4_0", threads=1, allow_requantize=False)
    assert [] == _files(target)


def _child() -> psutil.Process:
    # Other tests of this run may have children of their own, and those may end while they are looked at.
    (child,) = (child for child in psutil.Process().children() if "--quantize" in _command_line(child))
    return child


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def test_a_crash_of_the_child_is_one_sentence(target: Path) -> None:
    killed: list[int] = []

    def crash(_share: float) -> None:
        # It may have told more than once before it is gone.
        if not killed:
            child = _child()
            killed.append(child.pid)
            child.send_signal(signal.SIGABRT)

    with pytest.raises(BackendError, match=f"ended by signal {int(signal.SIGABRT)}"):
        quantize(smollm2_path(), target, "Q4_0", threads=1, progress=crash)
    assert [] == _files(target)


def test_a_stop_ends_the_child_and_leaves_nothing(target: Path) -> None:
    pids: list[int] = []

    def stop(_share: float) -> None:
        pids.append(_child().pid)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quantize(smollm2_path(), target, "Q4_0", threads=1, progress=stop)
    assert [False] == [is_running(pid) for pid in pids]
    assert [] == _files(target)


def test_the_child_ends_with_its_host(target: Path) -> None:
    job = QuantizeJob(str(smollm2_path()), str(target), "IQ4_NL", None, 1, True, {})
    child = subprocess.Popen(
        [sys.executable, "-m", "app", "--quantize", msgspec.json.encode(job).decode()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stdout.readline()
    child.stdin.close()
    wait_until(lambda: child.poll() is not None, "the child's end", 20.0)
    child.stdout.close()
    assert 1 == child.returncode


def test_a_child_that_is_started_by_hand_says_what_to_use() -> None:
    for arguments in ([], ["{}"], ["text"]):
        done = subprocess.run(
            [sys.executable, "-m", "app", "--quantize", *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ},
            check=False,
        )
        assert (2, "") == (done.returncode, done.stdout)
        assert "This is started by Stepwise itself; use 'stepwise models quantize'.\n" == done.stderr
