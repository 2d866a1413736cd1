"""What ``benchmarks.policies`` measures: arms, their finished rows on disk, several problems in one batch."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.events import TERMINAL, AnswerChanged, AnyRunEvent, Failed, NodeAdded, NodeClosed
from engine.preference import Scorer
from engine.runner import Runner
from engine.sandbox.selftest import open_executor
from engine.search.values import execution_evidence
from engine.settings import settings_for
from engine.types import (
    ROOT,
    Effort,
    Mark,
    Node,
    NodeId,
    NodeStatus,
    PolicyName,
    Problem,
    SearchSettings,
    StepFormat,
    ValueName,
)
from models.ppm import backbone_layers, load_head

CANDIDATES = {500: 4, 1000: 8, 2000: 16}
_SAMPLE_TOKENS = 400


class Sample(msgspec.Struct, frozen=True):
    """One whole solution; ``answer`` is its class of equal answers, ``weight`` its evidence from running."""

    tokens: int
    answer: str | None
    right: bool
    weight: float
    logprob: float


class ArmRow(msgspec.Struct, frozen=True):
    """One problem in one arm. ``tokens_allowed`` is the budget; 0 where the samples of all budgets are kept.

    Attributes:
        covered: whether any finished solution is right. curve: (sampled tokens, right) each time the answer changed.
    """

    arm: str
    tokens_allowed: int
    id: str
    right: bool
    covered: bool
    tokens: int
    evaluated_tokens: int
    seconds: float
    finished: int
    curve: tuple[tuple[int, bool], ...] = ()
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True, slots=True)
class Arm:
    """A policy with a token budget; the sampling policies share one arm, ``samples``, without one.

    ``values`` guide it; () stands for the engine's defaults.
    """

    name: str
    policy: PolicyName
    tokens: int
    values: tuple[ValueName, ...] = ()

    def settings(self, samples: int, step_format: StepFormat) -> SearchSettings:
        """The search of this arm. Nothing is stopped early: all arms spend what they may."""
        if self.tokens:
            candidates, tokens = CANDIDATES[self.tokens], self.tokens
        else:
            candidates, tokens = samples, samples * _SAMPLE_TOKENS
        return settings_for(
            self.policy,
            Effort.DEEP,
            candidates=candidates,
            max_tokens=tokens,
            step_format=step_format,
            values=self.values,
            stop_when_decided=False,
        )


class RowStore:
    """Finished rows in one file of JSON lines; a later run leaves them out."""

    def __init__(self, path: Path) -> None:
        self.path = path
        lines = path.read_bytes().split(b"\n") if path.exists() else []
        # A last line that a crash cut short is measured again.
        self.rows = [row for line in lines if (row := _parsed(line)) is not None]

    def has(self, arm: Arm, problem: Problem) -> bool:
        """Whether this was measured already."""
        return any((row.arm, row.tokens_allowed, row.id) == (arm.name, arm.tokens, problem.id) for row in self.rows)

    def add(self, row: ArmRow) -> None:
        """Keep a row."""
        self.rows.append(row)
        with self.path.open("ab") as file:
            file.write(msgspec.json.encode(row) + b"\n")


class Field:
    """Solves problems with one loaded model, several at a time in one batch."""

    def __init__(self, model: Path, *, threads: int, parallel: int, head: Path | None = None) -> None:
        self._executor, _ = open_executor()
        loaded = load_head(head) if head else None
        layers = backbone_layers(loaded.card.layers) if loaded else ()
        self._backend = LlamaBackend(model, LlamaOptions(threads=threads, layers=layers))
        scorer = Scorer.of(loaded, layers, self._backend.info) if loaded else None
        self._runner = Runner(self._backend, model.stem, self._executor, self._hear, scorer=scorer)
        self._parallel = parallel
        self._watched: dict[str, _Watch] = {}

    def close(self) -> None:
        """Free the model and the sandbox."""
        self._backend.close()
        self._executor.close()

    def solve(
        self, arm: Arm, problems: Sequence[Problem], settings: SearchSettings, done: Callable[[ArmRow], None]
    ) -> None:
        """Search all problems; ``done`` gets each row as it is finished."""
        waiting = list(problems)
        while waiting or self._watched:
            while waiting and len(self._watched) < self._parallel:
                problem = waiting.pop(0)
                self._watched[problem.id] = _Watch(problem)
                self._runner.start(problem.id, problem, settings)
            self._runner.step()
            for watch in [watch for watch in self._watched.values() if watch.end is not None]:
                del self._watched[watch.problem.id]
                done(watch.row(arm, self._executor.equal))

    def _hear(self, event: AnyRunEvent) -> None:
        self._watched[event.run_id].hear(event)


class _Watch:
    """What one search said."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.end: AnyRunEvent | None = None
        self._nodes: dict[NodeId, NodeAdded] = {}
        self._closed: set[NodeId] = set()
        self._sampled = 0
        self._curve: list[tuple[int, bool]] = []
        self._began = time.monotonic()

    def hear(self, event: AnyRunEvent) -> None:
        if isinstance(event, NodeAdded):
            self._nodes[event.node] = event
            self._sampled += event.tokens
        elif isinstance(event, NodeClosed):
            self._closed.add(event.node)
        elif isinstance(event, AnswerChanged) and event.answer is not None:
            right = event.answer.mark is Mark.CHECKED
            if not self._curve or self._curve[-1][1] != right:
                self._curve.append((self._sampled, right))
        elif isinstance(event, TERMINAL):
            self.end = event

    def row(self, arm: Arm, equal: Callable[[str, str], bool]) -> ArmRow:
        assert self.end is not None
        if isinstance(self.end, Failed):
            raise RuntimeError(f"{self.problem.id}: {self.end.message}")
        result = self.end.result  # type: ignore[union-attr]
        samples = self._samples(equal)
        return ArmRow(
            arm=arm.name,
            tokens_allowed=arm.tokens,
            id=self.problem.id,
            right=result.answer is not None and result.answer.mark is Mark.CHECKED,
            covered=any(sample.right for sample in samples),
            tokens=result.usage.sampled_tokens,
            evaluated_tokens=result.usage.evaluated_tokens,
            seconds=time.monotonic() - self._began,
            finished=sum(sample.answer is not None for sample in samples),
            curve=tuple(self._curve),
            samples=samples if arm.tokens == 0 else (),
        )

    def _samples(self, equal: Callable[[str, str], bool]) -> tuple[Sample, ...]:
        """Every line of thought that ended, with the class of its answer."""
        parents = {node.parent for node in self._nodes.values()}
        classes: list[str] = []
        found = []
        for leaf in (node for node in self._nodes.values() if node.node not in parents):
            answer = leaf.answer
            if answer is not None:
                answer = next((known for known in classes if equal(known, answer or "")), answer)
                classes += [] if answer in classes else [answer]
            path = list(self._path(leaf.node))
            tokens = sum(node.tokens for node in path)
            found.append(
                Sample(
                    tokens=tokens,
                    answer=answer,
                    right=answer is not None and equal(self.problem.answer or "", answer),
                    weight=execution_evidence(_node(leaf)) if answer is not None else 0.0,
                    logprob=sum(node.mean_logprob * node.tokens for node in path) / max(1, tokens),
                )
            )
        return tuple(found)

    def _path(self, node: NodeId) -> Iterable[NodeAdded]:
        while node != ROOT:
            yield self._nodes[node]
            node = self._nodes[node].parent


def _node(added: NodeAdded) -> Node:
    return Node(added.node, added.parent, added.depth, added.text, NodeStatus.FINISHED, answer=added.answer)


def _parsed(line: bytes) -> ArmRow | None:
    try:
        return msgspec.json.decode(line, type=ArmRow)
    except msgspec.DecodeError:
        return None
