"""Search in a long history: sessions as many as a person may have in years, and the words that are hardest to find."""

import random
import statistics
import tempfile
import time
from contextlib import closing
from itertools import accumulate
from pathlib import Path

from app.shelves import StoredSessions
from engine.store import FILE_NAME, Store
from engine.store.connections import connect

_STEPS = 8
_WORDS_IN_PROBLEM, _WORDS_IN_STEP = 40, 20
_VOCABULARY = 20_000
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "ro", "su", "ta", "wi", "tri", "squ", "gra")
_TRIES = 5
_BATCH = 5_000


def history_search_ms(sessions: int) -> float:
    """Milliseconds from words to the list that the window shows, for the slowest of several searches."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        words = fill(path, sessions)
        with Store.open(path) as store:
            shelf = StoredSessions(store)
            return max(_median_ms(shelf, query) for query in _queries(words))


def fill(path: Path, sessions: int) -> list[str]:
    """Make a database with so many sessions of one run and eight steps each; gives its words, commonest first."""
    with Store.open(path):
        pass  # the tables
    random_numbers = random.Random(1)
    words = _vocabulary(random_numbers)
    weights = list(accumulate(1 / (rank + 1) for rank in range(len(words))))
    with closing(connect(path, 0)) as connection:
        for first in range(1, sessions + 1, _BATCH):
            keys = range(first, min(first + _BATCH, sessions + 1))
            texts = [_text(random_numbers, words, weights, _WORDS_IN_PROBLEM) for _ in keys]
            steps = [
                (key, step, f"# Step {step}: {_text(random_numbers, words, weights, _WORDS_IN_STEP)}")
                for key in keys
                for step in range(1, _STEPS + 1)
            ]
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO problems (key, digest, id, text) VALUES (?, ?, ?, ?)",
                [(key, f"{key}", f"{key}", text) for key, text in zip(keys, texts, strict=True)],
            )
            connection.executemany(
                "INSERT INTO sessions (key, id, title, problem, created, updated) VALUES (?, ?, ?, ?, ?, ?)",
                [(key, f"{key:012}", text[:80], key, key, key) for key, text in zip(keys, texts, strict=True)],
            )
            connection.executemany(
                "INSERT INTO runs (key, id, session, problem, model_id, policy, settings, status, started)"
                " VALUES (?, ?, ?, ?, 'model', 'mcts', '{}', 'finished', ?)",
                [(key, f"r{key:011}", key, key, key) for key in keys],
            )
            connection.executemany(
                "INSERT INTO answers (run, text, mark, confidence, node, votes)"
                " VALUES (?, '12', 'agrees', 0.9, 1, '[]')",
                [(key,) for key in keys],
            )
            connection.executemany(
                "INSERT INTO nodes (run, node, parent, depth, text, status) VALUES (?, ?, ?, ?, ?, 'finished')",
                [(key, step, step - 1, step, text) for key, step, text in steps],
            )
            connection.execute("COMMIT")
        for index in ("session_search", "node_search"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    return words


def _queries(words: list[str]) -> list[str]:
    """The list itself; every length of beginning; the commonest words; common with rare ones; what is nowhere."""
    common, rare = words[0], words[-1]
    beginnings = [common[:length] for length in range(1, len(common) + 1)]
    together = [f"{words[place]} {words[place + 1]}" for place in (0, 2, 40, 400)]
    letters = ["s t a", "b c d f g h", "step 1", "step", "zzz", f"{common} {rare}", f"{rare} {words[-2]}"]
    return ["", *beginnings, *together, *letters, rare, " ".join(words[:6])]


def _median_ms(shelf: StoredSessions, query: str) -> float:
    times = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        shelf.sessions(query)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def _vocabulary(random_numbers: random.Random) -> list[str]:
    made = ("".join(random_numbers.choices(_SYLLABLES, k=random_numbers.randint(1, 4))) for _ in range(_VOCABULARY))
    return list(dict.fromkeys(made))


def _text(random_numbers: random.Random, words: list[str], weights: list[float], count: int) -> str:
    return " ".join(random_numbers.choices(words, cum_weights=weights, k=count))
