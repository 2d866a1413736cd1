"""Models that other programs brought: found by their bytes, used where they lie."""

import json
import os
from pathlib import Path

import pytest

from models.errors import UnknownModelError
from models.library import Library, ModelState
from models.scan import find_models, usual_folders
from tests.helpers.model_files import gguf

BLOB = "sha256-" + "ab" * 32


def _put(path: Path, content: bytes | None = None) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gguf() if content is None else content)
    return path


def test_models_of_five_programs_are_found(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    home = Path.home()
    paths = {
        "studio-q4": _put(home / ".lmstudio/models/someone/repo/studio-q4.gguf"),
        "all-q4": _put(home / ".local/share/nomic.ai/GPT4All/all-q4.gguf"),
        "jan-q4": _put(home / ".config/Jan/data/llamacpp/models/x/jan-q4.gguf"),
        "tiny-1.5b": _put(home / ".ollama/models/blobs" / BLOB, gguf(tensor_bytes=8192)),
        "cached-q4": home / ".cache/huggingface/hub/models--a--b/snapshots/c/cached-q4.gguf",
    }
    manifest = {"layers": [{"mediaType": "application/vnd.ollama.image.model", "digest": BLOB.replace("-", ":")}]}
    _put(home / ".ollama/models/manifests/registry.ollama.ai/library/tiny/1.5b", json.dumps(manifest).encode())
    _put(home / ".ollama/models/blobs/sha256-other", b"a licence text, " * 10)
    blob = _put(home / ".cache/huggingface/hub/models--a--b/blobs" / ("cd" * 32))
    paths["cached-q4"].parent.mkdir(parents=True)
    paths["cached-q4"].symlink_to(blob)
    found = library.scan()
    assert paths == {model.id: model.path for model in found}
    assert {ModelState.LINKED} == {model.state for model in found}
    assert [model.id for model in found] == [model.id for model in library.scan()]


def test_a_model_is_known_by_its_bytes_not_by_its_name(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "models"
    _put(folder / "deep/er/no-extension")
    _put(folder / "picture.gguf", b"\x89PNG" + bytes(5000))
    assert ["no-extension"] == [model.id for model in library.scan(folder)]


def test_a_file_that_begins_like_a_model_but_is_none_is_named_and_not_registered(
    library: Library, tmp_path: Path
) -> None:
    _put(tmp_path / "models/cut.gguf", gguf()[:-7])
    found = library.scan(tmp_path / "models")
    assert [(ModelState.BROKEN, True)] == [(model.state, "it is cut off, 7 bytes" in model.reason) for model in found]
    assert ["tiny-f32"] == [model.id for model in library.list()]


def test_links_in_a_circle_end_and_a_file_is_found_once(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    path = _put(folder / "a/model.gguf")
    (folder / "a/up").symlink_to(folder, target_is_directory=True)
    (folder / "b").symlink_to(folder / "a", target_is_directory=True)
    (folder / "self").symlink_to(folder / "self")
    (folder / "again.gguf").symlink_to(path)
    (folder / "dangling.gguf").symlink_to(folder / "gone.gguf")
    os.mkfifo(folder / "pipe.gguf")
    assert 1 == len(list(find_models((folder,))))


def test_a_scan_can_be_stopped(tmp_path: Path) -> None:
    _put(tmp_path / "models/a.gguf")
    assert [] == list(find_models((tmp_path / "models",), should_stop=lambda: True))


def test_the_librarys_own_files_are_not_scanned(library: Library, data_dir: Path) -> None:
    _put(data_dir / "models/tiny.gguf.part")
    assert [] == library.scan(data_dir)


def test_a_folder_that_does_not_exist_is_said(library: Library, tmp_path: Path) -> None:
    with pytest.raises(UnknownModelError, match="There is no folder"):
        library.scan(tmp_path / "none")


def test_nothing_is_found_in_an_empty_home() -> None:
    assert all(not folder.is_relative_to(Path.home()) for folder in usual_folders())
