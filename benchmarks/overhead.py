"""What a decode costs beside the model: milliseconds of Python per decode, by part, at width 32.

``python -m benchmarks.overhead [--quick] [--json FILE] [--model ID] [--threads N]``. One run for each policy: majority
keeps all 32 places filled, tree search stands for everything else. The decode's own time is measured in the same run,
around ``llama_decode`` and the reading of its results. ``overhead_share`` is everything but the decode and the
programs in the sandbox, as a share of the decode; steps' programs are a row of their own.
"""

import os
import sys
import time

import llama_cpp

from benchmarks._expansions import Clock, wall_clock
from benchmarks._problems import PROBLEMS
from benchmarks._report import Option, arguments, find_model, report, write_json
from benchmarks._stopwatch import Stopwatch
from engine import sampling
from engine.backends.llama import LlamaBackend, LlamaOptions, default_threads
from engine.batcher import Batcher, Draft
from engine.events import AnyRunEvent
from engine.runner import Runner
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.settings import settings_for
from engine.steps import build_prompt
from engine.types import Effort, PolicyName, Problem

WIDTH = 32
DECODE, FILLING, SANDBOX = "decode", "batch filling", "programs in the sandbox"
_PARTS = (
    DECODE,
    "scheduling, cache",
    FILLING,
    "sampling",
    "pooling of hidden states",
    "step ends, tokens",
    "tree, values, events",
    SANDBOX,
)


def main() -> int:
    """Measure and report."""
    about = __doc__ or ""
    options = arguments(
        about,
        (
            Option("model", "id or path of a model"),
            Option("threads", "of the processor", int),
            Option("processor-time", "count processor time, for one thread on a busy machine", bool),
        ),
    )
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    threads = options.threads or default_threads()
    backend = LlamaBackend(find_model(options.model), LlamaOptions(threads=threads, layers=(14,)))
    executor, _ = open_executor()
    max_tokens = 1000 if options.quick else 4000
    try:
        clock = time.thread_time if options.processor_time else wall_clock
        columns = [
            _measure(backend, executor, policy, max_tokens, clock) for policy in (PolicyName.MAJORITY, PolicyName.MCTS)
        ]
    finally:
        backend.close()
        executor.close()
    rows = [(part, *(cell for column in columns for cell in column.cells(part))) for part in _PARTS]
    busy = columns[0]
    figures = {
        "model": backend.info.description,
        "threads": threads,
        "decodes": busy.decodes,
        "mean_width": busy.width,
        "decode_ms": busy.ms(DECODE),
        "overhead_ms": busy.overhead_ms,
        "overhead_share": busy.overhead_ms / busy.ms(DECODE),
        "sandbox_share": busy.ms(SANDBOX) / busy.ms(DECODE),
        "overhead_share_tree_search": columns[1].overhead_ms / columns[1].ms(DECODE),
        "mean_width_tree_search": columns[1].width,
    }
    titles = ("per decode", "majority, ms", "% of decode", "tree search, ms", "% of decode")
    report("Time beside the model at width 32", titles, rows, figures)
    write_json(options.json, {**figures, "rows": rows})
    return 0


class Measured:
    """One run's times. ``width`` is the mean number of rows in a decode."""

    def __init__(self, watch: Stopwatch, evaluated_tokens: int) -> None:
        self.decodes = watch.calls[FILLING]
        self.width = evaluated_tokens / self.decodes
        self._seconds = dict(watch.seconds)

    def ms(self, part: str) -> float:
        """Milliseconds per decode."""
        return self._seconds.get(part, 0.0) * 1000 / self.decodes

    @property
    def overhead_ms(self) -> float:
        """All of Python per decode, the sandbox excluded."""
        return sum(self.ms(part) for part in self._seconds if part not in (DECODE, SANDBOX))

    def cells(self, part: str) -> tuple[float, float]:
        """A row's two cells: milliseconds per decode, and their share of the decode in percent."""
        return self.ms(part), 100 * self.ms(part) / self.ms(DECODE)


def _measure(backend: LlamaBackend, executor: Executor, policy: PolicyName, max_tokens: int, clock: Clock) -> Measured:
    events: list[AnyRunEvent] = []
    runner = Runner(backend, "benchmark", executor, events.append, width=WIDTH)
    problem = Problem("1", PROBLEMS[0])
    runner.batcher.set_preamble(build_prompt(backend, problem).preamble)
    settings = settings_for(policy, Effort.DEEP, max_tokens=max_tokens, candidates=4 * WIDTH)
    if policy is PolicyName.MCTS:
        settings = settings_for(policy, Effort.DEEP, max_tokens=max_tokens, candidates=WIDTH)
    watch = Stopwatch(clock)
    _wrap(watch, backend, executor)
    try:
        with watch.part("tree, values, events"):
            runner.start("benchmark", problem, settings)
            while runner.active:
                runner.step()
    finally:
        watch.unwrap()
    usage = events[-1].result.usage  # type: ignore[union-attr]
    return Measured(watch, usage.evaluated_tokens)


def _wrap(watch: Stopwatch, backend: LlamaBackend, executor: Executor) -> None:
    watch.wrap(llama_cpp, "llama_decode", DECODE)
    # On a graphics card the decode goes on in the background until its results are read.
    watch.wrap(llama_cpp, "llama_get_logits", DECODE)
    watch.wrap(llama_cpp, "llama_get_embeddings", DECODE)
    watch.wrap(backend, "decode", FILLING)
    watch.wrap(sampling, "normalise", "sampling")
    watch.wrap(sampling, "draw", "sampling")
    watch.wrap(Draft, "pool", "pooling of hidden states")
    watch.wrap(Draft, "append", "step ends, tokens")
    watch.wrap(backend, "tokenize", "step ends, tokens")
    watch.wrap(backend, "token_bytes", "step ends, tokens")
    for method in ("step", "submit", "keep", "resume", "release", "abandon", "forget_run", "drafts_of"):
        watch.wrap(Batcher, method, "scheduling, cache")
    watch.wrap(executor, "run", SANDBOX)
    watch.wrap(executor, "equal", SANDBOX)


if __name__ == "__main__":
    sys.exit(main())
