"""The table of a comparison: a pure function of its records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import mean, stdev
from typing import TypeVar

from engine.compare.interval import wilson
from engine.compare.mcnemar import mcnemar_exact
from engine.compare.paired import PairedDifference, paired_difference
from engine.compare.records import Arm, Fidelity, Record, Skipped, Solved, Speed, arms_of
from engine.compare.size import EffectiveSize, ReferenceModel, effective_size
from engine.types import PolicyName

T = TypeVar("T", Speed, Fidelity)


@dataclass(frozen=True, slots=True)
class Rate:
    """Tokens a second: mean and standard deviation over the repeats."""

    mean: float
    deviation: float

    @property
    def words(self) -> str:
        """As llama-bench writes it."""
        return f"{self.mean:.2f} ± {self.deviation:.2f}"


@dataclass(frozen=True, slots=True)
class TableRow:
    """One arm on one set.

    Attributes:
        low, high: Wilson's 95 % interval of the accuracy. failures: problems that ended without a search's result.
        seconds: mean of a problem. tokens_per_second: sampled tokens over the time of the searches.
        pp512, tg128: of the bare model; None where they were not measured.
        peak_bytes: high-water mark of the worker; 0 unknown. energy_joules: mean of a problem; None unknown.
        size: effective size, or why there is none.
    """

    arm: Arm
    set: str
    solved: tuple[Solved, ...]
    n: int
    right: int
    accuracy: float
    low: float
    high: float
    tokens: float
    failures: int
    seconds: float
    tokens_per_second: float
    pp512: Rate | None
    tg128: Rate | None
    peak_bytes: int
    energy_joules: float | None
    fidelity: Fidelity | None
    size: EffectiveSize | str

    @property
    def key(self) -> tuple[str, str]:
        """Names the row: arm and set."""
        return self.arm.key, self.set

    @property
    def policy_words(self) -> str:
        """The policy, and below which chance it gives lines up where it does."""
        settings = self.arm.settings
        below = f" below {100 * settings.reject_below:g} %" if settings.reject_below else ""
        return f"{settings.policy.value}{below}"

    @property
    def label(self) -> str:
        """Model, quantization and policy in one line."""
        model, settings = self.arm.model, self.arm.settings
        words = f"{model.name} {model.quantization}, {self.policy_words}"
        return words if settings.policy is PolicyName.GREEDY else f"{words} {self.arm.effort}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows in the order in which they were begun, and what was skipped."""

    rows: tuple[TableRow, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two rows of one set on the problems that both have: accuracy of the first minus that of the second."""

    paired: PairedDifference
    only_first: int
    only_second: int
    p_value: float


def make_table(records: Iterable[Record]) -> Table:
    """The table of these records, in whatever order they were kept."""
    kept = list(records)
    arms = arms_of(kept)
    solved: dict[tuple[str, str], dict[str, Solved]] = {}
    for record in kept:
        if isinstance(record, Solved) and record.arm in arms:
            solved.setdefault((record.arm, record.set), {})[record.problem] = record
    order = {key: at for at, key in enumerate(arms)}
    sets = list(dict.fromkeys(name for _, name in solved))
    keys = sorted(solved, key=lambda key: (sets.index(key[1]), order[key[0]]))
    groups = {key: tuple(sorted(solved[key].values(), key=lambda row: _natural(row.id))) for key in keys}
    speeds, readings = _newest(kept, Speed), _newest(kept, Fidelity)
    rows = [
        _row(arms[key[0]], key[1], group, speeds, readings, _size(arms, groups, key)) for key, group in groups.items()
    ]
    return Table(tuple(rows), _still_skipped(kept, arms, solved))


def difference(first: TableRow, second: TableRow) -> Difference:
    """Compare two rows: bootstrap interval of the paired difference, and McNemar's exact test."""
    others = {row.problem: row.right for row in second.solved}
    pairs = [(row.right, others[row.problem]) for row in first.solved if row.problem in others]
    only_first = sum(one and not other for one, other in pairs)
    only_second = sum(other and not one for one, other in pairs)
    paired = paired_difference([float(one) for one, _ in pairs], [float(other) for _, other in pairs])
    return Difference(paired, only_first, only_second, mcnemar_exact(only_first, only_second))


def matrix(rows: Sequence[TableRow]) -> dict[str, tuple[Solved | None, ...]]:
    """For each problem of these rows, by id, what each row made of it; None where it was not solved yet."""
    ids = sorted({(row.set, solved.problem): solved.id for row in rows for solved in row.solved}.items(), key=_by_id)
    found = [{(row.set, solved.problem): solved for solved in row.solved} for row in rows]
    return {f"{key[0]}/{name}": tuple(of_row.get(key) for of_row in found) for key, name in ids}


def _row(
    arm: Arm,
    name: str,
    solved: tuple[Solved, ...],
    speeds: dict[str, Speed],
    readings: dict[str, Fidelity],
    size: EffectiveSize | str,
) -> TableRow:
    right = sum(row.right for row in solved)
    low, high = wilson(right, len(solved))
    seconds, tokens = sum(row.seconds for row in solved), sum(row.tokens for row in solved)
    energies = [row.energy_joules for row in solved if row.energy_joules is not None]
    speed = speeds.get(arm.model.sha256)
    return TableRow(
        arm=arm,
        set=name,
        solved=solved,
        n=len(solved),
        right=right,
        accuracy=right / len(solved),
        low=low,
        high=high,
        tokens=tokens / len(solved),
        failures=sum(bool(row.failure) for row in solved),
        seconds=seconds / len(solved),
        tokens_per_second=tokens / seconds if seconds else 0.0,
        pp512=_rate(speed.pp512) if speed else None,
        tg128=_rate(speed.tg128) if speed else None,
        peak_bytes=max(row.peak_bytes for row in solved),
        energy_joules=mean(energies) if energies else None,
        fidelity=readings.get(arm.model.sha256),
        size=size,
    )


def _size(
    arms: dict[str, Arm], groups: dict[tuple[str, str], tuple[Solved, ...]], key: tuple[str, str]
) -> EffectiveSize | str:
    """Against the family of which most sizes were measured greedily on the set, on the problems that all have."""
    families: dict[str, dict[int, tuple[Solved, ...]]] = {}
    for (arm_key, name), group in groups.items():
        arm = arms[arm_key]
        greedy = arm.settings.policy is PolicyName.GREEDY
        if name == key[1] and greedy and arm.model.family and arm.model.parameters:
            families.setdefault(arm.model.family, {}).setdefault(arm.model.parameters, group)
    family = max(families.values(), key=len, default={})
    ours = {row.problem: row.right for row in groups[key]}
    common = set(ours).intersection(*({row.problem for row in group} for group in family.values()))
    ordered = sorted(common)
    references = [
        ReferenceModel(size, tuple({row.problem: row.right for row in group}[problem] for problem in ordered))
        for size, group in family.items()
    ]
    return effective_size(references, [ours[problem] for problem in ordered])


def _still_skipped(
    records: Sequence[Record], arms: dict[str, Arm], solved: dict[tuple[str, str], dict[str, Solved]]
) -> tuple[Skipped, ...]:
    """Each thing that was skipped once, unless it was measured after all."""
    done = {(arms[key].wanted, policy) for key, _ in solved for policy in ("", arms[key].settings.policy.value)}
    latest = {(record.wanted, record.policy): record for record in records if isinstance(record, Skipped)}
    return tuple(record for key, record in latest.items() if key not in done)


def _newest(records: Iterable[Record], kind: type[T]) -> dict[str, T]:
    return {record.sha256: record for record in records if isinstance(record, kind)}


def _rate(figures: Sequence[float]) -> Rate | None:
    if not figures:
        return None
    return Rate(mean(figures), stdev(figures) if len(figures) > 1 else 0.0)


def _by_id(item: tuple[tuple[str, str], str]) -> tuple[str, list[tuple[int, str]]]:
    return item[0][0], _natural(item[1])


def _natural(text: str) -> list[tuple[int, str]]:
    """A key that puts problem 2 before problem 10."""
    parts: list[tuple[int, str]] = []
    digits = ""
    for character in f"{text}\0":
        if character.isdecimal() and len(digits) < 18:
            digits += character
            continue
        if digits:
            parts.append((int(digits), ""))
            digits = ""
        parts.append((-1, character))
    return parts
