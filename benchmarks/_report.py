"""What all benchmarks share: options, one table, JSON beside it."""

import argparse
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app.services import data_folder
from models.library import Library

DEFAULT_MODEL = "qwen2.5-coder-0.5b-instruct-q4_k_m"


@dataclass(frozen=True, slots=True)
class Option:
    """A further option of a benchmark: ``--name VALUE``, or ``--name`` alone where ``kind`` is bool."""

    name: str
    help: str
    kind: Callable[[str], object] = str


def arguments(about: str, extra: Sequence[Option | tuple[str, str]] = ()) -> argparse.Namespace:
    """``--quick``, ``--json FILE`` and further options, or (name, help) of those that take text."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    for each in extra:
        option = each if isinstance(each, Option) else Option(*each)
        if option.kind is bool:
            parser.add_argument(f"--{option.name}", help=option.help, action="store_true")
        else:
            parser.add_argument(f"--{option.name}", help=option.help, type=option.kind)
    return parser.parse_args()


def find_model(id_or_path: str | None) -> Path:
    """The model's file; the smaller default model without a name."""
    return Library(data_folder()).resolve(id_or_path or DEFAULT_MODEL).path


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
