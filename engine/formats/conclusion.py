"""The answer in a text that a model has written: its last box, else a sentence that names the answer.

Read by hand, character by character or with patterns that take linear time; nothing is evaluated, and what the answer
means is for ``engine.answers`` and the sandbox to say.
"""

import re

MAX_ANSWER_CHARACTERS = 400
"""Longer ones are no answers but runaway text."""

_BOX = re.compile(r"\\[fd]?box(?:ed)?(?![A-Za-z])[ \t]*")
_BARE = re.compile(r"[-+]?\\?\$?\d(?:[\d,]*\d)?(?:\.\d+)?%?|\\?[A-Za-z]+")
_NAMED = re.compile(
    r"(?:\banswer\b(?:[ \t]+to[ \t][^\n.:=]{1,80}?)?[ \t*_]*(?:\bis\b[ \t]*:?|[:=])|(?m:^[ \t]*)#{4})[ \t*_]*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?;](?=\s|\*|$)|,(?=\s)|\s(?:because|since|which)\s")
_QUANTITY = re.compile(r"(?<![\w.])[-+]?\\?\$?\d[\d,]*(?:\.\d+)?(?:/\d+)?(?:\s?\\?%)?(?!\w)")
_PROSE = re.compile(r"[A-Za-z]{3,} [A-Za-z]{2,} ")
_FORMULA = re.compile(r"[\\$^=+(\[{]")
_EMPHASIS = "*_` \t"
_MAX_NAMED_CHARACTERS = 80
_MAX_NAMED_WORDS = 3


def boxed(text: str) -> str | None:
    """What the last box holds that holds anything: ``\\frac{1}{2}`` of ``\\boxed{\\frac{1}{2}}``.

    A box that is empty or was never closed holds nothing; ``\\boxed 5`` holds 5.
    """
    for match in reversed(list(_BOX.finditer(text))):
        start = match.end()
        if text[start : start + 1] == "{":
            content = _braced(text, start)
        else:
            bare = _BARE.match(text, start)
            content = bare[0] if bare and match[0][-1] in " \t" else None
        if content is not None and (tidy := " ".join(content.split())):
            return tidy
    return None


def named(text: str) -> str | None:
    """What the last sentence of the kind "The answer is 5." or "#### 5" names."""
    for match in reversed(list(_NAMED.finditer(text))):
        line = text[match.end() :].split("\n", 1)[0][:MAX_ANSWER_CHARACTERS]
        end = _SENTENCE_END.search(line)
        if (value := _value((line[: end.start()] if end else line).strip(_EMPHASIS))) is not None:
            return value
    return None


def concluded(text: str) -> str | None:
    """The answer that a text ends with, by whatever sign it gives."""
    return boxed(text) or named(text)


def _braced(text: str, start: int) -> str | None:
    """What stands between the brace at ``start`` and the one that closes it; None if none does, or too far away."""
    depth, at = 0, start
    end = min(len(text), start + MAX_ANSWER_CHARACTERS)
    while at < end:
        character = text[at]
        if character == "\\":
            at += 1
        elif character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
            if depth == 0:
                return text[start + 1 : at]
        at += 1
    return None


def _value(text: str) -> str | None:
    """What a sentence names: a few words with a figure, a formula, one word, or the one figure in a longer sentence."""
    words = text.split()
    if not any(character.isalnum() for character in text):
        return None
    has_figure = any(character.isdigit() for character in text)
    if len(words) <= _MAX_NAMED_WORDS and (has_figure or len(words) == 1):
        return text
    if len(text) <= _MAX_NAMED_CHARACTERS and _FORMULA.search(text) and not _PROSE.search(text):
        return text
    figures = _QUANTITY.findall(text)
    return figures[0].rstrip(",") if len(figures) == 1 else None
