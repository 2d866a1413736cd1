"""Every stored session; any of them is shown again by replaying its events."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.actions import Fact
from app.language import tr
from app.shelves import PAGE_SESSIONS, ComparableRuns, StoredSessions
from app.state.side_by_side import SideBySide
from app.views.background import Background
from app.views.banner import Banner
from app.views.compare_runs import ChosenStep, CompareRuns
from app.views.formulas import Formulas
from app.views.history_changes import SessionChanges
from app.views.history_files import FORMATS, SessionFiles
from app.views.history_head import HistoryHead
from app.views.history_list import HistoryList
from app.views.history_tags import TagSheet
from app.views.page import Page
from app.views.ports import OpenedSession, SessionLine
from app.views.run_view import RunView
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from engine.store import TagCount
from engine.types import NodeId


class HistoryPage(Page):
    """A list with search at the left, the opened session or two compared runs at the right."""

    solve_again = Signal(object)

    def __init__(
        self, shelf: StoredSessions, reads: Background, formulas: Formulas, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._reads = reads
        self._asked = 0
        self._opened: OpenedSession | None = None
        self._tag_names: tuple[str, ...] = ()
        self._sheet: TagSheet | None = None
        self.changes = SessionChanges(shelf, reads, self)
        self.files = SessionFiles(shelf, self)
        self.sessions = HistoryList()
        self.search, self.list = self.sessions.search, self.sessions.view
        self.model, self.note = self.sessions.model, self.sessions.note
        self.bar = Banner()
        self.head = HistoryHead(formulas)
        self.again = self.head.again
        self.view = RunView(formulas)
        self.compare = CompareRuns(formulas)
        self._session = QWidget()
        self._right = QStackedWidget()
        self._lay_out()
        self._connect()

    def opened(self) -> OpenedSession | None:
        """The session on show."""
        return self._opened

    def selected_ids(self) -> list[str]:
        """The sessions that an action is about: those selected in the list, else the opened one."""
        return [line.id for line in self._lines()]

    def refresh(self) -> None:
        """Ask the store for the sessions that match."""
        self._asked += 1
        asked, words, wanted = self._asked, self.sessions.words(), self.sessions.wanted()
        self._reads.run(
            lambda: (self._shelf.sessions(words, wanted), self._shelf.tags()),
            lambda found: self._show(asked, *found),
            self.failed.emit,
        )

    def open_session(self, session_id: str, run_id: str | None = None) -> None:
        """Show a session again: its newest run, unless told."""
        self._reads.run(lambda: self._shelf.open_session(session_id, run_id), self._show_session, self.failed.emit)

    def open_run(self, run_id: str) -> None:
        """Show the session of a run, with that run."""
        self._reads.run(lambda: self._shelf.open_run(run_id), self._show_session, self.failed.emit)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Everything that can be done with stored sessions."""
        exports = {f"history.export_{ending}": partial(self._on_export, ending) for ending in FORMATS}
        return {
            "history.undo": self.changes.undo,
            "history.favourites": self.sessions.favourites.toggle,
            "history.rename": self.sessions.edit_title,
            "history.star": self._on_star,
            "history.tags": self._on_tags,
            "history.delete": self._on_delete,
            "history.again": self._on_again,
            "history.import": lambda: self.files.ask_what_to_read(self),
            "history.compare": self._on_compare,
            "history.newer_run": partial(self._show_run_beside, 1),
            "history.older_run": partial(self._show_run_beside, -1),
            **exports,
        }

    def facts(self) -> frozenset[Fact]:
        """What is selected and opened, and whether there is something to undo."""
        lines = self._lines()
        runs = sorted(line.runs for line in lines)
        place, count = self._place_of_run()
        nodes = self._opened.state.nodes if self._opened is not None else {}
        holds = {
            Fact.HISTORY_PAGE: True,
            Fact.SESSION: bool(lines),
            Fact.COMPARABLE: (len(runs) == 1 and runs[0] > 1) or (len(runs) == 2 and runs[0] > 0),
            Fact.UNDOABLE: self.changes.undoable(),
            Fact.NEWER_RUN: 0 <= place < count - 1,
            Fact.OLDER_RUN: place > 0,
            Fact.RUN: self._right.isVisibleTo(self) and self._right.currentWidget() is self._session and len(nodes) > 1,
        }
        return frozenset(fact for fact, true in holds.items() if true)

    def arrive(self) -> None:
        """Ready to search."""
        self.search.setFocus()

    def close_page(self) -> None:
        """End timers and the lane of files before the window goes."""
        self.sessions.end_timer()
        self.files.close()
        self.view.close_views()

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is stored now."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        right = QVBoxLayout(self._session)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE_3)
        right.addWidget(self.head)
        right.addWidget(self.view, 1)
        self._right.addWidget(self._session)
        self._right.addWidget(self.compare)
        self._right.hide()
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(self.sessions)
        across.addWidget(self._right)
        across.setStretchFactor(1, 1)
        across.setSizes([360, 840])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        whole.setSpacing(SPACE_2)
        whole.addWidget(self.bar)
        whole.addWidget(across, 1)

    def _connect(self) -> None:
        self.sessions.asked.connect(self.refresh)
        self.sessions.opened.connect(self.open_session)
        self.sessions.selection_changed.connect(self.facts_changed)
        self.list.delete_asked.connect(self._on_delete)
        self.model.more_wanted.connect(self._fetch_more)
        self.model.renamed.connect(self.changes.rename)
        self.again.clicked.connect(self._on_again)
        self.head.star.clicked.connect(self._on_head_star)
        self.head.tags.clicked.connect(self._on_head_tags)
        self.head.run_chosen.connect(self._show_run)
        self.compare.pair_chosen.connect(self._show_pair)
        self.compare.step_chosen.connect(self._show_step)
        self.compare.closed.connect(self._close_comparison)
        self.changes.changed.connect(self._on_changed)
        self.changes.undone.connect(self._on_undone)
        self.changes.lost.connect(lambda sentence: self.bar.say(sentence, tr("&Undo"), self.changes.undo))
        self.files.imported.connect(self._on_imported)
        self.files.said.connect(self.said)
        for source in (self.changes, self.files):
            source.failed.connect(self._on_failed)

    # The list

    def _lines(self) -> Sequence[SessionLine]:
        selected = self.sessions.selected_lines()
        opened = self._opened.line if self._opened is not None else None
        return selected or ([opened] if opened is not None else [])

    def _show(self, asked: int, lines: Sequence[SessionLine], tags: tuple[TagCount, ...]) -> None:
        if asked != self._asked:
            return  # the user typed on; a newer answer comes
        self._tag_names = tuple(each.tag for each in tags)
        self.sessions.show_lines(lines, has_more=len(lines) == PAGE_SESSIONS)
        self.sessions.show_tags(tags)
        self.facts_changed.emit()

    def _fetch_more(self, offset: int) -> None:
        asked, words, wanted = self._asked, self.sessions.words(), self.sessions.wanted()
        self._reads.run(
            lambda: self._shelf.sessions(words, wanted, offset),
            lambda lines: self._append(asked, lines),
            self.failed.emit,
        )

    def _append(self, asked: int, lines: Sequence[SessionLine]) -> None:
        if asked == self._asked:
            self.model.append(lines, has_more=len(lines) == PAGE_SESSIONS)

    # The opened session

    def _show_session(self, opened: OpenedSession, node: NodeId | None = None) -> None:
        self._opened = opened
        self.head.show_session(opened)
        self._right.setCurrentWidget(self._session)
        self._right.show()
        if opened.timeline is not None:
            self.view.show_timeline(opened.timeline)
        else:
            self.view.show_state(opened.state)
        if node is not None:
            self.view.choose(node)
        self.facts_changed.emit()

    def _show_run(self, run_id: str) -> None:
        if self._opened is not None:
            self.open_session(self._opened.id, run_id)

    def _show_run_beside(self, step: int) -> None:
        place, count = self._place_of_run()
        if self._opened is not None and 0 <= place + step < count:
            self._show_run(self._opened.runs[place + step].id)

    def _place_of_run(self) -> tuple[int, int]:
        """Which of the opened session's runs is on show, -1 for none, and how many there are."""
        if self._opened is None:
            return -1, 0
        ids = [run.id for run in self._opened.runs]
        return ids.index(self._opened.state.run_id) if self._opened.state.run_id in ids else -1, len(ids)

    def _on_again(self) -> None:
        if self._opened is not None:
            self.solve_again.emit(self._opened.problem)
        else:
            self._reads.run(
                partial(self._shelf.open_session, self.selected_ids()[0]),
                lambda opened: self.solve_again.emit(opened.problem),
                self.failed.emit,
            )

    # Changes

    def _on_star(self) -> None:
        lines = self._lines()
        self.changes.set_starred([line.id for line in lines], not all(line.starred for line in lines))

    def _on_head_star(self) -> None:
        if self._opened is not None:
            self.changes.set_starred([self._opened.id], self.head.star.isChecked())

    def _on_tags(self) -> None:
        self._open_sheet(self._lines())

    def _on_head_tags(self) -> None:
        if self._opened is not None and self._opened.line is not None:
            self._open_sheet([self._opened.line])

    def _open_sheet(self, lines: Sequence[SessionLine]) -> None:
        ids = [line.id for line in lines]
        sheet = self._sheet = TagSheet(ids, self._tag_names, self)
        sheet.show_tags(_tags_of(lines))
        sheet.added.connect(lambda tag: self.changes.add_tag(ids, tag))
        sheet.removed.connect(lambda tag: self.changes.remove_tag(ids, tag))
        sheet.finished.connect(self._on_sheet_closed)
        sheet.open()

    def _on_sheet_closed(self) -> None:
        self._sheet = None

    def _on_delete(self) -> None:
        if ids := self.selected_ids():
            self.changes.delete(ids)

    def _on_changed(self, session_ids: Sequence[str]) -> None:
        self.bar.hide()
        self._look_again(session_ids)

    def _on_undone(self, session_ids: Sequence[str]) -> None:
        self.bar.hide()
        self._look_again(session_ids)
        # Behind the new list on the same lane.
        self._reads.run(lambda: None, lambda _: self.sessions.select(session_ids))
        self.said.emit(tr("The last change was undone."))

    def _look_again(self, session_ids: Sequence[str]) -> None:
        self.refresh()
        shown = [self._opened.id] if self._opened is not None else []
        shown += self._sheet.session_ids if self._sheet is not None else []
        wanted = [each for each in dict.fromkeys(shown) if each in session_ids]
        if wanted:
            self._reads.run(lambda: self._shelf.lines(wanted), self._on_lines, self.failed.emit)

    def _on_lines(self, lines: Sequence[SessionLine]) -> None:
        if self._sheet is not None:
            self._sheet.show_tags(_tags_of([line for line in lines if line.id in self._sheet.session_ids]))
        for line in lines:
            if self._opened is not None and line.id == self._opened.id:
                self._show_line(self._opened, line)

    def _show_line(self, opened: OpenedSession, line: SessionLine) -> None:
        if line.deleted:
            self._opened = None
            self._right.hide()
        else:
            self._opened = replace(opened, line=line)
            self.head.show_session(self._opened)
        self.facts_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(error)
        self.refresh()

    # Files

    def _on_export(self, ending: str) -> None:
        self.files.ask_where_to(self._lines(), ending, self)

    def _on_imported(self, session_ids: tuple[str, ...]) -> None:
        count = len(session_ids)
        self.said.emit(
            tr("One session imported.") if count == 1 else tr("{count} sessions imported.").format(count=count)
        )
        self.refresh()
        self._reads.run(lambda: None, lambda _: self.sessions.select(session_ids))
        self.open_session(session_ids[0])

    # Two runs

    def _on_compare(self) -> None:
        ids = self.selected_ids()
        self._reads.run(lambda: self._shelf.comparable(ids), self._offer_runs, self.failed.emit)

    def _offer_runs(self, runs: ComparableRuns) -> None:
        self.compare.offer(runs.lines, runs.left, runs.right)
        self._show_pair(runs.left, runs.right)

    def _show_pair(self, left: str, right: str) -> None:
        self._reads.run(
            lambda: self._shelf.compare(left, right),
            lambda compared: self._show_comparison((left, right), compared),
            self.failed.emit,
        )

    def _show_comparison(self, pair: tuple[str, str], compared: SideBySide) -> None:
        if pair == self.compare.pair():
            self.compare.show_comparison(compared)
            if self._right.isHidden() or self._right.currentWidget() is not self.compare:
                self._right.setCurrentWidget(self.compare)
                self._right.show()
                self.compare.left.setFocus()

    def _show_step(self, chosen: ChosenStep) -> None:
        self._reads.run(
            lambda: self._shelf.open_run(chosen.run_id),
            lambda opened: self._show_session(opened, chosen.node),
            self.failed.emit,
        )

    def _close_comparison(self) -> None:
        self._right.setCurrentWidget(self._session)
        self._right.setVisible(self._opened is not None)
        self.list.setFocus()


def _tags_of(lines: Sequence[SessionLine]) -> list[str]:
    """Every tag that one of the sessions bears, in alphabetical order."""
    return sorted({tag for line in lines for tag in line.tags}, key=str.casefold)
