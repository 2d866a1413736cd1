"""What a campaign keeps of one problem: its tree with truth backed up into it, and the states of its steps.

One safetensors file each: the tree is JSON in the metadata, the states are tensors.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSettingsError
from engine.events import AnyRunEvent, Finished, NodeAdded, NodeClosed, RunStarted, StatesPooled
from engine.search.backup import backed_up
from engine.types import ROOT, Answer, Mark, Node, NodeId, NodeStatus, Problem, Tree, Usage
from models.errors import StorageFullError
from models.ppm import BadHeadError, read_tensors, write_tensors

Equal = Callable[[str, str], bool]
"""Whether a given answer (first) and another one mean the same."""

_FORMAT = "stepwise-record-1"


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The tree of one search whose truth is known.

    Attributes:
        nodes: the root first. ``status`` is what a step had when it was added, which is all that a score may know;
            ``visits`` counts the ends at or below a node, ``value_sum`` adds up +1 for a right and -1 for a wrong or
            failed end, so that ``q_value`` is their mean.
        right: finished nodes whose answer equals the given one. closed: why steps were given up later.
        answer: of the search; answered_right: whether it equals the given one.
    """

    problem: Problem
    model_id: str
    nodes: tuple[Node, ...]
    right: tuple[NodeId, ...]
    closed: dict[NodeId, str]
    answer: str | None
    answered_right: bool
    usage: Usage

    def tree(self) -> Tree:
        """The nodes as a tree."""
        return Tree(self.nodes)

    def path(self, node: NodeId) -> tuple[Node, ...]:
        """The steps down to a node, the root excluded."""
        return tuple(self.nodes[step] for step in self.tree().path(node) if step != ROOT)


@dataclass(frozen=True, slots=True)
class Record:
    """A story with the states that were kept.

    Attributes:
        state_nodes: int32, shape (kept,): whose states they are. states: float16, shape (kept, layers, width).
    """

    story: Story
    state_nodes: NDArray[np.int32]
    states: NDArray[np.float16]


class Gatherer:
    """Takes the events of one run in their order."""

    def __init__(self, started: RunStarted) -> None:
        self._started = started
        self._nodes = [Node(id=ROOT, parent=None, depth=0, text=started.problem.text)]
        self._closed: dict[NodeId, str] = {}
        self._states: dict[NodeId, NDArray[np.float16]] = {}

    def take(self, event: AnyRunEvent) -> None:
        """Remember what the event adds; others are passed over."""
        match event:
            case NodeAdded():
                self._nodes.append(_node(event))
            case NodeClosed(node=node, reason=reason):
                self._closed[node] = reason
            case StatesPooled(node=node, layers=layers, states=states):
                self._states[node] = np.frombuffer(states, "<f2").reshape(layers, -1)
            case _:
                pass

    def record(self, end: Finished, equal: Equal) -> Record:
        """The record of a run that has ended by itself."""
        problem = self._started.problem
        nodes, right = _judged(self._nodes, problem, equal)
        answer: Answer | None = end.result.answer
        story = Story(
            problem=problem,
            model_id=self._started.model_id,
            nodes=nodes,
            right=right,
            closed=self._closed,
            answer=answer.text if answer else None,
            answered_right=answer is not None and answer.mark is Mark.CHECKED,
            usage=end.result.usage,
        )
        kept = sorted(self._states)
        states = np.stack([self._states[node] for node in kept]) if kept else np.zeros((0, 0, 0), np.float16)
        return Record(story, np.array(kept, np.int32), states)


def with_truth(nodes: Sequence[Node], right: Sequence[NodeId]) -> tuple[Node, ...]:
    """The nodes with N and W from right (+1), wrong and failed (-1) ends alone, as in terminal-guided search (Guan et
    al. 2025, section 3.2); steps that were cut or given up say nothing.
    """
    ends = {node.id: -1.0 for node in nodes if node.status in (NodeStatus.FAILED, NodeStatus.FINISHED)}
    ends.update(dict.fromkeys(right, 1.0))
    values = backed_up(Tree(tuple(replace(node, prior=None) for node in nodes)), ends)
    return tuple(replace(node, visits=values[node.id][0], value_sum=values[node.id][1]) for node in nodes)


def write_record(path: Path, record: Record) -> None:
    """Write a file that appears when it is complete.

    Raises:
        StorageFullError: it could not be written.
    """
    from safetensors import SafetensorError

    about = {"format": _FORMAT, "story": msgspec.json.encode(record.story).decode()}
    try:
        write_tensors(path, {"state_nodes": record.state_nodes, "states": record.states}, about)
    except (OSError, SafetensorError) as error:
        raise StorageFullError(
            f"{path.parent} cannot take another problem; free some space, then run the command again."
        ) from error


def read_record(path: Path) -> Record:
    """Read a record.

    Raises:
        BadSettingsError: the file is damaged.
    """
    try:
        tensors, about = read_tensors(path)
        if about.get("format") != _FORMAT:
            raise BadSettingsError(f"{path} was written by another version of Stepwise; generate the campaign again.")
        story = msgspec.json.decode(about["story"], type=Story)
        return Record(story, tensors["state_nodes"], tensors["states"])
    except (BadHeadError, KeyError, msgspec.DecodeError) as error:
        raise BadSettingsError(f"{path} is damaged; delete it, then generate the campaign again.") from error


def _node(event: NodeAdded) -> Node:
    return Node(
        id=event.node,
        parent=event.parent,
        depth=event.depth,
        text=event.text,
        status=event.status,
        reason=event.reason,
        execution=event.execution,
        answer=event.answer,
        tokens=event.tokens,
        mean_logprob=event.mean_logprob,
        prior=event.prior,
        score=event.score,
        author=event.author,
    )


def _judged(nodes: Sequence[Node], problem: Problem, equal: Equal) -> tuple[tuple[Node, ...], tuple[NodeId, ...]]:
    """The nodes with their children and with truth, and the right ones among them."""
    children: dict[NodeId, list[NodeId]] = {}
    for node in nodes[1:]:
        children.setdefault(node.parent or ROOT, []).append(node.id)
    linked = [replace(node, children=tuple(children.get(node.id, ())), expanded=node.id in children) for node in nodes]
    answers = {node.answer for node in nodes if node.status is NodeStatus.FINISHED and node.answer is not None}
    is_right = {answer: equal(problem.answer or "", answer) for answer in sorted(answers)}
    right = tuple(node.id for node in linked if node.answer is not None and is_right.get(node.answer, False))
    return with_truth(linked, right), right
