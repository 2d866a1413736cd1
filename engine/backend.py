"""What the runner needs of a model: tokens in, logits and hidden states out, sequences that share prefixes.

Two implementations: ``engine.backends.llama`` (llama.cpp) and ``engine.backends.scripted`` (a fake that ships). A
backend belongs to one thread, except ``request_abort``, which any thread may call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """Facts of a loaded model. ``parameters`` counts weights; ``vocabulary`` and ``width`` are the sizes of logits and
    states.
    """

    description: str
    parameters: int
    vocabulary: int
    width: int
    layers: int
    context_tokens: int
    sequences: int
    batch_tokens: int
    threads: int
    hardware: str
    load_ms: float


class Row(NamedTuple):
    """One token of a batch: where it stands in which sequence, and whether its logits are wanted."""

    token: int
    position: int
    sequence: int
    output: bool


@dataclass(frozen=True, slots=True)
class DecodeOutput:
    """Outputs of a decode, one row per ``Row`` with ``output`` set, in batch order.

    Both arrays may be views of the backend's memory: valid until the next decode.

    Attributes:
        logits: float32, shape (outputs, vocabulary).
        hidden: float32, shape (outputs, layers, width): outputs of the layers that were asked for at loading; or None.
    """

    logits: NDArray[np.float32]
    hidden: NDArray[np.float32] | None


class ChatMessage(NamedTuple):
    """One turn; ``role`` is system, user or assistant."""

    role: str
    content: str


class Backend(Protocol):
    """A loaded model with one KV cache of many sequences."""

    @property
    def info(self) -> ModelInfo: ...

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Tokens of ``text``, no BOS added; with ``special``, control tokens in the text are recognised."""

    def token_bytes(self, token: int) -> bytes:
        """The UTF-8 piece of a token (possibly part of a character); b"" for control tokens."""

    def is_end(self, token: int) -> bool:
        """Whether the token ends a generation."""

    def render_chat(self, messages: Sequence[ChatMessage]) -> str:
        """The prompt that asks for the assistant's next turn, by the model's own chat template, BOS included if it has
        one.
        """

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        """Evaluate at most ``info.batch_tokens`` rows.

        Raises:
            NoKvRoomError: no cells are left; nothing was changed.
            DecodeAbortedError: ``request_abort`` was called; nothing was changed.
            BackendError: anything else; the backend must be closed.
        """

    def copy_sequence(self, source: int, target: int, length: int) -> None:
        """Make ``target`` (empty) share the first ``length`` positions of ``source``; costs nothing."""

    def drop_sequence(self, sequence: int, start: int = 0) -> None:
        """Forget positions >= ``start`` of a sequence."""

    def request_abort(self) -> None:
        """Make the running or next decode raise DecodeAbortedError; thread-safe."""

    def clear_abort(self) -> None:
        """Allow decodes again."""

    def close(self) -> None:
        """Free everything; further calls are errors."""
