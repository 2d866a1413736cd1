"""The file of tunings: what is found again, for which machine and model, and what a broken file costs (nothing)."""

import os
from pathlib import Path

import msgspec
import pytest

from models.errors import ReadOnlyError
from models.registry import Fetched, Registry, with_fetched
from models.tuning import FILE_NAME, Figure, Machine, Record, Tuning, Tunings, this_machine

HERE = Machine("A processor", 4, "0.3.36 abc")
FIGURES = (Figure("threads", 3, None, 16, 70.5, 3),)
DATE = "2026-11-23T21:49:38+00:00"
TUNING = Tuning(3, 16, None, 70.5)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"x" * 100)
    return path


def _record(tunings: Tunings, path: Path, tuning: Tuning = TUNING) -> Record:
    return Record(tunings.machine, tunings.key("model", path), tuning, DATE, "CPU, 3 threads", 0.1, FIGURES)


def test_what_was_saved_is_found_again_by_another_program(tmp_path: Path, model: Path) -> None:
    tunings = Tunings(tmp_path / "data", HERE)
    assert None is tunings.find("model", model)
    record = _record(tunings, model)
    tunings.save(record)
    assert record == Tunings(tmp_path / "data", HERE).find("model", model)


@pytest.mark.parametrize("flash_attention", [None, True, False])
def test_the_three_choices_of_flash_attention_stay_apart(
    tmp_path: Path, model: Path, flash_attention: bool | None
) -> None:
    tunings = Tunings(tmp_path, HERE)
    tunings.save(_record(tunings, model, Tuning(3, 16, flash_attention, 70.5)))
    found = tunings.find("model", model)
    assert found is not None
    assert flash_attention is found.tuning.flash_attention


@pytest.mark.parametrize(
    "other",
    [Machine("Another one", 4, "0.3.36 abc"), Machine("A processor", 2, "0.3.36 abc"), Machine("A processor", 4, "1")],
    ids=["processor", "cores", "build"],
)
def test_another_machine_finds_nothing_and_keeps_its_own(tmp_path: Path, model: Path, other: Machine) -> None:
    here, there = Tunings(tmp_path, HERE), Tunings(tmp_path, other)
    here.save(_record(here, model))
    assert None is there.find("model", model)
    there.save(_record(there, model, Tuning(1, 8, None, 9.0)))
    found = here.find("model", model)
    assert found is not None
    assert TUNING == found.tuning


def test_a_newer_measurement_replaces_the_older_one(tmp_path: Path, model: Path) -> None:
    tunings = Tunings(tmp_path, HERE)
    tunings.save(_record(tunings, model))
    newer = _record(tunings, model, Tuning(1, 8, False, 9.0))
    tunings.save(newer)
    assert newer == tunings.find("model", model)
    assert 1 == len(msgspec.json.decode((tmp_path / FILE_NAME).read_bytes())["records"])


def test_a_changed_model_file_finds_nothing(tmp_path: Path, model: Path) -> None:
    tunings = Tunings(tmp_path, HERE)
    tunings.save(_record(tunings, model))
    model.write_bytes(b"x" * 101)
    assert None is tunings.find("model", model)


def test_a_fetched_model_is_recognised_by_its_checksum_and_others_by_name_and_size(tmp_path: Path, model: Path) -> None:
    Registry(tmp_path).change(lambda registered: with_fetched(registered, Fetched("model", "f" * 64, 100)))
    tunings = Tunings(tmp_path, HERE)
    fetched = tmp_path / "models" / "model.gguf"
    assert f"sha256:{'f' * 64}" == tunings.key("model", fetched)
    assert "file:model.gguf:100" == tunings.key("model", model)
    assert "file:model.gguf:0" == tunings.key("another", fetched)


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"\xff\xfe\x00",
    b'{"version": 2, "records": []}',
    b'{"version": 1, "records": 7}',
    b'{"version": "one"}',
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_or_newer_file_is_ignored_and_kept_aside(tmp_path: Path, model: Path, content: bytes) -> None:
    tunings = Tunings(tmp_path, HERE)
    (tmp_path / FILE_NAME).write_bytes(content)
    (tmp_path / f"{FILE_NAME}.broken-1").write_bytes(b"an older one")
    assert None is tunings.find("model", model)
    assert content == (tmp_path / FILE_NAME).read_bytes()
    tunings.save(_record(tunings, model))
    assert None is not tunings.find("model", model)
    assert content == (tmp_path / f"{FILE_NAME}.broken-2").read_bytes()
    assert b"an older one" == (tmp_path / f"{FILE_NAME}.broken-1").read_bytes()


@pytest.mark.parametrize(
    "change",
    [{"tuning": {"threads": 0}}, {"tuning": 7}, {"hardware": None}],
    ids=["no threads", "no tuning", "no hardware"],
)
def test_a_record_that_cannot_be_used_is_ignored_but_not_lost(
    tmp_path: Path, model: Path, change: dict[str, object]
) -> None:
    tunings = Tunings(tmp_path, HERE)
    good = _record(tunings, model)
    odd = {**msgspec.json.decode(msgspec.json.encode(good)), **change}
    (tmp_path / FILE_NAME).write_bytes(msgspec.json.encode({"version": 1, "records": [odd]}))
    assert None is tunings.find("model", model)
    tunings.save(good)
    assert good == tunings.find("model", model)
    assert odd == msgspec.json.decode((tmp_path / FILE_NAME).read_bytes())["records"][0]


def test_a_file_that_cannot_be_read_is_no_reason_to_fail(tmp_path: Path, model: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    assert None is Tunings(tmp_path, HERE).find("model", model)
    assert None is Tunings(tmp_path / FILE_NAME / "x", HERE).find("model", tmp_path / "no such model")


def test_a_data_folder_that_cannot_be_made_is_told_in_one_sentence(tmp_path: Path, model: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    tunings = Tunings(tmp_path / "file" / "data", HERE)
    with pytest.raises(ReadOnlyError, match="cannot be written"):
        tunings.save(_record(tunings, model))


def test_this_machine_has_a_name_cores_and_a_build_that_stay_the_same() -> None:
    machine = this_machine()
    assert machine == this_machine()
    assert machine.processor
    assert 1 <= machine.cores <= (os.cpu_count() or 1)
    assert 2 == len(machine.build.split())
