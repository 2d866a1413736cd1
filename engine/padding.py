"""Batches that are faster with more rows in them, and what to do about it.

A processor multiplies matrices in tiles. A batch that does not fill the last tile is finished by slower code: one with
15 rows can take a third longer than one with 16. Where that is so, rows that nobody reads are added.
"""

from collections.abc import Mapping, Sequence
from statistics import median

_WORTH = 0.98
"""What more rows must take at most, as a share, to be worth the cells that they write."""


def padding_from(decode_ms: Mapping[int, float]) -> tuple[int, ...]:
    """How many rows to decode for each number of rows, from the time that a decode takes at some of them.

    Between two that were measured, the times of the lower and the higher one are joined by a line.

    Returns:
        At index n, n or a larger number that is faster; () where nothing is gained.
    """
    if not decode_ms:
        return ()
    measured = sorted(decode_ms)
    times = {rows: _between(decode_ms, measured, rows) for rows in range(measured[0], measured[-1] + 1)}
    table = list(range(measured[-1] + 1))
    for rows in times:
        best = min((more for more in measured if more >= rows), key=lambda more: times[more])
        if times[best] < _WORTH * times[rows]:
            table[rows] = best
    return tuple(table) if any(rows != padded for rows, padded in enumerate(table)) else ()


def padding_of_rounds(rounds: Sequence[Mapping[int, float]]) -> tuple[int, ...]:
    """``padding_from`` the medians of several rounds, but only where every round by itself would add rows too.

    A single slow decode on a busy machine looks like a size to keep away from. All rounds measure the same sizes.
    """
    if not rounds:
        return ()
    table = padding_from({rows: median(found[rows] for found in rounds) for rows in rounds[0]})
    each = [padding_from(found) for found in rounds]
    agreed = tuple(
        padded if all(rows < len(one) and one[rows] > rows for one in each) else rows
        for rows, padded in enumerate(table)
    )
    return agreed if any(rows != padded for rows, padded in enumerate(agreed)) else ()


def _between(decode_ms: Mapping[int, float], measured: list[int], rows: int) -> float:
    above = next(each for each in measured if each >= rows)
    if above == rows:
        return decode_ms[rows]
    below = max(each for each in measured if each < rows)
    share = (rows - below) / (above - below)
    return decode_ms[below] * (1 - share) + decode_ms[above] * share
