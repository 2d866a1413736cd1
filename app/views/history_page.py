"""Every stored session; any of them is shown again by replaying its events."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.actions import Fact
from app.items.history_model import HistoryColumn, HistoryModel
from app.shelves import StoredSessions
from app.views.background import Background
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.page import Page
from app.views.ports import OpenedSession, SessionLine
from app.views.run_view import RunView
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from app.views.widgets import Card, PlainLabel, TitleLabel
from engine.types import Problem

_SEARCH_DELAY_MS = 120
_WIDE_CHARACTERS = 80


class HistoryPage(Page):
    """A list with search at the left, the opened session at the right."""

    solve_again = Signal(object)

    def __init__(
        self, shelf: StoredSessions, reads: Background, formulas: Formulas, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._reads = reads
        self._asked = 0
        self._opened: Problem | None = None
        self.search = QLineEdit()
        self.model = HistoryModel(self)
        self.list = _list(self.model)
        self.note = PlainLabel(muted=True, wrap=True)
        self.problem = MathsText(formulas, "Problem of the opened session")
        self.again = QPushButton("Solve &again")
        self.view = RunView(formulas)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_DELAY_MS)
        self._lay_out()
        self._connect()

    def refresh(self) -> None:
        """Ask the store for the sessions that match."""
        self._asked += 1
        asked, words = self._asked, self.search.text().strip()
        self._reads.run(
            lambda: self._shelf.sessions(words), lambda lines: self._show(asked, words, lines), self.failed.emit
        )

    def open_session(self, session_id: str) -> None:
        """Show a session again."""
        self._reads.run(lambda: self._shelf.open_session(session_id), self._show_session, self.failed.emit)

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """Solve again."""
        return {"history.again": self._on_again}

    def facts(self) -> frozenset[Fact]:
        """Is a session open?"""
        return frozenset({Fact.HISTORY_PAGE} | ({Fact.SESSION} if self._opened is not None else set()))

    def arrive(self) -> None:
        """Ready to search."""
        self.search.setFocus()

    def close_page(self) -> None:
        """End timers before the window goes."""
        self._timer.stop()
        self.view.close_views()

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is stored now."""
        super().showEvent(event)
        self.refresh()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText("Search problems and steps")
        self.search.setAccessibleName("Search the history")
        self.search.setClearButtonEnabled(True)
        self.again.setAccessibleName("Solve this problem again")
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel("History"))
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        left.setMinimumWidth(280)
        head = Card()
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addWidget(self.problem, 1)
        row.addWidget(self.again, 0, Qt.AlignmentFlag.AlignTop)
        head.column.addLayout(row)
        self._right = QWidget()
        right = QVBoxLayout(self._right)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(SPACE_3)
        right.addWidget(head)
        right.addWidget(self.view, 1)
        self._right.hide()
        across = QSplitter(Qt.Orientation.Horizontal)
        across.addWidget(left)
        across.addWidget(self._right)
        across.setStretchFactor(1, 1)
        across.setSizes([360, 840])
        across.setChildrenCollapsible(False)
        across.setHandleWidth(SPACE_4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        whole.addWidget(across)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._open_first)
        self._timer.timeout.connect(self.refresh)
        self.list.activated.connect(self._on_activated)
        self.again.clicked.connect(self._on_again)

    def _show(self, asked: int, words: str, lines: Sequence[SessionLine]) -> None:
        if asked != self._asked:
            return  # the user typed on; a newer answer comes
        self.model.show(lines)
        if lines:
            self.note.setText("Enter or a double click opens a session.")
        else:
            self.note.setText("No session holds these words." if words else "Solved problems appear here.")

    def _show_session(self, opened: OpenedSession) -> None:
        self._opened = opened.problem
        self.problem.set_text(opened.problem.text)
        self._right.show()
        self.view.show_state(opened.state)
        self.facts_changed.emit()

    def _on_activated(self, index: QModelIndex) -> None:
        line = self.model.line(index)
        if line is not None:
            self.open_session(line.id)

    def _open_first(self) -> None:
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0, 0))
            self._on_activated(self.model.index(0, 0))

    def _on_again(self) -> None:
        if self._opened is not None:
            self.solve_again.emit(self._opened)


class SessionList(QTreeView):
    """The list; where it is narrow, the problem and its answer matter most."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Hide the columns for which there is no room."""
        super().resizeEvent(event)
        narrow = self.viewport().width() < self.fontMetrics().averageCharWidth() * _WIDE_CHARACTERS
        for column in (HistoryColumn.MARK, HistoryColumn.WHEN):
            self.setColumnHidden(column, narrow)


def _list(model: HistoryModel) -> QTreeView:
    view = SessionList()
    view.setModel(model)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAccessibleName("Stored sessions")
    header = view.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(HistoryColumn.TITLE, QHeaderView.ResizeMode.Stretch)
    for column in (HistoryColumn.ANSWER, HistoryColumn.MARK, HistoryColumn.WHEN):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(column, 100)
    header.resizeSection(HistoryColumn.WHEN, 140)
    return view
