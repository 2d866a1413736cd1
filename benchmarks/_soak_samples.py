"""What a long run of the worker is watched for: memory, processes, open files, sequences."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
import psutil

WARM_UP_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Sample:
    """The worker and all processes below it, between two problems.

    Attributes:
        seconds: since the beginning. memory_bytes: of the worker, without the model's file; sandbox_bytes: of the rest.
        processes, threads, files: how many there are, the worker's own included.
        sequences: that the cache holds; the worked examples keep one.
    """

    seconds: float
    memory_bytes: int
    sandbox_bytes: int
    processes: int
    threads: int
    files: int
    sequences: int


def look(worker: psutil.Process, seconds: float, sequences: int) -> Sample:
    """Look at the processes now."""
    below = worker.children(recursive=True)
    memory = threads = files = 0
    for process in below:
        try:
            memory += _own_bytes(process)
            threads += process.num_threads()
            files += _open_files(process)
        except psutil.Error:
            # A step's process that has ended since.
            continue
    return Sample(
        seconds=seconds,
        memory_bytes=_own_bytes(worker),
        sandbox_bytes=memory,
        processes=1 + len(below),
        threads=threads + worker.num_threads(),
        files=files + _open_files(worker),
        sequences=sequences,
    )


def growth_percent(samples: Sequence[Sample], values: Sequence[float]) -> float:
    """How much a value grew after the warm-up: the line of least squares, its end against its beginning."""
    settled = after_warm_up(samples)
    times = np.array([sample.seconds for sample in settled])
    numbers = np.array(values[len(samples) - len(settled) :], np.float64)
    if len(settled) < 2 or np.ptp(times) == 0.0:
        return 0.0
    slope, base = np.polyfit(times - times[0], numbers, 1)
    return float(100 * slope * np.ptp(times) / base)


def risen(samples: Sequence[Sample], values: Sequence[int]) -> int:
    """How many more there are in the last third than in the first one after the warm-up, by their medians."""
    settled = values[len(samples) - len(after_warm_up(samples)) :]
    third = max(1, len(settled) // 3)
    return max(0, int(median(settled[-third:]) - median(settled[:third])))


def after_warm_up(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Samples after the first fifth of the time, in which buffers and caches fill."""
    end = WARM_UP_SHARE * samples[-1].seconds if samples else 0.0
    return [sample for sample in samples if sample.seconds >= end]


def _own_bytes(process: psutil.Process) -> int:
    """Resident memory without mapped files, where the system tells them apart: a model's pages come and go."""
    memory = process.memory_info()
    return int(memory.rss - getattr(memory, "shared", 0))


def _open_files(process: psutil.Process) -> int:
    # Windows counts no descriptors.
    return process.num_fds() if hasattr(process, "num_fds") else len(process.open_files())
