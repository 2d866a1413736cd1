"""What the Models page shows and does, without Qt: models with their fit, scan, removal, preference model, tuning.

Calls may block: the window makes them on a background lane.
"""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.host import CONTEXT_TOKENS, SEQUENCES
from app.language import tr
from app.model_facts import Fact, facts_of, file_facts, fit_sentence, head_facts, tuning_facts
from app.preference import default_values
from app.tuning import tune
from app.wish import ModelWish
from engine.tuning import Visit
from engine.types import StepFormat, ValueName
from models.adapter import is_adapter
from models.adapters import Adapters
from models.errors import BadModelFileError, KnownError
from models.files import ShouldStop
from models.fit import Fit, estimate, expected_bytes, free_bytes
from models.gguf import GgufHeader, read_header
from models.heads import Heads
from models.library import Library, ModelEntry, ModelState
from models.scan import find_models, usual_folders
from models.step_format import default_format
from models.text import amount, parameters
from models.tuning import Record, Tunings


class Standing(StrEnum):
    """Where a model's file is, as a person thinks of it; OURS may be deleted, LINKED belongs to another program."""

    OURS = "ours"
    LINKED = "linked"
    STARTED = "started"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A line of the list. Texts are ready to show.

    Attributes:
        needs: memory in short, as "about 2.2 GB"; fit: the same beside what is free.
        download_bytes: what a fetch still has to bring, 0 unknown.
    """

    id: str
    name: str
    kind: str
    size: str
    standing: Standing
    needs: str
    fit: str
    fits: bool
    scored: bool
    download_bytes: int = 0

    @property
    def here(self) -> bool:
        """It can be loaded."""
        return self.standing in (Standing.OURS, Standing.LINKED)


@dataclass(frozen=True, slots=True)
class ModelDetail:
    """Everything about one model. ``head`` and ``tuning`` are empty where there is none."""

    line: ModelLine
    sentence: str
    facts: tuple[Fact, ...]
    head: tuple[Fact, ...]
    tuning: tuple[Fact, ...]
    removal: str


@dataclass(frozen=True, slots=True)
class Room:
    """What is free: memory, and the disk where models are kept."""

    memory_bytes: int
    disk_bytes: int

    @property
    def sentence(self) -> str:
        """ "3.4 GB of memory and 120 GB of disk are free." """
        told = tr("{memory} of memory and {disk} of disk are free.")
        return told.format(memory=amount(self.memory_bytes), disk=amount(self.disk_bytes))


@dataclass(frozen=True, slots=True)
class Finding:
    """A model file of another program. ``usable`` is False for broken and unknown files; ``words`` say why."""

    path: Path
    name: str
    words: str
    usable: bool


class ModelDesk:
    """The models of a data folder, to look at and to work with."""

    def __init__(self, data_dir: Path, library: Library, heads: Heads) -> None:
        self.data_dir = data_dir
        self.tunings = Tunings(data_dir)
        self._library = library
        self._heads = heads

    def lines(self) -> tuple[ModelLine, ...]:
        """All models: those that are here, then those that fit, then the others; each group in the library's order."""
        memory = free_bytes()
        lines = [self._line(entry, memory) for entry in self._library.list()]
        return tuple(
            sorted(lines, key=lambda line: (not line.here, line.standing is not Standing.STARTED, not line.fits))
        )

    def room(self) -> Room:
        """What is free now."""
        folder = next(folder for folder in (self.data_dir, *self.data_dir.parents) if folder.exists())
        return Room(free_bytes(), shutil.disk_usage(folder).free)

    def detail(self, model_id: str) -> ModelDetail | None:
        """Everything about a model; None if it is gone."""
        entry = self._entry(model_id)
        if entry is None:
            return None
        line = self._line(entry, free_bytes())
        header = _header(entry)
        record = self.tunings.find(entry.id, entry.path) if entry.path is not None and header is not None else None
        head = self._heads.fitting(entry.id) if line.here else None
        return ModelDetail(
            line=line,
            sentence=_sentence(entry, header),
            facts=(*facts_of(entry, header), *file_facts(entry)),
            head=head_facts(head.card) if head is not None else (),
            tuning=tuning_facts(record) if record is not None else (),
            removal=removal_sentence(entry),
        )

    def wish(self, model_id: str) -> ModelWish:
        """The model as a search would load it."""
        entry = self._entry(model_id)
        values = default_values(self._heads, model_id, _step_format(entry, _header(entry))) if entry is not None else ()
        return ModelWish(model_id, scored=ValueName.PPM in values)

    def remove(self, model_id: str) -> str:
        """Delete a file of ours, forget a linked one; says which in one sentence."""
        removal = self._library.remove(model_id)
        if removal.deleted:
            return tr("{name} was deleted.").format(name=removal.id)
        return tr("{name} was forgotten; its file stays where it is: {path}").format(name=removal.id, path=removal.path)

    def folders(self) -> tuple[Path, ...]:
        """Where other programs keep models on this computer."""
        return usual_folders()

    def scan(self, folders: Sequence[Path], should_stop: ShouldStop) -> tuple[Finding, ...]:
        """Model files below the folders that are not known yet; nothing is added."""
        known = {entry.path for entry in self._library.list()}
        found = find_models(tuple(folders), should_stop)
        return tuple(
            _finding(item.path, item.name)
            for item in found
            if item.path not in known and not item.path.is_relative_to(self.data_dir)
        )

    def add(self, findings: Sequence[Finding]) -> str:
        """Use files where they lie; says how many, and the first refusal."""
        refusal, added = "", 0
        for finding in findings:
            try:
                self._library.add(finding.path, finding.name)
                added += 1
            except KnownError as error:
                refusal = refusal or error.message
        told = tr("1 model was added; its file stays where it is.") if added == 1 else tr("{count} models were added.")
        return " ".join(part for part in (told.format(count=added), refusal) if part)

    def add_file(self, path: Path) -> str:
        """Use one file where it lies."""
        adapters = Adapters(self._library, self.data_dir)
        entry = adapters.add(path) if is_adapter(path) else self._library.add(path)
        return tr("{name} was added; its file stays where it is.").format(name=entry.name)

    def measure(self, model_id: str, on_progress: Callable[[Visit, int, int], None], should_stop: ShouldStop) -> Record:
        """Find the fastest settings for a model on this computer and keep them.

        Raises:
            TuningStoppedError: ``should_stop`` said so.
            KnownError: the model cannot be measured.
        """
        model = self._library.resolve(model_id)
        log = self.data_dir / "logs" / "engine.log"
        record = tune(model, self.tunings, log, on_progress, quick=False, anyway=False, should_stop=should_stop)
        self.tunings.save(record)
        return record

    def _entry(self, model_id: str) -> ModelEntry | None:
        return next((entry for entry in self._library.list() if entry.id == model_id), None)

    def _line(self, entry: ModelEntry, memory_bytes: int) -> ModelLine:
        standing = _standing(entry)
        header = _header(entry)
        needed = _needed_bytes(entry, header)
        weights = parameters(entry.parameters) if entry.parameters is not None else ""
        here = standing in (Standing.OURS, Standing.LINKED)
        return ModelLine(
            id=entry.id,
            name=entry.name,
            kind=", ".join(part for part in (weights, entry.quantization or "") if part),
            size=amount(entry.bytes) if entry.bytes is not None else "",
            standing=standing,
            needs=_needs_words(needed, exact=here),
            fit=_fit_words(needed, memory_bytes, exact=here),
            fits=needed is not None and needed <= memory_bytes,
            scored=here and bool(default_values(self._heads, entry.id, _step_format(entry, header))),
            download_bytes=max(0, (entry.bytes or 0) - entry.fetched_bytes),
        )


