"""A text wanted of a server, and what came of it: the request and the streamed answer of OpenAI's chat completions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.backend import ChatMessage
from engine.types import SamplingParams

_MOST_COUNT = 1 << 53


@dataclass(frozen=True, slots=True)
class Ask:
    """A text wanted of a server. ``stop``: it ends before the first of these."""

    messages: tuple[ChatMessage, ...]
    sampling: SamplingParams
    seed: int
    max_tokens: int
    stop: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server wrote.

    Attributes:
        text, thoughts: as the server tells them apart. cut: whether it was stopped by a limit.
        tokens: that were sampled. prompt_tokens: of the prompt, of which ``cached_tokens`` were not computed again.
    """

    text: str
    thoughts: str
    cut: bool
    tokens: int
    prompt_tokens: int
    cached_tokens: int


@dataclass(slots=True)
class Written:
    """A reply in the making."""

    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    characters: int = 0
    reason: str = ""
    usage: dict[str, Any] = field(default_factory=dict)
    model: str = ""

    def take(self, chunk: dict[str, Any]) -> bool:
        """Add what a chunk brings; whether it was a part of the text."""
        self.model = text_of(chunk.get("model")) or self.model
        if isinstance(usage := chunk.get("usage"), dict):
            self.usage = usage
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], dict) else {}
        self.reason = text_of(choice.get("finish_reason")) or self.reason
        delta = choice.get("delta")
        delta = delta if isinstance(delta, dict) else {}
        piece = text_of(delta.get("content"))
        thought = text_of(delta.get("reasoning_content") or delta.get("reasoning"))
        self.pieces.append(piece)
        self.thoughts.append(thought)
        self.characters += len(piece) + len(thought)
        return bool(piece or thought)

    def reply(self, pieces: int) -> Reply:
        """The whole of it; ``pieces`` stand for tokens where the server does not count them."""
        details = self.usage.get("prompt_tokens_details")
        details = details if isinstance(details, dict) else {}
        return Reply(
            text="".join(self.pieces),
            thoughts="".join(self.thoughts),
            cut=self.reason == "length",
            tokens=count_of(self.usage.get("completion_tokens")) or pieces,
            prompt_tokens=count_of(self.usage.get("prompt_tokens")),
            cached_tokens=count_of(details.get("cached_tokens")),
        )


def request_body(model: str, ask: Ask) -> dict[str, Any]:
    """The request in the words of the interface."""
    sampling = ask.sampling
    body = {
        "model": model,
        "messages": [message._asdict() for message in ask.messages],
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        # Beyond OpenAI's interface, and known to all three servers; -1 is off.
        "top_k": sampling.top_k or -1,
        "min_p": sampling.min_p,
        "seed": ask.seed,
        "max_tokens": ask.max_tokens,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if ask.stop:
        body["stop"] = list(ask.stop)
    if ask.messages[-1].role == "assistant":
        # llama.cpp's server goes on with such a message by itself; the others want to be told.
        body |= {"add_generation_prompt": False, "continue_final_message": True}
    return body


def text_of(value: object) -> str:
    """A text that can be sent on; surrogates stand for what was no Unicode."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def count_of(value: object) -> int:
    """A number that can be one of something; 0 for anything else."""
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _MOST_COUNT
    return int(value) if good else 0  # type: ignore[call-overload]


def list_of(value: object) -> Sequence[object]:
    """A list; an empty one for anything else."""
    return value if isinstance(value, list) else ()
