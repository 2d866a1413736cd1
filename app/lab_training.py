"""Training a preference model in a folder of the lab, and making it the one that searches use. No Qt."""

import shlex
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from app.lab_orders import TrainOrder, features_of, head_of, words_of
from app.lab_process import run_job, run_lab
from app.language import tr
from models.errors import KnownError, ReadOnlyError
from models.files import disk_faults, make_folder, write_atomically
from models.heads import FOLDER as HEADS_FOLDER
from models.heads import AnyCard, card_of
from models.ppm import BadHeadError, Card, load_card
from models.text import slug
from models.training.job import Progress, TrainJob, TrainOptions, layer_name

_DEFAULTS = TrainOptions()
_CURVE = "curve.json"
_ASIDE = ".aside"


class Point(msgspec.Struct, frozen=True, array_like=True):
    """An epoch of a training. ``held_out`` is the mean of pair accuracy and area under the curve; None without."""

    epoch: int
    loss: float
    held_out: float | None


class TrainedHead(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in the folder of a training. ``in_use``: searches with its model take it."""

    card: Card | None
    curve: tuple[Point, ...]
    in_use: bool = False


def train_command(features: Path, out: Path, chosen: Mapping[str, object]) -> str:
    """What makes the same head anew, with the names of files but without their folders, which are the user's."""
    words = ["stepwise", "lab", "train", features.name, "--out", out.name]
    # In the order of the fields, not in that in which they were typed.
    for name in (field for field in TrainOptions.__struct_fields__ if field in chosen):
        option, value = name.replace("_", "-"), chosen[name]
        if value == getattr(_DEFAULTS, name):
            continue
        if isinstance(value, bool):
            words.append(f"--{option}" if value else f"--no-{option}")
        elif isinstance(value, tuple):
            words += [f"--{option}", ",".join(map(layer_name, value))]
        else:
            words += [f"--{option}", str(value)]
    return shlex.join(words)


def train_here(
    data_dir: Path,
    folder: Path,
    order: TrainOrder,
    tell: Callable[[str], None],
    show: Callable[[Progress], None],
    should_stop: Callable[[], bool],
) -> None:
    """Gather the steps of the campaigns, train on them, and leave head and curve in the folder.

    Raises:
        LabStoppedError: ``should_stop`` said so; an older head stays.
        KnownError: what the campaigns, the training or the disk refuse.
    """
    make_folder(folder)
    tell(tr("Gathering the steps of the campaigns …"))
    run_lab(data_dir, words_of(order, folder), should_stop=should_stop)
    tell(tr("Starting the training …"))
    chosen = {"loss": order.loss, "hidden": order.hidden, "folds": order.folds, "seed": order.seed}
    options = msgspec.convert(
        {
            **chosen,
            "epochs": order.epochs,
            "data": ", ".join(Path(campaign).name for campaign in order.campaigns),
            "command": train_command(features_of(folder), head_of(folder), chosen),
        },
        TrainOptions,
    )
    points: list[Point] = []

    def keep(line: bytes) -> None:
        progress = msgspec.json.decode(line, type=Progress)
        points.append(Point(progress.epoch, progress.loss, progress.held_out))
        show(progress)

    run_job(TrainJob(str(features_of(folder)), str(head_of(folder)), options), keep, should_stop)
    with disk_faults(folder):
        write_atomically(folder / _CURVE, msgspec.json.encode(points))


def trained(data_dir: Path, folder: Path) -> TrainedHead:
    """The head and the curve of a folder, as far as they are there."""
    card, curve = None, tuple[Point, ...]()
    with suppress(BadHeadError, OSError):
        card = load_card(head_of(folder)) if head_of(folder).is_file() else None
    with suppress(OSError, msgspec.MsgspecError):
        curve = msgspec.json.decode((folder / _CURVE).read_bytes(), type=tuple[Point, ...])
    return TrainedHead(card=card, curve=curve, in_use=card is not None and is_used(data_dir, head_of(folder)))


def is_used(data_dir: Path, head: Path) -> bool:
    """Whether the user's own preference model for its model is this one."""
    with suppress(KnownError, OSError):
        return _place(data_dir, load_card(head)).read_bytes() == head.read_bytes()
    return False


def use_head(data_dir: Path, head: Path) -> str:
    """Make a head the one that searches with its model take; own ones of before are set aside, not deleted.

    Returns: one sentence that says so.

    Raises:
        BadHeadError: it is damaged.
        ReadOnlyError, StorageFullError: it could not be put in place.
    """
    card = card_of(head)
    place = _place(data_dir, card, head.suffix)
    make_folder(place.parent)
    with disk_faults(place.parent):
        content = head.read_bytes()
        for other in sorted(place.parent.iterdir()):
            if _fits(other, card.backbone_sha256) and other.read_bytes() != content:
                other.replace(_unused(other))
        write_atomically(place, content)
    return tr("Searches with {model} use this preference model from now on.").format(model=card.backbone)


def put_back(data_dir: Path, head: Path) -> str:
    """Use a head no longer; the shipped one, if there is one, is taken again.

    Raises:
        ReadOnlyError: the folder cannot be written.
    """
    card = load_card(head)
    try:
        _place(data_dir, card).unlink(missing_ok=True)
    except OSError as error:
        raise ReadOnlyError(f"{data_dir / HEADS_FOLDER} cannot be written; check its rights.") from error
    return tr("Searches with {model} use what came with Stepwise again.").format(model=card.backbone)


def _place(data_dir: Path, card: AnyCard, suffix: str = ".safetensors") -> Path:
    return data_dir / HEADS_FOLDER / f"{slug(card.backbone)}{suffix}"


def _fits(path: Path, checksum: str) -> bool:
    with suppress(KnownError, OSError):
        return _ASIDE not in path.name and card_of(path).backbone_sha256 == checksum
    return False


def _unused(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.name}{_ASIDE}-{number}")).exists():
        number += 1
    return aside
