"""Where things lie, and what leaves the computer."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.model_facts import Fact
from app.places import Place, privacy_sentences
from app.services import DATA_DIR_VARIABLE
from app.views.facts_table import FactsTable, breakable
from app.views.flow import Flow
from app.views.theme import SPACE_3
from app.views.widgets import PlainLabel
from models.text import amount


class FolderSettings(QWidget):
    """The data folder, what is in it, and how it is moved."""

    def __init__(self, data_dir: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data_dir = data_dir
        self.folder = PlainLabel(breakable(str(data_dir)), wrap=True)
        self.open = QPushButton(tr("&Open the folder"))
        self.copy = QPushButton(tr("&Copy its path"))
        self.open.clicked.connect(self._on_open)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(self._data_dir)))
        self.table = FactsTable(tr("What is in it"))
        self.total = PlainLabel(muted=True, wrap=True)
        moving = tr(
            "To move it: close Stepwise, move the folder, and set the variable {variable} to its new place before you "
            "start again. Models linked from other programs stay where they are."
        )
        self.moving = PlainLabel(moving.format(variable=DATA_DIR_VARIABLE), wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addWidget(PlainLabel(tr("Everything that Stepwise keeps lies in one folder:"), wrap=True))
        column.addWidget(self.folder)
        column.addLayout(Flow(self.open, self.copy))
        column.addWidget(self.table)
        column.addWidget(self.total)
        column.addWidget(self.moving)

    def show_places(self, found: Sequence[Place], free_bytes: int) -> None:
        """Show what lies there."""
        self.table.show_facts([Fact(place.path.name, f"{amount(place.bytes)}: {place.what}") for place in found])
        told = tr("{used} in all; {free} are free on this disk.")
        self.total.setText(told.format(used=amount(sum(place.bytes for place in found)), free=amount(free_bytes)))

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data_dir)))


class PrivacySettings(QWidget):
    """What is stored where, and what the program ever sends."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sentences = PlainLabel("\n\n".join(privacy_sentences()), wrap=True)
        self.table = FactsTable(tr("What is stored where"))
        gone = tr("Whatever you delete in this folder is gone; nothing of it is kept elsewhere.")
        self.forget = PlainLabel(gone, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        for widget in (self.sentences, self.table, self.forget):
            column.addWidget(widget)

    def show_places(self, found: Sequence[Place]) -> None:
        """Show what lies where."""
        self.table.show_facts([Fact(place.what, f"{place.path} ({amount(place.bytes)})") for place in found])
