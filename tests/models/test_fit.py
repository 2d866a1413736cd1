"""Whether a model fits into memory, and the sum that says so."""

from dataclasses import replace
from pathlib import Path

import pytest

from models import fit
from models.errors import DoesNotFitError
from models.fit import estimate, free_bytes, require_fit
from models.gguf import GgufHeader, read_header
from tests.helpers.model_files import gguf


@pytest.fixture
def tiny(tmp_path: Path) -> GgufHeader:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(gguf())
    return read_header(path)


@pytest.fixture
def coder_15b(tiny: GgufHeader) -> GgufHeader:
    """The facts of Qwen2.5-Coder 1.5B Q4_K_M."""
    return replace(
        tiny,
        name="Coder",
        layers=28,
        embedding=1536,
        kv_width=14_336,
        vocabulary=151_936,
        tensor_bytes=1_111_370_240,
        rearranged_bytes=625_508_352,
    )


def test_the_sum_of_a_real_model_is_near_what_was_measured(coder_15b: GgufHeader) -> None:
    # Resident memory of a worker with 8192 cells, 64 sequences, batches of 512, all rows with logits: 2,704 MB.
    total = estimate(coder_15b, 8192, 64, 24 * 10**9).total_bytes
    assert 2_704_000_000 == pytest.approx(total, rel=0.1)


def test_fewer_rows_with_logits_need_less(coder_15b: GgufHeader) -> None:
    most = estimate(coder_15b, 8192, 64, 0).buffer_bytes
    assert most - estimate(coder_15b, 8192, 64, 0, output_rows=64).buffer_bytes > 500_000_000


def test_the_sentence_says_the_sum(coder_15b: GgufHeader) -> None:
    found = estimate(coder_15b, 8192, 64, 3_400_000_000)
    assert "needs 2.7 GB: 1.7 GB weights + 235 MB context + 751 MB buffers; 3.4 GB free" == found.sentence
    assert found.fits
    assert found.total_bytes == found.weights_bytes + found.kv_bytes + found.buffer_bytes


def test_the_context_is_rounded_up_to_whole_blocks_of_cells(tiny: GgufHeader) -> None:
    assert 256 * tiny.kv_width * 2 == estimate(tiny, 100, 1, 0).kv_bytes


def test_a_model_larger_than_memory_is_refused_with_the_sum(coder_15b: GgufHeader) -> None:
    with pytest.raises(DoesNotFitError, match=r"Coder needs 2.7 GB: .*; 1.0 GB free. Choose a smaller") as caught:
        require_fit(coder_15b, 8192, 64, 10**9)
    assert 8 == caught.value.exit_code


def test_a_model_larger_than_memory_may_be_wanted_anyway(coder_15b: GgufHeader) -> None:
    assert not require_fit(coder_15b, 8192, 64, 10**9, anyway=True).fits


def test_free_memory_is_measured(tiny: GgufHeader) -> None:
    assert estimate(tiny, 256, 1).available_bytes > 0
    assert free_bytes() > 0


def test_a_containers_limit_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memory.max").write_text("1000000\n")
    (tmp_path / "memory.current").write_text("700000\n")
    (tmp_path / "memory.stat").write_text("anon 500000\ninactive_file 100000\n")
    assert 400_000 == fit.container_bytes(tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert fit.container_bytes(tmp_path) > 10**15
    assert fit.container_bytes(tmp_path / "none") > 10**15
