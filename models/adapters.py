"""The user's adapters: each is kept in the data folder and listed as a model of its own, "base+name"."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

from models.adapter import Adapter, AdapterMismatchError, read_adapter, require_adapter_fits
from models.backbone_ppm import is_backbone_ppm
from models.errors import ModelError
from models.files import disk_faults, locked, make_folder, sha256_of
from models.library import Library, ModelEntry, ModelState, ResolvedModel
from models.registry import Linked, Registered, Registry, with_linked
from models.text import slug
from models.whole_file import replaced_file

_USUAL_STEM = "adapter"


class Adapters:
    """Puts adapters beside the models they were made for; the library lists, resolves and removes them."""

    def __init__(self, library: Library, data_dir: Path) -> None:
        self._library = library
        self._folder = data_dir / "models"
        self._registry = Registry(data_dir)

    def add(self, path: Path, *, base: str = "", name: str = "") -> ModelEntry:
        """Keep a copy of an adapter file, as a model that is its base with the adapter added.

        Args:
            base: id of the model it was made for; "" finds it by the checksum that the adapter names.
            name: of the adapter; "" takes the file's, or its folder's where the file has the usual name.

        Raises:
            UnknownModelError, BadModelFileError: there is no such file, or it is no LoRA adapter.
            AdapterMismatchError: it was made for another model than ``base``, or for one that is not here.
            ReadOnlyError, StorageFullError: the data folder cannot be written.
        """
        adapter = read_adapter(path)
        if is_backbone_ppm(path):
            raise ModelError(f"{path.name} is a preference model, not a model of its own; search with --ppm {path}.")
        model = self._named(adapter, base) if base else self._made_for(adapter)
        digest = sha256_of(path)
        make_folder(self._folder)
        with disk_faults(self._folder), locked(self._folder / ".adapters.lock"):
            registered = self._registry.read()
            for item in registered.linked:
                if item.is_adapter and (item.made_from, item.sha256) == (model.id, digest):
                    return self._entry(item.id)
            wanted = name or (path.absolute().parent.name if path.stem == _USUAL_STEM else path.stem)
            item = self._kept(adapter, model, digest, _free_id(f"{model.id}+{slug(wanted)}", registered))
            self._registry.change(lambda latest: with_linked(latest, item))
        return self._entry(item.id)

    def _kept(self, adapter: Adapter, model: ResolvedModel, digest: str, model_id: str) -> Linked:
        target = self._folder / f"{model_id}.gguf"
        with replaced_file(target) as temporary:
            shutil.copyfile(adapter.path, temporary)
        named = model.entry.name if model.entry else model.header.name or model.id
        return Linked(
            id=model_id,
            path=os.fspath(target),
            bytes=adapter.bytes,
            name=f"{named} + {model_id.removeprefix(model.id + '+')}",
            parameters=model.header.parameters,
            quantization=model.header.quantization,
            context_tokens=model.header.context_tokens,
            made_from=model.id,
            is_adapter=True,
            sha256=digest,
        )

    def _named(self, adapter: Adapter, base: str) -> ResolvedModel:
        model = self._library.resolve(base)
        if model.adapter is not None:
            raise ModelError(f"{model.id} has an adapter already; name the model alone, {model.base_id}.")
        if not any(known.id == model.id for known in self._library.list()):
            raise ModelError(f"{model.id} is not in the list of models yet; run 'stepwise models add {base}' first.")
        require_adapter_fits(adapter, model.path, model.id)
        if adapter.base_sha256 and adapter.base_sha256 != self._checksum(model):
            raise AdapterMismatchError(
                f"The adapter {adapter.path.name} was made for other weights than those of {model.id}; choose the model"
                " it was made for."
            )
        return model

    def _made_for(self, adapter: Adapter) -> ResolvedModel:
        if not adapter.base_sha256:
            raise AdapterMismatchError(
                f"The adapter {adapter.path.name} does not say which model it was made for; name it with --base."
            )
        for known in self._library.list():
            if known.path is None or known.adapter is not None or known.state is ModelState.BROKEN:
                continue
            try:
                model = self._library.resolve(known.id)
                require_adapter_fits(adapter, model.path, model.id)
            except ModelError:
                continue
            if self._checksum(model) == adapter.base_sha256:
                return model
        raise AdapterMismatchError(
            f"The adapter {adapter.path.name} was made for {adapter.base_name or 'a model'}, which is not on this"
            " computer; fetch or add that model first."
        )

    def _checksum(self, model: ResolvedModel) -> str:
        return self._library.source_checksum(model.id) or sha256_of(model.path)

    def _entry(self, model_id: str) -> ModelEntry:
        return next(model for model in self._library.list() if model.id == model_id)


def with_adapter(model: ResolvedModel, adapter: Path | None) -> ResolvedModel:
    """A model with an adapter that is in no list, named after the folder of its file; without one, as it is."""
    if adapter is None:
        return model
    base_id = model.base_id or model.id
    return replace(model, id=f"{base_id}+{slug(adapter.absolute().parent.name)}", adapter=adapter, base_id=base_id)


def _free_id(wanted: str, registered: Registered) -> str:
    taken = {item.id for item in registered.linked}
    number, free = 2, wanted
    while free in taken:
        free = f"{wanted}-{number}"
        number += 1
    return free
