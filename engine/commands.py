"""What the host asks of the worker. Imperative, frozen. ``request_id`` and ``run_id`` are chosen by the host."""

from typing import TypeAlias

import msgspec

from engine.types import Problem, SearchSettings


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Anything the host asks."""


class LoadModel(Command, frozen=True, kw_only=True, tag=True):
    """Load a model file, replacing the one that is loaded.

    Attributes:
        backend: "llama", or "scripted" with ``path`` naming a script (JSON) instead of a GGUF file.
        context_tokens: KV cells shared by all sequences. threads: 0 lets the engine choose. gpu_layers: -1 is all.
    """

    request_id: str
    model_id: str
    path: str
    backend: str = "llama"
    context_tokens: int = 8192
    sequences: int = 64
    threads: int = 0
    gpu_layers: int = -1


class StartSearch(Command, frozen=True, kw_only=True, tag=True):
    """Search for an answer with the loaded model; several runs may be active and then share each batch."""

    run_id: str
    problem: Problem
    settings: SearchSettings


class StopSearch(Command, frozen=True, kw_only=True, tag=True):
    """End a run now with the best answer so far; ``pause`` only names the terminal event differently."""

    run_id: str
    pause: bool = False


class Shutdown(Command, frozen=True, kw_only=True, tag=True):
    """Leave; active runs are cancelled first."""


AnyCommand: TypeAlias = LoadModel | StartSearch | StopSearch | Shutdown
