"""The vote among finished solutions, the answer it gives, and whether more search could change it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from engine.search.values import AnswerClasses, Standing, vote_weight
from engine.types import (
    ROOT,
    Answer,
    ExecutionStatus,
    Mark,
    Node,
    NodeId,
    Problem,
    Tree,
    ValueName,
    Vote,
)

_SHRINKAGE = 1.0
_DECIDED_MINIMUM = 4
# A sum of weights may be off by its last digits.
_ROUNDING = 1e-9


class Rule(Enum):
    """How the answer is chosen among finished solutions.

    COUNT: the most frequent one (majority). WEIGHT: the one with the most weight. BEST: that of the single solution
    with the most weight, the likelier one under the model where weights are equal.
    """

    COUNT = "count"
    WEIGHT = "weight"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class Ballot:
    """One finished solution: its class of equal answers, its weight in the vote, its own weight."""

    node: NodeId
    answer: str
    weight: float
    evidence: float


def ballots(tree: Tree, same: AnswerClasses, rule: Rule, values: Sequence[ValueName]) -> tuple[Ballot, ...]:
    """One ballot per finished solution, in order of creation.

    Finished siblings differ in their last step alone: they are one line of thought and share one vote. Below the root
    or a pinned node they are samples of their own.
    """
    finished = tree.finished()
    siblings = Counter(node.parent for node in finished)
    cast = []
    for node in finished:
        evidence = vote_weight(values, node)
        shared = 1 if node.parent in (ROOT, tree.focus) else siblings[node.parent]
        weight = (1.0 if rule is Rule.COUNT else evidence) / shared
        answer = node.answer or ""
        cast.append(Ballot(node.id, same.get(answer, answer), weight, evidence))
    return tuple(cast)


def count_votes(cast: Sequence[Ballot]) -> tuple[Vote, ...]:
    """Votes by answer, heaviest first; equal weights keep the order in which the answers appeared."""
    weights = _weights(cast)
    total = sum(weights.values()) or 1.0
    counts = Counter(ballot.answer for ballot in cast)
    ordered = sorted(weights, key=lambda answer: -weights[answer])
    return tuple(Vote(answer, counts[answer], weights[answer] / total) for answer in ordered)


def standing(cast: Sequence[Ballot], same: AnswerClasses, right: Mapping[str, bool]) -> Standing:
    """What the values of leaves are formed from."""
    return Standing({vote.answer: vote.share for vote in count_votes(cast)}, same, right)


def leading(tree: Tree, cast: Sequence[Ballot], rule: Rule) -> Ballot | None:
    """The solution whose answer is given: the best one of the class that wins; None while nothing has finished."""
    if not cast:
        return None
    supporters = cast
    if rule is not Rule.BEST:
        winner = count_votes(cast)[0].answer
        supporters = [ballot for ballot in cast if ballot.answer == winner]
    return max(supporters, key=lambda ballot: (ballot.evidence, path_logprob(tree, ballot.node), -ballot.node))


def best_answer(
    tree: Tree, cast: Sequence[Ballot], best: Ballot, problem: Problem, matches_given: bool | None
) -> Answer:
    """The answer of the leading ballot, with an honest mark.

    Args:
        matches_given: whether the answer equals the problem's given one; None where none is given.
    """
    votes = sorted(count_votes(cast), key=lambda vote: vote.answer != best.answer)
    return Answer(
        text=tree[best.node].answer or "",
        mark=_mark(tree, tree[best.node], votes[0], problem, matches_given),
        confidence=confidence(votes[0], len(cast)),
        votes=tuple(votes),
        node=best.node,
    )


def confidence(winner: Vote, finished: int) -> float:
    """The winner's share, shrunk towards 0 as if one more solution had disagreed (few votes say little)."""
    return winner.share * finished / (finished + _SHRINKAGE)


def is_settled(cast: Sequence[Ballot], still_open: int) -> bool:
    """Whether ``still_open`` further solutions cannot change the vote. No risk: each weighs 1 at most."""
    return bool(cast) and lead(cast) > still_open + _ROUNDING


def is_decided(tree: Tree, cast: Sequence[Ballot], remaining_tokens: int) -> bool:
    """Whether more search can hardly change the vote, where the number of further solutions is not known.

    The rule: at the rate so far (sampled tokens per unit of weight), the tokens that are left could not lift the second
    answer above the first even if every further solution gave it full weight. The risk: that rate may rise, since later
    solutions share more of their steps.
    """
    if len(cast) < _DECIDED_MINIMUM:
        return False
    total = sum(ballot.weight for ballot in cast)
    tokens = sum(node.tokens for node in tree.nodes)
    return remaining_tokens * total / max(1, tokens) < lead(cast)


def lead(cast: Sequence[Ballot]) -> float:
    """Weight by which the first answer is ahead of the second."""
    first, second, *_ = (*sorted(_weights(cast).values(), reverse=True), 0.0, 0.0)
    return first - second


def path_logprob(tree: Tree, node: NodeId) -> float:
    """Mean log-probability per token of the whole solution that ends in ``node``."""
    steps = [tree[step] for step in tree.path(node)]
    tokens = sum(step.tokens for step in steps)
    return sum(step.mean_logprob * step.tokens for step in steps) / max(1, tokens)


def _weights(cast: Sequence[Ballot]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for ballot in cast:
        weights[ballot.answer] = weights.get(ballot.answer, 0.0) + ballot.weight
    return weights


def _mark(tree: Tree, node: Node, winner: Vote, problem: Problem, matches_given: bool | None) -> Mark:
    if problem.answer is not None and matches_given is not None:
        return Mark.CHECKED if matches_given else Mark.DIFFERS
    if node.execution is None or node.execution.status is not ExecutionStatus.OK:
        return Mark.UNVERIFIED
    return Mark.AGREES if winner.count > 1 else Mark.RUNS
