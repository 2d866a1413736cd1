"""Laws 1 to 5 where they are more than an import between our own modules (import-linter checks those)."""

import ast
import json
import subprocess
import sys

import pytest

from tests.contracts.source import PACKAGES, ROOT, Module, modules

PURE = ("engine.search", "engine.cache", "engine.scheduler")
PURE_STDLIB = {
    *("abc", "bisect", "collections", "copy", "dataclasses", "enum", "fractions", "functools", "hashlib", "heapq"),
    *("itertools", "math", "operator", "re", "statistics", "string", "struct", "types", "typing"),
}
GENERATORS = ("np.random.Generator", "np.random.PCG64", "np.random.Philox", "np.random.SeedSequence")

# Which external package may be imported where. Each of them is slow, dangerous or a wall of the house.
HOMES = {
    "accelerate": ("models.training",),
    "gguf": ("models.training",),
    "peft": ("models.training",),
    "PySide6": ("app.application", "app.engine_link", "app.items", "app.views"),
    "click": ("app.cli",),
    "huggingface_hub": ("models",),
    "jinja2": ("engine.backends", "app.export"),
    "latex2sympy2_extended": ("engine.sandbox", "engine.answers"),
    "llama_cpp": ("engine.backends",),
    "math_verify": ("engine.sandbox", "engine.answers"),
    "ray": ("engine.lab.cluster",),
    "requests": ("models", "engine.backends.remote"),
    "rich": ("app.cli",),
    "socket": ("models", "engine.backends.remote", "engine.lab.cluster", "engine.sandbox", "app.application"),
    "http": ("models", "engine.backends.remote"),
    "sqlite3": ("engine.store",),
    "sqlite_utils": ("engine.store",),
    "sympy": ("engine.sandbox", "engine.answers"),
    "torch": ("models.training",),
    "transformers": ("models.training",),
    "urllib.request": ("models", "engine.backends.remote"),
    "ziamath": ("app.maths",),
}


def pure_modules() -> list[Module]:
    return [module for module in modules() if module.is_in(*PURE)]


def test_the_pure_rooms_exist() -> None:
    assert set(PURE) <= {module.name for module in modules()}


def test_pure_rooms_import_only_types_errors_numpy_and_pure_parts_of_the_standard_library() -> None:
    strangers = []
    for module in pure_modules():
        for name in module.imports:
            top = name.partition(".")[0]
            ours = name.startswith(("engine.types", "engine.errors", *PURE)) or name == "engine"
            if not ours and top != "numpy" and top not in PURE_STDLIB:
                strangers.append(f"{module.name} imports {name}")
    assert [] == sorted(strangers)


def test_pure_rooms_draw_no_number_from_a_global_generator() -> None:
    offences = []
    for module in pure_modules():
        for name, call in module.calls():
            normal = name.replace("numpy.", "np.")
            if normal.startswith("np.random.") and normal not in GENERATORS:
                offences.append(f"{module.at(call)} {name}")
    assert [] == offences


def test_pure_rooms_open_no_file_and_read_no_input() -> None:
    offences = [
        f"{module.at(call)} {name}"
        for module in pure_modules()
        for name, call in module.calls()
        if name in ("open", "input", "print")
    ]
    assert [] == offences


@pytest.mark.parametrize("package", sorted(HOMES))
def test_an_external_package_stays_in_its_room(package: str) -> None:
    strangers = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in sorted(module.imports)
        if (name == package or name.startswith(f"{package}.")) and not module.is_in(*HOMES[package])
    ]
    assert [] == strangers


def test_no_shipped_module_imports_tests_benchmarks_or_packaging_scripts() -> None:
    strangers = [
        f"{module.name} imports {name}"
        for module in modules()
        for name in module.imports
        if name.partition(".")[0] in ("tests", "benchmarks", "packaging")
    ]
    assert [] == strangers


def test_imports_are_absolute() -> None:
    relative = [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert [] == relative


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import app.cli.main", ("PySide6", "llama_cpp", "torch", "sympy", "math_verify")),
        ("import app.services", ("PySide6", "llama_cpp", "torch", "sympy")),
        ("import engine.worker", ("PySide6", "torch", "transformers", "sqlite3", "sympy")),
        ("import engine.client", ("PySide6", "llama_cpp", "torch", "sqlite3", "sympy")),
        ("import app.state.reducer", ("PySide6", "llama_cpp", "torch", "sympy")),
    ],
)
def test_importing_a_module_loads_nothing_behind_its_walls(statement: str, absent: tuple[str, ...]) -> None:
    program = f"{statement}; import json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    assert set() == set(absent) & set(json.loads(done.stdout))


def test_help_of_the_command_line_loads_neither_qt_nor_llama_cpp() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr[-2000:]
    assert "solve" in done.stdout
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "app" in loaded
    assert set() == {"PySide6", "llama_cpp", "torch", "sympy", "transformers"} & loaded


def test_the_walls_hold_for_every_package_in_the_wheel() -> None:
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert set(PACKAGES) == folders - {"benchmarks"}
