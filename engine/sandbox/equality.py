"""Are two answers equal, by parsing them: lists, sets, intervals, equations, expressions.

Runs in the locked-down child only: both sympy's parser and math-verify execute what they read. math-verify reads TeX
best inside ``\\boxed{}``; it takes ``sqrt(2)`` and 1.41421356 for the same, so numbers are compared here.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import math_verify
import sympy
from math_verify import LatexExtractionConfig
from sympy.parsing import sympy_parser

from engine import answers

_MAX_MEMBERS = 60
_MAX_DEPTH = 4
_DECIMALS = 12
_TRANSFORMATIONS = (
    *sympy_parser.standard_transformations,
    sympy_parser.convert_xor,
    sympy_parser.implicit_multiplication_application,
)
_NAMES = {"i": sympy.I, "j": sympy.I, "e": sympy.E, "infinity": sympy.oo, "inf": sympy.oo, "S": sympy.Symbol("S")}
_NAMES |= {name: sympy.Symbol(name) for name in ("N", "O", "Q", "C")}
_OPENING, _CLOSING = "([{", ")]}"
_RELATION = re.compile(r"^(.*?)(<=|>=|<|>|\\le |\\ge )(.*?)(?:(<=|<|\\le )(.*))?$")
_MEMBERSHIP = re.compile(r"^[A-Za-z]\s*\\in\s*(.+)$")
_TEX_MATRIX = re.compile(r"^\\begin\{[pbv]?(?:small)?matrix\}(.*)\\end\{[pbv]?(?:small)?matrix\}$")
_PYTHON_MATRIX = re.compile(r"^(?:Matrix|ImmutableMatrix)\((\[.*\])\)$")
_PYTHON_INTERVAL = re.compile(r"^Interval(?:\.(open|Lopen|Ropen))?\(([^,()]+),([^,()]+)\)$")
_PYTHON_UNION = re.compile(r"^Union\((.*)\)$")
_PYTHON_SET = re.compile(r"^(?:FiniteSet|set|frozenset)\((.*)\)$")
_EMPTY = frozenset({"{}", "[]", "set()", "EmptySet", "\\emptyset", "\\varnothing", "no solution", "no solutions"})

Parsed: TypeAlias = sympy.Basic | sympy.MatrixBase


@dataclass(frozen=True, slots=True)
class _Group:
    """A bracketed or bare list: ``kind`` is the pair of brackets, "" for none, "u" for a union of sets."""

    kind: str
    members: tuple[str, ...]


def is_equal(gold: str, candidate: str) -> bool:
    """False where it cannot be decided."""
    with suppress(Exception):
        if _are_equal(gold, candidate, 0):
            return True
        for first, second in ((gold, candidate), (candidate, gold)):
            choice = answers.choice_parts(first)
            if choice is not None and answers.choice_parts(second) is None:
                return any(_are_equal(part, second, 0) for part in choice)
    return False


def warm_up() -> None:
    """Fill the parsers' tables with a few answers of each kind."""
    pairs = (
        *(
            ("\\frac{\\sqrt{3}}{3}", "1/sqrt(3)"),
            ("\\{1, 2\\}", "{2, 1}"),
            ("(2, \\infty)", "x > 2"),
            ("x^2-1", "(x-1)(x+1)"),
        ),
        *(("y=2x+1", "2x-y+1=0"), ("\\binom{5}{2}", "10"), ("3+4i", "4i+3"), ("2\\pi r^{2}", "2*pi*r**2")),
        *(("\\sin(x)^2", "1 - cos(x)^2"), ("\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}", "Matrix([[1, 2], [3, 4]])")),
        *(
            ("\\log_{2} 8", "3"),
            ("[0,1)\\cup(2,3]", "Union(Interval.Ropen(0, 1), Interval.Lopen(2, 3))"),
            ("e^{2x}", "exp(2*x)"),
        ),
    )
    for gold, candidate in pairs:
        is_equal(gold, candidate)


def _are_equal(gold: str, candidate: str, depth: int) -> bool:
    decided = answers.quick_equal(gold, candidate)
    if decided is not None or depth > _MAX_DEPTH:
        return bool(decided)
    if (equations := _equations(gold, candidate)) is not None:
        return _same_equation(*equations)
    first, second = answers.read(gold).value, answers.read(candidate).value
    if first in _EMPTY or second in _EMPTY:
        return first in _EMPTY and second in _EMPTY
    groups = _group(first), _group(second)
    if groups[0] is not None and groups[1] is not None:
        return _same_groups(groups[0], groups[1], depth)
    if groups[0] is not None or groups[1] is not None:
        group, single = (groups[0], second) if groups[0] is not None else (groups[1], first)
        return group is not None and len(group.members) == 1 and _are_equal(group.members[0], single, depth + 1)
    return _same_expression(first, second)


