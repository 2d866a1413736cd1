"""McNemar's exact test: do two arms differ on the same problems?"""

from math import comb


def mcnemar_exact(only_first: int, only_second: int) -> float:
    """Two-sided p value for so many problems that only one of the two solved (McNemar 1947, binomial)."""
    discordant = only_first + only_second
    tail = sum(comb(discordant, k) for k in range(min(only_first, only_second) + 1))
    share: float = 2 * tail / (1 << discordant)
    return min(1.0, share)
