"""The models on this computer: the catalogue's, as far as fetched, and files of the user's own, used where they lie."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from models.adapter import policy_sha256, read_adapter
from models.catalogue import CatalogueEntry, catalogue, unknown_sentence
from models.errors import BadModelFileError, ModelError, NotFetchedError, UnknownModelError
from models.fetch import PAUSES_S, Fetch, forget_parts, partial_bytes
from models.files import (
    Progress,
    ProgressSink,
    ShouldStop,
    Stage,
    absolute_path,
    disk_faults,
    file_size,
    ignore_progress,
    locked,
    make_folder,
    never,
    path_exists,
    sha256_of,
)
from models.gguf import GgufHeader, is_gguf, read_header
from models.memory import MemoryPeaks
from models.provenance import provenance_of
from models.registry import Fetched, Linked, Registered, Registry, with_fetched, with_linked, without
from models.scan import Found, find_models, usual_folders
from models.text import slug


class ModelState(StrEnum):
    """Where a model's file is."""

    INSTALLED = "installed"
    NOT_FETCHED = "not fetched"
    LINKED = "linked"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A line of the list. None stands for "not verified" or "not known".

    Attributes:
        path: the file, where there is one.
        fetched_bytes: what an unfinished fetch has so far.
        entry: its catalogue entry; None for a file of the user's own.
        reason: why it is broken; empty otherwise.
        adapter: the file of an adapter that is added to the model at ``path``, which is the one ``base_id`` names; its
            size is ``bytes``.
    """

    id: str
    name: str
    state: ModelState
    path: Path | None
    bytes: int | None
    fetched_bytes: int
    parameters: int | None
    quantization: str | None
    context_tokens: int | None
    entry: CatalogueEntry | None
    reason: str = ""
    adapter: Path | None = None
    base_id: str = ""


@dataclass(frozen=True, slots=True)
class ResolvedModel:
    """A model file ready to be loaded, with the adapter that is to be added to it: ``base_id`` is the model alone."""

    id: str
    path: Path
    entry: CatalogueEntry | None
    header: GgufHeader
    adapter: Path | None = None
    base_id: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """A sound file. ``checked`` is False where no checksum is known and only the header could be read."""

    id: str
    path: Path
    sha256: str
    checked: bool


@dataclass(frozen=True, slots=True)
class Removal:
    """What became of a model: its file deleted, or only forgotten."""

    id: str
    path: Path
    deleted: bool


Models = list[ModelEntry]


class Library:
    """All models that this data folder knows. Any thread may use it, and several programs at once."""

    def __init__(
        self,
        data_dir: Path,
        entries: Sequence[CatalogueEntry] | None = None,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        """``entries`` replaces the shipped catalogue; ``pauses_s`` is how long a fetch waits between attempts."""
        self._folder = data_dir / "models"
        self._registry = Registry(data_dir)
        self._peaks = MemoryPeaks(data_dir)
        self._entries = {entry.id: entry for entry in (catalogue() if entries is None else entries)}
        self._pauses_s = pauses_s

    def list(self) -> Models:
        """The catalogue in its order, then the user's own files. Opens no large file."""
        registered = self._registry.read()
        linked = {item.id: item for item in registered.linked}
        listed = [self._listed(entry, registered, linked.pop(entry.id, None)) for entry in self._entries.values()]
        listed += [self._listed_link(item) for item in linked.values() if not item.is_adapter]
        bases = {model.id: model for model in listed}
        return listed + [_listed_adapter(item, bases) for item in linked.values() if item.is_adapter]

    def resolve(self, id_or_path: str) -> ResolvedModel:
        """The file behind an id or a path, its header read.

        Raises:
            NotFetchedError: the catalogue has it, this computer has not.
            UnknownModelError: there is no such id or file; close ids are named.
            BadModelFileError: the file is broken.
        """
        known = self._find(id_or_path)
        if known is not None:
            path = self._usable_path(known)
            entry = self._entries.get(known.base_id) if known.adapter else known.entry
            return ResolvedModel(known.id, path, entry, read_header(path), known.adapter, known.base_id)
        path = absolute_path(Path(id_or_path))
        if id_or_path and (path_exists(path) or path.suffix.lower() == ".gguf" or Path(id_or_path).name != id_or_path):
            return ResolvedModel(slug(path.stem), path, None, read_header(path))
        raise UnknownModelError(unknown_sentence(id_or_path, [model.id for model in self.list()]))

    def measured_bytes(self, path: Path, header: GgufHeader, context_tokens: int, sequences: int) -> int | None:
        """The most memory that a model file was seen to take here with this context; None where it was not measured."""
        return self._peaks.find(path, header.file_bytes, context_tokens, sequences)

    def source_checksum(self, id_or_path: str) -> str | None:
        """SHA-256 of a model file, or of the original that a copy made here comes from; None where nobody knows it.

        Computed only for a file that is used by its path and has the size of one in the catalogue. A model with an
        adapter is a policy of its own: what was made for the model alone does not fit it.

        Raises:
            KnownError: as ``resolve``.
        """
        resolved = self.resolve(id_or_path)
        if resolved.adapter is not None:
            base = self.source_checksum(resolved.base_id) or sha256_of(resolved.path)
            return policy_sha256(base, sha256_of(resolved.adapter))
        if (copied := provenance_of(resolved.header)) is not None:
            return copied.source_sha256
        if (known := self._find(id_or_path)) is not None:
            return known.entry.sha256 if known.entry and known.entry.sha256 else self._expected_checksum(known)
        entry = self._same_as(Found(resolved.path, resolved.path.stem), resolved.header)
        return None if entry is None else entry.sha256

    def get(self, model_id: str, progress: ProgressSink = ignore_progress, should_stop: ShouldStop = never) -> Path:
        """The model's file, fetched if it is not here yet. Of two fetches at once one waits for the other.

        Raises:
            FetchStoppedError: ``should_stop`` said so; a later call goes on.
            FetchError, BadModelFileError, StorageFullError, ReadOnlyError: see ``models.fetch``.
        """
        model = self._known(model_id)
        if model.state in (ModelState.INSTALLED, ModelState.LINKED) and model.path is not None:
            return model.path
        entry = model.entry
        if entry is None:
            raise BadModelFileError(model.reason)
        target = self._folder / entry.file_name
        make_folder(self._folder)
        waiting = Progress(Stage.WAITING)
        lock = locked(self._lock_file(target), should_stop, lambda: progress(waiting))
        with disk_faults(self._folder), lock:
            if self._known(entry.id).state is not ModelState.INSTALLED:
                digest = Fetch(entry, target, progress, should_stop, self._pauses_s).run()
                fetched = Fetched(entry.id, digest, target.stat().st_size)
                self._registry.change(lambda registered: with_fetched(registered, fetched))
        return target

    def add(self, path: Path, name: str = "") -> ModelEntry:
        """Register a model file where it lies; ``name`` is what its program calls it.

        Raises:
            UnknownModelError, BadModelFileError: there is no such file, or it is no usable model.
            ReadOnlyError, StorageFullError: the data folder cannot be written.
        """
        path = absolute_path(path)
        item = self._link(Found(path, name or path.stem), self._registry.read())
        self._registry.change(lambda registered: with_linked(registered, item))
        return self._known(item.id)

    def add_derived(self, source: ResolvedModel, suffix: str, make: Callable[[Path], None]) -> ModelEntry:
        """Register a copy of a model as "<its id>.<suffix>"; ``make`` writes it to the path it is given.

        Raises:
            ModelError: there is such a copy already, or an adapter belongs to the model.
            ReadOnlyError, StorageFullError: the data folder cannot be written.
        """
        if source.adapter is not None:
            raise ModelError(
                f"{source.id} is a model with an adapter; add a merged file ('stepwise lab finetune --merge') and make"
                " the copy of that."
            )
        model_id = f"{source.id}.{suffix}".casefold()
        target = self._folder / f"{model_id}.gguf"
        make_folder(self._folder)
        with disk_faults(self._folder), locked(self._lock_file(target)):
            if self._find(model_id) is not None:
                raise ModelError(f"{model_id} exists already; run 'stepwise models remove {model_id}' to make it anew.")
            # Whoever made this file was killed before it was registered.
            target.unlink(missing_ok=True)
            make(target)
            header = read_header(target)
            item = Linked(
                id=model_id,
                path=os.fspath(target),
                bytes=header.file_bytes,
                name=f"{header.name or source.id} ({suffix})",
                parameters=header.parameters,
                quantization=header.quantization,
                context_tokens=header.context_tokens,
                made_from=source.id,
            )
            self._registry.change(lambda registered: with_linked(registered, item))
        return self._known(model_id)

    def scan(self, folder: Path | None = None, should_stop: ShouldStop = never) -> Models:
        """Register every model below a folder, or of the programs that usually bring some.

        Returns:
            One entry for each file found; those that cannot be used are BROKEN, say why, and are not registered.

        Raises:
            UnknownModelError: there is no such folder.
        """
        folders = usual_folders() if folder is None else (absolute_path(folder),)
        if folder is not None and not folders[0].is_dir():
            raise UnknownModelError(f"There is no folder {folder}; check the path.")
        registered = self._registry.read()
        links: dict[str, Linked] = {}
        broken: Models = []
        for found in find_models(folders, should_stop):
            if found.path.is_relative_to(self._folder):
                continue
            try:
                item = self._link(found, registered)
            except ModelError as error:
                broken.append(_broken(slug(found.name), found.name, found.path, None, str(error)))
                continue
            # A second copy of the same model is no second model.
            links.setdefault(item.id, item)
            registered = with_linked(registered, links[item.id])
        if links:
            self._registry.change(lambda latest: _with_all(latest, links.values()))
        return [self._known(model_id) for model_id in links] + broken

    def verify(
        self, model_id: str, progress: ProgressSink = ignore_progress, should_stop: ShouldStop = never
    ) -> Verification:
        """Read the whole file and compare its checksum with the catalogue's, or with the one it had when fetched.

        Raises:
            BadModelFileError: it differs, or the file is broken.
            NotFetchedError: there is no file.
        """
        model = self._known(model_id)
        path = self._usable_path(model)
        if model.adapter is None:
            read_header(path)
        else:
            path = read_adapter(model.adapter).path
        expected = self._expected_checksum(model)
        digest = sha256_of(path, progress, should_stop)
        if expected is not None and digest != expected:
            raise BadModelFileError(
                f"{path} has a wrong checksum; run 'stepwise models remove {model.id}' and fetch it again."
            )
        return Verification(model.id, path, digest, expected is not None)

    def remove(self, model_id: str) -> Removal:
        """Delete a fetched file, what an unfinished fetch left, an adapter or a copy made here; only forget the user's
        own files.

        Raises:
            NotFetchedError: there is nothing to remove.
            ReadOnlyError: the folder cannot be written.
        """
        model = self._known(model_id)
        if model.path is None and model.fetched_bytes == 0:
            raise NotFetchedError(f"{model.name} is not on this computer; there is nothing to remove.")
        target = self._folder / model.entry.file_name if model.entry is not None else self._made_copy(model.id)
        path = model.adapter or model.path
        ours = target is not None and path in (target, None)
        if ours and target is not None:
            with disk_faults(self._folder), locked(self._lock_file(target)):
                target.unlink(missing_ok=True)
                forget_parts(target)
        self._registry.change(lambda latest: without(latest, model.id))
        return Removal(model.id, path or self._folder, deleted=ours)

    def _made_copy(self, model_id: str) -> Path | None:
        made = (item for item in self._registry.read().linked if item.id == model_id and item.made_from)
        return next((Path(item.path) for item in made), None)

    def _lock_file(self, target: Path) -> Path:
        return self._folder / f".{target.name}.lock"

    def _known(self, model_id: str) -> ModelEntry:
        model = self._find(model_id)
        if model is None:
            raise UnknownModelError(unknown_sentence(model_id, [known.id for known in self.list()]))
        return model

    def _find(self, model_id: str) -> ModelEntry | None:
        wanted = model_id.casefold()
        return next((model for model in self.list() if model.id == wanted), None)

    def _expected_checksum(self, model: ModelEntry) -> str | None:
        if model.entry is not None and model.entry.sha256 is not None:
            return model.entry.sha256
        if model.state is ModelState.LINKED:
            return None
        registered = self._registry.read()
        checksums = {item.id: item.sha256 for item in registered.linked}
        checksums |= {item.id: item.sha256 for item in registered.fetched}
        return checksums.get(model.id) or None

    def _usable_path(self, model: ModelEntry) -> Path:
        if model.state is ModelState.BROKEN:
            raise BadModelFileError(model.reason)
        if model.path is None:
            raise NotFetchedError(
                f"{model.name} is not on this computer yet; run 'stepwise models get {model.id}' to fetch it."
            )
        return model.path

    def _listed(self, entry: CatalogueEntry, registered: Registered, link: Linked | None) -> ModelEntry:
        target = self._folder / entry.file_name
        size = file_size(target)
        if size is None and link is not None:
            return self._listed_link(link)
        fetched = next((item.bytes for item in registered.fetched if item.id == entry.id), None)
        expected = entry.bytes if entry.bytes is not None else fetched
        facts = (entry.parameters, entry.quantization, entry.context_tokens, entry)
        if size is None:
            state = ModelState.NOT_FETCHED
            return ModelEntry(entry.id, entry.name, state, None, expected, partial_bytes(target), *facts)
        if expected is not None and size != expected:
            reason = f"{target} has {size:,} bytes instead of {expected:,}; run 'stepwise models get {entry.id}'."
            return _broken(entry.id, entry.name, target, entry, reason)
        return ModelEntry(entry.id, entry.name, ModelState.INSTALLED, target, size, 0, *facts)

    def _listed_link(self, item: Linked) -> ModelEntry:
        path, entry = Path(item.path), self._entries.get(item.id)
        if file_size(path) != item.bytes or not is_gguf(path):
            reason = f"{path} is gone or has changed; add it again, or run 'stepwise models remove {item.id}'."
            return _broken(item.id, item.name, path, entry, reason)
        facts = (item.parameters, item.quantization, item.context_tokens, entry)
        state = ModelState.INSTALLED if item.made_from else ModelState.LINKED
        return ModelEntry(item.id, item.name, state, path, item.bytes, 0, *facts)

    def _link(self, found: Found, registered: Registered) -> Linked:
        header = read_header(found.path)
        try:
            path = os.fspath(found.path)
            path.encode()
        except UnicodeEncodeError as error:
            raise BadModelFileError("The path of this file is not valid text; rename it.") from error
        known = next((item for item in registered.linked if item.path == path), None)
        if known is not None and known.bytes == header.file_bytes:
            return known
        entry = self._same_as(found, header)
        taken = {item.id for item in registered.linked if item.path != path} | set(self._entries)
        model_id = entry.id if entry is not None else _free_id(slug(found.name), taken)
        return Linked(
            id=model_id,
            path=path,
            bytes=header.file_bytes,
            name=entry.name if entry is not None else header.name or found.name,
            parameters=header.parameters,
            quantization=header.quantization,
            context_tokens=header.context_tokens,
        )

    def _same_as(self, found: Found, header: GgufHeader) -> CatalogueEntry | None:
        """The catalogue's entry for this very file: same checksum, or same name where no checksum is known."""
        for entry in self._entries.values():
            if entry.sha256 is None and entry.id == slug(found.name) and entry.quantization == header.quantization:
                return entry
            if entry.bytes == header.file_bytes and entry.sha256 == sha256_of(found.path):
                return entry
        return None


