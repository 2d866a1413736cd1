"""A preference model of a few numbers."""

from dataclasses import replace

import msgspec
import numpy as np

from engine.evidence import FACT_NAMES
from models.ppm import Card, Head


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
