"""What all benchmarks share: options, one table, JSON beside it."""

import argparse
import json
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def arguments(about: str, extra: Sequence[tuple[str, str]] = ()) -> argparse.Namespace:
    """``--quick``, ``--json FILE`` and further options as (name, help)."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    for name, text in extra:
        parser.add_argument(f"--{name}", help=text)
    return parser.parse_args()


def report(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], figures: dict[str, Any]) -> None:
    """Print one table."""
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*(f"{cell:,.2f}" if isinstance(cell, float) else str(cell) for cell in row))
    console = Console()
    console.print(table)
    for name, value in figures.items():
        console.print(f"{name}: {value:.3f}" if isinstance(value, float) else f"{name}: {value}", highlight=False)


def write_json(path: Path | None, figures: dict[str, Any]) -> None:
    """Write the figures beside the table, with what machine they come from."""
    if path is not None:
        machine = {"system": platform.system(), "machine": platform.machine(), "python": platform.python_version()}
        path.write_text(json.dumps({"machine": machine, **figures}, indent=2) + "\n", "utf-8")
