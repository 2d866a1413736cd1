"""``stepwise lab finetune``: a policy is trained on right solutions, in one command that goes on where it was left."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

from app.cli.folder import DataFolder
from app.cli.train import measured
from models.adapters import Adapters
from models.library import Library
from models.text import amount, duration
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneOptions, FinetuneProgress
from models.training.job import BadOptionsError, TrainingStoppedError
from models.training.launch import run_finetune
from models.training.preferences import holds_pairs

_DEFAULTS = FinetuneOptions()


@click.command()
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--model", required=True, help="Id or path of a model, or a folder as the Hub has it.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Its folder.")
@click.option(
    "--steps", type=click.IntRange(min=1), default=_DEFAULTS.steps, show_default=True, help="Of the optimizer."
)
@click.option(
    "--rank", type=click.IntRange(1, 1024), default=_DEFAULTS.rank, show_default=True, help="Of LoRA's two matrices."
)
@click.option(
    "--alpha",
    type=click.FloatRange(min=0, min_open=True),
    default=_DEFAULTS.alpha,
    show_default=True,
    help="What is learnt counts alpha / rank times.",
)
@click.option(
    "--dropout",
    type=click.FloatRange(0, 1, max_open=True),
    default=_DEFAULTS.dropout,
    show_default=True,
    help="Share of LoRA's inputs that is left out at each step.",
)
@click.option(
    "--lr",
    "rate",
    type=click.FloatRange(min=0, min_open=True),
    default=_DEFAULTS.rate,
    show_default=True,
    help="Highest learning rate.",
)
@click.option(
    "--batch", type=click.IntRange(min=1), default=_DEFAULTS.batch, show_default=True, help="Chats or pairs of a step."
)
@click.option(
    "--seq-len",
    "sequence_tokens",
    type=click.IntRange(min=16),
    default=_DEFAULTS.sequence_tokens,
    show_default=True,
    help="Chats with more tokens are left out.",
)
@click.option(
    "--held-out",
    type=click.FloatRange(0.0, 0.9),
    default=_DEFAULTS.held_out,
    show_default=True,
    help="Share of the problems to measure on instead of training on them.",
)
@click.option(
    "--anchor",
    type=click.FloatRange(min=0.0),
    default=_DEFAULTS.anchor,
    show_default=True,
    help="With pairs: how much the chance of each reply counts beside them.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=_DEFAULTS.seed, show_default=True)
@click.option("--merge", is_flag=True, help="Also write model and adapter as one file (F16).")
@click.option("--add", "name", metavar="NAME", help="Add the adapter to the models, as MODEL+NAME.")
@click.option("--threads", type=click.IntRange(min=0), default=0, help="0 takes all cores.  [default: 0]")
@click.option("--anyway", is_flag=True, help="Train even if it may not fit into memory.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def finetune(
    folder: DataFolder,
    /,
    data: Path,
    model: str,
    out: Path,
    name: str | None,
    threads: int,
    anyway: bool,
    as_json: bool,
    **chosen: object,
) -> None:
    """Fine-tune a model with LoRA on DATA, as `lab export` writes it.

    With chats (sft.jsonl) a policy learns right solutions, and an adapter for llama.cpp is written (adapter.gguf). With
    pairs (pairs.jsonl) a preference model learns which of two steps or solutions is the better one, in the form of
    rStar-Math (ppm.gguf, for --ppm of a search with the same model). The loss curve and what was measured lie beside
    it. Can be stopped, even killed; the same command goes on. Never train on problems that are kept for measuring.
    """
    library = Library(folder.data_dir)
    path, model_id = _base(library, model)
    if name is not None and not model_id:
        raise BadOptionsError(f"{model} is a folder, which the app cannot load; leave --add out.")
    if name is not None and holds_pairs(data):
        raise BadOptionsError("A preference model is no model to add; leave --add out, and search with --ppm.")
    job = FinetuneJob(
        data=str(data),
        model=str(path),
        model_id=model_id,
        out=str(out),
        options=msgspec.convert(chosen, FinetuneOptions),
        threads=threads,
        anyway=anyway,
    )
    try:
        with _progress_bar() as progress:
            done = run_finetune(job, progress)
    except KeyboardInterrupt:
        raise TrainingStoppedError(
            "The training was stopped; run the same command to go on from the last checkpoint."
        ) from None
    added = None if name is None else Adapters(library, folder.data_dir).add(Path(done.adapter), base=model, name=name)
    if as_json:
        told = {**msgspec.to_builtins(done), "model": added.id if added else None}
        click.echo(json.dumps(told, indent=2))
        return
    _say(done, added.id if added else None)


def _base(library: Library, model: str) -> tuple[Path, str]:
    """The model's file and its id; a folder has none."""
    if (path := Path(model)).is_dir():
        return path, ""
    resolved = library.resolve(model)
    if resolved.adapter is not None:
        raise BadOptionsError(
            f"{resolved.id} is a model with an adapter; name the model alone, {resolved.base_id}, or add a merged file."
        )
    return resolved.path, resolved.id


def _say(done: Finetuned, model_id: str | None) -> None:
    metrics = done.metrics
    rows = "pairs" if done.is_preference else "chats"
    after = f"{metrics['steps']:,.0f} steps on {metrics['rows']:,.0f} {rows}, {duration(metrics['seconds'])}"
    went_on = f", going on from step {done.resumed_at:,}" if done.resumed_at else ""
    click.echo(f"{done.adapter} is ready, after {after}{went_on}.")
    if "held_out_before" in metrics:
        click.echo(
            f"Loss on {metrics['held_out_rows']:,.0f} held-out {rows}: {metrics['held_out_before']:.3f}"
            f" before, {metrics['held_out_after']:.3f} after."
        )
    else:
        click.echo("No problems were held out to measure the loss on; generate more problems.")
    if done.is_preference and "pair_accuracy" in metrics:
        for line in measured(metrics):
            click.echo(line)
    click.echo(
        f"{metrics.get('tokens_per_second', 0):,.0f} tokens a second; at most {amount(metrics.get('peak_bytes', 0))} of"
        " memory."
    )
    if done.merged is not None:
        click.echo(f"{done.merged} is model and adapter in one file (F16).")
    for note in done.notes:
        click.echo(note)
    if done.is_preference:
        click.echo(f"Search with it by --ppm {done.adapter}.")
    elif model_id is not None:
        click.echo(f"Use it with --model {model_id}.")
    else:
        click.echo(f"To use it, run 'stepwise models add {done.adapter}'.")


@contextmanager
def _progress_bar() -> Iterator[Callable[[FinetuneProgress], None]]:
    """One line that says how far the training is; silent where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (BarColumn(30), MofNCompleteColumn(), TextColumn("{task.description}"))
    with ProgressBar(*columns, console=console, transient=True, disable=not console.is_terminal) as line:
        task = line.add_task("", total=None)
        yield lambda said: line.update(task, completed=said.step, total=said.steps, description=progress_words(said))


def progress_words(said: FinetuneProgress) -> str:
    """How far a training is: "training, loss 0.412, held-out 0.530, 61 tokens/s, 3 min 20 s left"."""
    words = [str(said.stage)]
    if said.loss is not None:
        words.append(f"loss {said.loss:.3f}")
    if said.held_out is not None:
        words.append(f"held-out {said.held_out:.3f}")
    if said.tokens_per_second:
        words.append(f"{said.tokens_per_second:,.0f} tokens/s")
    if said.seconds_left is not None and said.stage == "training":
        words.append(f"{duration(said.seconds_left)} left")
    return ", ".join(words)
