"""A preference model of a few numbers."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np

from engine.evidence import FACT_NAMES
from models.backbone_ppm import KEY, BackboneCard, encoded
from models.ppm import Card, Head
from tests.helpers.model_files import MetadataValue, Tensor, gguf_of


def small_head(
    *,
    width: int = 4,
    layers: tuple[int, ...] = (1,),
    facts: tuple[str, ...] = ("length", "noise"),
    backbone_sha256: str = "ab" * 32,
    hidden: int = 3,
    seed: int = 0,
) -> Head:
    """A head with random weights that reads the step, its path and facts."""
    card = Card(
        backbone="tiny",
        backbone_sha256=backbone_sha256,
        width=width,
        layers=layers,
        pools=("step", "path"),
        facts=facts,
        loss="pairwise",
        data="made by hand",
        rounds=0,
        metrics={"auc_all": 0.5},
        command="none",
    )
    inputs = 2 * len(layers) * width + len(facts)
    generator = np.random.default_rng(seed)
    shift, scale, weight, bias, output = (
        generator.normal(size=size).astype(np.float32)
        for size in ((inputs,), (inputs,), (inputs, hidden), (hidden,), (hidden,))
    )
    return Head(card, shift, np.abs(scale), weight, bias, output, np.asarray(0.25, np.float32))


def write_backbone_ppm(path: Path, *, width: int, backbone_sha256: str, rank: int = 2, seed: int = 0) -> Path:
    """A preference model that reads the steps, with random weights: an adapter for the query of the first layer of a
    model of the Llama family, and a value layer.
    """
    draw = np.random.default_rng(seed)
    card = BackboneCard(
        backbone="tiny",
        backbone_sha256=backbone_sha256,
        output=encoded(draw.normal(scale=0.01, size=width).astype(np.float32)),
        bias=0.25,
        metrics={},
        data="made by hand",
    )
    keys: dict[str, MetadataValue] = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "general.name": "Tiny preference model",
        "adapter.type": "lora",
        "adapter.lora.alpha": 4.0,
        KEY: msgspec.json.encode(card).decode(),
    }
    halves = {name: draw.normal(scale=0.05, size=(rank, width)).astype("<f4") for name in ("a", "b")}
    shapes = {"a": (width, rank), "b": (rank, width)}
    matrices: dict[str, Tensor] = {
        f"blk.0.attn_q.weight.lora_{name}": (shapes[name], 0, half.tobytes()) for name, half in halves.items()
    }
    path.write_bytes(gguf_of(keys, matrices))
    return path


def fact_head(base: float, **slopes: float) -> Head:
    """A head for the scripted backend: v is ``base`` and, for each fact named, its slope times the fact."""
    like = small_head(width=8, layers=(0, -1), facts=FACT_NAMES, hidden=1)
    weight = np.zeros_like(like.weight)
    for name, slope in slopes.items():
        weight[len(weight) - len(FACT_NAMES) + FACT_NAMES.index(name)] = slope
    return replace(
        like,
        card=msgspec.structs.replace(like.card, linear=True),
        shift=np.zeros_like(like.shift),
        scale=np.ones_like(like.scale),
        weight=weight,
        bias=np.zeros_like(like.bias),
        output=np.ones_like(like.output),
        output_bias=np.asarray(base, np.float32),
    )