def _equations(gold: str, candidate: str) -> tuple[str, str] | None:
    """Both as ``left - (right)``, if both are equations, or one is and the other gives the variable's value."""
    readings = answers.read(gold), answers.read(candidate)
    sides = []
    for reading in readings:
        text = f"{reading.variable} = {reading.value}" if reading.variable else reading.value
        parts = re.split(r"(?<![<>=!])=(?!=)", text)
        if len(parts) != 2 or "," in text or not re.search("[A-Za-z]", text):
            return None
        sides.append(f"({parts[0]}) - ({parts[1]})")
    return sides[0], sides[1]


def _same_equation(first: str, second: str) -> bool:
    """Two equations have the same solutions if one is a constant, not zero, times the other."""
    left, right = _parse(first), _parse(second)
    if not isinstance(left, sympy.Expr) or not isinstance(right, sympy.Expr) or right == 0 or left == 0:
        return False
    quotient = sympy.simplify(left / right)
    return bool(quotient.is_number and quotient != 0)


def _group(text: str) -> _Group | None:
    """Sets, tuples, lists, intervals, inequalities in one variable, unions and matrices; None for the rest."""
    text = _respelled(text)
    if (union := _union(text)) is not None:
        return union
    if (interval := _interval(text)) is not None:
        return interval
    if text[:2] == "\\{" and text[-2:] == "\\}":
        return _Group("{}", _members(text[2:-2]))
    if text[:1] in _OPENING and text[-1:] in _CLOSING and _closes_at_end(text):
        members = _members(text[1:-1])
        kind = text[0] + text[-1]
        return None if kind == "()" and len(members) == 1 and not text.endswith(",)") else _Group(kind, members)
    members = _members(text)
    return _Group("", members) if len(members) > 1 else None


def _respelled(text: str) -> str:
    """sympy's own words for sets and matrices in the notation of books."""
    text = text.strip()
    if match := _MEMBERSHIP.match(text):
        text = match[1].strip()
    if match := _TEX_MATRIX.match(text):
        rows = [row.split("&") for row in re.split(r"\\\\(?:\[.*?\])?", match[1].strip()) if row.strip()]
        return "[[" + "],[".join(",".join(row) for row in rows) + "]]"
    if match := _PYTHON_MATRIX.match(text) or _PYTHON_SET.match(text):
        return match[1] if match.re is _PYTHON_MATRIX else "{" + match[1].strip("{}[]() ") + "}"
    return text


def _interval(text: str) -> _Group | None:
    if match := _PYTHON_INTERVAL.match(text):
        opening = "(" if match[1] in ("open", "Lopen") else "["
        closing = ")" if match[1] in ("open", "Ropen") else "]"
        return _Group(_ends(opening, match[2], match[3], closing), (match[2].strip(), match[3].strip()))
    if "," in text or not (match := _RELATION.match(text)):
        return None
    left, relation, middle, second_relation, right = (part.strip() if part else "" for part in match.groups())
    if second_relation:
        low = "[" if relation in ("<=", "\\le") else "("
        high = "]" if second_relation in ("<=", "\\le") else ")"
        is_rising = relation in ("<", "<=", "\\le") and re.fullmatch("[A-Za-z]", middle)
        return _Group(low + high, (left, right)) if is_rising else None
    if re.fullmatch("[A-Za-z]", middle):
        left, middle = middle, left
        relation = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "\\le": "\\ge", "\\ge": "\\le"}[relation]
    if not re.fullmatch("[A-Za-z]", left):
        return None
    if relation in ("<", "<=", "\\le"):
        return _Group("()" if relation == "<" else "(]", ("-\\infty", middle))
    return _Group("()" if relation == ">" else "[)", (middle, "\\infty"))


def _ends(opening: str, low: str, high: str, closing: str) -> str:
    """An infinite end is open however it was written."""
    infinite = ("oo", "-oo", "\\infty", "-\\infty")
    return ("(" if low.strip() in infinite else opening) + (")" if high.strip() in infinite else closing)


def _union(text: str) -> _Group | None:
    if match := _PYTHON_UNION.match(text):
        return _Group("u", _members(match[1]))
    parts = re.split(r"\\cup(?![A-Za-z])|\bU\b|\bor\b(?=.*[<>]|.*\\[lg]e )", text)
    return _Group("u", tuple(part.strip() for part in parts)) if len(parts) > 1 else None


def _members(text: str) -> tuple[str, ...]:
    """The parts between commas, semicolons, "and" and "or" that are in no bracket."""
    parts, depth, start = [], 0, 0
    for match in re.finditer(r"[(\[{]|[)\]}]|[,;]|\s(?:and|or)\s", text):
        sign = match[0]
        if sign in _OPENING:
            depth += 1
        elif sign in _CLOSING:
            depth -= 1
        elif depth == 0:
            parts.append(text[start : match.start()])
            start = match.end()
    members = [part.strip() for part in (*parts, text[start:]) if part.strip()]
    return tuple(spread for part in members for spread in _both_signs(part))


def _both_signs(text: str) -> tuple[str, ...]:
    return (text.replace("\\pm", "+"), text.replace("\\pm", "-")) if "\\pm" in text else (text,)


