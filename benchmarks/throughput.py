"""Tokens per second of the search against ``llama_cpp.Llama`` doing the same expansions one by one, in one run.

Both arms use one GGUF file, the same number of threads and the same expansions: our search runs first and its tree is
recorded; then the high-level class samples as many tokens for every node, prefix by prefix, with its own prefix
reuse. The arms alternate problem by problem, since these machines are noisy; the ratio is what counts.
"""

import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from statistics import median

import llama_cpp

from app.services import data_folder
from benchmarks._report import arguments, report, write_json
from engine.backends.llama import LlamaBackend, LlamaOptions, default_threads
from engine.events import AnyRunEvent, NodeAdded
from engine.runner import Runner
from engine.sandbox.selftest import open_executor
from engine.settings import settings_for
from engine.steps import build_prompt, step_mark
from engine.types import ROOT, Effort, NodeId, PolicyName, Problem
from models.library import Library, ResolvedModel

_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m"
_PROBLEMS = (
    "A farmer has 14 rows of 23 cabbages. Rabbits eat 47 of them, and he sells the rest in crates of 11. How many full "
    "crates does he sell?",
    "A train travels 84 km in the first hour and 15% further in the second hour. How far does it travel in both hours?",
    "Nora is three times as old as Tim. In 12 years she will be twice as old as he is then. How old is Tim now?",
    "What is the remainder when 5^83 - 2 is divided by 13?",
)


@dataclass(frozen=True, slots=True)
class Searched:
    """One search of ours: what it sampled, how long it took, and its tree."""

    tokens: int
    seconds: float
    evaluated: int
    nodes: tuple[NodeAdded, ...]


def main() -> int:
    """Run the comparison."""
    options = arguments(__doc__ or "", [("model", "id or path of a model")])
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    model = Library(data_folder()).resolve(options.model or _MODEL)
    problems = _PROBLEMS[:2] if options.quick else _PROBLEMS
    max_tokens = 600 if options.quick else 1500
    rows, ratios = [], []
    ours_total: dict[str, float] = defaultdict(float)
    for number, text in enumerate(problems, start=1):
        problem = Problem(str(number), text)
        searched = _search(model, problem, max_tokens)
        theirs_seconds, theirs_tokens = _one_by_one(model, problem, searched.nodes)
        ours, theirs = searched.tokens / searched.seconds, theirs_tokens / theirs_seconds
        ratios.append(ours / theirs)
        ours_total["evaluated"] += searched.evaluated
        ours_total["sampled"] += searched.tokens
        rows.append((f"problem {number}", searched.tokens, ours, theirs, ours / theirs))
    # Each branch needs one evaluation per sampled token; what lies beyond is prompt or branches computed again.
    reread = 1 - ours_total["sampled"] / ours_total["evaluated"]
    figures = {
        "model": model.id,
        "threads": default_threads(),
        "candidates": 16,
        "ratio_one_by_one": median(ratios),
        "prompt_reread_share": max(0.0, reread),
    }
    columns = ("", "tokens", "search, tokens/s", "one by one, tokens/s", "ratio")
    report("Search against llama_cpp.Llama, same expansions", columns, rows, figures)
    write_json(options.json, {**figures, "rows": rows})
    return 0


def _search(model: ResolvedModel, problem: Problem, max_tokens: int) -> Searched:
    """Our search; loading, prompt examples and sandbox start are not timed (both arms load beforehand)."""
    executor, _ = open_executor()
    backend = LlamaBackend(model.path, LlamaOptions())
    events: list[AnyRunEvent] = []
    try:
        runner = Runner(backend, model.id, executor, events.append)
        prompt = build_prompt(backend, problem)
        runner.batcher.set_preamble(prompt.preamble)
        settings = settings_for(PolicyName.MCTS, Effort.NORMAL, max_tokens=max_tokens, candidates=16)
        started = time.perf_counter()
        runner.start("benchmark", problem, settings)
        while runner.active:
            runner.step()
        seconds = time.perf_counter() - started
    finally:
        backend.close()
        executor.close()
    usage = events[-1].result.usage  # type: ignore[union-attr]
    nodes = tuple(event for event in events if isinstance(event, NodeAdded))
    return Searched(usage.sampled_tokens, seconds, usage.evaluated_tokens, nodes)


def _one_by_one(model: ResolvedModel, problem: Problem, nodes: tuple[NodeAdded, ...]) -> tuple[float, int]:
    """Seconds and tokens of the high-level class for the same expansions, in the order they were made."""
    llama = llama_cpp.Llama(
        str(model.path), n_ctx=8192, n_batch=512, n_threads=default_threads(), verbose=False, no_perf=True
    )
    backend = LlamaBackend(model.path, LlamaOptions(context_tokens=512, sequences=2))
    prompt = build_prompt(backend, problem)
    marks = {depth: tuple(backend.tokenize(step_mark(depth), special=False)) for depth in range(1, 32)}
    texts: dict[NodeId, tuple[int, ...]] = {ROOT: (*prompt.preamble, *prompt.question)}
    by_parent: dict[NodeId, list[NodeAdded]] = defaultdict(list)
    for node in nodes:
        texts[node.node] = (*texts[node.parent], *backend.tokenize(node.text + "\n", special=False))
        by_parent[node.parent].append(node)
    backend.close()
    for _ in zip(llama.generate(list(prompt.preamble)), range(1), strict=False):
        pass
    tokens, started = 0, time.perf_counter()
    for parent, children in by_parent.items():
        prefix = [*texts[parent], *marks[children[0].depth]]
        for child in children:
            stream = llama.generate(prefix, top_k=40, top_p=0.95, min_p=0.02, temp=0.8)
            for _ in zip(range(child.tokens), stream, strict=False):
                tokens += 1
    seconds = time.perf_counter() - started
    llama.close()
    return seconds, tokens


if __name__ == "__main__":
    sys.exit(main())
