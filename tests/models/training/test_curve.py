"""A loss curve tells when a training goes on for too long."""

import json

from models.training.curve import rose_since_best


def _curve(*held_out: float | None) -> list[bytes]:
    lines = [{"step": 10 * at, "loss": 1.0, "rate": 1e-4, "held_out": loss} for at, loss in enumerate(held_out, 1)]
    return [json.dumps({name: value for name, value in line.items() if value is not None}).encode() for line in lines]


def test_a_held_out_loss_that_rises_again_is_told_with_its_best_step() -> None:
    told = rose_since_best(_curve(1.3, None, 1.2, 1.6, 1.7))
    assert "lowest after step 30 (1.200) and has risen since (1.700)" in told
    assert "train fewer --steps" in told


def test_one_that_falls_or_was_not_measured_is_not_told() -> None:
    for curve in (_curve(), _curve(None, None), _curve(1.2), _curve(1.3, 1.2, None, 1.1), _curve(1.2, 1.2)):
        assert "" == rose_since_best(curve)
