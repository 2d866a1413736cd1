"""Headers of model files, the hostile ones too."""

import os
import random
import struct
import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import BadModelFileError, UnknownModelError
from models.gguf import is_gguf, read_header
from tests.helpers.model_files import TINY, gguf, smollm2_path


def _written(tmp_path: Path, content: bytes, name: str = "model.gguf") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def _refusal(path: Path) -> str:
    with pytest.raises(BadModelFileError) as caught:
        read_header(path)
    return caught.value.message


@pytest.mark.parametrize("version", [2, 3])
def test_the_facts_of_a_header_are_read(tmp_path: Path, version: int) -> None:
    header = read_header(_written(tmp_path, gguf(version=version)))
    assert (version, "llama", "Tiny", "F32") == (header.version, header.architecture, header.name, header.quantization)
    assert (2, 8, 4, 2, 2) == (header.layers, header.embedding, header.heads, header.kv_heads, header.head_dim)
    assert (64, 3, 1024, 4096) == (header.context_tokens, header.vocabulary, header.parameters, header.tensor_bytes)
    assert 2 * 2 * (2 + 2) == header.kv_width
    assert header.chat_template is None


def test_key_and_value_lengths_and_per_layer_heads_decide_the_cache(tmp_path: Path) -> None:
    metadata = TINY | {
        "llama.attention.key_length": 16,
        "llama.attention.value_length": 32,
        "llama.attention.head_count_kv": [0, 4],
    }
    header = read_header(_written(tmp_path, gguf(metadata)))
    assert 4 * (16 + 32) == header.kv_width
    assert (4, 16) == (header.kv_heads, header.head_dim)


def test_a_truncated_file_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = _written(tmp_path, gguf()[:-1000])
    expected = "model.gguf is not a usable model file: it is cut off, 1,000 bytes are missing; fetch or copy it again."
    assert expected == _refusal(path)


def test_a_file_cut_anywhere_in_its_header_is_refused(tmp_path: Path) -> None:
    content = gguf()
    for length in range(0, len(content) - 4096, 7):
        assert "is not a usable model file" in _refusal(_written(tmp_path, content[:length]))


def test_a_renamed_file_is_refused(tmp_path: Path) -> None:
    path = _written(tmp_path, b"%PDF-1.7 not a model at all" * 100)
    assert "model.gguf is not a usable model file: it is not in GGUF format." == _refusal(path)
    assert not is_gguf(path)


def test_random_bytes_are_refused(tmp_path: Path) -> None:
    assert "not in GGUF format" in _refusal(_written(tmp_path, os.urandom(100_000)))


def test_random_bytes_after_the_magic_are_refused_quickly_and_cheaply(tmp_path: Path) -> None:
    dice = random.Random(7)
    began = time.monotonic()
    tracemalloc.start()
    for _ in range(50):
        counts = struct.pack("<QQ", dice.randrange(3), dice.randrange(1, 40))
        _refusal(_written(tmp_path, b"GGUF" + struct.pack("<I", 3) + counts + dice.randbytes(20_000)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000
    assert time.monotonic() - began < 10


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_header_with_flipped_bytes_is_read_or_refused_but_never_breaks(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(gguf())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(4, 600))] = data.draw(st.integers(0, 255))
    path = _written(tmp_path, bytes(content))
    with suppress(BadModelFileError):
        read_header(path)


@pytest.mark.parametrize(
    "body",
    [
        struct.pack("<QQ", 1 << 60, 1),
        struct.pack("<QQ", 1, 1 << 60),
        struct.pack("<QQQ", 0, 1, 1 << 62),
        struct.pack("<QQQ1sI", 0, 1, 1, b"k", 8) + struct.pack("<Q", 1 << 40),
        struct.pack("<QQQ1sI", 0, 1, 1, b"k", 9) + struct.pack("<IQ", 8, 1 << 61),
        struct.pack("<QQQ1sI", 0, 1, 1, b"k", 9) + struct.pack("<IQ", 4, 1 << 61),
        struct.pack("<QQQ1sI", 0, 1, 1, b"k", 9) + struct.pack("<IQIQIQ", 9, 1, 9, 1, 9, 1),
        struct.pack("<QQQ1sI", 0, 1, 1, b"k", 99),
    ],
    ids=["tensors", "keys", "key-length", "text-length", "texts", "numbers", "nested", "unknown-type"],
)
def test_huge_counts_and_nested_arrays_cost_nothing(tmp_path: Path, body: bytes) -> None:
    path = _written(tmp_path, b"GGUF" + struct.pack("<I", 3) + body + bytes(4096))
    tracemalloc.start()
    began = time.monotonic()
    _refusal(path)
    assert time.monotonic() - began < 1
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()


def test_millions_of_empty_texts_end_at_the_header_limit(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    head = b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 8, 20_000_000)
    with path.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + 8 * 20_000_000)
    began = time.monotonic()
    assert "its header is longer than 64 MB" in _refusal(path)
    assert time.monotonic() - began < 20


def test_a_tensor_of_absurd_size_is_refused(tmp_path: Path) -> None:
    content = gguf().replace(struct.pack("<IQIQ", 1, 1024, 0, 0), struct.pack("<IQIQ", 1, 1 << 60, 0, 0))
    assert "it is cut off" in _refusal(_written(tmp_path, content))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"general.architecture": "nomic-bert"}, "cannot write text"),
        ({"general.type": "adapter"}, "it is an adapter"),
        ({"general.type": "mmproj"}, "it holds no model but: mmproj"),
        ({"split.count": 3}, "one part of a split model"),
        ({"llama.block_count": 0}, "block_count"),
        ({"general.alignment": 0}, "alignment"),
    ],
)
def test_what_cannot_solve_problems_is_refused(tmp_path: Path, change: dict[str, int | str], words: str) -> None:
    assert words in _refusal(_written(tmp_path, gguf(TINY | change)))


@pytest.mark.parametrize("version", [1, 4, 3 << 24])
def test_other_versions_are_refused(tmp_path: Path, version: int) -> None:
    message = _refusal(_written(tmp_path, gguf(version=version)))
    assert ("big-endian" if version > 4 else f"version is {version}") in message


def test_control_characters_of_a_header_do_not_reach_the_terminal(tmp_path: Path) -> None:
    header = read_header(_written(tmp_path, gguf(TINY | {"general.name": "a\x1b[31mb\nc\x00"})))
    assert "a[31mbc" == header.name


def test_a_missing_file_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="There is no file"):
        read_header(tmp_path / "none.gguf")
    assert "is not a file" in _refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "is not a file" in _refusal(tmp_path / "pipe")


@pytest.mark.model
def test_a_real_header_is_read() -> None:
    header = read_header(smollm2_path())
    facts = (header.architecture, header.layers, header.kv_heads, header.head_dim, header.quantization)
    assert ("llama", 30, 3, 64, "Q4_1") == facts
    assert (134_515_008, 49_152, 8192) == (header.parameters, header.vocabulary, header.context_tokens)
    assert header.file_bytes == header.data_offset + header.tensor_bytes
    assert header.chat_template is not None
    assert "<|im_start|>" in header.chat_template
