"""Frozen values that the engine's rooms and the front pass to each other.

Everything here is plain data: no I/O, no third-party import. A node's id is its index in ``Tree.nodes``; the root has
id 0 and stands for the problem itself.
"""

from dataclasses import dataclass
from enum import StrEnum

NodeId = int
ROOT: NodeId = 0
MAX_PROBLEM_CHARACTERS = 20_000


class PolicyName(StrEnum):
    """How the tree is searched; ``engine.search.policies`` says what each does."""

    MCTS = "mcts"
    RESTARTS = "mcts-restarts"
    DVTS = "dvts"
    BEAM = "beam"
    WEIGHTED = "weighted-best-of-n"
    BEST_OF_N = "best-of-n"
    MAJORITY = "majority"
    GREEDY = "greedy"


class ValueName(StrEnum):
    """A source of values; ``engine.search.values`` says what each knows. TRUTH needs a given answer."""

    AGREEMENT = "agreement"
    EXECUTION = "execution"
    PPM = "ppm"
    TRUTH = "truth"


class StepFormat(StrEnum):
    """How steps are written: CODE is one Python program, run step by step; TEXT is paragraphs with a boxed answer."""

    CODE = "code"
    TEXT = "text"


class Author(StrEnum):
    """Who wrote a step."""

    MODEL = "model"
    HUMAN = "human"


class Effort(StrEnum):
    """How much work a user allows; ``engine.settings.settings_for`` turns it into numbers."""

    QUICK = "quick"
    NORMAL = "normal"
    DEEP = "deep"


@dataclass(frozen=True, slots=True)
class Problem:
    """A question in plain text or TeX, with the expected answer when one is known."""

    id: str
    text: str
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """How the next token is drawn. ``temperature`` 0 takes the most likely token; ``top_k`` 0 and ``top_p`` 1 switch
    off.
    """

    temperature: float = 0.7
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.02


@dataclass(frozen=True, slots=True)
class Budget:
    """When a search ends, whichever limit comes first.

    ``max_tokens`` counts sampled tokens of this run. ``max_seconds`` is measured on a clock that stands still while the
    computer sleeps; a run stopped by it is not reproducible. ``candidates`` is the number of children of an expansion.
    With ``stop_when_decided`` a search ends before its budget once more of it could hardly change the answer.
    """

    max_tokens: int
    rollouts: int
    candidates: int
    max_depth: int = 12
    max_step_tokens: int = 160
    max_seconds: float | None = None
    stop_when_decided: bool = True


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """Everything that decides a search besides the problem and the model. ``exploration`` is c in UCT.

    A line of thought whose last step has a chance below ``reject_below`` of a right end, as the preference model sees
    it, is given up early; 0 gives up none. See ``engine.rejection``.
    """

    policy: PolicyName
    budget: Budget
    sampling: SamplingParams
    seed: int = 0
    exploration: float = 2.0
    values: tuple[ValueName, ...] = (ValueName.AGREEMENT, ValueName.EXECUTION)
    step_format: StepFormat = StepFormat.CODE
    reject_below: float = 0.0

    @property
    def is_scored(self) -> bool:
        """Whether the search needs a preference model."""
        return ValueName.PPM in self.values or self.reject_below > 0


class ExecutionStatus(StrEnum):
    """How a step's program ended."""

    OK = "ok"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    OUTPUT = "output"
    KILLED = "killed"
    NOT_RUN = "not_run"


@dataclass(frozen=True, slots=True)
class Execution:
    """What happened when a step ran after the steps before it.

    Attributes:
        status: how it ended; NOT_RUN when no sandbox may be claimed on this system.
        output: what the step itself printed (steps before it excluded), cut at the sandbox's limit.
        error: one line, None when it ran.
        error_line: line of the step's own code, 1-based, where known.
        names: the names this step assigned or changed, with their values as text, in order of assignment.
        duration_ms: wall time of the whole program.
    """

    status: ExecutionStatus
    output: str = ""
    error: str | None = None
    error_line: int | None = None
    names: tuple[tuple[str, str], ...] = ()
    duration_ms: float = 0.0


