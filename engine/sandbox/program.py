"""Runs the steps of a program and writes their record. The one place where a model's text is executed.

Lives in the locked-down child process of the zygote and is imported by nothing else. What a program can rely on:

- ``math``, ``sympy`` and ``Fraction`` are there without an import; ``preload`` lists what can be imported.
- ``random`` starts from the same seed each time; names of the steps before are visible, as in one long script.
- ``sys.exit()`` with no code, or 0, ends the last step as if its text ended there. With another code, or in an earlier
  step, it is an error. ``input()`` raises EOFError. What goes to standard error is dropped.
"""

import ast
import builtins
import fractions
import io
import math
import random
import sys
import types
import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CodeType, TracebackType
from typing import Any, TypeAlias

import sympy
import sympy.core.random

from engine.sandbox.values import clip, is_shown, short_text

MAX_NAMES = 40
_MAX_ERROR_CHARACTERS = 300
_RECURSION_LIMIT = 3000
_OWN_SCOPE = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)
_MUTABLE = (list, dict, set, deque, bytearray, sympy.MatrixBase)

Namespace: TypeAlias = dict[str, Any]


@dataclass(slots=True)
class Record:
    """What a run leaves; sent to the host as JSON. ``status`` is a value of ``engine.types.ExecutionStatus``."""

    status: str = "ok"
    error: str | None = None
    error_line: int | None = None
    names: list[tuple[str, str]] = field(default_factory=list)


def prepare(stdout: io.TextIOBase) -> None:
    """Put the interpreter into the state in which every program starts."""
    sys.stdout = stdout
    sys.stderr = _Sink()
    sys.stdin = io.StringIO("")
    sys.setrecursionlimit(_RECURSION_LIMIT)
    sys.argv = [""]
    vars(builtins).update(exit=sys.exit, quit=sys.exit)
    warnings.simplefilter("ignore")
    random.seed(0)
    sympy.core.random.seed(0)


def run_steps(steps: list[str], before_last: Callable[[], None]) -> Record:
    """Run all steps in one fresh namespace; the record is the last step's, unless an earlier one fails.

    ``before_last`` is called when the last step is about to begin.
    """
    module = types.ModuleType("__main__")
    namespace: Namespace = module.__dict__
    namespace.update(math=math, sympy=sympy, Fraction=fractions.Fraction, __builtins__=builtins)
    sys.modules["__main__"] = module
    for number, text in enumerate(steps[:-1], 1):
        if (failed := _run_step(text, _file_name(number), namespace, is_last=False)) is not None:
            return failed
    before_last()
    before = dict(namespace)
    shown_before = {name: _mutable_text(value) for name, value in before.items() if isinstance(value, _MUTABLE)}
    record = _run_step(steps[-1], _file_name(len(steps)), namespace, is_last=True) or Record()
    if record.status != "memory":
        record.names = _changed_names(steps[-1], namespace, before, shown_before)
    return record


def out_of_memory() -> Record:
    return Record("memory", "MemoryError: the program needs more memory than a step may use")


def _run_step(text: str, file_name: str, namespace: Namespace, *, is_last: bool) -> Record | None:
    """None where the step ran to its end."""
    try:
        code: CodeType = compile(text, file_name, "exec", dont_inherit=True)
        exec(code, namespace)  # noqa: S102 - the sandbox is the place for it
    except SystemExit as error:
        if error.code in (None, 0) and is_last:
            return None
        detail = f"SystemExit: {error.code}" if error.code else "SystemExit: the program was left early"
        return Record("error", clip(detail), _error_line(error, file_name) if is_last else None)
    except MemoryError:
        return out_of_memory()
    except BaseException as error:
        return Record("error", _error_text(error), _error_line(error, file_name) if is_last else None)
    return None


def _file_name(number: int) -> str:
    return f"<step {number}>"


def _error_text(error: BaseException) -> str:
    name = type(error).__name__
    try:
        detail = (error.msg or "") if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        detail = ""
    line = " ".join(detail[: 4 * _MAX_ERROR_CHARACTERS].split())
    return clip(f"{name}: {line}" if line else name, _MAX_ERROR_CHARACTERS)


def _error_line(error: BaseException, file_name: str) -> int | None:
    """The deepest line of the step's own code that the error passed through."""
    if isinstance(error, SyntaxError) and error.filename == file_name:
        return error.lineno
    line: int | None = None
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == file_name:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _mutable_text(value: object) -> tuple[str, int]:
    try:
        length = len(value)  # type: ignore[arg-type]
    except Exception:
        length = 0
    return short_text(value), length


def _changed_names(
    text: str, namespace: Namespace, before: Namespace, shown_before: dict[str, tuple[str, int]]
) -> list[tuple[str, str]]:
    """Names the step assigned, in the order of its text, then names it changed by other ways (append, global, exec)."""
    assigned, imported = _names_of(text)
    changed = [
        name
        for name, value in namespace.items()
        if name not in assigned
        and name not in imported
        and (name not in before or before[name] is not value or _is_mutated(name, value, shown_before))
    ]
    present = [name for name in (*assigned, *changed) if name in namespace and is_shown(name, namespace[name])]
    return [(clip(name), short_text(namespace[name])) for name in present[:MAX_NAMES]]


def _is_mutated(name: str, value: object, shown_before: dict[str, tuple[str, int]]) -> bool:
    return name in shown_before and _mutable_text(value) != shown_before[name]


def _names_of(text: str) -> tuple[dict[str, None], set[str]]:
    """Names that the step's own level stores to, in order of their first place in the text, and names it imports."""
    try:
        tree = ast.parse(text)
    except Exception:
        return {}, set()
    places: dict[str, tuple[int, int]] = {}
    imported: set[str] = set()
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, _OWN_SCOPE):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            place = (node.lineno, node.col_offset)
            places[node.id] = min(place, places.get(node.id, place))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            imported |= _imported_names(node)
        pending.extend(ast.iter_child_nodes(node))
    return dict.fromkeys(sorted(places, key=places.__getitem__)), imported


def _imported_names(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    if "*" in names and isinstance(node, ast.ImportFrom):
        names |= set(vars(sys.modules.get(node.module or "", sys)))
    return names


class _Sink(io.TextIOBase):
    """Takes text and forgets it."""

    def write(self, text: str, /) -> int:
        return len(text)
