"""Takes a GGUF file apart and writes a changed copy of it: other keys, fewer rows of some tensors.

Keys stay the bytes they were unless they are replaced, and tensors are copied in blocks, so that a file of any size
needs a few megabytes of memory. The layout is told in ``models.gguf``, which checks a file before it is taken apart.
"""

import math
import os
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.errors import BadModelFileError
from models.ggml import TENSOR_TYPES
from models.gguf import MAGIC, read_header

ShareSink = Callable[[float], None]
"""Gets how much is done, from 0 to 1. What it raises ends the work, and nothing half-written stays."""

_BLOCK_BYTES = 4 * 1024 * 1024
_STRING, _ARRAY, _UINT32 = 8, 9, 4
_DEFAULT_ALIGNMENT = 32
_WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_INTEGER_TYPES = {0: "<u1", 1: "<i1", 2: "<u2", 3: "<i2", 4: "<u4", 5: "<i4", 10: "<u8", 11: "<i8"}
_NUMBER_TYPES = {**_INTEGER_TYPES, 6: "<f4", 7: "<u1", 12: "<f8"}


class Value(NamedTuple):
    """The value of a key: GGUF's number of its type, and the bytes as they stand in a file."""

    kind: int
    data: bytes

    def integer(self) -> int | None:
        """The value as an integer; None where it is something else."""
        if self.kind not in _INTEGER_TYPES:
            return None
        return int(np.frombuffer(self.data, _INTEGER_TYPES[self.kind])[0])

    def with_integer(self, number: int) -> "Value":
        """Another integer of the same type."""
        return Value(self.kind, np.array([number], _INTEGER_TYPES[self.kind]).tobytes())

    def text(self) -> bytes | None:
        """The value as a string; None where it is something else."""
        return self.data[8:] if self.kind == _STRING else None

    def texts(self) -> list[bytes] | None:
        """The strings of an array; None where it is something else."""
        if self.kind != _ARRAY or _element_kind(self.data) != _STRING:
            return None
        cursor = _Cursor(self.data, 12)
        return [cursor.text() for _ in range(_element_count(self.data))]

    def numbers(self) -> NDArray[np.generic] | None:
        """The numbers of an array; None where it is something else."""
        if self.kind != _ARRAY or _element_kind(self.data) not in _NUMBER_TYPES:
            return None
        return np.frombuffer(self.data, _NUMBER_TYPES[_element_kind(self.data)], offset=12)

    def with_numbers(self, numbers: NDArray[np.generic]) -> "Value":
        """An array of the same type with other numbers."""
        kind = _element_kind(self.data)
        return Value(_ARRAY, struct.pack("<IQ", kind, len(numbers)) + numbers.astype(_NUMBER_TYPES[kind]).tobytes())


def text_value(text: str) -> Value:
    """A string."""
    return Value(_STRING, _packed(text.encode()))


def texts_value(texts: Sequence[bytes]) -> Value:
    """An array of strings."""
    return Value(_ARRAY, struct.pack("<IQ", _STRING, len(texts)) + b"".join(map(_packed, texts)))


@dataclass(frozen=True, slots=True)
class TensorRecord:
    """A tensor of a file. ``shape`` is in GGUF's order, the length of a row first; ``offset`` is one of the file.

    ``rows`` are those to be written, in rising order; all of them where it is None. In a tensor of one dimension each
    number is a row.
    """

    name: str
    shape: tuple[int, ...]
    type_id: int
    offset: int
    rows: NDArray[np.intp] | None = None

    @property
    def row_bytes(self) -> int:
        kind = TENSOR_TYPES[self.type_id]
        elements = self.shape[0] if len(self.shape) > 1 else 1
        return -(-elements // kind.block_elements) * kind.block_bytes

    @property
    def row_count(self) -> int:
        """How many rows the source has."""
        return math.prod(self.shape[1:] if len(self.shape) > 1 else self.shape)

    @property
    def written_shape(self) -> tuple[int, ...]:
        return self.shape if self.rows is None else (*self.shape[:-1], len(self.rows))

    @property
    def written_bytes(self) -> int:
        return self.row_bytes * (self.row_count if self.rows is None else len(self.rows))

    def with_rows(self, rows: NDArray[np.intp]) -> "TensorRecord":
        """The same tensor, of which only these rows are written; it has at most two dimensions."""
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True)
class GgufContents:
    """A file taken apart; the weights stay on the disk."""

    version: int
    values: Mapping[str, Value]
    tensors: tuple[TensorRecord, ...]

    @property
    def alignment(self) -> int:
        value = self.values.get("general.alignment")
        return (value.integer() if value is not None else None) or _DEFAULT_ALIGNMENT


