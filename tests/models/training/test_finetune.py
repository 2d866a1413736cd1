"""Fine-tuning a tiny policy, in its own process as a user meets it: it learns, goes on after kill -9 as if nothing had
been, refuses what cannot be trained on in one sentence, and what it writes is what llama.cpp computes with.
"""

import json
import os
import signal
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import msgspec
import numpy as np
import psutil
import pytest
from safetensors.numpy import load_file

from engine.backend import Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from models.adapter import AdapterMismatchError, policy_sha256, read_adapter
from models.errors import BadModelFileError, KnownError, UnknownModelError
from models.files import sha256_of
from models.gguf import read_header
from models.provenance import provenance_of
from models.training.finetune_job import (
    BadCheckpointError,
    BadTrainingDataError,
    Finetuned,
    FinetuneJob,
    FinetuneOptions,
    FinetuneProgress,
    NotFiniteError,
    TrainingMemoryError,
)
from models.training.job import BadOptionsError, NoTorchError, TrainingError
from models.training.launch import run_finetune
from tests.helpers.processes import ROOT, descendants, environment, wait_until
from tests.helpers.tiny_policy import INNER, LAYERS, WIDTH, write_chats, write_policy

PARTS = ("torch", "transformers", "peft", "accelerate", "gguf")
needs_torch = pytest.mark.skipif(
    any(find_spec(part) is None for part in PARTS), reason="the extra 'train' is not installed"
)
OPTIONS = FinetuneOptions(
    steps=6, rank=4, alpha=8, rate=2e-2, batch=4, held_out=0.2, measure_every=3, save_every=2, dropout=0.1
)


@pytest.fixture(scope="module")
def policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_policy(tmp_path_factory.mktemp("policy") / "tiny.gguf")


def _job(policy: Path, folder: Path, **changed: object) -> FinetuneJob:
    data = folder / "sft.jsonl"
    if not data.exists():
        write_chats(data)
    options = msgspec.structs.replace(OPTIONS, **changed)
    return FinetuneJob(data=str(data), model=str(policy), out=str(folder / "out"), options=options, threads=1)


@pytest.fixture(scope="module")
def done(
    policy: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[FinetuneJob, Finetuned, list[FinetuneProgress]]:
    """A training that was never interrupted."""
    job, said = _job(policy, tmp_path_factory.mktemp("done"), merge=True), list[FinetuneProgress]()
    return job, run_finetune(job, said.append), said


def _curve(out: str | Path) -> list[dict[str, float]]:
    return [json.loads(line) for line in (Path(out) / "loss.jsonl").read_text().splitlines()]


def _adapter(out: str | Path) -> dict[str, np.ndarray]:
    return load_file(Path(out) / "peft" / "adapter_model.safetensors")


@needs_torch
def test_the_loss_falls_and_progress_and_curve_say_so(
    done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]],
) -> None:
    job, finetuned, said = done
    curve = _curve(job.out)
    assert [1, 2, 3, 4, 5, 6] == [line["step"] for line in curve]
    assert curve[-1]["loss"] < 0.9 * curve[0]["loss"]
    assert [3, 6] == [line["step"] for line in curve if "held_out" in line]
    metrics = finetuned.metrics
    assert metrics["held_out_after"] < metrics["held_out_before"]
    assert (6, 10, 2, 0) == tuple(metrics[name] for name in ("steps", "rows", "held_out_rows", "long_rows"))
    assert metrics["tokens_per_second"] > 0
    # What the estimate of memory counts, too.
    assert LAYERS * 4 * (4 * WIDTH + 3 * WIDTH + 3 * (WIDTH + INNER)) == metrics["trained_parameters"]
    assert metrics["estimated_bytes"] > 0
    assert ("loading", "exporting") == (said[0].stage, said[-1].stage)
    trained = [progress for progress in said if progress.stage == "training"]
    assert list(range(7)) == [progress.step for progress in trained]
    assert trained[-1].seconds_left == 0
    assert trained[3].seconds_left is not None
    assert trained[3].tokens_per_second > 0


@needs_torch
def test_a_job_that_is_done_returns_at_once(done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]]) -> None:
    job, finetuned, _ = done
    written = Path(finetuned.adapter).stat().st_mtime_ns
    assert finetuned == run_finetune(job)
    assert written == Path(finetuned.adapter).stat().st_mtime_ns


