"""How long the rest of a comparison will take, from what its problems took so far."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import TypeAlias

from engine.compare.plan import Job, SetChoice, Turn

_Kind: TypeAlias = tuple[str, ...]


class Pace:
    """Knows what is left of each entry of the queue, and the mean seconds of those most like it."""

    def __init__(self, turns: Sequence[Turn], sizes: Mapping[SetChoice, int]) -> None:
        """``sizes``: problems of each set."""
        self._left = {job: sizes[job.problems] for turn in turns for job in turn.jobs}
        self._seconds: dict[_Kind, list[float]] = {}

    def took(self, job: Job, seconds: float) -> None:
        """A problem of an entry is done."""
        self._left[job] -= 1
        for kind in _kinds(job):
            self._seconds.setdefault(kind, []).append(seconds)

    def seconds_left(self) -> float | None:
        """None while nothing was done."""
        if not self._seconds:
            return None
        return sum(count * self._expected(job) for job, count in self._left.items() if count > 0)

    def _expected(self, job: Job) -> float:
        return mean(next(self._seconds[kind] for kind in _kinds(job) if kind in self._seconds))


def _kinds(job: Job) -> tuple[_Kind, ...]:
    """What an entry is measured by, from the closest to the widest."""
    policy = (job.policy.value, job.effort.value)
    return (job.variant.words, *policy), policy, ()
