"""Reads the header of a GGUF file (versions 2 and 3) without trusting a byte of it.

Layout, from ggml's docs/gguf.md: magic, version, tensor count, key count; the keys with their values; one record per
tensor; padding to the alignment; the tensors. Every count is checked against the bytes that are left in the file before
it is believed, and at most ``MAX_HEADER_BYTES`` are read, so that a hostile file costs a moment and an error.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from models.errors import BadModelFileError, UnknownModelError
from models.ggml import FILE_TYPES, REARRANGED_TYPES, TENSOR_TYPES, TILED_TYPES, tiled_size

MAGIC = b"GGUF"
MAX_HEADER_BYTES = 64 * 1024 * 1024

_BLOCK_BYTES = 1024 * 1024
_MAX_KEYS = 10_000
_MAX_TENSORS = 100_000
_MAX_NAME_BYTES = 65_535
_MAX_TEXT_BYTES = 4 * 1024 * 1024
_MAX_DIMENSIONS = 8
_MAX_SHOWN_CHARACTERS = 200
_KEPT_ARRAY_ELEMENTS = 4096
_STRING, _ARRAY = 8, 9
_SCALARS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
_NOT_GENERATIVE = ("bert", "nomic-bert", "jina-bert", "modern-bert", "neo-bert", "eurobert", "clip", "t5encoder")

Scalar = int | float | bool | str


class Array(NamedTuple):
    """A metadata array; ``values`` holds numbers of short arrays, and nothing of long or textual ones."""

    length: int
    values: tuple[int | float | bool, ...]


Metadata = dict[str, Scalar | Array]


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a model file says about itself.

    Attributes:
        name: as the file gives it, control characters removed; empty where it gives none.
        parameters: number of weights.
        quantization: name of the mixture, such as Q4_K_M.
        kv_heads: of the layer that has most.
        kv_width: how many numbers one token adds to the KV cache, over all layers.
        context_tokens: the longest context the model was trained for.
        vocabulary: number of tokens. chat_template: Jinja source, untrusted code.
        tensor_bytes: all weights; rearranged_bytes: the part that llama.cpp holds a second time, in a faster layout.
        tiled_bytes: that part on a processor that multiplies tiles (AMX), of which more is rearranged;
            tiled_mapped_bytes: what of the file stays in memory there beside it.
        data_offset: where the weights begin in the file.
        metadata: keys with single values, as text, cut at 200 characters.
    """

    version: int
    architecture: str
    name: str
    parameters: int
    quantization: str
    layers: int
    embedding: int
    heads: int
    kv_heads: int
    head_dim: int
    kv_width: int
    context_tokens: int
    vocabulary: int
    chat_template: str | None
    tensor_bytes: int
    rearranged_bytes: int
    tiled_bytes: int
    tiled_mapped_bytes: int
    data_offset: int
    file_bytes: int
    metadata: tuple[tuple[str, str], ...]


def read_header(path: Path) -> GgufHeader:
    """The header of a model file.

    Raises:
        UnknownModelError: there is no such file.
        BadModelFileError: it cannot be read, is no GGUF file, is cut off, or holds no language model.
    """
    with _opened(path) as reader:
        return _parse(reader)


def read_records(path: Path) -> tuple[Metadata, dict[str, tuple[int, ...]]]:
    """All keys, and the shapes of all tensors (the length of a row first), of any GGUF file: a model or an adapter.

    Raises:
        UnknownModelError, BadModelFileError: as ``read_header``, but any kind of content will do.
    """
    with _opened(path) as reader:
        _, tensor_count, key_count = _read_preamble(reader)
        metadata = _read_metadata(reader, key_count)
        tensors = _read_tensors(reader, tensor_count)
        _require_whole(reader, _aligned(reader, metadata), tensors)
        return metadata, tensors.shapes


def is_gguf(path: Path) -> bool:
    """Whether the file begins with GGUF's magic bytes."""
    try:
        with path.open("rb") as file:
            return file.read(4) == MAGIC
    except OSError:
        return False


def printable(text: str) -> str:
    """Text of a stranger's file, safe to show in a terminal: no control characters, no escape sequences, not long."""
    return "".join(character for character in text[:_MAX_SHOWN_CHARACTERS] if character.isprintable())


