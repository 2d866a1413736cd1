"""Model files for tests: tiny GGUF files made here, and real ones fetched once into a shared folder."""

import os
import struct
from functools import cache
from pathlib import Path

import pytest

from models.errors import FetchError
from models.library import Library

MetadataValue = int | float | bool | str | list[str] | list[int] | list[float]
Tensor = tuple[tuple[int, ...], int, bytes]

TINY: dict[str, MetadataValue] = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "general.file_type": 0,
    "llama.block_count": 2,
    "llama.context_length": 64,
    "llama.embedding_length": 8,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "tokenizer.ggml.tokens": ["a", "b", "c"],
}


def smollm2_path() -> Path:
    """SmolLM2 135M: 98 MB, for whatever needs a real model but no sense."""
    return _real_model("smollm2-135m-instruct-q4_1")


def qwen05_path() -> Path:
    """Qwen2.5-Coder 0.5B: 491 MB, the smaller default."""
    return _real_model("qwen2.5-coder-0.5b-instruct-q4_k_m")


def models_folder() -> Path:
    """Where real models are kept between test runs: a data folder."""
    return Path(os.environ.get("STEPWISE_TEST_MODELS", Path(__file__).parents[2] / ".cache" / "models"))


@cache
def _real_model(model_id: str) -> Path:
    """Fetched if need be (one process at a time), checksum compared; skips where the network cannot be reached."""
    library = Library(models_folder())
    try:
        path = library.get(model_id)
    except FetchError as error:
        pytest.skip(f"needs a real model, and there is no network: {error}")
    library.verify(model_id)
    return path


def gguf(
    metadata: dict[str, MetadataValue] | None = None, *, tensor_bytes: int = 4096, version: int = 3, type_id: int = 0
) -> bytes:
    """A GGUF file with one tensor of ``tensor_bytes`` bytes of float32 (or what ``type_id`` says)."""
    values = TINY if metadata is None else metadata
    # Not all alike, so that a part put in a wrong place changes the checksum.
    body = b"".join(struct.pack("<I", number) for number in range(tensor_bytes // 4))
    return gguf_of(values, {"output.weight": ((tensor_bytes // 4,), type_id, body)}, version=version)


def gguf_of(metadata: dict[str, MetadataValue], tensors: dict[str, Tensor], *, version: int = 3) -> bytes:
    """A GGUF file with these tensors: shape (the length of a row first), number of the type, bytes."""
    head = struct.pack("<4sIQQ", b"GGUF", version, len(tensors), len(metadata))
    head += b"".join(_text(key) + _value(value) for key, value in metadata.items())
    body = b""
    for name, (shape, type_id, data) in tensors.items():
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, type_id, len(body))
        body += data + bytes(-len(data) % 32)
    # What comes after the last tensor belongs to nobody.
    return head + bytes(-len(head) % 32) + body.removesuffix(bytes(-len(data) % 32) if tensors else b"")


def _text(text: str) -> bytes:
    encoded = text.encode()
    return struct.pack("<Q", len(encoded)) + encoded


def _value(value: MetadataValue) -> bytes:
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    if isinstance(value, float):
        return struct.pack("<If", 6, value)
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    kind = {str: 8, float: 6}.get(type(value[0]) if value else int, 5)
    codes = {6: "<f", 5: "<i"}
    items = b"".join(_text(item) if isinstance(item, str) else struct.pack(codes[kind], item) for item in value)
    return struct.pack("<IIQ", 9, kind, len(value)) + items
