"""Step beam search, and diverse verifier tree search (DVTS), which is many narrow beams (Beeching et al. 2024).

Both write N candidates at first and keep N / M of them, M = 4; each that is kept gets M continuations. The beam
compares all candidates of a layer; DVTS splits the first layer into groups of M that never compete, which keeps the
lines of thought apart. What is not kept is given up. When all have ended, another pass begins at the focus as long as
the budget allows; a rollout is one pass of the beam, or one group of DVTS.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace

from engine.search.policy import Expansion, Move, PolicyState, expandable, path_value
from engine.search.vote import Rule
from engine.types import Node, NodeId, NodeStatus, SearchSettings, Tree

_FANOUT = 4
_BEATEN = "Not among the best steps of its layer."
_BEATEN_IN_GROUP = "Not the best step of its group."


@dataclass(frozen=True, slots=True)
class Beam:
    """Step beam search: layer by layer."""

    rule: Rule = Rule.WEIGHT

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        if busy:
            return Move(state)
        fanout, kept = shape(settings.budget.candidates)
        layer = [node for node in expandable(tree, state.first) if node.id != tree.focus]
        if not layer:
            return _new_pass(tree, state, settings, counted=1)
        layer.sort(key=lambda node: (path_value(tree, node), -node.id), reverse=True)
        expansions = tuple(Expansion(node.id, fanout) for node in layer[:kept])
        return Move(state, expansions, tuple((node.id, _BEATEN) for node in layer[kept:]))


@dataclass(frozen=True, slots=True)
class Dvts:
    """Diverse verifier tree search: groups that go on independently of each other."""

    rule: Rule = Rule.WEIGHT

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        fanout, groups = shape(settings.budget.candidates)
        if not state.descents and not busy:
            return _new_pass(tree, state, settings, counted=groups)
        waiting: list[NodeId] = []
        expansions: list[Expansion] = []
        closed: list[tuple[NodeId, str]] = []
        for at in state.descents:
            if at in busy:
                waiting.append(at)
                continue
            first_layer = at == tree.focus
            layer = [tree[child] for child in tree[at].children if not first_layer or child >= state.first]
            for group in _groups(layer, fanout) if first_layer else [layer]:
                best = _best(tree, group)
                beaten = [node.id for node in group if node is not best and _continues(node)]
                closed += [(node, _BEATEN_IN_GROUP) for node in beaten]
                if best is not None:
                    expansions.append(Expansion(best.id, fanout))
        moved = replace(state, descents=(*waiting, *(expansion.node for expansion in expansions)))
        if not moved.descents and not busy:
            fresh = _new_pass(tree, moved, settings, counted=groups)
            return replace(fresh, closed=tuple(closed))
        return Move(moved, tuple(expansions), tuple(closed))


def shape(candidates: int) -> tuple[int, int]:
    """M continuations for each step that is kept, and how many are kept."""
    fanout = min(_FANOUT, candidates)
    return fanout, max(1, candidates // fanout)


def _new_pass(tree: Tree, state: PolicyState, settings: SearchSettings, *, counted: int) -> Move:
    if state.rollouts >= settings.budget.rollouts:
        return Move(state)
    begun = replace(state, rollouts=state.rollouts + counted, descents=(tree.focus,), first=len(tree))
    return Move(begun, (Expansion(tree.focus, settings.budget.candidates),))


def _groups(layer: Sequence[Node], size: int) -> list[Sequence[Node]]:
    return [layer[at : at + size] for at in range(0, len(layer), size)]


def _best(tree: Tree, group: Sequence[Node]) -> Node | None:
    """The step that the group goes on with; None once a solution of it has finished, or nothing can go on."""
    if any(node.status is NodeStatus.FINISHED for node in group):
        return None
    going = [node for node in group if _continues(node)]
    return max(going, key=lambda node: (path_value(tree, node), -node.id)) if going else None


def _continues(node: Node) -> bool:
    return node.status is NodeStatus.OPEN and not node.expanded