@needs_torch
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_llama_cpp_computes_the_same_with_adapter_with_merged_file_and_in_transformers(
    done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]], policy: Path
) -> None:
    """Rows of query and key are in another order there: a wrong one would show at once."""
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    _, finetuned, _ = done
    assert finetuned.merged is not None
    tokens = list(b"What is 7 + 1? And what is it if nobody knows?")
    base = _logits(policy, tokens)
    model = AutoModelForCausalLM.from_pretrained(str(policy.parent), gguf_file=policy.name, dtype=torch.float32)
    with torch.no_grad():
        plain = model(torch.tensor([tokens])).logits[0].numpy()
        tuned = PeftModel.from_pretrained(model, finetuned.peft).eval()(torch.tensor([tokens])).logits[0].numpy()
    moved = np.abs(tuned - plain).mean()
    assert np.abs(base - plain).mean() < 0.01 * moved
    assert np.abs(_logits(policy, tokens, Path(finetuned.adapter)) - tuned).mean() < 0.01 * moved
    assert np.abs(_logits(Path(finetuned.merged), tokens) - tuned).mean() < 0.02 * moved


@needs_torch
def test_adapter_and_merged_file_say_where_they_come_from(
    done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]], policy: Path
) -> None:
    _, finetuned, _ = done
    adapter = read_adapter(Path(finetuned.adapter))
    assert (sha256_of(policy), "Tiny policy", "llama") == (
        adapter.base_sha256,
        adapter.base_name,
        adapter.architecture,
    )
    assert 2 * 7 * 2 == len(adapter.shapes)
    merged = provenance_of(read_header(Path(finetuned.merged or "")))
    assert merged is not None
    assert policy_sha256(sha256_of(policy), sha256_of(Path(finetuned.adapter))) == merged.source_sha256
    assert "merged with an adapter (LoRA, rank 4" in merged.derived


@needs_torch
def test_an_adapter_is_refused_by_another_model(
    done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]], tmp_path: Path
) -> None:
    from tests.helpers.model_files import gguf_of
    from tests.helpers.tiny_policy import metadata, tensors

    wider = tmp_path / "wider.gguf"
    wider.write_bytes(
        gguf_of({**metadata(), "llama.embedding_length": 64, "llama.rope.dimension_count": 16}, tensors(0, 64))
    )
    with pytest.raises(AdapterMismatchError, match=r"was made for Tiny policy and does not fit wider\.gguf"):
        LlamaBackend(wider, LlamaOptions(256, 2, 64, threads=1, adapter=Path(done[1].adapter)))


@needs_torch
def test_after_kill_9_the_same_job_takes_the_same_steps(
    done: tuple[FinetuneJob, Finetuned, list[FinetuneProgress]], policy: Path, tmp_path: Path
) -> None:
    """Dropout is on: the random numbers go on where they were, too."""
    job = _job(policy, tmp_path, merge=True)

    def kill_in_step_5(said: FinetuneProgress) -> None:
        if said.stage == "training" and said.step == 5:
            living = [each for each in psutil.Process().children() if each.status() != psutil.STATUS_ZOMBIE]
            (child,) = [each for each in living if "--train" in each.cmdline()]
            child.send_signal(signal.SIGKILL)

    with pytest.raises(TrainingMemoryError, match=r"was killed.*the same command goes on from the last checkpoint"):
        run_finetune(job, kill_in_step_5)
    finetuned = run_finetune(job)
    assert 4 == finetuned.resumed_at
    whole, resumed = _curve(done[0].out), _curve(job.out)
    assert [line["step"] for line in whole] == [line["step"] for line in resumed]
    assert [line["loss"] for line in whole] == pytest.approx([line["loss"] for line in resumed], rel=1e-6)
    wanted, found = _adapter(done[0].out), _adapter(job.out)
    assert all(np.allclose(wanted[name], found[name], rtol=1e-5, atol=1e-7) for name in wanted)


