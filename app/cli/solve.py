"""``stepwise solve``: one problem, the tree live, the answer with how far it is verified."""

import json
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console

from app.cli.models import ProgressLine
from app.cli.options import OPTIONS_HELP, SearchOptions, search_options
from app.cli.search import search_and_report
from app.services import Services
from app.wish import RunRequest
from engine.errors import BadProblemError
from engine.steps import checked_problem
from engine.types import MAX_PROBLEM_CHARACTERS, Problem

_MAX_PROBLEM_BYTES = 1 << 20
_DEMO_TOKENS = 12_000
_SAMPLE_PROBLEM = "problems/sample.json"
_DEMO_PROBLEM = "demo/problem.json"


@click.command(epilog=OPTIONS_HELP)
@click.argument("problem", required=False)
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the problem from a file.")
@click.option("--expect", help="The expected answer, to be checked against.")
@click.option("--sample", is_flag=True, help="Solve the sample problem that ships.")
@click.option("--demo", is_flag=True, help="Play a prepared search; needs no model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@search_options
@click.pass_context
def solve(
    context: click.Context,
    problem: str | None,
    path: Path | None,
    expect: str | None,
    sample: bool,
    demo: bool,
    as_json: bool,
    options: SearchOptions,
) -> None:
    """Solve a PROBLEM in plain text or TeX; - reads it from standard input."""
    shipped = _DEMO_PROBLEM if demo else _SAMPLE_PROBLEM if sample else None
    question = _question(problem, path, expect, shipped)
    with Services.open(context.obj.data_dir) as services, demo_script() as script:
        chosen = for_demo(options, script) if demo else options
        model = chosen.model or ready_default(services, quiet=as_json)
        settings = chosen.settings(services.heads, model)
        request = RunRequest(question, settings, model, anyway=options.anyway, head=chosen.head(services.heads, model))
        again = "--demo" if demo else model_option(services, options.model)
        search_and_report(context, services, request, as_json=as_json, model_option=again)


def demo_script() -> AbstractContextManager[Path]:
    """The prepared search that ships, as a file."""
    return as_file(files("resources") / "demo" / "script.json")


def for_demo(options: SearchOptions, script: Path) -> SearchOptions:
    """The scripted backend's tokens are single bytes, so its budget is larger."""
    return replace(options, model=str(script), max_tokens=options.max_tokens or _DEMO_TOKENS)


def model_option(services: Services, model: str | None) -> str:
    """How a model was named on the command line, where its id alone would not be enough to find it again."""
    if model is None or any(entry.id == model for entry in services.library.list()):
        return ""
    return f'--model "{model}"'


def ready_default(services: Services, *, quiet: bool) -> str:
    """The id of the default model, fetched if it is not here yet; says why it was chosen."""
    default = services.default_model()
    if not quiet:
        click.echo(f"Model: {default.reason}", err=True)
    if not default.installed:
        with ProgressLine(Console(stderr=True, highlight=False)) as line:
            services.library.get(default.id, line.show)
    return default.id


def shipped_problem(place: str) -> Problem:
    """A problem with its answer from the resources."""
    data = json.loads(files("resources").joinpath(place).read_text("utf-8"))
    return Problem(Path(place).stem, data["question"], data["answer"])


def _question(problem: str | None, path: Path | None, expect: str | None, shipped: str | None) -> Problem:
    if sum((problem is not None, path is not None, shipped is not None)) != 1:
        raise click.UsageError("Give one problem: as text, with --file, with - for standard input, or --sample.")
    if shipped is not None:
        return shipped_problem(shipped)
    text = problem or ""
    if path is not None:
        text = _read_file(path)
    elif problem == "-":
        text = _read_text(sys.stdin.buffer) if sys.stdin is not None else ""
    return Problem("cli", checked_problem(text), expect)


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return _read_text(file)
    except OSError as error:
        raise BadProblemError(f"The file {path} cannot be read; check its name.") from error


def _read_text(stream: BinaryIO) -> str:
    raw = stream.read(_MAX_PROBLEM_BYTES + 1)
    if len(raw) > _MAX_PROBLEM_BYTES:
        raise BadProblemError(f"The problem is too long; shorten it to {MAX_PROBLEM_CHARACTERS:,} characters or fewer.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadProblemError("The problem is not readable text; save it as UTF-8.") from error
