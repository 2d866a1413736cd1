"""Logistic regression with a ridge, by Newton's method; for few columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MOST_STEPS = 100
_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class Logistic:
    """logit = bias + columns @ weights."""

    bias: float
    weights: NDArray[np.float64]


def fit_logistic(columns: NDArray[np.float64], targets: NDArray[np.float64], ridge: float) -> Logistic:
    """The maximum of the mean log-likelihood less ridge / 2 * |weights|^2 of standardised columns.

    Args:
        columns: shape (rows, columns). targets: probabilities in [0, 1], shape (rows,). ridge: above 0, so that there
            is a maximum even where the columns part right from wrong.
    """
    shift, spread = columns.mean(axis=0), columns.std(axis=0)
    scale = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > 1e-12)
    design = np.column_stack([np.ones(len(columns)), (columns - shift) * scale])
    penalty = np.r_[0.0, np.full(columns.shape[1], ridge)]
    found = np.zeros(design.shape[1])
    cost = _cost(design, targets, penalty, found)
    for _ in range(_MOST_STEPS):
        step = _newton_step(design, targets, penalty, found)
        for _ in range(_HALVINGS):
            lower = _cost(design, targets, penalty, found - step)
            if lower <= cost:
                break
            step = step / 2.0
        else:
            break
        found, gain, cost = found - step, cost - lower, lower
        if gain < 1e-12:
            break
    weights = found[1:] * scale
    return Logistic(float(found[0] - weights @ shift), weights)


def _cost(
    design: NDArray[np.float64], targets: NDArray[np.float64], penalty: NDArray[np.float64], found: NDArray[np.float64]
) -> float:
    logits = design @ found
    return float(np.mean(np.logaddexp(0.0, logits) - targets * logits) + 0.5 * penalty @ found**2)


def _newton_step(
    design: NDArray[np.float64], targets: NDArray[np.float64], penalty: NDArray[np.float64], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    chances = 1.0 / (1.0 + np.exp(-np.clip(design @ found, -500.0, 500.0)))
    gradient = design.T @ (chances - targets) / len(targets) + penalty * found
    curvature = (design * (chances * (1.0 - chances))[:, None]).T @ design / len(targets) + np.diag(penalty)
    # The bias has no penalty: its curvature vanishes when every chance is near 0 or 1.
    return np.asarray(np.linalg.solve(curvature + 1e-9 * np.eye(len(found)), gradient))