def read_contents(path: Path) -> GgufContents:
    """Keys and records of tensors, unchanged.

    Raises:
        UnknownModelError, BadModelFileError: see ``models.gguf.read_header``.
    """
    header = read_header(path)
    try:
        with path.open("rb") as file:
            cursor = _Cursor(_exactly(file, header.data_offset), 4)
        version, tensor_count, key_count = cursor.numbers("<IQQ")
        values = {cursor.text().decode("utf-8", "surrogateescape"): cursor.value() for _ in range(key_count)}
        tensors = tuple(cursor.tensor(header.data_offset) for _ in range(tensor_count))
    except (OSError, struct.error, KeyError) as error:
        raise BadModelFileError(f"{path} cannot be read ({error}); it may have changed meanwhile.") from error
    return GgufContents(version, values, tensors)


def copied_bytes(contents: GgufContents) -> int:
    """The size of the file that ``write_contents`` makes, but for a little padding."""
    return len(_head(contents)) + sum(tensor.written_bytes for tensor in contents.tensors)


def write_contents(
    source: Path,
    target: Path,
    contents: GgufContents,
    progress: ShareSink,
    blocks: Callable[[TensorRecord], Iterator[bytes]] | None = None,
) -> None:
    """Write a file with these keys, and these tensors of ``source``; the caller cares for names and faults.

    Args:
        blocks: the bytes of a tensor, where they are not the source's; they add up to its ``written_bytes``.

    Raises:
        OSError: the target cannot be written.
        BadModelFileError: the source cannot be read.
    """
    total = max(1, sum(tensor.written_bytes for tensor in contents.tensors))
    done = 0
    with source.open("rb") as weights, target.open("wb") as file:
        head = _head(contents)
        file.write(head + bytes(-len(head) % contents.alignment))
        for tensor in contents.tensors:
            for block in blocks(tensor) if blocks else _blocks(weights, tensor):
                file.write(block)
                done += len(block)
                progress(done / total)
            file.write(bytes(-tensor.written_bytes % contents.alignment))
        file.flush()
        os.fsync(file.fileno())


class _Cursor:
    """Reads one thing after the other from bytes whose sense has been checked before."""

    def __init__(self, data: bytes, position: int) -> None:
        self._data = data
        self._position = position

    def numbers(self, codes: str) -> tuple[int, ...]:
        found: tuple[int, ...] = struct.unpack_from(codes, self._data, self._position)
        self._position += struct.calcsize(codes)
        return found

    def text(self) -> bytes:
        (length,) = self.numbers("<Q")
        self._position += length
        return self._data[self._position - length : self._position]

    def value(self) -> Value:
        (kind,) = self.numbers("<I")
        begin = self._position
        if kind == _ARRAY:
            element_kind, count = self.numbers("<IQ")
            self._skip(element_kind, count)
        else:
            self._skip(kind, 1)
        return Value(kind, self._data[begin : self._position])

    def tensor(self, data_offset: int) -> TensorRecord:
        name = self.text().decode("utf-8", "surrogateescape")
        (dimensions,) = self.numbers("<I")
        shape = self.numbers(f"<{dimensions}Q")
        type_id, offset = self.numbers("<IQ")
        return TensorRecord(name, shape, type_id, data_offset + offset)

    def _skip(self, kind: int, count: int) -> None:
        if kind == _STRING:
            for _ in range(count):
                self.text()
        else:
            self._position += _WIDTHS[kind] * count


def _head(contents: GgufContents) -> bytes:
    tensors, values = contents.tensors, contents.values
    parts = [struct.pack("<4sIQQ", MAGIC, contents.version, len(tensors), len(values))]
    for key, value in values.items():
        parts += (_packed(key.encode("utf-8", "surrogateescape")), struct.pack("<I", value.kind), value.data)
    offset = 0
    for tensor in tensors:
        shape = tensor.written_shape
        parts.append(_packed(tensor.name.encode("utf-8", "surrogateescape")))
        parts.append(struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, tensor.type_id, offset))
        offset += -(-tensor.written_bytes // contents.alignment) * contents.alignment
    return b"".join(parts)


def _blocks(weights: BinaryIO, tensor: TensorRecord) -> Iterator[bytes]:
    """The wanted rows in order, some megabytes at a time."""
    per_block = max(1, _BLOCK_BYTES // tensor.row_bytes)
    for first in range(0, tensor.row_count, per_block):
        count = min(per_block, tensor.row_count - first)
        wanted = None
        if tensor.rows is not None:
            low, high = np.searchsorted(tensor.rows, (first, first + count))
            wanted = tensor.rows[low:high] - first
            if not len(wanted):
                continue
        weights.seek(tensor.offset + first * tensor.row_bytes)
        block = _exactly(weights, count * tensor.row_bytes)
        if wanted is not None:
            block = np.frombuffer(block, np.uint8).reshape(count, tensor.row_bytes)[wanted].tobytes()
        yield block


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise BadModelFileError(f"{file.name} is cut off; fetch or copy it again.")
    return data


def _packed(text: bytes) -> bytes:
    return struct.pack("<Q", len(text)) + text


def _element_kind(array: bytes) -> int:
    return int.from_bytes(array[:4], "little")


def _element_count(array: bytes) -> int:
    return int.from_bytes(array[4:12], "little")