def matching(lines: Sequence[ModelLine], words: str, only_fitting: bool = False) -> tuple[ModelLine, ...]:
    """The lines that hold every word, in whatever case."""
    wanted = words.casefold().split()

    def holds(line: ModelLine) -> bool:
        text = f"{line.id} {line.name} {line.kind}".casefold()
        return all(word in text for word in wanted) and (line.fits or line.here or not only_fitting)

    return tuple(line for line in lines if holds(line))


def removal_sentence(entry: ModelEntry) -> str:
    """What is lost when a model is removed; "" where there is nothing to remove."""
    if entry.path is None:
        if not entry.fetched_bytes:
            return ""
        return tr("What has arrived of {name} ({size}) is deleted.").format(
            name=entry.name, size=amount(entry.fetched_bytes)
        )
    if entry.state is ModelState.LINKED or (entry.state is ModelState.BROKEN and entry.entry is None):
        return tr("{name} is taken off the list. Its file stays where it is: {path}").format(
            name=entry.name, path=entry.path
        )
    told = tr("The file of {name} ({size}) is deleted from this computer: {path}. Sessions made with it stay.")
    return told.format(name=entry.name, size=amount(entry.bytes or 0), path=entry.adapter or entry.path)


def _rank(line: ModelLine) -> tuple[bool, bool, bool]:
    return not line.here, line.standing is not Standing.STARTED, not line.fits


