"""Early rejection by the score, played on whole samples: what it saves, and what it loses.

A line is given up after the first step that is not its last and whose chance is below the threshold. Where no other
line ends with an answer, those given up are taken up again, the most promising first, until one does
(``engine.rejection``; all lines are written side by side here, so that each is looked at after each step).
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks._samples import Scores, Solution, interval, solutions_of, vote
from models.features import Features
from models.training.measure import bootstrap

THRESHOLDS = (0.0, 0.02, 0.04, 0.06, 0.10)
MID_STEP_TOKENS = 24
"""After how many tokens of a step its score could be looked at, at the earliest."""

COLUMNS = ("below", "tokens saved, %", "right lines lost, %", "right, %", "after, %", "points", "mid-step, %, at most")

_Bounds = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a threshold comes to; shares, each with the bounds of its bootstrap interval over problems.

    Attributes:
        saved: of all tokens. lost: of the right lines.
        before, after: problems that the weighed vote of all samples gets right. difference: after less before.
        mid_step: of all tokens, what looking in mid-step could save beyond that at most: what the steps after which
            lines were given up hold beyond ``MID_STEP_TOKENS`` tokens, first steps left out.
    """

    below: float
    saved: float
    saved_bounds: _Bounds
    lost: float
    lost_bounds: _Bounds
    before: float
    after: float
    difference: float
    difference_bounds: _Bounds
    mid_step: float


def rejection_table(features: Features, chances: Scores) -> list[Rejected]:
    """One row for each threshold; ``chances`` of a right end are by row of the features."""
    problems = solutions_of(features)
    tokens = np.array([sum(line.tokens for line in lines) for lines in problems], np.float64)
    right = np.array([sum(line.right for line in lines) for lines in problems], np.float64)
    before = np.array([vote(_answered(lines), chances) for lines in problems])
    table = []
    for below in THRESHOLDS:
        played = [_play(lines, features, chances, below) for lines in problems]
        saved, mid_step = (np.array([getattr(one, name) for one in played], np.float64) for name in ("saved", "more"))
        kept = np.array([sum(line.right for line in one.kept) for one in played], np.float64)
        after = np.array([vote(_answered(one.kept), chances) for one in played])
        difference = after - before
        table.append(
            Rejected(
                below=below,
                saved=_ratio(saved, tokens),
                saved_bounds=_ratio_bounds(saved, tokens),
                lost=_ratio(right - kept, right),
                lost_bounds=_ratio_bounds(right - kept, right),
                before=float(before.mean()),
                after=float(after.mean()),
                difference=float(difference.mean()),
                difference_bounds=interval(difference),
                mid_step=_ratio(mid_step, tokens),
            )
        )
    return table


def told(table: Sequence[Rejected]) -> list[tuple[str, ...]]:
    """The rows as they are printed, see ``COLUMNS``."""
    return [
        (
            f"{row.below:.2f}" if row.below else "off",
            _with_bounds(row.saved, row.saved_bounds),
            _with_bounds(row.lost, row.lost_bounds),
            f"{100 * row.before:.1f}",
            f"{100 * row.after:.1f}",
            _with_bounds(row.difference, row.difference_bounds, "+"),
            f"{100 * row.mid_step:.1f}",
        )
        for row in table
    ]


def as_figures(table: Sequence[Rejected]) -> list[dict[str, object]]:
    """The rows for JSON."""
    return [asdict(row) for row in table]


@dataclass(frozen=True, slots=True)
class _Played:
    """Of one problem: the lines that were written to their end, tokens saved, and what mid-step could save at most."""

    kept: tuple[Solution, ...]
    saved: int
    more: int


def _play(lines: Sequence[Solution], features: Features, chances: Scores, below: float) -> _Played:
    stops = {at: stop for at, line in enumerate(lines) if (stop := _stop(line, chances, below)) is not None}
    kept = [line for at, line in enumerate(lines) if at not in stops]
    waiting = sorted(stops, key=lambda at: (-chances[lines[at].path[stops[at]]], at))
    while waiting and not _answered(kept):
        # The last resort is written to its end.
        at = waiting.pop(0)
        kept.append(lines[at])
        del stops[at]
    saved = sum(int(features.tokens[list(lines[at].path[stop + 1 :])].sum()) for at, stop in stops.items())
    lengths = [int(features.tokens[lines[at].path[stop]]) for at, stop in stops.items() if stop]
    return _Played(tuple(kept), saved, sum(max(0, length - MID_STEP_TOKENS) for length in lengths))


def _stop(line: Solution, chances: Scores, below: float) -> int | None:
    """The place of the step after which a line is given up; None where it comes to its end."""
    return next((place for place, row in enumerate(line.path[:-1]) if chances[row] < below), None)


def _answered(lines: Sequence[Solution]) -> list[Solution]:
    return [line for line in lines if line.answer >= 0]


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> float:
    return float(part.sum() / whole.sum()) if whole.sum() else 0.0


def _ratio_bounds(part: NDArray[np.float64], whole: NDArray[np.float64]) -> _Bounds:
    low, high = bootstrap(lambda rows, _: _ratio(part[rows], whole[rows]), np.arange(len(part)))
    return low, high


def _with_bounds(share: float, bounds: _Bounds, sign: str = "") -> str:
    low, high = (f"{100 * bound:{sign}.1f}" for bound in bounds)
    return f"{100 * share:{sign}.1f} ({low} to {high})"
