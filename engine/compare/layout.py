"""The columns of the table and how each is told, to people and to programs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.compare.size import EffectiveSize
from engine.compare.table import Rate, Table, TableRow
from models.text import amount, parameters

Value: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: in CSV and JSON, with its unit. title: for people. cell: as people read it, "" where there is nothing.
        value: for programs and for sorting. is_speed: whether it differs from one go to the next on the same machine.
    """

    name: str
    title: str
    cell: Callable[[TableRow], str]
    value: Callable[[TableRow], Value]
    is_speed: bool = False


COLUMNS = (
    Column("model", "model", lambda r: r.arm.model.name, lambda r: r.arm.model.id),
    Column("quantization", "quantization", lambda r: r.arm.model.quantization, lambda r: r.arm.model.quantization),
    Column("policy", "policy", lambda r: r.policy_words, lambda r: r.arm.settings.policy.value),
    Column("reject_below", "", lambda r: "", lambda r: r.arm.settings.reject_below),
    Column("effort", "effort", lambda r: r.arm.effort, lambda r: r.arm.effort),
    Column("seed", "seed", lambda r: str(r.arm.settings.seed), lambda r: r.arm.settings.seed),
    Column("set", "set", lambda r: r.set, lambda r: r.set),
    Column("n", "n", lambda r: str(r.n), lambda r: r.n),
    Column("right", "right", lambda r: str(r.right), lambda r: r.right),
    Column("accuracy", "accuracy", lambda r: f"{r.accuracy:.1%}", lambda r: r.accuracy),
    Column("accuracy_low", "95 % interval", lambda r: f"{r.low:.1%} to {r.high:.1%}", lambda r: r.low),
    Column("accuracy_high", "", lambda r: "", lambda r: r.high),
    Column("tokens_per_problem", "tokens", lambda r: f"{r.tokens:,.0f}", lambda r: r.tokens),
    Column("failures", "failed", lambda r: str(r.failures) if r.failures else "", lambda r: r.failures),
    Column("seconds_per_problem", "s", lambda r: f"{r.seconds:.1f}", lambda r: r.seconds, is_speed=True),
    Column(
        "tokens_per_second", "t/s", lambda r: f"{r.tokens_per_second:.1f}", lambda r: r.tokens_per_second, is_speed=True
    ),
    Column("pp512", "pp512 t/s", lambda r: _rate(r.pp512), lambda r: _mean(r.pp512), is_speed=True),
    Column("pp512_deviation", "", lambda r: "", lambda r: _deviation(r.pp512), is_speed=True),
    Column("tg128", "tg128 t/s", lambda r: _rate(r.tg128), lambda r: _mean(r.tg128), is_speed=True),
    Column("tg128_deviation", "", lambda r: "", lambda r: _deviation(r.tg128), is_speed=True),
    Column("file_bytes", "file", lambda r: amount(r.arm.model.bytes), lambda r: r.arm.model.bytes),
    Column(
        "estimated_bytes", "memory estimated", lambda r: _bytes(r.arm.model.estimated_bytes), lambda r: _estimated(r)
    ),
    Column("peak_bytes", "memory peak", lambda r: _bytes(r.peak_bytes), lambda r: r.peak_bytes or None, is_speed=True),
    Column(
        "energy_joules_per_problem",
        "J",
        lambda r: f"{r.energy_joules:.0f}" if r.energy_joules is not None else "",
        lambda r: r.energy_joules,
        is_speed=True,
    ),
    Column(
        "perplexity", "perplexity", lambda r: _perplexity(r), lambda r: r.fidelity.perplexity if r.fidelity else None
    ),
    Column("kl_nats", "KL from source", lambda r: _kl(r), lambda r: r.fidelity.kl if r.fidelity else None),
    Column("parameters", "weights", lambda r: _weights(r), lambda r: r.arm.model.parameters or None),
    Column("family", "family", lambda r: r.arm.model.family, lambda r: r.arm.model.family or None),
    Column("made", "made", lambda r: ", ".join(r.arm.model.made), lambda r: ", ".join(r.arm.model.made) or None),
    Column("effective_size", "effective size", lambda r: _size(r), lambda r: _size_value(r)),
    Column("effective_size_words", "", lambda r: "", lambda r: _size(r)),
    Column("model_sha256", "", lambda r: "", lambda r: r.arm.model.sha256),
)


