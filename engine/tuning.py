"""Which threads, flash attention, batch width and batch sizes are fastest: what is measured, when, and the rule.

One setting is varied at a time: threads, flash attention, the width, then the number of rows in a batch. The
alternatives of a stage take turns round by round, each round in the other direction, so that a machine that slows down
meanwhile slows all of them. They are compared only with each other, by the median of their rounds and round by round.
"""

import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TypeVar

from engine.errors import EngineCrashedError
from engine.events import SpeedPoint
from engine.padding import padding_of_rounds
from models.errors import KnownError
from models.tuning import Figure, Tuning

WIDTHS = (4, 8, 16, 32)
ROWS = (2, 4, 6, 7, 8, 10, 12, 13, 14, 15, 16, 20, 24, 28, 31, 32)
REFERENCE_WIDTH = 16
_NEAR = 0.03
_NEAR_WIDTH = 0.05
_FEW_CORES = 4
# On a crowded machine noise has called "off" faster twice in a row, by 17 %.
_ENOUGH_ROUNDS = 3


class Stage(StrEnum):
    """What is varied."""

    THREADS = "threads"
    FLASH_ATTENTION = "flash attention"
    WIDTH = "width"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each alternative is measured, and how many decodes each time.

    No other round of a stage is begun after ``stage_seconds``: a large model is measured once.
    """

    rounds: int
    decodes: int
    stage_seconds: float = 30.0


SHORT = Effort(rounds=3, decodes=3)
QUICK = Effort(rounds=1, decodes=2)


@dataclass(frozen=True, slots=True)
class Arm:
    """What a model is loaded with; ``flash_attention`` None leaves it to llama.cpp."""

    threads: int
    flash_attention: bool | None


@dataclass(frozen=True, slots=True)
class Visit:
    """One load of the model, measured at some widths."""

    stage: Stage
    arm: Arm
    widths: tuple[int, ...]
    decodes: int


@dataclass(frozen=True, slots=True)
class Sample:
    """The speed at one width of one visit, in which round of its stage."""

    stage: Stage
    round: int
    arm: Arm
    width: int
    tokens_per_second: float


Measure = Callable[[Visit], Sequence[SpeedPoint]]
OnVisit = Callable[[Visit], None]
_Choice = TypeVar("_Choice", bound=Hashable)


def thread_candidates(cores: int) -> tuple[int, ...]:
    """Numbers of threads worth trying on so many physical cores: all of a few, else half, all but one, and all.

    A thread that shares its core with another program holds up the others at every barrier, hence "all but one".
    """
    if cores <= _FEW_CORES:
        return tuple(range(1, max(1, cores) + 1))
    return tuple(sorted({cores // 2, cores - 1, cores}))


def most_visits(threads: Sequence[int], effort: Effort) -> int:
    """How many visits a tune makes if no stage runs out of time."""
    counts = len(threads) if len(threads) > 1 else 0
    flash_and_rows = 3 if effort.rounds >= _ENOUGH_ROUNDS else 0
    return effort.rounds * (counts + flash_and_rows + 1)


def measure_all(
    measure: Measure,
    threads: Sequence[int],
    effort: Effort,
    on_visit: OnVisit,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[Sample, ...]:
    """Make all visits, stage by stage.

    Args:
        measure: loads and measures; an alternative to llama.cpp's own choice may be refused and is then left out.
        threads: the candidates.
        on_visit: hears of every visit before it is made.
        clock: seconds.
    """
    samples: list[Sample] = []
    for stage in Stage:
        arms, widths = _alternatives(stage, threads, effort, samples)
        began = clock()
        for number in range(effort.rounds if arms else 0):
            if number and clock() - began > effort.stage_seconds:
                break
            for arm in arms if number % 2 == 0 else reversed(arms):
                visit = Visit(stage, arm, widths, effort.decodes)
                on_visit(visit)
                points = _points(measure, visit)
                samples += [Sample(stage, number, arm, point.width, point.tokens_per_second) for point in points]
    return tuple(samples)


def choose(samples: Sequence[Sample]) -> Tuning:
    """The settings to keep: the first in order of preference that no other one beats.

    To beat is to be faster in every round, and by more than 3 % (widths: 5 %) of the tokens/s in the median. Preferred
    are fewer threads, then llama.cpp's own choice of flash attention (which no fewer than three rounds overrule), then
    a smaller width, which closes its candidates sooner. Threads and flash attention are compared at width 16. Batches
    are filled up to a larger number of rows where that was faster in every one of three rounds or more.
    """
    arm = _best_arm(samples)
    widths = _by_choice(samples, Stage.WIDTH, lambda sample: sample.width)
    width = _first_unbeaten(widths, sorted(widths), _NEAR_WIDTH)
    return Tuning(arm.threads, width, arm.flash_attention, median(widths[width]), _padding(samples))


def figures(samples: Sequence[Sample]) -> tuple[Figure, ...]:
    """The median of each setting and width, in the order in which they were first measured."""
    grouped: dict[tuple[Stage, Arm, int], list[float]] = {}
    for sample in samples:
        grouped.setdefault((sample.stage, sample.arm, sample.width), []).append(sample.tokens_per_second)
    return tuple(
        Figure(stage, arm.threads, arm.flash_attention, width, median(speeds), len(speeds))
        for (stage, arm, width), speeds in grouped.items()
    )


def _alternatives(
    stage: Stage, threads: Sequence[int], effort: Effort, samples: Sequence[Sample]
) -> tuple[tuple[Arm, ...], tuple[int, ...]]:
    """What a stage compares, given what the stages before it have shown: arms (none if there is no choice) and
    widths.
    """
    if stage is Stage.THREADS:
        return tuple(Arm(count, None) for count in threads) if len(threads) > 1 else (), (REFERENCE_WIDTH,)
    best = _best_arm(samples) if samples else Arm(threads[0], None)
    if stage is Stage.WIDTH:
        return (best,), WIDTHS
    enough = effort.rounds >= _ENOUGH_ROUNDS
    if stage is Stage.ROWS:
        return (best,) if enough else (), ROWS
    # Forcing it on is no third: llama.cpp's own choice is "on" wherever the device can.
    return (best, Arm(best.threads, False)) if enough else (), (REFERENCE_WIDTH,)


def _points(measure: Measure, visit: Visit) -> Sequence[SpeedPoint]:
    try:
        return measure(visit)
    except EngineCrashedError:
        raise
    except KnownError:
        if visit.arm.flash_attention is None:
            raise
        return ()


def _best_arm(samples: Sequence[Sample]) -> Arm:
    """The best as far as was measured; what was not compared is as it was in the samples."""
    threads = _by_choice(samples, Stage.THREADS, lambda sample: sample.arm.threads)
    count = _first_unbeaten(threads, sorted(threads), _NEAR) if threads else samples[0].arm.threads
    flash = _by_choice(samples, Stage.FLASH_ATTENTION, lambda sample: sample.arm.flash_attention)
    enough = all(len(flash.get(choice, ())) >= _ENOUGH_ROUNDS for choice in (None, False))
    return Arm(count, _first_unbeaten(flash, (None, False), _NEAR) if enough else None)


def _padding(samples: Sequence[Sample]) -> tuple[int, ...]:
    """How many rows to decode for each number of rows; () adds none."""
    rounds: dict[int, dict[int, float]] = {}
    for sample in samples:
        if sample.stage is Stage.ROWS:
            rounds.setdefault(sample.round, {})[sample.width] = 1000 * sample.width / sample.tokens_per_second
    return padding_of_rounds(list(rounds.values())) if len(rounds) >= _ENOUGH_ROUNDS else ()


def _by_choice(
    samples: Sequence[Sample], stage: Stage, choice: Callable[[Sample], _Choice]
) -> Mapping[_Choice, list[float]]:
    """The speeds of each choice of a stage, one a round."""
    found: dict[_Choice, list[float]] = {}
    for sample in sorted(samples, key=lambda sample: sample.round):
        if sample.stage is stage:
            found.setdefault(choice(sample), []).append(sample.tokens_per_second)
    return found


def _first_unbeaten(speeds: Mapping[_Choice, list[float]], preferred: Sequence[_Choice], near: float) -> _Choice:
    def beats(other: _Choice, choice: _Choice) -> bool:
        always = all(ours > theirs for ours, theirs in zip(speeds[other], speeds[choice], strict=False))
        return always and median(speeds[choice]) < (1 - near) * median(speeds[other])

    # The fastest in the median is beaten by none, so there is one.
    return next(choice for choice in preferred if not any(beats(other, choice) for other in preferred))