def _closes_at_end(text: str) -> bool:
    """Whether the first bracket is closed by the last character, as in ``(1, 2)`` and not in ``(x-1)(x+1)``."""
    depth = 0
    for position, sign in enumerate(text):
        depth += (sign in _OPENING) - (sign in _CLOSING)
        if depth == 0:
            return position == len(text) - 1
    return False


def _same_groups(first: _Group, second: _Group, depth: int) -> bool:
    if len(first.members) != len(second.members) or len(first.members) > _MAX_MEMBERS:
        return False
    kinds = {first.kind, second.kind}

    def same(one: str, other: str) -> bool:
        return _are_equal(one, other, depth + 1)

    if kinds == {"[]", "{}"} and len(first.members) == 2:
        return False  # An interval is no set of two.
    if kinds <= {"", "{}", "u"} or kinds in ({"", "[]"}, {"[]", "{}"}):
        return _match_all(first.members, second.members, same)
    if len(kinds) == 1 or kinds == {"", "()"}:
        return all(same(one, other) for one, other in zip(first.members, second.members, strict=True))
    return False


def _match_all(first: Sequence[str], second: Sequence[str], same: Callable[[str, str], bool]) -> bool:
    """Whether the members can be paired off in any order. Equality is taken as transitive."""
    left = list(second)
    for member in first:
        found = next((index for index, other in enumerate(left) if same(member, other)), None)
        if found is None:
            return False
        left.pop(found)
    return not left


def _same_expression(first: str, second: str) -> bool:
    one, other = _parse(first), _parse(second)
    if one is None or other is None:
        return first.replace(" ", "") == second.replace(" ", "")
    if isinstance(one, sympy.Expr) and isinstance(other, sympy.Expr):
        return _same_value(one, other, is_approximate=any(map(_is_approximate, (first, second))))
    verify = math_verify.verify
    return any(
        verify([a], [b], float_rounding=_DECIMALS, timeout_seconds=None) for a, b in ((one, other), (other, one))
    )


def _is_approximate(text: str) -> bool:
    return any(answers.is_approximate(number) for number in re.findall(r"\d*\.\d+", text))


def _same_value(one: sympy.Expr, other: sympy.Expr, *, is_approximate: bool) -> bool:
    exact = [sympy.nsimplify(each, rational=True) if each.has(sympy.Float) else each for each in (one, other)]
    if exact[0] == exact[1]:
        return True
    difference = exact[0] - exact[1]
    if not difference.free_symbols:
        return _is_zero(difference, exact[0], is_approximate=is_approximate)
    if exact[0].free_symbols != exact[1].free_symbols and sympy.simplify(difference) != 0:
        return False
    return not _differs_somewhere(difference) and bool(sympy.simplify(difference) == 0 or difference.equals(0))


def _is_zero(difference: sympy.Expr, size: sympy.Expr, *, is_approximate: bool) -> bool:
    if difference in (sympy.nan, sympy.zoo):
        return False
    value = complex(sympy.N(difference, 40))
    scale = max(abs(complex(sympy.N(size, 20))), 1.0)
    if abs(value) > 1e-12 * scale:
        return False
    return is_approximate or bool(difference.equals(0))


def _differs_somewhere(difference: sympy.Expr) -> bool:
    """Two expressions that differ at a point differ; a cheap look before ``simplify``."""
    symbols = sorted(difference.free_symbols, key=str)
    for start in (2, 5):
        points = {symbol: sympy.Rational(start * 7 + 3 * index, 10) for index, symbol in enumerate(symbols)}
        value = sympy.N(difference.subs(points), 30)
        if value.is_number and value.is_finite and abs(value) > 1e-9:
            return True
    return False


def _parse(text: str) -> Parsed | None:
    """TeX through math-verify, else Python's notation through sympy; None if neither makes sense of it."""
    readers = (_parse_tex, _parse_python) if re.search(r"[\\{}]", text) else (_parse_python, _parse_tex)
    for reader in readers:
        with suppress(Exception):
            parsed = reader(text)
            if parsed is not None:
                return _with_plain_symbols(parsed)
    return None


def _with_plain_symbols(parsed: Parsed) -> Parsed:
    """The two parsers assume different things of a letter, and then its two symbols differ."""
    return parsed.subs({symbol: sympy.Symbol(symbol.name) for symbol in parsed.free_symbols})


def _parse_tex(text: str) -> Parsed | None:
    found = math_verify.parse(
        f"\\boxed{{{text}}}",
        extraction_config=[LatexExtractionConfig()],
        fallback_mode="no_fallback",
        parsing_timeout=None,
    )
    return next((each for each in found if isinstance(each, sympy.Basic | sympy.MatrixBase)), None)


def _parse_python(text: str) -> Parsed | None:
    number = answers.plain_number(text)
    if isinstance(number, Fraction):
        return sympy.Rational(number.numerator, number.denominator)
    parsed = sympy_parser.parse_expr(text, local_dict=dict(_NAMES), transformations=_TRANSFORMATIONS)
    return parsed if isinstance(parsed, sympy.Basic | sympy.MatrixBase) else None
