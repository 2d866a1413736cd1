"""What the host asks of the worker. Imperative, frozen. ``request_id`` and ``run_id`` are chosen by the host."""

from typing import TypeAlias

import msgspec

from engine.types import ROOT, Node, NodeId, Problem, SearchSettings


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """Anything the host asks."""


class LoadModel(Command, frozen=True, kw_only=True, tag=True):
    """Load a model file, replacing the one that is loaded.

    Attributes:
        backend: "llama", or "scripted" with ``path`` naming a script (JSON) instead of a GGUF file.
        context_tokens: KV cells shared by all sequences. threads: 0 lets the engine choose. gpu_layers: -1 is all.
        width: most candidates decoded at a time; 0 lets the engine choose. flash_attention: None lets llama.cpp choose.
        head: path of the preference model for this model; "" searches without one.
        layers: whose pooled states may be asked for, to collect training data; labels as in ``models.ppm.Card``.
        adapter: path of an adapter (LoRA, GGUF) that is added to the model; "" for the model alone.
    """

    request_id: str
    model_id: str
    path: str
    backend: str = "llama"
    context_tokens: int = 8192
    sequences: int = 64
    threads: int = 0
    gpu_layers: int = -1
    width: int = 0
    flash_attention: bool | None = None
    head: str = ""
    layers: tuple[int, ...] = ()
    adapter: str = ""


class MeasureSpeed(Command, frozen=True, kw_only=True, tag=True):
    """Time bare decodes of the loaded model at each of ``widths``, ``decodes`` of them each; no run may be active."""

    request_id: str
    widths: tuple[int, ...]
    decodes: int


class Prune(Command, frozen=True, kw_only=True, tag=True):
    """Give up a node and all below it; solutions there lose their vote."""

    node: NodeId


class Pin(Command, frozen=True, kw_only=True, tag=True):
    """Go on below this node alone; the root takes the pin away."""

    node: NodeId


class AddStep(Command, frozen=True, kw_only=True, tag=True):
    """Insert a step written by a person.

    Attributes:
        parent: the node it continues. text: the step without its mark.
        replaces: a child of ``parent`` that is given up for it (editing a step); None adds one beside the others.
        final: whether the solution ends with it.
    """

    parent: NodeId
    text: str
    replaces: NodeId | None = None
    final: bool = False


Steering: TypeAlias = Prune | Pin | AddStep


class StartSearch(Command, frozen=True, kw_only=True, tag=True):
    """Search for an answer with the loaded model; several runs may be active and then share each batch.

    Attributes:
        nodes: the tree of the run that this one continues, root included; () begins anew. focus: its pinned node.
        steering: what a person changes in that tree before the search goes on, in order.
        keep_states: announce the pooled states of each step.
    """

    run_id: str
    problem: Problem
    settings: SearchSettings
    nodes: tuple[Node, ...] = ()
    focus: NodeId = ROOT
    steering: tuple[Steering, ...] = ()
    keep_states: bool = False


class SteerSearch(Command, frozen=True, kw_only=True, tag=True):
    """Change the tree of a run under way; a change that makes no sense is answered with ``CommandFailed``."""

    request_id: str
    run_id: str
    change: Steering


class StopSearch(Command, frozen=True, kw_only=True, tag=True):
    """End a run now with the best answer so far; ``pause`` only names the terminal event differently."""

    run_id: str
    pause: bool = False


class Shutdown(Command, frozen=True, kw_only=True, tag=True):
    """Leave; active runs are cancelled first."""


AnyCommand: TypeAlias = LoadModel | MeasureSpeed | StartSearch | SteerSearch | StopSearch | Shutdown
