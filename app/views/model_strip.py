"""Fetching the chosen model when it is not on this computer yet."""

import threading

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.views.background import Background
from app.views.ports import ModelChoice, ModelShelf
from app.views.theme import SPACE_3
from app.views.widgets import Card, PlainLabel
from models.errors import FetchStoppedError, StepwiseError
from models.files import Progress, Stage
from models.text import amount, duration


class ModelStrip(Card):
    """Says that a model is missing and why it is the right one; a button gets it, with progress and stop."""

    fetched = Signal(str)

    def __init__(self, shelf: ModelShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lane = Background("fetch", self)
        self._relay = _Relay(self)
        self._relay.progress.connect(self._on_progress)
        self._stop = threading.Event()
        self._choice: ModelChoice | None = None
        self._fetching: ModelChoice | None = None
        self.setAccessibleName("Model to get")
        self._sentence = PlainLabel(wrap=True)
        self._detail = PlainLabel(muted=True, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("Download")
        self._button = QPushButton()
        self._button.clicked.connect(self._on_button)
        texts = QVBoxLayout()
        texts.addWidget(self._sentence)
        texts.addWidget(self._detail)
        row = QHBoxLayout()
        row.setSpacing(SPACE_3)
        row.addLayout(texts, 1)
        row.addWidget(self._button)
        self.column.addLayout(row)
        self.column.addWidget(self._bar)
        self.hide()

    def offer(self, choice: ModelChoice | None) -> None:
        """Offer a model that is missing; nothing to offer hides the strip."""
        self._choice = choice
        if self._fetching is None:
            self.setVisible(choice is not None and not choice.installed)
            self._show_offer("")

    def sentence(self) -> str:
        """What is shown."""
        return f"{self._sentence.text()} {self._detail.text()}".strip()

    def button(self) -> QPushButton:
        """Get it, or stop."""
        return self._button

    def close_lane(self) -> None:
        """Stop a fetch and end the thread; what arrived is kept for the next time."""
        self._stop.set()
        self._lane.close()

    def _show_offer(self, fault: str) -> None:
        choice = self._choice
        if choice is None:
            return
        size = f" ({amount(choice.download_bytes)})" if choice.download_bytes else ""
        self._sentence.setText(f"{choice.name} is not on this computer yet.")
        self._detail.setText(fault or choice.reason)
        self._button.setText(f"&Get it{size}")
        self._button.setEnabled(True)
        self._bar.setVisible(False)

    def _on_button(self) -> None:
        if self._fetching is not None:
            self._stop.set()
            self._button.setEnabled(False)
        elif self._choice is not None:
            self._begin(self._choice)

    def _begin(self, choice: ModelChoice) -> None:
        self._fetching = choice
        self._stop.clear()
        self._sentence.setText(f"Getting {choice.name} …")
        self._detail.setText("")
        self._button.setText("&Stop")
        self._bar.setValue(0)
        self._bar.setVisible(True)
        self._lane.run(
            lambda: self._shelf.get(choice.id, self._relay.progress.emit, self._stop.is_set),
            lambda _: self._on_done(choice),
            self._on_failed,
        )

    def _on_progress(self, progress: Progress) -> None:
        if self._fetching is None:
            return
        total = progress.bytes_total
        self._bar.setRange(0, 1000 if total else 0)
        if total:
            self._bar.setValue(round(1000 * progress.bytes_done / total))
        self._detail.setText(_progress_words(progress))

    def _on_done(self, choice: ModelChoice) -> None:
        self._fetching = None
        self.hide()
        self.fetched.emit(choice.id)

    def _on_failed(self, error: Exception) -> None:
        self._fetching = None
        if isinstance(error, FetchStoppedError):
            self._show_offer("Stopped; what arrived is kept and the download goes on from there.")
        elif isinstance(error, StepwiseError):
            self._show_offer(error.message)
        else:
            self._show_offer("The download failed; try again.")
            raise error


class _Relay(QObject):
    """Brings progress from the fetching thread to the window's."""

    progress = Signal(object)


def _progress_words(progress: Progress) -> str:
    if progress.stage is Stage.WAITING:
        return "Waiting for another download of the same model."
    if progress.stage is Stage.VERIFYING:
        return "Checking the file."
    parts = [amount(progress.bytes_done) + (f" of {amount(progress.bytes_total)}" if progress.bytes_total else "")]
    if progress.bytes_per_second:
        parts.append(f"{amount(progress.bytes_per_second)}/s")
    if progress.seconds_left is not None:
        parts.append(f"{duration(progress.seconds_left)} left")
    return ", ".join(parts)
