"""What a paragraph of a written solution computes, so that two paragraphs can be told to compute the same.

Prose is not run; what it states as results (right sides of equations, boxes) is the nearest thing to values.
"""

import re

_MAX_SIDE_CHARACTERS = 160
_EQUALS = re.compile(r"(?<![<>=!:])=(?!=)|≈|\\approx(?![A-Za-z])")
_SIDE_END = re.compile(r"\\[\])]|\\\\|\\end\b|(?<!\\)\$\$?(?![\d.])|[;:!?\n]|[.,](?=\s|\*|\$|$)|\*\*")
_BOX = re.compile(r"\\[fd]?box(?:ed)?\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|textbf|textit)\s*\{([^{}]*)\}")
_DROPPED = re.compile(r"\\(?:left|right|displaystyle|quad|[,;:! ])|\\?\$|[&~*_`]+(?=\s|$)|^[&*_`\s]+")
_FRACTION = re.compile(r"\\[dtc]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_QUANTITY = re.compile(r"([-+]?(?:\d+(?:\.\d+)?|\.\d+)(?:/\d+)?)\s*(\\?%)?\s*(?:[A-Za-z][A-Za-z ./'²³-]*)?")
_DECIMAL = re.compile(r"-?\d*\.\d+")


def numbers_computed(text: str) -> frozenset[str]:
    """The results that a paragraph states, each written in one way: ``18`` for ``\\$18.00 a day``, ``1/2`` for a half.

    Of a chain of equations only the last side counts. Sides without any digit are left out, terms are kept without
    their blanks (``x = 2 y + 1`` gives ``2y+1``). Empty for a paragraph that computes nothing.
    """
    found = [_plain(match[1]) for match in _BOX.finditer(text)]
    text = _BOX.sub(lambda match: match[1], text)
    starts = [*(sign.start() for sign in _EQUALS.finditer(text)), len(text) + 1]
    for sign, following in zip(_EQUALS.finditer(text), starts[1:], strict=True):
        match = _SIDE_END.search(text, sign.end(), sign.end() + _MAX_SIDE_CHARACTERS)
        end = match.start() if match else len(text)
        # Only the last side of its chain, and only what is short enough to be a result.
        if end < following and end - sign.end() <= _MAX_SIDE_CHARACTERS:
            found.append(_plain(text[sign.end() : end]))
    return frozenset(value for value in found if any(character.isdigit() for character in value))


def _plain(side: str) -> str:
    """A side of an equation without markup, and without its unit where it is a plain number."""
    side = _FRACTION.sub(r"\1/\2", _WRAPPED.sub(r" \1 ", side))
    side = _THOUSANDS.sub("", _DROPPED.sub("", side)).strip()
    if (match := _QUANTITY.fullmatch(side)) is None:
        return "".join(side.split())
    number = match[1].removeprefix("+")
    if _DECIMAL.fullmatch(number):
        number = number.rstrip("0").rstrip(".") or "0"
    return f"{number}%" if match[2] else number