_COMPACT = frozenset(
    {
        *("model", "quantization", "policy", "effort", "set", "n", "accuracy", "accuracy_low", "tokens_per_problem"),
        *("seconds_per_problem", "tokens_per_second", "peak_bytes", "kl_nats", "effective_size"),
    }
)


def columns_of(table: Table) -> tuple[Column, ...]:
    """The columns for people that hold anything; seeds and efforts only where they differ or matter."""
    shown = [column for column in COLUMNS if column.title and any(column.cell(row) for row in table.rows)]
    alike = {
        column.name
        for column in shown
        if column.name in ("seed", "effort", "failures") and len({column.cell(row) for row in table.rows}) < 2
    }
    if not any(isinstance(row.size, EffectiveSize) for row in table.rows):
        alike.add("effective_size")
    return tuple(column for column in shown if column.name not in alike)


def notes_of(table: Table) -> tuple[str, ...]:
    """Sentences that belong to the table: what its columns leave out and why, and what was skipped."""
    notes = []
    if table.rows and not any(isinstance(row.size, EffectiveSize) for row in table.rows):
        reasons = dict.fromkeys(row.size for row in table.rows if isinstance(row.size, str))
        notes.append(f"No effective size: {'; '.join(reasons)}.")
    if table.rows and not any(row.energy_joules is not None for row in table.rows):
        notes.append("No energy: this system does not tell it.")
    return (
        *notes,
        *(f"Skipped {s.wanted}{f', {s.policy}' if s.policy else ''}: {s.message}" for s in table.skipped),
    )


def compact_columns(table: Table) -> tuple[Column, ...]:
    """Those that fit into a terminal."""
    return tuple(column for column in columns_of(table) if column.name in _COMPACT)


def cells_of(row: TableRow, columns: Sequence[Column]) -> tuple[str, ...]:
    """A row as people read it."""
    return tuple(column.cell(row) for column in columns)


def row_object(row: TableRow, *, speed: bool = True) -> dict[str, Value]:
    """A row for programs; without ``speed`` only what is the same in each go."""
    return {column.name: column.value(row) for column in COLUMNS if speed or not column.is_speed}


def table_object(table: Table, *, speed: bool = True) -> dict[str, object]:
    """The table for programs."""
    return {
        "rows": [row_object(row, speed=speed) for row in table.rows],
        "skipped": [
            {"wanted": s.wanted, "policy": s.policy or None, "error": s.error, "message": s.message}
            for s in table.skipped
        ],
    }


def _rate(rate: Rate | None) -> str:
    return rate.words if rate is not None else ""


def _mean(rate: Rate | None) -> float | None:
    return rate.mean if rate is not None else None


def _deviation(rate: Rate | None) -> float | None:
    return rate.deviation if rate is not None else None


def _bytes(count: int) -> str:
    return amount(count) if count else ""


def _estimated(row: TableRow) -> int | None:
    return row.arm.model.estimated_bytes or None


def _perplexity(row: TableRow) -> str:
    found = row.fidelity
    return f"{found.perplexity:.2f} ± {found.perplexity_error:.2f}" if found is not None else ""


def _kl(row: TableRow) -> str:
    found = row.fidelity
    return f"{found.kl:.4f} ± {found.kl_error:.4f}" if found is not None and found.kl is not None else ""


def _weights(row: TableRow) -> str:
    return parameters(row.arm.model.parameters) if row.arm.model.parameters else ""


def _size(row: TableRow) -> str:
    return row.size.sentence if isinstance(row.size, EffectiveSize) else f"no number: {row.size}"


def _size_value(row: TableRow) -> float | None:
    return row.size.value if isinstance(row.size, EffectiveSize) else None
