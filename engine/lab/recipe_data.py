"""What the two arms of a recipe are trained on: right solutions of samples that cost the same."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.coverage import Interval, Resampler, coverage_at, diversity_at
from engine.lab.datasets import Chosen, MeasuredProblems
from engine.lab.diversity import counts_of
from engine.lab.record import Story
from engine.lab.sample import Samples, right_solutions, samples_of
from engine.lab.sample_match import Match, flops_of
from engine.types import NodeId, NodeStatus, Problem


class ArmData(msgspec.Struct, frozen=True, kw_only=True):
    """What one model gives to learn from.

    Attributes:
        samples: of each problem, as many as the cost allows. cost: of one problem on average, in what was matched.
        coverage, diversity: expected with so many samples, see ``engine.lab.coverage``; over all common problems.
        lines: right solutions that are trained on, none twice. problems: they are of.
        measured: problems that were left out since they are held out, or kept for measuring.
    """

    model: str
    backbone_sha256: str
    samples: int
    cost: float
    coverage: Interval
    diversity: Interval
    lines: int
    problems: int
    measured: int


def arm_data(
    campaigns: tuple[Campaign, Campaign], match: Match, kept_out: Sequence[Problem], seed: int
) -> tuple[tuple[ArmData, list[Chosen]], tuple[ArmData, list[Chosen]]]:
    """The data of the weak and of the strong arm, at equal cost: all samples of the campaign that cost less for a
    problem, and of the other one as many as cost the same.

    Which of a problem's samples those are is drawn by ``seed``, since the order in which samples end favours short
    ones.

    Raises:
        BadSettingsError: the campaigns sampled other problems, or have none in common; or a model's FLOPs are unknown.
    """
    weak, strong = campaigns
    if weak.plan.problems_sha256 != strong.plan.problems_sha256:
        raise BadSettingsError("These campaigns sampled other problems; take campaigns over the same file.")
    if match is Match.FLOPS and not (weak.plan.parameters and strong.plan.parameters):
        raise BadSettingsError("A script has no parameters, so its FLOPs are not known; choose --match time or count.")
    sides = samples_of(weak), samples_of(strong)
    common = [name for name in sides[0] if name in sides[1]]
    if not common:
        raise BadSettingsError("The two campaigns have no finished problem in common yet; go on sampling first.")
    costs = [
        _cost(campaign, [side[name] for name in common], match) for campaign, side in zip(campaigns, sides, strict=True)
    ]
    least = [min(side[name].drawn for name in common) for side in sides]
    budget = min(cost * drawn for cost, drawn in zip(costs, least, strict=True))
    numbers = [
        min(drawn, max(1, round(budget / cost))) if cost else drawn for cost, drawn in zip(costs, least, strict=True)
    ]
    measured = MeasuredProblems(kept_out)
    first, second = (
        _arm(campaign, {name: side[name] for name in common}, number, cost * number, measured, seed)
        for campaign, side, number, cost in zip(campaigns, sides, numbers, costs, strict=True)
    )
    return first, second


def drawn_ends(story: Story, drawn: int, number: int, seed: int) -> set[NodeId]:
    """The ends of ``number`` of the ``drawn`` samples of a problem, chosen at random; a sample that was cut off has its
    chance too, but no end.
    """
    ends = [node.id for node in story.nodes if node.status in (NodeStatus.FINISHED, NodeStatus.FAILED)]
    places: list[int] = [*ends, *range(-1, -1 - (drawn - len(ends)), -1)]

    def rank(place: int) -> bytes:
        return hashlib.sha256(f"{seed} {story.problem.id} {place}".encode()).digest()

    return {place for place in sorted(places, key=rank)[:number] if place > 0}


def _cost(campaign: Campaign, side: Sequence[Samples], match: Match) -> float:
    """Of one sample, on average."""
    drawn = sum(found.drawn for found in side)
    total = {
        Match.FLOPS: sum(flops_of(campaign.plan.parameters, found.usage) for found in side),
        Match.TIME: sum(found.usage.seconds for found in side),
        Match.COUNT: float(drawn),
    }[match]
    return total / drawn


def _arm(
    campaign: Campaign,
    side: Mapping[str, Samples],
    number: int,
    cost: float,
    measured: MeasuredProblems,
    seed: int,
) -> tuple[ArmData, list[Chosen]]:
    found = list(side.values())
    forms = [counts_of(solution.form for solution in one.right) for one in found]
    resampler = Resampler(len(found))
    taken = list(_taken(campaign, side, number, measured, seed))
    data = ArmData(
        model=campaign.plan.model,
        backbone_sha256=campaign.plan.backbone_sha256,
        samples=number,
        cost=cost,
        coverage=resampler.share([coverage_at(one.drawn, len(one.right), number) for one in found]),
        diversity=resampler.mean(
            [diversity_at(one.drawn, counts, number) for one, counts in zip(found, forms, strict=True)]
        ),
        lines=len(taken),
        problems=len({one.story.problem.id for one in taken}),
        measured=sum(measured.hold(one.problem.text) for one in found),
    )
    return data, taken


def _taken(
    campaign: Campaign, side: Mapping[str, Samples], number: int, measured: MeasuredProblems, seed: int
) -> Iterator[Chosen]:
    """The right ones among the samples that are drawn, none with the text of another one."""
    seen: set[tuple[str, str]] = set()
    for record in campaign.records():
        story = record.story
        if story.problem.id not in side or measured.hold(story.problem.text):
            continue
        ends = drawn_ends(story, side[story.problem.id].drawn, number, seed)
        for solution in right_solutions(story):
            text = story.problem.id, solution.text
            if solution.node in ends and text not in seen:
                seen.add(text)
                yield Chosen(solution, story, campaign, None)
