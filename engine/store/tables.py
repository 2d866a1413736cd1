"""The tables, built with sqlite-utils. Times are milliseconds since 1970 (UTC); JSON is text.

Imported only when a database must be made or migrated: sqlite-utils takes a quarter of a second to import.
"""

from sqlite_utils import Database
from sqlite_utils.db import Table

_TOKENIZER = "unicode61 remove_diacritics 2"
_PREFIXES = "1 2 3 4 5"
"""Lengths of word beginnings that are indexed on their own, so that a search is quick from the first letter on."""


def create_sessions(db: Database) -> None:
    """Format 1: sessions, problems, runs, events, nodes, answers, models, settings, and both search indexes."""
    _create_problems_and_sessions(db)
    _create_runs(db)
    _create_tree(db)
    _create_facts(db)
    _create_search(db)


def add_marks(db: Database) -> None:
    """Format 2: favourites and tags. ``folded`` is the tag as it is compared: case aside."""
    _table(db, "sessions").add_column("starred", int, not_null_default=0)
    _table(db, "sessions").create_index(["starred", "updated"])
    tags = _table(db, "tags").create(
        {"session": int, "folded": str, "tag": str},
        pk=("session", "folded"),
        not_null={"tag"},
        foreign_keys=[("session", "sessions", "key")],
    )
    tags.create_index(["folded", "session"])


def _create_problems_and_sessions(db: Database) -> None:
    _table(db, "problems").create(
        {"key": int, "digest": str, "id": str, "text": str, "answer": str},
        pk="key",
        not_null={"digest", "id", "text"},
    ).create_index(["digest"], unique=True)
    sessions = _table(db, "sessions").create(
        {"key": int, "id": str, "title": str, "problem": int, "created": int, "updated": int, "deleted": int},
        pk="key",
        not_null={"id", "title", "problem", "created", "updated"},
        foreign_keys=[("problem", "problems", "key")],
    )
    sessions.create_index(["id"], unique=True)
    sessions.create_index(["deleted", "updated"])


def _create_runs(db: Database) -> None:
    runs = _table(db, "runs").create(
        {
            "key": int,
            "id": str,
            "session": int,
            "problem": int,
            "parent": int,
            "model_id": str,
            "policy": str,
            "settings": str,
            "status": str,
            "started": int,
            "ended": int,
            "host_pid": int,
            "host_token": str,
        },
        pk="key",
        not_null={"id", "session", "problem", "model_id", "policy", "settings", "status", "started"},
        foreign_keys=[("session", "sessions", "key"), ("problem", "problems", "key"), ("parent", "runs", "key")],
    )
    runs.create_index(["id"], unique=True)
    runs.create_index(["session"])
    runs.create_index(["status"])
    _table(db, "events").create(
        {"run": int, "seq": int, "type": str, "body": str},
        pk=("run", "seq"),
        not_null={"type", "body"},
        foreign_keys=[("run", "runs", "key")],
    )


def _create_tree(db: Database) -> None:
    _table(db, "nodes").create(
        {
            "key": int,
            "run": int,
            "node": int,
            "parent": int,
            "depth": int,
            "text": str,
            "status": str,
            "reason": str,
            "answer": str,
            "tokens": int,
            "mean_logprob": float,
            "prior": float,
            "visits": int,
            "value_sum": float,
        },
        pk="key",
        not_null={"run", "node", "parent", "depth", "text", "status"},
        defaults={"visits": 0, "value_sum": 0.0},
        foreign_keys=[("run", "runs", "key")],
    ).create_index(["run", "node"], unique=True)
    _table(db, "answers").create(
        {"run": int, "text": str, "mark": str, "confidence": float, "node": int, "votes": str},
        pk="run",
        not_null={"text", "mark", "confidence", "node", "votes"},
        foreign_keys=[("run", "runs", "key")],
    )


def _create_facts(db: Database) -> None:
    _table(db, "models").create(
        {
            "id": str,
            "description": str,
            "parameters": int,
            "context_tokens": int,
            "hardware": str,
            "first_used": int,
            "last_used": int,
        },
        pk="id",
    )
    _table(db, "settings").create({"key": str, "value": str}, pk="key", not_null={"value"})


def _create_search(db: Database) -> None:
    """Both indexes point into tables that hold the text already; ``engine.store.search`` writes them."""
    db.create_view(
        "session_texts",
        "SELECT sessions.key, title, problems.text FROM sessions JOIN problems ON problems.key = sessions.problem",
    )
    options = f"content_rowid='key', tokenize='{_TOKENIZER}', prefix='{_PREFIXES}'"
    db.conn.execute(f"CREATE VIRTUAL TABLE session_search USING fts5(title, text, content='session_texts', {options})")
    db.conn.execute(f"CREATE VIRTUAL TABLE node_search USING fts5(text, content='nodes', {options})")


def _table(db: Database, name: str) -> Table:
    return db.table(name)
