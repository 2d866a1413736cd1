"""The policies: which nodes to expand next. Pure functions of the tree and a small frozen state.

A policy is asked again after each expansion that completes, while others may still be in flight; its answer depends on
nothing but its arguments, so the same seed gives the same tree.
"""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Protocol

from engine.errors import BadSettingsError
from engine.search.select import select_leaf
from engine.types import ROOT, Budget, Effort, NodeId, NodeStatus, PolicyName, SamplingParams, SearchSettings, Tree

_BATCH_CANDIDATES = 8
_GREEDY = SamplingParams(temperature=0.0)


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
        rollouts: descents started so far.
        descents: for each descent under way, the node whose layer it waits for.
    """

    rollouts: int = 0
    descents: tuple[NodeId, ...] = ()


class Policy(Protocol):
    """Decides what to expand."""

    def advance(
        self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]
    ) -> tuple[PolicyState, tuple[Expansion, ...]]:
        """The next expansions, possibly none while ``busy`` nodes are in flight; none with nothing busy ends the
        search.
        """


class Greedy:
    """One line of thought at temperature 0."""

    def advance(
        self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]
    ) -> tuple[PolicyState, tuple[Expansion, ...]]:
        return _sample_once(tree, state, candidates=1, busy=busy)


class Majority:
    """Independent lines of thought and a vote (self-consistency)."""

    def advance(
        self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]
    ) -> tuple[PolicyState, tuple[Expansion, ...]]:
        return _sample_once(tree, state, candidates=settings.budget.candidates, busy=busy)


class Mcts:
    """Monte Carlo tree search over steps (rStar-Math).

    A rollout descends by UCT and expands a layer at each new depth. It ends at the first layer that holds a finished
    solution, or where nothing can be expanded. Rollouts run side by side under virtual loss, as many as fill the batch.
    """

    def advance(
        self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]
    ) -> tuple[PolicyState, tuple[Expansion, ...]]:
        taken = set(busy)
        rollouts = state.rollouts
        descents: list[NodeId] = []
        started: list[NodeId] = []
        for at in state.descents:
            if at in busy:
                descents.append(at)
            elif (target := self._go_on(tree, at, settings, taken)) is not None:
                started.append(target)
                taken.add(target)
        side_by_side = max(1, _BATCH_CANDIDATES // layer_width(1, settings.budget))
        while len(descents) + len(started) < side_by_side and rollouts < settings.budget.rollouts:
            fresh = select_leaf(tree, settings.exploration, taken)
            if fresh is None:
                if taken or not tree[ROOT].expanded:
                    break
                # Every branch has ended: look for further first steps instead of giving up early.
                fresh = ROOT
            rollouts += 1
            started.append(fresh)
            taken.add(fresh)
        expansions = tuple(Expansion(node, layer_width(tree[node].depth, settings.budget)) for node in started)
        return PolicyState(rollouts, (*descents, *started)), expansions

    def _go_on(self, tree: Tree, at: NodeId, settings: SearchSettings, taken: Set[NodeId]) -> NodeId | None:
        """Where a descent that waited for the layer below ``at`` goes next; None when it has ended."""
        layer = [tree[child] for child in tree[at].children]
        if any(child.status is NodeStatus.FINISHED for child in layer):
            return None
        open_ids = {child.id for child in layer if child.status is NodeStatus.OPEN and not child.expanded}
        return select_leaf(tree, settings.exploration, taken, start=at) if open_ids - taken else None


def layer_width(depth: int, budget: Budget) -> int:
    """Candidates of a layer below a node of this depth: all at the root, an eighth (2 at least) further down.

    Later steps of one line of thought differ little between samples, so the tokens buy more as further first steps;
    a single candidate there was no better still (figures in docs/LOG.md).
    """
    return budget.candidates if depth == 0 else min(budget.candidates, max(2, budget.candidates // 8))


def policy_for(name: PolicyName) -> Policy:
    """The policy with this name."""
    if name is PolicyName.GREEDY:
        return Greedy()
    return Majority() if name is PolicyName.MAJORITY else Mcts()


def settings_for(
    policy: PolicyName,
    effort: Effort,
    *,
    seed: int = 0,
    candidates: int | None = None,
    rollouts: int | None = None,
    max_tokens: int | None = None,
    max_seconds: float | None = None,
) -> SearchSettings:
    """Settings for an effort, with any number overridden."""
    base = _BUDGETS[effort]
    budget = replace(
        base,
        candidates=candidates or base.candidates,
        rollouts=rollouts or base.rollouts,
        max_tokens=max_tokens or base.max_tokens,
        max_seconds=max_seconds,
    )
    sampling = _GREEDY if policy is PolicyName.GREEDY else SamplingParams()
    return SearchSettings(policy=policy, budget=budget, sampling=sampling, seed=seed)


def check_settings(settings: SearchSettings) -> None:
    """Raises BadSettingsError if a number would leave a search nothing to do, or never let it end."""
    budget = settings.budget
    numbers = {
        "candidates": budget.candidates,
        "rollouts": budget.rollouts,
        "tokens": budget.max_tokens,
        "steps": budget.max_depth,
        "tokens of a step": budget.max_step_tokens,
    }
    for name, number in numbers.items():
        if number < 1:
            raise BadSettingsError(f"The number of {name} is {number}; choose 1 or more.")


def _sample_once(
    tree: Tree, state: PolicyState, *, candidates: int, busy: Set[NodeId]
) -> tuple[PolicyState, tuple[Expansion, ...]]:
    """Whole solutions from the root, asked for once."""
    if busy or tree[ROOT].expanded:
        return state, ()
    return replace(state, rollouts=candidates), (Expansion(ROOT, candidates, until_end=True),)


_BUDGETS = {
    Effort.QUICK: Budget(max_tokens=800, rollouts=12, candidates=8),
    Effort.NORMAL: Budget(max_tokens=2000, rollouts=32, candidates=16),
    Effort.DEEP: Budget(max_tokens=8000, rollouts=128, candidates=32),
}
