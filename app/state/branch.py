"""A step and all below it as numbers: what became of it, beside its siblings, and what its solutions weigh."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.state.ballots import VoteCount, count
from app.state.reasons import Ground, reason_of
from app.state.run import NodeView, RunState
from app.state.steering import no_such_step
from engine.errors import BadSettingsError
from engine.search.policy import path_value
from engine.search.select import available, uct_score
from engine.search.tree import subtree
from engine.search.vote import path_logprob
from engine.types import Author, Execution, NodeId, NodeStatus


class Fate(StrEnum):
    """What became of a step.

    WON: the answer comes from here. AGREED: a solution below gives the answer that won, but another one is shown.
    OUTVOTED: solutions below give other answers. FAILED: it ran into an error. DEAD_END: everything below it has ended
    without an answer. UNFINISHED: nothing below it has finished. NOT_CONTINUED: the search never went on from it.
    MERGED, BEATEN, BEATEN_IN_GROUP, GIVEN_UP, REPLACED, HOPELESS, BROKEN_OFF, CLOSED: given up; see
    ``app.state.reasons.Ground``.
    """

    WON = "won"
    AGREED = "agrees"
    OUTVOTED = "outvoted"
    FAILED = "failed"
    DEAD_END = "dead end"
    UNFINISHED = "unfinished"
    NOT_CONTINUED = "not continued"
    MERGED = "merged"
    BEATEN = "beaten"
    BEATEN_IN_GROUP = "beaten in its group"
    GIVEN_UP = "given up by you"
    REPLACED = "replaced by you"
    HOPELESS = "given up early"
    BROKEN_OFF = "broken off"
    CLOSED = "given up"


@dataclass(frozen=True, slots=True)
class Sibling:
    """A step written after the same step, this one included, as selection saw it at the end of the run.

    Attributes:
        uct: Q and what is added for being tried little. exploration: that second part.
        path_value: mean prior of the steps that lead here, which beams compare; then mean_logprob.
        selectable: whether the search could still go on at or below it. continued: whether any step follows it.
    """

    node: NodeId
    title: str
    status: NodeStatus
    visits: int
    q_value: float
    prior: float | None
    uct: float
    exploration: float
    path_value: float
    mean_logprob: float
    selectable: bool
    continued: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A finished solution of the branch. ``share`` of the whole vote, 0 where it was given up; ``counted`` says so.

    ``evidence`` is its own weight, ``weight`` what is left of it where siblings that finished too share one vote;
    ``logprob`` is the mean log-probability per token of the whole solution.
    """

    node: NodeId
    answer: str
    counted: bool
    evidence: float
    weight: float
    share: float
    logprob: float