class NodeStatus(StrEnum):
    """OPEN can be extended, FINISHED ended with an answer, FAILED ran into an error, PRUNED is given up with a
    reason.
    """

    OPEN = "open"
    FINISHED = "finished"
    FAILED = "failed"
    PRUNED = "pruned"


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of a number, and what it adds: all parts of the number together are the number."""

    name: str
    amount: float


@dataclass(frozen=True, slots=True)
class Node:
    """One reasoning step in the tree.

    Attributes:
        text: the step's code with its ``# Step k:`` line; the problem's text at the root.
        reason: why the node is failed or pruned, in plain words; empty otherwise.
        answer: what the solution ends with, at a FINISHED node.
        tokens: sampled tokens of this step; mean_logprob: their mean natural-log probability under the model
            (temperature 1, before top-k and top-p).
        prior: value of the first visit, in [-1, 1]; None where nothing has scored the node yet.
        score: the preference model's score tanh(v / 5) in [-1, 1]; None without one. score_parts: of v; see
            ``engine.preference``.
        author: who wrote it.
        visits: N; value_sum: W; their quotient is the Q value.
        children: ids in order of creation. expanded: whether a layer of children was asked for.
    """

    id: NodeId
    parent: NodeId | None
    depth: int
    text: str
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
    visits: int = 0
    value_sum: float = 0.0
    children: tuple[NodeId, ...] = ()
    expanded: bool = False

    @property
    def q_value(self) -> float:
        """Q = W / N in [-1, 1]; 0 for a node that was never visited."""
        return self.value_sum / self.visits if self.visits else 0.0


@dataclass(frozen=True, slots=True)
class Tree:
    """The whole search tree as one value; functions in ``engine.search.tree`` return changed copies.

    The search goes on at or below ``focus``: the root, unless a person has pinned a node.
    """

    nodes: tuple[Node, ...]
    focus: NodeId = ROOT

    def __getitem__(self, node: NodeId) -> Node:
        return self.nodes[node]

    def __len__(self) -> int:
        return len(self.nodes)

    def path(self, node: NodeId) -> tuple[NodeId, ...]:
        """Ids from the root to ``node``, both included."""
        ids = [node]
        while (parent := self.nodes[ids[-1]].parent) is not None:
            ids.append(parent)
        return tuple(reversed(ids))

    def finished(self) -> tuple[Node, ...]:
        """All nodes that ended with an answer, in order of creation."""
        return tuple(node for node in self.nodes if node.status is NodeStatus.FINISHED)


class Mark(StrEnum):
    """How far an answer is verified, honestly.

    CHECKED: equal to the given answer. DIFFERS: not equal to it. AGREES: no given answer; several lines of thought that
    ran end here. RUNS: one line of thought that ran. UNVERIFIED: nothing was run.
    """

    CHECKED = "checked"
    DIFFERS = "differs"
    AGREES = "agrees"
    RUNS = "runs"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Vote:
    """One class of equal answers: how many finished solutions gave it, and their share of the weight in [0, 1]."""

    answer: str
    count: int
    share: float


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer so far.

    Attributes:
        text: as the best solution printed it.
        confidence: estimated probability in [0, 1] that it is right: the preference model's calibrated estimate,
            without one the weighted share of the vote, shrunk for few votes.
        votes: all classes, heaviest first; the first one is this answer's.
        node: the finished node whose path is shown as the best one.
        parts: of the log-odds of the preference model's estimate, named as the terms of ``models.ppm.Combiner``; ()
            where the confidence is the share of the vote.
    """

    text: str
    mark: Mark
    confidence: float
    votes: tuple[Vote, ...]
    node: NodeId
    parts: tuple[Part, ...] = ()

    @property
    def agreeing(self) -> int:
        """k of "agrees (k of n)"."""
        return self.votes[0].count if self.votes else 0

    @property
    def finished(self) -> int:
        """n of "agrees (k of n)"."""
        return sum(vote.count for vote in self.votes)


class StopReason(StrEnum):
    """Why a search ended."""

    ROLLOUTS = "rollouts"
    TOKENS = "tokens"
    SECONDS = "seconds"
    EXHAUSTED = "exhausted"
    DECIDED = "decided"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run cost. ``sampled_tokens`` were drawn; ``evaluated_tokens`` went through the model, prompt included."""

    sampled_tokens: int
    evaluated_tokens: int
    prompt_tokens: int
    seconds: float
    nodes: int


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run leaves: the answer if there is one, the path to it from the root, the cost, why it ended, and which
    values guided it.
    """

    answer: Answer | None
    best_path: tuple[NodeId, ...]
    usage: Usage
    stop_reason: StopReason
    values: tuple[ValueName, ...] = ()
