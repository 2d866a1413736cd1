"""Where the app is put together, without Qt: data folder, store, models, engine. The command line and the window
start here.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import platformdirs

from app.host import EngineHost
from engine.store import FILE_NAME, Store
from models.catalogue import default_entry
from models.errors import ReadOnlyError
from models.fit import free_bytes
from models.heads import Heads
from models.library import Library
from models.tuning import Tunings

APP_NAME = "Stepwise"
DATA_DIR_VARIABLE = "STEPWISE_HOME"


def data_folder(wanted: Path | None = None) -> Path:
    """The folder for models, sessions and logs: as asked for, else ``STEPWISE_HOME``, else the platform's."""
    if wanted is None and (named := os.environ.get(DATA_DIR_VARIABLE)):
        wanted = Path(named)
    return (wanted or Path(platformdirs.user_data_dir(APP_NAME, appauthor=False))).expanduser().absolute()


@dataclass(frozen=True, slots=True)
class DefaultModel:
    """The model used when none is named, whether it is here already, and why it was chosen."""

    id: str
    installed: bool
    reason: str


class Services:
    """Everything the front needs, opened once."""

    def __init__(self, data_dir: Path, store: Store, library: Library, heads: Heads, engine: EngineHost) -> None:
        self.data_dir = data_dir
        self.store = store
        self.library = library
        self.heads = heads
        self.engine = engine

    @classmethod
    def open(cls, wanted: Path | None = None) -> Self:
        """Open the data folder; the engine is started by the first run.

        Raises:
            KnownError: the folder or the database cannot be used.
        """
        data_dir = data_folder(wanted)
        try:
            data_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ReadOnlyError(
                f"The data folder {data_dir} cannot be made; choose another with --data-dir."
            ) from error
        store = Store.open(data_dir / FILE_NAME)
        try:
            store.mark_interrupted()
        except BaseException:
            store.close()
            raise
        library = Library(data_dir)
        heads = Heads(library, data_dir)
        engine = EngineHost(store, library, data_dir / "logs" / "engine.log", Tunings(data_dir), heads)
        return cls(data_dir, store, library, heads, engine)

    def default_model(self) -> DefaultModel:
        """The best checked model that fits into the memory that is free now."""
        choice = default_entry(free_bytes())
        here = {model.id: model.path is not None for model in self.library.list()}
        return DefaultModel(choice.entry.id, here.get(choice.entry.id, False), choice.reason)

    def close(self) -> None:
        """End the worker and let go of the files. May be called twice."""
        self.engine.close()
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
