"""Sessions in SQLite."""

from engine.store.ids import new_id
from engine.store.marks import BadTagError
from engine.store.records import (
    EVERYTHING,
    INTERRUPTED_KIND,
    ForeignRun,
    ForeignSession,
    JsonValue,
    ModelRecord,
    RunId,
    RunRecord,
    RunStatus,
    SearchHit,
    SessionDetail,
    SessionId,
    SessionSummary,
    Snippet,
    TagCount,
    Wanted,
    status_after,
)
from engine.store.store import BUSY_TIMEOUT_MS, FILE_NAME, Store

__all__ = [
    "BUSY_TIMEOUT_MS",
    "EVERYTHING",
    "FILE_NAME",
    "INTERRUPTED_KIND",
    "BadTagError",
    "ForeignRun",
    "ForeignSession",
    "JsonValue",
    "ModelRecord",
    "RunId",
    "RunRecord",
    "RunStatus",
    "SearchHit",
    "SessionDetail",
    "SessionId",
    "SessionSummary",
    "Snippet",
    "Store",
    "TagCount",
    "Wanted",
    "new_id",
    "status_after",
]
