import subprocess
import sys

import psutil
import pytest

from benchmarks._soak_samples import Sample, after_warm_up, growth_percent, look, risen


def _samples(values: list[int], every_seconds: float = 10.0) -> list[Sample]:
    return [Sample(every_seconds * at, value, 0, value, 1, 1, 1) for at, value in enumerate(values, start=1)]


def test_what_stays_the_same_has_not_grown() -> None:
    samples = _samples([500] * 20)
    assert 0.0 == pytest.approx(growth_percent(samples, [sample.memory_bytes for sample in samples]))


def test_steady_growth_is_counted_from_the_end_of_the_warm_up() -> None:
    # 1 % of the value at the end of the warm-up, at each of the 16 samples that follow it.
    samples = _samples([0, 0, 0, 1000, *(1000 + 10 * at for at in range(1, 17))])
    assert 5 == len(samples) - len(after_warm_up(samples)) + 2
    assert 16.0 == pytest.approx(growth_percent(samples, [sample.memory_bytes for sample in samples]), abs=0.01)


def test_one_sample_has_not_grown() -> None:
    samples = _samples([500])
    assert 0.0 == growth_percent(samples, [500])


def test_a_rise_that_stays_is_told_from_one_that_passes() -> None:
    assert 0 == risen(_samples([6] * 20), [6] * 20)
    assert 0 == risen(_samples([6] * 20), [6, 6, 6, 6, 6, 6, 9, 6, 6, 6, 6, 6, 6, 6, 6, 6, 8, 6, 6, 6])
    assert 2 == risen(_samples([6] * 20), [6] * 12 + [8] * 8)
    assert 0 == risen(_samples([6] * 20), [6] * 12 + [5] * 8)


def test_processes_below_the_worker_are_counted() -> None:
    program = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "print(child.pid, flush=True)\n"
        "input()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert int(process.stdout.readline()) > 0
        sample = look(psutil.Process(process.pid), 3.0, sequences=4)
        process.stdin.write("\n")
        process.stdin.close()
    assert (3.0, 2, 4) == (sample.seconds, sample.processes, sample.sequences)
    assert sample.threads >= 2
    assert sample.files >= 6
    assert sample.memory_bytes > 1_000_000
    assert sample.sandbox_bytes > 1_000_000
