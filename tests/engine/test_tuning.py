"""Auto-tune without a model: what is measured in which order, and what is chosen from the figures."""

from collections.abc import Callable, Mapping

import pytest

from engine.errors import BackendError, EngineCrashedError
from engine.events import SpeedPoint
from engine.tuning import (
    QUICK,
    ROWS,
    SHORT,
    WIDTHS,
    Arm,
    Effort,
    Sample,
    Stage,
    Visit,
    choose,
    figures,
    measure_all,
    most_visits,
    thread_candidates,
)
from models.errors import KnownError
from models.tuning import Figure, Tuning

Speed = Callable[[Visit, int], float]
LEVEL: Mapping[int, float] = dict.fromkeys(WIDTHS, 100.0)
AUTO, OFF = Arm(2, None), Arm(2, False)


class Machine:
    """Answers with the speeds of a formula, and remembers what it was asked."""

    def __init__(self, speed: Speed, seconds: float = 0.0) -> None:
        self._speed = speed
        self._seconds = seconds
        self.visits: list[Visit] = []
        self.announced: list[Visit] = []
        self.now = 0.0

    def measure(self, visit: Visit) -> list[SpeedPoint]:
        self.visits.append(visit)
        self.now += self._seconds
        return [
            SpeedPoint(width=width, tokens_per_second=(speed := self._speed(visit, width)), decode_ms=width / speed)
            for width in visit.widths
        ]

    def tune(self, threads: tuple[int, ...] = (1, 2), effort: Effort = SHORT) -> tuple[Sample, ...]:
        return measure_all(self.measure, threads, effort, self.announced.append, lambda: self.now)


def _rounds(stage: Stage, arm: Arm, width: int, *speeds: float) -> list[Sample]:
    return [Sample(stage, number, arm, width, speed) for number, speed in enumerate(speeds)]


def _samples(
    threads: Mapping[int, tuple[float, ...]] | None = None,
    off: tuple[float, ...] = (50.0,) * 3,
    widths: Mapping[int, float] = LEVEL,
) -> list[Sample]:
    """A whole tune: 2 threads, flash attention at 100 tokens/s, all widths alike, unless said otherwise."""
    counts = {1: (50.0,) * 3, 2: (100.0,) * 3} if threads is None else threads
    samples = [s for count, speeds in counts.items() for s in _rounds(Stage.THREADS, Arm(count, None), 16, *speeds)]
    samples += _rounds(Stage.FLASH_ATTENTION, AUTO, 16, 100.0, 100.0, 100.0)
    samples += _rounds(Stage.FLASH_ATTENTION, OFF, 16, *off)
    return samples + [s for width, speed in widths.items() for s in _rounds(Stage.WIDTH, AUTO, width, *[speed] * 3)]


@pytest.mark.parametrize(
    ("cores", "candidates"),
    [(0, (1,)), (1, (1,)), (2, (1, 2)), (4, (1, 2, 3, 4)), (6, (3, 5, 6)), (16, (8, 15, 16)), (64, (32, 63, 64))],
)
def test_on_many_cores_only_sensible_numbers_of_threads_are_tried(cores: int, candidates: tuple[int, ...]) -> None:
    assert candidates == thread_candidates(cores)


@pytest.mark.parametrize(
    ("speeds", "threads"),
    [
        ({1: (50.0, 52.0, 51.0), 2: (90.0, 95.0, 93.0)}, 2),
        ({1: (98.0, 98.0, 98.0), 2: (100.0, 100.0, 100.0)}, 1),
        ({1: (96.0, 96.0, 96.0), 2: (100.0, 100.0, 100.0)}, 2),
        # As on a crowded machine: each thread waits for the slowest at every barrier.
        ({1: (40.0, 44.0, 41.0), 2: (6.5, 39.0, 15.0)}, 1),
        # Faster in the median, but not in every round: noise.
        ({1: (100.0, 30.0, 30.0), 2: (99.0, 90.0, 35.0)}, 1),
        ({3: (60.0,), 5: (100.0,), 6: (101.0,)}, 5),
        ({2: (80.0, 80.0, 80.0)}, 2),
    ],
)
def test_the_fewest_threads_that_none_beats_are_chosen(speeds: dict[int, tuple[float, ...]], threads: int) -> None:
    assert threads == choose(_samples(speeds)).threads


@pytest.mark.parametrize(
    ("off", "chosen"),
    [
        ((70.0, 72.0, 71.0), None),
        ((102.0, 102.0, 102.0), None),
        ((110.0, 112.0, 104.0), False),
        ((150.0, 150.0, 99.0), None),
        # Too few rounds to tell from noise.
        ((117.0, 117.0), None),
        ((), None),
    ],
)
def test_flash_attention_is_left_to_llama_cpp_unless_off_is_clearly_faster(
    off: tuple[float, ...], chosen: bool | None
) -> None:
    assert chosen is choose(_samples(off=off)).flash_attention


@pytest.mark.parametrize(
    ("speeds", "width"),
    [
        ((46.0, 53.0, 60.0, 65.0), 32),
        ((46.0, 53.0, 62.0, 65.0), 16),
        ((64.0, 65.0, 65.0, 66.0), 4),
        ((46.0, 70.0, 60.0, 65.0), 8),
    ],
)
def test_the_smallest_width_within_5_percent_of_the_fastest_is_chosen(speeds: tuple[float, ...], width: int) -> None:
    by_width = dict(zip(WIDTHS, speeds, strict=True))
    assert Tuning(2, width, None, by_width[width]) == choose(_samples(widths=by_width))


