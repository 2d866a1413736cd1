"""Preference pairs by rStar-Math's rules (Guan et al. 2025, section 3.3): which step is to be preferred to which.

Among the steps after one and the same step, the two of highest Q that lead to a right end are preferred to the two of
lowest Q that lead to a wrong one; if one side has a single step, the other may have four. At the end whole solutions of
a problem are compared: each right one with each that ended wrong or failed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.features import Features, path_rows

LEAST_MARGIN = 0.5
LEAST_EDITS = 20
_TOP = 2
_TOP_ALONE = 4


@dataclass(frozen=True, slots=True)
class PairCounts:
    """What the rules kept and what each of them dropped.

    Attributes:
        groups: of two or more unfinished steps that were compared with each other.
        one_sided: groups dropped because no step leads to a right end, or none to a wrong one.
        unranked: steps dropped because they are neither among the best nor among the worst of their group.
        close: pairs of steps dropped because their Q differs by less than 0.5. alike: by less than 20 edits.
        step_pairs: kept pairs of steps.
        one_sided_problems: problems without a right or without a wrong solution. solution_pairs: kept pairs of those.
    """

    groups: int = 0
    one_sided: int = 0
    unranked: int = 0
    close: int = 0
    alike: int = 0
    step_pairs: int = 0
    one_sided_problems: int = 0
    solution_pairs: int = 0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows of a feature file.

    Attributes:
        positives, negatives: shape (pairs,): the preferred row and the other one.
        weights: 1 / (n+ n-) with the numbers of rows on the two sides of the pair's group: groups weigh the same.
    """

    positives: NDArray[np.intp]
    negatives: NDArray[np.intp]
    weights: NDArray[np.float32]
    counts: PairCounts

    def __len__(self) -> int:
        return len(self.positives)

    def where(self, rows: NDArray[np.bool_]) -> "Pairs":
        """The pairs between chosen rows; counts stay those of the whole."""
        kept = rows[self.positives] & rows[self.negatives]
        return Pairs(self.positives[kept], self.negatives[kept], self.weights[kept], self.counts)


def pairs_of(features: Features, *, same_depth: bool = False, texts: Sequence[str] | None = None) -> Pairs:
    """All pairs of a feature file.

    Args:
        same_depth: compare all unfinished steps of equal depth of a problem, positive Q against negative Q, instead of
            the best and worst steps after the same step: for searches that branch at the problem alone.
        texts: of the rows; with them pairs of steps that are nearly the same text are dropped.
    """
    dropped: Counter[str] = Counter()
    groups = _same_depth_sides(features, dropped) if same_depth else _sibling_sides(features, dropped)
    steps = list(_kept(groups, features.q_values, texts, dropped))
    ends = list(_solution_sides(features, dropped))
    positives, negatives, weights = _flat([*steps, *ends])
    counts = PairCounts(
        **dropped,
        step_pairs=sum(len(group) for group in steps),
        solution_pairs=sum(len(group) for group in ends),
    )
    return Pairs(positives, negatives, weights, counts)


def ends_below(features: Features) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For each row whether it leads to a right end, and whether to one that is wrong or failed; its own counts."""
    right, wrong = np.zeros(len(features), bool), np.zeros(len(features), bool)
    for row, path in enumerate(path_rows(features)):
        if features.outcomes[row] == 1:
            right[path] = True
        elif features.outcomes[row] == 0:
            wrong[path] = True
    return right, wrong


_Group = list[tuple[int, int]]
_Sides = tuple[list[int], list[int]]


def _sibling_sides(features: Features, dropped: Counter[str]) -> Iterator[_Sides]:
    right, wrong = ends_below(features)
    for rows in _grouped(features, features.parents):
        dropped["groups"] += 1
        # Ties are broken by the order of the rows, so that a file gives the same pairs always.
        ranked = sorted(rows, key=lambda row: -float(features.q_values[row]))
        good, bad = [row for row in ranked if right[row]], [row for row in reversed(ranked) if wrong[row]]
        if not good or not bad:
            dropped["one_sided"] += 1
            continue
        best = good[: _TOP_ALONE if len(bad) == 1 else _TOP]
        worst = bad[: _TOP_ALONE if len(good) == 1 else _TOP]
        dropped["unranked"] += len(set(rows) - {*best, *worst})
        yield best, worst


def _same_depth_sides(features: Features, dropped: Counter[str]) -> Iterator[_Sides]:
    for rows in _grouped(features, features.depths):
        dropped["groups"] += 1
        good = [row for row in rows if features.q_values[row] > 0]
        bad = [row for row in rows if features.q_values[row] < 0]
        if not good or not bad:
            dropped["one_sided"] += 1
            continue
        dropped["unranked"] += len(rows) - len(good) - len(bad)
        yield good, bad


def _solution_sides(features: Features, dropped: Counter[str]) -> Iterator[_Group]:
    for problem in np.unique(features.problems):
        own = features.problems == problem
        good, bad = np.flatnonzero(own & (features.outcomes == 1)), np.flatnonzero(own & (features.outcomes == 0))
        if len(good) and len(bad):
            yield [(int(one), int(other)) for one in good for other in bad]
        else:
            dropped["one_sided_problems"] += 1


def _grouped(features: Features, by: NDArray[np.int32]) -> Iterator[list[int]]:
    """Unfinished steps of the same problem with the same ``by``, where there are two or more."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in np.flatnonzero(features.outcomes < 0):
        groups[int(features.problems[row]), int(by[row])].append(int(row))
    return (rows for rows in groups.values() if len(rows) > 1)


def _kept(
    groups: Iterator[_Sides], q_values: NDArray[np.float32], texts: Sequence[str] | None, dropped: Counter[str]
) -> Iterator[_Group]:
    for good, bad in groups:
        kept: _Group = []
        for one in good:
            for other in bad:
                if float(q_values[one]) - float(q_values[other]) < LEAST_MARGIN:
                    dropped["close"] += 1
                elif texts is not None and not _differ(texts[one], texts[other]):
                    dropped["alike"] += 1
                else:
                    kept.append((one, other))
        if kept:
            yield kept


def _flat(groups: Sequence[_Group]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float32]]:
    pairs = np.array([pair for group in groups for pair in group], np.intp).reshape(-1, 2)
    weights = [1.0 / (len({one for one, _ in group}) * len({other for _, other in group})) for group in groups]
    sizes = [len(group) for group in groups]
    return pairs[:, 0], pairs[:, 1], np.repeat(np.array(weights, np.float32), sizes)


def _differ(one: str, other: str) -> bool:
    """Whether one text becomes the other in no fewer than 20 insertions, deletions and substitutions."""
    if abs(len(one) - len(other)) >= LEAST_EDITS:
        return True
    # Only cells within 20 of the diagonal can lie on a path of fewer than 20 edits.
    before = {column: column for column in range(min(len(other), LEAST_EDITS) + 1)}
    for at, letter in enumerate(one, 1):
        row: dict[int, int] = {}
        for column in range(max(0, at - LEAST_EDITS), min(len(other), at + LEAST_EDITS) + 1):
            if column == 0:
                row[column] = at
                continue
            same = before.get(column - 1, LEAST_EDITS) + (letter != other[column - 1])
            row[column] = min(same, before.get(column, LEAST_EDITS) + 1, row.get(column - 1, LEAST_EDITS) + 1)
        if min(row.values()) >= LEAST_EDITS:
            return True
        before = row
    return before.get(len(other), LEAST_EDITS) >= LEAST_EDITS
