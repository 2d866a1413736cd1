"""A model as it is to be loaded."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelWish:
    """``model`` is an id or a path.

    Attributes:
        scored: with a preference model: ``head``, else the one that fits.
        layers: whose pooled states the worker is to announce; () for none.
        anyway: even if it may not fit into memory.
        adapter: file of an adapter that is added to the model; None takes the model as it is listed.
    """

    model: str
    scored: bool
    head: Path | None = None
    layers: tuple[int, ...] = ()
    anyway: bool = False
    adapter: Path | None = None
