"""A solution is one Python program.

Each step is a ``# Step k:`` line with the code that follows it; the last step prints the answer. The mark of the next
step is given to the model, never sampled, so that every branch keeps the format.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar

from engine.backend import ChatMessage
from engine.formats.rules import Closed, Prompt, StepEnd, StepLimits, Tokenizer
from engine.types import Problem

_FENCE = b"```"
_MARK = b"# Step"
_REPLY = "```python\n"
_SLOT = "{the problem}"
_ANSWER_PREFIX = re.compile(r"^(?:the\s+)?(?:final\s+)?answer\s*(?:is\b\s*[:=]?|[:=])\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CodeRules:
    """See ``engine.formats.rules.StepRules`` for the contract of each method."""

    runs: ClassVar[bool] = True
    limits: ClassVar[StepLimits] = StepLimits(max_depth=12, max_step_tokens=160)

    def prompt(self, tokenizer: Tokenizer, problem: Problem) -> Prompt:
        before, _, after = tokenizer.render_chat(_turns(_SLOT)).rpartition(_SLOT)
        return Prompt(
            preamble=tuple(tokenizer.tokenize(before, special=True)),
            # The problem is a person's text: it meets no template, and control tokens written in it stay plain
            # characters.
            question=(
                *tokenizer.tokenize(problem.text.strip(), special=False),
                *tokenizer.tokenize(after + _REPLY, special=True),
            ),
        )

    def messages(self, problem: Problem) -> tuple[ChatMessage, ...]:
        return (*_turns(problem.text.strip()), ChatMessage("assistant", _REPLY + self.mark(1)))

    def mark(self, number: int) -> str:
        return f"# Step {number}:"

    def find_end(self, text: bytes) -> Closed | None:
        # A step ends at a line that opens the next step or closes the code block.
        at = 0
        while (newline := text.find(b"\n", at)) >= 0:
            line = text[newline + 1 : newline + 1 + len(_MARK)]
            if line.startswith(_FENCE):
                return Closed(StepEnd.END, newline + 1)
            if line == _MARK:
                return Closed(StepEnd.NEXT, newline + 1)
            at = newline + 1
        return None

    def step_text(self, number: int, written: bytes) -> str:
        return self.mark(number) + written.decode("utf-8", "replace").rstrip()

    def in_context(self, text: str) -> str:
        return text + "\n"

    def is_complete(self, texts: Sequence[str]) -> bool:
        # The end of the code block is the only end.
        return False

    def answer(self, texts: Sequence[str], output: str | None) -> str | None:
        return None if output is None else answer_from_output(output)


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


def _turns(problem: str) -> tuple[ChatMessage, ...]:
    shots = _shots()
    # Worked examples inside one turn: small models solved more with them there than as turns of their own
    # (docs/LOG.md).
    examples = "".join(f"Problem: {question}\n```python\n{program}```\n\n" for question, program in shots.examples)
    return (
        ChatMessage("system", shots.system),
        ChatMessage("user", f"{examples}Problem: {problem}"),
    )


@cache
def _shots() -> _Shots:
    data = json.loads(files("resources").joinpath("prompts/code_steps.json").read_text("utf-8"))
    return _Shots(
        system=data["system"],
        examples=tuple((example["question"], "\n".join(example["program"]) + "\n") for example in data["examples"]),
    )
