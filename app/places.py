"""What Stepwise keeps on this computer and where, looked up on the disk and not written by hand. No Qt."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.language import mark, tr
from engine.store import FILE_NAME
from models.catalogue import HubSource, WheelSource, catalogue
from models.heads import FOLDER as HEADS_FOLDER
from models.tuning import FILE_NAME as TUNING_FILE_NAME

_HUB_VARIABLE, _HUB = "HF_ENDPOINT", "https://huggingface.co"
_BACKUP = ".backup"
_WHAT = {
    FILE_NAME: mark("Problems, sessions, tags and settings"),
    f"{FILE_NAME}-wal": mark("Sessions that are being written"),
    f"{FILE_NAME}-shm": mark("Sessions that are being written"),
    "models": mark("Models that you fetched or made here"),
    "models.json": mark("Which models there are, and where linked ones lie"),
    TUNING_FILE_NAME: mark("Fastest settings measured on this computer"),
    HEADS_FOLDER: mark("Preference models of your own"),
    "logs": mark("What the engine and the window noted, and crash reports"),
    "comparisons": mark("Comparisons of models, with their tables and charts"),
    "lab": mark("Campaigns, evolutions and trainings of the lab"),
    "campaigns": mark("Measurements and training data that you made in the lab"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """One thing that lies on the disk; ``bytes`` with everything below it."""

    path: Path
    what: str
    bytes: int


def places(data_dir: Path) -> tuple[Place, ...]:
    """Everything in the data folder, large things first; lock files and the like count with their folder."""
    found = [Place(path, _what(path.name), _size(path)) for path in _entries(data_dir) if not path.name.startswith(".")]
    return tuple(sorted(found, key=lambda place: (-place.bytes, place.path.name)))


def free_disk_bytes(folder: Path) -> int:
    """What is free on the disk of a folder, even if it does not exist yet."""
    return shutil.disk_usage(next(parent for parent in (folder, *folder.parents) if parent.exists())).free


def privacy_sentences() -> tuple[str, ...]:
    """What leaves this computer and what does not, drawn from what the program can do."""
    entries = catalogue()
    wheels = any(isinstance(source, WheelSource) for entry in entries for source in entry.sources)
    hub = os.environ.get(_HUB_VARIABLE, _HUB) if _has_hub() else ""
    fetch = tr("Only when you ask for a model is something asked from the network: the model's file, from {hub}.")
    index = tr("Where that cannot be reached, some models come from the package index that Python is set up for here.")
    return (
        tr("Problems, answers, models' thoughts and settings stay on this computer. There is no account."),
        tr("Nothing is counted, measured or reported to anybody. Crash reports are files in the folder of logs."),
        fetch.format(hub=hub),
        *((index,) if wheels else ()),
        tr("With such a request goes what every download shows: your network address and the name of the file."),
        tr("Programs that a model writes run in a sandbox without network and without your files."),
    )


def _what(name: str) -> str:
    if name.startswith(FILE_NAME) and name.endswith(_BACKUP):
        return tr("A copy of the sessions from before an update")
    return tr(_WHAT[name]) if name in _WHAT else tr("Other files")


def _has_hub() -> bool:
    return any(isinstance(source, HubSource) for entry in catalogue() for source in entry.sources)


def _entries(folder: Path) -> Iterator[Path]:
    try:
        yield from sorted(folder.iterdir())
    except OSError:
        return


def _size(path: Path) -> int:
    """Bytes of a file, or of all files below a folder; links are not followed."""
    try:
        if path.is_symlink() or not path.is_dir():
            return path.lstat().st_size
    except OSError:
        return 0
    return sum(_size(below) for below in _entries(path))
