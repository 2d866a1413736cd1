"""Whole samples of a campaign, and what they cost."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.diversity import normal_form, plain_text
from engine.lab.record import Story
from engine.types import Author, Node, NodeId, NodeStatus, PolicyName, Problem, Usage

WHOLE = (PolicyName.MAJORITY, PolicyName.BEST_OF_N, PolicyName.WEIGHTED)
"""Policies that draw whole solutions."""

_KEY_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Solution:
    """A solution whose answer is right."""

    problem: Problem
    node: NodeId
    steps: tuple[str, ...]
    answer: str

    @property
    def text(self) -> str:
        """The whole of it."""
        return plain_text(self.steps)

    @property
    def form(self) -> str:
        """See ``engine.lab.diversity.normal_form``."""
        return normal_form(self.steps)

    @property
    def key(self) -> str:
        """The same for the same solution of the same problem, whoever wrote it."""
        parts = (self.problem.text, self.answer, *self.steps)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_KEY_DIGITS]


@dataclass(frozen=True, slots=True)
class Samples:
    """All samples of one problem.

    Attributes:
        drawn: how many there are. cut: those that ended without an end of their own: the budget or the model's context
            was used up, or a step grew too long.
    """

    problem: Problem
    drawn: int
    right: tuple[Solution, ...]
    cut: int
    usage: Usage


def right_solutions(story: Story) -> Iterator[Solution]:
    """The solutions of a story that ended with the given answer, those that a person had a hand in left out."""
    for node in story.right:
        path = story.path(node)
        if all(step.author is Author.MODEL for step in path):
            yield Solution(story.problem, node, tuple(step.text for step in path), path[-1].answer or "")


def samples_of(campaign: Campaign) -> dict[str, Samples]:
    """The samples of each problem of a campaign, by the problem's id.

    Raises:
        BadSettingsError: the campaign searched trees, could stop before its last sample, or gave up samples early.
    """
    settings = campaign.plan.settings
    if settings.policy not in WHOLE or settings.budget.stop_when_decided or settings.reject_below:
        raise BadSettingsError(
            f"{campaign.folder} holds no whole samples; make some with `stepwise lab sample`, or with `lab generate` "
            "without --policy, --early-stop and --reject-below."
        )
    stories = (record.story for record in campaign.records())
    return {story.problem.id: _samples(story, settings.budget.candidates) for story in stories}


def _samples(story: Story, drawn: int) -> Samples:
    ended = _ends(story.nodes)
    return Samples(story.problem, drawn, tuple(right_solutions(story)), max(0, drawn - ended), story.usage)


def _ends(nodes: Sequence[Node]) -> int:
    return sum(node.status in (NodeStatus.FINISHED, NodeStatus.FAILED) for node in nodes)
