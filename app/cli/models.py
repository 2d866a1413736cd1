"""``stepwise models``: which models there are, fetching them, using those of other programs."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

import click
from rich import box
from rich.console import Console
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from app.cli.fast import fast, quantize_model
from app.cli.folder import DataFolder
from app.cli.tune import devices, record_object, tune_model
from models.adapter import is_adapter
from models.adapters import Adapters
from models.catalogue import MADE_NAMES, SCOPE_NAMES, MadeName, ScopeName, default_entry, is_of_kind
from models.errors import FetchStoppedError
from models.files import Progress, Stage
from models.fit import free_bytes
from models.library import Library, ModelEntry, ModelState
from models.text import amount, duration, parameters
from models.tuning import Tunings

NOT_VERIFIED = "not verified"

Result = TypeVar("Result")


@click.group()
def models() -> None:
    """Models: list, get, add, scan, verify, remove, tune, devices."""


models.add_command(tune_model)
models.add_command(devices)


@models.command("list")
@click.option("--family", metavar="NAME", help="Only those of a family, or of one whose name contains this.")
@click.option("--made", multiple=True, type=click.Choice(MADE_NAMES), help="Only those made so; may be repeated.")
@click.option("--scope", type=click.Choice(SCOPE_NAMES), help="Only those trained for anything, or for one task.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_models(
    folder: DataFolder, family: str | None, made: tuple[MadeName, ...], scope: ScopeName | None, as_json: bool
) -> None:
    """List all known models and where they are."""
    found = [
        model
        for model in Library(folder.data_dir).list()
        if is_of_kind(model.entry, family=family, made=made, scope=scope)
    ]
    choice = default_entry(free_bytes())
    if as_json:
        default = {"id": choice.entry.id, "reason": choice.reason}
        tunings = Tunings(folder.data_dir)
        listed = [{**_model_object(model), "tuning": _tuning_object(tunings, model)} for model in found]
        _print_json({"models": listed, "default": default})
        return
    _console().print(_table(found, choice.entry.id))
    click.echo(f"* default: {choice.reason}")


@models.command()
@click.argument("model_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def get(folder: DataFolder, model_id: str, as_json: bool) -> None:
    """Fetch a model; goes on where an earlier fetch stopped."""
    library = Library(folder.data_dir)
    began = time.monotonic()
    with ProgressLine(Console(stderr=True, highlight=False)) as line:
        path = _stoppable(lambda: library.get(model_id, line.show), model_id)
    resolved = library.resolve(model_id)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        size = resolved.header.file_bytes
        _print_json({"id": resolved.id, "path": str(path), "bytes": size, "seconds": seconds})
    else:
        click.echo(f"{resolved.id} is ready: {path} ({amount(resolved.header.file_bytes)}).")


@models.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--base", metavar="ID", default="", help="Of an adapter: the model it was made for, if it does not say.")
@click.option("--name", default="", help="Of an adapter: what is put after its model's id; else the file's name.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(folder: DataFolder, path: Path, base: str, name: str, as_json: bool) -> None:
    """Use a GGUF file where it lies; keep a copy of an adapter, which is listed as MODEL+NAME."""
    library = Library(folder.data_dir)
    if is_adapter(path):
        added = Adapters(library, folder.data_dir).add(path, base=base, name=name)
    elif base or name:
        raise click.UsageError("--base and --name are for adapters; this file is none.")
    else:
        added = library.add(path)
    if as_json:
        _print_json(_model_object(added))
    elif added.adapter is not None:
        click.echo(f"{added.id} was added: {added.base_id} with an adapter, kept as {added.adapter}")
    else:
        click.echo(f"{added.id} was added; the file stays where it is: {added.path}")


@models.command()
@click.argument("folder_to_scan", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def scan(folder: DataFolder, folder_to_scan: Path | None, as_json: bool) -> None:
    """Find models below DIR, or those of LM Studio, Ollama, GPT4All, Jan and the Hub's cache."""
    found = Library(folder.data_dir).scan(folder_to_scan)
    if as_json:
        _print_json({"models": [_model_object(model) for model in found]})
        return
    for model in found:
        if model.state is ModelState.BROKEN:
            click.echo(f"not used: {model.path}: {model.reason}")
        else:
            click.echo(f"{model.id}: {model.path}")
    usable = sum(model.state is not ModelState.BROKEN for model in found)
    click.echo(f"{usable} {'model' if usable == 1 else 'models'} can be used where they lie.")


