"""Tokens per second of the search beside other ways to decode the same, problem by problem, in one run.

Our search runs first and its tree is recorded; then each other arm samples as many tokens for every node, after the
same prompts: ``llama_cpp.Llama`` one by one with its own prefix reuse, llama.cpp's server with parallel slots and
prompt cache, and a bare loop of ``llama_decode`` as wide as there are candidates, which is the limit. All plain arms
use one GGUF file and the same number of threads; experiments are arms of their own. The arms take turns problem by
problem, since machines are noisy; ratios of tokens per second are what counts.

The server needs ``xllamacpp`` in this environment, or ``--server-python`` names an interpreter that has it. With
``--rows`` finished problems are kept in a file, and the same command goes on where it was stopped.
"""

import importlib.util
import os
import sys
import time
from argparse import Namespace
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from rich.console import Console

from benchmarks._expansions import Clock, Searched, search, wall_clock
from benchmarks._problems import PROBLEMS
from benchmarks._report import Option, arguments, find_model, report, write_json
from benchmarks._speed_arms import NotMeasuredError, OneByOne, Server, Timed, bare_loop, processor_seconds
from benchmarks._speed_rows import SpeedRow, SpeedRows
from engine.backends.llama import LlamaBackend, LlamaOptions, default_threads
from engine.padding import padding_from
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from engine.speed import measure_speed

OURS, FILLED, FAST = "search", "search, batches filled up", "search, fast copy"
ONE_BY_ONE, SERVER, LIMIT = "Llama one by one", "server", "raw limit"
_WIDTH = 32
_CANDIDATES = (4, 8, 16)
_TOKENS_PER_CANDIDATE = 35
_GOAL_CANDIDATES = 16
_PADDING_WIDTHS = (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 28, 31, 32)


class Arms:
    """All that is loaded for one model at one number of candidates."""

    def __init__(self, model: Path, options: Namespace, stack: ExitStack, executor: Executor) -> None:
        self.model = model
        self.threads: int = options.threads or default_threads()
        self.skipped: dict[str, str] = {}
        self._options = options
        self._stack = stack
        self._executor = executor
        self._clock: Clock = time.process_time if options.processor_time else wall_clock
        self._plain = self._open(model)
        self._searches = {OURS: self._plain}
        if padding := _padding(self._plain, quick=options.quick):
            self._searches[FILLED] = self._open(model, padding)
        if options.fast_model:
            self._searches[FAST] = self._open(find_model(options.fast_model), padding)
        self._one_by_one = OneByOne(model, self.threads)
        stack.callback(self._one_by_one.close)
        self._servers: dict[int, Server] = {}

    def measure(self, problem: str, candidates: int, max_tokens: int) -> list[SpeedRow]:
        """Every arm on one problem."""
        searched = {
            name: search(
                backend,
                self._executor,
                problem,
                candidates=candidates,
                max_tokens=max_tokens,
                width=_WIDTH,
                clock=self._clock,
            )
            for name, backend in self._searches.items()
        }
        plain = searched[OURS]
        timed = {
            LIMIT: bare_loop(self._plain, plain.recorded, candidates, plain.tokens, self._clock),
            ONE_BY_ONE: self._one_by_one.run(plain.recorded, self._clock),
        }
        if (server := self._server(candidates)) is not None:
            clock = (lambda: processor_seconds(server.pid)) if self._options.processor_time else wall_clock
            timed[SERVER] = server.run(plain.recorded, clock)
        timed |= {name: Timed(found.tokens, found.seconds) for name, found in searched.items()}
        return [
            self._row(name, candidates, problem, max_tokens, each, searched.get(name)) for name, each in timed.items()
        ]

    def _row(
        self, arm: str, candidates: int, problem: str, max_tokens: int, timed: Timed, searched: Searched | None
    ) -> SpeedRow:
        return SpeedRow(
            model=self.model.name,
            threads=self.threads,
            candidates=candidates,
            max_tokens=max_tokens,
            problem=problem,
            arm=arm,
            tokens=timed.tokens,
            seconds=timed.seconds,
            decodes=searched.decodes if searched else 0,
            evaluated_tokens=searched.evaluated_tokens if searched else 0,
            reread_tokens=searched.reread_tokens if searched else 0,
        )

    def _open(self, model: Path, padding: tuple[int, ...] = ()) -> LlamaBackend:
        backend = LlamaBackend(model, LlamaOptions(threads=self.threads, padding=padding))
        self._stack.callback(backend.close)
        return backend

    def _server(self, candidates: int) -> Server | None:
        """The server with as many slots; there is one at a time. None where there is none."""
        if candidates not in self._servers and SERVER not in self.skipped:
            for old in self._servers.values():
                old.close()
            self._servers.clear()
            try:
                self._servers[candidates] = Server(self.model, self.threads, candidates, _server_python(self._options))
                self._stack.callback(self._close_servers)
            except NotMeasuredError as error:
                self.skipped[SERVER] = f"not measured: {error}"
        return self._servers.get(candidates)

    def _close_servers(self) -> None:
        for server in self._servers.values():
            server.close()
        self._servers.clear()


