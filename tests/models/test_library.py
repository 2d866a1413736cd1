"""The list of models, files of the user's own, and names that lead to files."""

import json
import os
import threading
from pathlib import Path

import pytest

from models.errors import BadModelFileError, ModelError, NotFetchedError, ReadOnlyError, UnknownModelError
from models.library import Library, ModelState
from tests.helpers.hub_server import Hub
from tests.helpers.model_files import TINY, gguf
from tests.models.conftest import CONTENT, catalogue_entry


def _file(folder: Path, name: str = "My Model.Q4_0.gguf", content: bytes | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(gguf() if content is None else content)
    return path


def test_an_added_file_is_used_where_it_lies(library: Library, tmp_path: Path) -> None:
    path = _file(tmp_path / "elsewhere")
    added = library.add(path)
    assert ("my-model.q4_0", "Tiny", ModelState.LINKED, path) == (added.id, added.name, added.state, added.path)
    assert path == library.get("my-model.q4_0")
    assert path == library.resolve("MY-MODEL.Q4_0").path
    assert "Tiny" == library.resolve("my-model.q4_0").header.name
    assert ["tiny-f32", "my-model.q4_0"] == [model.id for model in library.list()]


def test_adding_twice_changes_nothing_and_another_file_of_the_same_name_gets_a_number(
    library: Library, tmp_path: Path
) -> None:
    first = library.add(_file(tmp_path / "a"))
    assert first == library.add(_file(tmp_path / "a"))
    assert "my-model.q4_0-2" == library.add(_file(tmp_path / "b")).id


def test_a_file_that_is_byte_for_byte_in_the_catalogue_takes_its_id(library: Library, tmp_path: Path) -> None:
    added = library.add(_file(tmp_path, "whatever.bin", CONTENT))
    assert ("tiny-f32", ModelState.LINKED) == (added.id, added.state)
    assert library.verify("tiny-f32").checked


def test_removing_an_added_file_only_forgets_it(library: Library, tmp_path: Path) -> None:
    path = _file(tmp_path)
    library.add(path)
    removal = library.remove("my-model.q4_0")
    assert (False, path) == (removal.deleted, removal.path)
    assert path.exists()
    with pytest.raises(UnknownModelError):
        library.remove("my-model.q4_0")


def test_removing_a_fetched_model_deletes_it(hub: Hub, library: Library, data_dir: Path) -> None:
    path = library.get("tiny-f32")
    assert library.remove("tiny-f32").deleted
    assert not path.exists()
    with pytest.raises(NotFetchedError, match="there is nothing to remove"):
        library.remove("tiny-f32")


def test_removing_an_unfinished_fetch_deletes_what_arrived(library: Library, data_dir: Path) -> None:
    part = _file(data_dir / "models", "tiny.gguf.part", b"some bytes")
    assert library.remove("tiny-f32").deleted
    assert not part.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gguf()[:-10], "it is cut off, 10 bytes are missing"),
        (b"%PDF-1.4" + bytes(1000), "it is not in GGUF format"),
        (os.urandom(4096), "it is not in GGUF format"),
    ],
    ids=["truncated", "renamed", "random"],
)
def test_a_broken_file_cannot_be_added_or_named(library: Library, tmp_path: Path, content: bytes, words: str) -> None:
    path = _file(tmp_path, content=content)
    for act in (library.add, lambda path: library.resolve(str(path))):
        with pytest.raises(BadModelFileError, match=words) as caught:
            act(path)
        assert 5 == caught.value.exit_code
    assert ["tiny-f32"] == [model.id for model in library.list()]


def test_an_added_file_that_is_gone_or_changed_is_shown_as_broken(library: Library, tmp_path: Path) -> None:
    path = _file(tmp_path)
    library.add(path)
    path.write_bytes(gguf(tensor_bytes=8192))
    assert ModelState.BROKEN is library.list()[1].state
    path.unlink()
    with pytest.raises(BadModelFileError, match="is gone or has changed; add it again"):
        library.resolve("my-model.q4_0")
    with pytest.raises(BadModelFileError, match="is gone or has changed"):
        library.get("my-model.q4_0")


