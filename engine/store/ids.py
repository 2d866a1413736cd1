"""Ids of sessions and runs: short, sorted by time of creation, easy to read aloud."""

import secrets
import threading
import time

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so nothing looks like something else."""

TIME_CHARACTERS = 9
RANDOM_CHARACTERS = 3

_LOOKALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


class _Clock:
    """Milliseconds since 1970 that grow strictly, even when the computer's clock is set back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last_ms = 0

    def next_ms(self) -> int:
        with self._lock:
            self._last_ms = max(self._last_ms + 1, time.time_ns() // 1_000_000)
            return self._last_ms


_CLOCK = _Clock()


def new_id() -> str:
    """Twelve characters: milliseconds since 1970, then three random ones against another process's id of the same time.

    Ids made by one process grow strictly.
    """
    random_part = _base32(secrets.randbits(5 * RANDOM_CHARACTERS), RANDOM_CHARACTERS)
    return _base32(_CLOCK.next_ms(), TIME_CHARACTERS) + random_part


def typed_id(text: str) -> str:
    """An id as a person types it, in the spelling that is stored."""
    return text.strip().lower().translate(_LOOKALIKES)


def _base32(number: int, width: int) -> str:
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(width)))
