"""When are two solutions the same one? As texts, and as programs whose names were changed.

Programs of a model are parsed here and never run.
"""

import ast
import re
import warnings
from collections.abc import Iterable, Sequence

_LONGEST_CHARACTERS = 20_000
_UNPARSED = (SyntaxError, ValueError, RecursionError, MemoryError)


def parsed(step: str) -> ast.Module | None:
    """A step as a syntax tree; None where it is no Python or too much of it."""
    if len(step) > _LONGEST_CHARACTERS:
        return None
    try:
        with warnings.catch_warnings():
            # Doubtful escapes in a model's strings are no fault of ours.
            warnings.simplefilter("ignore")
            return ast.parse(step)
    except _UNPARSED:
        return None


def normal_form(steps: Sequence[str]) -> str:
    """A text that is equal for programs that differ in comments, layout, docstrings and the names they choose alone.

    Names become v0, v1, ... in the order in which they appear; constants, and names that the program does not choose
    itself (``print``, ``math.sqrt``), are kept. Of a solution that is no program the words are left.
    """
    trees = [parsed(step) for step in steps]
    known = [tree for tree in trees if tree is not None]
    if len(known) < len(trees):
        return " ".join("\n".join(steps).casefold().split())
    whole = ast.Module([statement for tree in known for statement in tree.body], [])
    try:
        renamed = _Renamed(_chosen(whole)).visit(whole)
        return re.sub(r"\n\s*\n", "\n", ast.unparse(ast.fix_missing_locations(renamed)))
    except _UNPARSED:
        return " ".join("\n".join(steps).casefold().split())


def plain_text(steps: Sequence[str]) -> str:
    """The solution as one text."""
    return "\n".join(steps)


def counts_of(forms: Iterable[str]) -> tuple[int, ...]:
    """How often each of the different forms occurs."""
    found: dict[str, int] = {}
    for form in forms:
        found[form] = found.get(form, 0) + 1
    return tuple(found.values())


def _is_remark(statement: ast.stmt) -> bool:
    """A text that stands for itself does nothing."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _chosen(tree: ast.Module) -> set[str]:
    """Names that the program gives to something itself."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias) and node.asname:
            found.add(node.asname)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.add(node.name)
    return found


class _Renamed(ast.NodeTransformer):
    """Gives chosen names their numbers; a keyword of a call follows the parameter that it names."""

    def __init__(self, chosen: set[str]) -> None:
        self._chosen = chosen
        self._names: dict[str, str] = {}

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Rename here, leave remarks out, then go on below."""
        for field in ("id", "name", "arg", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str) and name in self._chosen:
                setattr(node, field, self._names.setdefault(name, f"v{len(self._names)}"))
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [statement for statement in body if not _is_remark(statement)]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
        return super().generic_visit(node)
