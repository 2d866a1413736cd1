"""Policies that sample whole solutions: greedy, majority, best-of-N, weighted best-of-N. A rollout is one sample.

They differ in how the answer is chosen. A run that is continued first writes the samples to their end that the run
before left open, then as many new ones. A step that a person adds becomes one more sample.
"""

from collections.abc import Set
from dataclasses import dataclass, replace

from engine.search.policy import Expansion, Move, PolicyState, expandable, steps_by_hand
from engine.search.vote import Rule
from engine.types import NodeId, SearchSettings, Tree


@dataclass(frozen=True, slots=True)
class Greedy:
    """One line of thought at temperature 0."""

    rule: Rule = Rule.BEST

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        return _sample_once(tree, state, samples=0 if tree[tree.focus].expanded else 1)


@dataclass(frozen=True, slots=True)
class Samples:
    """Independent lines of thought, ``candidates`` in number, all asked for at once.

    Rule.COUNT is self-consistency (Wang et al. 2023), Rule.BEST best-of-N (Cobbe et al. 2021), Rule.WEIGHT weighted
    best-of-N (Li et al. 2023).
    """

    rule: Rule

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        return _sample_once(tree, state, samples=settings.budget.candidates)


def _sample_once(tree: Tree, state: PolicyState, *, samples: int) -> Move:
    begun = state.rollouts > 0
    opened = steps_by_hand(tree) if begun else [node.id for node in expandable(tree, 0) if node.id != tree.focus]
    expansions = [Expansion(node, 1, until_end=True) for node in opened]
    if samples and not begun:
        expansions.append(Expansion(tree.focus, samples, until_end=True))
    asked = sum(expansion.candidates for expansion in expansions)
    return Move(replace(state, rollouts=state.rollouts + asked), tuple(expansions))
