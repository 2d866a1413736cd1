"""``models.json`` in the data folder: which files were linked where they lie, and what is known of fetched ones."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from models.errors import ModelError
from models.files import disk_faults, locked, make_folder, write_atomically


class Linked(msgspec.Struct, frozen=True):
    """A model file of the user's own, used where it lies, with its facts: a list should not open every file.

    ``made_from`` is the id of the model that we made the file from, a copy in our own folder; empty for the user's own.
    ``sha256`` is known of an adapter, whose ``made_from`` is the model it belongs to.
    """

    id: str
    path: str
    bytes: int
    name: str
    parameters: int
    quantization: str
    context_tokens: int
    made_from: str = ""
    is_adapter: bool = False
    sha256: str = ""


class Fetched(msgspec.Struct, frozen=True):
    """A file that we fetched: the checksum it had then."""

    id: str
    sha256: str
    bytes: int


class Registered(msgspec.Struct, frozen=True):
    """The whole file."""

    version: int = 1
    linked: tuple[Linked, ...] = ()
    fetched: tuple[Fetched, ...] = ()


class Registry:
    """Reads and changes ``models.json``; two programs may do so at once."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._file = data_dir / "models.json"

    def read(self) -> Registered:
        """What is registered.

        Raises:
            ModelError: the file is damaged.
        """
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=Registered)
        except (FileNotFoundError, NotADirectoryError):
            return Registered()
        except OSError as error:
            raise ModelError(f"{self._file} cannot be read ({error.strerror}); check its permissions.") from error
        except msgspec.MsgspecError as error:
            raise ModelError(
                f"{self._file} is damaged; delete it, then add your own models again with 'stepwise models scan'."
            ) from error

    def change(self, edit: Callable[[Registered], Registered]) -> None:
        """Replace the content by what ``edit`` makes of it.

        Raises:
            ReadOnlyError, StorageFullError: the data folder cannot be written.
        """
        make_folder(self._folder)
        with disk_faults(self._folder), locked(self._folder / ".models.json.lock"):
            changed = edit(self.read())
            write_atomically(self._file, msgspec.json.format(msgspec.json.encode(changed), indent=1))


def with_linked(registered: Registered, item: Linked) -> Registered:
    """Add a link, in place of an older one of the same id or path."""
    others = tuple(old for old in registered.linked if item.id != old.id and item.path != old.path)
    return msgspec.structs.replace(registered, linked=(*others, item))


def with_fetched(registered: Registered, item: Fetched) -> Registered:
    """Add a fetched file, in place of an older one of the same id."""
    others = tuple(old for old in registered.fetched if old.id != item.id)
    return msgspec.structs.replace(registered, fetched=(*others, item))


def without(registered: Registered, model_id: str) -> Registered:
    """Forget a model."""
    return msgspec.structs.replace(
        registered,
        linked=tuple(old for old in registered.linked if old.id != model_id),
        fetched=tuple(old for old in registered.fetched if old.id != model_id),
    )
