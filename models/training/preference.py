"""The preference model as a fine-tuned backbone: Bradley-Terry on pairs, and what is measured of it."""

from collections.abc import Sequence

import numpy as np
import torch
from accelerate import Accelerator
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from models.training.chats import Row
from models.training.finetune_job import FinetuneOptions
from models.training.logistic import fit_logistic
from models.training.measure import auc, auc_within, bootstrap, pair_accuracy
from models.training.policy import ValueModel
from models.training.preferences import Group, Pair, Reply, pairs_of_step
from models.training.sft import padded
from models.training.steps import Steps

_RIDGE = 1e-3


class Preferences(Steps[Pair]):
    """A value model that learns which reply is to be preferred.

    The loss of a pair is -ln sigmoid(v+ - v-) (Guan et al. 2025, eq. 3) plus ``anchor`` times the mean cross-entropy of
    sigmoid(v) with each reply's own chance: pairs lie within a problem, and cannot tell hard problems from easy ones.
    """

    def __init__(
        self, model: ValueModel, groups: Sequence[Group], options: FinetuneOptions, accelerator: Accelerator
    ) -> None:
        super().__init__(model, options, accelerator)
        self._groups = groups

    def items(self, number: int) -> Sequence[Pair]:
        return pairs_of_step(self._groups, self.options, number)

    def tokens(self, item: Pair) -> int:
        return item.tokens

    def share(self, item: Pair) -> float:
        return item.weight

    def loss(self, items: Sequence[Pair]) -> Tensor:
        device = self.accelerator.device
        replies = [reply for pair in items for reply in (pair.chosen, pair.rejected)]
        values = self.model(*padded([reply.row for reply in replies], device))
        chances = torch.tensor([reply.chance for reply in replies], device=device)
        anchored = functional.binary_cross_entropy_with_logits(values, chances, reduction="none").view(-1, 2).mean(1)
        preferred = -functional.logsigmoid(values[::2] - values[1::2])
        weights = torch.tensor([pair.weight for pair in items], device=device)
        return (weights * (preferred + self.options.anchor * anchored)).sum()

    def values(self, rows: Sequence[Row]) -> NDArray[np.float64]:
        """v of rows, each on its own, on every process alike."""
        self.model.eval()
        found = []
        with torch.no_grad(), self.accelerator.autocast():
            for row in rows:
                found.append(float(self.model(*padded([row], self.accelerator.device))[0]))
        self.model.train()
        return np.array(found, np.float64)


def measured(preferences: Preferences, groups: Sequence[Group]) -> tuple[dict[str, float], tuple[float, float]]:
    """What v is worth on groups that were not trained on, by name as in ``models.training.scores.metrics_of``; and the
    slope, above 0, and shift that make sigmoid(slope * v + shift) the chance of a right end.
    """
    replies = list(dict.fromkeys(reply for group in groups for reply in (*group.chosen, *group.rejected)))
    if not replies:
        return {}, (1.0, 0.0)
    values = dict(zip(replies, preferences.values([reply.row for reply in replies]).tolist(), strict=True))
    positives, negatives, weights = list[float](), list[float](), list[float]()
    for group in groups:
        for one in group.chosen:
            for other in group.rejected:
                positives.append(values[one])
                negatives.append(values[other])
                weights.append(1.0 / (len(group.chosen) * len(group.rejected)))
    found = {"pair_accuracy": pair_accuracy(positives, negatives, weights)} | _areas(values, groups)
    known = {name: value for name, value in found.items() if np.isfinite(value)}
    return known, _calibration(values)


def _areas(values: dict[Reply, float], groups: Sequence[Group]) -> dict[str, float]:
    """Of whole solutions."""
    rows = [
        (values[reply], right, group.problem)
        for group in groups
        if group.is_solution
        for right, side in ((True, group.chosen), (False, group.rejected))
        for reply in side
    ]
    if not rows:
        return {}
    scores, labels = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    _, problems = np.unique([row[2] for row in rows], return_inverse=True)
    low, high = bootstrap(lambda chosen, _: auc(scores[chosen], labels[chosen]), problems)
    return {
        "auc_all": auc(scores, labels),
        "auc_all_low": low,
        "auc_all_high": high,
        "auc_within": auc_within(scores, labels, problems),
        "held_out_problems": float(problems.max() + 1),
        "held_out_solutions": float(len(rows)),
    }


def _calibration(values: dict[Reply, float]) -> tuple[float, float]:
    seen = np.array(list(values.values()), np.float64)
    fitted = fit_logistic(seen[:, None], np.array([reply.chance for reply in values]), _RIDGE)
    # One that found nothing must not be turned round by chance.
    return (float(fitted.weights[0]), fitted.bias) if fitted.weights[0] > 0 else (1.0, 0.0)
