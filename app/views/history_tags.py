"""The tags of the selected sessions, to put on and to take off."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.language import tr
from app.views.theme import SPACE_2, SPACE_4
from app.views.widgets import PlainLabel

_MAX_CHARACTERS = 40


class TagSheet(QDialog):
    """What is typed is put on at once; what is chosen in the list can be taken off."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, session_ids: Sequence[str], known: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Tags"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.session_ids = list(session_ids)
        self.line = QLineEdit()
        self.list = QListWidget()
        self.add = QPushButton(tr("&Add"))
        self.remove = QPushButton(tr("&Take off"))
        self.close_button = QPushButton(tr("&Close"))
        sentence = tr("Tags of the session:") if len(session_ids) == 1 else tr("Tags of {count} sessions:")
        self._dress(known)
        self._lay_out(sentence.format(count=len(session_ids)))
        self._connect()

    def show_tags(self, tags: Sequence[str]) -> None:
        """The tags that some of the sessions bear."""
        self.list.clear()
        self.list.addItems(list(tags))
        if tags:
            self.list.setCurrentRow(0)
        self._enable()

    def _dress(self, known: Sequence[str]) -> None:
        self.line.setPlaceholderText(tr("New tag, or one in use"))
        self.line.setAccessibleName(tr("Tag to add"))
        self.line.setMaxLength(_MAX_CHARACTERS)
        completer = QCompleter(list(known), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.line.setCompleter(completer)
        self.list.setAccessibleName(tr("Tags"))
        self.add.setDefault(True)
        for button in (self.remove, self.close_button):
            button.setAutoDefault(False)

    def _lay_out(self, sentence: str) -> None:
        above = QHBoxLayout()
        above.setSpacing(SPACE_2)
        above.addWidget(self.line, 1)
        above.addWidget(self.add)
        below = QHBoxLayout()
        below.setSpacing(SPACE_2)
        below.addWidget(self.remove)
        below.addStretch(1)
        below.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_2)
        column.addLayout(above)
        column.addWidget(PlainLabel(sentence))
        column.addWidget(self.list, 1)
        column.addLayout(below)

    def _connect(self) -> None:
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)
        self.close_button.clicked.connect(self.accept)
        self.line.textChanged.connect(lambda _: self._enable())
        self.list.currentRowChanged.connect(lambda _: self._enable())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.list)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._on_remove)

    def _on_add(self) -> None:
        text = self.line.text().strip()
        if text:
            self.added.emit(text)
            self.line.clear()
            self.line.setFocus()

    def _on_remove(self) -> None:
        chosen = self.list.currentItem()
        if chosen is not None:
            self.removed.emit(chosen.text())

    def _enable(self) -> None:
        self.add.setEnabled(bool(self.line.text().strip()))
        self.remove.setEnabled(self.list.currentItem() is not None)
