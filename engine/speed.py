"""How fast a loaded model decodes: a bare loop, no sampling, search or sandbox. The limit that a search is held to."""

import time
from collections.abc import Sequence
from statistics import median

from engine.backend import Backend, Row
from engine.errors import BadSettingsError
from engine.events import SpeedPoint

PROMPT_TOKENS = 200
MOST_DECODES = 1000
_TEXT = (
    "A farmer has 14 rows of 23 cabbages. Rabbits eat 47 of them, and he sells the rest in crates of 11. How many full "
    "crates does he sell, and how many cabbages are left over?\n"
    "rows = 14\ncabbages = rows * 23\nleft = cabbages - 47\ncrates = left // 11\nprint(crates, left % 11)\n"
)


def measure_speed(backend: Backend, widths: Sequence[int], decodes: int) -> tuple[SpeedPoint, ...]:
    """Time decodes of one token for each of ``width`` branches that share a prompt; nothing is left in the cache.

    It takes the highest sequence ids, which a search reaches last, and drops them afterwards.

    Raises:
        BadSettingsError: a width or the number of decodes is out of range.
        BackendError: the backend could not go on, or was stopped.
    """
    info = backend.info
    # The last sequence holds the prompt, and the first may hold the examples of searches before.
    most = min(info.sequences - 2, info.batch_tokens)
    if not widths or not all(1 <= width <= most for width in widths):
        raise BadSettingsError(f"Speed can be measured at 1 to {most} branches; choose widths between them.")
    if not 1 <= decodes <= MOST_DECODES:
        raise BadSettingsError(f"Speed can be measured with 1 to {MOST_DECODES} decodes; choose a number between.")
    prompt = _prompt(backend)
    holder = info.sequences - 1
    try:
        for start in range(0, len(prompt), info.batch_tokens):
            part = prompt[start : start + info.batch_tokens]
            backend.decode([Row(token, start + at, holder, False) for at, token in enumerate(part)])
        return tuple(_point(backend, prompt, width, decodes) for width in widths)
    finally:
        backend.drop_sequence(holder)


def _prompt(backend: Backend) -> list[int]:
    tokens = backend.tokenize(_TEXT, special=False)
    return (tokens * (PROMPT_TOKENS // max(1, len(tokens)) + 1))[:PROMPT_TOKENS]


def _point(backend: Backend, prompt: list[int], width: int, decodes: int) -> SpeedPoint:
    holder = backend.info.sequences - 1
    branches = range(holder - width, holder)
    times_s = []
    try:
        for branch in branches:
            backend.copy_sequence(holder, branch, len(prompt))
        # The first decode at a width builds its graph and is not counted.
        for at in range(decodes + 1):
            # Branches differ, as candidates do.
            rows = [Row(prompt[(7 * b + at) % len(prompt)], len(prompt) + at, b, True) for b in branches]
            started = time.perf_counter()
            backend.decode(rows)
            times_s.append(time.perf_counter() - started)
    finally:
        for branch in branches:
            backend.drop_sequence(branch)
    decode_s = max(median(times_s[1:]), 1e-9)
    return SpeedPoint(width=width, tokens_per_second=width / decode_s, decode_ms=decode_s * 1000)
