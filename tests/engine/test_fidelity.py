"""Perplexity and KL divergence on a fixed text, and the speed figures, by hand and on a real model."""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.backend import DecodeOutput, Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.backends.scripted import Script, ScriptedBackend
from engine.errors import BackendError
from engine.fidelity import KEPT_TOKENS, mean_of, perplexity_of, read_text
from engine.measuring import MeasureJob, fixed_text, measure_model
from engine.quantizer import quantize
from engine.throughput import measure_throughput
from tests.helpers.model_files import smollm2_path
from tests.helpers.scripts import printing


class _Batches(ScriptedBackend):
    """Remembers how large its batches were."""

    def __init__(self, script: Script) -> None:
        super().__init__(script)
        self.batches: list[int] = []

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        self.batches.append(len(rows))
        return super().decode(rows)


def test_a_model_does_not_differ_from_itself() -> None:
    backend = ScriptedBackend(printing(1, 2))
    first = read_text(backend, "abc " * 50)
    again = read_text(backend, "abc " * 50, first.reference)
    assert 0 == backend.used_cells
    assert again.divergences is not None
    assert 0 == pytest.approx(float(again.divergences.max()), abs=1e-6)
    assert first.losses.tolist() == again.losses.tolist()
    assert 199 == len(first.losses)


def test_perplexity_is_exp_of_the_mean_loss() -> None:
    losses = np.array([math.log(2.0), math.log(8.0), math.log(4.0), math.log(4.0)])
    found = perplexity_of(losses)
    assert 4.0 == pytest.approx(found.value)
    assert 4.0 * mean_of(losses).error == pytest.approx(found.error)


def test_other_tokens_cannot_be_compared() -> None:
    backend = ScriptedBackend(printing(1))
    reference = read_text(backend, "abcd").reference
    with pytest.raises(BackendError, match="other tokens than its source"):
        read_text(backend, "abce", reference)
    with pytest.raises(BackendError, match="does not fit"):
        read_text(backend, "a")


def test_the_speed_loop_does_the_work_of_llama_bench_once_more_than_counted() -> None:
    backend = _Batches(printing(1))
    prompt, generated = measure_throughput(backend, 2)
    assert (2, 2) == (len(prompt), len(generated))
    assert all(rate > 0 for rate in (*prompt, *generated))
    assert [512] * 3 + [1] * 384 == backend.batches
    assert 0 == backend.used_cells


def test_a_file_that_is_no_model_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "no.gguf"
    path.write_bytes(b"GGUF")
    with pytest.raises(BackendError, match=r"no\.gguf could not be measured \(llama\.cpp cannot load") as caught:
        measure_model(MeasureJob(str(path), 1, 0))
    assert "\n" not in caught.value.message


def test_the_text_is_a_page_or_two() -> None:
    assert 600 < len(fixed_text().split()) < 1200


@pytest.mark.model
@pytest.mark.slow
def test_coarser_copies_of_a_real_model_are_further_from_it(tmp_path: Path) -> None:
    reference = tmp_path / "reading.npz"
    source = measure_model(MeasureJob(str(smollm2_path()), 0, 0, True, "", str(reference)))
    assert source.perplexity is not None
    assert source.kl is None
    divergences = []
    for name in ("Q8_0", "Q2_K"):
        copy = tmp_path / f"{name}.gguf"
        quantize(smollm2_path(), copy, name)
        found = measure_model(MeasureJob(str(copy), 0, 0, True, str(reference)))
        assert found.kl is not None
        assert found.perplexity is not None
        divergences.append(found.kl)
    assert 0 < divergences[0] < 0.02 < divergences[1]


@pytest.mark.model
def test_the_kept_tokens_hold_nearly_all_of_the_probability() -> None:
    backend = LlamaBackend(smollm2_path(), LlamaOptions(context_tokens=512, sequences=1))
    try:
        reference = read_text(backend, fixed_text()[:600]).reference
    finally:
        backend.close()
    assert KEPT_TOKENS == reference.kept.shape[1]
    assert float(reference.rest.mean()) < 0.02
