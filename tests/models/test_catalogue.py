"""The shipped catalogue."""

import re

import pytest

from models.catalogue import HubSource, WheelSource, catalogue, default_entry, find, get_entry, is_of_kind
from models.errors import UnknownModelError
from models.text import slug

VERIFIED = {
    "smollm2-135m-instruct-q4_1",
    "gemma-3-270m-q4_k_m",
    "qwen2.5-coder-0.5b-instruct-q4_k_m",
    "qwen2.5-coder-1.5b-instruct-q4_k_m",
}


def test_four_entries_are_verified_and_have_two_sources() -> None:
    verified = [entry for entry in catalogue() if entry.verified]
    assert VERIFIED == {entry.id for entry in verified}
    for entry in verified:
        assert [HubSource, WheelSource] == [type(source) for source in entry.sources]
        assert re.fullmatch("[0-9a-f]{64}", entry.sha256 or "")
        assert None not in (entry.bytes, entry.layers, entry.kv_heads, entry.head_dim, entry.architecture)


def test_what_is_not_verified_is_null() -> None:
    for entry in catalogue():
        if not entry.verified:
            assert (None, None) == (entry.bytes, entry.sha256)
            assert 500_000_000 <= entry.parameters <= 8_500_000_000


def test_ids_and_file_names_are_unique_and_plain() -> None:
    entries = catalogue()
    assert len(entries) == len({entry.id for entry in entries}) == len({entry.file_name for entry in entries})
    for entry in entries:
        assert slug(entry.id) == entry.id
        assert entry.id.endswith(entry.quantization.lower())
        assert re.fullmatch(r"[\w.-]+\.gguf", entry.file_name)
        assert entry.licence


def test_the_families_of_2026_are_there() -> None:
    families = {entry.family for entry in catalogue()}
    expected = {
        "Qwen2.5-Math",
        "Qwen3",
        "DeepSeek-R1-Distill",
        "Llama 3.2",
        "Gemma 3",
        "Phi-4-mini",
        "SmolLM2",
        "SmolLM3",
    }
    assert expected <= families


@pytest.mark.parametrize(
    ("available_bytes", "model_id", "words"),
    [
        (16 * 10**9, "qwen2.5-coder-1.5b-instruct-q4_k_m", "because 16.0 GB of memory are free"),
        (4 * 10**9, "qwen2.5-coder-1.5b-instruct-q4_k_m", "the best checked model"),
        (4 * 10**9 - 1, "qwen2.5-coder-0.5b-instruct-q4_k_m", "wants 4.0 GB of free memory"),
        (0, "qwen2.5-coder-0.5b-instruct-q4_k_m", "and there are 0 kB"),
    ],
)
def test_the_default_is_the_best_verified_model_that_fits(available_bytes: int, model_id: str, words: str) -> None:
    choice = default_entry(available_bytes)
    assert model_id == choice.entry.id
    assert words in choice.reason


def test_an_id_is_found_in_any_case_and_a_slip_is_answered() -> None:
    found = find("Qwen3-4B-Q4_K_M")
    assert found is not None
    assert "qwen3-4b-q4_k_m" == found.id
    with pytest.raises(UnknownModelError, match=r"Did you mean qwen2\.5-coder-1\.5b-instruct-q4_k_m\?"):
        get_entry("coder-1.5b")


def test_models_are_told_apart_by_family_scope_and_how_they_were_made() -> None:
    entries = {entry.id: entry for entry in catalogue()}
    llama, coder = entries["llama-3.2-1b-instruct-q4_k_m"], entries["qwen2.5-coder-0.5b-instruct-q4_k_m"]
    assert is_of_kind(llama, family="LLAMA", made=("pruned", "distilled"), scope="task-agnostic")
    assert not is_of_kind(coder, made=("pruned",))
    assert is_of_kind(coder, made=("quantized", "synthetic data"), scope="task-specific")
    assert not is_of_kind(coder, family="llama")
    assert is_of_kind(None)
    assert not is_of_kind(None, scope="task-agnostic")


def test_every_entry_says_how_it_was_made() -> None:
    assert [] == [entry.id for entry in catalogue() if "quantized" not in entry.made or len(entry.made) < 2]