def main() -> int:
    """Measure what is missing, then report."""
    options = _options()
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    problems = PROBLEMS[:2] if options.quick else PROBLEMS
    counts = _numbers(options.candidates) or ((_GOAL_CANDIDATES,) if options.quick else _CANDIDATES)
    max_tokens = options.tokens or (600 if options.quick else 1500)
    if max_tokens < _TOKENS_PER_CANDIDATE * max(counts):
        sys.exit(
            f"{max_tokens} tokens do not complete a first layer; use --tokens {_TOKENS_PER_CANDIDATE * max(counts)}."
        )
    threads = options.threads or default_threads()
    store = SpeedRows(options.rows, threads, max_tokens)
    models = [find_model(name) for name in (options.model.split(",") if options.model else [None])]
    skipped: dict[str, str] = {}
    console = Console()
    executor, _ = open_executor()
    try:
        for model in models:
            wanted = [
                (problem, candidates)
                for problem in problems
                for candidates in counts
                if not store.has(model.name, candidates, problem)
            ]
            if not wanted:
                continue
            with ExitStack() as stack:
                arms = Arms(model, options, stack, executor)
                # The server has a fixed number of slots: all problems of one number of candidates, then the next.
                for problem, candidates in sorted(wanted, key=lambda pair: pair[1]):
                    for row in store.add(arms.measure(problem, candidates, max_tokens)):
                        console.print(row.line(), highlight=False)
                skipped = arms.skipped
    finally:
        executor.close()
    _report(store, [model.name for model in models], counts, skipped, options)
    return 0


def _options() -> Namespace:
    return arguments(
        __doc__ or "",
        [
            Option("model", "id or path of a model, or several separated by commas"),
            Option("fast-model", "a faster copy of the same model, for a row of its own"),
            Option("threads", "of the processor", int),
            Option("candidates", "numbers of candidates, separated by commas: 4,8,16"),
            Option("tokens", "most tokens sampled for a problem", int),
            Option("server-python", "an interpreter whose environment has xllamacpp"),
            Option("rows", "file of finished rows", Path),
            Option("processor-time", "count processor time, for one thread on a busy machine", bool),
        ],
    )


def _server_python(options: Namespace) -> str:
    if options.server_python:
        return str(options.server_python)
    if importlib.util.find_spec("xllamacpp") is None:
        raise NotMeasuredError("xllamacpp is not installed")
    return sys.executable


def _padding(backend: LlamaBackend, *, quick: bool) -> tuple[int, ...]:
    """What an auto-tune would find for this model here."""
    points = measure_speed(backend, _PADDING_WIDTHS, 2 if quick else 5)
    return padding_from({point.width: point.decode_ms for point in points})


def _numbers(text: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",")) if text else ()


def _report(
    store: SpeedRows, models: Sequence[str], counts: Sequence[int], skipped: dict[str, str], options: Namespace
) -> None:
    settings = [(model, candidates) for model in models for candidates in counts]
    table: list[tuple[object, ...]] = []
    figures_of = {}
    for model, candidates in settings:
        rates = store.rates(model, candidates)
        ratios = {arm: median(rates[OURS][p] / rate for p, rate in rates[arm].items()) for arm in rates if arm != OURS}
        for arm, by_problem in rates.items():
            ratio = ratios.get(arm, 1.0)
            table.append((model, candidates, arm, median(by_problem.values()), f"{ratio:.2f}"))
        table += [(model, candidates, arm, why, "") for arm, why in skipped.items()]
        figures_of[model, candidates] = _figures(store, model, candidates)
    goal = next(((m, c) for m, c in settings if c == _GOAL_CANDIDATES), settings[-1])
    figures = {
        "model": goal[0],
        "candidates": goal[1],
        "threads": options.threads or default_threads(),
        **figures_of[goal],
    }
    columns = ("model", "candidates", "arm", "tokens/s, median", "search / arm")
    report("Search beside other ways to decode the same", columns, table, figures)
    settings_json = [{"model": m, "candidates": c, **figures_of[m, c]} for m, c in settings]
    write_json(options.json, {**figures, "settings": settings_json, "rows": table})


def _figures(store: SpeedRows, model: str, candidates: int) -> dict[str, float | None]:
    """Medians over problems of one rate divided by another; None for what was not measured."""
    rates = store.rates(model, candidates)

    def ratio(arm: str, other: str) -> float | None:
        pairs = [(rates[arm][p], rates[other][p]) for p in rates.get(arm, {}) if p in rates.get(other, {})]
        return median(one / two for one, two in pairs) if pairs else None

    totals = store.totals(model, candidates, OURS)
    return {
        "ratio_one_by_one": ratio(OURS, ONE_BY_ONE),
        "ratio_one_by_one_filled": ratio(FILLED, ONE_BY_ONE),
        "ratio_one_by_one_best": ratio(FAST, ONE_BY_ONE) or ratio(FILLED, ONE_BY_ONE),
        "ratio_server": ratio(OURS, SERVER),
        "ratio_raw_limit": ratio(OURS, LIMIT),
        "ratio_raw_limit_filled": ratio(FILLED, LIMIT),
        "prompt_reread_share": totals.reread_tokens / max(1, totals.evaluated_tokens),
        "evaluated_per_sampled": totals.evaluated_tokens / max(1, totals.tokens),
        "mean_rows_per_decode": totals.evaluated_tokens / max(1, totals.decodes),
    }


if __name__ == "__main__":
    sys.exit(main())
