"""The result of a comparison as it is looked at: order of the rows, what two rows differ in, the matrix of problems."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.language import tr
from app.state.comparison_words import EFFECTIVE_SIZE, OutcomeKind, cell_of, outcome_of, title_of
from engine.compare.documents import as_markdown
from engine.compare.layout import COLUMNS, Column, columns_of, compact_columns
from engine.compare.records import Solved
from engine.compare.table import Table, TableRow, difference, matrix

_SURE = 0.05
_SIZE_COLUMN = next(column for column in COLUMNS if column.name == EFFECTIVE_SIZE)
Key = tuple[str, str]
"""Names a row: arm and set."""


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A problem: its name, the expected answer, and what each arm made of it."""

    name: str
    expected: str
    cells: tuple[Solved | None, ...]

    @property
    def divides(self) -> bool:
        """Whether some arms were right and others were not."""
        kinds = {outcome_of(cell) is OutcomeKind.RIGHT for cell in self.cells if cell is not None}
        return len(kinds) == 2


def shown_columns(table: Table, *, all_columns: bool) -> tuple[Column, ...]:
    """The columns to show. The effective size is always among them: where there is none, that has a reason."""
    found = columns_of(table) if all_columns else compact_columns(table)
    return found if any(column.name == EFFECTIVE_SIZE for column in found) else (*found, _SIZE_COLUMN)


def in_order(rows: Sequence[TableRow], column: Column, *, descending: bool) -> tuple[TableRow, ...]:
    """Rows by the values of a column; rows without one come last either way, equals stay as they are."""
    known = [row for row in rows if column.value(row) is not None]
    unknown = [row for row in rows if column.value(row) is None]
    return (*sorted(known, key=lambda row: _sort_key(column, row), reverse=descending), *unknown)


def significance(rows: Sequence[TableRow]) -> str:
    """Whether two rows differ, on the problems that both have; else what to select."""
    if len(rows) != 2:
        return tr("Select two rows of one set to see whether they differ.")
    first, second = rows
    if first.set != second.set:
        return tr("These rows are of different sets; select two of one set.")
    found = difference(first, second)
    paired = found.paired
    if not paired.problems:
        return tr("These rows have no problem in common yet.")
    better, worse = (first, second) if paired.mean >= 0 else (second, first)
    figures = tr("{low:+.1f} to {high:+.1f} points, {problems} problems; right in one alone: {first} and {second}")
    low, high = (paired.low, paired.high) if better is first else (-paired.high, -paired.low)
    only_better, only_worse = (
        (found.only_first, found.only_second) if better is first else (found.only_second, found.only_first)
    )
    told = figures.format(
        low=100 * low, high=100 * high, problems=paired.problems, first=only_better, second=only_worse
    )
    told = tr("{figures}; McNemar's exact p = {p:.3f}").format(figures=told, p=found.p_value)
    if paired.mean == 0:
        return tr("{first} and {second} are right equally often ({figures}).").format(
            first=label_of(better), second=label_of(worse), figures=told
        )
    verdict = (
        tr("{better} is better than {worse} by {points:.1f} points, more than chance would explain ({figures}).")
        if found.p_value < _SURE
        else tr("{better} is ahead of {worse} by {points:.1f} points, which may be chance ({figures}).")
    )
    return verdict.format(better=label_of(better), worse=label_of(worse), points=100 * abs(paired.mean), figures=told)


def label_of(row: TableRow) -> str:
    """A row in one line; with its seed where that is not the usual one."""
    seed = row.arm.settings.seed
    return row.label if not seed else tr("{label}, seed {seed}").format(label=row.label, seed=seed)


def sets_of(table: Table) -> tuple[str, ...]:
    """The problem sets, in the order in which they were begun."""
    return tuple(dict.fromkeys(row.set for row in table.rows))


def rows_of(table: Table, set_name: str) -> tuple[TableRow, ...]:
    """The rows of a set."""
    return tuple(row for row in table.rows if row.set == set_name)


def matrix_lines(rows: Sequence[TableRow], *, only_divided: bool = False) -> tuple[MatrixLine, ...]:
    """The problems of some rows of one set; only those on which the rows differ, where that is wanted."""
    lines = [
        MatrixLine(name.partition("/")[2], next((cell.expected for cell in cells if cell is not None), ""), cells)
        for name, cells in matrix(rows).items()
    ]
    return tuple(line for line in lines if line.divides or not only_divided)


def as_text(rows: Sequence[TableRow], columns: Sequence[Column]) -> str:
    """Cells between tabs, as spreadsheets take them from the clipboard."""
    lines = [[title_of(column) for column in columns], *([cell_of(row, column) for column in columns] for row in rows)]
    return "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in line) for line in lines)


def some_as_markdown(table: Table, rows: Sequence[TableRow]) -> str:
    """A pipe table of some rows, with the notes of the whole."""
    return as_markdown(Table(tuple(rows), table.skipped))


def chart_words(rows: Sequence[TableRow], *, by_tokens: bool) -> str:
    """What a chart shows, for those who cannot see it: the rows from the most to the least accurate."""
    told = (
        tr("{label}: {accuracy:.0%} with {tokens:,.0f} tokens")
        if by_tokens
        else tr("{label}: {accuracy:.0%} in {seconds:.1f} s")
    )
    ordered = sorted(rows, key=lambda row: -row.accuracy)
    return ". ".join(
        told.format(label=label_of(row), accuracy=row.accuracy, tokens=row.tokens, seconds=row.seconds)
        for row in ordered
    )


def _sort_key(column: Column, row: TableRow) -> tuple[float, str]:
    value = column.value(row)
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value).casefold())
