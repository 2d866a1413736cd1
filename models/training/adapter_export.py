"""An adapter as llama.cpp reads it: GGUF with LoRA's two matrices of each layer.

``blk.N.attn_q.weight.lora_a`` has the shape (rank, inputs), ``...lora_b`` (outputs, rank). llama.cpp wants the rows of
query and key of the Llama family in another order than transformers: pairs that are rotated together lie side by side.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from gguf import MODEL_ARCH, MODEL_ARCH_NAMES, GGUFWriter, get_tensor_name_map
from numpy.typing import NDArray

from models.adapter import BASE_KEY, BASE_NAME_KEY, DERIVED_KEY
from models.training.policy import ARCHITECTURES, Base
from models.whole_file import replaced_file

Matrices = Mapping[str, NDArray[np.float32]]

_PREFIX, _SUFFIXES = "base_model.model.", (".lora_A.weight", ".lora_B.weight")


def write_adapter(
    target: Path,
    base: Base,
    matrices: Matrices,
    alpha: float,
    derived: str,
    extra: Mapping[str, str] | None = None,
) -> None:
    """Write the file, replacing an older one when it is complete.

    Args:
        matrices: by peft's names. derived: where it comes from, in words. extra: further keys of the header.

    Raises:
        StorageFullError, ReadOnlyError: the folder cannot be written.
    """
    with replaced_file(target) as temporary:
        writer = GGUFWriter(temporary, base.architecture)
        writer.add_type("adapter")
        writer.add_string("adapter.type", "lora")
        writer.add_float32("adapter.lora.alpha", alpha)
        writer.add_name(f"{base.name} adapter")
        writer.add_string(BASE_NAME_KEY, base.name)
        if base.sha256:
            writer.add_string(BASE_KEY, base.sha256)
        writer.add_string(DERIVED_KEY, derived)
        for key, value in (extra or {}).items():
            writer.add_string(key, value)
        for name, matrix in llama_matrices(base, matrices):
            writer.add_tensor(name, np.ascontiguousarray(matrix, np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()


def llama_matrices(base: Base, matrices: Matrices) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The matrices with llama.cpp's names, and its order of rows."""
    names = get_tensor_name_map(_architecture(base), base.layers)
    for name in sorted(matrices):
        suffix = next(suffix for suffix in _SUFFIXES if name.endswith(suffix))
        layer = names.get_name(name.removeprefix(_PREFIX).removesuffix(suffix))
        assert layer is not None, name
        matrix = matrices[name]
        if suffix == _SUFFIXES[0]:
            yield f"{layer}.weight.lora_a", matrix
            continue
        if ARCHITECTURES[base.architecture] and layer.endswith((".attn_q", ".attn_k")):
            matrix = _side_by_side(matrix, base.heads if layer.endswith("_q") else base.kv_heads)
        yield f"{layer}.weight.lora_b", matrix


def _side_by_side(rows: NDArray[np.float32], heads: int) -> NDArray[np.float32]:
    """Within each head, row i and row i + half become neighbours."""
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, 2, half, -1).swapaxes(1, 2).reshape(rows.shape)


def _architecture(base: Base) -> MODEL_ARCH:
    return next(kind for kind, name in MODEL_ARCH_NAMES.items() if name == base.architecture)
