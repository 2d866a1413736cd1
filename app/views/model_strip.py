"""Fetching the chosen model when it is not on this computer yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.state.downloads import JobPhase
from app.views.model_downloads import Downloads, job_words
from app.views.ports import ModelChoice
from app.views.theme import SPACE_3
from app.views.widgets import Card, PlainLabel
from models.files import Progress
from models.text import amount

BAR_STEPS = 1000


class ModelStrip(Card):
    """Says that a model is missing and why it is the right one; a button gets it, with progress and stop."""

    fetched = Signal(str)

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._choice: ModelChoice | None = None
        self.setAccessibleName(tr("Model to get"))
        self._sentence = PlainLabel(wrap=True)
        self._detail = PlainLabel(muted=True, wrap=True)
        self._bar = QProgressBar()
        self._bar.setRange(0, BAR_STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Download"))
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
        downloads.changed.connect(self._show)
        downloads.fetched.connect(self._on_fetched)

    def offer(self, choice: ModelChoice | None) -> None:
        """Offer a model that is missing; nothing to offer hides the strip."""
        self._choice = choice
        self._show()

    def sentence(self) -> str:
        """What is shown."""
        return f"{self._sentence.text()} {self._detail.text()}".strip()

    def button(self) -> QPushButton:
        """Get it, or stop."""
        return self._button

    def _show(self) -> None:
        choice = self._choice
        job = self._downloads.jobs.of(choice.id) if choice is not None else None
        missing = choice is not None and not choice.installed and (job is None or job.phase is not JobPhase.DONE)
        self.setVisible(missing)
        if choice is None or not missing:
            return
        moving = job is not None and job.phase in (JobPhase.RUNNING, JobPhase.WAITING)
        if moving:
            self._sentence.setText(tr("Getting {name} …").format(name=choice.name))
            self._button.setText(tr("Sto&p"))
        else:
            self._sentence.setText(tr("{name} is not on this computer yet.").format(name=choice.name))
            size = f" ({amount(choice.download_bytes)})" if choice.download_bytes else ""
            self._button.setText(tr("&Get it{size}").format(size=size))
        self._detail.setText(job_words(job) if job is not None else choice.reason)
        self._bar.setVisible(moving)
        if job is not None:
            show_progress(self._bar, job.progress)

    def _on_button(self) -> None:
        choice = self._choice
        if choice is None:
            return
        job = self._downloads.jobs.of(choice.id)
        if job is not None and job.phase in (JobPhase.RUNNING, JobPhase.WAITING):
            self._downloads.pause(choice.id)
        else:
            self._downloads.fetch(choice.id, choice.name)

    def _on_fetched(self, model_id: str) -> None:
        if self._choice is not None and model_id == self._choice.id:
            self.hide()
            self.fetched.emit(model_id)


def show_progress(bar: QProgressBar, progress: Progress | None) -> None:
    """Move a bar; it runs to and fro while the size is not known."""
    total = progress.bytes_total if progress is not None else None
    bar.setRange(0, BAR_STEPS if total or progress is None else 0)
    if progress is not None and total:
        bar.setValue(round(BAR_STEPS * progress.bytes_done / total))
