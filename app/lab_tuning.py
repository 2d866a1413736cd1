"""Fine-tuning a model in a folder of the lab, and making what comes of it the model that is chosen. No Qt."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from app.lab_orders import TuneOrder
from app.lab_process import run_job, run_lab
from app.lab_training import Point, use_head
from app.language import tr
from engine.errors import BadSettingsError
from models.adapters import Adapters
from models.files import make_folder
from models.heads import card_of
from models.library import Library
from models.training.finetune_job import Finetuned, FinetuneJob, FinetuneOptions, FinetuneProgress

CURVE = "loss.jsonl"
_RESULT = "finetuned.json"
_DATA = "data"
_FILES = {"solutions": "sft.jsonl", "preferences": "pairs.jsonl"}


class Tuned(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in the folder of a fine-tuning: its loss curve by steps, and at the end what came of it."""

    curve: tuple[Point, ...]
    done: Finetuned | None


class _Result(msgspec.Struct, frozen=True):
    finetuned: Finetuned


class _Line(msgspec.Struct, frozen=True):
    step: int
    loss: float
    held_out: float | None = None


def tune_here(
    data_dir: Path,
    library: Library,
    folder: Path,
    order: TuneOrder,
    tell: Callable[[str], None],
    show: Callable[[FinetuneProgress], None],
    should_stop: Callable[[], bool],
) -> None:
    """Write what is to be learnt of the campaigns, unless it is there, and train on it.

    Raises:
        LabStoppedError: ``should_stop`` said so; it goes on from the last checkpoint.
        KnownError: what the campaigns, the model, the training or the disk refuse.
    """
    model = library.resolve(order.model)
    make_folder(folder)
    data = folder / _DATA / _FILES[order.learns]
    if not data.is_file():
        tell(tr("Gathering the solutions …"))
        run_lab(data_dir, ["export", *order.campaigns, "--out", str(data.parent)], should_stop=should_stop)
    tell(tr("Starting the training …"))
    job = FinetuneJob(
        data=str(data), model=str(model.path), out=str(folder), options=options_of(order), model_id=model.id
    )
    run_job(job, lambda line: show(msgspec.json.decode(line, type=FinetuneProgress)), should_stop)


def options_of(order: TuneOrder) -> FinetuneOptions:
    """How the training goes."""
    return FinetuneOptions(
        steps=order.steps,
        rank=order.rank,
        rate=order.rate,
        batch=order.batch,
        sequence_tokens=order.sequence_tokens,
        seed=order.seed,
    )


def tuned(folder: Path) -> Tuned:
    """The curve and the result of a folder, as far as they are there."""
    done: Finetuned | None = None
    with suppress(OSError, msgspec.MsgspecError):
        done = msgspec.json.decode((folder / _RESULT).read_bytes(), type=_Result).finetuned
    lines: list[bytes] = []
    with suppress(OSError):
        lines = (folder / CURVE).read_bytes().splitlines()
    return Tuned(curve=tuple(_points(lines)), done=done)


def use_model(library: Library, data_dir: Path, folder: Path, order: TuneOrder | None) -> str:
    """Add the adapter of a folder to the models, or make its preference model the one that searches take; returns the
    id of the model that is then to be chosen.

    Raises:
        BadSettingsError: there is no result yet.
        KnownError: the adapter does not fit its model, or cannot be kept.
    """
    done = tuned(folder).done
    if done is None:
        raise BadSettingsError(tr("There is no result yet; let the training end first."))
    # The folder may have been moved since.
    adapter = folder / Path(done.adapter).name
    base = order.model if order is not None else ""
    if done.is_preference:
        use_head(data_dir, adapter)
        return base or card_of(adapter).backbone
    return Adapters(library, data_dir).add(adapter, base=base, name=folder.name).id


def _points(lines: list[bytes]) -> Iterator[Point]:
    """A line that was cut off is passed over; a step that was done again counts the last time."""
    found: dict[int, Point] = {}
    for line in lines:
        with suppress(msgspec.MsgspecError):
            read = msgspec.json.decode(line, type=_Line)
            found[read.step] = Point(read.step, read.loss, read.held_out)
    return iter(found.values())
