"""Campaigns of whole samples, written without a model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from engine.events import Finished, NodeAdded, RunStarted
from engine.lab.campaign import Campaign, Plan
from engine.lab.record import Gatherer, Record
from engine.settings import settings_for
from engine.types import Effort, NodeStatus, PolicyName, Problem
from tests.helpers.lab import PLAN, Step, equal, events

Program = tuple[str, ...]
"""The steps of one sample; the last word of the last step is its answer, a step "boom" fails."""

SAMPLING = settings_for(PolicyName.MAJORITY, Effort.QUICK, candidates=4, stop_when_decided=False)


def sampling_plan(samples: int = 4, **fields: object) -> Plan:
    """Of a campaign that draws so many samples of each problem."""
    settings = replace(SAMPLING, budget=replace(SAMPLING.budget, candidates=samples))
    return msgspec.structs.replace(PLAN, layers=(), settings=settings, parameters=1_000, **fields)


def sampled(
    folder: Path, problems: Mapping[str, Sequence[Program]], plan: Plan | None = None, *, answer: str = "42"
) -> Campaign:
    """A campaign that holds these samples of each problem, whose texts are the keys."""
    campaign = Campaign(folder, plan or sampling_plan())
    for text, programs in problems.items():
        campaign.keep(_record(Problem(text[:20], text, answer), programs))
    return campaign


def _record(problem: Problem, programs: Sequence[Program]) -> Record:
    tree, texts = list[Step](), list[str]()
    for program in programs:
        parent = 0
        for number, step in enumerate(program, start=1):
            status = _status(step, is_last=number == len(program))
            tree.append((parent, status, _answer(step) if status is NodeStatus.FINISHED else None))
            texts.append(step)
            parent = len(tree)
    first, *rest, end = events(problem, tuple(tree), states=False, closed=None)
    assert isinstance(first, RunStarted)
    assert isinstance(end, Finished)
    gatherer = Gatherer(first)
    for event in rest:
        if isinstance(event, NodeAdded):
            event = msgspec.structs.replace(event, text=texts[event.node - 1])
        gatherer.take(event)
    return gatherer.record(end, equal)


def _status(step: str, *, is_last: bool) -> NodeStatus:
    if step == "boom":
        return NodeStatus.FAILED
    return NodeStatus.FINISHED if is_last else NodeStatus.OPEN


def _answer(step: str) -> str:
    return step.rstrip(")").replace("(", " ").split()[-1]
