"""``stepwise models fast`` and ``stepwise models quantize``: local copies of a model that decode faster here."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from app.cli.folder import DataFolder
from engine.fast_copy import FastPlan, FastReport, StageSink, make_fast_copy
from engine.quantizer import OUTPUT_TYPE_NAMES, TYPE_NAMES, quantize
from models.library import Library, ModelEntry, ResolvedModel
from models.text import amount, duration
from models.trim import DEFAULT_KEEP

SAME = "same"

# Types of four bits and fewer: what is rounded twice there is rounded coarsely.
_COSTLY = ("Q4_K_M", "Q4_0", "Q3_K_M", "Q2_K", "IQ4_NL", "IQ4_XS", "IQ3_M", "IQ3_S", "IQ3_XS", "IQ3_XXS")

_output_type = click.option(
    "--output-type",
    type=click.Choice(OUTPUT_TYPE_NAMES, case_sensitive=False),
    help="Type of the output layer alone; else what llama.cpp gives it.",
)
_threads = click.option("--threads", type=click.IntRange(0, 512), default=0, help="Threads to use; 0 takes all.")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")


@click.command()
@click.argument("model_id", metavar="ID")
@click.option(
    "--type",
    "type_name",
    type=click.Choice((*TYPE_NAMES, SAME), case_sensitive=False),
    default=SAME,
    show_default=True,
    help="Type of the weights. 'same' leaves them as they are; Q4_0 and IQ4_NL are the quick ones, and cost answers.",
)
@click.option("--keep", type=click.IntRange(min=1), default=DEFAULT_KEEP, show_default=True, help="Tokens to keep.")
@click.option("--no-trim", is_flag=True, help="Leave the vocabulary whole.")
@_output_type
@_threads
@_as_json
@click.pass_obj
def fast(
    folder: DataFolder,
    model_id: str,
    type_name: str,
    keep: int,
    no_trim: bool,
    output_type: str | None,
    threads: int,
    as_json: bool,
) -> None:
    """Make a copy of a model that decodes faster: without the tokens of other languages. The original stays."""
    if no_trim and type_name.casefold() == SAME:
        raise click.UsageError("With --no-trim, name a --type; else the copy would be the model itself.")
    chosen = None if type_name.casefold() == SAME else type_name
    plan = FastPlan(None if no_trim else keep, chosen, output_type, threads)
    _derive(
        folder,
        model_id,
        "fast",
        as_json,
        lambda source, target, progress: make_fast_copy(source.path, target, plan, progress),
    )


@click.command("quantize")
@click.argument("model_id", metavar="ID")
@click.argument("type_name", metavar="TYPE", type=click.Choice(TYPE_NAMES, case_sensitive=False))
@_output_type
@_threads
@_as_json
@click.pass_obj
def quantize_model(
    folder: DataFolder, model_id: str, type_name: str, output_type: str | None, threads: int, as_json: bool
) -> None:
    """Make a copy of a model in another quantization TYPE. The original stays."""

    def make(source: ResolvedModel, target: Path, progress: StageSink) -> FastReport:
        return FastReport(
            None,
            quantize(
                source.path,
                target,
                type_name,
                threads=threads,
                output_type=output_type,
                progress=lambda share: progress("re-quantizing", share),
            ),
        )

    _derive(folder, model_id, type_name, as_json, make)


Make = Callable[[ResolvedModel, Path, StageSink], FastReport]


def _derive(folder: DataFolder, model_id: str, suffix: str, as_json: bool, make: Make) -> None:
    """Make a copy, put it into the library, say what it is and what it cost."""
    library = Library(folder.data_dir)
    source = library.resolve(model_id)
    began = time.monotonic()
    reports: list[FastReport] = []
    with _progress_line() as progress:
        made = library.add_derived(source, suffix, lambda target: reports.append(make(source, target, progress)))
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(_object(source, made, reports[0], seconds), indent=2))
        return
    click.echo(
        f"{made.id} is ready: {made.path} ({amount(made.bytes or 0)} instead of {amount(source.header.file_bytes)}, "
        f"{duration(seconds)})."
    )
    for sentence in losses(reports[0]):
        click.echo(sentence)


def losses(report: FastReport) -> list[str]:
    """What a copy lacks, honestly."""
    said = []
    if (trim := report.trim) is not None:
        said.append(
            f"Kept {trim.tokens_kept:,} of {trim.tokens_before:,} tokens: English, mathematics and Python; "
            "all other text is read and written in smaller pieces, and worse."
        )
    if (done := report.quantize) is not None:
        again = "" if done.source_type in ("F32", "F16", "BF16") else ", an already quantized file"
        said.append(f"Made {done.type_name} from {done.source_type}{again}: answers may be worse, and never better.")
        if again and done.type_name in _COSTLY:
            said.append("That can cost much: as Q4_0, Qwen2.5-Coder 0.5B solved 11 of 60 problems instead of 25.")
    return [*said, "Compare both with 'stepwise bench' before you rely on it."]


@contextmanager
def _progress_line() -> Iterator[StageSink]:
    """One line that says what is being done and how far it is; silent where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (BarColumn(30), TaskProgressColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as line:
        task = line.add_task("", total=1.0)
        yield lambda what, share: line.update(task, description=what, completed=share)


def _object(source: ResolvedModel, made: ModelEntry, report: FastReport, seconds: float) -> dict[str, object]:
    trim, done = report.trim, report.quantize
    return {
        "id": made.id,
        "path": str(made.path),
        "bytes": made.bytes,
        "made_from": {"id": source.id, "bytes": source.header.file_bytes, "quantization": source.header.quantization},
        "quantization": made.quantization,
        "requantized_from": done.source_type if done is not None else None,
        "tokens_kept": trim.tokens_kept if trim is not None else None,
        "tokens_before": trim.tokens_before if trim is not None else None,
        "losses": losses(report),
        "seconds": round(seconds, 1),
    }
