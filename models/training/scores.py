"""What is measured of a head on held-out problems, and the calibration of its v."""

import numpy as np
from numpy.typing import NDArray

from models.features import Features
from models.training.logistic import fit_logistic
from models.training.measure import auc, auc_within, bootstrap, pair_accuracy
from models.training.pairs import Pairs, ends_below

_LEAST_SLOPE = 0.01
_RIDGE = 1e-3


def selection_score(values: NDArray[np.float32], features: Features, pairs: Pairs) -> float | None:
    """What early stopping looks at: the mean of pair accuracy and area over finished solutions; None if neither is
    known.
    """
    finished = features.outcomes >= 0
    parts = (
        pair_accuracy(values[pairs.positives], values[pairs.negatives], pairs.weights),
        auc(values[finished], features.outcomes[finished]),
    )
    known = [part for part in parts if np.isfinite(part)]
    return float(np.mean(known)) if known else None


def metrics_of(values: NDArray[np.float32], features: Features, pairs: Pairs) -> dict[str, float]:
    """Measures of v on rows and pairs of held-out problems; those that these rows cannot give are left out.

    ``auc_all`` and ``auc_within`` tell right from wrong solutions, over all and within a problem; ``auc_unfinished``
    tells steps that lead to a right end from those that only lead to wrong ones. Names with _low and _high are bounds
    of 95 % intervals over problems.
    """
    finished = features.outcomes >= 0
    right, wrong = ends_below(features)
    going_on = (features.outcomes < 0) & (right | wrong)
    scores, labels, problems = values[finished], features.outcomes[finished] == 1, features.problems[finished]
    found = {
        "pair_accuracy": pair_accuracy(values[pairs.positives], values[pairs.negatives], pairs.weights),
        "auc_all": auc(scores, labels),
        "auc_within": auc_within(scores, labels, problems),
        "auc_unfinished": auc(values[going_on], right[going_on]),
        "held_out_problems": float(len(np.unique(features.problems))),
        "held_out_solutions": float(finished.sum()),
        "held_out_pairs": float(len(pairs)),
    }
    bounds = {
        "auc_all": bootstrap(lambda rows, _: auc(scores[rows], labels[rows]), problems),
        "auc_within": bootstrap(lambda rows, drawn: auc_within(scores[rows], labels[rows], drawn), problems),
    }
    for name, (low, high) in bounds.items():
        found |= {f"{name}_low": low, f"{name}_high": high}
    return {name: value for name, value in found.items() if np.isfinite(value)}


def right_chances(features: Features) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """For each row whether any end of it is known, and the chance that it ends right.

    That of a step that goes on is (Q + 1) / 2, of a solution 0 or 1.
    """
    right, wrong = ends_below(features)
    chances = np.where(features.outcomes >= 0, features.outcomes == 1, (features.q_values + 1.0) / 2.0)
    return right | wrong, chances.astype(np.float32)


def calibration(values: NDArray[np.float32], features: Features) -> tuple[float, float]:
    """The slope, above 0, and the shift that make sigmoid(slope * v + shift) the chance of a right end."""
    known, all_chances = right_chances(features)
    chances = all_chances[known].astype(np.float64)
    seen = values[known].astype(np.float64)
    fitted = fit_logistic(seen[:, None], chances, _RIDGE)
    if fitted.weights[0] >= _LEAST_SLOPE:
        return float(fitted.weights[0]), fitted.bias
    # A head that found nothing must not be turned round by chance.
    share = float(np.clip(chances.mean(), 0.01, 0.99))
    return _LEAST_SLOPE, float(np.log(share / (1.0 - share)) - _LEAST_SLOPE * seen.mean())
