"""The preference model in the paper's form (rStar-Math, Guan et al. 2025, section 3.3): the backbone itself, fine-tuned
with LoRA, and a linear value layer on its last hidden state.

One GGUF file: llama.cpp reads it as an adapter, and the value layer stands in its header beside the card. It reads the
problem and the steps as text, so it needs no hidden states of the policy, and costs a pass over the steps of its own.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.gguf import read_records
from models.ppm import BadHeadError

KEY = "stepwise.preference"
VERSION = 1


class BackboneCard(msgspec.Struct, frozen=True, kw_only=True):
    """What such a preference model is.

    Attributes:
        version: of this format. backbone, backbone_sha256: the model file that it was trained on.
        output: the value layer's weights, little-endian float32 in base64; bias: what is added.
        metrics: of held-out problems. data: what it was trained on, in words. loss: as in ``models.ppm.Card``.
        command: what makes it anew.
    """

    version: int = VERSION
    backbone: str
    backbone_sha256: str
    output: str
    bias: float
    metrics: dict[str, float]
    data: str
    loss: str = "pairwise"
    command: str = "stepwise lab finetune"
    licence: str = "Apache-2.0"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class BackbonePpm:
    """A preference model whose backbone is read with the adapter in ``path``.

    Attributes:
        output: shape (width,).
    """

    path: Path
    card: BackboneCard
    output: NDArray[np.float32]

    def value(self, state: NDArray[np.float32]) -> float:
        """v of the last hidden state after the final norm, shape (width,)."""
        return float(state @ self.output) + self.card.bias


def encoded(weights: NDArray[np.float32]) -> str:
    """A value layer's weights as the card has them."""
    return base64.b64encode(np.ascontiguousarray(weights, "<f4").tobytes()).decode()


def is_backbone_ppm(path: Path) -> bool:
    """Whether a file is such a preference model; False for whatever cannot be read."""
    try:
        return KEY in read_records(path)[0]
    except ModelError:
        return False


def load_backbone_ppm(path: Path) -> BackbonePpm:
    """Read its header.

    Raises:
        BadHeadError: it is damaged, of a newer version, or none.
        UnknownModelError, BadModelFileError: there is no such file, or it is no GGUF file.
    """
    metadata, shapes = read_records(path)
    card = _card(path, metadata)
    try:
        output = np.frombuffer(base64.b64decode(card.output, validate=True), "<f4").astype(np.float32)
    except ValueError as error:
        raise _damaged(path) from error
    widths = {shape[0] for name, shape in shapes.items() if name.endswith("attn_q.weight.lora_a")}
    if {len(output)} != widths or not np.isfinite(output).all() or not np.isfinite(card.bias):
        raise _damaged(path)
    return BackbonePpm(path, card, output)


def _card(path: Path, metadata: Mapping[str, object]) -> BackboneCard:
    told = metadata.get(KEY)
    if not isinstance(told, str):
        raise BadHeadError(
            f"{path.name} is no preference model; choose a file that `stepwise lab train` or `stepwise lab finetune` "
            "wrote."
        )
    try:
        if msgspec.json.decode(told, type=_Version).version > VERSION:
            raise BadHeadError(f"The preference model {path.name} was made by a newer Stepwise; update the app.")
        return msgspec.json.decode(told, type=BackboneCard)
    except msgspec.MsgspecError as error:
        raise _damaged(path) from error


class _Version(msgspec.Struct, frozen=True):
    version: int


def _damaged(path: Path) -> BadHeadError:
    return BadHeadError(f"The preference model {path.name} is damaged; train it anew.")
