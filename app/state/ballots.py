"""The vote as it stood at the end of a run, formed anew from its tree."""

from dataclasses import dataclass

from app.state.carry import carried_tree
from app.state.run import RunState
from engine.answers import quick_equal
from engine.search.policies import policy_for
from engine.search.vote import Ballot, Rule, ballots, count_votes, leading
from engine.types import NodeId, Tree, Vote


@dataclass(frozen=True, slots=True)
class VoteCount:
    """How the answer was chosen.

    Attributes:
        cast: one ballot for each finished solution, in order of creation. votes: by answer, heaviest first.
        leader: the solution whose answer was given; None while nothing has finished.
    """

    tree: Tree
    rule: Rule
    cast: tuple[Ballot, ...]
    votes: tuple[Vote, ...]
    leader: Ballot | None

    def share(self, node: NodeId) -> float:
        """The share of the whole vote that a finished solution holds; 0 for any other node."""
        total = sum(ballot.weight for ballot in self.cast) or 1.0
        return sum(ballot.weight for ballot in self.cast if ballot.node == node) / total


def count(state: RunState) -> VoteCount | None:
    """The vote of a run; None before its first event."""
    if state.settings is None or not state.nodes:
        return None
    tree = carried_tree(state)
    rule = policy_for(state.settings.policy).rule
    cast = ballots(tree, _classes(state, tree), rule, state.settings.values)
    return VoteCount(tree, rule, cast, count_votes(cast), leading(tree, cast, rule))


def _classes(state: RunState, tree: Tree) -> dict[str, str]:
    """Which answers mean the same. The engine knows from the sandbox; its votes tell the classes and their sizes."""
    room = {vote.answer: vote.count for vote in state.votes}
    same: dict[str, str] = {}
    given = [node.answer or "" for node in tree.finished()]
    for answer in given:
        known = answer if answer in room else next((one for one in room if quick_equal(one, answer)), None)
        if known is None and not any(quick_equal(one, answer) is None for one in room):
            known = answer
        if known is not None:
            same[answer] = known
            room[known] = room.get(known, 0) - 1
    for answer in given:
        if answer not in same:
            # Only a parser could tell, and the sandbox has told: its class is one with a vote left over.
            likely = [one for one in room if quick_equal(one, answer) is None]
            same[answer] = max(likely, key=lambda one: room[one], default=answer)
            room[same[answer]] = room.get(same[answer], 0) - given.count(answer)
    return same
