"""Everything for the class room that the window can do: present, print, prepare class sets."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.class_sets import ClassSet, ClassSets
from app.language import tr
from app.state.lesson import Lesson, lesson_of, title_of
from app.views.background import Background
from app.views.class_sets_dialog import ClassSetsDialog
from app.views.formulas import Formulas
from app.views.ports import OpenedSession
from app.views.presenter import Presenter
from models.errors import StepwiseError

_NAME_CHARACTERS = 60
_NO_FILE_NAME = re.compile(r"[^\w .-]+")


@dataclass(frozen=True, slots=True)
class OnShow:
    """What a person means by "this": the session that is open, and the ids of those selected in a list."""

    opened: OpenedSession | None = None
    selected: tuple[str, ...] = ()

    @property
    def only(self) -> OpenedSession | None:
        """The open session, unless others are selected beside or instead of it."""
        return self.opened if self.opened is not None and self.selected in ((), (self.opened.id,)) else None

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of sessions, or of one of their runs."""
        return self.selected if self.only is None else (self.only.id,)


class Teaching(QObject):
    """Carries out the actions of the menu "Teach" for what is on show.

    ``failed`` carries an error to show, ``said`` a sentence that is none.
    """

    failed = Signal(Exception)
    said = Signal(str)

    def __init__(
        self,
        window: QWidget,
        sets: ClassSets,
        formulas: Formulas,
        current: Callable[[], OnShow],
        ask_path: Callable[[QWidget, str], Path | None] | None = None,
    ) -> None:
        """``current`` is asked what is on show; ``ask_path`` asks for a file's name, given a likely one."""
        super().__init__(window)
        self._window = window
        self._sets = sets
        self._formulas = formulas
        self._current = current
        self._ask_path = ask_path or _ask_path
        self._work = Background("teaching", self)
        self.presenter: Presenter | None = None
        self.dialog: ClassSetsDialog | None = None

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What to do for each action."""
        return {
            "teach.present": self.present_current,
            "teach.handout": partial(self._print_current, answers=False),
            "teach.answers": partial(self._print_current, answers=True),
            "teach.add": partial(self.open_sets, add=True),
            "teach.sets": self.open_sets,
        }

    def present_current(self) -> None:
        """Present what is on show."""
        shown = self._shown()
        if shown.ids:
            self._work.run(lambda: self._lessons(shown), self._present, self._fail)

    def open_sets(self, add: bool = False) -> None:
        """Show the class sets; with ``add`` what is on show goes into the last one."""
        shown = self._shown() if add else self._current()
        if add and not shown.ids:
            return
        self._work.run(
            lambda: (self._offered(shown.ids), self._sets.all()),
            lambda found: self._show_dialog(*found, add=add),
            self._fail,
        )

    def close(self) -> None:
        """The window goes: end the presentation, the dialog and the thread."""
        for window in (self.presenter, self.dialog):
            if window is not None:
                window.close()
        self._work.close()

    def _shown(self) -> OnShow:
        shown = self._current()
        if not shown.ids:
            self.said.emit(tr("Solve a problem, or open one in the history, before you teach it."))
        return shown

    def _lessons(self, shown: OnShow) -> tuple[Lesson, ...]:
        if shown.only is not None:
            return (lesson_of(shown.only.problem, shown.only.state),)
        return self._sets.lessons(shown.ids)

    def _offered(self, ids: tuple[str, ...]) -> dict[str, str]:
        sessions = [self._sets.session_id(one) for one in ids]
        return dict(zip(sessions, self._sets.titles(sessions), strict=True))

    def _present(self, lessons: tuple[Lesson, ...]) -> None:
        if self.presenter is not None:
            self.presenter.close()
        self.presenter = Presenter(lessons, self._formulas)
        self.presenter.destroyed.connect(partial(self._forget_presenter, self.presenter))
        self.presenter.present(self._window)

    def _forget_presenter(self, gone: Presenter, _object: QObject | None = None) -> None:
        if self.presenter is gone:
            self.presenter = None
            # Not every system gives the keys back to the window that had them.
            self._window.activateWindow()

    def _print_current(self, answers: bool) -> None:
        shown = self._shown()
        if shown.only is not None:
            name = title_of(shown.only.problem.text)
            self._print(tr("Problem"), name, lambda: self._lessons(shown), answers)
        elif shown.ids:
            self._print(tr("Problems"), tr("Problems"), lambda: self._lessons(shown), answers)

    def _print(self, title: str, name: str, lessons: Callable[[], tuple[Lesson, ...]], answers: bool) -> None:
        """Ask where to, then write; a teacher's copy has the worked steps too."""
        path = self._ask_path(self.dialog or self._window, _file_name(name))
        if path is None:
            return
        self._work.run(
            lambda: _write(path, title, lessons(), answers),
            lambda written: self._say(tr("Wrote {path}.").format(path=written)),
            self._fail,
        )

    def _show_dialog(self, offered: Mapping[str, str], sets: Sequence[ClassSet], *, add: bool) -> None:
        if self.dialog is not None:
            self.dialog.close()
        dialog = self.dialog = ClassSetsDialog(offered, self._window)
        dialog.saved.connect(lambda one: self._work.run(lambda: self._sets.save(one), None, self._fail))
        dialog.deleted.connect(lambda one: self._work.run(lambda: self._sets.delete(one.id), None, self._fail))
        dialog.titles_wanted.connect(self._find_titles)
        dialog.present.connect(self._present_set)
        dialog.handout.connect(self._print_set)
        dialog.destroyed.connect(partial(self._forget_dialog, dialog))
        dialog.show_sets(sets)
        if add:
            dialog.add_offered()
        dialog.open()

    def _forget_dialog(self, gone: ClassSetsDialog, _object: QObject | None = None) -> None:
        if self.dialog is gone:
            self.dialog = None

    def _find_titles(self, sessions: tuple[str, ...]) -> None:
        self._work.run(
            lambda: dict(zip(sessions, self._sets.titles(sessions), strict=True)),
            lambda titles: self.dialog.show_titles(titles) if self.dialog is not None else None,
            self._fail,
        )

    def _present_set(self, one: ClassSet) -> None:
        if self.dialog is not None:
            self.dialog.close()
        self._work.run(lambda: self._sets.lessons(one.sessions), self._present, self._fail)

    def _print_set(self, one: ClassSet, answers: bool) -> None:
        self._print(one.title, one.title, lambda: self._sets.lessons(one.sessions), answers)

    def _say(self, sentence: str) -> None:
        if self.dialog is not None:
            self.dialog.say(sentence)
        else:
            self.said.emit(sentence)

    def _fail(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, StepwiseError):
            self.dialog.say(error.message)
        else:
            self.failed.emit(error)


def _write(path: Path, title: str, lessons: tuple[Lesson, ...], answers: bool) -> Path:
    # The template engine is loaded only here, so that the window comes sooner.
    from app.export.handout import SUFFIXES, Handout, write_handout

    place = path if path.suffix.lower() in SUFFIXES else path.with_name(f"{path.name}.pdf")
    write_handout(Handout(title, lessons, worked=answers, answers=answers), place, replace=True)
    return place


def _file_name(title: str) -> str:
    words = " ".join(_NO_FILE_NAME.sub(" ", title).split())[:_NAME_CHARACTERS].strip(" .")
    return f"{words or tr('Hand-out')}.pdf"


def _ask_path(parent: QWidget, name: str) -> Path | None:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _ = QFileDialog.getSaveFileName(
        parent, tr("Write the hand-out"), str(Path(folder) / name), tr("PDF (*.pdf);;Web page (*.html)")
    )
    return Path(chosen) if chosen else None
