"""Finds mathematics in plain text: ``$..$``, ``$$..$$``, ``\\(..\\)``, ``\\[..\\]``, LaTeX environments such as
align and cases; money and code are left alone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.maths.environments import OPENING, closing_of


class SegmentKind(StrEnum):
    """TEXT is shown as it is, CODE too but in mono, INLINE and DISPLAY are TeX."""

    TEXT = "text"
    CODE = "code"
    INLINE = "inline"
    DISPLAY = "display"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of text. ``source`` is the piece as written, so that all sources joined give the text back."""

    kind: SegmentKind
    text: str
    source: str

    @property
    def is_math(self) -> bool:
        """Whether ``text`` is TeX."""
        return self.kind in (SegmentKind.INLINE, SegmentKind.DISPLAY)


def parse(text: str) -> tuple[Segment, ...]:
    """Split ``text`` into segments; runs in time linear in its length."""
    segments: list[Segment] = []
    plain: list[str] = []
    plain_source: list[str] = []

    def flush() -> None:
        if plain:
            segments.append(Segment(SegmentKind.TEXT, "".join(plain), "".join(plain_source)))
            plain.clear()
            plain_source.clear()

    position = 0
    closers = _Closers(text)
    for opening in _OPENING.finditer(text):
        if opening.start() < position:
            continue
        before = text[position : opening.start()]
        if before:
            plain.append(before)
            plain_source.append(before)
        found = _segment_at(text, opening, closers)
        if found is None:
            mark = opening.group()
            plain.append(mark[1:] if mark == r"\$" else mark)
            plain_source.append(mark)
            position = opening.end()
            continue
        flush()
        segments.append(found)
        position = opening.start() + len(found.source)
    if position < len(text):
        plain.append(text[position:])
        plain_source.append(text[position:])
    flush()
    return tuple(segments)


def has_math(text: str) -> bool:
    """Whether any segment of ``text`` is TeX."""
    return any(segment.is_math for segment in parse(text))


_OPENING = re.compile(rf"`+|\\\$|\\\(|\\\[|\$\$|\$|{OPENING}")
_WORDS = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{2,}")


class _Closers:
    """Finds closing marks; remembers "none left", so that many openings without a closing stay linear."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._absent: set[str] = set()

    def find(self, mark: str, start: int) -> int:
        """Index of ``mark`` at or after ``start``, -1 when there is none."""
        if mark in self._absent:
            return -1
        index = self._text.find(mark, start)
        if index < 0:
            self._absent.add(mark)
        return index


def _segment_at(text: str, opening: re.Match[str], closers: _Closers) -> Segment | None:
    mark, start = opening.group(), opening.end()
    if mark == r"\$":
        return None
    if mark[0] == "`":
        return _enclosed(text, opening, closers.find(mark, start), len(mark), SegmentKind.CODE)
    if mark == r"\(":
        return _enclosed(text, opening, closers.find(r"\)", start), 2, SegmentKind.INLINE)
    if mark == r"\[":
        return _enclosed(text, opening, closers.find(r"\]", start), 2, SegmentKind.DISPLAY)
    if mark.startswith(r"\begin"):
        return _environment(text, opening, closers)
    if mark == "$$":
        return _enclosed(text, opening, closers.find("$$", start), 2, SegmentKind.DISPLAY)
    return _dollar(text, opening)


def _enclosed(text: str, opening: re.Match[str], end: int, mark_length: int, kind: SegmentKind) -> Segment | None:
    inner = text[opening.end() : end] if end >= 0 else ""
    if not inner.strip():
        return None
    source = text[opening.start() : end + mark_length]
    return Segment(kind, inner if kind is SegmentKind.CODE else inner.strip(), source)


def _environment(text: str, opening: re.Match[str], closers: _Closers) -> Segment | None:
    """The whole environment is the TeX, its marks included."""
    closing = closing_of(opening.group())
    end = closers.find(closing, opening.end())
    if end < 0 or not text[opening.end() : end].strip():
        return None
    source = text[opening.start() : end + len(closing)]
    return Segment(SegmentKind.DISPLAY, source, source)


def _dollar(text: str, opening: re.Match[str]) -> Segment | None:
    """Inline maths between two dollars of one paragraph, or None where the dollar is money."""
    start = opening.end()
    if start >= len(text) or text[start].isspace():
        return None
    end = _next_dollar(text, start)
    if end < 0 or text[end - 1].isspace() or text[end + 1 : end + 2].isdigit():
        return None
    inner = text[start:end]
    looks_like_money = inner[0].isdigit() and _WORDS.search(inner) is not None
    if looks_like_money:
        return None
    return Segment(SegmentKind.INLINE, inner, text[opening.start() : end + 1])


def _next_dollar(text: str, start: int) -> int:
    """Index of the next dollar that is not escaped, within the paragraph; -1 when there is none."""
    match = _DOLLAR_OR_BREAK.search(text, start)
    return match.start() if match and match.group() == "$" else -1


_DOLLAR_OR_BREAK = re.compile(r"(?<!\\)\$|\n[ \t]*\n")
