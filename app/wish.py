"""A model as it is to be loaded."""

from dataclasses import dataclass
from pathlib import Path

from engine.served import Servers
from models.errors import UnknownModelError


@dataclass(frozen=True, slots=True)
class ModelWish:
    """``model`` is an id or a path.

    Attributes:
        scored: with a preference model: ``head``, else the one that fits.
        layers: whose pooled states the worker is to announce; () for none.
        anyway: even if it may not fit into memory.
        servers: that write the texts instead of a model here.
        adapter: file of an adapter that is added to the model; None takes the model as it is listed.
    """

    model: str
    scored: bool
    head: Path | None = None
    layers: tuple[int, ...] = ()
    anyway: bool = False
    servers: Servers | None = None
    adapter: Path | None = None


def script_path(path: str) -> Path:
    """The file of a script that is played in place of a model."""
    script = Path(path).absolute()
    if not script.exists():
        raise UnknownModelError(f"There is no script {path}; check its name.")
    return script
