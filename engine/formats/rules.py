"""What a step format decides, and the values it speaks in. Nothing in here knows a particular format."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from engine.backend import ChatMessage
from engine.types import Problem


class Tokenizer(Protocol):
    """The part of a backend that the step formats need."""

    def tokenize(self, text: str, *, special: bool) -> list[int]: ...

    def render_chat(self, messages: Sequence[ChatMessage]) -> str: ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tokens of a prompt in two parts, so that the first is computed once for all problems.

    Attributes:
        preamble: instructions and worked examples.
        question: this problem and the beginning of the reply.
    """

    preamble: tuple[int, ...]
    question: tuple[int, ...]


class StepEnd(StrEnum):
    """Why a step was closed.

    NEXT: another step follows. END: the solution is complete. TOO_LONG: cut at the token limit. NO_ROOM: the model's
    context was full.
    """

    NEXT = "next"
    END = "end"
    TOO_LONG = "too_long"
    NO_ROOM = "no_room"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed step: why, and how many bytes of the text written belong to it."""

    end: StepEnd
    length_bytes: int


@dataclass(frozen=True, slots=True)
class StepLimits:
    """How deep a solution may be, and how long one step of it, before it is given up."""

    max_depth: int
    max_step_tokens: int


class StepRules(Protocol):
    """One step format as one model writes it.

    ``texts`` are always those of all steps of a solution, the first one first, as ``step_text`` gives them.

    Attributes:
        runs: whether a step is a program for the sandbox.
        limits: what a solution in this format needs.
    """

    runs: ClassVar[bool]
    limits: ClassVar[StepLimits]

    def prompt(self, tokenizer: Tokenizer, problem: Problem) -> Prompt:
        """Tokens that ask the model for a solution in steps."""

    def messages(self, problem: Problem) -> tuple[ChatMessage, ...]:
        """The same as turns, for a server that renders them; a last one of the assistant begins its reply."""

    def mark(self, number: int) -> str:
        """The text that opens step ``number`` (1-based), given to the model; "" where nothing does."""

    def find_end(self, text: bytes) -> Closed | None:
        """Where the step ends in what a model has written after the mark; None while it goes on.

        Once it has ended, text that comes after does not move the end.
        """

    def step_text(self, number: int, written: bytes) -> str:
        """The step as shown, stored and run: its mark and what was written after it."""

    def in_context(self, text: str) -> str:
        """A step's text as it stands in the model's context when another one follows."""

    def is_complete(self, texts: Sequence[str]) -> bool:
        """Whether these steps are a whole solution although the model would write on."""

    def answer(self, texts: Sequence[str], output: str | None) -> str | None:
        """The answer that a whole solution ends with; ``output`` is what its last step printed, None if not run."""
