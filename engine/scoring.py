"""The preference model at work on the tree of one search: which steps it sees, and what it says of an answer."""

from collections.abc import Sequence
from contextlib import suppress

from engine.errors import DecodeAbortedError
from engine.preference import Pooled, States, StepScorer
from engine.search.tree import set_score
from engine.search.vote import Ballot
from engine.types import ROOT, NodeId, NodeStatus, Part, Problem, SearchSettings, Tree, ValueName


class Scoring:
    """Scores of one search; without a preference model there are none.

    Attributes:
        read_tokens: evaluated for scores, beside the policy's.
    """

    def __init__(self, scorer: StepScorer | None, problem: Problem, settings: SearchSettings) -> None:
        self.read_tokens = 0
        self._scorer = scorer
        self._problem = problem
        self._settings = settings
        self._states = States()

    def scored(self, tree: Tree, node: NodeId, pooled: Pooled | None) -> Tree:
        """The tree once the preference model has seen a new step; one that has failed needs no opinion.

        Args:
            pooled: its states; None for a step that was not written here.
        """
        if (scorer := self._scorer) is None:
            return tree
        if pooled is not None:
            self._states.keep(node, pooled)
        elif scorer.needs_states:
            return tree
        if tree[node].status not in (NodeStatus.OPEN, NodeStatus.FINISHED):
            return tree
        path = [tree[step] for step in tree.path(node) if step != ROOT]
        known, states = self._states.of(path)
        read, shown = scorer.read_tokens, known if scorer.needs_states else path
        with suppress(DecodeAbortedError):  # Somebody stops this run or another one: nobody waits for this score.
            found = scorer.score(self._problem.text, shown, states, self._settings.step_format)
            tree = set_score(tree, node, *found)
        self.read_tokens += scorer.read_tokens - read
        return tree

    def confidence(self, tree: Tree, cast: Sequence[Ballot], best: Ballot) -> tuple[float, tuple[Part, ...]] | None:
        """The preference model's own estimate and its parts, where every solution was scored; None leaves the share of
        the vote.
        """
        if self._scorer is None or ValueName.PPM not in self._settings.values:
            return None
        scores: dict[str, list[float]] = {}
        for ballot in cast:
            score = tree[ballot.node].score
            if score is None:
                return None
            scores.setdefault(ballot.answer, []).append(score)
        return self._scorer.confidence(scores, best.answer)
