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
    """A step that leads to the answer shown, and one that does not, where they part.

    Both come after the same step, or after steps that computed the same. ``end`` is the step at or below ``bad`` that
    ends with another answer, or failed.
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
    chosen = max(turns, key=lambda turn: _rank(state, turn), default=None)
    return None if chosen is None else _where_values_part(state, good, chosen)


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


def _where_values_part(state: RunState, onward: dict[NodeId, NodeId], turn: FoundTurn) -> FoundTurn:
    """The same turn, later: steps that compute what the good ones compute are no mistake, in whatever words."""
    path = state.path(turn.end)
    bad_steps = path[path.index(turn.bad) :]
    good_steps = [turn.good]
    while good_steps[-1] in onward:
        good_steps.append(onward[good_steps[-1]])
    known = set[str]().union(*(_values(state.nodes[step]) for step in good_steps))
    same = list(itertools.takewhile(lambda step: _is_within(state.nodes[step], known), bad_steps[:-1]))
    if not same:
        return turn
    reached = set[str]().union(*(_values(state.nodes[step]) for step in same))
    waiting = [step for step in good_steps if not _values(state.nodes[step])[-1:] or _last(state, step) not in reached]
    return FoundTurn(turn.kind, next(iter(waiting), good_steps[-1]), bad_steps[len(same)], turn.end)


def _is_within(view: NodeView, known: set[str]) -> bool:
    values = _values(view)
    return view.status is NodeStatus.OPEN and bool(values) and set(values) <= known


def _last(state: RunState, step: NodeId) -> str:
    return _values(state.nodes[step])[-1]


def _values(view: NodeView) -> list[str]:
    """What a step computed and printed, in order; numbers that are equal are written alike."""
    if view.execution is None:
        return []
    return [_plain(text) for text in (*(value for _, value in view.execution.names), *view.execution.output.split())]


def _plain(text: str) -> str:
    try:
        return repr(float(text))
    except ValueError:
        return text
