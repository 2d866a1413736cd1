"""What Stepwise is made of, and under which licence each part comes. No Qt here."""

from dataclasses import dataclass
from importlib import metadata

# What is asked of the installed packages: those that the app itself loads.
_PARTS = (
    "PySide6-Essentials",
    "llama-cpp-python",
    "numpy",
    "sympy",
    "mpmath",
    "msgspec",
    "sqlite-utils",
    "huggingface-hub",
    "math-verify",
    "latex2sympy2-extended",
    "latex2mathml",
    "ziamath",
    "ziafont",
    "safetensors",
    "psutil",
    "platformdirs",
    "click",
    "rich",
    "filelock",
    "torch",
    "transformers",
)
_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One package that is installed."""

    name: str
    version: str
    licence: str


def parts() -> tuple[Part, ...]:
    """The packages that are installed, with what they say of their licence."""
    return tuple(part for name in _PARTS if (part := _part(name)) is not None)


def version() -> str:
    """The version of Stepwise, "" where it runs without being installed."""
    try:
        return metadata.version("stepwise-desktop")
    except metadata.PackageNotFoundError:
        return ""


def _part(name: str) -> Part | None:
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return Part(found["Name"], found["Version"], _licence(found))


def _licence(found: metadata.PackageMetadata) -> str:
    """As an SPDX expression where the package gives one, else by its classifiers, else its own first line."""
    for expression in found.get_all("License-Expression", []):
        return str(expression)
    prefix = "License :: OSI Approved :: "
    classifiers = [str(line).removeprefix(prefix) for line in found.get_all("Classifier", []) if prefix in line]
    if classifiers:
        return ", ".join(classifiers)
    lines = "\n".join(found.get_all("License", [])).strip().splitlines()
    return lines[0][:_CHARACTERS] if lines else "see the package"