def _standing(entry: ModelEntry) -> Standing:
    if entry.state is ModelState.NOT_FETCHED:
        return Standing.STARTED if entry.fetched_bytes else Standing.MISSING
    found = {ModelState.INSTALLED: Standing.OURS, ModelState.LINKED: Standing.LINKED}
    return found.get(entry.state, Standing.BROKEN)


def _header(entry: ModelEntry) -> GgufHeader | None:
    if entry.path is not None and entry.state is not ModelState.BROKEN:
        # A broken file is told as the reason why it cannot be used.
        with suppress(KnownError):
            return read_header(entry.path)
    return None


def _fit(header: GgufHeader) -> Fit:
    return estimate(header, CONTEXT_TOKENS, SEQUENCES)


def _needed_bytes(entry: ModelEntry, header: GgufHeader | None) -> int | None:
    if header is not None:
        return _fit(header).total_bytes
    return expected_bytes(entry.entry) if entry.entry is not None else None


def _needs_words(needed_bytes: int | None, *, exact: bool) -> str:
    if needed_bytes is None:
        return ""
    needed = amount(needed_bytes)
    return needed if exact else tr("about {size}").format(size=needed)


def _fit_words(needed_bytes: int | None, memory_bytes: int, *, exact: bool) -> str:
    if needed_bytes is None:
        return ""
    told = tr("needs {needed}, {free} free") if exact else tr("needs about {needed}, {free} free")
    return told.format(needed=amount(needed_bytes), free=amount(memory_bytes))


def _sentence(entry: ModelEntry, header: GgufHeader | None) -> str:
    """The fit, term by term where the file is here, or why the model cannot be used."""
    if entry.reason:
        return entry.reason
    if header is None:
        return tr("Not on this computer yet; what it needs is estimated from its size.")
    return fit_sentence(_fit(header))


def _step_format(entry: ModelEntry, header: GgufHeader | None) -> StepFormat:
    return StepFormat(default_format(entry.entry, header if entry.entry is None else None))


def _finding(path: Path, name: str) -> Finding:
    try:
        header = read_header(path)
    except BadModelFileError as error:
        return Finding(path, name, error.message, usable=False)
    fit = _fit(header)
    words = f"{parameters(header.parameters)}, {header.quantization}, {amount(header.file_bytes)}"
    needs = _fit_words(fit.total_bytes, fit.available_bytes, exact=True)
    return Finding(path, name, f"{words}; {needs}", usable=True)
