"""The manner of the house: size of a module, docstrings, folders, interfaces that earn their place."""

import ast

import pytest

from tests.contracts.source import PACKAGES, ROOT, modules

LONGEST_MODULE_LINES = 450
TOP_FOLDERS = {"app", "benchmarks", "docs", "engine", "models", "packaging", "resources", "tests"}
PRINTING = ("app.cli", "app.__main__")
PACKAGES_WITH_CODE = tuple(package for package in PACKAGES if package != "resources")


def test_no_module_is_longer_than_a_reader_can_hold() -> None:
    paths = [path for folder in sorted(TOP_FOLDERS) for path in sorted((ROOT / folder).rglob("*.py"))]
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    assert lengths
    assert {} == {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE_LINES}


def test_every_module_says_in_its_docstring_what_it_is() -> None:
    assert [] == [module.name for module in modules() if not ast.get_docstring(module.tree)]


@pytest.mark.parametrize("folder", ["packaging", "tests"])
def test_folders_that_would_shadow_an_installed_package_are_no_packages(folder: str) -> None:
    assert [] == list((ROOT / folder).rglob("__init__.py"))


def test_every_folder_with_code_is_a_package() -> None:
    folders = {module.path.parent for module in modules()}
    assert [] == sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file())


def test_resources_holds_data_only() -> None:
    assert ["resources"] == [module.name for module in modules() if module.is_in("resources")]


def test_nothing_prints_but_the_command_line() -> None:
    offences = [
        module.at(call)
        for module in modules()
        if not module.is_in(*PRINTING)
        for name, call in module.calls()
        if name in ("print", "builtins.print", "pprint.pprint")
    ]
    assert [] == offences


def test_no_module_keeps_state_that_functions_reassign() -> None:
    offences = [
        module.at(node) for module in modules() for node in ast.walk(module.tree) if isinstance(node, ast.Global)
    ]
    assert [] == offences


def test_no_stub_is_left() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    offences = [f"{module.name}: {mark}" for module in modules() for mark in marks if mark in module.text]
    offences += [
        module.at(node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Raise) and node.exc and "NotImplementedError" in ast.unparse(node.exc)
    ]
    assert [] == offences


def test_every_protocol_has_two_implementations() -> None:
    """Law 8. A fake that tests drive counts as one."""
    ours = [(module.name, node) for module in modules() for node in _classes(module.tree)]
    fakes = [
        (path.name, node) for path in (ROOT / "tests").rglob("*.py") for node in _classes(ast.parse(path.read_text()))
    ]
    lonely = {}
    for room, protocol in ours:
        wanted = _methods(protocol)
        if not _is_protocol(protocol) or wanted <= {"__call__"}:
            continue
        filled = [f"{other}.{node.name}" for other, node in (*ours, *fakes) if _fills(node, wanted)]
        if len(filled) < 2:
            lonely[f"{room}.{protocol.name}"] = filled
    assert {} == lonely


def _classes(tree: ast.Module) -> list[ast.ClassDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _is_protocol(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base).partition("[")[0].endswith("Protocol") for base in node.bases)


def _fills(node: ast.ClassDef, wanted: set[str]) -> bool:
    return not _is_protocol(node) and wanted <= _methods(node)


def _methods(node: ast.ClassDef) -> set[str]:
    """Names of methods and annotated attributes, and of attributes set in ``__init__``."""
    names = set[str]()
    for child in ast.walk(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(child.name)
        elif isinstance(child, ast.AnnAssign):
            names.add(ast.unparse(child.target).removeprefix("self."))
        elif isinstance(child, ast.Assign):
            names.update(ast.unparse(target).removeprefix("self.") for target in child.targets)
    return names - {"__init__"} if not _is_protocol(node) else _public(names)


def _public(names: set[str]) -> set[str]:
    return {name for name in names if not name.startswith("_") or name == "__call__"}


def test_a_protocol_is_recognised_by_its_base() -> None:
    source = "class A(Protocol[T]):\n    def go(self) -> None: ...\nclass B:\n    def go(self) -> None: ...\n"
    protocol, filler = ast.parse(source).body
    assert isinstance(protocol, ast.ClassDef)
    assert isinstance(filler, ast.ClassDef)
    assert (True, True) == (_is_protocol(protocol), _fills(filler, _methods(protocol)))


def test_every_code_package_has_tests_that_mirror_it() -> None:
    missing = [package for package in PACKAGES_WITH_CODE if not list((ROOT / "tests" / package).rglob("test_*.py"))]
    assert [] == missing
