"""What git holds: the product alone, for any machine; code and small data, never weights."""

import re
from pathlib import Path

from tests.contracts.source import ROOT, tracked_files

TOP_FOLDERS = {"app", "benchmarks", "docs", "engine", "models", "packaging", "resources", "tests", ".ci"}
LARGEST_FILE_BYTES = 1 << 20
WEIGHTS = {".gguf", ".safetensors", ".bin", ".pt", ".pth", ".onnx", ".whl"}
BINARY = {".png", ".ico", ".icns", ".npz", ".npy", ".jpg", ".safetensors"}
# Trained preference models ship: a few small matrices each.
HEADS = Path("resources/ppm")

# Composed, so that this file does not hold them itself.
INDEX_WORDS = ("-".join(("index", "url")), "-".join(("find", "links")), ".".join(("pypi", "org")), "python" + "hosted")
WORKPLACE_WORDS = (
    "/wo" + "rk/",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
    "/root/" + ".pyenv",
    "sub" + "agent",
    "farm" + "-",
)
PERSONAL_FOLDERS = re.compile(r"/(?:home|Users)/(?!user\b|you\b|\$|<|\{)[a-z][a-z0-9_-]*/")


def texts() -> list[tuple[Path, str]]:
    return [
        (path.relative_to(ROOT), path.read_text(encoding="utf-8"))
        for path in tracked_files()
        if path.suffix not in BINARY
    ]


def test_the_top_folders_are_those_of_the_plan() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in tracked_files() if path.parent != ROOT}
    assert set() == found - TOP_FOLDERS


def test_no_file_names_a_package_index() -> None:
    assert [] == [f"{path}: {word}" for path, text in texts() for word in INDEX_WORDS if word in text.lower()]


def test_no_file_names_a_machine_or_a_persons_folder() -> None:
    found = [f"{path}: {word}" for path, text in texts() for word in WORKPLACE_WORDS if word in text]
    found += [f"{path}: {match}" for path, text in texts() for match in PERSONAL_FOLDERS.findall(text)]
    assert [] == found


def test_no_weights_and_no_large_file_is_tracked() -> None:
    large = [str(path.relative_to(ROOT)) for path in tracked_files() if path.stat().st_size > LARGEST_FILE_BYTES]
    named = [path.relative_to(ROOT) for path in tracked_files()]
    weights = [str(path) for path in named if path.suffix in WEIGHTS and path.parent != HEADS]
    assert ([], []) == (large, weights)
