"""What the worker tells the host. Past tense, frozen, one kind of value per fact.

Worker events concern the process; run events carry the run's id and a sequence number that starts at 1 and has no gaps.
Each run ends with exactly one terminal event (``TERMINAL``). ``Progress`` is transient: it may be dropped, is never
stored, carries nothing that another event does not settle later, and repeats the number of the event before it.
"""

from typing import ClassVar, TypeAlias

import msgspec

from engine.served import Served
from engine.types import (
    Answer,
    Author,
    Execution,
    NodeId,
    NodeStatus,
    Part,
    Problem,
    RunResult,
    SearchSettings,
)


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Anything the worker says."""


class WorkerEvent(Event, frozen=True, kw_only=True):
    """Concerns the worker process, not one run."""


class WorkerStarted(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """First event of a worker. ``isolation`` is what the sandbox self-test allows us to claim, "" if steps are not
    run.
    """

    protocol: int
    pid: int
    isolation: str
    isolation_detail: str


class ModelLoaded(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """A model is ready. ``hardware`` says in plain words what it runs on."""

    request_id: str
    model_id: str
    description: str
    parameters: int
    context_tokens: int
    sequences: int
    threads: int
    hardware: str
    load_ms: float


class ServersFound(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """Servers write the texts from now on."""

    request_id: str
    served: Served


class ServerLeftOut(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """A server is asked no more; the sentence says why."""

    address: str
    sentence: str


class SpeedPoint(msgspec.Struct, frozen=True, kw_only=True):
    """Speed of a bare decode loop: ``width`` branches of one token each, median of the decodes measured."""

    width: int
    tokens_per_second: float
    decode_ms: float


class SpeedMeasured(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """The answer to ``MeasureSpeed``, one point for each width asked for."""

    request_id: str
    points: tuple[SpeedPoint, ...]


class CommandDone(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """A command that has no result of its own was obeyed."""

    request_id: str


class CommandFailed(WorkerEvent, frozen=True, kw_only=True, tag=True):
    """A command outside a run failed. ``kind`` is the error's class name."""

    request_id: str
    kind: str
    message: str
    exit_code: int


class RunEvent(Event, frozen=True, kw_only=True):
    """Concerns one run."""

    transient: ClassVar[bool] = False

    run_id: str
    seq: int


class RunStarted(RunEvent, frozen=True, kw_only=True, tag=True):
    """The search begins: its problem, settings, model, prompt length, and what running a step means here."""

    problem: Problem
    settings: SearchSettings
    model_id: str
    prompt_tokens: int
    isolation: str
    value_source: str


class NodeAdded(RunEvent, frozen=True, kw_only=True, tag=True):
    """A step was closed, run and put into the tree. Fields as in ``engine.types.Node``; the root is never announced.

    ``carried`` nodes come from the run that this one continues; their tokens were sampled there.
    """

    node: NodeId
    parent: NodeId
    depth: int
    text: str
    status: NodeStatus
    reason: str
    execution: Execution | None
    answer: str | None
    tokens: int
    mean_logprob: float
    prior: float | None
    score: float | None = None
    score_parts: tuple[Part, ...] = ()
    author: Author = Author.MODEL
    carried: bool = False


class StatesPooled(RunEvent, frozen=True, kw_only=True, tag=True):
    """The hidden states of a step, where the search was asked to keep them; not stored with the session.

    Attributes:
        layers: their number. states: float16, little-endian, shape (layers, width), those that ``LoadModel`` named.
    """

    transient: ClassVar[bool] = True

    node: NodeId
    layers: int
    states: bytes


class NodeScored(RunEvent, frozen=True, kw_only=True, tag=True):
    """Visit count N, value sum W or prior of a node changed."""

    node: NodeId
    visits: int
    value_sum: float
    prior: float | None = None


class NodeClosed(RunEvent, frozen=True, kw_only=True, tag=True):
    """A node will not be extended any more, with the reason in plain words; a finished one loses its vote."""

    node: NodeId
    status: NodeStatus
    reason: str


class FocusChanged(RunEvent, frozen=True, kw_only=True, tag=True):
    """The search goes on below this node alone; the root means everywhere."""

    node: NodeId


class AnswerChanged(RunEvent, frozen=True, kw_only=True, tag=True):
    """The best answer so far, its votes or its confidence changed; None when its branch was given up."""

    answer: Answer | None


class Progress(RunEvent, frozen=True, kw_only=True, tag=True):
    """Where the run stands, a few times a second. ``fraction`` of the budget in [0, 1]; ``preview`` is text being
    written.
    """

    transient: ClassVar[bool] = True

    sampled_tokens: int
    tokens_per_second: float
    rollouts: int
    open_candidates: int
    fraction: float
    preview: str


class Finished(RunEvent, frozen=True, kw_only=True, tag=True):
    """Terminal: the search ended by itself."""

    result: RunResult


class Paused(RunEvent, frozen=True, kw_only=True, tag=True):
    """Terminal: the user paused; a new run may continue it."""

    result: RunResult


class Cancelled(RunEvent, frozen=True, kw_only=True, tag=True):
    """Terminal: the user stopped; the best answer so far is in the result."""

    result: RunResult


class Failed(RunEvent, frozen=True, kw_only=True, tag=True):
    """Terminal: the run could not go on. Also made by the host when the worker dies. ``kind`` is the error's class
    name.
    """

    kind: str
    message: str
    exit_code: int


AnyWorkerEvent: TypeAlias = (
    WorkerStarted | ModelLoaded | ServersFound | ServerLeftOut | SpeedMeasured | CommandDone | CommandFailed
)
AnyRunEvent: TypeAlias = (
    RunStarted
    | NodeAdded
    | StatesPooled
    | NodeScored
    | NodeClosed
    | FocusChanged
    | AnswerChanged
    | Progress
    | Finished
    | Paused
    | Cancelled
    | Failed
)
AnyEvent: TypeAlias = AnyWorkerEvent | AnyRunEvent
Terminal: TypeAlias = Finished | Paused | Cancelled | Failed
TERMINAL = (Finished, Paused, Cancelled, Failed)

__all__ = [
    "TERMINAL",
    "AnswerChanged",
    "AnyEvent",
    "AnyRunEvent",
    "AnyWorkerEvent",
    "Cancelled",
    "CommandDone",
    "CommandFailed",
    "Event",
    "Failed",
    "Finished",
    "FocusChanged",
    "ModelLoaded",
    "NodeAdded",
    "NodeClosed",
    "NodeId",
    "NodeScored",
    "Paused",
    "Progress",
    "RunEvent",
    "RunStarted",
    "ServerLeftOut",
    "ServersFound",
    "SpeedMeasured",
    "SpeedPoint",
    "StatesPooled",
    "Terminal",
    "WorkerEvent",
    "WorkerStarted",
]
