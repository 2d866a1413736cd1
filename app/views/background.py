"""Work away from the window's thread."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


class Background(QObject):
    """One lane: calls run one after the other on a thread, their results come back on the window's thread.

    After ``close`` no callback is called any more.
    """

    _ended = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"stepwise-{name}")
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        call: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Run ``call`` on the lane; then ``done`` with its result or ``failed`` with its error, here."""
        if self._closed:
            return
        future = self._pool.submit(call)
        future.add_done_callback(lambda ended: self._on_done(ended, done, failed))

    def close(self) -> None:
        """Drop what has not begun, wait for the call that runs, and deliver nothing more."""
        self._closed = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _on_done(
        self,
        future: Future[T],
        done: Callable[[T], None] | None,
        failed: Callable[[Exception], None] | None,
    ) -> None:
        if not self._closed and not future.cancelled():
            self._ended.emit(lambda: _hand_over(future, done, failed))

    @Slot(object)
    def _deliver(self, hand_over: Callable[[], None]) -> None:
        if not self._closed:
            hand_over()


def _hand_over(future: Future[T], done: Callable[[T], None] | None, failed: Callable[[Exception], None] | None) -> None:
    error = future.exception()
    if error is None:
        if done is not None:
            done(future.result())
    elif failed is not None and isinstance(error, Exception):
        failed(error)
    else:
        raise error
