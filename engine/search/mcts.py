"""Monte Carlo tree search over steps (rStar-Math, Guan et al. 2025), once or with restarts.

A rollout descends by UCT and expands a layer at each new depth. It ends at the first layer that holds a finished
solution, or where nothing can be expanded. Rollouts run side by side under virtual loss, as many as fill a batch of as
many candidates as the first layer has. A step that a person adds is where the next rollout begins.
"""

from collections.abc import Set
from dataclasses import dataclass, replace

from engine.search.policy import Expansion, Move, PolicyState, steps_by_hand
from engine.search.select import select_leaf
from engine.search.vote import Rule
from engine.types import Budget, NodeId, NodeStatus, SearchSettings, Tree

_RESTART_SHARE = 4


@dataclass(frozen=True, slots=True)
class Mcts:
    """One tree."""

    rule: Rule = Rule.WEIGHT

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        return _rollouts(tree, state, settings, busy, limit=settings.budget.rollouts, width=settings.budget.candidates)


@dataclass(frozen=True, slots=True)
class Restarts:
    """The paper's N trajectories: searches one after the other that share the vote, but not their first steps.

    Each restart writes a quarter of the candidates anew and makes as many rollouts; what earlier restarts left open is
    not gone back to.
    """

    rule: Rule = Rule.WEIGHT

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        width = max(2, settings.budget.candidates // _RESTART_SHARE)
        move = _rollouts(tree, state, settings, busy, limit=state.ended_at, width=width)
        if move.expansions or busy or state.rollouts >= settings.budget.rollouts:
            return move
        fresh = replace(
            state,
            rollouts=state.rollouts + 1,
            descents=(tree.focus,),
            first=len(tree),
            ended_at=min(state.rollouts + width, settings.budget.rollouts),
        )
        return Move(fresh, (Expansion(tree.focus, width),))


def layer_width(budget: Budget, *, at_focus: bool) -> int:
    """Candidates of a layer: all at the focus, an eighth (2 at least) further down.

    Later steps of one line of thought differ little between samples, so the tokens buy more as further first steps;
    a single candidate there was no better still (figures in docs/LOG.md).
    """
    return budget.candidates if at_focus else min(budget.candidates, max(2, budget.candidates // 8))


def _rollouts(
    tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId], *, limit: int, width: int
) -> Move:
    """Go on with the descents under way and start new ones up to ``limit`` rollouts.

    Args:
        width: candidates of the first layer, and of all layers being written together.
    """
    taken = set(busy)
    rollouts = state.rollouts
    descents: list[NodeId] = []
    started: list[NodeId] = []
    for at in state.descents:
        if at in busy:
            descents.append(at)
        elif (target := _go_on(tree, at, state.first, settings, taken)) is not None:
            started.append(target)
            taken.add(target)
    deeper = layer_width(settings.budget, at_focus=False)
    side_by_side = max(1, width // deeper)
    by_hand = [node for node in steps_by_hand(tree) if node not in taken]
    while len(descents) + len(started) < side_by_side and rollouts < limit:
        target = by_hand.pop(0) if by_hand else None
        if target is None:
            target = select_leaf(tree, settings.exploration, taken, tree.focus, state.first)
        if target is None:
            if taken or state.first or not tree[tree.focus].expanded:
                break
            # Every branch has ended: look for further first steps instead of giving up early.
            target = tree.focus
        rollouts += 1
        started.append(target)
        taken.add(target)
    expansions = tuple(Expansion(node, width if node == tree.focus else deeper) for node in started)
    return Move(replace(state, rollouts=rollouts, descents=(*descents, *started)), expansions)


def _go_on(tree: Tree, at: NodeId, first: NodeId, settings: SearchSettings, taken: Set[NodeId]) -> NodeId | None:
    """Where a descent that waited for the layer below ``at`` goes next; None when it has ended."""
    begin = first if at == tree.focus else 0
    layer = [tree[child] for child in tree[at].children if child >= begin]
    if any(child.status is NodeStatus.FINISHED for child in layer):
        return None
    open_ids = {child.id for child in layer if child.status is NodeStatus.OPEN and not child.expanded}
    if not open_ids - taken:
        return None
    return select_leaf(tree, settings.exploration, taken, at, begin)
