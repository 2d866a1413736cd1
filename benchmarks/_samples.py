"""Whole samples of measured problems in a feature file, and how their answers are voted on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.features import Features, path_rows
from models.training.measure import bootstrap

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Solution:
    """A whole solution: the rows of its steps, all its tokens, its class of equal answers (-1 without one), whether it
    is right.
    """

    path: tuple[int, ...]
    tokens: int
    answer: int
    right: bool

    @property
    def row(self) -> int:
        """Of its last step."""
        return self.path[-1]


def solutions_of(features: Features) -> list[list[Solution]]:
    """Of each problem all lines of thought that ended, those that were cut off too."""
    parents = set(zip(features.problems.tolist(), features.parents.tolist(), strict=True))
    found: list[list[Solution]] = [[] for _ in features.problem_ids]
    for row, path in enumerate(path_rows(features)):
        problem, node = int(features.problems[row]), int(features.nodes[row])
        if (problem, node) not in parents:
            tokens = int(features.tokens[path].sum())
            found[problem].append(
                Solution(tuple(path), tokens, int(features.answers[row]), bool(features.outcomes[row] == 1))
            )
    return found


def vote(solutions: Sequence[Solution], weights: Scores) -> float:
    """1 where the answer with the most weight is right, else 0; ``weights`` are by row."""
    sums: dict[int, float] = {}
    right: dict[int, bool] = {}
    for solution in solutions:
        sums[solution.answer] = sums.get(solution.answer, 0.0) + float(weights[solution.row])
        right[solution.answer] = solution.right
    return float(right[max(sums, key=lambda answer: sums[answer])]) if sums else 0.0


def chances_of(values: Scores) -> Scores:
    """The chance sigmoid(v) of a right end."""
    return np.asarray(1.0 / (1.0 + np.exp(-values)), np.float32)


def interval(differences: NDArray[np.float64]) -> tuple[float, float]:
    """95 % bounds of the mean over problems."""
    low, high = bootstrap(lambda rows, _: float(differences[rows].mean()), np.arange(len(differences)))
    return low, high