def test_a_fetched_file_that_was_cut_is_broken_and_fetched_again(hub: Hub, library: Library) -> None:
    path = library.get("tiny-f32")
    path.write_bytes(CONTENT[:-5])
    assert ModelState.BROKEN is library.list()[0].state
    with pytest.raises(BadModelFileError, match="run 'stepwise models get tiny-f32'"):
        library.resolve("tiny-f32")
    assert library.get("tiny-f32").read_bytes() == CONTENT


def test_a_flipped_byte_is_found_by_verify(hub: Hub, library: Library) -> None:
    path = library.get("tiny-f32")
    path.write_bytes(CONTENT[:-1] + b"\xff")
    with pytest.raises(BadModelFileError, match="has a wrong checksum; run 'stepwise models remove tiny-f32'"):
        library.verify("tiny-f32")


def test_verify_of_a_strange_file_says_that_there_is_nothing_to_compare(library: Library, tmp_path: Path) -> None:
    library.add(_file(tmp_path))
    assert not library.verify("my-model.q4_0").checked


def test_a_model_that_is_not_here_says_how_to_fetch_it(library: Library) -> None:
    with pytest.raises(NotFetchedError, match="run 'stepwise models get tiny-f32' to fetch it") as caught:
        library.resolve("tiny-f32")
    assert 4 == caught.value.exit_code


@pytest.mark.parametrize("wanted", ["no-such-model", "", "tiny", "\x00", "a" * 5000])
def test_an_unknown_name_is_one_sentence(library: Library, wanted: str) -> None:
    with pytest.raises(UnknownModelError, match="No model is called") as caught:
        library.resolve(wanted)
    assert ("Did you mean tiny-f32?" in caught.value.message) == (wanted == "tiny")


@pytest.mark.parametrize("wanted", ["./none.gguf", "/none/at/all", "none.gguf", "~nobody-here/x.gguf"])
def test_a_path_without_a_file_is_named(library: Library, wanted: str) -> None:
    with pytest.raises(UnknownModelError, match="There is no file"):
        library.resolve(wanted)


def test_a_path_resolves_without_being_added(library: Library, tmp_path: Path) -> None:
    path = _file(tmp_path)
    resolved = library.resolve(str(path))
    assert ("my-model.q4_0", path, None) == (resolved.id, resolved.path, resolved.entry)


def test_the_list_of_an_untouched_folder_creates_nothing(library: Library, data_dir: Path) -> None:
    assert [ModelState.NOT_FETCHED] == [model.state for model in library.list()]
    assert not data_dir.exists()


def test_a_damaged_registry_is_said(library: Library, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "models.json").write_text('{"linked": 3}')
    with pytest.raises(ModelError, match=r"models.json is damaged; delete it"):
        library.list()


def test_the_registry_survives_many_writers(data_dir: Path, tmp_path: Path) -> None:
    paths = [_file(tmp_path, f"model-{number}.gguf") for number in range(8)]
    threads = [threading.Thread(target=Library(data_dir, []).add, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    registered = json.loads((data_dir / "models.json").read_text())["linked"]
    assert {f"model-{number}" for number in range(8)} == {item["id"] for item in registered}


def test_adding_to_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnlyError, match="cannot be written"):
        Library(tmp_path / "file" / "data", []).add(_file(tmp_path))


def test_an_entry_without_checksum_is_recognised_by_name(data_dir: Path, tmp_path: Path) -> None:
    library = Library(data_dir, [catalogue_entry(content=None, model_id="tiny-f32")])
    assert "tiny-f32" == library.add(_file(tmp_path, "Tiny-F32.gguf", gguf(TINY))).id
