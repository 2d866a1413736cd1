"""The list of stored sessions with everything that narrows it: words, favourites, a tag."""

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.items.history_model import STAR, HistoryColumn, HistoryModel
from app.language import tr
from app.views.history_rows import SessionList
from app.views.ports import SessionLine
from app.views.theme import SPACE_2
from app.views.widgets import FlatButton, PlainLabel, TitleLabel
from engine.store import TagCount, Wanted

_SEARCH_DELAY_MS = 120


class HistoryList(QWidget):
    """What is asked for above, what was found below. ``asked`` comes when something else is asked for."""

    asked = Signal()
    opened = Signal(str)
    selection_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = QLineEdit()
        self.favourites = FlatButton(f"{STAR} {tr('Favourites')}", tr("Show favourites only"))
        self.tags = QComboBox()
        self.model = HistoryModel(self)
        self.view = SessionList(self.model)
        self.note = PlainLabel(muted=True, wrap=True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_DELAY_MS)
        self._dress()
        self._lay_out()
        self._connect()

    def words(self) -> str:
        """The words that are searched for."""
        return self.search.text().strip()

    def wanted(self) -> Wanted:
        """What the sessions must be besides."""
        return Wanted(self.favourites.isChecked(), self.tags.currentData() or "")

    def show_lines(self, lines: Sequence[SessionLine], *, has_more: bool) -> None:
        """Show what was found; what was selected stays so where it is still there."""
        selected, current, row = self.selected_ids(), self.current_id(), self.view.currentIndex().row()
        self.model.show(lines, has_more=has_more)
        self.select(selected, current)
        if selected and not self.selected_ids() and lines:
            # What was selected has gone: the keys stay where they were.
            self.view.setCurrentIndex(self.model.index(min(max(row, 0), len(lines) - 1), 0))
        self.note.setText(self._note(bool(lines)))

    def show_tags(self, tags: Sequence[TagCount]) -> None:
        """Offer these tags; the chosen one stays chosen while it is in use."""
        chosen = self.tags.currentData() or ""
        self.tags.blockSignals(True)
        self.tags.clear()
        self.tags.addItem(tr("All tags"), "")
        for each in tags:
            self.tags.addItem(f"{each.tag} ({each.sessions:,})", each.tag)
        self.tags.setCurrentIndex(max(0, self.tags.findData(chosen)))
        self.tags.setEnabled(bool(tags))
        self.tags.blockSignals(False)
        if chosen and not self.tags.currentData():
            self.asked.emit()

    def selected_ids(self) -> list[str]:
        """The selected sessions, from above."""
        return [line.id for line in self.selected_lines()]

    def selected_lines(self) -> list[SessionLine]:
        """The same as they are listed."""
        rows = sorted(self.view.selectionModel().selectedRows(), key=lambda index: index.row())
        return [line for line in map(self.model.line, rows) if line is not None]

    def current_id(self) -> str:
        """The session that the keys stand on, "" for none."""
        line = self.model.line(self.view.currentIndex())
        return line.id if line is not None else ""

    def select(self, session_ids: Sequence[str], current: str = "") -> None:
        """Select the sessions that are listed, and put the keys on one of them."""
        chosen = QItemSelection()
        for session_id in session_ids:
            row = self.model.row_of(session_id)
            if row is not None:
                chosen.select(self.model.index(row, 0), self.model.index(row, len(HistoryColumn) - 1))
        row = self.model.row_of(current or next(iter(session_ids), ""))
        selection = self.view.selectionModel()
        if row is not None:
            selection.setCurrentIndex(self.model.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def edit_title(self) -> None:
        """Let the title of the current session be typed."""
        index = self.view.currentIndex()
        if index.isValid():
            self.view.setFocus()
            self.view.edit(index.siblingAtColumn(HistoryColumn.TITLE))

    def end_timer(self) -> None:
        """Before the window goes."""
        self._timer.stop()

    def _note(self, found: bool) -> str:
        if found:
            return tr("Enter or a double click opens a session.")
        if self.wanted() != Wanted():
            return tr("No session is like this; ask for less.")
        return tr("No session holds these words.") if self.words() else tr("Solved problems appear here.")

    def _dress(self) -> None:
        self.search.setPlaceholderText(tr("Search problems and steps"))
        self.search.setAccessibleName(tr("Search the history"))
        self.search.setClearButtonEnabled(True)
        self.favourites.setCheckable(True)
        self.tags.setAccessibleName(tr("Show sessions with this tag only"))
        self.tags.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.tags.setMinimumContentsLength(12)
        self.show_tags(())
        self.setMinimumWidth(280)

    def _lay_out(self) -> None:
        narrow = QHBoxLayout()
        narrow.setSpacing(SPACE_2)
        narrow.addWidget(self.favourites)
        narrow.addWidget(self.tags, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(TitleLabel(tr("History")))
        column.addWidget(self.search)
        column.addLayout(narrow)
        column.addWidget(self.view, 1)
        column.addWidget(self.note)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.search.returnPressed.connect(self._open_first)
        self._timer.timeout.connect(self.asked)
        self.favourites.toggled.connect(lambda _: self.asked.emit())
        self.tags.currentIndexChanged.connect(lambda _: self.asked.emit())
        self.view.activated.connect(self._on_activated)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    def _on_activated(self, index: QModelIndex) -> None:
        line = self.model.line(index)
        if line is not None:
            self.opened.emit(line.id)

    def _on_scrolled(self, value: int) -> None:
        bar = self.view.verticalScrollBar()
        if value >= bar.maximum() - bar.pageStep():
            self.model.want_more()

    def _open_first(self) -> None:
        if self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))
            self._on_activated(self.model.index(0, 0))
