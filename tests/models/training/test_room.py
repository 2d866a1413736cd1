"""Memory of a fine-tuning: the estimate follows what decides it, and PyTorch's ways of running out are known."""

from importlib.util import find_spec

import pytest

from models.training.finetune_job import FinetuneOptions, TrainingMemoryError

if find_spec("torch") is None:
    pytest.skip("the extra 'train' is not installed", allow_module_level=True)

import torch

from models.training.room import Shape, adapter_parameters, needed_bytes, ran_out, require_room

SMOLLM2 = Shape("SmolLM2", 134_515_008, 30, 576, 1536, 49_152, 1 / 3)
QWEN = Shape("Qwen", 630_167_424, 24, 896, 4864, 151_936, 1 / 7)


def test_the_numbers_that_are_trained_are_those_of_the_real_models() -> None:
    """As peft counts them."""
    assert 4_884_480 == adapter_parameters(SMOLLM2, 16)
    assert 8_798_208 == adapter_parameters(QWEN, 16)


def test_the_estimate_grows_with_the_model_and_its_chats_but_not_with_the_batch() -> None:
    small = needed_bytes(SMOLLM2, FinetuneOptions(), "cpu", 4)
    assert small < needed_bytes(QWEN, FinetuneOptions(), "cpu", 4)
    assert small < needed_bytes(SMOLLM2, FinetuneOptions(sequence_tokens=2048), "cpu", 4)
    assert small < needed_bytes(SMOLLM2, FinetuneOptions(rank=256), "cpu", 4)
    assert small == needed_bytes(SMOLLM2, FinetuneOptions(batch=64), "cpu", 4)
    # Weights of 16 bits, no process of its own; but more tokens at a time.
    fewer = FinetuneOptions(batch=1)
    assert needed_bytes(SMOLLM2, fewer, "cuda", 2) < needed_bytes(SMOLLM2, fewer, "cpu", 4)


def test_what_does_not_fit_is_refused_with_both_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.room.free_bytes", lambda: 1_000_000_000)
    with pytest.raises(
        TrainingMemoryError, match=r"SmolLM2 needs about .* GB, and 1\.0 GB are free; choose a smaller --seq-len"
    ):
        require_room(SMOLLM2, FinetuneOptions(), "cpu", 4, of_pairs=False)
    monkeypatch.setattr("models.training.room.free_bytes", lambda: 100_000_000_000)
    assert require_room(SMOLLM2, FinetuneOptions(), "cpu", 4, of_pairs=False) == needed_bytes(
        SMOLLM2, FinetuneOptions(), "cpu", 4
    )


def test_pytorch_running_out_of_memory_is_told_from_other_errors() -> None:
    with pytest.raises(RuntimeError) as out:
        torch.empty(1 << 50)
    with pytest.raises(RuntimeError) as other:
        torch.zeros(2) @ torch.zeros(3)
    assert (True, False, True) == (ran_out(out.value), ran_out(other.value), ran_out(MemoryError()))
