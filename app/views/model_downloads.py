"""Fetching and checking model files behind the window: one after the other, with pause, resume and cancel."""

import threading
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.language import tr
from app.state.downloads import Job, JobKind, JobPhase, Jobs
from app.views.background import Background
from app.views.ports import ModelShelf
from models.errors import FetchStoppedError, StepwiseError
from models.files import Progress, Stage
from models.text import amount, duration


class Downloads(QObject):
    """The one queue of the window; every page that shows a download looks at it."""

    changed = Signal()
    fetched = Signal(str)
    discarded = Signal(str)
    failed = Signal(Exception)

    _progressed = Signal(str, object)

    def __init__(self, shelf: ModelShelf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._lane = Background("fetch", self)
        self._stop = threading.Event()
        self._discarding: str | None = None
        self._closed = False
        self.jobs = Jobs()
        self._progressed.connect(self._on_progress)

    def fetch(self, model_id: str, name: str) -> None:
        """Fetch a model, after those that wait already; goes on where an earlier fetch stopped."""
        self._ask(Job(model_id, name, JobKind.FETCH))

    def check(self, model_id: str, name: str) -> None:
        """Compute the checksum of a model that is here and compare it."""
        self._ask(Job(model_id, name, JobKind.CHECK))

    def pause(self, model_id: str) -> None:
        """Stop a fetch and keep what has arrived."""
        job = self.jobs.of(model_id)
        if job is None:
            return
        if job.phase is JobPhase.RUNNING:
            self._stop.set()
        elif job.phase is JobPhase.WAITING:
            self._set(self.jobs.changed(model_id, JobPhase.PAUSED))

    def resume(self, model_id: str) -> None:
        """Go on with a job that rests."""
        job = self.jobs.of(model_id)
        if job is not None and job.phase in (JobPhase.PAUSED, JobPhase.FAILED):
            self._set(self.jobs.changed(model_id, JobPhase.WAITING))
            self._begin_next()

    def cancel(self, model_id: str) -> None:
        """Forget a job; what an unfinished fetch has so far is deleted."""
        job = self.jobs.of(model_id)
        if job is None:
            return
        if job.phase is JobPhase.RUNNING:
            self._discarding = model_id
            self._stop.set()
        else:
            self._drop(job)

    def close(self) -> None:
        """Stop what runs and end the thread; what arrived is kept for the next time."""
        self._closed = True
        self._stop.set()
        self._lane.close()

    def _ask(self, job: Job) -> None:
        self._set(self.jobs.asked(job))
        self._begin_next()

    def _begin_next(self) -> None:
        job = self.jobs.next_waiting
        if job is None or self._closed:
            return
        self._stop.clear()
        self._set(self.jobs.changed(job.model_id, JobPhase.RUNNING))
        work = self._shelf.get if job.kind is JobKind.FETCH else self._shelf.verify
        sink = partial(self._progressed.emit, job.model_id)
        self._lane.run(
            lambda: work(job.model_id, sink, self._stop.is_set),
            lambda told: self._on_done(job, told or ""),
            lambda error: self._on_failed(job, error),
        )

    def _on_progress(self, model_id: str, progress: Progress) -> None:
        self._set(self.jobs.progressed(model_id, progress))

    def _on_done(self, job: Job, told: str) -> None:
        self._discarding = None
        self._set(self.jobs.changed(job.model_id, JobPhase.DONE, told))
        if job.kind is JobKind.FETCH:
            self.fetched.emit(job.model_id)
        self._begin_next()

    def _on_failed(self, job: Job, error: Exception) -> None:
        if self._discarding == job.model_id:
            self._discarding = None
            self._drop(job)
        elif isinstance(error, FetchStoppedError):
            self._set(self.jobs.changed(job.model_id, JobPhase.PAUSED))
        elif isinstance(error, StepwiseError):
            self._set(self.jobs.changed(job.model_id, JobPhase.FAILED, error.message))
        else:
            self._set(self.jobs.changed(job.model_id, JobPhase.FAILED, tr("The download failed; try again.")))
            self.failed.emit(error)
        self._begin_next()

    def _drop(self, job: Job) -> None:
        self._set(self.jobs.without(job.model_id))
        if job.kind is JobKind.FETCH and job.phase is not JobPhase.DONE:
            self._lane.run(
                lambda: self._shelf.discard(job.model_id),
                lambda _: self.discarded.emit(job.model_id),
                self.failed.emit,
            )

    def _set(self, jobs: Jobs) -> None:
        if jobs != self.jobs:
            self.jobs = jobs
            self.changed.emit()


def job_words(job: Job) -> str:
    """Where a job stands, in one line."""
    match job.phase:
        case JobPhase.WAITING:
            return tr("Waits for the download before it.")
        case JobPhase.PAUSED:
            return tr("Paused; what arrived is kept and the download goes on from there.")
        case JobPhase.FAILED:
            return job.message
        case JobPhase.DONE:
            return job.message or tr("Ready.")
        case JobPhase.RUNNING:
            return progress_words(job.progress) if job.progress is not None else tr("Looking for the file …")


def progress_words(progress: Progress) -> str:
    """ "120 MB of 491 MB, 12 MB/s, 31 s left"."""
    if progress.stage is Stage.WAITING:
        return tr("Waiting for another download of the same model.")
    done = amount(progress.bytes_done)
    if progress.bytes_total:
        done = tr("{done} of {total}").format(done=done, total=amount(progress.bytes_total))
    parts = [done]
    if progress.bytes_per_second:
        parts.append(f"{amount(progress.bytes_per_second)}/s")
    if progress.seconds_left is not None:
        parts.append(tr("{time} left").format(time=duration(progress.seconds_left)))
    words = ", ".join(parts)
    return tr("Checking the file: {words}").format(words=words) if progress.stage is Stage.VERIFYING else words
