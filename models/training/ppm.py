"""Training of a head: the preference model of the paper (Guan et al. 2025, eq. 3), and its ablations PQM and ORM.

All rows are one batch: a few thousand steps fit, and the same seed gives the same head.
"""

import copy
from collections.abc import Callable, Collection

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from models.features import BadFeaturesError, Features
from models.ppm import Card, Head
from models.training.inputs import chosen_layers, inputs_of, require_usable
from models.training.job import Progress, TrainingStoppedError, TrainOptions
from models.training.pairs import Pairs, pairs_of
from models.training.scores import calibration, metrics_of, right_chances, selection_score
from models.training.split import held_rows, rows_of

_SCORE_DIVISOR = 5.0
# Of the mean spread of an input of the same kind: what varies less than this is taken for noise.
_SPREAD_FLOOR = 0.1

Objective = Callable[[Tensor], Tensor]


def train(
    features: Features,
    options: TrainOptions,
    progress: Callable[[Progress], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
    held_out: Collection[str] | None = None,
) -> Head:
    """Train a head and measure it on problems that it has not seen.

    Args:
        held_out: ids of those problems; None draws ``options.held_out`` of them.

    Raises:
        BadFeaturesError: the data cannot be trained on.
        BadOptionsError: the options ask for what the data lack.
        TrainingStoppedError: ``should_stop`` said so.
    """
    require_usable(features)
    held = held_rows(features, options.held_out, options.seed) if held_out is None else rows_of(features, held_out)
    pairs = pairs_of(features, same_depth=options.same_depth)
    inputs = inputs_of(features, options)
    shift, scale = _standard(inputs[~held], len(features.fact_names) if options.facts else 0, options.state_weight)
    standard = torch.from_numpy((inputs - shift) * scale)
    rows, objective = _objective(features, pairs, held, options)
    measured = np.flatnonzero(held)
    unseen, unseen_pairs = features.of(measured), _renumbered(pairs.where(held), measured)
    trial = _Trial(options, progress, should_stop)
    net = trial.run(
        standard[torch.from_numpy(rows)],
        objective,
        standard[torch.from_numpy(measured)],
        lambda values: selection_score(values, unseen, unseen_pairs),
    )
    values = _values(net, standard)
    known = {"epoch": float(trial.best_epoch), "train_rows": float(len(rows))}
    if options.loss == "pairwise":
        known["train_pairs"] = float(len(pairs.where(~held)))
        calibrated_on = held if _has_both(features, held) else ~held
        slope, offset = calibration(values[calibrated_on], features.of(np.flatnonzero(calibrated_on)))
    else:
        slope, offset = 1.0, 0.0
    known |= metrics_of(values[measured], unseen, unseen_pairs)
    return _head(net, shift, scale, slope, offset, _card(features, options, known))


class _Net(nn.Module):
    """The head while it is trained; linear if it has no hidden units."""

    def __init__(self, inputs: int, hidden: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.inner = nn.Linear(inputs, hidden or 1)
        self.outer = nn.Linear(hidden, 1) if hidden else None
        if self.outer is None:
            # There is one best linear head; it is sought from nought.
            nn.init.zeros_(self.inner.weight)
        nn.init.zeros_(self.inner.bias)

    def forward(self, rows: Tensor) -> Tensor:
        inner: Tensor = self.inner(self.dropout(rows))
        outer: Tensor = inner if self.outer is None else self.outer(torch.tanh(inner))
        return outer.squeeze(-1)


class _Trial:
    """One descent from one seed, which keeps the weights of its best epoch."""

    def __init__(
        self, options: TrainOptions, progress: Callable[[Progress], None], should_stop: Callable[[], bool]
    ) -> None:
        self.best_epoch = 0
        self._options = options
        self._progress = progress
        self._should_stop = should_stop

    def run(
        self,
        rows: Tensor,
        objective: Objective,
        unseen: Tensor,
        measure: Callable[[NDArray[np.float32]], float | None],
    ) -> _Net:
        options = self._options
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(options.seed)
            net = _Net(rows.shape[1], options.hidden, options.dropout)
            descent = _optimizer(net, options)
            best, best_score = copy.deepcopy(net.state_dict()), -1.0
            for epoch in range(1, options.epochs + 1):
                if self._should_stop():
                    raise TrainingStoppedError("Training was stopped; nothing was written.")
                net.train()
                descent.zero_grad()
                loss = objective(net(rows))
                loss.backward()
                descent.step()
                score = measure(_values(net, unseen)) if len(unseen) else None
                self._progress(Progress(epoch, options.epochs, float(loss.detach()), score))
                if score is None or score > best_score:
                    best, best_score, self.best_epoch = copy.deepcopy(net.state_dict()), score or 0.0, epoch
                elif epoch - self.best_epoch >= options.patience:
                    break
        net.load_state_dict(best)
        return net


def _optimizer(net: _Net, options: TrainOptions) -> torch.optim.Optimizer:
    weights = [weight for name, weight in net.named_parameters() if name.endswith("weight")]
    biases = [bias for name, bias in net.named_parameters() if name.endswith("bias")]
    # In the gradient, not decoupled: the minimum is that of the loss plus ridge / 2 * |weights|^2.
    groups = [{"params": weights, "weight_decay": options.ridge}, {"params": biases, "weight_decay": 0.0}]
    return torch.optim.Adam(groups, lr=options.rate)


def _objective(
    features: Features, pairs: Pairs, held: NDArray[np.bool_], options: TrainOptions
) -> tuple[NDArray[np.intp], Objective]:
    """The rows that a loss looks at, and the loss of their v."""
    if options.loss == "pairwise":
        return _pairwise(features, pairs.where(~held), held, options.anchor)
    if options.loss == "q":
        rows = np.flatnonzero(~held)
        wanted = torch.from_numpy(features.q_values[rows].astype(np.float32))
        return rows, lambda values: functional.mse_loss(torch.tanh(values / _SCORE_DIVISOR), wanted)
    if not _has_both(features, ~held):
        raise BadFeaturesError("Too few problems remain to train on; generate features of more problems.")
    rows = np.flatnonzero(~held & (features.outcomes >= 0))
    labels = torch.from_numpy((features.outcomes[rows] == 1).astype(np.float32))
    return rows, lambda values: functional.binary_cross_entropy_with_logits(values, labels)


def _pairwise(
    features: Features, pairs: Pairs, held: NDArray[np.bool_], anchor: float
) -> tuple[NDArray[np.intp], Objective]:
    if not len(pairs):
        raise BadFeaturesError(
            "There are no preference pairs, since no problem has right and wrong solutions; generate features of more"
            " problems."
        )
    known, chances = right_chances(features)
    rows = np.union1d(pairs.positives, pairs.negatives)
    if anchor:
        rows = np.union1d(rows, np.flatnonzero(known & ~held))
    positives, negatives = (
        torch.from_numpy(np.searchsorted(rows, part)) for part in (pairs.positives, pairs.negatives)
    )
    weights = torch.from_numpy(pairs.weights / pairs.weights.sum())
    targets = torch.from_numpy(chances[rows])

    def objective(values: Tensor) -> Tensor:
        preferred = -(weights * functional.logsigmoid(values[positives] - values[negatives])).sum()
        return (
            preferred + anchor * functional.binary_cross_entropy_with_logits(values, targets) if anchor else preferred
        )

    return rows, objective


def _standard(
    inputs: NDArray[np.float32], facts: int, state_weight: float
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Shift and scale that give states the spread ``state_weight`` and facts the spread 1; 0 for what never varies."""
    shift, spread = inputs.mean(axis=0), inputs.std(axis=0)
    states = inputs.shape[1] - facts
    wanted = np.r_[np.full(states, state_weight), np.ones(facts)]
    for part in (slice(0, states), slice(states, None)):
        varying = spread[part] > 1e-6
        floor = _SPREAD_FLOOR * float(spread[part][varying].mean()) if varying.any() else 0.0
        wanted[part] = np.where(varying, wanted[part] / np.maximum(spread[part], floor or 1.0), 0.0)
    return shift.astype(np.float32), wanted.astype(np.float32)


def _values(net: _Net, rows: Tensor) -> NDArray[np.float32]:
    net.eval()
    with torch.no_grad():
        return np.asarray(net(rows).numpy(), np.float32)


def _has_both(features: Features, rows: NDArray[np.bool_]) -> bool:
    found = set(features.outcomes[rows].tolist())
    return {0, 1} <= found


def _renumbered(pairs: Pairs, rows: NDArray[np.intp]) -> Pairs:
    """The pairs as places in ``rows``, which is sorted."""
    positives, negatives = np.searchsorted(rows, pairs.positives), np.searchsorted(rows, pairs.negatives)
    return Pairs(positives, negatives, pairs.weights, pairs.counts)


def _head(
    net: _Net,
    shift: NDArray[np.float32],
    scale: NDArray[np.float32],
    slope: float,
    offset: float,
    card: Card,
) -> Head:
    """The trained weights, with v made slope * v + offset."""
    inner = net.inner.weight.detach().numpy().T
    if net.outer is None:
        output, output_bias = np.ones(1, np.float32), 0.0
    else:
        output, output_bias = net.outer.weight.detach().numpy()[0], float(net.outer.bias.detach())
    return Head(
        card=card,
        shift=shift,
        scale=scale,
        weight=inner.astype(np.float32),
        bias=net.inner.bias.detach().numpy().astype(np.float32),
        output=(output * slope).astype(np.float32),
        output_bias=np.asarray(output_bias * slope + offset, np.float32),
    )


def _card(features: Features, options: TrainOptions, metrics: dict[str, float]) -> Card:
    return Card(
        backbone=features.backbone,
        backbone_sha256=features.backbone_sha256,
        width=int(features.states.shape[-1]),
        layers=chosen_layers(features, options) if options.pools else (),
        pools=options.pools,
        facts=features.fact_names if options.facts else (),
        loss=options.loss,
        linear=options.hidden == 0,
        data=options.data or f"{len(features)} steps of {len(np.unique(features.problems))} problems",
        rounds=options.rounds,
        metrics=metrics,
        command=options.command,
        seed=options.seed,
    )
