"""Class sets: stored sessions in an order, prepared beforehand. Presenting one asks no model and no worker. No Qt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import msgspec

from app.state import RunState, one_line, replay
from app.state.lesson import Lesson, lesson_of, title_of
from engine.errors import UnknownSessionError
from engine.store import SessionDetail, SessionId, Store, new_id
from models.errors import KnownError

MAX_SETS = 100
MAX_PROBLEMS = 200
MAX_TITLE_CHARACTERS = 120
_KEY = "class_sets"


class ClassSetError(KnownError):
    """A class set cannot be used or changed so."""

    exit_code: ClassVar[int] = 2


@dataclass(frozen=True, slots=True)
class ClassSet:
    """Sessions in the order in which they are shown."""

    id: str
    title: str
    sessions: tuple[SessionId, ...] = ()


class ClassSets:
    """The class sets of a store. Calls may block."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> tuple[ClassSet, ...]:
        """All sets, in the order in which they were made.

        Raises:
            ClassSetError: a newer Stepwise wrote them.
        """
        try:
            return msgspec.convert(self._store.setting(_KEY) or [], tuple[ClassSet, ...])
        except msgspec.ValidationError as error:
            raise ClassSetError("The class sets were written by a newer Stepwise; open them with that one.") from error

    def find(self, typed: str) -> ClassSet:
        """The set with this id or this title.

        Raises:
            ClassSetError: there is none.
        """
        title = one_line(typed).casefold()
        for one in self.all():
            if typed == one.id or title == one.title.casefold():
                return one
        raise ClassSetError(f"No class set is called {one_line(typed)!r}; `stepwise classset list` shows all of them.")

    def save(self, class_set: ClassSet) -> ClassSet:
        """Add a set, or put it in the place of the one with its id; returns it as it was stored.

        Raises:
            ClassSetError: it has no title, or is one too many, or holds too many problems.
        """
        title = one_line(class_set.title)[:MAX_TITLE_CHARACTERS]
        if not title:
            raise ClassSetError("A class set needs a title.")
        if len(class_set.sessions) > MAX_PROBLEMS:
            raise ClassSetError(f"A class set holds at most {MAX_PROBLEMS} problems; make a second one.")
        kept = replace(class_set, title=title, sessions=tuple(dict.fromkeys(class_set.sessions)))
        sets = {one.id: one for one in self.all()} | {kept.id: kept}
        if len(sets) > MAX_SETS:
            raise ClassSetError(f"There are {MAX_SETS} class sets already; delete one first.")
        self._write(sets.values())
        return kept

    def delete(self, set_id: str) -> None:
        """Forget a set; its sessions stay."""
        self._write([one for one in self.all() if one.id != set_id])

    def titles(self, sessions: Sequence[SessionId]) -> tuple[str, ...]:
        """What the problems of sessions are called, "" for a session that is gone."""
        return tuple(self._title(session) for session in sessions)

    def session_id(self, typed: str) -> SessionId:
        """The whole id of a session of which the beginning was typed.

        Raises:
            UnknownSessionError: there is none, or several begin so.
        """
        return self._store.session(typed).summary.id

    def lessons(self, sessions: Sequence[SessionId]) -> tuple[Lesson, ...]:
        """The lessons of sessions; those that are gone are left out.

        Raises:
            ClassSetError: none is left.
        """
        details = [detail for session in sessions if (detail := self._find(session)) is not None]
        if not details:
            raise ClassSetError("This class set has no problems; add some first.")
        return tuple(lesson_of(detail.problem, self._best_run(detail)) for detail in details)

    def _best_run(self, detail: SessionDetail) -> RunState:
        """The newest run with an answer, else the newest one."""
        runs = [run for run in detail.runs if run.answer is not None] or list(detail.runs)
        return replay(self._store.events(runs[-1].id)) if runs else RunState(problem=detail.problem)

    def _find(self, session: SessionId) -> SessionDetail | None:
        try:
            return self._store.session(session)
        except UnknownSessionError:
            return None

    def _title(self, session: SessionId) -> str:
        detail = self._find(session)
        return title_of(detail.summary.title) if detail is not None else ""

    def _write(self, sets: Iterable[ClassSet]) -> None:
        self._store.set_setting(_KEY, [msgspec.to_builtins(one) for one in sets])


def new_set(title: str, sessions: Sequence[SessionId] = ()) -> ClassSet:
    """A set that is not stored yet."""
    return ClassSet(new_id(), title, tuple(sessions))
