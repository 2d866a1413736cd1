"""A solution is prose: a step is a paragraph or a few short ones, and the answer stands in ``\\boxed{}``.

Made for models that think at length inside ``<think>`` tags and for models that cannot write programs. Nothing is given
to the model between steps; the text goes on as it would by itself.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, NamedTuple

from engine.backend import ChatMessage
from engine.formats.conclusion import boxed, concluded
from engine.formats.rules import Closed, Prompt, StepEnd, StepLimits, Tokenizer
from engine.types import Problem

_SLOT = "{the problem}"
_OPEN, _CLOSE = "<think>", "</think>"
_TAGS = re.compile(rb"</?think>")
_PARAGRAPH_BYTES = 100
_THOUGHT_BYTES = 300
_LINES_FACTOR = 6
_FENCE = (b"```", b"~~~")
_DELIMITER = re.compile(rb"(?<!\\)(?:\\[\[\]]|\$\$|\\begin\{|\\end\{)")
_INTRODUCES = (b":", b",", b":**")


@dataclass(frozen=True, slots=True)
class TextRules:
    """See ``engine.formats.rules.StepRules`` for the contract of each method.

    Attributes:
        opened: whether the model's own template begins the reply with ``<think>``.
        step_bytes: a blank line ends a step that has this many bytes besides blanks.
    """

    runs: ClassVar[bool] = False
    limits: ClassVar[StepLimits] = StepLimits(max_depth=64, max_step_tokens=512)

    opened: bool = False
    step_bytes: int = _PARAGRAPH_BYTES

    def prompt(self, tokenizer: Tokenizer, problem: Problem) -> Prompt:
        before, after = _turn(tokenizer)
        return Prompt(
            preamble=tuple(tokenizer.tokenize(before, special=True)),
            # The problem is a person's text: it meets no template, and control tokens written in it stay plain
            # characters.
            question=(
                *tokenizer.tokenize(problem.text.strip(), special=False),
                *tokenizer.tokenize(after, special=True),
            ),
        )

    def mark(self, number: int) -> str:
        return ""

    def find_end(self, text: bytes) -> Closed | None:
        if len(text) <= self.step_bytes:
            return None
        at, size, is_open, last = 0, 0, _Open(), b""
        while (newline := text.find(b"\n", at)) >= 0:
            line = _TAGS.sub(b"", text[at:newline]).strip()
            at = newline + 1
            if line:
                size += len(b"".join(line.split()))
                is_open, last = is_open.after(line), line
            if is_open.any:
                continue
            long = size >= _LINES_FACTOR * self.step_bytes
            if long or (not line and size >= self.step_bytes and not last.endswith(_INTRODUCES)):
                return Closed(StepEnd.NEXT, at)
        return None

    def step_text(self, number: int, written: bytes) -> str:
        # Blanks in front of the first line are kept: they are the indent of a list.
        return written.decode("utf-8", "replace").rstrip().lstrip("\r\n")

    def in_context(self, text: str) -> str:
        return text + "\n\n"

    def is_complete(self, texts: Sequence[str]) -> bool:
        return bool(texts) and not self._thinks(texts) and boxed(_spoken(texts[-1])) is not None

    def answer(self, texts: Sequence[str], output: str | None) -> str | None:
        whole = "\n\n".join(texts)
        return concluded(_spoken(whole)) or concluded(whole)

    def _thinks(self, texts: Sequence[str]) -> bool:
        """Whether the text so far ends inside the thinking part."""
        whole = "\n\n".join(texts)
        opening, closing = whole.rfind(_OPEN), whole.rfind(_CLOSE)
        return opening > closing or (self.opened and closing < 0)


def text_rules(tokenizer: Tokenizer) -> TextRules:
    """The rules for one model: one that thinks at length gets longer steps."""
    _, after = _turn(tokenizer)
    opened = after.rstrip().endswith(_OPEN)
    knows_tag = len(tokenizer.tokenize(_OPEN, special=True)) == 1
    return TextRules(opened=opened, step_bytes=_THOUGHT_BYTES if opened or knows_tag else _PARAGRAPH_BYTES)


class _Open(NamedTuple):
    """What a line leaves open: a code block, a displayed formula, an environment."""

    fence: bool = False
    display: bool = False
    environments: int = 0

    @property
    def any(self) -> bool:
        return self.fence or self.display or self.environments > 0

    def after(self, line: bytes) -> "_Open":
        if line.startswith(_FENCE):
            return self._replace(fence=not self.fence)
        if self.fence:
            return self
        _, display, environments = self
        for delimiter in _DELIMITER.findall(line):
            if delimiter == b"$$":
                display = not display
            elif delimiter in (b"\\[", b"\\]"):
                display = delimiter == b"\\["
            else:
                environments = max(0, environments + (1 if delimiter == b"\\begin{" else -1))
        return _Open(False, display, environments)


def _spoken(text: str) -> str:
    """What comes after the thinking."""
    return text.rpartition(_CLOSE)[2]


def _turn(tokenizer: Tokenizer) -> tuple[str, str]:
    """The prompt before and after the problem."""
    words = _words()
    # No system turn: models that think are trained without one, and some templates have none.
    message = ChatMessage("user", f"{words.before}{_SLOT}{words.after}")
    before, _, after = tokenizer.render_chat([message]).rpartition(_SLOT)
    return before, after


class _Words(NamedTuple):
    before: str
    after: str


@cache
def _words() -> _Words:
    data = json.loads(files("resources").joinpath("prompts/text_steps.json").read_text("utf-8"))
    return _Words(before=data["before"], after=data["after"])
