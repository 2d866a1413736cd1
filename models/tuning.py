"""``tuning.json`` in the data folder: the settings that were measured to be fastest, for each machine and model."""

import hashlib
import importlib.util
import os
import platform
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import msgspec

from models.errors import ModelError
from models.files import disk_faults, locked, make_folder, write_atomically
from models.registry import Registry

FILE_NAME = "tuning.json"
_VERSION = 1
_LLAMA = "llama_cpp"
_LLAMA_PACKAGE = "llama-cpp-python"


class Machine(msgspec.Struct, frozen=True):
    """What the speed of a model depends on besides its file.

    Attributes:
        cores: those that this process may use.
        build: version of llama.cpp's package and a digest of its libraries, which differ by the devices they know.
    """

    processor: str
    cores: int
    build: str


class Tuning(msgspec.Struct, frozen=True):
    """What to load a model with. ``flash_attention`` None leaves it to llama.cpp.

    Attributes:
        width: most candidates decoded at a time.
        tokens_per_second: of a bare decode loop at that width.
        padding: at index n, how many rows to decode for n of them, where more are faster; () adds none.
    """

    threads: Annotated[int, msgspec.Meta(ge=1, le=1024)]
    width: Annotated[int, msgspec.Meta(ge=1, le=256)]
    flash_attention: bool | None
    tokens_per_second: Annotated[float, msgspec.Meta(gt=0)]
    padding: tuple[Annotated[int, msgspec.Meta(ge=0, le=256)], ...] = ()


class Figure(msgspec.Struct, frozen=True):
    """One measured speed, the median of some rounds. ``stage`` says what it was compared for."""

    stage: str
    threads: int
    flash_attention: bool | None
    width: int
    tokens_per_second: float
    rounds: int


class Record(msgspec.Struct, frozen=True):
    """A tuning with where, when and how it was measured.

    Attributes:
        model: see ``Tunings.key``.
        date: ISO 8601, UTC.
        hardware: what the model ran on, in words.
        other_cores: how many cores other programs kept busy meanwhile.
    """

    machine: Machine
    model: str
    tuning: Tuning
    date: str
    hardware: str
    other_cores: float
    figures: tuple[Figure, ...]


class _File(msgspec.Struct, frozen=True):
    """The whole file. Records stay raw, so that those of a newer version survive a change by this one."""

    version: int = _VERSION
    records: tuple[msgspec.Raw, ...] = ()


class Tunings:
    """Reads and changes ``tuning.json``; two programs may do so at once."""

    def __init__(self, data_dir: Path, machine: Machine | None = None) -> None:
        """``machine`` replaces this one."""
        self._folder = data_dir
        self._file = data_dir / FILE_NAME
        self._machine = machine

    @property
    def machine(self) -> Machine:
        """The machine whose tunings are looked up."""
        if self._machine is None:
            self._machine = this_machine()
        return self._machine

    def find(self, model_id: str, path: Path) -> Record | None:
        """What was measured here for a model file. Nothing in the file can make this fail: it only saves time."""
        records = self._read().records
        if not records:
            return None
        wanted = self.key(model_id, path)
        known = (record for raw in records if (record := _record(raw)) is not None)
        return next((r for r in known if r.model == wanted and r.machine == self.machine), None)

    def save(self, record: Record) -> None:
        """Keep a record in place of an older one of the same machine and model. A broken file is kept aside.

        Raises:
            ReadOnlyError, StorageFullError: the data folder cannot be written.
        """
        make_folder(self._folder)
        with disk_faults(self._folder), locked(self._folder / f".{FILE_NAME}.lock"):
            if (old := self._parse()) is None:
                self._file.replace(_unused(self._file))
            others = tuple(raw for raw in (old or _File()).records if not _is_same(_record(raw), record))
            changed = _File(records=(*others, msgspec.Raw(msgspec.json.encode(record))))
            write_atomically(self._file, msgspec.json.format(msgspec.json.encode(changed), indent=1))

    def key(self, model_id: str, path: Path) -> str:
        """What a model file is recognised by: its checksum where it was fetched, else its name and size."""
        with suppress(ModelError):
            fetched = Registry(self._folder).read().fetched if path.parent == self._folder / "models" else ()
            if (known := next((item for item in fetched if item.id == model_id), None)) is not None:
                return f"sha256:{known.sha256}"
        size = 0
        with suppress(OSError):
            size = path.stat().st_size
        return f"file:{path.name}:{size}"

    def _read(self) -> _File:
        return self._parse() or _File()

    def _parse(self) -> _File | None:
        """The file; None if it cannot be understood."""
        try:
            found = msgspec.json.decode(self._file.read_bytes(), type=_File)
        except FileNotFoundError:
            return _File()
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return None
        return found if found.version == _VERSION else None


def this_machine() -> Machine:
    """The computer this runs on, and the build of llama.cpp in it."""
    return Machine(processor=_processor_name(), cores=usable_cores(), build=_build())


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor_name() -> str:
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or platform.machine()


def _build() -> str:
    """Looks at the names and sizes of llama.cpp's libraries without loading any."""
    try:
        release = version(_LLAMA_PACKAGE)
    except PackageNotFoundError:
        release = "unknown"
    digest = hashlib.sha256()
    spec = importlib.util.find_spec(_LLAMA)
    for folder in spec.submodule_search_locations or () if spec is not None else ():
        for library in sorted(Path(folder, "lib").glob("*")):
            with suppress(OSError):
                digest.update(f"{library.name}:{library.stat().st_size}\n".encode())
    return f"{release} {digest.hexdigest()[:12]}"


def _record(raw: msgspec.Raw) -> Record | None:
    try:
        return msgspec.json.decode(raw, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _is_same(old: Record | None, new: Record) -> bool:
    return old is not None and (old.machine, old.model) == (new.machine, new.model)


def _unused(path: Path) -> Path:
    """A name beside ``path`` for what could not be understood."""
    number = 1
    while (aside := path.with_name(f"{path.name}.broken-{number}")).exists():
        number += 1
    return aside