@dataclass(frozen=True, slots=True)
class AnswerShare:
    """An answer of the branch: the share of the whole vote that it holds from here, and from everywhere."""

    answer: str
    solutions: int
    share_here: float
    share: float
    wins: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A step and all below it.

    Attributes:
        tokens: sampled for the step itself; tokens_below: for all steps below it. steps_below: how many these are.
        ends: of the steps at or below it that no other follows, how many are open, finished, failed, pruned.
        siblings: by UCT, highest first. preferred: the one that the search would go on with; None if none can go on.
        answers: by their share from here, largest first. winner: the answer of the whole run with its share.
        best: the solution here that comes first by weight, then log-probability. leader: the same of the whole run,
            which gives the answer.
    """

    node: NodeId
    parent: NodeId
    fate: Fate
    status: NodeStatus
    reason: str
    author: Author
    carried: bool
    visits: int
    q_value: float
    prior: float | None
    score: float | None
    mean_logprob: float
    tokens: int
    tokens_below: int
    tokens_in_all: int
    steps_below: int
    ends: dict[NodeStatus, int]
    siblings: tuple[Sibling, ...]
    preferred: NodeId | None
    leaves: tuple[Leaf, ...]
    answers: tuple[AnswerShare, ...]
    winner: AnswerShare | None
    best: Leaf | None
    leader: Leaf | None
    execution: Execution | None


def branch_of(state: RunState, node: NodeId) -> Branch:
    """The branch that begins with a step.

    Raises:
        BadSettingsError: there is no such step, or it is the problem.
    """
    vote = count(state)
    if vote is None or node not in state.nodes:
        raise BadSettingsError(no_such_step(state, node))
    view = state.nodes[node]
    if view.parent is None:
        raise BadSettingsError("Step 0 is the problem itself; choose one of the steps below it.")
    inside = [state.nodes[step] for step in subtree(vote.tree, node)]
    siblings = _siblings(state, vote, view.parent)
    leaves = tuple(_leaf(vote, step) for step in inside if step.answer is not None)
    answers = _answers(vote, leaves)
    return Branch(
        node=node,
        parent=view.parent,
        fate=_fate(state, vote, view, inside, answers),
        status=view.status,
        reason=view.reason,
        author=view.author,
        carried=view.carried,
        visits=view.visits,
        q_value=view.q_value,
        prior=view.prior,
        score=view.score,
        mean_logprob=view.mean_logprob,
        tokens=view.tokens,
        tokens_below=sum(step.tokens for step in inside) - view.tokens,
        tokens_in_all=sum(step.tokens for step in state.nodes.values()),
        steps_below=len(inside) - 1,
        ends={status: sum(not step.children and step.status is status for step in inside) for status in NodeStatus},
        siblings=siblings,
        preferred=next((sibling.node for sibling in siblings if sibling.selectable), None),
        leaves=leaves,
        answers=answers,
        winner=_winner(vote),
        best=max((leaf for leaf in leaves if leaf.counted), key=_rank, default=None),
        leader=_leaf(vote, state.nodes[vote.leader.node]) if vote.leader else None,
        execution=view.execution,
    )


def _siblings(state: RunState, vote: VoteCount, parent: NodeId) -> tuple[Sibling, ...]:
    assert state.settings is not None
    tree = vote.tree
    reachable = available(tree, frozenset())
    found = []
    for child in tree[parent].children:
        node, view = tree[child], state.nodes[child]
        uct = uct_score(node, tree[parent].visits, state.settings.exploration)
        exploitation = node.q_value if node.visits else node.prior or 0.0
        found.append(
            Sibling(
                node=child,
                title=view.title,
                status=node.status,
                visits=node.visits,
                q_value=node.q_value,
                prior=node.prior,
                uct=uct,
                exploration=uct - exploitation,
                path_value=path_value(tree, node)[0],
                mean_logprob=node.mean_logprob,
                selectable=reachable[child],
                continued=bool(node.children),
            )
        )
    return tuple(sorted(found, key=lambda sibling: (-sibling.uct, sibling.node)))


def _leaf(vote: VoteCount, view: NodeView) -> Leaf:
    ballot = next((one for one in vote.cast if one.node == view.id), None)
    return Leaf(
        node=view.id,
        answer=ballot.answer if ballot else view.answer or "",
        counted=ballot is not None,
        evidence=ballot.evidence if ballot else 0.0,
        weight=ballot.weight if ballot else 0.0,
        share=vote.share(view.id),
        logprob=path_logprob(vote.tree, view.id),
    )


def _rank(leaf: Leaf) -> tuple[float, float, int]:
    return leaf.evidence, leaf.logprob, -leaf.node


def _answers(vote: VoteCount, leaves: Sequence[Leaf]) -> tuple[AnswerShare, ...]:
    wins = vote.leader.answer if vote.leader else None
    everywhere = {one.answer: one.share for one in vote.votes}
    counted = [leaf for leaf in leaves if leaf.counted]
    found = [
        AnswerShare(
            answer=answer,
            solutions=sum(leaf.answer == answer for leaf in counted),
            share_here=sum(leaf.share for leaf in counted if leaf.answer == answer),
            share=everywhere[answer],
            wins=answer == wins,
        )
        for answer in dict.fromkeys(leaf.answer for leaf in counted)
    ]
    return tuple(sorted(found, key=lambda one: -one.share_here))


def _winner(vote: VoteCount) -> AnswerShare | None:
    if vote.leader is None:
        return None
    won = next(one for one in vote.votes if one.answer == vote.leader.answer)
    return AnswerShare(won.answer, won.count, won.share, won.share, wins=True)


def _fate(
    state: RunState, vote: VoteCount, view: NodeView, inside: Sequence[NodeView], answers: Sequence[AnswerShare]
) -> Fate:
    if view.status is NodeStatus.PRUNED:
        return _FATES[reason_of(view.reason).ground]
    if view.status is NodeStatus.FAILED:
        return Fate.FAILED
    if vote.leader is not None and view.id in vote.tree.path(vote.leader.node):
        return Fate.WON
    if answers:
        return Fate.AGREED if any(answer.wins for answer in answers) else Fate.OUTVOTED
    if not view.children:
        return Fate.NOT_CONTINUED
    is_open = any(step.status is NodeStatus.OPEN and not step.children for step in inside)
    return Fate.UNFINISHED if is_open else Fate.DEAD_END


_FATES = {
    Ground.BY_YOU: Fate.GIVEN_UP,
    Ground.REPLACED: Fate.REPLACED,
    Ground.MERGED: Fate.MERGED,
    Ground.BEATEN: Fate.BEATEN,
    Ground.BEATEN_IN_GROUP: Fate.BEATEN_IN_GROUP,
    Ground.HOPELESS: Fate.HOPELESS,
    Ground.BROKEN_OFF: Fate.BROKEN_OFF,
    Ground.OTHER: Fate.CLOSED,
}
