"""Values of a program as short text: ``42``, ``3/4``, ``sqrt(2)``, ``'text'``, ``[1, 2, 3]``.

Called inside the sandbox on whatever a program made. Work is bounded by counts, never by a clock, so the same value
always gives the same text.
"""

import re
import types
from collections import deque
from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import islice

from sympy import Basic, Integer, MatrixBase, preorder_traversal

MAX_CHARACTERS = 200
_MAX_ITEMS = 60
_MAX_DEPTH = 6
_MAX_PARTS = 1500
_LONG_INT_BITS = 4000
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
_OPAQUE = (types.ModuleType, type, types.FunctionType, types.BuiltinFunctionType, types.MethodType)


def is_shown(name: str, value: object) -> bool:
    """Whether a name belongs in a step's record: data, not private, not a module, function or class."""
    return not name.startswith("_") and len(name) <= MAX_CHARACTERS and not isinstance(value, _OPAQUE)


def short_text(value: object) -> str:
    """At most 200 characters; never raises, whatever the value's own code does."""
    try:
        text = _text(value, 0)
    except BaseException as error:
        text = f"<{type(value).__name__}: {type(error).__name__}>"
    return clip(text)


def clip(text: str, characters: int = MAX_CHARACTERS) -> str:
    """``text`` cut to a length, an ellipsis marking the cut; what UTF-8 cannot hold is replaced."""
    short = text if len(text) <= characters else text[: characters - 1] + "…"
    return short.encode("utf-8", "replace").decode("utf-8")


def _text(value: object, depth: int) -> str:
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int):
        return _integer_text(int(value))
    if isinstance(value, str):
        return repr(value[:MAX_CHARACTERS])
    if isinstance(value, bytes | bytearray):
        return repr(bytes(value[:MAX_CHARACTERS]))
    if isinstance(value, Fraction):
        return _fraction_text(value)
    if isinstance(value, Basic | MatrixBase):
        return _symbolic_text(value)
    if isinstance(value, list | set | frozenset | dict | deque) or type(value) is tuple:
        text = _collection_text(value, depth)
        return text if type(value) in (list, tuple, set, dict) else f"{type(value).__name__}({text})"
    return _other_text(value)


def _integer_text(value: int) -> str:
    if value.bit_length() > _LONG_INT_BITS:
        return f"<integer of about {value.bit_length() * 30103 // 100000 + 1} digits>"
    return str(value)


def _fraction_text(value: Fraction) -> str:
    top = _integer_text(value.numerator)
    return top if value.denominator == 1 else f"{top}/{_integer_text(value.denominator)}"


def _symbolic_text(value: Basic | MatrixBase) -> str:
    parts = 0
    for part in islice(preorder_traversal(value), _MAX_PARTS + 1):
        parts += 1
        if isinstance(part, Integer) and int(part).bit_length() > _LONG_INT_BITS:
            return _integer_text(int(part)) if part is value else "<expression with very long integers>"
    return str(value) if parts <= _MAX_PARTS else f"<expression with more than {_MAX_PARTS} parts>"


def _collection_text(value: Collection[object], depth: int) -> str:
    if depth >= _MAX_DEPTH:
        return "..."
    if isinstance(value, dict):
        pairs = (f"{_text(key, depth + 1)}: {_text(item, depth + 1)}" for key, item in value.items())
        return "{" + _joined(pairs, len(value)) + "}"
    if isinstance(value, set | frozenset):
        return (
            "{" + _joined((_text(item, depth + 1) for item in _ordered(value)), len(value)) + "}" if value else "set()"
        )
    items = (_text(item, depth + 1) for item in value)
    if isinstance(value, tuple):
        return f"({_text(value[0], depth + 1)},)" if len(value) == 1 else f"({_joined(items, len(value))})"
    return f"[{_joined(items, len(value))}]"


def _ordered(values: set[object] | frozenset[object]) -> Iterable[object]:
    try:
        return sorted(values) if len(values) <= _MAX_ITEMS else values  # type: ignore[type-var]
    except TypeError:
        return values


def _joined(texts: Iterable[str], count: int) -> str:
    """Stops as soon as no more would be shown: a list of a million items must not be walked."""
    shown: list[str] = []
    length = 0
    for text in islice(texts, _MAX_ITEMS):
        shown.append(text)
        length += len(text) + 2
        if length > MAX_CHARACTERS:
            break
    return ", ".join(shown) + (", ..." if len(shown) < count else "")


def _other_text(value: object) -> str:
    if type(value).__repr__ is object.__repr__:
        return f"<{type(value).__name__}>"
    return _ADDRESS.sub("", clip(repr(value), 4 * MAX_CHARACTERS))
