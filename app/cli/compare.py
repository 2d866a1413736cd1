"""``stepwise compare``: models, quantizations and policies on problem sets, in one table with intervals and charts."""

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import click
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table as TextTable

from app.cli.search import STOPPED_EXIT_CODE
from app.comparison import Comparison, Outcome, Progress
from app.comparison_report import write_report
from app.services import Services
from engine.compare.layout import Column, cells_of, columns_of, compact_columns, notes_of, table_object
from engine.compare.plan import AS_IT_IS, Plan, Series, check_plan, read_plan
from engine.compare.records import read_records
from engine.compare.table import Table, make_table
from engine.types import Effort, PolicyName, StepFormat, ValueName
from models.text import duration

SKIPPED_EXIT_CODE = 14
_WIDE = 400
_DEFAULT_REPEATS = 5
_HELP = """\b
A plan is a TOML file:
  out = "results"
  repeats = 5
  [[run]]
  models = ["qwen2.5-coder-0.5b-instruct-q4_k_m"]
  quantizations = ["same", "Q3_K_M"]
  policies = ["greedy", "majority", "mcts"]
  efforts = ["normal"]
  problems = [{ file = "own", limit = 60 }, "gsm8k.jsonl"]
  fidelity = true"""


@click.command(epilog=_HELP)
@click.argument("path", metavar="[PLAN.toml]", required=False, type=click.Path(path_type=Path))
@click.option("--models", metavar="A,B", help="Ids or paths of models, instead of a plan.")
@click.option("--quantizations", metavar="TYPES", default=AS_IT_IS, show_default=True, help="Made of each model.")
@click.option("--policies", metavar="P,Q", default="greedy", show_default=True, help="How to search.")
@click.option("--effort", "efforts", metavar="E,F", default="normal", show_default=True, help="How much work.")
@click.option(
    "--problems", metavar="FILE", multiple=True, help="A set: JSON lines, JSON, CSV, or a name. [default: own]"
)
@click.option("--limit", type=click.IntRange(min=1), help="Only the first so many problems of each set.")
@click.option("--seed", "seeds", type=click.IntRange(min=0), multiple=True, help="May be given several times.")
@click.option("--max-tokens", type=click.IntRange(min=1), help="Sampled tokens of a problem, instead of the effort's.")
@click.option("--values", metavar="NAMES", help="What guides the search; else what suits the model.")
@click.option(
    "--format", "step_format", type=click.Choice([f.value for f in StepFormat]), help="How steps are written."
)
@click.option("--fidelity", is_flag=True, help="Perplexity and KL divergence against the file a copy was made from.")
@click.option("--repeats", type=click.IntRange(0, 100), help="Of pp512 and tg128; 0 leaves them out.  [default: 5]")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the results; the same folder goes on.")
@click.option("--anyway", is_flag=True, help="Load models even if they may not fit into memory.")
@click.option("--report", is_flag=True, help="Measure nothing; write the report from what --out holds.")
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON.")
@click.pass_context
def compare(
    context: click.Context,
    /,
    path: Path | None,
    out: Path | None,
    repeats: int | None,
    anyway: bool,
    report: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """Compare models, quantizations and policies on problem sets. Can be stopped and goes on."""
    if report:
        if out is None:
            raise click.UsageError("Name the folder of the comparison with --out.")
        _show(make_table(read_records(out)), out, as_json)
        return
    plan = _plan(path, _Chosen(**chosen), repeats)
    folder = out or (Path(plan.out) if plan.out else None)
    if folder is None:
        raise click.UsageError("Name a folder for the results with --out, or 'out' in the plan.")
    with Services.open(context.obj.data_dir) as services:
        outcome = _run(context, services, plan, folder, anyway=anyway, quiet=as_json)
    _show(make_table(read_records(folder)), folder, as_json)
    if outcome.skipped:
        context.exit(SKIPPED_EXIT_CODE)


def _run(context: click.Context, services: Services, plan: Plan, folder: Path, *, anyway: bool, quiet: bool) -> Outcome:
    console = Console(stderr=True, highlight=False, markup=False)
    columns = (BarColumn(30), MofNCompleteColumn(), TextColumn("{task.fields[left]} {task.description}"))
    with ProgressBar(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as bar:
        task = bar.add_task("", total=None, left="")

        def show(progress: Progress) -> None:
            left = "" if progress.seconds_left is None else f"about {duration(progress.seconds_left)} left,"
            bar.update(task, description=progress.words, completed=progress.done, total=progress.total, left=left)

        comparison = Comparison(services, plan, folder, show, lambda note: click.echo(note, err=True), anyway=anyway)
        try:
            return comparison.run()
        except KeyboardInterrupt:
            comparison.stop()
            bar.stop()
            click.echo("Stopped; the same command goes on.", err=True)
            context.exit(STOPPED_EXIT_CODE)


def _plan(path: Path | None, chosen: "_Chosen", repeats: int | None) -> Plan:
    if path is not None:
        if chosen.models or chosen.problems:
            raise click.UsageError("Give a plan, or --models and --problems, not both.")
        plan = read_plan(path)
        return plan if repeats is None else Plan(run=plan.run, out=plan.out, repeats=repeats)
    if not chosen.models:
        raise click.UsageError("Name a plan, or models with --models.")
    series = Series(
        models=_listed(chosen.models),
        problems=chosen.problems or ("own",),
        quantizations=_listed(chosen.quantizations),
        policies=_named(chosen.policies, PolicyName, "--policies"),
        efforts=_named(chosen.efforts, Effort, "--effort"),
        seeds=chosen.seeds or (0,),
        values=_named(chosen.values, ValueName, "--values") if chosen.values else (),
        step_format=StepFormat(chosen.step_format) if chosen.step_format else None,
        limit=chosen.limit,
        max_tokens=chosen.max_tokens,
        fidelity=chosen.fidelity,
    )
    return check_plan(Plan(run=(series,), repeats=_DEFAULT_REPEATS if repeats is None else repeats))


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The options that stand for a plan, as they were typed."""

    models: str | None
    quantizations: str
    policies: str
    efforts: str
    problems: tuple[str, ...]
    limit: int | None
    seeds: tuple[int, ...]
    max_tokens: int | None
    values: str | None
    step_format: str | None
    fidelity: bool


_Name = TypeVar("_Name", bound=StrEnum)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _named(text: str, kind: type[_Name], option: str) -> tuple[_Name, ...]:
    known = [name.value for name in kind]
    for name in _listed(text):
        if name not in known:
            raise click.UsageError(f"{option}: {name!r} is none; choose from {', '.join(known)}, with commas.")
    return tuple(map(kind, _listed(text)))


def _show(table: Table, folder: Path, as_json: bool) -> None:
    """Write the report; print the table."""
    if not table.rows:
        click.echo(f"Nothing was measured; {folder} holds no results.", err=True)
        return
    write_report(table, folder)
    if as_json:
        click.echo(json.dumps({**table_object(table), "folder": str(folder)}, indent=1))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        # In a file or a pipe no column is cut.
        console = Console(highlight=False, markup=False, emoji=False, width=_WIDE)
    console.print(_text_table(table, compact_columns(table) if console.is_terminal else columns_of(table)))
    for sentence in notes_of(table):
        click.echo(sentence)
    click.echo(f"Tables, charts and the matrix of problems are in {folder}.")


def _text_table(table: Table, columns: tuple[Column, ...]) -> TextTable:
    shown = TextTable(box=box.SIMPLE_HEAD)
    for column in columns:
        is_number = isinstance(column.value(table.rows[0]), int | float)
        shown.add_column(column.title, justify="right" if is_number else "left")
    for row in table.rows:
        shown.add_row(*cells_of(row, columns))
    return shown
