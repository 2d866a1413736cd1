"""An adapter in llama.cpp: it changes what the model writes by what its matrices say, and only where it fits."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.backend import Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from models.adapter import AdapterMismatchError
from models.errors import BadModelFileError
from tests.helpers.model_files import gguf_of
from tests.helpers.tiny_policy import metadata, tensors, write_adapter, write_policy

TEXT = b"What is 7 + 1? And what is it if nobody knows?"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return write_policy(tmp_path / "policy.gguf")


def _logits(path: Path, adapter: Path | None = None, sequence: int = 0) -> NDArray[np.float32]:
    backend = LlamaBackend(path, LlamaOptions(256, 2, 64, threads=1, adapter=adapter))
    try:
        return np.array(backend.decode([Row(token, place, sequence, True) for place, token in enumerate(TEXT)]).logits)
    finally:
        backend.close()


def test_an_adapter_computes_what_a_model_with_its_product_in_the_weights_does(policy: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", strength=0.3)
    parts = {
        name: np.frombuffer(data, np.float32).reshape(shape[::-1]) for name, (shape, _, data) in _matrices(tmp_path)
    }
    merged = tensors()
    for layer in ("blk.0.attn_q.weight", "blk.0.ffn_down.weight"):
        shape, kind, data = merged[layer]
        weight = np.frombuffer(data, np.float32).reshape(shape[::-1])
        # alpha / rank is 4 / 2.
        changed = weight + 2.0 * parts[f"{layer}.lora_b"] @ parts[f"{layer}.lora_a"]
        merged[layer] = shape, kind, changed.astype(np.float32).tobytes()
    (tmp_path / "merged.gguf").write_bytes(gguf_of(metadata(), merged))
    plain, added, wanted = _logits(policy), _logits(policy, adapter), _logits(tmp_path / "merged.gguf")
    moved = np.abs(wanted - plain).mean()
    assert moved > 0.05
    assert np.abs(added - wanted).mean() < 0.01 * moved


def test_an_adapter_that_adds_nothing_changes_nothing(policy: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf", strength=0.0)
    assert np.allclose(_logits(policy), _logits(policy, adapter), atol=1e-5)


def test_every_sequence_has_the_adapter(policy: Path, tmp_path: Path) -> None:
    adapter = write_adapter(tmp_path / "adapter.gguf")
    assert np.allclose(_logits(policy, adapter), _logits(policy, adapter, sequence=1), atol=1e-5)


def test_an_adapter_for_another_model_is_refused_before_llama_cpp_sees_it(policy: Path, tmp_path: Path) -> None:
    wide = write_adapter(tmp_path / "wide.gguf", width=64)
    with pytest.raises(
        AdapterMismatchError, match=r"wide\.gguf was made for Tiny policy and does not fit policy\.gguf"
    ):
        _logits(policy, wide)


def test_what_is_no_adapter_is_refused(policy: Path, tmp_path: Path) -> None:
    with pytest.raises(BadModelFileError, match="is no LoRA adapter"):
        _logits(policy, policy)
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(write_adapter(tmp_path / "whole.gguf").read_bytes()[:-64])
    with pytest.raises(BadModelFileError, match="is cut off"):
        _logits(policy, cut)


def _matrices(folder: Path) -> list[tuple[str, tuple[tuple[int, ...], int, bytes]]]:
    """The matrices of the adapter, read back from its file."""
    from models.gguf import read_records

    path = folder / "adapter.gguf"
    _, shapes = read_records(path)
    content = path.read_bytes()
    sizes = {name: 4 * int(np.prod(shape)) for name, shape in shapes.items()}
    padded = sum(-(-size // 32) * 32 for size in list(sizes.values())[:-1]) + list(sizes.values())[-1]
    at, found = len(content) - padded, []
    for name, shape in shapes.items():
        found.append((name, (shape, 0, content[at : at + sizes[name]])))
        at += -(-sizes[name] // 32) * 32
    return found
