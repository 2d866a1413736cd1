"""One search of ours as a record that other ways of decoding can repeat: which prompts, how many tokens after each."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from engine.backend import Backend
from engine.events import AnyRunEvent, NodeAdded
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.settings import settings_for
from engine.steps import build_prompt, step_mark
from engine.types import ROOT, Effort, NodeId, PolicyName, Problem

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Child:
    """One candidate: how many tokens were sampled for it, and how many of them belong to the step."""

    node: NodeId
    sampled: int
    kept: int


@dataclass(frozen=True, slots=True)
class Expansion:
    """Candidates that continue one prompt: that of ``parent``, whose tokens are its own parent's and so on."""

    parent: NodeId
    mark: tuple[int, ...]
    children: tuple[Child, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was expanded, in order. ``preamble`` and ``question`` are the tokens of the root."""

    preamble: tuple[int, ...]
    question: tuple[int, ...]
    expansions: tuple[Expansion, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """One search: its cost and its record. ``seconds`` and ``tokens`` are those sampled, as in every arm."""

    tokens: int
    seconds: float
    decodes: int
    evaluated_tokens: int
    reread_tokens: int
    recorded: Recorded


def search(
    backend: Backend, executor: Executor, text: str, *, candidates: int, max_tokens: int, width: int, clock: Clock
) -> Searched:
    """Search with the default policy. Neither loading nor the worked examples are timed: no arm reads them in time."""
    events: list[AnyRunEvent] = []
    runner = Runner(backend, "benchmark", executor, events.append, width=width)
    prompt = build_prompt(backend, Problem("benchmark", text))
    runner.batcher.set_preamble(prompt.preamble)
    settings = settings_for(PolicyName.MCTS, Effort.NORMAL, max_tokens=max_tokens, candidates=candidates)
    started = clock()
    runner.start("benchmark", Problem("benchmark", text), settings)
    while runner.active:
        runner.step()
    seconds = clock() - started
    usage = events[-1].result.usage  # type: ignore[union-attr]
    totals = runner.batcher.totals
    nodes = [event for event in events if isinstance(event, NodeAdded)]
    return Searched(
        tokens=usage.sampled_tokens,
        seconds=seconds,
        decodes=totals.decodes,
        evaluated_tokens=totals.evaluated_tokens,
        reread_tokens=totals.reread_tokens,
        recorded=Recorded(prompt.preamble, prompt.question, _expansions(backend, nodes)),
    )


def _expansions(backend: Backend, nodes: list[NodeAdded]) -> tuple[Expansion, ...]:
    by_parent: dict[NodeId, list[Child]] = {}
    depths = {ROOT: 0, **{node.node: node.depth for node in nodes}}
    for node in nodes:
        mark = step_mark(node.depth)
        kept = len(backend.tokenize(node.text.removeprefix(mark) + "\n", special=False))
        by_parent.setdefault(node.parent, []).append(Child(node.node, node.tokens, min(kept, node.tokens)))
    return tuple(
        Expansion(parent, tuple(backend.tokenize(step_mark(depths[parent] + 1), special=False)), tuple(children))
        for parent, children in by_parent.items()
    )


def wall_clock() -> float:
    """Seconds that pass."""
    return time.perf_counter()
