"""Tokens a second as llama-bench measures them: pp512, a prompt of 512 tokens in one batch; tg128, 128 tokens one at a
time.

Each measurement begins with an empty cache, after one that is not counted.
"""

import time
from collections.abc import Callable

import numpy as np

from engine.backend import Backend, Row

PROMPT_TOKENS = 512
GENERATED_TOKENS = 128
_SEED = 512


def measure_throughput(backend: Backend, repeats: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Tokens a second of pp512 and of tg128, one figure a repeat. The backend takes 512 rows in a batch."""
    # What the tokens are makes no difference to the work.
    tokens = [int(token) for token in np.random.default_rng(_SEED).integers(0, backend.info.vocabulary, PROMPT_TOKENS)]
    prompt = _rates(lambda: _read_prompt(backend, tokens), backend, PROMPT_TOKENS, repeats)
    return prompt, _rates(lambda: _write_tokens(backend, tokens), backend, GENERATED_TOKENS, repeats)


def _rates(work: Callable[[], None], backend: Backend, tokens: int, repeats: int) -> tuple[float, ...]:
    found = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        found.append(tokens / max(time.perf_counter() - started, 1e-9))
        backend.drop_sequence(0)
    return tuple(found[1:])


def _read_prompt(backend: Backend, tokens: list[int]) -> None:
    backend.decode([Row(token, at, 0, at == len(tokens) - 1) for at, token in enumerate(tokens)])


def _write_tokens(backend: Backend, tokens: list[int]) -> None:
    for at in range(GENERATED_TOKENS):
        backend.decode([Row(tokens[at], at, 0, True)])
