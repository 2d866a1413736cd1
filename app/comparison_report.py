"""Writes what a comparison found into its folder: tables, the matrix of problems, charts."""

from pathlib import Path

from app.charts.comparison import accuracy_by_seconds, accuracy_by_tokens
from app.charts.theme import DARK, LIGHT
from engine.compare.documents import as_csv, as_html, as_json, as_markdown, matrix_csv
from engine.compare.table import Table
from models.files import disk_faults, write_atomically


def write_report(table: Table, folder: Path) -> tuple[Path, ...]:
    """Write all files anew; returns them.

    Raises:
        StorageFullError, ReadOnlyError: the folder cannot be written.
    """
    texts = {
        "table.md": as_markdown(table),
        "table.csv": as_csv(table),
        "table.json": as_json(table),
        "matrix.csv": matrix_csv(table.rows),
        **charts_of(table),
    }
    light = [text for name, text in texts.items() if name.endswith(".svg") and "dark" not in name]
    texts["table.html"] = as_html(table, light)
    with disk_faults(folder):
        for name, text in texts.items():
            write_atomically(folder / name, text.encode())
    return tuple(folder / name for name in texts)


def charts_of(table: Table) -> dict[str, str]:
    """The charts of each set by their file names, in both themes."""
    found: dict[str, str] = {}
    for name in dict.fromkeys(row.set for row in table.rows):
        rows = [row for row in table.rows if row.set == name]
        plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
        for theme, suffix in ((LIGHT, ""), (DARK, "-dark")):
            found[f"seconds-{plain}{suffix}.svg"] = accuracy_by_seconds(rows, theme)
            found[f"tokens-{plain}{suffix}.svg"] = accuracy_by_tokens(rows, theme)
    return found
