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
_BLANK_LINE = re.compile(rb"\n[ \t\r\f\v]*\n")
_FENCES = (b"```", b"~~~")
_DELIMITER = re.compile(rb"(?<!\\)(?:\\[\[\]]|\$\$|\\begin\{|\\end\{)")
_INTRODUCES = (b":", b",", b":**")

# With 100 bytes the solutions of instruct models fall into some four steps of 60 tokens, three of four with a result;
# lone words and formulas are shorter and join the next. Thinking runs to thousands of tokens, with many short
# paragraphs ("Wait, ...") that decide nothing by themselves.
_STEP_BYTES = 100
_THOUGHT_BYTES = 300
# Where a model never leaves a line blank (lists do not), the end of a line has to do.
_LINES_FACTOR = 3


@dataclass(frozen=True, slots=True)
class TextRules:
    """See ``engine.formats.rules.StepRules`` for the contract of each method.

    Attributes:
        opened: whether the reply begins inside ``<think>``.
        step_bytes: a blank line ends a step that has this many bytes besides blanks and tags.
    """

    runs: ClassVar[bool] = False
    limits: ClassVar[StepLimits] = StepLimits(max_depth=64, max_step_tokens=512)

    opened: bool = False
    step_bytes: int = _STEP_BYTES

    def prompt(self, tokenizer: Tokenizer, problem: Problem) -> Prompt:
        before, after = _turn(tokenizer)
        if self.opened and not after.rstrip().endswith(_OPEN):
            after += f"{_OPEN}\n"
        return Prompt(
            preamble=tuple(tokenizer.tokenize(before, special=True)),
            # The problem is a person's text: it meets no template, and control tokens written in it stay plain
            # characters.
            question=(
                *tokenizer.tokenize(problem.text.strip(), special=False),
                *tokenizer.tokenize(after, special=True),
            ),
        )

    def messages(self, problem: Problem) -> tuple[ChatMessage, ...]:
        return (_question(problem.text.strip()),)

    def mark(self, number: int) -> str:
        return ""

    def find_end(self, text: bytes) -> Closed | None:
        # Asked after every token: most texts can be told to go on without looking at their lines.
        if len(text) < _LINES_FACTOR * self.step_bytes and not _BLANK_LINE.search(text, self.step_bytes):
            return None
        at, size, last, open_parts = 0, 0, b"", _Open()
        while (newline := text.find(b"\n", at)) >= 0:
            line = text[at:newline].strip()
            at = newline + 1
            if content := _TAGS.sub(b"", line).strip():
                size += sum(map(len, content.split()))
                last, open_parts = content, open_parts.after(content)
            if open_parts.any or last.endswith(_INTRODUCES):
                continue
            # A line that is followed by a blank one ends there, and one that is followed by an indented one goes on.
            is_end = size >= _LINES_FACTOR * self.step_bytes and not text[at : at + 1].isspace() and at < len(text)
            if is_end or (not line and size >= self.step_bytes):
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


def text_rules(tokenizer: Tokenizer, *, opens_thinking: bool) -> TextRules:
    """The rules for one model: one that thinks at length gets longer steps.

    Args:
        opens_thinking: whether the model's own chat template begins the reply with ``<think>``; ``render_chat`` need
            not have done so.
    """
    _, after = _turn(tokenizer)
    opened = opens_thinking or after.rstrip().endswith(_OPEN)
    thinks = opened or len(tokenizer.tokenize(_OPEN, special=True)) == 1
    return TextRules(opened=opened, step_bytes=_THOUGHT_BYTES if thinks else _STEP_BYTES)


def served_text_rules(*, thinks: bool) -> TextRules:
    """The rules for a model whose tokens are not known, by what its chat template shows."""
    return TextRules(step_bytes=_THOUGHT_BYTES if thinks else _STEP_BYTES)


class _Open(NamedTuple):
    """What a line leaves open: a code block, a displayed formula, an environment."""

    fence: bool = False
    display: bool = False
    environments: int = 0

    @property
    def any(self) -> bool:
        return self.fence or self.display or self.environments > 0

    def after(self, line: bytes) -> "_Open":
        if line.startswith(_FENCES):
            # A fence that opens and closes on one line changes nothing.
            return self._replace(fence=self.fence ^ (line.count(line[:3]) == 1))
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
    before, _, after = tokenizer.render_chat([_question(_SLOT)]).rpartition(_SLOT)
    return before, after


def _question(problem: str) -> ChatMessage:
    words = _words()
    # No system turn: models that think are trained without one, and some templates have none.
    return ChatMessage("user", f"{words.before}{problem}{words.after}")


class _Words(NamedTuple):
    before: str
    after: str


@cache
def _words() -> _Words:
    data = json.loads(files("resources").joinpath("prompts/text_steps.json").read_text("utf-8"))
    return _Words(before=data["before"], after=data["after"])
