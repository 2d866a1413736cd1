"""The table as files: Markdown, CSV, JSON, HTML; and the matrix of problems as CSV."""

import csv
import html
import io
import json
from collections.abc import Sequence

from engine.compare.layout import COLUMNS, cells_of, columns_of, notes_of, row_object, table_object
from engine.compare.records import Solved
from engine.compare.table import Table, TableRow, difference, matrix

_STYLE = """
:root { color-scheme: light dark; --ink: #1c2126; --muted: #5c6670; --line: #d5dadf; --base: #ffffff; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ec; --muted: #98a2ac; --line: #363d44; --base: #16191c; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--base); margin: 2rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td:first-child { text-align: left; }
caption, p.note { color: var(--muted); text-align: left; }
"""
_RIGHT, _WRONG, _NONE, _FAILED = "right", "wrong", "no answer", "failed"


def as_markdown(table: Table) -> str:
    """A pipe table, what was skipped, and the differences between rows."""
    columns = columns_of(table)
    lines = [_pipes([column.title for column in columns]), _pipes(["---"] * len(columns))]
    lines += [_pipes(cells_of(row, columns)) for row in table.rows]
    if notes := notes_of(table):
        lines += ["", *(f"- {sentence}" for sentence in notes)]
    if found := differences(table):
        lines += ["", _pipes(_DIFFERENCE_TITLES), _pipes(["---"] * len(_DIFFERENCE_TITLES)), *map(_pipes, found)]
    return "\n".join(lines) + "\n"


def as_csv(table: Table) -> str:
    """All columns by their names, one line a row."""
    names = [column.name for column in COLUMNS]
    return _csv(names, [[row_object(row)[name] for name in names] for row in table.rows])


def as_json(table: Table) -> str:
    """All columns by their names."""
    return json.dumps(table_object(table), indent=1) + "\n"


def as_html(table: Table, charts: Sequence[str] = ()) -> str:
    """A page that stands alone; ``charts`` are SVG."""
    columns = columns_of(table)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><title>Stepwise comparison</title>',
        f"<style>{_STYLE}</style></head><body><h1>Comparison</h1>",
        _html_table(
            "Accuracy with Wilson's 95 % interval; time and tokens are means of a problem.",
            [column.title for column in columns],
            [cells_of(row, columns) for row in table.rows],
        ),
        *(f'<p class="note">{html.escape(sentence)}</p>' for sentence in notes_of(table)),
        *charts,
    ]
    if found := differences(table):
        parts.append(_html_table("Differences on the same problems.", _DIFFERENCE_TITLES, found))
    titles, lines = matrix_lines(table.rows)
    parts.append(_html_table("Problem by problem.", titles, lines))
    return "\n".join([*parts, "</body></html>\n"])


def matrix_csv(rows: Sequence[TableRow]) -> str:
    """Problems by rows of the table, each cell what became of it."""
    titles, lines = matrix_lines(rows)
    return _csv(titles, lines)


def matrix_lines(rows: Sequence[TableRow]) -> tuple[list[str], list[list[str]]]:
    """Titles and lines of the matrix of problems."""
    found = matrix(rows)
    titles = ["problem", *(f"{row.label} ({row.set})" for row in rows)]
    return titles, [[name, *map(_outcome, outcomes)] for name, outcomes in found.items()]


_DIFFERENCE_TITLES = ("first", "second", "set", "difference", "95 % interval", "only first", "only second", "McNemar p")


def differences(table: Table) -> list[tuple[str, ...]]:
    """Each pair of rows of a set that have problems in common, told in cells."""
    found: list[tuple[str, ...]] = []
    for at, first in enumerate(table.rows):
        for second in table.rows[at + 1 :]:
            if first.set == second.set and (between := difference(first, second)).paired.problems:
                paired = between.paired
                found.append(
                    (
                        first.label,
                        second.label,
                        first.set,
                        f"{paired.mean:+.1%}",
                        f"{paired.low:+.1%} to {paired.high:+.1%}",
                        str(between.only_first),
                        str(between.only_second),
                        f"{between.p_value:.3f}",
                    )
                )
    return found


def _outcome(solved: Solved | None) -> str:
    if solved is None:
        return ""
    if solved.failure:
        return _FAILED
    if solved.answer is None:
        return _NONE
    return _RIGHT if solved.right else _WRONG


def _pipes(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _csv(titles: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows([["" if cell is None else _harmless(cell) for cell in line] for line in lines])
    return out.getvalue()


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with the mark that says it is none."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@") and not _is_number(cell) else cell


def _is_number(text: str) -> bool:
    return text.replace(".", "").lstrip("+-").isdigit()


def _html_table(caption: str, titles: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{html.escape(title)}</th>' for title in titles)
    body = "\n".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in line) + "</tr>" for line in lines)
    return (
        f'<div class="wide"><table><caption>{html.escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )
