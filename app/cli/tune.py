"""``stepwise models tune`` and ``devices``: what is fastest here, measured; what llama.cpp can compute on."""

import json
from pathlib import Path

import click
import msgspec
from rich import box
from rich.console import Console
from rich.status import Status
from rich.table import Table

from app.tuning import is_busy, tune
from engine.inventory import describe, read_inventory
from engine.tuning import REFERENCE_WIDTH, Stage, Visit
from models.catalogue import default_entry
from models.fit import free_bytes
from models.library import Library, ResolvedModel
from models.provenance import provenance_of
from models.trim import DEFAULT_KEEP
from models.tuning import Record, Tunings

_STOPPED_EXIT_CODE = 130
_LARGE_VOCABULARY = 2 * DEFAULT_KEEP


@click.command("tune")
@click.argument("model_id", metavar="[ID]", required=False)
@click.option("--quick", is_flag=True, help="Measure threads and widths once each: sooner done, less certain.")
@click.option("--anyway", is_flag=True, help="Load the model even if it may not fit into memory.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def tune_model(context: click.Context, model_id: str | None, quick: bool, anyway: bool, as_json: bool) -> None:
    """Measure which threads, flash attention and batch width are fastest here for a model (else for the default one),
    and use them from now on.
    """
    data_dir: Path = context.obj.data_dir
    model = Library(data_dir).resolve(model_id or default_entry(free_bytes()).entry.id)
    tunings = Tunings(data_dir)
    status = Status("", console=Console(stderr=True, highlight=False))
    log_path = data_dir / "logs" / "engine.log"
    try:
        with status:
            record = tune(
                model,
                tunings,
                log_path,
                lambda visit, number, total: status.update(f"{model.id}: {number} of {total}: {_words(visit)}"),
                quick=quick,
                anyway=anyway,
            )
    except KeyboardInterrupt:
        click.echo("Stopped; nothing was changed.", err=True)
        context.exit(_STOPPED_EXIT_CODE)
    tunings.save(record)
    if as_json:
        click.echo(json.dumps({"id": model.id, **record_object(record)}, indent=2))
        return
    Console(highlight=False, markup=False, emoji=False).print(_table(record))
    for line in _sentences(record):
        click.echo(line)
    if (offer := fast_copy_offer(model)) is not None:
        click.echo(offer)


def fast_copy_offer(model: ResolvedModel) -> str | None:
    """The sentence about a faster copy, for a model that has many tokens to cut; None for others and for copies."""
    if provenance_of(model.header) is not None or model.header.vocabulary < _LARGE_VOCABULARY:
        return None
    return (
        f"Faster still: 'stepwise models fast {model.id}' makes a copy without the tokens of other languages. The 0.5B "
        "decoded a quarter faster in ours and answered 24 of 60 problems instead of 25."
    )


@click.command("devices")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def devices(as_json: bool) -> None:
    """Say what llama.cpp was built for and what models run on."""
    inventory = read_inventory()
    click.echo(json.dumps(msgspec.to_builtins(inventory), indent=2) if as_json else describe(inventory))


def record_object(record: Record) -> dict[str, object]:
    """A tuning as JSON shows it."""
    told: dict[str, object] = msgspec.to_builtins(record)
    chosen: dict[str, object] = told.pop("tuning")  # type: ignore[assignment]
    return {**chosen, **told, "busy": is_busy(record)}


def _table(record: Record) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("Compared")
    table.add_column("Threads", justify="right")
    table.add_column("Flash attention")
    table.add_column("Width", justify="right")
    table.add_column("Tokens/s", justify="right")
    stage = ""
    for figure in record.figures:
        if stage and figure.stage != stage:
            table.add_section()
        table.add_row(
            figure.stage if figure.stage != stage else "",
            str(figure.threads),
            _flash_words(figure.flash_attention),
            str(figure.width),
            f"{figure.tokens_per_second:.1f}",
        )
        stage = figure.stage
    return table


def _sentences(record: Record) -> list[str]:
    chosen = record.tuning
    lines = [
        f"Chosen: {_threads_words(chosen.threads)}, flash attention {_flash_words(chosen.flash_attention)}, "
        f"batch width {chosen.width} ({chosen.tokens_per_second:.0f} tokens/s). It is used from now on.",
        "Why: fewer threads, llama.cpp's own choice of flash attention and a smaller width are kept unless another was "
        f"faster in every round and by more than 3 % (widths: 5 %); all but the widths at width {REFERENCE_WIDTH}.",
        f"Ran on: {record.hardware}; {record.date[:10]}.",
    ]
    if chosen.padding:
        filled = ", ".join(f"{rows} to {more}" for rows, more in enumerate(chosen.padding) if more > rows)
        lines.insert(1, f"Batches are filled up where more rows take less time: {filled}.")
    if is_busy(record):
        others = f"Other programs kept {record.other_cores:.1f} cores busy meanwhile"
        lines.append(f"{others}: measure again when the computer is idle.")
    return lines


def _words(visit: Visit) -> str:
    arm = f"{_threads_words(visit.arm.threads)}, flash attention {_flash_words(visit.arm.flash_attention)}"
    return arm + {Stage.WIDTH: ", all widths", Stage.ROWS: ", sizes of a batch"}.get(visit.stage, "")


def _threads_words(count: int) -> str:
    return f"{count} thread{'s' if count != 1 else ''}"


def _flash_words(choice: bool | None) -> str:
    return "auto" if choice is None else "on" if choice else "off"
