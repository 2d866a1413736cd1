"""Model files that other programs brought: find them, choose, use them where they lie."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QWidget,
)

from app.items.node_words import tooltip
from app.language import tr
from app.model_desk import Finding, ModelDesk
from app.state import one_line
from app.views.background import Background
from app.views.flow import Flow
from app.views.widgets import Card, PlainLabel, TitleLabel, set_property

_NAMES = "LM Studio, Ollama, GPT4All, Jan"


class ModelFinder(Card):
    """``added`` carries the sentence that says what was added."""

    added = Signal(str)
    left = Signal()
    failed = Signal(Exception)

    def __init__(self, desk: ModelDesk, lane: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._lane = lane
        self._stop = threading.Event()
        self._findings: Sequence[Finding] = ()
        self._asked = 0
        self.setAccessibleName(tr("Models of other programs"))
        self.sentence = PlainLabel(wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Models found on this computer"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.add = QPushButton(tr("A&dd these"))
        set_property(self.add, "primary", True)
        self.folder = QPushButton(tr("&Look in another folder …"))
        self.back = QPushButton(tr("&Close this list"))
        self.column.addWidget(TitleLabel(tr("Models of other programs")))
        self.column.addWidget(self.sentence)
        self.column.addWidget(self.list, 1)
        self.column.addLayout(Flow(self.add, self.folder, self.back))
        self.add.clicked.connect(self._on_add)
        self.folder.clicked.connect(self._on_folder)
        self.back.clicked.connect(self._on_back)
        self.list.itemChanged.connect(lambda _: self._update_button())

    def look(self, folder: Path | None = None) -> None:
        """Look where other programs keep models, or below a folder."""
        self._stop.set()
        self._stop = stop = threading.Event()
        self._asked += 1
        asked = self._asked
        self._findings = ()
        self.list.clear()
        self.sentence.setText(tr("Looking for models …"))
        self._update_button()

        def work() -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
            folders = self._desk.folders() if folder is None else (folder,)
            return folders, self._desk.scan(folders, stop.is_set)

        self._lane.run(work, lambda told: self._show(asked, *told), self._on_failed)

    def stop(self) -> None:
        """End a search that is under way."""
        self._stop.set()

    def chosen(self) -> list[Finding]:
        """What is ticked."""
        ticked = [self.list.item(row).checkState() is Qt.CheckState.Checked for row in range(self.list.count())]
        return [finding for finding, is_ticked in zip(self._findings, ticked, strict=True) if is_ticked]

    def _show(self, asked: int, folders: Sequence[Path], findings: Sequence[Finding]) -> None:
        if asked != self._asked:
            return
        self._findings = findings
        self.list.blockSignals(True)
        for finding in findings:
            item = QListWidgetItem(f"{one_line(finding.name)}\n{one_line(finding.words)}")
            item.setToolTip(tooltip(str(finding.path)))
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            item.setFlags(flags if finding.usable else Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if finding.usable else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.blockSignals(False)
        self.sentence.setText(found_sentence(folders, findings))
        self._update_button()
        if findings:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _update_button(self) -> None:
        self.add.setEnabled(bool(self.chosen()))

    def _on_add(self) -> None:
        chosen = self.chosen()
        self.add.setEnabled(False)
        self._lane.run(lambda: self._desk.add(chosen), self.added.emit, self._on_failed)

    def _on_folder(self) -> None:
        ask_folder(self, self.look)

    def _on_back(self) -> None:
        self.stop()
        self.left.emit()

    def _on_failed(self, error: Exception) -> None:
        self.sentence.setText("")
        self.failed.emit(error)


def ask_folder(parent: QWidget, chosen: Callable[[Path], None]) -> None:
    """Let a person choose a folder; the window goes on meanwhile."""
    dialog = QFileDialog(parent, tr("Folder with models"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.open()


def found_sentence(folders: Sequence[Path], findings: Sequence[Finding]) -> str:
    """What was found, and where was looked."""
    where = ", ".join(str(folder) for folder in folders)
    if not folders:
        return tr("{names} keep no models in their usual places here. Look in another folder.").format(names=_NAMES)
    if not findings:
        return tr("No other model lies in: {folders}.").format(folders=where)
    usable = sum(finding.usable for finding in findings)
    told = tr("{count} found in: {folders}. They are used where they lie; nothing is copied or moved.")
    return told.format(count=usable, folders=where)