@needs_torch
@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_a_folder_from_the_hub_is_trained_like_the_file_and_pickled_weights_are_refused(
    policy: Path, tmp_path: Path
) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    folder = tmp_path / "hub"
    read = {"gguf_file": policy.name}
    model = AutoModelForCausalLM.from_pretrained(str(policy.parent), dtype=torch.float32, **read)
    # Its weights are plain floats by now; transformers still thinks of the file.
    model.hf_quantizer = None
    del model.config.quantization_config
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(str(policy.parent), **read).save_pretrained(folder)
    file, hub = tmp_path / "file", tmp_path / "folder"
    file.mkdir()
    hub.mkdir()
    of_file = run_finetune(_job(policy, file, steps=1))
    of_folder = run_finetune(_job(folder, hub, steps=1))
    wanted, found = read_adapter(Path(of_file.adapter)), read_adapter(Path(of_folder.adapter))
    assert (wanted.shapes, wanted.architecture, "") == (found.shapes, found.architecture, found.base_sha256)
    assert of_file.metrics["loss"] == pytest.approx(of_folder.metrics["loss"], rel=1e-5)
    with pytest.raises(BadOptionsError, match="Only a GGUF file can be merged"):
        run_finetune(_job(folder, hub, steps=2, merge=True))
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    with pytest.raises(BadModelFileError, match="hub cannot be read for training"):
        run_finetune(_job(folder, hub, steps=2))


@needs_torch
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_processes_take_the_steps_of_one(policy: Path, tmp_path: Path) -> None:
    """As several graphics cards would: each takes its share of a step's chats, and their gradients add up."""
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = _job(policy, tmp_path / "one", steps=3, dropout=0.0)
    two = msgspec.structs.replace(_job(policy, tmp_path / "two", steps=3, dropout=0.0), processes=2)
    run_finetune(one)
    finetuned = run_finetune(two)
    assert [line["loss"] for line in _curve(one.out)] == pytest.approx(
        [line["loss"] for line in _curve(two.out)], rel=1e-4
    )
    wanted, found = _adapter(one.out), _adapter(two.out)
    assert all(np.allclose(wanted[name], found[name], rtol=1e-3, atol=1e-5) for name in wanted)
    assert Path(finetuned.adapter).is_file()
    Path(two.data).write_text("{}\n")
    with pytest.raises(TrainingError, match=r"Line 1 of .* is no chat") as told:
        run_finetune(two)
    assert BadTrainingDataError.exit_code == told.value.exit_code


@needs_torch
def test_more_steps_go_on_from_a_finished_training(policy: Path, tmp_path: Path) -> None:
    run_finetune(_job(policy, tmp_path, steps=2))
    assert 2 == run_finetune(_job(policy, tmp_path, steps=3)).resumed_at
    with pytest.raises(BadOptionsError, match="has come to step 3 already"):
        run_finetune(_job(policy, tmp_path, steps=2))


@needs_torch
def test_a_damaged_checkpoint_is_put_aside_for_the_one_before(policy: Path, tmp_path: Path) -> None:
    job = _job(policy, tmp_path, steps=4)
    run_finetune(job)
    out = Path(job.out)
    _flip_a_byte(out / "checkpoint.safetensors")
    (out / "finetuned.json").unlink()
    finetuned = run_finetune(job)
    assert (2, ("checkpoint.safetensors is damaged; the training went on from step 2.",)) == (
        finetuned.resumed_at,
        finetuned.notes,
    )
    assert (out / "checkpoint.safetensors.damaged").exists()


@needs_torch
def test_damaged_checkpoints_alone_are_one_sentence_and_nothing_is_overwritten(policy: Path, tmp_path: Path) -> None:
    job = _job(policy, tmp_path, steps=2)
    run_finetune(job)
    out = Path(job.out)
    os.truncate(out / "checkpoint.safetensors", 1000)
    (out / "finetuned.json").unlink()
    with pytest.raises(
        TrainingError, match=r"checkpoint\.safetensors is damaged and cannot be gone on from; delete"
    ) as told:
        run_finetune(job)
    assert BadCheckpointError.exit_code == told.value.exit_code
    assert 1000 == (out / "checkpoint.safetensors").stat().st_size
    assert (out / "adapter.gguf").exists()


@needs_torch
def test_another_training_in_the_same_folder_is_refused(policy: Path, tmp_path: Path) -> None:
    run_finetune(_job(policy, tmp_path, steps=1))
    with pytest.raises(BadOptionsError, match=r"another rank \(4 instead of 8\); choose another --out"):
        run_finetune(_job(policy, tmp_path, steps=1, rank=8))
    write_chats(tmp_path / "sft.jsonl", 13)
    with pytest.raises(BadOptionsError, match="another data"):
        run_finetune(_job(policy, tmp_path, steps=1))


