"""Where the time of a loop goes: functions are wrapped, and each second belongs to the innermost one."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any


class Stopwatch:
    """Seconds by part. Time inside a wrapped function that another wrapped one calls belongs to the latter alone."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.calls: defaultdict[str, int] = defaultdict(int)
        self._clock = clock
        self._open: list[str] = []
        self._since = 0.0
        self._undo: list[tuple[Any, str, Any]] = []

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Count the time inside as ``name``."""
        self._switch()
        self._open.append(name)
        self.calls[name] += 1
        try:
            yield
        finally:
            self._switch()
            self._open.pop()

    def wrap(self, owner: Any, function: str, name: str) -> None:
        """Count each call of ``owner.function`` as ``name`` until ``unwrap``."""
        original = getattr(owner, function)

        @wraps(original)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.part(name):
                return original(*args, **kwargs)

        self._undo.append((owner, function, original))
        setattr(owner, function, timed)

    def unwrap(self) -> None:
        """Put all functions back."""
        while self._undo:
            setattr(*self._undo.pop())

    def _switch(self) -> None:
        now = self._clock()
        if self._open:
            self.seconds[self._open[-1]] += now - self._since
        self._since = now
