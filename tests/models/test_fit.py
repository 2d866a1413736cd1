"""Whether a model fits into memory, and the sum that says so."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from models import fit
from models.catalogue import catalogue, get_entry
from models.errors import DoesNotFitError
from models.fit import BATCH_TOKENS, estimate, expected_bytes, free_bytes, require_fit
from models.gguf import GgufHeader, read_header
from tests.helpers.model_files import gguf, qwen05_path, smollm2_path


@pytest.fixture(autouse=True)
def _without_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expected does not depend on this processor."""
    monkeypatch.setattr(fit, "multiplies_tiles", lambda: False)


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


@pytest.mark.parametrize(
    ("facts", "worker_bytes", "all_rows_bytes"),
    [
        ((576, 11_520, 49_152, 96_576_768, 0), 398_000_000, 557_000_000),
        ((640, 9_216, 262_144, 246_587_904, 13_271_040), 673_000_000, 1_586_000_000),
        ((896, 6_144, 151_936, 485_452_288, 29_417_472), 845_000_000, 1_342_000_000),
        ((1536, 14_336, 151_936, 1_111_370_240, 625_508_352), 2_213_000_000, 2_704_000_000),
    ],
    ids=["SmolLM2 135M", "Gemma 3 270M", "Qwen2.5-Coder 0.5B", "Qwen2.5-Coder 1.5B"],
)
def test_the_sum_is_within_a_tenth_of_what_was_measured(
    tiny: GgufHeader, facts: tuple[int, int, int, int, int], worker_bytes: int, all_rows_bytes: int
) -> None:
    # Peak resident memory with 8192 cells, 64 sequences, batches of 512: in a search, and with logits for every row.
    names = ("embedding", "kv_width", "vocabulary", "tensor_bytes", "rearranged_bytes")
    header = replace(tiny, **dict(zip(names, facts, strict=True)))  # type: ignore[arg-type]
    assert worker_bytes == pytest.approx(estimate(header, 8192, 64, 0).total_bytes, rel=0.1)
    most = estimate(header, 8192, 64, 0, output_rows=BATCH_TOKENS)
    assert all_rows_bytes == pytest.approx(most.total_bytes, rel=0.1)


@pytest.mark.parametrize(
    ("path", "amx_mib", "mapped_mib", "worker_bytes"),
    [(smollm2_path, 95.34, 92.10, 491_000_000), (qwen05_path, 225.48, 325.02, 894_000_000)],
    ids=["SmolLM2 135M", "Qwen2.5-Coder 0.5B"],
)
def test_a_processor_that_multiplies_tiles_holds_other_parts_twice(
    path: Callable[[], Path],
    amx_mib: float,
    mapped_mib: float,
    worker_bytes: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The sizes of its two buffers as llama.cpp tells them there, and the peak of a search as above.
    header = read_header(path())
    assert amx_mib == pytest.approx(header.tiled_bytes / 2**20, rel=0.01)
    assert mapped_mib == pytest.approx(header.tiled_mapped_bytes / 2**20, rel=0.01)
    plain = estimate(header, 8192, 64, 0).total_bytes
    monkeypatch.setattr(fit, "multiplies_tiles", lambda: True)
    assert plain != estimate(header, 8192, 64, 0).total_bytes
    assert worker_bytes == pytest.approx(estimate(header, 8192, 64, 0).total_bytes, rel=0.1)


def test_the_sentence_says_the_sum(coder_15b: GgufHeader) -> None:
    found = estimate(coder_15b, 8192, 64, 3_400_000_000)
    assert "needs 2.2 GB: 1.7 GB weights + 235 MB context + 213 MB buffers; 3.4 GB free" == found.sentence
    assert found.fits
    assert found.total_bytes == found.weights_bytes + found.kv_bytes + found.buffer_bytes


def test_the_context_is_rounded_up_to_whole_blocks_of_cells(tiny: GgufHeader) -> None:
    assert 256 * tiny.kv_width * 2 == estimate(tiny, 100, 1, 0).kv_bytes


def test_a_model_larger_than_memory_is_refused_with_the_sum(coder_15b: GgufHeader) -> None:
    with pytest.raises(DoesNotFitError, match=r"Coder needs 2.2 GB: .*; 1.0 GB free. Choose a smaller") as caught:
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


@pytest.mark.parametrize(
    ("model_id", "measured_bytes"),
    [
        ("smollm2-135m-instruct-q4_1", 398_000_000),
        ("gemma-3-270m-q4_k_m", 673_000_000),
        ("qwen2.5-coder-0.5b-instruct-q4_k_m", 845_000_000),
        ("qwen2.5-coder-1.5b-instruct-q4_k_m", 2_213_000_000),
    ],
)
def test_the_guess_for_a_model_that_is_not_here_is_near_and_on_the_safe_side(
    model_id: str, measured_bytes: int
) -> None:
    guess = expected_bytes(get_entry(model_id))
    assert 0.95 * measured_bytes < guess < 1.35 * measured_bytes


def test_every_model_of_the_catalogue_has_a_guess_larger_than_its_weights() -> None:
    assert [] == [entry.id for entry in catalogue() if expected_bytes(entry) < entry.parameters / 2]
