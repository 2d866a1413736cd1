"""The downloads and checks under way, one row each, with what can be done about them."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from app.language import tr
from app.state.downloads import Job, JobKind, JobPhase
from app.views.model_downloads import Downloads, job_words
from app.views.model_strip import show_progress
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import Card, PlainLabel

_MOVING = (JobPhase.RUNNING, JobPhase.WAITING)
_RESTING = (JobPhase.PAUSED, JobPhase.FAILED)


class JobCards(Card):
    """Hidden while there is none."""

    def __init__(self, downloads: Downloads, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._rows: dict[str, JobRow] = {}
        self.setAccessibleName(tr("Downloads"))
        self.column.setSpacing(SPACE_2)
        downloads.changed.connect(self._show)
        self._show()

    def row_of(self, model_id: str) -> "JobRow | None":
        """The row of a model's job."""
        return self._rows.get(model_id)

    def _show(self) -> None:
        jobs = self._downloads.jobs.jobs
        wanted = {job.model_id for job in jobs}
        for model_id in [known for known in self._rows if known not in wanted]:
            row = self._rows.pop(model_id)
            self.column.removeWidget(row)
            row.hide()
            row.deleteLater()
        for job in jobs:
            if job.model_id not in self._rows:
                self._rows[job.model_id] = JobRow(self._downloads, job.model_id)
                self.column.addWidget(self._rows[job.model_id])
            self._rows[job.model_id].show_job(job)
        self.setVisible(bool(jobs))


class JobRow(QWidget):
    """Name, bar, words, pause or resume, cancel."""

    def __init__(self, downloads: Downloads, model_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self._model_id = model_id
        self._phase = JobPhase.WAITING
        self.name = PlainLabel()
        self.words = PlainLabel(muted=True, wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.pause = QPushButton()
        self.cancel = QPushButton()
        self.pause.clicked.connect(self._on_pause)
        self.cancel.clicked.connect(lambda: self._downloads.cancel(self._model_id))
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.name)
        texts.addWidget(self.words)
        texts.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_3)
        row.addLayout(texts, 1)
        row.addWidget(self.pause)
        row.addWidget(self.cancel)

    def show_job(self, job: Job) -> None:
        """Show where the job stands."""
        self._phase = job.phase
        title = tr("Getting {name}") if job.kind is JobKind.FETCH else tr("Checking {name}")
        self.name.setText(title.format(name=job.name))
        self.words.setText(job_words(job))
        self.bar.setVisible(job.phase is not JobPhase.DONE)
        show_progress(self.bar, job.progress)
        self.bar.setAccessibleName(self.name.text())
        fetch = job.kind is JobKind.FETCH
        self.pause.setVisible(fetch and job.phase in (*_MOVING, *_RESTING))
        self.pause.setText(tr("Resume") if job.phase in _RESTING else tr("Pause"))
        self.pause.setAccessibleName(f"{self.pause.text()}: {job.name}")
        over = job.phase is JobPhase.DONE or (not fetch and job.phase in _RESTING)
        self.cancel.setText(tr("Close") if over else tr("Cancel"))
        self.cancel.setAccessibleName(f"{self.cancel.text()}: {job.name}")
        if fetch and not over:
            self.cancel.setToolTip(tr("Ends the download and deletes what has arrived."))

    def _on_pause(self) -> None:
        if self._phase in _RESTING:
            self._downloads.resume(self._model_id)
        else:
            self._downloads.pause(self._model_id)
