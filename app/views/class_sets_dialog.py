"""The dialog in which class sets are made: their names, their problems and the order of these."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.class_sets import ClassSet, new_set
from app.language import tr
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from app.views.widgets import PlainLabel, TitleLabel


class ClassSetsDialog(QDialog):
    """Shows sets and tells of changes; what is kept, and where, is not its business.

    ``saved`` and ``deleted`` carry a set, ``titles_wanted`` the ids of sessions whose titles are not known yet;
    ``present`` and ``handout`` carry a set to be shown or printed, the latter with whether answers are wanted.
    """

    saved = Signal(object)
    deleted = Signal(object)
    titles_wanted = Signal(object)
    present = Signal(object)
    handout = Signal(object, bool)

    def __init__(self, offered: Mapping[str, str], parent: QWidget | None = None) -> None:
        """``offered``: ids and titles of the sessions that can be added now."""
        super().__init__(parent)
        self._offered = dict(offered)
        self._titles = dict(offered)
        self._all: list[ClassSet] = []
        self._gone: ClassSet | None = None
        self.sets = _list(tr("Class sets"))
        self.problems = _list(tr("Problems of the set"))
        self.note = PlainLabel(muted=True, wrap=True)
        self.new = _button(tr("&New set"))
        self.rename = _button(tr("&Rename"))
        self.delete = _button(tr("&Delete"))
        self.undo = _button(tr("Und&o delete"))
        self.add = _button(tr("&Add the problem on show"))
        self.up = _button(tr("Move &up"))
        self.down = _button(tr("Move do&wn"))
        self.remove = _button(tr("Re&move"))
        self.show_now = _button(tr("&Present"))
        self.print_plain = _button(tr("&Hand-out…"))
        self.print_answers = _button(tr("Hand-out with an&swers…"))
        self.leave = _button(tr("&Close"))
        self._lay_out()
        self._connect()
        self._enable()

    def show_sets(self, sets: Sequence[ClassSet], chosen: str = "") -> None:
        """Show all sets; the chosen one, or the last, is selected."""
        self._all = list(sets)
        self._fill_sets(chosen or (sets[-1].id if sets else ""))

    def show_titles(self, titles: Mapping[str, str]) -> None:
        """What problems are called; "" for those that are gone."""
        self._titles.update(titles)
        self._fill_problems()

    def say(self, sentence: str) -> None:
        """Show a sentence below the lists."""
        self.note.setText(sentence)

    def chosen(self) -> ClassSet | None:
        """The set that is selected."""
        row = self.sets.currentRow()
        return self._all[row] if 0 <= row < len(self._all) else None

    def _lay_out(self) -> None:
        self.setWindowTitle(tr("Class sets"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.show_now.setProperty("primary", True)
        self.show_now.setDefault(True)
        row = QHBoxLayout()
        row.setSpacing(SPACE_4)
        row.addLayout(_column(tr("Class sets"), self.sets, [self.new, self.rename, self.delete]), 2)
        row.addLayout(_column(tr("Problems"), self.problems, [self.add, self.up, self.down, self.remove]), 3)
        said = QHBoxLayout()
        said.addWidget(self.note, 1)
        said.addWidget(self.undo)
        foot = _row([self.show_now, self.print_plain, self.print_answers])
        foot.addStretch(1)
        foot.addWidget(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addLayout(row, 1)
        column.addLayout(said)
        column.addLayout(foot)
        self.resize(860, 520)

    def _connect(self) -> None:
        self.sets.currentRowChanged.connect(lambda _row: self._fill_problems())
        self.sets.itemChanged.connect(self._on_renamed)
        self.problems.currentRowChanged.connect(lambda _row: self._enable())
        self.new.clicked.connect(self._make)
        self.rename.clicked.connect(lambda: self.sets.editItem(self.sets.currentItem()))
        self.delete.clicked.connect(self._delete)
        self.undo.clicked.connect(self._undelete)
        self.add.clicked.connect(self.add_offered)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.remove.clicked.connect(self._remove)
        self.show_now.clicked.connect(lambda: self.present.emit(self.chosen()))
        self.print_plain.clicked.connect(lambda: self.handout.emit(self.chosen(), False))
        self.print_answers.clicked.connect(lambda: self.handout.emit(self.chosen(), True))
        self.leave.clicked.connect(self.close)

    def add_offered(self) -> None:
        """Put what is on show into the set, into a new one where there is none."""
        one = self.chosen()
        if one is None:
            self._store(new_set(tr("New set"), list(self._offered)))
        else:
            self._store(replace(one, sessions=tuple(dict.fromkeys((*one.sessions, *self._offered)))))
        self.problems.setCurrentRow(self.problems.count() - 1)

    def _make(self) -> None:
        self._store(new_set(tr("New set")))
        self.sets.editItem(self.sets.currentItem())

    def _delete(self) -> None:
        if (one := self.chosen()) is not None:
            self._gone = one
            self._all.remove(one)
            self._fill_sets(self._all[-1].id if self._all else "")
            self.say(tr("Deleted “{title}”.").format(title=one.title))
            self.deleted.emit(one)
            self._enable()

    def _undelete(self) -> None:
        one, self._gone = self._gone, None
        if one is not None:
            self.say("")
            self._store(one)

    def _on_renamed(self, item: QListWidgetItem) -> None:
        row = self.sets.row(item)
        title = " ".join(item.text().split())
        if 0 <= row < len(self._all) and title != self._all[row].title:
            if title:
                self._store(replace(self._all[row], title=title))
            else:
                self._fill_sets(self._all[row].id)

    def _move(self, by: int) -> None:
        one, row = self.chosen(), self.problems.currentRow()
        if one is None or not (0 <= row < len(one.sessions) and 0 <= row + by < len(one.sessions)):
            return
        order = list(one.sessions)
        order[row], order[row + by] = order[row + by], order[row]
        self._store(replace(one, sessions=tuple(order)))
        self.problems.setCurrentRow(row + by)

    def _remove(self) -> None:
        one, row = self.chosen(), self.problems.currentRow()
        if one is not None and 0 <= row < len(one.sessions):
            self._store(replace(one, sessions=one.sessions[:row] + one.sessions[row + 1 :]))
            self.problems.setCurrentRow(min(row, len(one.sessions) - 2))

    def _store(self, one: ClassSet) -> None:
        places = [place for place, other in enumerate(self._all) if other.id == one.id]
        if places:
            self._all[places[0]] = one
        else:
            self._all.append(one)
        self._fill_sets(one.id)
        self.saved.emit(one)

    def _fill_sets(self, chosen: str) -> None:
        self.sets.blockSignals(True)
        self.sets.clear()
        for one in self._all:
            item = QListWidgetItem(one.title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
            self.sets.addItem(item)
        ids = [one.id for one in self._all]
        self.sets.setCurrentRow(ids.index(chosen) if chosen in ids else -1)
        self.sets.blockSignals(False)
        self._fill_problems()

    def _fill_problems(self) -> None:
        one = self.chosen()
        row = self.problems.currentRow()
        self.problems.clear()
        ids = one.sessions if one is not None else ()
        for number, session in enumerate(ids, start=1):
            title = self._titles.get(session, "…")
            self.problems.addItem(f"{number}. {title}" if title else tr("{number}. (gone)").format(number=number))
        self.problems.setCurrentRow(max(0, min(row, len(ids) - 1)) if ids else -1)
        if unknown := tuple(session for session in ids if session not in self._titles):
            self.titles_wanted.emit(unknown)
        self._enable()

    def _enable(self) -> None:
        one, row = self.chosen(), self.problems.currentRow()
        count = len(one.sessions) if one is not None else 0
        for button in (self.rename, self.delete):
            button.setEnabled(one is not None)
        for button in (self.show_now, self.print_plain, self.print_answers):
            button.setEnabled(count > 0)
        self.remove.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < count - 1)
        self.add.setEnabled(bool(self._offered))
        self.undo.setVisible(self._gone is not None)


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def _button(text: str) -> QPushButton:
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", "").rstrip("…"))
    made.setAutoDefault(False)
    return made


def _column(title: str, shown: QWidget, buttons: Sequence[QPushButton]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(SPACE_2)
    column.addWidget(TitleLabel(title))
    column.addWidget(shown, 1)
    column.addLayout(_row(buttons))
    return column


def _row(buttons: Sequence[QPushButton]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE_2)
    for button in buttons:
        row.addWidget(button)
    return row
