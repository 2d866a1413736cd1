"""Campaigns to training data: one row of features for each step whose states were kept."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSettingsError
from engine.evidence import FACT_NAMES, facts
from engine.lab.campaign import Campaign
from engine.lab.record import Record, Story
from engine.search.state import as_plain
from engine.types import ROOT, Author, Node, NodeId, NodeStatus
from models.features import Features

_RIGHT, _WRONG, _NO_END = 1, 0, -1


@dataclass(slots=True)
class _Rows:
    """Columns in the making."""

    states: list[NDArray[np.float16]] = field(default_factory=list)
    facts: list[tuple[float, ...]] = field(default_factory=list)
    q_values: list[float] = field(default_factory=list)
    outcomes: list[int] = field(default_factory=list)
    places: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    classes: dict[tuple[int, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assembly:
    """Features and what goes with their rows. texts: of the step of each row."""

    features: Features
    texts: tuple[str, ...]


def assemble(campaigns: Sequence[Campaign]) -> Assembly:
    """All steps of the campaigns, those of one problem as one tree with a common root.

    A step without any end at or below it has the Q value 0; a step that was given up for computing the same as another
    is there as it was when it was written.

    Raises:
        BadSettingsError: the campaigns kept other layers or used other models, or hold no step.
    """
    plans = [campaign.plan for campaign in campaigns]
    if len({(plan.backbone_sha256, plan.layers) for plan in plans}) != 1:
        raise BadSettingsError("These campaigns used other models or kept other layers; assemble them one by one.")
    rows, texts, problems, first_free = _Rows(), list[str](), dict[str, int](), dict[str, int]()
    for campaign in campaigns:
        for record in campaign.records():
            story = record.story
            number = problems.setdefault(story.problem.id, len(problems))
            # The nodes of a later campaign get ids behind those of the ones before.
            shift = first_free.get(story.problem.id, 0)
            first_free[story.problem.id] = shift + len(story.nodes) - 1
            nodes = tuple(kept_nodes(record, with_states=bool(plans[0].layers)))
            _add(rows, record, nodes, number, shift)
            texts.extend(node.text for node in nodes)
    if not texts:
        raise BadSettingsError(f"{campaigns[0].folder} holds no finished problem yet; generate it first.")
    places = np.array(rows.places, np.int32)
    features = Features(
        backbone_sha256=plans[0].backbone_sha256,
        backbone=plans[0].model,
        layers=plans[0].layers,
        fact_names=FACT_NAMES,
        problem_ids=tuple(problems),
        states=np.stack(rows.states),
        facts=np.array(rows.facts, np.float32),
        q_values=np.array(rows.q_values, np.float32),
        outcomes=np.array(rows.outcomes, np.int8),
        problems=places[:, 0],
        nodes=places[:, 1],
        parents=places[:, 2],
        depths=places[:, 3],
        tokens=places[:, 4],
        answers=np.array(rows.answers, np.int32),
    )
    return Assembly(features, tuple(texts))


def kept_nodes(record: Record, *, with_states: bool) -> Iterator[Node]:
    """The sampled steps of a record; ``with_states`` leaves out those whose path has a step without states."""
    known = set(record.state_nodes.tolist()) | {ROOT}
    for node in record.story.nodes[1:]:
        if node.author is Author.MODEL and (not with_states or known >= set(record.story.tree().path(node.id))):
            yield node


def outcome(story: Story, node: Node) -> int:
    """1 for a solution that ended right, 0 for one that ended wrong or failed, -1 for a step that has no end itself."""
    if node.status is NodeStatus.FAILED:
        return _WRONG
    if node.status is not NodeStatus.FINISHED:
        return _NO_END
    return _RIGHT if node.id in story.right else _WRONG


def _add(rows: _Rows, record: Record, nodes: Sequence[Node], problem: int, shift: NodeId) -> None:
    story, none = record.story, np.zeros((0, 0), np.float16)
    at = {node: row for row, node in enumerate(record.state_nodes.tolist())}
    for node in nodes:
        rows.states.append(record.states[at[node.id]] if node.id in at else none)
        rows.facts.append(facts(story.problem.text, story.path(node.id)))
        rows.q_values.append(node.q_value)
        rows.outcomes.append(outcome(story, node))
        parent = node.parent + shift if node.parent else ROOT
        rows.places.append((problem, node.id + shift, parent, node.depth, node.tokens))
        rows.answers.append(_answer_class(rows, story, node, problem))


def _answer_class(rows: _Rows, story: Story, node: Node, problem: int) -> int:
    """A number for the answer of a finished solution: all right ones are equal, others where they are the same text."""
    if node.status is not NodeStatus.FINISHED or node.answer is None:
        return -1
    text = "" if node.id in story.right else as_plain(node.answer)
    return rows.classes.setdefault((problem, text), len(rows.classes))