@models.command()
@click.argument("model_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(folder: DataFolder, model_id: str, as_json: bool) -> None:
    """Compute a model's checksum and compare it."""
    library = Library(folder.data_dir)
    with ProgressLine(Console(stderr=True, highlight=False)) as line:
        sound = _stoppable(lambda: library.verify(model_id, line.show), model_id)
    if as_json:
        _print_json({"id": sound.id, "path": str(sound.path), "sha256": sound.sha256, "checked": sound.checked})
    elif sound.checked:
        click.echo(f"{sound.id} is sound: its SHA-256 is {sound.sha256}, as it should be.")
    else:
        click.echo(f"{sound.id} can be read; its SHA-256 is {sound.sha256} ({NOT_VERIFIED}: none to compare with).")


@models.command()
@click.argument("model_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def remove(folder: DataFolder, model_id: str, as_json: bool) -> None:
    """Delete a fetched model or an adapter; forget a model that was added or found."""
    removal = Library(folder.data_dir).remove(model_id)
    if as_json:
        _print_json({"id": removal.id, "path": str(removal.path), "deleted": removal.deleted})
    elif removal.deleted:
        click.echo(f"{removal.id} was deleted.")
    else:
        click.echo(f"{removal.id} was forgotten; its file stays where it is: {removal.path}")


for command in (fast, quantize_model):
    models.add_command(command)


class ProgressLine:
    """One line that says how far a fetch is, how fast, and how long it will take; silent where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._live = Live(console=console, transient=True, auto_refresh=False, redirect_stdout=False)
        self._shown = console.is_terminal

    def __enter__(self) -> Self:
        if self._shown:
            self._live.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._live.stop()

    def show(self, progress: Progress) -> None:
        """Draw the newest state."""
        if self._shown:
            self._live.update(_progress_row(progress), refresh=True)


def progress_words(progress: Progress) -> str:
    """A state in words: "fetching 120 MB of 491 MB, 12 MB/s, 31 s left"."""
    if progress.stage is Stage.WAITING:
        return "waiting for another Stepwise that fetches this model"
    words = f"{'checking' if progress.stage is Stage.VERIFYING else 'fetching'} {amount(progress.bytes_done)}"
    if progress.bytes_total is not None:
        words += f" of {amount(progress.bytes_total)}"
    if progress.bytes_per_second > 0:
        words += f", {amount(progress.bytes_per_second)}/s"
    if progress.seconds_left is not None and progress.bytes_done != progress.bytes_total:
        words += f", {duration(progress.seconds_left)} left"
    return words


def _progress_row(progress: Progress) -> Table:
    row = Table.grid(padding=(0, 1))
    row.add_row(ProgressBar(progress.bytes_total, progress.bytes_done, width=30), Text(progress_words(progress)))
    return row


def _stoppable(action: Callable[[], Result], model_id: str) -> Result:
    """Ctrl-C ends the action in one sentence."""
    try:
        return action()
    except KeyboardInterrupt:
        raise FetchStoppedError(
            f"Stopped; what arrived is kept, and 'stepwise models get {model_id}' goes on from there."
        ) from None


def _table(found: list[ModelEntry], default_id: str) -> Table:
    table = Table("", box=box.SIMPLE_HEAD)
    table.add_column("Id", no_wrap=True)
    for title in ("Weights", "Type", "Size", "Context", "Licence", "State"):
        table.add_column(title)
    for model in found:
        table.add_row(
            "*" if model.id == default_id else "",
            Text(model.id),
            parameters(model.parameters) if model.parameters is not None else "",
            Text(model.quantization or ""),
            amount(model.bytes) if model.bytes is not None else NOT_VERIFIED,
            f"{model.context_tokens:,}" if model.context_tokens is not None else "",
            Text(model.entry.licence if model.entry is not None else ""),
            Text(_state_words(model)),
        )
    return table


def _state_words(model: ModelEntry) -> str:
    if model.state is ModelState.BROKEN:
        return f"broken: {model.reason}"
    if model.state is ModelState.NOT_FETCHED and model.fetched_bytes:
        return f"{amount(model.fetched_bytes)} fetched"
    return str(model.state) if model.adapter is None else f"adapter of {model.base_id}"


def _model_object(model: ModelEntry) -> dict[str, object]:
    entry = model.entry
    return {
        "id": model.id,
        "name": model.name,
        "state": str(model.state),
        "path": str(model.path) if model.path is not None else None,
        "adapter": str(model.adapter) if model.adapter is not None else None,
        "base": model.base_id or None,
        "bytes": model.bytes,
        "fetched_bytes": model.fetched_bytes,
        "parameters": model.parameters,
        "quantization": model.quantization,
        "context_tokens": model.context_tokens,
        "family": entry.family if entry is not None else None,
        "scope": entry.scope if entry is not None else None,
        "made": list(entry.made) if entry is not None else [],
        "licence": entry.licence if entry is not None else None,
        "chat_format": entry.chat_format if entry is not None else None,
        "sha256": entry.sha256 if entry is not None else None,
        "verified": entry is not None and entry.verified,
        "notes": entry.notes if entry is not None else "",
        "reason": model.reason or None,
    }


def _tuning_object(tunings: Tunings, model: ModelEntry) -> dict[str, object] | None:
    """What 'tune' has chosen for a model on this machine."""
    record = tunings.find(model.id, model.path) if model.path is not None else None
    return record_object(record) if record is not None else None


def _console() -> Console:
    # Made anew for each command, so that it takes the output and width of that moment.
    return Console(highlight=False, markup=False, emoji=False)


def _print_json(value: object) -> None:
    # ASCII only, so that it can be piped through anything.
    click.echo(json.dumps(value, indent=2))
