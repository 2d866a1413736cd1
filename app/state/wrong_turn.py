"""The branch of a run from which most can be learnt: where it leaves the good ones, and how it ends."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.state.ballots import VoteCount, count
from app.state.run import NodeView, RunState
from engine.types import ROOT, Mark, NodeId, NodeStatus


class Turn(StrEnum):
    """What may be said of the branch.

    WRONG: its answer differs from one that was checked. FAILED: it ran into an error. OTHER: its answer differs from
    the one shown, and nobody knows which is right.
    """

    WRONG = "wrong"
    FAILED = "failed"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FoundTurn:
    """Two steps after the same step: below ``good`` lies the answer shown, below ``bad`` it never does.

    ``end`` is the step at or below ``bad`` that ends with another answer, or failed.
    """

    kind: Turn
    good: NodeId
    bad: NodeId
    end: NodeId


def find_turn(state: RunState) -> FoundTurn | None:
    """The most visited branch that ends elsewhere or failed; None where there is none.

    Branches that leave the path shown come before those that leave another solution with the same answer; of equally
    visited ones, another answer comes before an error, and a late turn, which shares most, before an early one.
    Where the answer shown is not the given one, only errors are certain to be errors.
    """
    vote = count(state)
    if vote is None or vote.leader is None or state.answer is None:
        return None
    good = _good_steps(state, vote)
    turns = [turn for end in _ends(state, vote) if (turn := _turn(state, good, end)) is not None]
    return max(turns, key=lambda turn: _rank(state, turn), default=None)


def _good_steps(state: RunState, vote: VoteCount) -> dict[NodeId, NodeId]:
    """Steps that lead to the answer shown, each with the one among its children that does; the path shown first."""
    assert vote.leader is not None
    leaves = [ballot.node for ballot in vote.cast if ballot.answer == vote.leader.answer]
    best = state.best_path[-1:] or (vote.leader.node,)
    onward: dict[NodeId, NodeId] = {}
    for leaf in (*best, *sorted(leaves, key=lambda node: -state.nodes[node].visits)):
        path = state.path(leaf)
        for node, child in itertools.pairwise(path):
            onward.setdefault(node, child)
    return onward


def _ends(state: RunState, vote: VoteCount) -> Iterator[NodeView]:
    assert state.answer is not None
    assert vote.leader is not None
    if state.answer.mark is not Mark.DIFFERS:
        for ballot in vote.cast:
            if ballot.answer != vote.leader.answer:
                yield state.nodes[ballot.node]
    yield from (view for view in state.nodes.values() if view.status is NodeStatus.FAILED)


def _turn(state: RunState, good: dict[NodeId, NodeId], end: NodeView) -> FoundTurn | None:
    path = state.path(end.id)
    place = next((place for place in range(len(path) - 1, -1, -1) if path[place] in good), None)
    if place is None or place + 1 >= len(path):
        return None
    checked = state.answer is not None and state.answer.mark is Mark.CHECKED
    kind = Turn.FAILED if end.status is NodeStatus.FAILED else Turn.WRONG if checked else Turn.OTHER
    return FoundTurn(kind, good[path[place]], path[place + 1], end.id)


def _rank(state: RunState, turn: FoundTurn) -> tuple[bool, int, bool, int, int]:
    bad = state.nodes[turn.bad]
    parent = bad.parent if bad.parent is not None else ROOT
    return parent in state.best_path, bad.visits, turn.kind is not Turn.FAILED, bad.depth, -turn.end
