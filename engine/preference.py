"""The preference model at work in a search: hidden states and facts of a step in, its score out.

The head is a few small matrices (``models.ppm``); the states come with the decode that wrote the step.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backend import ModelInfo
from engine.evidence import FACT_NAMES, facts
from engine.types import Node, NodeId
from models.ppm import NO_OTHER_LEAD, BadHeadError, Head, backbone_layers, input_row, pooled_labels, score_of, value_of

Pooled = NDArray[np.float32]
"""States of a step, shape (labels, width), labels as ``models.ppm.pooled_labels`` of the backend's layers."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A head, and where what it reads stands among what is pooled."""

    head: Head
    at: tuple[int, ...]

    @classmethod
    def of(cls, head: Head, layers: Sequence[int], info: ModelInfo) -> "Scorer":
        """Make a scorer for a loaded model; ``layers`` are those that its backend gives.

        Raises:
            BadHeadError: the head reads other layers, another width or other facts than there are.
        """
        card = head.card
        if card.width != info.width or max(backbone_layers(card.layers), default=0) >= info.layers:
            raise BadHeadError(
                f"The preference model was trained for {card.backbone}, whose hidden states have another size; choose "
                "that model or another preference model."
            )
        if card.facts not in ((), FACT_NAMES):
            raise BadHeadError("The preference model reads facts that this Stepwise does not gather; train it anew.")
        labels = pooled_labels(layers)
        return cls(head, tuple(labels.index(label) for label in card.layers))

    def confidence(self, scores: Mapping[str, Sequence[float]], answer: str) -> float | None:
        """The calibrated chance that an answer is right, from agreement and scores; None without a combiner.

        Args:
            scores: of the finished solutions, by class of equal answers.
        """
        if self.head.card.combiner is None or answer not in scores:
            return None
        values = {name: [value_of(score) for score in found] for name, found in scores.items()}
        inside, others = values[answer], [value for name, found in values.items() if name != answer for value in found]
        best = max(inside)
        logit = self.head.card.combiner.logit(
            share=len(inside) / (len(inside) + len(others)),
            best=best,
            mean=sum(inside) / len(inside),
            count=float(len(inside)),
            lead=best - max(others) if others else NO_OTHER_LEAD,
        )
        return float(1.0 / (1.0 + math.exp(-logit)))

    def score(self, problem_text: str, path: Sequence[Node], states: Sequence[Pooled]) -> float:
        """tanh(v / 5) of the last step of a path, the root excluded.

        Args:
            states: of each step of the path.
        """
        row = self._row(problem_text, path, states)
        return score_of(float(self.head.values(row[None])[0]))

    def _row(self, problem_text: str, path: Sequence[Node], states: Sequence[Pooled]) -> NDArray[np.float32]:
        chosen = [state[list(self.at)] for state in states]
        return input_row(self.head.card, chosen, [step.tokens for step in path], facts(problem_text, path))


class States:
    """Pooled states of the steps of one search, by node. Steps written by a person or carried over have none."""

    def __init__(self) -> None:
        self._pooled: dict[NodeId, Pooled] = {}

    def keep(self, node: NodeId, pooled: Pooled) -> None:
        """Remember the state of a step."""
        self._pooled[node] = pooled

    def of(self, path: Sequence[Node]) -> tuple[list[Node], list[Pooled]]:
        """Those steps of a path whose states are known, with their states."""
        known = [node for node in path if node.id in self._pooled]
        return known, [self._pooled[node.id] for node in known]
