"""How much finished solutions and open steps are worth, without a trained model.

Two sources of evidence that need no second model: *execution* (what kind of value a program that ran has printed) and
*agreement* (the share of all finished solutions' weight that ends in the same answer; self-consistency, Wang et al.
2023).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from engine.types import ROOT, Answer, ExecutionStatus, Mark, Node, NodeId, NodeStatus, Problem, Tree, Vote

VALUE_SOURCE = "agreement + execution"

AnswerClasses = Mapping[str, str]
"""Maps an answer's text to the first seen text that means the same; a missing text stands for itself."""

_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$")
_DECIMAL = re.compile(r"[-+]?\d+\.\d+$")
_NUMBER_IN_TEXT = re.compile(r"\d[\d,]*(?:\.\d+)?")
_USELESS = re.compile(r"^(|none|nan|[-+]?inf(inity)?|zoo|[-+]?oo|\[\]|\(\)|\{\}|set\(\)|emptyset)$", re.IGNORECASE)
_UNEVALUATED = re.compile(r"<[^>]*>|Piecewise|Integral\(|Sum\(|ConditionSet|RootOf|\bobject at\b")

_USELESS_WEIGHT = 0.05
_UNEVALUATED_WEIGHT = 0.2
_NEGATIVE_WEIGHT = 0.4
_LONG_FLOAT_WEIGHT = 0.35
_TEXT_WEIGHT = 0.25
_LONG_FLOAT_DECIMALS = 4
_SHRINKAGE = 1.0
_DECIDED_MINIMUM = 4


@dataclass(frozen=True, slots=True)
class Ballot:
    """One finished solution with its weight in the vote."""

    node: NodeId
    answer: str
    weight: float


def duplicates(layer: Sequence[Node], problem_text: str) -> dict[NodeId, NodeId]:
    """Open steps of a layer that computed the same as an earlier open sibling, each with that sibling.

    A step that is being continued already is none: its children would be lost.
    """
    given = numbers_in(problem_text)
    first: dict[tuple[object, ...], NodeId] = {}
    found: dict[NodeId, NodeId] = {}
    for node in layer:
        if node.status is NodeStatus.OPEN:
            earlier = first.setdefault(state_key(node, given), node.id)
            if earlier != node.id and not node.expanded:
                found[node.id] = earlier
    return found


def numbers_in(text: str) -> frozenset[str]:
    """The plain numbers of a text, written in one way."""
    return frozenset(_plain(number.replace(",", "")) for number in _NUMBER_IN_TEXT.findall(text))


def execution_evidence(node: Node) -> float:
    """Weight in (0, 1] of a finished solution from what its program printed.

    A plain number counts fully; a float with a long tail, a negative number, an unevaluated object or nothing useful
    counts less, since in worked problems those come far more often from wrong programs.
    """
    text = (node.answer or "").strip()
    if _USELESS.match(text):
        return _USELESS_WEIGHT
    if _UNEVALUATED.search(text):
        return _UNEVALUATED_WEIGHT
    if not _NUMBER.match(text):
        return _TEXT_WEIGHT
    weight = _NEGATIVE_WEIGHT if text.startswith("-") else 1.0
    decimals = text.partition(".")[2]
    return weight * (_LONG_FLOAT_WEIGHT if len(decimals) > _LONG_FLOAT_DECIMALS else 1.0)


def ballots(tree: Tree, same: AnswerClasses) -> tuple[Ballot, ...]:
    """One ballot per finished solution, in order of creation, weighted by its evidence.

    Finished siblings below the first layer differ in their last step alone: they are one line of thought and share one
    vote. Siblings of the first layer are samples of their own.
    """
    finished = tree.finished()
    siblings = Counter(node.parent for node in finished)
    return tuple(
        Ballot(
            node.id,
            same.get(node.answer or "", node.answer or ""),
            execution_evidence(node) / (1 if node.parent == ROOT else siblings[node.parent]),
        )
        for node in finished
    )


def count_votes(cast: Sequence[Ballot]) -> tuple[Vote, ...]:
    """Votes by answer, heaviest first; equal weights keep the order in which the answers appeared."""
    total = sum(ballot.weight for ballot in cast)
    weights: dict[str, float] = {}
    for ballot in cast:
        weights[ballot.answer] = weights.get(ballot.answer, 0.0) + ballot.weight
    counts = Counter(ballot.answer for ballot in cast)
    ordered = sorted(weights, key=lambda answer: -weights[answer])
    return tuple(Vote(answer, counts[answer], weights[answer] / total) for answer in ordered)