@contextmanager
def _opened(path: Path) -> "Iterator[_Reader]":
    try:
        if not path.is_file():
            # Opening a pipe would wait for ever.
            if path.exists():
                raise BadModelFileError(f"{path} is not a file.")
            raise UnknownModelError(f"There is no file {path}; check the path.")
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            yield _Reader(file, size, printable(path.name))
    except OSError as error:
        raise BadModelFileError(f"{path} cannot be read: {error.strerror or error}.") from error


class _Reader:
    """Little-endian reads from the head of a file, each checked against what is left of it."""

    def __init__(self, file: BinaryIO, file_bytes: int, name: str) -> None:
        self._file = file
        self._buffer = bytearray()
        self._position = 0
        self.file_bytes = file_bytes
        self.name = name

    @property
    def position(self) -> int:
        return self._position

    @property
    def left(self) -> int:
        return self.file_bytes - self._position

    def bad(self, what: str) -> BadModelFileError:
        return BadModelFileError(f"{self.name} is not a usable model file: {what}.")

    def take(self, count: int) -> bytes:
        start = self._need(count)
        self._position += count
        return bytes(self._buffer[start : self._position])

    def number(self, code: str) -> int | float | bool:
        size = struct.calcsize(code)
        start = self._need(size)
        self._position += size
        value: int | float | bool = struct.unpack_from(code, self._buffer, start)[0]
        return value

    def count(self, code: str = "<Q") -> int:
        return int(self.number(code))

    def text(self, limit: int) -> str:
        length = self.count()
        if length > limit:
            raise self.bad(f"it holds a text of {length:,} bytes")
        return self.take(length).decode("utf-8", errors="replace")

    def skip(self, count: int) -> None:
        self._need(count)
        self._position += count

    def skip_texts(self, count: int) -> None:
        """Step over ``count`` strings. A tight loop, since a vocabulary has hundreds of thousands."""
        unpack = struct.Struct("<Q").unpack_from
        for _ in range(count):
            start = self._position
            if start + 8 > len(self._buffer):
                self._need(8)
            end = start + 8 + unpack(self._buffer, start)[0]
            self._position = start + 8
            if end > len(self._buffer):
                self._need(end - start - 8)
            self._position = end

    def _need(self, count: int) -> int:
        """Read on until ``count`` bytes lie ahead; returns where they begin in the buffer."""
        end = self._position + count
        if end > self.file_bytes:
            raise self.bad("it is cut off; fetch or copy it again")
        if end > MAX_HEADER_BYTES:
            raise self.bad(f"its header is longer than {MAX_HEADER_BYTES // 1024**2} MB")
        while len(self._buffer) < end:
            block = self._file.read(max(_BLOCK_BYTES, end - len(self._buffer)))
            if not block:
                raise self.bad("it is cut off; fetch or copy it again")
            self._buffer += block
        return self._position


class _Tensors(NamedTuple):
    parameters: int
    bytes_by_type: Counter[str]
    rearranged_bytes: int
    tiled_bytes: int
    tiled_mapped_bytes: int
    end: int
    vocabulary_rows: int
    shapes: dict[str, tuple[int, ...]]


def _parse(reader: _Reader) -> GgufHeader:
    version, tensor_count, key_count = _read_preamble(reader)
    metadata = _read_metadata(reader, key_count)
    tensors = _read_tensors(reader, tensor_count)
    data_offset = _aligned(reader, metadata)
    _require_whole(reader, data_offset, tensors)
    return _header(reader, version, metadata, tensors, data_offset)


def _require_whole(reader: _Reader, data_offset: int, tensors: _Tensors) -> None:
    missing = data_offset + tensors.end - reader.file_bytes
    if missing > 0:
        raise reader.bad(f"it is cut off, {missing:,} bytes are missing; fetch or copy it again")


