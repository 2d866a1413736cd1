"""Is the computer on battery, and what the search that runs costs then. No Qt here."""

from dataclasses import dataclass

import psutil

from app.language import tr
from app.state import RunState

_LOW_SHARE = 0.2
_LONG_MINUTES = 2.0


@dataclass(frozen=True, slots=True)
class Battery:
    """``share`` in [0, 1]; ``minutes_left`` as the system guesses it, None where it does not."""

    share: float
    minutes_left: int | None


def battery_in_use() -> Battery | None:
    """The battery that this computer runs on now; None on mains, and where there is none."""
    read = getattr(psutil, "sensors_battery", None)
    try:
        found = read() if read is not None else None
    except (OSError, RuntimeError, ValueError):
        return None
    if found is None or found.power_plugged is not False:
        return None
    seconds = found.secsleft
    return Battery(found.percent / 100, round(seconds / 60) if isinstance(seconds, int) and seconds > 0 else None)


def minutes_to_go(state: RunState) -> float | None:
    """How long the rest of the budget takes at the speed of now; None while that is not known."""
    if state.progress is None or state.settings is None or state.progress.tokens_per_second <= 0:
        return None
    tokens = state.settings.budget.max_tokens * max(0.0, 1.0 - state.progress.fraction)
    return tokens / state.progress.tokens_per_second / 60


def cost_sentence(battery: Battery, minutes: float) -> str:
    """What a search of so many minutes costs on battery; "" where that is little."""
    if minutes < _LONG_MINUTES and battery.share > _LOW_SHARE:
        return ""
    left = tr("{percent} % are left").format(percent=round(100 * battery.share))
    if battery.minutes_left is not None:
        left = tr("{percent} % are left, about {minutes} minutes of use").format(
            percent=round(100 * battery.share), minutes=battery.minutes_left
        )
    words = tr("On battery ({left}): this search keeps the computer busy for up to {minutes} minutes more.")
    return words.format(left=left, minutes=max(1, round(minutes)))
