"""Where a training stands, as one safetensors file that appears whole or not at all; the one before it is kept.

Tensors are the adapter's, the optimizer's and the random numbers'; the rest stands as JSON in the file's metadata,
with a checksum of all tensors, so that a damaged file is never gone on from.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from models.files import disk_faults
from models.training.finetune_job import BadCheckpointError

NAME, OLDER = "checkpoint.safetensors", "checkpoint-older.safetensors"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A moment of a training.

    Attributes:
        facts: what must be the same for a training to go on from it, by name.
        step: done so far. seconds, tokens: spent so far. held_out_before: measured before the first step.
    """

    facts: Mapping[str, str]
    step: int
    tokens: int
    seconds: float
    held_out_before: float | None
    held_out: float | None
    tensors: Mapping[str, Tensor]


def save(folder: Path, checkpoint: Checkpoint) -> None:
    """Write it beside the last one, which becomes the older one.

    Raises:
        StorageFullError, ReadOnlyError: the folder cannot be written; the last one stays.
    """
    tensors = {name: tensor.detach().contiguous().cpu() for name, tensor in checkpoint.tensors.items()}
    told = {
        "facts": dict(checkpoint.facts),
        "step": checkpoint.step,
        "tokens": checkpoint.tokens,
        "seconds": checkpoint.seconds,
        "held_out_before": checkpoint.held_out_before,
        "held_out": checkpoint.held_out,
        "sha256": _digest(tensors),
    }
    target, temporary = folder / NAME, folder / f"{NAME}.part"
    with disk_faults(folder):
        save_file(tensors, temporary, {"stepwise": json.dumps(told)})
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if target.exists():
            target.replace(folder / OLDER)
        temporary.replace(target)


def newest(folder: Path) -> tuple[Checkpoint | None, str]:
    """The newest whole checkpoint, None if there never was one; and a sentence if a damaged one was put aside.

    Raises:
        BadCheckpointError: there are only damaged ones.
    """
    damaged = ""
    for name in (NAME, OLDER):
        path = folder / name
        if not path.exists():
            continue
        found = _load(path)
        if found is not None:
            note = f"{damaged} is damaged; the training went on from step {found.step}." if damaged else ""
            if damaged:
                (folder / damaged).replace(folder / f"{damaged}.damaged")
            return found, note
        damaged = damaged or name
    if damaged:
        raise BadCheckpointError(
            f"{folder / damaged} is damaged and cannot be gone on from; delete it to begin anew, or choose another"
            " --out."
        )
    return None, ""


def _load(path: Path) -> Checkpoint | None:
    """None where it is damaged."""
    try:
        with safe_open(path, framework="pt") as file:
            told = json.loads((file.metadata() or {})["stepwise"])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, not a dict
        if told.pop("sha256") != _digest(tensors):
            return None
        return Checkpoint(tensors=tensors, **told)
    except (OSError, SafetensorError, ValueError, KeyError, TypeError):
        return None


def _digest(tensors: Mapping[str, Tensor]) -> str:
    digest = hashlib.sha256()
    for name in sorted(tensors):
        digest.update(name.encode())
        digest.update(tensors[name].reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()
