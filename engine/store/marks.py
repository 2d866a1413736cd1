"""What a person puts on sessions: stars and tags."""

import sqlite3
import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from engine.store.records import TagCount
from models.errors import KnownError

MAX_TAG_CHARACTERS = 40
MAX_TAGS = 50
"""Tags of one session."""


class BadTagError(KnownError):
    """A tag is empty, too long, or one too many."""

    exit_code: ClassVar[int] = 2


def shown_tag(text: str) -> str:
    """A tag as it is stored: composed, on one line, without spaces around.

    Raises:
        BadTagError: nothing is left of it, it is too long, or it is no text.
    """
    composed = unicodedata.normalize("NFC", text)
    tag = " ".join("".join(_plain(character) for character in composed).split())
    if not tag or len(tag) > MAX_TAG_CHARACTERS:
        raise BadTagError(f"A tag has 1 to {MAX_TAG_CHARACTERS} letters, digits or signs; type another one.")
    return tag


def folded(tag: str) -> str:
    """A tag as it is compared."""
    return unicodedata.normalize("NFC", tag.strip().casefold())


def set_starred(connection: sqlite3.Connection, keys: Sequence[int], starred: bool) -> None:
    """Mark sessions as favourites, or no longer."""
    connection.executemany("UPDATE sessions SET starred = ? WHERE key = ?", [(int(starred), key) for key in keys])


def add_tag(connection: sqlite3.Connection, keys: Sequence[int], tag: str) -> None:
    """Put a tag on sessions, in the spelling in which it is in use already.

    Raises:
        BadTagError: a session has too many.
    """
    shown = shown_tag(tag)
    known = connection.execute("SELECT tag FROM tags WHERE folded = ? LIMIT 1", (folded(shown),)).fetchone()
    connection.executemany(
        "INSERT INTO tags (session, folded, tag) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(key, folded(shown), known[0] if known else shown) for key in keys],
    )
    for key in keys:
        (count,) = connection.execute("SELECT count(*) FROM tags WHERE session = ?", (key,)).fetchone()
        if count > MAX_TAGS:
            raise BadTagError(f"A session can bear {MAX_TAGS} tags; take one off first.")


def remove_tag(connection: sqlite3.Connection, keys: Sequence[int], tag: str) -> None:
    """Take a tag off sessions, in any spelling."""
    connection.executemany("DELETE FROM tags WHERE session = ? AND folded = ?", [(key, folded(tag)) for key in keys])


def tags_in_use(connection: sqlite3.Connection) -> tuple[TagCount, ...]:
    """All tags of sessions that are not in the bin, in alphabetical order."""
    rows = connection.execute(
        "SELECT tag, count(*) FROM tags JOIN sessions ON sessions.key = tags.session WHERE deleted IS NULL"
        " GROUP BY folded ORDER BY folded"
    )
    return tuple(TagCount(tag, count) for tag, count in rows)


def _plain(character: str) -> str:
    """Control, format and half characters become spaces, so that a tag cannot hide what it is."""
    return " " if unicodedata.category(character)[0] == "C" else character