def test_each_stage_builds_on_the_one_before_and_alternatives_take_turns() -> None:
    machine = Machine(lambda visit, width: visit.arm.threads * (2.0 if visit.arm.flash_attention is False else 1.0))
    samples = machine.tune()
    one, two, off = Arm(1, None), Arm(2, None), Arm(2, False)
    assert [one, two, two, one, one, two] == [v.arm for v in machine.visits if v.stage is Stage.THREADS]
    assert [two, off, off, two, two, off] == [v.arm for v in machine.visits if v.stage is Stage.FLASH_ATTENTION]
    assert [(off, WIDTHS)] * 3 == [(v.arm, v.widths) for v in machine.visits if v.stage is Stage.WIDTH]
    assert [(off, ROWS)] * 3 == [(v.arm, v.widths) for v in machine.visits if v.stage is Stage.ROWS]
    assert machine.visits == machine.announced
    assert most_visits((1, 2), SHORT) == len(machine.visits)
    assert Tuning(2, 4, False, 4.0) == choose(samples)


def test_with_one_core_threads_are_not_compared() -> None:
    machine = Machine(lambda visit, width: 10.0)
    assert Tuning(1, 4, None, 10.0) == choose(machine.tune((1,), QUICK))
    assert [Stage.WIDTH] == [visit.stage for visit in machine.visits]
    assert most_visits((1,), QUICK) == len(machine.visits)


def test_a_quick_tune_compares_each_thread_count_and_width_once_and_leaves_flash_attention_alone() -> None:
    machine = Machine(lambda visit, width: visit.arm.threads + (0.0 if visit.arm.flash_attention is None else 9.0))
    assert Tuning(2, 4, None, 2.0) == choose(machine.tune((1, 2), QUICK))
    assert [Stage.THREADS, Stage.THREADS, Stage.WIDTH] == [visit.stage for visit in machine.visits]
    assert most_visits((1, 2), QUICK) == len(machine.visits)


def _rows_of(*rounds: Mapping[int, float]) -> list[Sample]:
    """Rounds of milliseconds by number of rows."""
    return [
        Sample(Stage.ROWS, number, AUTO, rows, 1000 * rows / ms)
        for number, times in enumerate(rounds)
        for rows, ms in times.items()
    ]


def test_a_batch_is_filled_up_where_more_rows_were_faster_in_every_round() -> None:
    slow_at_15, even = {14: 170.0, 15: 240.0, 16: 190.0}, {14: 170.0, 15: 180.0, 16: 190.0}
    chosen = choose(_samples() + _rows_of(slow_at_15, slow_at_15, slow_at_15))
    assert (*range(15), 16, 16) == chosen.padding
    # One slow decode is noise, and two rounds are too few.
    assert () == choose(_samples() + _rows_of(slow_at_15, slow_at_15, even)).padding
    assert () == choose(_samples() + _rows_of(slow_at_15, slow_at_15)).padding


def test_a_slow_model_is_measured_once_and_a_fast_one_as_often_as_planned() -> None:
    # A thread stage of a slow model takes 40 s a round, of a fast one 12 s.
    slow, fast = Machine(lambda visit, width: 1.0, seconds=20.0), Machine(lambda visit, width: 1.0, seconds=6.0)
    compared = (Stage.THREADS, Stage.FLASH_ATTENTION)
    assert {1} == {figure.rounds for figure in figures(slow.tune()) if figure.stage in compared}
    assert {3} == {figure.rounds for figure in figures(fast.tune())}


def test_a_machine_that_slows_down_meanwhile_does_not_change_the_choice() -> None:
    def slowing(visit: Visit, width: int) -> float:
        return (100.0 if visit.arm.flash_attention is None else 96.0) * 0.8 ** len(machine.visits)

    machine = Machine(slowing)
    samples = machine.tune((1, 2))
    assert Arm(1, None) == Arm(choose(samples).threads, choose(samples).flash_attention)


def test_an_alternative_that_the_model_refuses_is_left_out() -> None:
    def refusing(visit: Visit, width: int) -> float:
        if visit.arm.flash_attention is False:
            raise BackendError("There is not enough memory.")
        return 10.0

    assert None is choose(Machine(refusing).tune()).flash_attention


@pytest.mark.parametrize(("error", "arm"), [(BackendError, None), (EngineCrashedError, False)])
def test_a_refusal_of_llama_cpp_s_own_choice_and_a_crash_end_the_tune(
    error: type[KnownError], arm: bool | None
) -> None:
    def failing(visit: Visit, width: int) -> float:
        if visit.arm.flash_attention is arm:
            raise error("It cannot be.")
        return 10.0

    with pytest.raises(error, match=r"It cannot be\."):
        Machine(failing).tune()


def test_figures_are_medians_in_the_order_of_measuring() -> None:
    samples = _rounds(Stage.THREADS, AUTO, 16, 1.0, 9.0, 3.0) + _rounds(Stage.WIDTH, OFF, 4, 5.0)
    assert (Figure("threads", 2, None, 16, 3.0, 3), Figure("width", 2, False, 4, 5.0, 1)) == figures(samples)
