"""Finding sessions by words in their title, problem or steps."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache
from itertools import islice
from typing import NamedTuple, TypeAlias

from engine.store.records import Snippet

MAX_WORDS = 16
SNIPPET_CHARACTERS = 160

_CONTEXT_CHARACTERS = 40
"""How much of the text a snippet shows before the first match."""

MAX_EXAMINED = 5_000

_FEW = 200

Among: TypeAlias = Set[int] | None

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class Found(NamedTuple):
    """A match: the session's key, the texts of which one matched, and the run and node, None for title and problem."""

    session: int
    texts: tuple[str, ...]
    run_id: str | None
    node: int | None


def add_session(connection: sqlite3.Connection, key: int, title: str, text: str) -> None:
    """Make a session findable by title and problem."""
    connection.execute("INSERT INTO session_search (rowid, title, text) VALUES (?, ?, ?)", (key, title, text))


def drop_session(connection: sqlite3.Connection, key: int, title: str, text: str) -> None:
    """Undo ``add_session``; both texts must be those that were added."""
    connection.execute(
        "INSERT INTO session_search (session_search, rowid, title, text) VALUES ('delete', ?, ?, ?)", (key, title, text)
    )


def add_node(connection: sqlite3.Connection, key: int, text: str) -> None:
    """Make a step findable."""
    connection.execute("INSERT INTO node_search (rowid, text) VALUES (?, ?)", (key, text))


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query as the index cuts them: runs of letters and digits. Everything else only separates."""
    composed = unicodedata.normalize("NFC", query)
    spaced = "".join(character if _in_word(character) else " " for character in composed)
    return tuple(dict.fromkeys(spaced.split()))[:MAX_WORDS]


def find(connection: sqlite3.Connection, words: tuple[str, ...], among: Among = None) -> Iterator[Found]:
    """Sessions in which every word begins a word, newest first: by title and problem, then by a step.

    A session may come several times. The order is that of the index itself, so the first hits cost the same however
    many there are.

    Args:
        among: keys of the only sessions that count, None for all. Of them the newest ``MAX_EXAMINED`` steps are looked
            at; where there are many, the newest ``MAX_EXAMINED`` matches, whether they count or not.
    """
    if not words:
        return
    # Quotes turn each word into a string; words hold letters and digits only, so nothing can end the string early.
    match = " ".join(f'"{word}"*' for word in words)
    if among is None:
        yield from _by_text(connection, match)
        yield from _by_step(connection, match)
    elif len(among) <= _FEW:
        yield from _in_few(connection, words, among)
    else:
        yield from (hit for hit in islice(_by_text(connection, match), MAX_EXAMINED) if hit.session in among)
        yield from (hit for hit in islice(_by_step(connection, match), MAX_EXAMINED) if hit.session in among)


def _by_text(connection: sqlite3.Connection, match: str) -> Iterator[Found]:
    rows = connection.execute(
        "SELECT session_texts.key, session_texts.title, session_texts.text FROM session_search"
        " CROSS JOIN session_texts ON session_texts.key = session_search.rowid"
        " CROSS JOIN sessions ON sessions.key = session_search.rowid"
        " WHERE session_search MATCH ? AND deleted IS NULL ORDER BY session_search.rowid DESC",
        (match,),
    )
    return (Found(key, (text, title), None, None) for key, title, text in rows)


def _by_step(connection: sqlite3.Connection, match: str) -> Iterator[Found]:
    rows = connection.execute(
        "SELECT sessions.key, nodes.text, runs.id, nodes.node FROM node_search"
        " CROSS JOIN nodes ON nodes.key = node_search.rowid"
        " CROSS JOIN runs ON runs.key = nodes.run"
        " CROSS JOIN sessions ON sessions.key = runs.session"
        " WHERE node_search MATCH ? AND sessions.deleted IS NULL ORDER BY node_search.rowid DESC",
        (match,),
    )
    return (Found(key, (text,), run_id, node) for key, text, run_id, node in rows)


def _in_few(connection: sqlite3.Connection, words: tuple[str, ...], keys: Set[int]) -> Iterator[Found]:
    """A few sessions are read and looked through: the index would go through all others that hold the same words."""
    beginnings = tuple(map(_folded, words))
    places = ", ".join("?" * len(keys))
    for key, title, text in connection.execute(
        "SELECT session_texts.key, session_texts.title, session_texts.text FROM session_texts"
        " CROSS JOIN sessions ON sessions.key = session_texts.key"
        f" WHERE session_texts.key IN ({places}) AND deleted IS NULL ORDER BY session_texts.key DESC",
        tuple(keys),
    ):
        if _has_all(f"{title}\n{text}", beginnings):
            yield Found(key, (text, title), None, None)
    for key, text, run_id, node in connection.execute(
        "SELECT sessions.key, nodes.text, runs.id, nodes.node FROM runs"
        " CROSS JOIN sessions ON sessions.key = runs.session CROSS JOIN nodes ON nodes.run = runs.key"
        f" WHERE runs.session IN ({places}) AND deleted IS NULL ORDER BY nodes.key DESC LIMIT {MAX_EXAMINED}",
        tuple(keys),
    ):
        if _has_all(text, beginnings):
            yield Found(key, (text,), run_id, node)


def _has_all(text: str, beginnings: tuple[str, ...]) -> bool:
    folded = _folded(text)
    # Looked for as it is first, which is a hundred times as fast.
    return all(word in folded and re.search(rf"(?<![^\W_]){re.escape(word)}", folded) for word in beginnings)


def snippet(texts: tuple[str, ...], words: tuple[str, ...]) -> Snippet:
    """The part around the first match, of the first text that has one, on one line."""
    line, spans = _first_match(texts, words)
    start = max(0, spans[0][0] - _CONTEXT_CHARACTERS) if spans else 0
    end = start + SNIPPET_CHARACTERS
    before, after = "…" if start else "", "…" if end < len(line) else ""
    shift = len(before) - start
    return Snippet(
        f"{before}{line[start:end]}{after}", tuple((low + shift, high + shift) for low, high in spans if high <= end)
    )


def _first_match(texts: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    for text in texts:
        line = _UNPRINTABLE.sub(" ", text)
        if spans := _matches(line, words):
            return line, spans
    return _UNPRINTABLE.sub(" ", texts[0]), []


def _matches(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where a word of ``text`` begins with one of ``words``, case and accents aside."""
    # Longest first: of two words of which one begins the other, the longer is marked.
    beginnings = "|".join(re.escape(_folded(word)) for word in sorted(words, key=len, reverse=True))
    return [match.span() for match in re.finditer(rf"(?<![^\W_])(?:{beginnings})", _folded(text))]


def _folded(text: str) -> str:
    return text.lower() if text.isascii() else "".join(map(_fold, text))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    """One character for one, so that places stay the same: lower case, without its accent."""
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def _in_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"
