"""The preference model at work in a search: hidden states and facts of a step in, its score out.

The head is a few small matrices (``models.ppm``); the states come with the decode that wrote the step.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.backend import ModelInfo
from engine.evidence import FACT_NAMES, facts
from engine.types import Node, NodeId, Part, StepFormat
from models.ppm import NO_OTHER_LEAD, BadHeadError, Head, backbone_layers, input_row, pooled_labels, score_of, value_of

State = NDArray[np.float32]
"""A hidden state, shape (width,)."""

Pooled = NDArray[np.float32]
"""States of a step, shape (labels, width), labels as ``models.ppm.pooled_labels`` of the backend's layers."""

FACT_KINDS = {
    "likelihood": ("depth", "tokens", "logprob", "path_logprob", "worst_logprob"),
    "execution": ("open", "finished", "failed", "pruned", "names", "symbolic", "prints"),
    "values": ("fresh_values", "whole_values", "negative_values", "long_values", "size"),
    "numbers": ("numbers_used", "numbers_unused", "foreign_numbers", "repeated_numbers", "unused_names"),
    "printed answer": (
        "answer_weight",
        "answer_number",
        "answer_whole",
        "answer_below_one",
        "answer_given",
        "answer_size",
    ),
}
"""Facts are told together by what they are about."""

_KIND_OF = {fact: kind for kind, names in FACT_KINDS.items() for fact in names}
_DIGITS = 4


class StepScorer(Protocol):
    """A preference model: ``Scorer`` is a head on the policy's states, ``engine.reading.ReadingScorer`` reads the text.

    Attributes:
        needs_states: whether steps without pooled states cannot be scored.
    """

    @property
    def needs_states(self) -> bool: ...

    @property
    def read_tokens(self) -> int:
        """Tokens that scoring has evaluated so far, beside the policy's."""

    def score(
        self, problem_text: str, path: Sequence[Node], states: Sequence[Pooled], step_format: StepFormat, /
    ) -> tuple[float, tuple[Part, ...]]:
        """tanh(v / 5) of the last step of a path, the root excluded, and the parts of v."""

    def confidence(
        self, scores: Mapping[str, Sequence[float]], answer: str, /
    ) -> tuple[float, tuple[Part, ...]] | None:
        """The calibrated chance that an answer is right, and its parts; None without."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A head, and where what it reads stands among what is pooled."""

    head: Head
    at: tuple[int, ...]
    needs_states: ClassVar[bool] = True
    read_tokens: ClassVar[int] = 0

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

    def confidence(self, scores: Mapping[str, Sequence[float]], answer: str) -> tuple[float, tuple[Part, ...]] | None:
        """The calibrated chance that an answer is right, from agreement and scores, and what its log-odds are the sum
        of; None without a combiner.

        Args:
            scores: of the finished solutions, by class of equal answers.
        """
        if self.head.card.combiner is None or answer not in scores:
            return None
        values = {name: [value_of(score) for score in found] for name, found in scores.items()}
        inside, others = values[answer], [value for name, found in values.items() if name != answer for value in found]
        best = max(inside)
        terms = self.head.card.combiner.terms(
            share=len(inside) / (len(inside) + len(others)),
            best=best,
            mean=sum(inside) / len(inside),
            count=float(len(inside)),
            lead=best - max(others) if others else NO_OTHER_LEAD,
        )
        chance = float(1.0 / (1.0 + math.exp(-sum(terms.values()))))
        return chance, _parts(terms)

    def score(
        self, problem_text: str, path: Sequence[Node], states: Sequence[Pooled], _step_format: StepFormat
    ) -> tuple[float, tuple[Part, ...]]:
        """tanh(v / 5) of the last step of a path, the root excluded, and the parts of v: "base", the hidden states as
        the head's card names them ("step", "path"), and the facts by kind.

        Args:
            states: of each step of the path.
        """
        row = self._row(problem_text, path, states)
        parts: dict[str, float] = {}
        for name, amount in self.head.contributions(row).items():
            kind = _KIND_OF.get(name, name)
            parts[kind] = parts.get(kind, 0.0) + amount
        return score_of(float(self.head.values(row[None])[0])), _parts(parts)

    def _row(self, problem_text: str, path: Sequence[Node], states: Sequence[Pooled]) -> NDArray[np.float32]:
        chosen = [state[list(self.at)] for state in states]
        return input_row(self.head.card, chosen, [step.tokens for step in path], facts(problem_text, path))


def _parts(amounts: Mapping[str, float]) -> tuple[Part, ...]:
    return tuple(Part(name, round(amount, _DIGITS)) for name, amount in amounts.items())


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
