"""What a preference model is trained on: one row for each step of searches whose answers are known, in one file.

A safetensors file: no code can hide in it, and numpy reads it without torch.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import KnownError
from models.ppm import BadHeadError, read_tensors, write_tensors

FORMAT = "stepwise-features-1"
_ARRAYS = ("states", "facts", "q_values", "outcomes", "problems", "nodes", "parents", "depths", "tokens", "answers")


class BadFeaturesError(KnownError):
    """A feature file cannot be used."""

    exit_code = 9


@dataclass(frozen=True, slots=True)
class Features:
    """Rows of steps; row i stands for the same step in all arrays.

    Attributes:
        backbone_sha256, backbone: the model file that wrote the steps, and its name.
        layers: whose outputs were pooled, as in ``models.ppm.Card``. fact_names: what ``facts`` holds.
        problem_ids: of ``problems``.
        states: float16, shape (rows, layers, width).
        facts: float32, shape (rows, facts): see ``engine.evidence``.
        q_values: float32, shape (rows,): Q in [-1, 1] backed up from right (+1) and wrong (-1) ends.
        outcomes: int8, shape (rows,): 1 a solution that ended right, 0 one that ended wrong or failed, -1 a step that
            goes on or was given up.
        problems, nodes, parents, depths, tokens: int32, shape (rows,): index into ``problem_ids``, id in its tree, id
            of the step before it (0 is the problem), depth from 1, sampled tokens.
        answers: int32, shape (rows,): number of the class of equal answers that a finished solution gave, within its
            problem; -1 for all other steps.
    """

    backbone_sha256: str
    backbone: str
    layers: tuple[int, ...]
    fact_names: tuple[str, ...]
    problem_ids: tuple[str, ...]
    states: NDArray[np.float16]
    facts: NDArray[np.float32]
    q_values: NDArray[np.float32]
    outcomes: NDArray[np.int8]
    problems: NDArray[np.int32]
    nodes: NDArray[np.int32]
    parents: NDArray[np.int32]
    depths: NDArray[np.int32]
    tokens: NDArray[np.int32]
    answers: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.outcomes)

    def of(self, rows: NDArray[np.intp]) -> "Features":
        """The same with some rows alone."""
        return Features(
            self.backbone_sha256,
            self.backbone,
            self.layers,
            self.fact_names,
            self.problem_ids,
            *(getattr(self, name)[rows] for name in _ARRAYS),
        )


def save_features(path: Path, features: Features) -> None:
    """Write a file that appears when it is complete, replacing an older one."""
    about = {
        "format": FORMAT,
        "backbone_sha256": features.backbone_sha256,
        "backbone": features.backbone,
        "layers": json.dumps(features.layers),
        "fact_names": json.dumps(features.fact_names),
        "problem_ids": json.dumps(features.problem_ids),
    }
    write_tensors(path, {name: getattr(features, name) for name in _ARRAYS}, about)


def load_features(path: Path) -> Features:
    """Read a feature file.

    Raises:
        BadFeaturesError: it is missing, damaged, or of another version.
    """
    try:
        arrays, about = read_tensors(path)
    except BadHeadError as error:
        raise BadFeaturesError(f"{path.name} is no feature file that can be read; generate it again.") from error
    if about.get("format") != FORMAT:
        raise BadFeaturesError(f"{path.name} is a feature file of another version of Stepwise; generate it again.")
    if missing := [name for name in _ARRAYS if name not in arrays]:
        raise BadFeaturesError(f"{path.name} lacks {', '.join(missing)}; generate it again.")
    columns: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
    return Features(
        backbone_sha256=about["backbone_sha256"],
        backbone=about["backbone"],
        layers=tuple(json.loads(about["layers"])),
        fact_names=tuple(json.loads(about["fact_names"])),
        problem_ids=tuple(json.loads(about["problem_ids"])),
        **columns,
    )


def path_rows(features: Features) -> list[list[int]]:
    """For each row the rows from its first step down to it, itself included."""
    at = {
        (int(problem), int(node)): row
        for row, (problem, node) in enumerate(zip(features.problems, features.nodes, strict=True))
    }
    paths: list[list[int]] = []
    for row in range(len(features)):
        path, problem = [row], int(features.problems[row])
        while (parent := at.get((problem, int(features.parents[path[-1]])))) is not None:
            path.append(parent)
        paths.append(path[::-1])
    return paths
