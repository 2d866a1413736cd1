"""The downloads and checks of model files that wait, run or have ended: one runs at a time. No Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from models.files import Progress


class JobKind(StrEnum):
    """Fetching a model, or computing the checksum of one that is here."""

    FETCH = "fetch"
    CHECK = "check"


class JobPhase(StrEnum):
    """Where a job stands. PAUSED, DONE and FAILED rest until somebody does something."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """One model file on its way, or being checked. ``message`` is why it failed, or what was found."""

    model_id: str
    name: str
    kind: JobKind
    phase: JobPhase = JobPhase.WAITING
    progress: Progress | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Jobs:
    """All jobs, in the order in which they were asked for; a model has at most one."""

    jobs: tuple[Job, ...] = ()

    def of(self, model_id: str) -> Job | None:
        """The job of a model."""
        return next((job for job in self.jobs if job.model_id == model_id), None)

    def asked(self, job: Job) -> "Jobs":
        """With a new job at the end; a model that waits or runs already stays as it is."""
        known = self.of(job.model_id)
        if known is not None and known.phase in (JobPhase.WAITING, JobPhase.RUNNING):
            return self
        return Jobs((*self.without(job.model_id).jobs, job))

    def changed(self, model_id: str, phase: JobPhase, message: str = "") -> "Jobs":
        """With the job of a model in another phase; how far it came stays known."""
        return Jobs(
            tuple(replace(job, phase=phase, message=message) if job.model_id == model_id else job for job in self.jobs)
        )

    def progressed(self, model_id: str, progress: Progress) -> "Jobs":
        """With the news of the running job of a model."""
        return Jobs(
            tuple(
                replace(job, progress=progress) if job.model_id == model_id and job.phase is JobPhase.RUNNING else job
                for job in self.jobs
            )
        )

    def without(self, model_id: str) -> "Jobs":
        """Without the job of a model."""
        return Jobs(tuple(job for job in self.jobs if job.model_id != model_id))

    @property
    def running(self) -> Job | None:
        """The job that runs."""
        return next((job for job in self.jobs if job.phase is JobPhase.RUNNING), None)

    @property
    def next_waiting(self) -> Job | None:
        """The job to begin now: none while another one runs."""
        if self.running is not None:
            return None
        return next((job for job in self.jobs if job.phase is JobPhase.WAITING), None)
