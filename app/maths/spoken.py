"""Mathematics as plain words, for screen readers."""

import re

from app.maths.segments import parse


def spoken_text(text: str) -> str:
    """``text`` with each formula read in words."""
    return "".join(spoken(segment.text) if segment.is_math else segment.text for segment in parse(text))


def spoken(tex: str) -> str:
    """TeX in words: ``\\frac{a}{b}`` is "a over b". What is not known is read as written."""
    words = _Reader(_TOKEN.findall(tex[:_MAX_CHARACTERS])).read_all()
    return " ".join(" ".join(words).split())


_MAX_CHARACTERS = 4_000
_MAX_GROUPS_DEEP = 50
_WORDS = r"\\(?:text|textbf|mathrm|mathbf|operatorname)\s*\{[^{}\\$]*\}"
_TOKEN = re.compile(rf"{_WORDS}|\\[A-Za-z]+|\\.|\d+(?:[.,]\d+)*|[A-Za-z]|\S")
_SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "=": "equals",
    "<": "less than",
    ">": "greater than",
    "/": "divided by",
    "*": "times",
    "!": "factorial",
    "'": "prime",
    "|": "bar",
    "&": "",
    "~": "",
    "{": "",
    "}": "",
}
_COMMANDS = {
    "times": "times",
    "cdot": "times",
    "div": "divided by",
    "pm": "plus or minus",
    "le": "less than or equal to",
    "leq": "less than or equal to",
    "ge": "greater than or equal to",
    "geq": "greater than or equal to",
    "ne": "not equal to",
    "neq": "not equal to",
    "approx": "approximately equal to",
    "equiv": "equivalent to",
    "to": "to",
    "rightarrow": "to",
    "infty": "infinity",
    "in": "in",
    "cup": "union",
    "cap": "intersection",
    "subset": "subset of",
    "sum": "sum",
    "prod": "product",
    "int": "integral",
    "lim": "limit",
    "ldots": "and so on",
    "cdots": "and so on",
    "dots": "and so on",
    "circ": "degrees",
    "lfloor": "the whole part of",
    "rfloor": "",
    "bmod": "modulo",
    "percent": "percent",
    "quad": "",
    "qquad": "",
    "left": "",
    "right": "",
    "displaystyle": "",
    "text": "",
    "mathrm": "",
    "mathbf": "",
    "textbf": "",
    "operatorname": "",
}
_ENVIRONMENTS = {"cases": ["cases"], "dcases": ["cases"], "pmatrix": ["matrix"], "bmatrix": ["matrix"]}
_SPACES = frozenset({r"\,", r"\;", r"\:", r"\!", r"\ ", r"\\"})


class _Reader:
    """Recursive descent over tokens; groups nested too deep are read without structure."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._position = 0
        self._deep = 0

    def read_all(self) -> list[str]:
        """All words."""
        words: list[str] = []
        while self._position < len(self._tokens):
            words += self._one()
        return words

    def _next(self) -> str:
        token = self._tokens[self._position] if self._position < len(self._tokens) else ""
        self._position += 1
        return token

    def _peek(self) -> str:
        return self._tokens[self._position] if self._position < len(self._tokens) else ""

    def _group(self) -> list[str]:
        """One argument: a braced group or a single token."""
        if self._peek() != "{":
            return self._one()
        self._next()
        words: list[str] = []
        while self._peek() not in ("}", ""):
            words += self._one()
        self._next()
        return words

    def _one(self) -> list[str]:
        if self._deep >= _MAX_GROUPS_DEEP:
            return [self._next()]
        self._deep += 1
        try:
            return self._token(self._next())
        finally:
            self._deep -= 1

    def _token(self, token: str) -> list[str]:
        if token == "{":
            self._position -= 1
            return self._group()
        if token == "^":
            return _power(self._group())
        if token == "_":
            return ["sub", *self._group()]
        if token == r"\\":
            return ["next"] if self._peek() else []
        if token in _SPACES:
            return []
        if token.startswith("\\") and token.endswith("}") and len(token) > 2:
            return token[token.index("{") + 1 : -1].split()
        if token.startswith("\\"):
            return self._command(token[1:])
        return [_SYMBOLS.get(token, token)]

    def _command(self, name: str) -> list[str]:
        if name in ("frac", "dfrac", "tfrac"):
            return [*self._group(), "over", *self._group()]
        if name == "binom":
            return [*self._group(), "choose", *self._group()]
        if name == "sqrt":
            return self._root()
        if name in ("begin", "end"):
            return self._environment(name)
        if name == "boxed":
            return self._group()
        return [_COMMANDS.get(name, name)]

    def _environment(self, which: str) -> list[str]:
        """Its beginning is told where it says something; lines and columns are read one after the other."""
        name = "".join(self._group())
        return _ENVIRONMENTS.get(name.rstrip("*"), []) if which == "begin" else []

    def _root(self) -> list[str]:
        if self._peek() != "[":
            return ["square root of", *self._group()]
        self._next()
        order: list[str] = []
        while self._peek() not in ("]", ""):
            order += self._one()
        self._next()
        return ["root", *order, "of", *self._group()]


def _power(words: list[str]) -> list[str]:
    if words == ["2"]:
        return ["squared"]
    if words == ["3"]:
        return ["cubed"]
    if words == ["degrees"]:
        return words
    return ["to the power", *words]
