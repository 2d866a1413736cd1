"""The comparisons there are, the newest first."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QDateTime, QLocale, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from app.comparison_desk import Recent
from app.items.node_words import tooltip
from app.language import tr
from app.state import one_line
from app.views.theme import SPACE_2
from app.views.widgets import PlainLabel

_FOLDER = int(Qt.ItemDataRole.UserRole)


class Folders(QWidget):
    """Enter or a double click opens one."""

    opened = Signal(object)
    new_asked = Signal()
    other_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Earlier comparisons"))
        self.list.setProperty("quiet", True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.new = QPushButton(tr("&New comparison"))
        self.other = QPushButton(tr("Open an&other folder …"))
        self.note = PlainLabel(muted=True, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addWidget(PlainLabel(tr("Earlier comparisons"), muted=True))
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        column.addWidget(self.new)
        column.addWidget(self.other)
        self.list.itemActivated.connect(lambda item: self.opened.emit(Path(item.data(_FOLDER))))
        self.new.clicked.connect(self.new_asked)
        self.other.clicked.connect(self.other_asked)
        self.show_recent((), None)

    def show_recent(self, recent: Sequence[Recent], chosen: Path | None) -> None:
        """List these; the keys stand on the one that is open."""
        self.list.clear()
        for each in recent:
            item = QListWidgetItem(f"{one_line(each.folder.name)}\n{_words(each)}")
            item.setData(_FOLDER, str(each.folder))
            item.setToolTip(tooltip(str(each.folder)))
            self.list.addItem(item)
            if each.folder == chosen:
                font = item.font()
                font.setBold(True)
                item.setFont(font)
                self.list.setCurrentItem(item)
        if recent and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.note.setText(
            tr("Enter or a double click opens one.") if recent else tr("None yet. Choose what to compare, then start.")
        )


def _words(recent: Recent) -> str:
    when = QLocale().toString(
        QDateTime.fromSecsSinceEpoch(round(recent.changed.timestamp())), QLocale.FormatType.ShortFormat
    )
    if not recent.problems:
        return tr("only planned, {when}").format(when=when)
    return tr("{problems:,} searches, {when}").format(problems=recent.problems, when=when)
