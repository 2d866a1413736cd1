"""The inputs of all rows of a feature file at once, and what must hold before anything is trained on them."""

import numpy as np
from numpy.typing import NDArray

from models.features import BadFeaturesError, Features, path_rows
from models.training.job import BadOptionsError, TrainOptions, layer_name


def require_usable(features: Features) -> None:
    """Check that arrays fit each other, and that there is something to tell apart.

    Raises:
        BadFeaturesError: they do not, or all solutions are right, or none is.
    """
    rows = len(features.outcomes)
    shapes = {
        "states": (rows, len(features.layers), features.states.shape[-1]),
        "facts": (rows, len(features.fact_names)),
        **dict.fromkeys(("q_values", "problems", "nodes", "parents", "depths", "tokens", "answers"), (rows,)),
    }
    for name, shape in shapes.items():
        if getattr(features, name).shape != shape:
            raise BadFeaturesError(f"The feature file is damaged ({name} do not fit); generate it again.")
    numbers = (features.states, features.facts, features.q_values)
    if not all(np.isfinite(array).all() for array in numbers) or (np.abs(features.q_values) > 1).any():
        raise BadFeaturesError("The feature file is damaged (values out of range); generate it again.")
    known = (features.problems >= 0) & (features.problems < len(features.problem_ids))
    if not known.all() or (features.parents >= features.nodes).any():
        raise BadFeaturesError("The feature file is damaged (steps without their problem); generate it again.")
    if not (features.outcomes == 1).any() or not (features.outcomes == 0).any():
        kind = "right" if (features.outcomes == 1).any() else "wrong"
        raise BadFeaturesError(
            f"Training needs right and wrong solutions, but these are all {kind}; generate features of more problems."
            if (features.outcomes >= 0).any()
            else "Training needs right and wrong solutions, but there are none; generate features of more problems."
        )


def inputs_of(features: Features, options: TrainOptions) -> NDArray[np.float32]:
    """What ``models.ppm.input_row`` makes of each row's path, as one array of shape (rows, inputs).

    Raises:
        BadOptionsError: the file has no such layer, or there is nothing to see.
    """
    places = [_place(features, layer) for layer in chosen_layers(features, options)]
    states = np.asarray(features.states[:, places], np.float32)
    pooled = {"step": states, "path": _path_means(features, states) if "path" in options.pools else states}
    parts = [pooled[pool].reshape(len(features), -1) for pool in options.pools]
    if options.facts:
        parts.append(np.asarray(features.facts, np.float32))
    if not sum(part.shape[1] for part in parts):
        raise BadOptionsError("A preference model must see hidden states or facts; allow one of them.")
    return np.concatenate(parts, axis=1)


def chosen_layers(features: Features, options: TrainOptions) -> tuple[int, ...]:
    """The layers asked for, or all of the file's."""
    return options.layers or features.layers


def _place(features: Features, layer: int) -> int:
    if layer not in features.layers:
        found = ", ".join(layer_name(layer) for layer in features.layers)
        raise BadOptionsError(f"The feature file has no states of layer {layer_name(layer)}; choose of {found}.")
    return features.layers.index(layer)


def _path_means(features: Features, states: NDArray[np.float32]) -> NDArray[np.float32]:
    """Means over the steps from the first one down to each row, weighted with their tokens."""
    paths = path_rows(features)
    weights = np.maximum(features.tokens.astype(np.float32), 1.0)
    sums, totals = states * weights[:, None, None], weights.copy()
    lengths = np.array([len(path) for path in paths])
    before = np.array([path[-2] if len(path) > 1 else -1 for path in paths])
    for length in range(2, int(lengths.max(initial=1)) + 1):
        rows = np.flatnonzero(lengths == length)
        sums[rows] += sums[before[rows]]
        totals[rows] += totals[before[rows]]
    return np.asarray(sums / totals[:, None, None], np.float32)
