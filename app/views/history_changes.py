"""What a person changes in stored sessions, each change with the way back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.shelves import StoredSessions, Undo
from app.views.background import Background

_KEPT = 100


@dataclass(frozen=True, slots=True)
class _Change:
    session_ids: tuple[str, ...]
    undo: Undo


class SessionChanges(QObject):
    """Writes on a lane away from the window. ``changed`` and ``undone`` carry the ids of the sessions.

    ``lost`` carries a sentence when something is gone that a person may want back.
    """

    changed = Signal(object)
    undone = Signal(object)
    lost = Signal(str)
    failed = Signal(Exception)

    def __init__(self, shelf: StoredSessions, lane: Background, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lane = lane
        self._done: list[_Change] = []

    def undoable(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._done)

    def rename(self, session_id: str, title: str) -> None:
        """Give a session another title."""
        self._run([session_id], lambda: self._shelf.rename(session_id, title))

    def set_starred(self, session_ids: Sequence[str], starred: bool) -> None:
        """Make favourites of sessions, or no longer."""
        self._run(session_ids, lambda: self._shelf.set_starred(session_ids, starred))

    def add_tag(self, session_ids: Sequence[str], tag: str) -> None:
        """Put a tag on sessions."""
        self._run(session_ids, lambda: self._shelf.add_tag(session_ids, tag))

    def remove_tag(self, session_ids: Sequence[str], tag: str) -> None:
        """Take a tag off sessions."""
        said = tr("The tag {tag} was taken off.").format(tag=tag)
        self._run(session_ids, lambda: self._shelf.remove_tag(session_ids, tag), said)

    def delete(self, session_ids: Sequence[str]) -> None:
        """Put sessions into the bin."""
        count = len(session_ids)
        said = tr("Deleted.") if count == 1 else tr("{count} sessions deleted.").format(count=count)
        self._run(session_ids, lambda: self._shelf.delete(session_ids), said)

    def undo(self) -> None:
        """Take the last change back."""
        if self._done:
            change = self._done.pop()
            self._lane.run(
                change.undo,
                lambda _: self.undone.emit(change.session_ids),
                lambda error: self._on_not_undone(change, error),
            )

    def _run(self, session_ids: Sequence[str], change: Callable[[], Undo], said: str = "") -> None:
        ids = tuple(session_ids)
        self._lane.run(change, lambda undo: self._on_changed(_Change(ids, undo), said), self.failed.emit)

    def _on_changed(self, change: _Change, said: str) -> None:
        self._done = [*self._done, change][-_KEPT:]
        self.changed.emit(change.session_ids)
        if said:
            self.lost.emit(said)

    def _on_not_undone(self, change: _Change, error: Exception) -> None:
        self._done.append(change)
        self.failed.emit(error)
