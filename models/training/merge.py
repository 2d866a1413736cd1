"""Base and adapter as one model file: every matrix in 16 bits, the adapter's ones with scale * B A added.

Weights are taken from their blocks some rows at a time; vocabulary and other keys stay the bytes they were.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader
from gguf.quants import dequantize
from numpy.typing import NDArray

from models.adapter import policy_sha256, read_adapter, require_adapter_fits
from models.files import sha256_of
from models.gguf import read_header
from models.gguf_write import GgufContents, TensorRecord, read_contents, text_value, write_contents
from models.provenance import DERIVED_KEY, SOURCE_KEY, with_step
from models.whole_file import replaced_file

_F32, _F16 = 0, 1
_FILE_TYPE, _MOSTLY_F16 = "general.file_type", 1
_ROWS = 4096

Matrix = NDArray[np.float32]


def merge_adapter(base: Path, adapter: Path, target: Path) -> None:
    """Write the merged model, replacing an older one when it is complete.

    Its provenance is that of "model + adapter": it is another policy, and what was made for the base does not fit it.

    Raises:
        AdapterMismatchError: the adapter was made for another model.
        UnknownModelError, BadModelFileError: a file cannot be read.
        StorageFullError, ReadOnlyError: the folder cannot be written.
    """
    known = read_adapter(adapter)
    require_adapter_fits(known, base, base.name)
    contents = read_contents(base)
    source = with_step(base, read_header(base), f"merged with an adapter ({known.derived})")
    values = {
        **contents.values,
        SOURCE_KEY: text_value(policy_sha256(source.source_sha256, sha256_of(adapter))),
        DERIVED_KEY: text_value(source.derived),
    }
    if (file_type := values.get(_FILE_TYPE)) is not None:
        values[_FILE_TYPE] = file_type.with_integer(_MOSTLY_F16)
    tensors = tuple(replace(tensor, type_id=_F16 if len(tensor.shape) > 1 else _F32) for tensor in contents.tensors)
    merge = _Merge(base, {tensor.name: tensor for tensor in contents.tensors}, _deltas(adapter))
    with replaced_file(target) as temporary:
        write_contents(base, temporary, GgufContents(contents.version, values, tensors), lambda _: None, merge.blocks)


@dataclass(frozen=True, slots=True)
class _Merge:
    """Rows of the base with those of the adapter added. ``deltas``: A, and B already scaled, by the layer's name."""

    base: Path
    originals: dict[str, TensorRecord]
    deltas: dict[str, tuple[Matrix, Matrix]]

    def blocks(self, tensor: TensorRecord) -> Iterator[bytes]:
        pair = self.deltas.get(tensor.name)
        first = 0
        for rows in _rows(self.base, self.originals[tensor.name]):
            if pair is not None:
                rows = rows + pair[1][first : first + len(rows)] @ pair[0]
            first += len(rows)
            yield rows.astype(np.float16 if tensor.type_id == _F16 else np.float32).tobytes()


def _rows(base: Path, tensor: TensorRecord) -> Iterator[Matrix]:
    """The weights in 32 bits, some rows at a time; a vector is one row."""
    count, size = (tensor.row_count, tensor.row_bytes) if len(tensor.shape) > 1 else (1, tensor.written_bytes)
    kind = GGMLQuantizationType(tensor.type_id)
    for first in range(0, count, _ROWS):
        block = np.fromfile(base, np.uint8, min(_ROWS, count - first) * size, offset=tensor.offset + first * size)
        yield np.asarray(dequantize(block.reshape(-1, size), kind), np.float32)


def _deltas(adapter: Path) -> dict[str, tuple[Matrix, Matrix]]:
    reader = GGUFReader(adapter)
    alpha = float(reader.fields["adapter.lora.alpha"].contents())
    found = {tensor.name: np.asarray(tensor.data, np.float32) for tensor in reader.tensors}
    layers = [name.removesuffix(".lora_a") for name in found if name.endswith(".lora_a")]
    pairs = {layer: (found[f"{layer}.lora_a"], found[f"{layer}.lora_b"]) for layer in layers}
    return {layer: (a, b * (alpha / len(a))) for layer, (a, b) in pairs.items()}
