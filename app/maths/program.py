"""A step's program in mathematical notation. The program is parsed and never run; what has no notation is left out."""

import ast
import re
import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

MAX_CODE_CHARACTERS = 4_000
_MAX_TEX_CHARACTERS = 240
_MAX_DEEP = 20
_NUMBER = re.compile(r"(-?\d{1,15}(?:\.\d{1,10})?)(?:/(\d{1,15}))?")
_IDENTIFIER = re.compile(r"([A-Za-z])(\d{0,2})")
_GREEK = frozenset(("alpha", "beta", "gamma", "delta", "theta", "phi", "sigma", "omega", "pi"))

# How tightly an operand holds together: what binds less than its place asks for is put in parentheses.
_SUM, _PRODUCT, _POWER, _WHOLE = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class ProgramFormula:
    """An equation: its sides as TeX, and the name whose value it shows, "" for none."""

    sides: tuple[str, ...]
    name: str

    @property
    def tex(self) -> str:
        """The whole equation."""
        return " = ".join(self.sides)


def program_formulas(
    code: str, known: Mapping[str, str], found: Mapping[str, str], printed: str = ""
) -> tuple[ProgramFormula, ...]:
    """What the lines of a program say, each as ``name = expression = with numbers = value``.

    Args:
        code: the program of one step.
        known: names that steps before it computed, with their values as text.
        found: the same of this step.
        printed: what the step printed.
    """
    body = _parsed(code)
    stored = Counter(
        node.id
        for line in body
        for node in ast.walk(line)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    # A name that is set again has no one value to put in its place.
    values = {name: value for name, value in known.items() if not stored[name]}
    formulas: list[ProgramFormula] = []
    for line in body:
        formula = _line_formula(line, values, found, printed)
        match line:
            case ast.Assign(targets=[ast.Name(id=name)]) if stored[name] == 1 and name in found:
                values[name] = found[name]
            case ast.Assign(targets=[ast.Name()]):
                formula = None
        if formula is not None:
            formulas.append(formula)
    return tuple(formulas)


def _parsed(code: str) -> list[ast.stmt]:
    if len(code) > MAX_CODE_CHARACTERS:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _line_formula(
    line: ast.stmt, values: Mapping[str, str], found: Mapping[str, str], printed: str
) -> ProgramFormula | None:
    match line:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in found:
            shown, result = _name(name), found[name]
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[value], keywords=[])):
            if isinstance(value, ast.Name) and value.id in found:
                return None  # the line that set it has said so
            name, shown, result = "", "", printed.strip()
        case _:
            return None
    expression = _Writer({}).write(value)
    # What a bare name stands for is its value, and that follows anyway.
    with_numbers = None if isinstance(value, ast.Name) else _Writer(values).write(value)
    if expression is None or shown is None:
        return None
    parts = [shown, expression, with_numbers or "", _value(result)]
    chain = [part for place, part in enumerate(parts) if part and part not in parts[1:place]]
    if len(chain) < 2 or sum(map(len, chain)) > _MAX_TEX_CHARACTERS:
        return None
    return ProgramFormula(tuple(chain), name if _value(result) else "")


