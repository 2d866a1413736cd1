"""The memory that models were seen to take, and how it corrects the estimate."""

from pathlib import Path

from models.fit import estimate
from models.gguf import read_header
from models.library import Library
from models.memory import FILE_NAME, MemoryPeaks, Peak
from tests.helpers.model_files import gguf

PEAK = Peak("ab", "tiny.gguf", 100, 8192, 64, 2_000_000_000)


def _found(folder: Path) -> int | None:
    return MemoryPeaks(folder).find(Path("anywhere/tiny.gguf"), 100, 8192, 64)


def test_the_highest_peak_of_a_file_is_kept(tmp_path: Path) -> None:
    peaks = MemoryPeaks(tmp_path)
    assert _found(tmp_path) is None
    for count in (1_000, 3_000, 2_000):
        peaks.keep(Peak("ab", "tiny.gguf", 100, 8192, 64, count))
    assert 3_000 == _found(tmp_path)


def test_another_context_or_file_has_a_peak_of_its_own(tmp_path: Path) -> None:
    MemoryPeaks(tmp_path).keep(PEAK)
    assert MemoryPeaks(tmp_path).find(Path("tiny.gguf"), 100, 4096, 64) is None
    assert MemoryPeaks(tmp_path).find(Path("tiny.gguf"), 101, 8192, 64) is None


def test_a_file_that_cannot_be_understood_is_written_anew(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"\xff not JSON")
    assert _found(tmp_path) is None
    MemoryPeaks(tmp_path).keep(PEAK)
    assert PEAK.bytes == _found(tmp_path)


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    MemoryPeaks(tmp_path / "file").keep(PEAK)
    assert _found(tmp_path / "file") is None


def test_a_measured_peak_counts_instead_of_the_estimate_and_both_are_told(tmp_path: Path) -> None:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf())
    header = read_header(path)
    library = Library(tmp_path / "home")
    assert library.measured_bytes(path, header, 8192, 64) is None
    MemoryPeaks(tmp_path / "home").keep(Peak("ab", path.name, header.file_bytes, 8192, 64, 5_000_000_000))
    measured = library.measured_bytes(path, header, 8192, 64)
    fit = estimate(header, 8192, 64, 6_000_000_000, measured_bytes=measured)
    assert (5_000_000_000, True) == (fit.total_bytes, fit.fits)
    assert fit.sentence.startswith("took 5.0 GB here (estimated ")
    assert fit.sentence.endswith("; 6.0 GB free")
    plain = estimate(header, 8192, 64, 6_000_000_000)
    assert plain.total_bytes == plain.estimated_bytes == fit.estimated_bytes
    assert not estimate(header, 8192, 64, 4_000_000_000, measured_bytes=measured).fits
