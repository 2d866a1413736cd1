"""Continuous solving in a real worker process: does memory grow, is a sequence, a process or an open file left behind?

``python -m benchmarks.soak [--minutes N] [--quick] [--json FILE]``: an hour, or three minutes. One problem after the
other, now and then two at a time, now and then stopped on the way; after each the worker and its sandbox are looked at.
Growth is that of the line of least squares after a warm-up of a fifth of the time.
"""

import json
import os
import queue
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

import psutil
from rich.console import Console

from benchmarks._problems import PROBLEMS
from benchmarks._report import Option, arguments, find_model, report, write_json
from benchmarks._soak_samples import Sample, growth_percent, look, risen
from benchmarks._soak_worker import LEDGER_VARIABLE
from engine import client
from engine.client import EngineClient
from engine.commands import LoadModel, StartSearch, StopSearch
from engine.events import TERMINAL, AnyEvent, CommandFailed, Failed, ModelLoaded, RunEvent
from engine.problems import load_problems
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem

_MINUTES = 60.0
_QUICK_MINUTES = 3.0
_PATIENCE_SECONDS = 900.0
_MOST_TOKENS = 600
_TWO_AT_A_TIME = 4
_STOPPED = 5
_STOP_AFTER_SECONDS = 1.0


class Soak:
    """A worker and what it is asked."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._events: queue.SimpleQueue[AnyEvent | str] = queue.SimpleQueue()
        self._client = EngineClient(self._events.put, self._events.put)

    @property
    def process(self) -> psutil.Process:
        """The worker's."""
        return psutil.Process(self._client.pid)

    def load(self, model: Path, threads: int) -> None:
        """Start the worker with a model."""
        self._client.start()
        self._client.send(LoadModel(request_id="load", model_id="soak", path=str(model), threads=threads))
        while not isinstance(event := self._next(), ModelLoaded):
            if isinstance(event, CommandFailed):
                sys.exit(event.message)

    def solve(self, number: int, problems: Sequence[Problem]) -> None:
        """Search these problems together; every few times the searches are stopped on the way."""
        run_ids = {f"{number}-{at}" for at in range(len(problems))}
        policy = PolicyName.MAJORITY if number % 3 == 0 else PolicyName.MCTS
        settings = settings_for(policy, Effort.QUICK, seed=number, max_tokens=_MOST_TOKENS)
        for run_id, problem in zip(sorted(run_ids), problems, strict=True):
            self._client.send(StartSearch(run_id=run_id, problem=problem, settings=settings))
        if number % _STOPPED == 0:
            time.sleep(_STOP_AFTER_SECONDS)
            for run_id in run_ids:
                self._client.send(StopSearch(run_id=run_id, pause=False))
        while run_ids:
            event = self._next()
            if isinstance(event, Failed):
                sys.exit(f"A search failed: {event.message}")
            if isinstance(event, RunEvent) and isinstance(event, TERMINAL):
                run_ids.discard(event.run_id)

    def sequences(self) -> int:
        """Sequences that the cache held when the last run was over."""
        notes = self._ledger.read_text("utf-8").splitlines()
        return int(json.loads(notes[-1])["sequences"])

    def close(self) -> None:
        """End the worker."""
        self._client.close()

    def _next(self) -> AnyEvent:
        event = self._events.get(timeout=_PATIENCE_SECONDS)
        if isinstance(event, str):
            sys.exit(event)
        return event


def main() -> int:
    """Solve until the time is over, then report."""
    options = arguments(
        __doc__ or "",
        [
            Option("minutes", "how long", float),
            Option("model", "id or path of a model"),
            Option("problems", "file of problems"),
            Option("threads", "of the processor; 0 lets the engine choose", int),
        ],
    )
    seconds = 60.0 * (options.minutes or (_QUICK_MINUTES if options.quick else _MINUTES))
    problems = load_problems(Path(options.problems)) if options.problems else _built_in()
    with tempfile.TemporaryDirectory(prefix="stepwise-soak-") as folder:
        ledger = Path(folder) / "ledger.jsonl"
        os.environ[LEDGER_VARIABLE] = str(ledger)
        client.worker_command = lambda: [sys.executable, "-m", "benchmarks._soak_worker"]
        soak = Soak(ledger)
        try:
            soak.load(find_model(options.model), options.threads or 0)
            family = [soak.process, *soak.process.children(recursive=True)]
            samples = _watch(soak, problems, seconds)
        finally:
            soak.close()
        left = [process.pid for process in family if process.is_running()]
    return _report(samples, left, options.json)


def _watch(soak: Soak, problems: Sequence[Problem], seconds: float) -> list[Sample]:
    """Solve, and look at the worker after each problem."""
    samples: list[Sample] = []
    console = Console()
    endless: Iterator[Problem] = cycle(problems)
    started = time.monotonic()
    while not samples or samples[-1].seconds < seconds:
        number = len(samples) + 1
        together = 2 if number % _TWO_AT_A_TIME == 0 else 1
        soak.solve(number, [next(endless) for _ in range(together)])
        sample = look(soak.process, time.monotonic() - started, soak.sequences())
        samples.append(sample)
        console.print(
            f"{sample.seconds / 60:.1f} min: worker {sample.memory_bytes / 2**20:.1f} MiB, sandbox "
            f"{sample.sandbox_bytes / 2**20:.1f} MiB, {sample.processes} processes, {sample.files} files, "
            f"{sample.sequences} sequences",
            highlight=False,
        )
    return samples


def _report(samples: Sequence[Sample], left: Sequence[int], json_path: Path | None) -> int:
    memory = [sample.memory_bytes for sample in samples]
    sandbox = [sample.sandbox_bytes for sample in samples]
    figures = {
        "minutes": samples[-1].seconds / 60,
        "problems": len(samples),
        "memory_growth_percent": growth_percent(samples, memory),
        "sandbox_growth_percent": growth_percent(samples, sandbox),
        "leaked_sequences": max(sample.sequences for sample in samples) - 1,
        "leaked_processes": risen(samples, [sample.processes for sample in samples]),
        "leaked_threads": risen(samples, [sample.threads for sample in samples]),
        "leaked_files": risen(samples, [sample.files for sample in samples]),
        "left_processes": len(left),
    }
    shown = {"first": samples[0], "middle": samples[len(samples) // 2], "last": samples[-1]}
    rows = [
        (
            name,
            sample.seconds / 60,
            sample.memory_bytes / 2**20,
            sample.sandbox_bytes / 2**20,
            sample.processes,
            sample.files,
            sample.sequences,
        )
        for name, sample in shown.items()
    ]
    columns = ("sample", "minutes", "worker, MiB", "sandbox, MiB", "processes", "files", "sequences")
    report("Continuous solving", columns, rows, figures)
    write_json(json_path, {**figures, "rows": rows})
    return 0


def _built_in() -> list[Problem]:
    return [Problem(str(number), text) for number, text in enumerate(PROBLEMS, start=1)]


if __name__ == "__main__":
    sys.exit(main())
