"""Scales of a chart: where a number lies, and which numbers are written at the edge."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

_MOST_STEPS = 7
_MARGIN = 0.06
_WIDE = 20.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps [low, high] to [start, stop]; ``logarithmic`` by the logarithm."""

    low: float
    high: float
    start: float
    stop: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Where a value lies; those beyond an end lie at it."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return self.start + share * (self.stop - self.start)

    def ticks(self) -> tuple[float, ...]:
        """Round numbers inside the scale, a few of them."""
        return _decades(self.low, self.high) if self.logarithmic else _steps(self.low, self.high)


def scale_for(values: Sequence[float], start: float, stop: float) -> Scale:
    """A scale that holds these positive values with some room; logarithmic where they lie far apart."""
    positive = [value for value in values if value > 0] or [1.0]
    least, most = min(positive), max(positive)
    if most / least > _WIDE:
        return Scale(least / 1.5, most * 1.5, start, stop, logarithmic=True)
    return Scale(0.0, most * (1 + 2 * _MARGIN), start, stop)


def share_scale(lows: Sequence[float], highs: Sequence[float], start: float, stop: float) -> Scale:
    """A scale for shares that holds these intervals, ending at whole tenths."""
    low = max(0.0, floor(min(lows, default=0.0) * 10) / 10)
    high = min(1.0, ceil(max(highs, default=1.0) * 10) / 10)
    return Scale(low, max(high, low + 0.1), start, stop)


def _steps(low: float, high: float) -> tuple[float, ...]:
    rough = (high - low) / _MOST_STEPS
    power = 10 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return tuple(round(at * step, 10) for at in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1))


def _decades(low: float, high: float) -> tuple[float, ...]:
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    factors = (1,) if len(powers) > _MOST_STEPS // 2 + 1 else (1, 2, 5)
    found = (factor * 10.0**power for power in powers for factor in factors)
    return tuple(value for value in found if low <= value <= high)
