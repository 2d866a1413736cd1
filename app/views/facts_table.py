"""Names and values under a heading, to read and to copy."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.language import tr
from app.model_facts import Fact
from app.views.theme import SPACE_1, SPACE_2, SPACE_3
from app.views.widgets import FlatButton, PlainLabel

_CHUNK = 16
_BREAK = "\u200b"


class FactsTable(QWidget):
    """Hidden while there is nothing to show."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: tuple[Fact, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_3)
        self._grid.setVerticalSpacing(SPACE_1)
        self._grid.setColumnStretch(1, 1)
        copy = FlatButton(tr("Copy"), tr("Copy: {heading}").format(heading=heading))
        copy.clicked.connect(self._copy)
        head = QHBoxLayout()
        head.setSpacing(SPACE_2)
        title = PlainLabel(heading, wrap=True)
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        head.addWidget(title, 1)
        head.addWidget(copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addLayout(head)
        column.addLayout(self._grid)
        self.hide()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these; what is shown already stays untouched."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._rebuild()
        self.setVisible(bool(facts))

    def text(self) -> str:
        """All lines, as they are copied."""
        return "\n".join(f"{fact.name}: {fact.value}" for fact in self._facts)

    def _rebuild(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, fact in enumerate(self._facts):
            name, value = PlainLabel(fact.name, muted=True), PlainLabel(breakable(fact.value), wrap=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setCursor(Qt.CursorShape.IBeamCursor)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())


def breakable(text: str) -> str:
    """With places where a long word (a path, a checksum) may go on in the next line."""
    return " ".join(_broken(word) if len(word) > _CHUNK else word for word in text.split(" "))


def _broken(word: str) -> str:
    if "/" in word or "\\" in word:
        return word.replace("/", f"/{_BREAK}").replace("\\", f"\\{_BREAK}")
    return _BREAK.join(word[start : start + _CHUNK] for start in range(0, len(word), _CHUNK))
