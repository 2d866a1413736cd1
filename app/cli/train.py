"""``stepwise lab train``: a preference model from a feature file, in one command."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as ProgressBar

from app.cli.layers import Layers
from app.lab_training import train_command
from models.training.job import Progress, TrainingStoppedError, TrainJob, TrainOptions
from models.training.launch import run_training

_DEFAULTS = TrainOptions()
_WORDS = {
    "pair_accuracy": "pairs put in the right order",
    "auc_all": "AUC of solutions, over all problems",
    "auc_within": "AUC of solutions, within a problem",
    "auc_unfinished": "AUC of unfinished steps",
}


@click.command()
@click.argument("features", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="Where to write the head.")
@click.option(
    "--loss",
    type=click.Choice(("pairwise", "q", "outcome")),
    default=_DEFAULTS.loss,
    show_default=True,
    help="Preference pairs (PPM), regression on Q (PQM), or outcomes of solutions (ORM).",
)
@click.option(
    "--layers",
    type=Layers(),
    default=(),
    help="Layers to look at, as in 14,last20: a mean over a step's tokens, or its last token alone. "
    "Else all of the file's.",
)
@click.option(
    "--hidden",
    type=click.IntRange(0, 1024),
    default=_DEFAULTS.hidden,
    show_default=True,
    help="Units of the hidden layer; 0 makes the head linear.",
)
@click.option(
    "--ridge",
    type=click.FloatRange(min=0.0),
    default=_DEFAULTS.ridge,
    show_default=True,
    help="How much large weights are held back.",
)
@click.option(
    "--anchor",
    type=click.FloatRange(min=0.0),
    default=_DEFAULTS.anchor,
    show_default=True,
    help="With pairs: how much each step's own chance counts beside them.",
)
@click.option(
    "--same-depth/--no-same-depth",
    default=_DEFAULTS.same_depth,
    show_default=True,
    help="Pair all steps of equal depth of a problem, not siblings alone.",
)
@click.option("--facts/--no-facts", default=_DEFAULTS.facts, show_default=True, help="Look at facts of the execution.")
@click.option(
    "--held-out",
    type=click.FloatRange(0.0, 0.9),
    default=_DEFAULTS.held_out,
    show_default=True,
    help="Share of the problems to measure on instead of training on them, where --folds is below 2.",
)
@click.option(
    "--folds",
    type=click.IntRange(0, 20),
    default=_DEFAULTS.folds,
    show_default=True,
    help="Heads to train, each measured on other problems, and to join to one.",
)
@click.option("--seed", type=click.IntRange(0, 2**32 - 1), default=_DEFAULTS.seed, show_default=True)
@click.option("--data", default=_DEFAULTS.data, help="What the head's card says about the data.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def train(features: Path, out: Path, as_json: bool, **chosen: object) -> None:
    """Train a preference model on the steps in FEATURES, and measure it on problems held out from it.

    An older file at --out is replaced when the new one is complete.
    """
    options = msgspec.convert({**chosen, "command": train_command(features, out, chosen)}, TrainOptions)
    try:
        with _progress_bar() as progress:
            metrics = run_training(TrainJob(str(features), str(out), options), progress)
    except KeyboardInterrupt:
        raise TrainingStoppedError(
            "The training was stopped and nothing was written; run the same command to start it again."
        ) from None
    if as_json:
        click.echo(json.dumps({"head": str(out), "metrics": metrics}, indent=2))
        return
    click.echo(f"{out} is ready, after {metrics['epoch']:.0f} epochs on {metrics['train_rows']:,.0f} steps.")
    for line in measured(metrics):
        click.echo(line)


def measured(metrics: dict[str, float]) -> list[str]:
    """What was measured, in words."""
    problems = metrics.get("held_out_problems", 0)
    if not problems:
        return ["No problems were left to measure it on; generate features of more problems."]
    lines = [f"On {problems:.0f} held-out problems:"]
    for name, words in _WORDS.items():
        if name in metrics:
            low, high = metrics.get(f"{name}_low"), metrics.get(f"{name}_high")
            bounds = "" if low is None or high is None else f" ({low:.3f} to {high:.3f})"
            lines.append(f"  {words}: {metrics[name]:.3f}{bounds}")
    return lines


@contextmanager
def _progress_bar() -> Iterator[Callable[[Progress], None]]:
    """One line that says how far the training is; silent where there is no terminal."""
    console = Console(stderr=True, highlight=False)
    columns = (BarColumn(30), MofNCompleteColumn(), TextColumn("{task.description}"))
    with ProgressBar(*columns, console=console, transient=True, disable=not console.is_terminal) as line:
        task = line.add_task("", total=None)

        def show(progress: Progress) -> None:
            held = "" if progress.held_out is None else f", held-out {progress.held_out:.3f}"
            line.update(
                task,
                completed=progress.epoch,
                total=progress.epochs,
                description=f"loss {progress.loss:.3f}{held}",
            )

        yield show
