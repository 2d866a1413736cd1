"""Several heads, each with other problems held out, joined to one: every problem is trained on, and every problem is
measured by heads that have not seen it.

One head of so few data depends much on which problems stop its training early; the mean of several does so less
(figures in docs/LOG.md). The joined head is one head again: their hidden units side by side.
"""

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np

from models.features import Features
from models.ppm import Card, Head
from models.training.combiner import combiner_of
from models.training.inputs import inputs_of
from models.training.job import Progress, TrainOptions
from models.training.pairs import pairs_of
from models.training.ppm import train
from models.training.scores import metrics_of

_LEAST_PROBLEMS = 3


def train_folds(
    features: Features,
    options: TrainOptions,
    progress: Callable[[Progress], None] = lambda _: None,
    should_stop: Callable[[], bool] = lambda: False,
) -> Head:
    """Train ``options.folds`` heads and join them; their measures are those of problems they had not seen.

    Raises:
        KnownError: as ``models.training.ppm.train``.
    """
    folds = min(options.folds, len(np.unique(features.problems)) // _LEAST_PROBLEMS)
    if folds < 2:
        return train(features, options, progress, should_stop)
    drawn = np.random.default_rng(options.seed).permutation(len(features.problem_ids))
    inputs = inputs_of(features, options)
    unseen = np.zeros(len(features), np.float32)
    heads = []
    for fold in range(folds):
        held = drawn[fold::folds]

        def told(step: Progress, done: int = fold) -> None:
            progress(Progress(done * step.epochs + step.epoch, folds * step.epochs, step.loss, step.held_out))

        head = train(features, options, told, should_stop, [features.problem_ids[problem] for problem in held])
        rows = np.isin(features.problems, held)
        unseen[rows] = head.values(inputs[rows])
        heads.append(head)
    metrics = metrics_of(unseen, features, pairs_of(features, same_depth=options.same_depth))
    known = {
        "folds": float(folds),
        "epoch": float(np.mean([head.card.metrics["epoch"] for head in heads])),
        "train_rows": float(len(features)),
    }
    card = msgspec.structs.replace(heads[0].card, metrics=known | metrics, combiner=combiner_of(features, unseen))
    return joined(heads, card)


def joined(heads: list[Head], card: Card) -> Head:
    """The head whose v is the mean of those of ``heads``, which read the same inputs."""
    shift = np.mean([head.shift for head in heads], axis=0)
    scale = np.max([head.scale for head in heads], axis=0)
    weights, biases = [], []
    for head in heads:
        # What a head does to its input, in terms of the common shift and scale.
        ratio = np.divide(head.scale, scale, out=np.zeros_like(scale), where=scale > 0)
        weights.append(head.weight * ratio[:, None])
        biases.append(head.bias + ((shift - head.shift) * head.scale) @ head.weight)
    return replace(
        heads[0],
        card=card,
        shift=shift.astype(np.float32),
        scale=scale.astype(np.float32),
        weight=np.concatenate(weights, axis=1).astype(np.float32),
        bias=np.concatenate(biases).astype(np.float32),
        output=(np.concatenate([head.output for head in heads]) / len(heads)).astype(np.float32),
        output_bias=np.asarray(np.mean([head.output_bias for head in heads]), np.float32),
    )
