"""Adapters: GGUF files with what a fine-tuning has changed of a model (LoRA), and whether one fits a model.

llama.cpp adds an adapter to the model it was made for; a file that does not fit is told from its header, before
llama.cpp sees it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadModelFileError, ModelError
from models.gguf import Metadata, printable, read_records

BASE_KEY = "stepwise.base_sha256"
BASE_NAME_KEY = "stepwise.base_name"
DERIVED_KEY = "stepwise.derived"
_A, _B = ".lora_a", ".lora_b"


class AdapterMismatchError(BadModelFileError):
    """An adapter was made for another model."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """What an adapter file says about itself.

    Attributes:
        base_sha256: of the model file that it was trained on, or of the original of a copy; "" where it does not say.
        base_name: of that model, as its file gives it. derived: where the adapter comes from, in words.
        shapes: of the matrices by name, the length of a row first.
    """

    path: Path
    architecture: str
    name: str
    base_sha256: str
    base_name: str
    derived: str
    bytes: int
    shapes: dict[str, tuple[int, ...]]


def is_adapter(path: Path) -> bool:
    """Whether a GGUF file says that it is an adapter; False for whatever cannot be read."""
    try:
        return read_records(path)[0].get("general.type") == "adapter"
    except ModelError:
        return False


def read_adapter(path: Path) -> Adapter:
    """The header of an adapter file.

    Raises:
        UnknownModelError, BadModelFileError: there is none, or it is no LoRA adapter.
    """
    metadata, shapes = read_records(path)
    kinds = _text(metadata, "general.type"), _text(metadata, "adapter.type")
    if kinds != ("adapter", "lora"):
        raise BadModelFileError(f"{path.name} is no LoRA adapter; choose a file that 'stepwise lab finetune' wrote.")
    adapter = Adapter(
        path=path,
        architecture=_text(metadata, "general.architecture"),
        name=_text(metadata, "general.name"),
        base_sha256=_text(metadata, BASE_KEY),
        base_name=_text(metadata, BASE_NAME_KEY),
        derived=_text(metadata, DERIVED_KEY),
        bytes=path.stat().st_size,
        shapes=shapes,
    )
    if not shapes or any(_partner(name) not in shapes for name in shapes):
        raise BadModelFileError(f"{path.name} is a damaged adapter (a matrix lacks its other half); make it anew.")
    return adapter


def require_adapter_fits(adapter: Adapter, model: Path, model_name: str) -> None:
    """Check that each matrix fits its layer.

    Raises:
        AdapterMismatchError: the adapter was made for another model.
        UnknownModelError, BadModelFileError: the model cannot be read.
    """
    metadata, tensors = read_records(model)
    fits = metadata.get("general.architecture") == adapter.architecture and all(
        _fits(name, adapter.shapes, tensors) for name in adapter.shapes
    )
    if not fits:
        made_for = f"for {adapter.base_name}" if adapter.base_name else "for another model"
        raise AdapterMismatchError(
            f"The adapter {adapter.path.name} was made {made_for} and does not fit {model_name}; choose the model it"
            " was made for."
        )


def policy_sha256(base_sha256: str, adapter_sha256: str) -> str:
    """What names the policy that a model and an adapter make: neither file alone."""
    return hashlib.sha256(f"{base_sha256}+{adapter_sha256}".encode()).hexdigest()


def _fits(name: str, shapes: dict[str, tuple[int, ...]], tensors: dict[str, tuple[int, ...]]) -> bool:
    if not name.endswith(_A):
        return True  # It is looked at with its other half.
    a, b, weight = shapes[name], shapes[_partner(name)], tensors.get(name.removesuffix(_A), ())
    return len(a) == len(b) == len(weight) == 2 and a[1] == b[0] and (a[0], b[1]) == weight


def _partner(name: str) -> str:
    """The other matrix of a pair; no name for what is none."""
    if name.endswith(_A):
        return name.removesuffix(_A) + _B
    return name.removesuffix(_B) + _A if name.endswith(_B) else ""


def _text(metadata: Metadata, key: str) -> str:
    value = metadata.get(key, "")
    return printable(value) if isinstance(value, str) else ""
