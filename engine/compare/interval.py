"""Intervals for shares."""

from math import sqrt

_Z_95 = 1.959963984540054


def wilson(successes: int, trials: int, z: float = _Z_95) -> tuple[float, float]:
    """Wilson's score interval for a share, 95 % by default (Wilson 1927); (0, 1) for no trials."""
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)
