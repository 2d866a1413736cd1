"""Which problems are held out: measured on, and never trained on."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from models.features import Features


def held_rows(features: Features, share: float, seed: int) -> NDArray[np.bool_]:
    """The rows of a share of the problems; as large a share of those with right and wrong solutions as of the others.

    No problem is held out of a kind that has only one.
    """
    generator = np.random.default_rng(seed)
    problems = np.unique(features.problems)
    mixed = np.intersect1d(
        features.problems[features.outcomes == 1], features.problems[features.outcomes == 0], assume_unique=False
    )
    held: list[NDArray[np.int32]] = []
    for kind in (mixed, np.setdiff1d(problems, mixed)):
        count = min(len(kind) - 1, max(1, round(share * len(kind)))) if share > 0 and len(kind) > 1 else 0
        held.append(generator.permutation(kind)[:count])
    return np.isin(features.problems, np.concatenate(held))


def rows_of(features: Features, problem_ids: Collection[str]) -> NDArray[np.bool_]:
    """The rows of these problems."""
    places = [place for place, name in enumerate(features.problem_ids) if name in problem_ids]
    return np.isin(features.problems, places)