@needs_torch
def test_a_loss_that_is_no_number_ends_the_training_and_keeps_the_checkpoint(policy: Path, tmp_path: Path) -> None:
    run_finetune(_job(policy, tmp_path, steps=2))
    with pytest.raises(
        TrainingError, match=r"no number any more in step .*the last checkpoint is kept.*lower --lr"
    ) as told:
        run_finetune(_job(policy, tmp_path, steps=40, rate=1e18, warmup=0.0))
    assert NotFiniteError.exit_code == told.value.exit_code
    assert run_finetune(_job(policy, tmp_path, steps=20, rate=1e-3)).resumed_at >= 2


@needs_torch
def test_too_little_memory_is_said_before_anything_is_loaded(policy: Path, tmp_path: Path) -> None:
    job = _job(policy, tmp_path, sequence_tokens=1 << 28)
    with pytest.raises(
        TrainingMemoryError, match=r"Tiny policy needs about .* GB, and .* are free; choose a smaller --seq-len"
    ):
        run_finetune(job)
    assert not (Path(job.out) / "checkpoint.safetensors").exists()


@needs_torch
def test_what_cannot_be_trained_on_is_one_sentence(policy: Path, tmp_path: Path) -> None:
    job = _job(policy, tmp_path)
    Path(job.data).write_text('{"id": "a", "messages": [{"role": "user", "content": "Q"}]}\n')
    with pytest.raises(TrainingError, match="nothing to train on") as told:
        run_finetune(job)
    assert BadTrainingDataError.exit_code == told.value.exit_code
    write_chats(Path(job.data))
    with pytest.raises(UnknownModelError, match="There is no file"):
        run_finetune(msgspec.structs.replace(job, model=str(tmp_path / "none.gguf")))
    (tmp_path / "no.gguf").write_bytes(b"GGUF")
    with pytest.raises(BadModelFileError, match=r"no\.gguf is not a usable model file"):
        run_finetune(msgspec.structs.replace(job, model=str(tmp_path / "no.gguf")))
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnknownModelError, match=r"there is no config\.json"):
        run_finetune(msgspec.structs.replace(job, model=str(tmp_path / "folder")))


@needs_torch
def test_a_training_whose_host_was_killed_ends_too(policy: Path, tmp_path: Path) -> None:
    job = _job(policy, tmp_path, steps=100_000)
    program = (
        "import msgspec, sys; from models.training.launch import run_finetune; "
        "from models.training.finetune_job import FinetuneJob; "
        "run_finetune(msgspec.json.decode(sys.argv[1], type=FinetuneJob))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, msgspec.json.encode(job).decode()], cwd=ROOT, env=environment(tmp_path)
    ) as host:
        wait_until(lambda: (Path(job.out) / "checkpoint.safetensors").exists(), "a checkpoint")
        below = descendants(host.pid)
        host.kill()
    wait_until(lambda: not any(child.is_running() and child.status() != "zombie" for child in below), "its end")


@needs_torch
def test_two_trainings_do_not_write_into_one_folder(policy: Path, tmp_path: Path) -> None:
    from filelock import FileLock

    job = _job(policy, tmp_path)
    Path(job.out).mkdir()
    with FileLock(Path(job.out) / ".lock"), pytest.raises(BadOptionsError, match="Another training writes into"):
        run_finetune(job)


def test_without_torch_it_says_how_to_get_it(policy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = tmp_path / "absent" / "torch"
    absent.mkdir(parents=True)
    (absent / "__init__.py").write_text("raise ModuleNotFoundError(\"No module named 'torch'\", name='torch')\n")
    monkeypatch.setenv("PYTHONPATH", str(absent.parent))
    with pytest.raises(KnownError, match=r"run 'pip install stepwise-desktop\[train\]'\.$") as told:
        run_finetune(_job(policy, tmp_path))
    assert NoTorchError.exit_code == told.value.exit_code


def _logits(path: Path, tokens: list[int], adapter: Path | None = None) -> np.ndarray:
    backend = LlamaBackend(path, LlamaOptions(256, 2, 64, threads=1, adapter=adapter))
    try:
        output = backend.decode([Row(token, place, 0, True) for place, token in enumerate(tokens)])
        return np.array(output.logits)
    finally:
        backend.close()


def _flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
