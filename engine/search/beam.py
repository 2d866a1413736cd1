"""Step beam search, and diverse verifier tree search (DVTS), which is many narrow beams (Beeching et al. 2024).

Both write N candidates at first and keep N / M of them, M = 4; each that is kept gets M continuations. The beam
compares all candidates of a layer; DVTS splits the first layer into N / M groups that never compete, which keeps the
lines of thought apart. What is not kept is given up. When all have ended, another pass begins at the focus as long as
the budget allows; a rollout is one pass of the beam, or one group of DVTS. A step that a person adds comes first in
its layer, and is a group of its own where its layer is past.
"""

from collections.abc import Set
from dataclasses import dataclass, replace

from engine.search.policy import Expansion, Move, PolicyState, expandable, path_value, steps_by_hand
from engine.search.vote import Rule
from engine.types import Author, Node, NodeId, NodeStatus, SearchSettings, Tree

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
            return self._begin(tree, state, settings)
        layer.sort(key=lambda node: _rank(tree, node), reverse=True)
        expansions = tuple(Expansion(node.id, fanout) for node in layer[:kept])
        return Move(state, expansions, tuple((node.id, _BEATEN) for node in layer[kept:]))

    def _begin(self, tree: Tree, state: PolicyState, settings: SearchSettings) -> Move:
        """A pass from the focus on."""
        budget = settings.budget
        if state.rollouts >= budget.rollouts:
            return Move(state)
        begun = replace(state, rollouts=state.rollouts + 1, first=len(tree))
        return Move(begun, (Expansion(tree.focus, budget.candidates),))


@dataclass(frozen=True, slots=True)
class Dvts:
    """Diverse verifier tree search: groups that go on independently of each other."""

    rule: Rule = Rule.WEIGHT

    def advance(self, tree: Tree, state: PolicyState, settings: SearchSettings, busy: Set[NodeId]) -> Move:
        fanout, groups = shape(settings.budget.candidates)
        waiting = [at for at in state.descents if at in busy]
        going_on: list[NodeId] = []
        beaten: list[NodeId] = []
        for at in state.descents:
            if at in busy:
                continue
            first_layer = at == tree.focus
            layer = [tree[child] for child in tree[at].children if not first_layer or child >= state.first]
            # A pass that the budget has cut short has fewer candidates, and as many fewer groups.
            parts = max(1, round(len(layer) * groups / settings.budget.candidates)) if first_layer else 1
            for group in _split(layer, parts):
                best = _best(tree, group)
                going_on += [best.id] if best is not None else []
                beaten += [node.id for node in group if node is not best and _continues(node)]
        decided = {*going_on, *beaten}
        going_on += [node for node in steps_by_hand(tree) if node not in decided and tree[node].parent not in waiting]
        closed = tuple((node, _BEATEN_IN_GROUP) for node in beaten)
        if not waiting and not going_on and not busy:
            return replace(self._begin(tree, state, settings), closed=closed)
        moved = replace(state, descents=(*waiting, *going_on))
        return Move(moved, tuple(Expansion(node, fanout) for node in going_on), closed)

    def _begin(self, tree: Tree, state: PolicyState, settings: SearchSettings) -> Move:
        """A pass from the focus on: all groups, or as many as the budget has left."""
        budget = settings.budget
        _, groups = shape(budget.candidates)
        counted = min(groups, budget.rollouts - state.rollouts)
        if counted <= 0:
            return Move(replace(state, descents=()))
        begun = replace(state, rollouts=state.rollouts + counted, descents=(tree.focus,), first=len(tree))
        return Move(begun, (Expansion(tree.focus, budget.candidates * counted // groups),))


def shape(candidates: int) -> tuple[int, int]:
    """M continuations for each step that is kept, and how many are kept."""
    fanout = min(_FANOUT, candidates)
    return fanout, max(1, candidates // fanout)


def _split(layer: list[Node], parts: int) -> list[list[Node]]:
    """A layer in parts of equal size, as far as that is possible."""
    return [layer[part * len(layer) // parts : (part + 1) * len(layer) // parts] for part in range(parts)]


def _best(tree: Tree, group: list[Node]) -> Node | None:
    """The step that the group goes on with; None once a solution of it has finished, or nothing can go on."""
    if any(node.status is NodeStatus.FINISHED for node in group):
        return None
    going = [node for node in group if _continues(node)]
    return max(going, key=lambda node: _rank(tree, node)) if going else None


def _rank(tree: Tree, node: Node) -> tuple[bool, tuple[float, float], int]:
    """What a person wrote comes first, then the most promising; among equals the earliest."""
    return node.author is Author.HUMAN, path_value(tree, node), -node.id


def _continues(node: Node) -> bool:
    return node.status is NodeStatus.OPEN and not node.expanded
