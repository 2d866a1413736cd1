"""Sessions in SQLite."""

from engine.store.ids import new_id
from engine.store.records import (
    INTERRUPTED_KIND,
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
    status_after,
)
from engine.store.store import BUSY_TIMEOUT_MS, FILE_NAME, Store

__all__ = [
    "BUSY_TIMEOUT_MS",
    "FILE_NAME",
    "INTERRUPTED_KIND",
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
    "new_id",
    "status_after",
]
