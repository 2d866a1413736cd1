"""Sources of values: what each knows about open steps and about finished solutions. Each works without the others.

A source gives open steps a first value in [-1, 1], or none, and finished solutions a weight in [0, 1]. A step's prior
is the mean of what its sources say; a leaf's value is 2w - 1 with w the product of its weights.

*Agreement* (self-consistency, Wang et al. 2023) and *execution* need no second model. *PPM* is the process preference
model's score of a step. *Truth* knows the given answer: for data generation alone; it never takes part in a vote.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from math import prod
from typing import Protocol

from engine.search.state import numbers_in, state_key
from engine.types import Node, NodeId, NodeStatus, Tree, ValueName

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$")
_USELESS = re.compile(r"^(|none|nan|[-+]?inf(inity)?|zoo|[-+]?oo|\[\]|\(\)|\{\}|set\(\)|emptyset)$", re.IGNORECASE)
_UNEVALUATED = re.compile(r"<[^>]*>|Piecewise|Integral\(|Sum\(|ConditionSet|RootOf|\bobject at\b")

_USELESS_WEIGHT = 0.05
_UNEVALUATED_WEIGHT = 0.2
_NEGATIVE_WEIGHT = 0.4
_LONG_FLOAT_WEIGHT = 0.35
_TEXT_WEIGHT = 0.25
_LONG_FLOAT_DECIMALS = 4
_UNSCORED = 0.5
_LARGEST_SCORE = 0.999999

AnswerClasses = Mapping[str, str]
"""Maps an answer's text to the first seen text that means the same; a missing text stands for itself."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of answers: each class's share of the vote in [0, 1], and which answers equal the given one."""

    shares: Mapping[str, float]
    same: AnswerClasses
    right: Mapping[str, bool]


class ValueSource(Protocol):
    """One kind of evidence."""

    def step_values(self, layer: Sequence[Node], given: Set[str]) -> Mapping[NodeId, float]:
        """First values in [-1, 1] of the open steps of one layer; ``given`` are the problem's own numbers."""

    def weight(self, leaf: Node, standing: Standing) -> float:
        """Weight in [0, 1] of a finished solution."""


class Agreement:
    """Independent attempts that come to the same support each other: whole solutions and single steps."""

    def step_values(self, layer: Sequence[Node], given: Set[str]) -> Mapping[NodeId, float]:
        """The share of siblings that ran to the same values, minus a half."""
        states = {node.id: state_key(node, given) for node in layer}
        counts = Counter(states.values())
        return {node.id: counts[states[node.id]] / len(layer) - 0.5 for node in layer if node.status is NodeStatus.OPEN}

    def weight(self, leaf: Node, standing: Standing) -> float:
        """The share of the vote that the leaf's answer holds."""
        answer = leaf.answer or ""
        return standing.shares.get(standing.same.get(answer, answer), 0.0)


class Execution:
    """What kind of value a program that ran has printed."""

    def step_values(self, layer: Sequence[Node], given: Set[str]) -> Mapping[NodeId, float]:
        """Nothing: of open steps, all have run."""
        return {}

    def weight(self, leaf: Node, standing: Standing) -> float:
        return execution_evidence(leaf)


class Preference:
    """The process preference model (Guan et al. 2025, section 3.3)."""

    def step_values(self, layer: Sequence[Node], given: Set[str]) -> Mapping[NodeId, float]:
        return {node.id: node.score for node in layer if node.score is not None and node.status is NodeStatus.OPEN}

    def weight(self, leaf: Node, standing: Standing) -> float:
        """The probability that the solution is right."""
        return _UNSCORED if leaf.score is None else chance_of(leaf.score)


class Truth:
    """Whether the answer equals the given one."""

    def step_values(self, layer: Sequence[Node], given: Set[str]) -> Mapping[NodeId, float]:
        return {}

    def weight(self, leaf: Node, standing: Standing) -> float:
        return 1.0 if standing.right.get(leaf.answer or "", False) else 0.0


_SOURCES: dict[ValueName, ValueSource] = {
    ValueName.AGREEMENT: Agreement(),
    ValueName.EXECUTION: Execution(),
    ValueName.PPM: Preference(),
    ValueName.TRUTH: Truth(),
}
_NO_STANDING = Standing({}, {}, {})


def chance_of(score: float) -> float:
    """The probability in [0, 1] of a right end: sigmoid(v), from the preference model's score tanh(v / 5)."""
    score = min(max(score, -_LARGEST_SCORE), _LARGEST_SCORE)
    odds: float = ((1.0 + score) / (1.0 - score)) ** 2.5
    return odds / (1.0 + odds)


def layer_priors(names: Sequence[ValueName], layer: Sequence[Node], problem_text: str) -> dict[NodeId, float]:
    """The prior of each open step of a layer that any source says something about."""
    given = numbers_in(problem_text)
    said = [_SOURCES[name].step_values(layer, given) for name in names]
    values = {node.id: [opinion[node.id] for opinion in said if node.id in opinion] for node in layer}
    return {node: sum(opinions) / len(opinions) for node, opinions in values.items() if opinions}


def leaf_values(names: Sequence[ValueName], tree: Tree, standing: Standing) -> dict[NodeId, float]:
    """Value in [-1, 1] of every leaf that ended: -1 for failed ones.

    The values of earlier leaves move as later ones finish, since agreement does.
    """
    values = {node.id: -1.0 for node in tree.nodes if node.status is NodeStatus.FAILED}
    for node in tree.finished():
        values[node.id] = 2.0 * prod(leaf_weights(names, node, standing).values()) - 1.0
    return values


def leaf_weights(names: Sequence[ValueName], leaf: Node, standing: Standing) -> dict[ValueName, float]:
    """What each source says of a finished solution; their product decides its value."""
    return {name: _SOURCES[name].weight(leaf, standing) for name in names}


def vote_weight(names: Sequence[ValueName], leaf: Node) -> float:
    """Weight of a finished solution in the vote: all sources but agreement, which is the vote, and truth."""
    voting = [name for name in names if name not in (ValueName.AGREEMENT, ValueName.TRUTH)]
    return prod(_SOURCES[name].weight(leaf, _NO_STANDING) for name in voting)


def execution_evidence(node: Node) -> float:
    """Weight in (0, 1] of a finished solution from what its program printed.

    A plain number counts fully; a float with a long tail, a negative number, an unevaluated object or nothing useful
    counts less, since in worked problems those come far more often from wrong programs.
    """
    text = (node.answer or "").strip()
    if _USELESS.match(text):
        return _USELESS_WEIGHT
    if _UNEVALUATED.search(text):
        return _UNEVALUATED_WEIGHT
    if not _NUMBER.match(text):
        return _TEXT_WEIGHT
    weight = _NEGATIVE_WEIGHT if text.startswith("-") else 1.0
    decimals = text.partition(".")[2]
    return weight * (_LONG_FLOAT_WEIGHT if len(decimals) > _LONG_FLOAT_DECIMALS else 1.0)
