"""The arms that need nothing but a model, on a tree of a few tokens."""

import importlib.util
import sys
import time

import pytest

from benchmarks._expansions import Child, Expansion, Recorded
from benchmarks._speed_arms import NotMeasuredError, OneByOne, Server, bare_loop
from engine.backends.llama import LlamaBackend, LlamaOptions
from tests.helpers.model_files import smollm2_path

RECORDED = Recorded(
    preamble=tuple(range(100, 130)),
    question=(200, 201, 202),
    expansions=(
        Expansion(0, (7,), (Child(1, 3, 2), Child(2, 2, 2))),
        Expansion(2, (8,), (Child(3, 4, 4),)),
    ),
)


@pytest.mark.model
def test_one_by_one_samples_as_many_tokens_as_were_recorded() -> None:
    arm = OneByOne(smollm2_path(), threads=1)
    try:
        timed = arm.run(RECORDED, time.perf_counter)
    finally:
        arm.close()
    assert 9 == timed.tokens
    assert timed.seconds > 0


@pytest.mark.model
def test_the_bare_loop_decodes_at_least_as_many_tokens_and_leaves_an_empty_cache() -> None:
    backend = LlamaBackend(smollm2_path(), LlamaOptions(context_tokens=512, sequences=6, batch_tokens=64, threads=1))
    try:
        for _ in range(2):
            timed = bare_loop(backend, RECORDED, 3, 40, time.perf_counter)
            assert timed.tokens >= 40
            assert 0 == timed.tokens % 3
    finally:
        backend.close()


@pytest.mark.skipif(importlib.util.find_spec("xllamacpp") is not None, reason="xllamacpp is installed here")
def test_a_server_without_its_package_is_not_measured() -> None:
    with pytest.raises(NotMeasuredError, match="xllamacpp is not installed"):
        Server(smollm2_path(), threads=1, slots=2, python=sys.executable)
