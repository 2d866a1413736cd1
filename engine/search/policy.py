"""What a policy is: a pure function from the tree and a small frozen state to what is written next.

A policy is asked again after each expansion that completes, while others may still be in flight; its answer depends on
nothing but its arguments, so the same seed gives the same tree. All begin at the tree's focus: the root, or the node
that a person has pinned.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Protocol

from engine.search.vote import Rule
from engine.types import Author, Node, NodeId, NodeStatus, SearchSettings, Tree


@dataclass(frozen=True, slots=True)
class Expansion:
    """Ask for ``candidates`` continuations of a node; with ``until_end`` each goes on, step by step, to its end."""

    node: NodeId
    candidates: int
    until_end: bool = False


@dataclass(frozen=True, slots=True)
class PolicyState:
    """What a policy remembers between calls.

    Attributes:
        rollouts: descents, samples, beams or subtrees started so far; each policy says which.
        descents: the nodes whose layers it waits for.
        first: smallest id that belongs to the pass or restart under way. ended_at: rollouts when it ends.
    """

    rollouts: int = 0
    descents: tuple[NodeId, ...] = ()
    first: NodeId = 0
    ended_at: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """The next state, what to write, and which open nodes to give up, each with the reason in plain words."""

    state: PolicyState
    expansions: tuple[Expansion, ...] = ()
    closed: tuple[tuple[NodeId, str], ...] = ()


class Policy(Protocol):
    """Decides what to expand. ``rule`` is how its answer is chosen."""

    @property
    def rule(self) -> Rule: ...

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        """The next move; one without expansions while nothing is ``busy`` ends the search."""


def path_value(tree: Tree, node: Node) -> tuple[float, float]:
    """How promising a step is for policies without visit counts: the mean prior of its path, then its log-probability.

    The mean, because a single layer of few siblings says little about agreement.
    """
    priors = [prior for step in tree.path(node.id) if (prior := tree[step].prior) is not None]
    return (sum(priors) / len(priors) if priors else 0.0, node.mean_logprob)


def expandable(tree: Tree, first: NodeId) -> list[Node]:
    """Open nodes at or below the focus, with ids from ``first`` on, that nobody has expanded."""
    return [
        node
        for node in tree.nodes[first:]
        if node.status is NodeStatus.OPEN and not node.expanded and tree.focus in tree.path(node.id)
    ]


def steps_by_hand(tree: Tree) -> list[NodeId]:
    """Steps below the focus that a person wrote and nobody has gone on from."""
    return [node.id for node in expandable(tree, 0) if node.author is Author.HUMAN and node.id != tree.focus]
