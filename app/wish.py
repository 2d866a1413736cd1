"""What is asked of the engine: a search, and the model as it is to be loaded for it."""

from dataclasses import dataclass
from pathlib import Path

from engine.commands import Steering
from engine.served import Servers
from engine.types import NodeId, Problem, SearchSettings
from models.errors import UnknownModelError


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One search to make.

    Attributes:
        model: id or path of a model; a path that ends in .json is played by the scripted backend.
        session_id: the session it belongs to; None opens a new one.
        parent_run_id: an ended run that this one goes on from, with its whole tree; its session is taken.
        fork_at: take only the line of thought that leads to this node of the parent, and go on below it.
        steering: what a person changes in the tree before the search goes on; ids are those of the tree taken over.
        anyway: load the model even if it may not fit into memory.
        head: file of the preference model to load with the model; None takes the one that fits, if the settings need
            one.
        layers: whose pooled states the worker is to announce, to collect training data; () for none.
        servers: that write the texts instead of ``model``, which then only says how they are called.
        adapter: file of an adapter that is added to the model; None takes the model as it is listed.
    """

    problem: Problem
    settings: SearchSettings
    model: str
    session_id: str | None = None
    parent_run_id: str | None = None
    fork_at: NodeId | None = None
    steering: tuple[Steering, ...] = ()
    anyway: bool = False
    head: Path | None = None
    layers: tuple[int, ...] = ()
    servers: Servers | None = None
    adapter: Path | None = None


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


def wish_of(request: RunRequest) -> ModelWish:
    """The model that a search needs."""
    scored = request.settings.is_scored
    return ModelWish(
        request.model, scored, request.head, request.layers, request.anyway, request.servers, request.adapter
    )


def script_path(path: str) -> Path:
    """The file of a script that is played in place of a model."""
    script = Path(path).absolute()
    if not script.exists():
        raise UnknownModelError(f"There is no script {path}; check its name.")
    return script
