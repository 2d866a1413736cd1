"""What the views know of one run."""

from dataclasses import dataclass, field
from types import MappingProxyType

from engine.store import RunStatus
from engine.types import (
    ROOT,
    Answer,
    Author,
    Execution,
    NodeId,
    NodeStatus,
    Part,
    Problem,
    SearchSettings,
    StopReason,
    Usage,
    Vote,
)

_NO_NODES: MappingProxyType[NodeId, "NodeView"] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NodeView:
    """A step as it is shown; see ``engine.types.Node``.

    Attributes:
        text: as the model wrote it; the problem's text at the root.
        carried: whether it comes from the run that this one continues.
        title: the sentence of its ``# Step k:`` line, "" where it has none. code: what follows that line.
    """

    id: NodeId
    parent: NodeId | None
    depth: int
    text: str
    title: str = ""
    code: str = ""
    status: NodeStatus = NodeStatus.OPEN
    reason: str = ""
    execution: Execution | None = None
    answer: str | None = None
    tokens: int = 0
    mean_logprob: float = 0.0
    prior: float | None = None
    score: float | None = None
    score_parts: tuple[Part, ...] = ()
    author: Author = Author.MODEL
    carried: bool = False
    visits: int = 0
    value_sum: float = 0.0
    children: tuple[NodeId, ...] = ()

    @property
    def q_value(self) -> float:
        """Q = W / N in [-1, 1]; 0 for a node that was never visited."""
        return self.value_sum / self.visits if self.visits else 0.0


@dataclass(frozen=True, slots=True)
class LiveFigures:
    """Where a running search stands; see ``engine.events.Progress``."""

    sampled_tokens: int
    tokens_per_second: float
    rollouts: int
    open_candidates: int
    fraction: float
    preview: str


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run could not go on: the error's class name, its sentence, the exit code of the command line."""

    kind: str
    message: str
    exit_code: int


@dataclass(frozen=True, slots=True)
class RunState:
    """Everything a view shows of a run, as far as its events have come. ``RunState()`` is a run before its first event.

    Attributes:
        nodes: by id, in order of creation, the root first; a node's parent is always there too.
        best_path: from the root to the node of the best answer, both included; empty while there is no answer.
        focus: the pinned node, below which alone the search goes on; the root otherwise.
        usage, stop_reason: known when the run has ended by itself or by the user.
        progress: None before the first figures and after the end.
    """

    run_id: str = ""
    status: RunStatus = RunStatus.WAITING
    problem: Problem | None = None
    settings: SearchSettings | None = None
    model_id: str = ""
    prompt_tokens: int = 0
    isolation: str = ""
    value_source: str = ""
    nodes: MappingProxyType[NodeId, NodeView] = field(default_factory=lambda: _NO_NODES, hash=False)
    best_path: tuple[NodeId, ...] = ()
    focus: NodeId = ROOT
    answer: Answer | None = None
    usage: Usage | None = None
    stop_reason: StopReason | None = None
    failure: Failure | None = None
    progress: LiveFigures | None = None

    @property
    def votes(self) -> tuple[Vote, ...]:
        """All classes of answers, heaviest first."""
        return self.answer.votes if self.answer else ()

    def path(self, node: NodeId) -> tuple[NodeId, ...]:
        """Ids from the root to ``node``, both included; empty for a node that is not there."""
        ids: list[NodeId] = []
        view = self.nodes.get(node)
        while view is not None:
            ids.append(view.id)
            view = None if view.parent is None else self.nodes[view.parent]
        return tuple(reversed(ids))

    def tree_order(self) -> tuple[NodeId, ...]:
        """All ids, each parent before its children, children in order of creation."""
        order: list[NodeId] = []
        waiting = [ROOT] if ROOT in self.nodes else []
        while waiting:
            node = waiting.pop()
            order.append(node)
            waiting.extend(reversed(self.nodes[node].children))
        return tuple(order)
