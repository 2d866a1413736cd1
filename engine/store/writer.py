"""The one lane through which a process writes."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from engine.store.connections import connect
from engine.store.faults import plain_faults
from models.errors import BugError

T = TypeVar("T")


class StoreWriter:
    """A thread with a queue and the only writing connection of this process."""

    def __init__(self, path: Path, busy_timeout_ms: int) -> None:
        self._path = path
        self._lane = ThreadPoolExecutor(max_workers=1, thread_name_prefix="stepwise-store")
        try:
            with plain_faults(path):
                self._connection = self._lane.submit(connect, path, busy_timeout_ms).result()
        except BaseException:
            self._lane.shutdown()
            raise

    def write(self, job: Callable[[sqlite3.Connection], T]) -> T:
        """Run ``job`` in a transaction; what it wrote is durable when this returns, and undone when it raises.

        Raises:
            StoreLockedError: another process wrote for longer than the busy timeout; the same call may be made again.
            StepwiseError: as in ``plain_faults``.
        """
        try:
            done = self._lane.submit(self._in_transaction, job)
        except RuntimeError as error:
            raise BugError("The store was used after it had been closed.") from error
        with plain_faults(self._path):
            return done.result()

    def close(self) -> None:
        """Finish what is queued, then close the connection. May be called twice."""
        self._lane.shutdown()
        with plain_faults(self._path):
            self._connection.close()

    def _in_transaction(self, job: Callable[[sqlite3.Connection], T]) -> T:
        # IMMEDIATE takes the write lock at once: waiting for it later could fail without the busy timeout.
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            result = job(self._connection)
            self._connection.execute("COMMIT")
        except BaseException:
            self._connection.rollback()
            raise
        return result
