"""How far a folder of the lab is: a bar for each part, what is being done, start and stop."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.lab_folders import LabFolder, Part
from app.language import tr
from app.state.lab import LabPhase, LabRun, part_words, work_words
from app.views.theme import SPACE_1, SPACE_2
from app.views.widgets import Card, PlainLabel
from engine.lab.evolution import Evolution


class LabProgress(Card):
    """``start_asked`` and ``stop_asked``: a button was pressed."""

    start_asked = Signal()
    stop_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[_Bar] = []
        self._space = QVBoxLayout()
        self._space.setSpacing(SPACE_2)
        self.words = PlainLabel(wrap=True)
        self.words.setAccessibleName(tr("State of the work"))
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("Progress of the work"))
        self.start = QPushButton()
        self.start.setProperty("primary", True)
        self.stop = QPushButton(tr("Sto&p"))
        self.start.clicked.connect(self.start_asked)
        self.stop.clicked.connect(self.stop_asked)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.words, 1)
        row.addWidget(self.start)
        row.addWidget(self.stop)
        self.column.addLayout(self._space)
        self.column.addWidget(self.bar)
        self.column.addLayout(row)

    def show_state(self, folder: LabFolder, run: LabRun, evolution: Evolution | None = None) -> None:
        """Show where the folder and the work stand."""
        self._show_parts(folder)
        works = run.works_on(folder.path)
        self.bar.setVisible(works and not (folder.parts and run.phase is LabPhase.RUNNING and not run.epochs))
        self.bar.setRange(0, run.epochs)
        self.bar.setValue(run.epoch)
        message = run.message if run.path == folder.path else ""
        if works:
            message = run.words or work_words(folder, evolution) or tr("Getting ready …")
        elif folder.order is None:
            message = message or tr("Not begun here: go on with it on the command line.")
        elif not message and folder.finished:
            message = tr("Done.")
        self.words.setText(message)
        self.start.setText(tr("&Go on") if folder.begun else tr("Sta&rt"))
        self.start.setVisible(not works and not folder.finished and folder.order is not None)
        self.start.setEnabled(not run.busy)
        self.start.setToolTip(tr("The lab is at work on something else.") if run.busy else "")
        self.stop.setVisible(works)
        self.stop.setEnabled(run.phase is not LabPhase.STOPPING)

    def _show_parts(self, folder: LabFolder) -> None:
        while len(self._bars) > len(folder.parts):
            gone = self._bars.pop()
            self._space.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        while len(self._bars) < len(folder.parts):
            self._bars.append(_Bar())
            self._space.addWidget(self._bars[-1])
        for bar, part in zip(self._bars, folder.parts, strict=True):
            bar.show_part(folder, part)


class _Bar(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = PlainLabel(wrap=True)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_1)
        column.addWidget(self._words)
        column.addWidget(self._bar)

    def show_part(self, folder: LabFolder, part: Part) -> None:
        words = part_words(folder, part)
        self._words.setText(words)
        self._bar.setAccessibleName(words)
        self._bar.setRange(0, max(1, part.total))
        self._bar.setValue(min(part.done, part.total))
