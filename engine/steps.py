"""The step format: how a problem is asked, where a step ends in the text a model writes, and where the answer is.

A solution is one Python program. Each step is a ``# Step k:`` line with the code that follows it; the last step prints
the answer. The mark of the next step is given to the model, never sampled, so that every branch keeps the format.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Protocol

from engine.backend import ChatMessage
from engine.errors import BadProblemError
from engine.types import MAX_PROBLEM_CHARACTERS, Problem

_FENCE = b"```"
_MARK = b"# Step"
_SLOT = "{the problem}"
_ANSWER_PREFIX = re.compile(r"^(?:the\s+)?(?:final\s+)?answer\s*(?:is\b\s*[:=]?|[:=])\s*", re.IGNORECASE)
# Surrogates stand for bytes that were no UTF-8; no frame can carry them.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")


class Tokenizer(Protocol):
    """The part of a backend that the step format needs."""

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


def checked_problem(text: str) -> str:
    """The problem's text, trimmed.

    Raises:
        BadProblemError: it is empty, too long, or not text.
    """
    trimmed = text.strip()
    if not trimmed:
        raise BadProblemError("The problem is empty; type a question.")
    if len(trimmed) > MAX_PROBLEM_CHARACTERS:
        raise BadProblemError(
            f"The problem has {len(trimmed):,} characters; shorten it to {MAX_PROBLEM_CHARACTERS:,} or fewer."
        )
    if len(_UNPRINTABLE.findall(trimmed)) > 0 or not any(character.isalnum() for character in trimmed):
        raise BadProblemError("The problem is not readable text; paste it as plain text or TeX.")
    return trimmed


def build_prompt(tokenizer: Tokenizer, problem: Problem) -> Prompt:
    """Tokens that ask a model for a solution in steps."""
    shots = _shots()
    # Worked examples inside one turn: small models solved more with them there than as turns of their own
    # (docs/LOG.md).
    examples = "".join(f"Problem: {question}\n```python\n{program}```\n\n" for question, program in shots.examples)
    messages = (
        ChatMessage("system", shots.system),
        ChatMessage("user", f"{examples}Problem: {_SLOT}"),
    )
    before, _, after = tokenizer.render_chat(messages).rpartition(_SLOT)
    return Prompt(
        preamble=tuple(tokenizer.tokenize(before, special=True)),
        # The problem is a person's text: it meets no template, and control tokens written in it stay plain characters.
        question=(
            *tokenizer.tokenize(problem.text.strip(), special=False),
            *tokenizer.tokenize(after + "```python\n", special=True),
        ),
    )


def step_mark(number: int) -> str:
    """The text that opens step ``number`` (1-based)."""
    return f"# Step {number}:"


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed step: why, and how many bytes of the text written belong to it."""

    end: StepEnd
    length_bytes: int


def find_end(text: bytes) -> Closed | None:
    """Where the step ends in what a model has written after the mark; None while it goes on.

    A step ends at a line that opens the next step or closes the code block.
    """
    at = 0
    while (newline := text.find(b"\n", at)) >= 0:
        line = text[newline + 1 : newline + 1 + len(_MARK)]
        if line.startswith(_FENCE):
            return Closed(StepEnd.END, newline + 1)
        if line == _MARK:
            return Closed(StepEnd.NEXT, newline + 1)
        at = newline + 1
    return None


def step_text(number: int, written: bytes) -> str:
    """The step as shown, stored and run: its mark and what the model wrote."""
    return step_mark(number) + written.decode("utf-8", "replace").rstrip()


def answer_from_output(output: str) -> str | None:
    """The answer that a program's output ends with: its last line that is not empty, without "Answer:"."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    if not lines:
        return None
    return _ANSWER_PREFIX.sub("", lines[-1]).strip() or None


@dataclass(frozen=True, slots=True)
class _Shots:
    system: str
    examples: tuple[tuple[str, str], ...]


@cache
def _shots() -> _Shots:
    data = json.loads(files("resources").joinpath("prompts/code_steps.json").read_text("utf-8"))
    return _Shots(
        system=data["system"],
        examples=tuple((example["question"], "\n".join(example["program"]) + "\n") for example in data["examples"]),
    )