def _read_preamble(reader: _Reader) -> tuple[int, int, int]:
    if reader.file_bytes < 4 or reader.take(4) != MAGIC:
        raise reader.bad("it is not in GGUF format")
    version = reader.count("<I")
    if version not in (2, 3):
        if version in (2 << 24, 3 << 24):
            raise reader.bad("it is for big-endian computers")
        raise reader.bad(f"its GGUF version is {version}, only 2 and 3 are known")
    tensors, keys = reader.count(), reader.count()
    # A key takes at least 8 + 4 + 1 bytes, a tensor at least 8 + 4 + 4 + 8.
    if keys > min(_MAX_KEYS, reader.left // 13) or tensors > min(_MAX_TENSORS, reader.left // 24):
        raise reader.bad("its header makes no sense")
    return version, tensors, keys


def _read_metadata(reader: _Reader, count: int) -> Metadata:
    metadata: Metadata = {}
    for _ in range(count):
        key = reader.text(_MAX_NAME_BYTES)
        kind = reader.count("<I")
        metadata[key] = _read_array(reader) if kind == _ARRAY else _read_scalar(reader, kind)
    return metadata


def _read_scalar(reader: _Reader, kind: int) -> Scalar:
    if kind == _STRING:
        return reader.text(_MAX_TEXT_BYTES)
    if kind not in _SCALARS:
        raise reader.bad(f"its header holds a value of unknown type {kind}")
    return reader.number(_SCALARS[kind])


def _read_array(reader: _Reader) -> Array:
    kind, count = reader.count("<I"), reader.count()
    if kind == _STRING:
        if count > reader.left // 8:
            raise reader.bad("it is cut off or its header makes no sense")
        reader.skip_texts(count)
        return Array(count, ())
    if kind not in _SCALARS:
        # Arrays of arrays are legal, but no model uses them and they invite deep recursion.
        raise reader.bad(f"its header holds an array of unknown type {kind}")
    code = _SCALARS[kind]
    if count > _KEPT_ARRAY_ELEMENTS:
        reader.skip(count * struct.calcsize(code))
        return Array(count, ())
    return Array(count, tuple(reader.number(code) for _ in range(count)))


def _read_tensors(reader: _Reader, count: int) -> _Tensors:
    parameters = rearranged = tiled = tied = end = vocabulary_rows = 0
    # llama.cpp keeps the file from the first to the last matrix that it reads where it lies.
    kept: list[int] = []
    bytes_by_type: Counter[str] = Counter()
    shapes: dict[str, tuple[int, ...]] = {}
    for _ in range(count):
        name = reader.text(_MAX_NAME_BYTES)
        dimensions = reader.count("<I")
        if dimensions > _MAX_DIMENSIONS:
            raise reader.bad(f"a tensor has {dimensions} dimensions")
        shape = shapes[name] = tuple(reader.count() for _ in range(dimensions))
        kind, offset = reader.count("<I"), reader.count()
        if kind not in TENSOR_TYPES:
            raise reader.bad(f"a tensor is of unknown type {kind}; a newer Stepwise may know it")
        elements = _product(shape)
        tensor_type = TENSOR_TYPES[kind]
        size = -(-elements // tensor_type.block_elements) * tensor_type.block_bytes
        parameters += elements
        bytes_by_type[tensor_type.name] += size
        end = max(end, offset + size)
        can_be_tiled = dimensions == 2 and tensor_type.name in TILED_TYPES
        if name == "token_embd.weight":
            vocabulary_rows = shape[-1] if shape else 0
            tied = tiled_size(tensor_type.name, size) if can_be_tiled else 0
        is_matrix = dimensions == 2 and name != "token_embd.weight"
        rearranged += size if is_matrix and tensor_type.name in REARRANGED_TYPES else 0
        if is_matrix and can_be_tiled:
            tiled += tiled_size(tensor_type.name, size)
        else:
            kept += [offset, offset + size]
    if "output.weight" not in shapes:
        # The embedding is the output layer as well, and held in both layouts.
        tiled += tied
    mapped = max(kept) - min(kept) if kept else 0
    return _Tensors(parameters, bytes_by_type, rearranged, tiled, mapped, end, vocabulary_rows, shapes)


def _product(shape: tuple[int, ...]) -> int:
    elements = 1
    for length in shape:
        elements *= length
    return elements


def _aligned(reader: _Reader, metadata: Metadata) -> int:
    alignment = metadata.get("general.alignment", 32)
    if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20:
        raise reader.bad(f"its alignment of {alignment} makes no sense")
    return -(-reader.position // alignment) * alignment


def _header(reader: _Reader, version: int, metadata: Metadata, tensors: _Tensors, data_offset: int) -> GgufHeader:
    facts = _Facts(reader, metadata)
    architecture = facts.text("general.architecture")
    facts.check_kind(architecture)
    layers = facts.number(f"{architecture}.block_count")
    embedding = facts.number(f"{architecture}.embedding_length")
    heads = facts.per_layer(f"{architecture}.attention.head_count", layers)
    kv_heads = facts.per_layer(f"{architecture}.attention.head_count_kv", layers, heads)
    head_dim = embedding // max(1, max(heads))
    key_length = facts.number(f"{architecture}.attention.key_length", head_dim)
    value_length = facts.number(f"{architecture}.attention.value_length", head_dim)
    tokens = metadata.get("tokenizer.ggml.tokens")
    template = metadata.get("tokenizer.chat_template")
    return GgufHeader(
        version=version,
        architecture=architecture,
        name=printable(facts.text("general.name", "")),
        parameters=tensors.parameters,
        quantization=_quantization(metadata, tensors),
        layers=layers,
        embedding=embedding,
        heads=max(heads),
        kv_heads=max(kv_heads),
        head_dim=key_length,
        kv_width=sum(kv_heads) * (key_length + value_length),
        context_tokens=facts.number(f"{architecture}.context_length"),
        vocabulary=tokens.length if isinstance(tokens, Array) else tensors.vocabulary_rows,
        chat_template=template if isinstance(template, str) else None,
        tensor_bytes=sum(tensors.bytes_by_type.values()),
        rearranged_bytes=tensors.rearranged_bytes,
        tiled_bytes=tensors.tiled_bytes,
        tiled_mapped_bytes=tensors.tiled_mapped_bytes,
        data_offset=data_offset,
        file_bytes=reader.file_bytes,
        metadata=_shown(metadata),
    )


class _Facts:
    """Looks up metadata by key and type."""

    def __init__(self, reader: _Reader, metadata: Metadata) -> None:
        self._reader = reader
        self._metadata = metadata

    def check_kind(self, architecture: str) -> None:
        """Only a whole language model will do: no adapter, no vision or embedding model, no slice of a split file."""
        kind = self.text("general.type", "model")
        if kind == "adapter":
            raise self._reader.bad("it is an adapter; 'stepwise models add' puts it beside the model it was made for")
        if kind != "model":
            raise self._reader.bad(f"it holds no model but: {printable(kind)}")
        if architecture.startswith(_NOT_GENERATIVE):
            raise self._reader.bad(f"a {printable(architecture)} model cannot write text")
        if self.number("split.count", 0) > 1:
            raise self._reader.bad("it is one part of a split model; join the parts with llama-gguf-split first")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._metadata.get(key, default)
        if not isinstance(value, str):
            raise self._missing(key)
        return value

    def number(self, key: str, default: int | None = None) -> int:
        value = self._metadata.get(key, default)
        if not isinstance(value, int) or not 0 <= value < 1 << 31:
            raise self._missing(key)
        return value

    def per_layer(self, key: str, layers: int, default: list[int] | None = None) -> list[int]:
        """One number for all layers, or an array with one for each."""
        value = self._metadata.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, Array):
            numbers = [int(number) for number in value.values if 0 <= number < 1 << 20]
            if len(numbers) != value.length or not numbers:
                raise self._missing(key)
            return numbers
        if not 1 <= layers <= _KEPT_ARRAY_ELEMENTS:
            raise self._missing("block_count")
        return [self.number(key)] * layers

    def _missing(self, key: str) -> BadModelFileError:
        return self._reader.bad(f"its header lacks a sensible '{printable(key)}'")


def _quantization(metadata: Metadata, tensors: _Tensors) -> str:
    file_type = metadata.get("general.file_type")
    if isinstance(file_type, int) and file_type in FILE_TYPES:
        return FILE_TYPES[file_type]
    return tensors.bytes_by_type.most_common(1)[0][0] if tensors.bytes_by_type else "unknown"


def _shown(metadata: Metadata) -> tuple[tuple[str, str], ...]:
    return tuple(
        (printable(key), printable(str(value)))
        for key, value in metadata.items()
        if not isinstance(value, Array) and key != "tokenizer.chat_template"
    )