def leaf_values(tree: Tree, same: AnswerClasses) -> dict[NodeId, float]:
    """Value in [-1, 1] of every leaf that ended: agreement for finished ones, -1 for failed ones.

    Agreement is 2s - 1 for an answer that holds the share s of the weight, scaled by the leaf's own evidence, so the
    values of earlier leaves move as later ones finish.
    """
    cast = ballots(tree, same)
    shares = {vote.answer: vote.share for vote in count_votes(cast)} if cast else {}
    values = {node.id: -1.0 for node in tree.nodes if node.status is NodeStatus.FAILED}
    for ballot in cast:
        values[ballot.node] = 2.0 * shares[ballot.answer] * execution_evidence(tree[ballot.node]) - 1.0
    return values


def layer_priors(layer: Sequence[Node], problem_text: str) -> dict[NodeId, float]:
    """First values in [-0.5, 0.5] of the open steps of one layer: the share of siblings that ran to the same values.

    Agreement one step at a time: independent attempts at a step that compute the same quantities support each other.
    """
    given = numbers_in(problem_text)
    states = {node.id: state_key(node, given) for node in layer if node.status is NodeStatus.OPEN}
    counts = Counter(state_key(node, given) for node in layer)
    return {node: counts[state] / len(layer) - 0.5 for node, state in states.items()}


def state_key(node: Node, given: Set[str] = frozenset()) -> tuple[object, ...]:
    """What a step computed, whatever it called it: its output and the values it assigned.

    Values that merely restate a number ``given`` in the problem are left out, unless there are no others.
    """
    if node.execution is None or node.execution.status is not ExecutionStatus.OK:
        return ("text", node.text)
    values = {_plain(value) for _, value in node.execution.names}
    return (*sorted(values - given or values), "prints", node.execution.output)


def best_answer(tree: Tree, same: AnswerClasses, problem: Problem, matches_given: bool | None) -> Answer | None:
    """The answer by weighted vote, with an honest mark; None while nothing has finished.

    Args:
        matches_given: whether the winning answer equals the problem's given one; None where none is given.
    """
    cast = ballots(tree, same)
    if not cast:
        return None
    votes = count_votes(cast)
    winner = votes[0]
    supporters = [ballot for ballot in cast if ballot.answer == winner.answer]
    best = max(supporters, key=lambda ballot: (ballot.weight, _path_logprob(tree, ballot.node), -ballot.node))
    return Answer(
        text=tree[best.node].answer or "",
        mark=_mark(tree[best.node], winner, problem, matches_given),
        confidence=confidence(winner, len(cast)),
        votes=votes,
        node=best.node,
    )


def confidence(winner: Vote, finished: int) -> float:
    """The winner's share, shrunk towards 0 as if one more solution had disagreed (few votes say little)."""
    return winner.share * finished / (finished + _SHRINKAGE)


def is_decided(tree: Tree, same: AnswerClasses, remaining_tokens: int) -> bool:
    """Whether more search can hardly change the vote.

    The rule: at the rate so far (sampled tokens per unit of weight), the tokens that are left could not lift the second
    answer above the first even if every further solution gave it full weight. The risk: that rate may rise, since later
    solutions share more of their steps.
    """
    cast = ballots(tree, same)
    if len(cast) < _DECIDED_MINIMUM:
        return False
    total = sum(ballot.weight for ballot in cast)
    votes = count_votes(cast)
    lead = (votes[0].share - (votes[1].share if len(votes) > 1 else 0.0)) * total
    tokens = sum(node.tokens for node in tree.nodes)
    return remaining_tokens * total / max(1, tokens) < lead


def leading_answer(tree: Tree, same: AnswerClasses) -> str | None:
    """The class that leads the vote."""
    cast = ballots(tree, same)
    return count_votes(cast)[0].answer if cast else None


def _plain(value: str) -> str:
    """A value with 432.0 written as 432."""
    return value.rstrip("0").rstrip(".") if _DECIMAL.match(value) else value


def _mark(node: Node, winner: Vote, problem: Problem, matches_given: bool | None) -> Mark:
    if problem.answer is not None and matches_given is not None:
        return Mark.CHECKED if matches_given else Mark.DIFFERS
    if node.execution is None or node.execution.status is not ExecutionStatus.OK:
        return Mark.UNVERIFIED
    return Mark.AGREES if winner.count > 1 else Mark.RUNS


def _path_logprob(tree: Tree, node: NodeId) -> float:
    """Mean log-probability per token of the whole solution that ends in ``node``."""
    steps = [tree[step] for step in tree.path(node)]
    tokens = sum(step.tokens for step in steps)
    return sum(step.mean_logprob * step.tokens for step in steps) / max(1, tokens)