def _with_all(registered: Registered, links: Iterable[Linked]) -> Registered:
    for item in links:
        registered = with_linked(registered, item)
    return registered


def _listed_adapter(item: Linked, bases: dict[str, ModelEntry]) -> ModelEntry:
    """An adapter as a model: its base with the adapter added."""
    path, base = Path(item.path), bases.get(item.made_from)
    if file_size(path) != item.bytes:
        reason = f"{path} is gone or has changed; run 'stepwise models remove {item.id}', then add it again."
    elif base is None or base.path is None or base.state is ModelState.BROKEN:
        reason = f"its model {item.made_from} is not on this computer; fetch or add that first."
    else:
        facts = (base.parameters, base.quantization, base.context_tokens, None)
        state = ModelState.INSTALLED
        return ModelEntry(
            item.id, item.name, state, base.path, item.bytes, 0, *facts, adapter=path, base_id=item.made_from
        )
    return _broken(item.id, item.name, path, None, reason)


def _broken(model_id: str, name: str, path: Path, entry: CatalogueEntry | None, reason: str) -> ModelEntry:
    return ModelEntry(model_id, name, ModelState.BROKEN, path, file_size(path), 0, None, None, None, entry, reason)


def _free_id(wanted: str, taken: set[str]) -> str:
    number, free = 2, wanted
    while free in taken:
        free = f"{wanted}-{number}"
        number += 1
    return free
