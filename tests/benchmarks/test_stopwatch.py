from collections.abc import Iterator
from itertools import count

import pytest

from benchmarks._stopwatch import Stopwatch


class Clock:
    """Goes on by one second each time it is asked."""

    def __init__(self) -> None:
        self._ticks: Iterator[int] = count()

    def __call__(self) -> float:
        return float(next(self._ticks))


class Worker:
    def outer(self, times: int) -> str:
        return "".join(self.inner() for _ in range(times))

    def inner(self) -> str:
        return "x"

    def broken(self) -> None:
        raise RuntimeError


def test_each_second_belongs_to_the_innermost_part() -> None:
    watch = Stopwatch(Clock())
    with watch.part("outside"):
        with watch.part("inside"):
            pass
        with watch.part("inside"):
            pass
    assert {"outside": 3.0, "inside": 2.0} == watch.seconds
    assert {"outside": 1, "inside": 2} == watch.calls


def test_a_wrapped_function_gives_what_it_gave_and_is_put_back() -> None:
    watch, worker = Stopwatch(Clock()), Worker()
    before = Worker.outer, Worker.inner
    watch.wrap(Worker, "outer", "outer")
    watch.wrap(Worker, "inner", "inner")
    assert "xxx" == worker.outer(3)
    assert {"outer": 1, "inner": 3} == watch.calls
    assert 7.0 == sum(watch.seconds.values())
    watch.unwrap()
    assert before == (Worker.outer, Worker.inner)
    worker.outer(3)
    assert 7.0 == sum(watch.seconds.values())


def test_an_error_ends_the_part_it_comes_from() -> None:
    watch = Stopwatch(Clock())
    watch.wrap(Worker, "broken", "broken")
    with watch.part("outside"), pytest.raises(RuntimeError):
        Worker().broken()
    watch.unwrap()
    assert {"outside": 2.0, "broken": 1.0} == watch.seconds
