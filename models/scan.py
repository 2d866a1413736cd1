"""Finds model files that other programs brought: LM Studio, Ollama, GPT4All, Jan, the Hub's cache.

Files are recognised by their first bytes, whatever they are called, and are used where they lie.
"""

import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from models.files import ShouldStop, never
from models.gguf import is_gguf

_SMALLEST_BYTES = 24
_MANIFEST_BYTES = 1024 * 1024
_OLLAMA_MODEL = "application/vnd.ollama.image.model"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that begins like a model; ``name`` is what its program calls it."""

    path: Path
    name: str


def usual_folders() -> tuple[Path, ...]:
    """Where those programs keep models on this system, as far as they exist."""
    home = Path.home()
    environment = os.environ
    candidates = [
        home / ".lmstudio" / "models",
        home / ".cache" / "lm-studio" / "models",
        Path(environment.get("OLLAMA_MODELS", home / ".ollama" / "models")),
        Path("/usr/share/ollama/.ollama/models"),
        Path("/var/lib/ollama/models"),
        home / "jan" / "models",
        _hub_cache(home),
        *(base / "nomic.ai" / "GPT4All" for base in _application_folders(home)),
        *(base / "Jan" / "data" for base in _application_folders(home)),
    ]
    return tuple(dict.fromkeys(folder for folder in candidates if _is_folder(folder)))


def find_models(folders: tuple[Path, ...], should_stop: ShouldStop = never) -> Iterator[Found]:
    """All model files below the folders, each once, even where links lead to it twice or in a circle."""
    seen: set[tuple[int, int]] = set()
    later: list[Path] = []
    for folder in folders:
        ollama = _ollama_names(folder)
        for path in _files(folder, should_stop):
            # A blob of the Hub's cache has a telling name only through the link in its snapshot: links first.
            if _is_hub_blob(path):
                later.append(path)
            elif _is_new(path, seen) and is_gguf(path):
                yield Found(path, ollama.get(path.name, path.stem))
    for path in later:
        if _is_new(path, seen) and is_gguf(path):
            yield Found(path, path.stem)


def _files(folder: Path, should_stop: ShouldStop) -> Iterator[Path]:
    """Every file below a folder, through links too; a folder that was visited is not entered again."""
    visited: set[tuple[int, int]] = set()
    _is_new(folder, visited)
    for parent, folders, names in os.walk(folder, followlinks=True):
        if should_stop():
            return
        folders[:] = sorted(name for name in folders if _is_new(Path(parent, name), visited))
        for name in sorted(names):
            yield Path(parent, name)


def _is_new(path: Path, seen: set[tuple[int, int]]) -> bool:
    """Whether this is a folder, or a file large enough for a model, that was not seen yet."""
    try:
        status = path.stat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode) and not (stat.S_ISREG(status.st_mode) and status.st_size >= _SMALLEST_BYTES):
        return False
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return False
    seen.add(key)
    return True


def _is_hub_blob(path: Path) -> bool:
    return path.parent.name == "blobs" and path.parent.parent.name.startswith("models--")


class _Layer(msgspec.Struct):
    mediaType: str = ""  # noqa: N815, Ollama's own name
    digest: str = ""


class _Manifest(msgspec.Struct):
    layers: list[_Layer] = []


def _ollama_names(folder: Path) -> dict[str, str]:
    """Blob's file name -> "qwen2.5:1.5b", from Ollama's manifests."""
    names: dict[str, str] = {}
    manifests = folder / "manifests"
    for path in _files(manifests, never) if _is_folder(manifests) else ():
        try:
            if path.stat().st_size > _MANIFEST_BYTES:
                continue
            manifest = msgspec.json.decode(path.read_bytes(), type=_Manifest)
        except (OSError, msgspec.DecodeError):
            continue
        for layer in manifest.layers:
            if layer.mediaType == _OLLAMA_MODEL:
                names[layer.digest.replace(":", "-")] = f"{path.parent.name}:{path.name}"
    return names


def _hub_cache(home: Path) -> Path:
    root = os.environ.get("HF_HOME", str(home / ".cache" / "huggingface"))
    return Path(os.environ.get("HF_HUB_CACHE", os.path.join(root, "hub")))  # noqa: PTH118, both are strings


def _application_folders(home: Path) -> tuple[Path, ...]:
    """Where programs keep their data on this system."""
    if sys.platform == "darwin":
        return (home / "Library" / "Application Support",)
    if sys.platform == "win32":
        variables = ("APPDATA", "LOCALAPPDATA")
        return tuple(Path(os.environ[name]) for name in variables if name in os.environ)
    data = os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))
    config = os.environ.get("XDG_CONFIG_HOME", str(home / ".config"))
    return (Path(data), Path(config))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False