def _value(text: str) -> str:
    """A value's text as TeX, "" where it is no number."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return ""
    return rf"\frac{{{match[1]}}}{{{match[2]}}}" if match[2] else match[1].removesuffix(".0")


def _name(name: str) -> str | None:
    """A name as TeX: letters as variables, words as words."""
    if name in _GREEK:
        return rf"\{name}"
    if (match := _IDENTIFIER.fullmatch(name)) is not None:
        return f"{match[1]}_{{{match[2]}}}" if match[2] else match[1]
    if not (name.isascii() and name.isidentifier()):
        return None
    words = name.replace("_", " ").strip()
    return rf"\text{{{words}}}" if words else None


class _UnwritableError(Exception):
    """An expression has no notation here."""


class _Writer:
    """Writes expressions as TeX; names with a value in ``values`` are written as that number.

    With values, an expression with a name that has none is not written at all.
    """

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._deep = 0

    def write(self, expression: ast.expr) -> str | None:
        """TeX, or None where the expression has no notation."""
        try:
            return self._expression(expression)[0]
        except _UnwritableError:
            return None

    def _expression(self, expression: ast.expr) -> tuple[str, int]:
        self._deep += 1
        if self._deep > _MAX_DEEP:
            raise _UnwritableError
        try:
            match expression:
                case ast.Constant(value=bool() | str() | bytes()):
                    raise _UnwritableError
                case ast.Constant(value=int() | float() as number):
                    return self._number(repr(number))
                case ast.Name(id=name):
                    return self._variable(name)
                case ast.Attribute(value=ast.Name(id="math" | "sympy" | "sp" | "np"), attr="pi"):
                    return r"\pi", _WHOLE
                case ast.UnaryOp(op=ast.USub(), operand=operand):
                    return f"-{self._at_least(operand, _PRODUCT)}", _SUM
                case ast.BinOp(left=left, op=op, right=right):
                    return self._operation(left, op, right)
                case ast.Call(func=function, args=arguments, keywords=[]):
                    return self._call(_function_name(function), arguments)
                case _:
                    raise _UnwritableError
        finally:
            self._deep -= 1

    def _variable(self, name: str) -> tuple[str, int]:
        if not self._values:
            written = _name(name)
            if written is None:
                raise _UnwritableError
            return written, _WHOLE
        if name not in self._values:
            raise _UnwritableError
        return self._number(self._values[name])

    def _number(self, text: str) -> tuple[str, int]:
        tex = _value(text)
        if not tex:
            raise _UnwritableError
        return tex, _SUM if text.startswith("-") else _POWER if "/" in text else _WHOLE

    def _operation(self, left: ast.expr, op: ast.operator, right: ast.expr) -> tuple[str, int]:
        match op:
            case ast.Add():
                return f"{self._at_least(left, _SUM)} + {self._at_least(right, _PRODUCT)}", _SUM
            case ast.Sub():
                return f"{self._at_least(left, _SUM)} - {self._at_least(right, _PRODUCT)}", _SUM
            case ast.Mult():
                return rf"{self._at_least(left, _PRODUCT)} \times {self._at_least(right, _POWER)}", _PRODUCT
            case ast.Div():
                return self._fraction(left, right), _POWER
            case ast.FloorDiv():
                return rf"\left\lfloor {self._fraction(left, right)} \right\rfloor", _WHOLE
            case ast.Mod():
                return rf"{self._at_least(left, _POWER)} \bmod {self._at_least(right, _POWER)}", _PRODUCT
            case ast.Pow():
                return self._power(left, right), _POWER
            case _:
                raise _UnwritableError

    def _power(self, base: ast.expr, exponent: ast.expr) -> str:
        if isinstance(exponent, ast.Constant) and exponent.value == 0.5:
            return rf"\sqrt{{{self._inside(base)}}}"
        return f"{self._at_least(base, _WHOLE)}^{{{self._inside(exponent)}}}"

    def _fraction(self, above: ast.expr, below: ast.expr) -> str:
        return rf"\frac{{{self._inside(above)}}}{{{self._inside(below)}}}"

    def _call(self, name: str, arguments: list[ast.expr]) -> tuple[str, int]:
        items = _items(name, arguments)
        if name == "sum" and items:
            return " + ".join(self._at_least(item, _PRODUCT) for item in items), _SUM
        if name == "factorial" and len(items) == 1:
            return f"{self._at_least(items[0], _WHOLE)}!", _POWER
        written = [self._inside(item) for item in items]
        match name, written:
            case "sqrt", [one]:
                return rf"\sqrt{{{one}}}", _WHOLE
            case "abs", [one]:
                return rf"\left|{one}\right|", _WHOLE
            case "Rational" | "Fraction", [above, below]:
                return rf"\frac{{{above}}}{{{below}}}", _POWER
            case "comb" | "binomial", [above, below]:
                return rf"\binom{{{above}}}{{{below}}}", _WHOLE
            case "sin" | "cos" | "tan" | "log" | "exp" | "gcd" | "max" | "min", [_, *_]:
                return rf"\{name}\left({', '.join(written)}\right)", _WHOLE
            case "int" | "float" | "round" | "lcm", [_, *_]:
                return rf"\text{{{name}}}\left({', '.join(written)}\right)", _WHOLE
            case _:
                raise _UnwritableError

    def _inside(self, expression: ast.expr) -> str:
        return self._expression(expression)[0]

    def _at_least(self, expression: ast.expr, wanted: int) -> str:
        written, holds = self._expression(expression)
        return written if holds >= wanted else rf"\left({written}\right)"


def _items(name: str, arguments: list[ast.expr]) -> list[ast.expr]:
    """Arguments of a call; those of ``sum``, ``max`` and ``min`` may stand in a list."""
    match arguments:
        case [ast.List(elts=items) | ast.Tuple(elts=items)] if name in ("sum", "max", "min"):
            return items
    return arguments


def _function_name(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="math" | "sympy" | "sp" | "np"), attr=name):
            return name
    return ""
