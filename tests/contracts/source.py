"""The repository as data for the contract tests: modules with their syntax trees, and the files git tracks."""

import ast
import functools
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "engine", "models", "resources")


@dataclass(frozen=True)
class Module:
    """A Python file of one of the four packages. ``name`` is dotted, without ``__init__``."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @functools.cached_property
    def imports(self) -> frozenset[str]:
        """Every dotted name that is imported anywhere in the file; ``from a import b`` counts as a and a.b."""
        names = set[str]()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
                names.update(f"{node.module}.{alias.name}" for alias in node.names)
        return frozenset(names)

    def is_in(self, *rooms: str) -> bool:
        """Whether the module is one of these, or lies in one of these packages."""
        return any(self.name == room or self.name.startswith(f"{room}.") for room in rooms)

    def at(self, node: ast.AST) -> str:
        """Where a node stands, as ``path:line``."""
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}"

    def calls(self) -> Iterator[tuple[str, ast.Call]]:
        """Every call with its dotted name as written, e.g. ``np.random.seed``; "" for a call of an expression."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield dotted(node.func), node


def dotted(node: ast.expr) -> str:
    """``a.b.c`` of a name or attribute chain, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{left}.{node.attr}" if (left := dotted(node.value)) else ""
    return ""


@functools.cache
def modules() -> tuple[Module, ...]:
    """All modules of the four packages, by path."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            text = path.read_text(encoding="utf-8")
            found.append(Module(name, path, text, ast.parse(text, filename=str(path))))
    return tuple(found)


@functools.cache
def tracked_files() -> tuple[Path, ...]:
    """All files git tracks that exist now; skips the test outside a git clone."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("not a git clone: tracked files are unknown")
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())
