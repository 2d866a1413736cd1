"""The file of records: whole after any death, told when the disk is full, refused when it is another's."""

import resource
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.compare.records import FILE_NAME, Arm, Ledger, MeasuredModel, problem_key, read_records
from engine.errors import BadSettingsError
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem
from models.errors import ReadOnlyError, StorageFullError
from tests.helpers.comparisons import arm, measured, solved, with_seed

SMALL = arm()


def _written(folder: Path, rights: str = "101") -> bytes:
    ledger = Ledger(folder)
    for record in measured(SMALL, rights):
        ledger.add(record)
    ledger.close()
    return (folder / FILE_NAME).read_bytes()


def test_records_come_back_as_they_were(tmp_path: Path) -> None:
    _written(tmp_path)
    assert measured(SMALL, "101") == read_records(tmp_path)
    again = Ledger(tmp_path)
    again.close()
    assert [True, False] == [again.holds(SMALL.key, "own", f"key-{number}") for number in (2, 3)]
    assert not again.holds(SMALL.key, "other", "key-2")


@pytest.mark.parametrize("cut", [1, 20, 200])
def test_a_line_that_was_cut_off_is_dropped_and_the_next_one_is_whole(tmp_path: Path, cut: int) -> None:
    data = _written(tmp_path)
    (tmp_path / FILE_NAME).write_bytes(data[:-cut])
    assert measured(SMALL, "10") == read_records(tmp_path)
    ledger = Ledger(tmp_path)
    ledger.add(solved(SMALL, 2))
    ledger.close()
    assert data == (tmp_path / FILE_NAME).read_bytes()


def test_what_is_known_is_not_written_again(tmp_path: Path) -> None:
    data = _written(tmp_path)
    ledger = Ledger(tmp_path)
    ledger.add(SMALL)
    ledger.close()
    assert data == (tmp_path / FILE_NAME).read_bytes()


@pytest.mark.parametrize("content", [b"my thesis", b"my thesis\n", b"{}\n", b"\xff\xfe\n\x00", b"[" * 100_000 + b"\n"])
def test_another_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(BadSettingsError, match="no file of rows"):
        Ledger(tmp_path)
    assert content == (tmp_path / FILE_NAME).read_bytes()


def test_a_folder_without_records_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSettingsError, match="holds no comparison"):
        read_records(tmp_path)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ReadOnlyError, match="cannot be written"):
        Ledger(tmp_path / "file")


def test_a_full_disk_is_told_and_keeps_what_was_whole(tmp_path: Path) -> None:
    data = _written(tmp_path)
    ledger = Ledger(tmp_path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for more in (10, 0):
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + more, hard))
        try:
            with pytest.raises(StorageFullError, match="free some space"):
                ledger.add(solved(SMALL, 9))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    ledger.close()
    assert data == (tmp_path / FILE_NAME).read_bytes()


def test_a_key_names_what_decides_the_answers() -> None:
    model = msgspec.structs.replace(SMALL.model, sha256="other")
    others = [
        with_seed(SMALL, 1),
        arm(policy=PolicyName.MAJORITY),
        msgspec.structs.replace(SMALL, model=model),
        msgspec.structs.replace(SMALL, head_sha256="head"),
    ]
    assert 5 == len({SMALL.key, *(other.key for other in others)})
    renamed = msgspec.structs.replace(SMALL, wanted="by its path", effort="deep")
    assert SMALL.key == renamed.key


def test_a_key_made_before_lines_were_given_up_early_still_holds() -> None:
    settings = settings_for(PolicyName.WEIGHTED, Effort.QUICK, seed=3, max_seconds=6.5)
    model = MeasuredModel(id="a", name="A", sha256="ab" * 32, bytes=1, parameters=2, quantization="Q4_0")
    old = Arm(wanted="a", model=model, settings=settings, effort="quick")
    assert "74b6eacd5c3e4ce2" == old.key
    assert old.key != msgspec.structs.replace(old, settings=replace(settings, reject_below=0.04)).key


def test_a_mended_problem_is_another_one() -> None:
    keys = {problem_key(Problem("a", text, answer)) for text, answer in (("1+1?", "2"), ("1+1?", "3"), ("1+2?", "3"))}
    assert 3 == len(keys)
    assert problem_key(Problem("a", "1+1?", "2")) == problem_key(Problem("a", "1+1?", "2"))
