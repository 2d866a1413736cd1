"""Feature files made by hand: searches whose right steps carry a planted signal in one layer's states."""

from collections.abc import Sequence

import numpy as np

from models.features import Features

LAYERS = (3, 5)
WIDTH = 12
FACTS = ("length", "noise")

Row = tuple[int, int, int, int, float, int]


def features_of(
    rows: Sequence[Row], states: np.ndarray[tuple[int, ...], np.dtype[np.float32]] | None = None
) -> Features:
    """Features of rows (problem, node, parent, depth, q, outcome); states of nought unless given."""
    columns = list(zip(*rows, strict=True))
    problems, nodes, parents, depths = (np.array(column, np.int32) for column in columns[:4])
    return Features(
        backbone_sha256="ab" * 32,
        backbone="tiny",
        layers=LAYERS,
        fact_names=FACTS,
        problem_ids=tuple(f"p{number}" for number in range(int(problems.max(initial=0)) + 1)),
        states=np.zeros((len(rows), len(LAYERS), WIDTH), np.float16) if states is None else states.astype(np.float16),
        facts=np.zeros((len(rows), len(FACTS)), np.float32),
        q_values=np.array(columns[4], np.float32),
        outcomes=np.array(columns[5], np.int8),
        problems=problems,
        nodes=nodes,
        parents=parents,
        depths=depths,
        tokens=1 + nodes % 7,
        # All right solutions agree, and so do all wrong ones.
        answers=np.array(columns[5], np.int32),
    )


def planted(signal: float = 2.0, problems: int = 30, solutions: int = 8, seed: int = 0) -> Features:
    """Solutions of one, two or three steps; ``signal`` says how far right ones lie from wrong ones in layer 5."""
    generator = np.random.default_rng(seed)
    rows: list[Row] = []
    for problem in range(problems):
        node = 0
        for solution in range(solutions):
            right = solution % 2 if solution < 2 else int(generator.random() < 0.4)
            length, parent = int(generator.integers(1, 4)), 0
            for depth in range(1, length + 1):
                node += 1
                rows.append((problem, node, parent, depth, 2.0 * right - 1.0, right if depth == length else -1))
                parent = node
    made = features_of(rows, generator.normal(size=(len(rows), len(LAYERS), WIDTH)).astype(np.float32))
    made.states[:, 1, 4] += (signal * made.q_values).astype(np.float16)
    made.facts[:] = generator.normal(size=made.facts.shape)
    return made
