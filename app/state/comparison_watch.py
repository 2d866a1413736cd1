"""A comparison under way as it is watched: where it stands, in words, without Qt."""

from dataclasses import dataclass, replace
from enum import StrEnum

from app.comparison import Outcome, Progress
from app.language import tr
from app.state.comparison_draft import rough
from models.text import duration

_MOST_NOTES = 200


class Stage(StrEnum):
    """IDLE: nothing was begun since the folder was opened. STOPPED, ENDED and FAILED rest until it goes on."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    ENDED = "ended"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known of it. ``notes`` are sentences that a person should read, the oldest first."""

    stage: Stage = Stage.IDLE
    progress: Progress | None = None
    notes: tuple[str, ...] = ()
    failure: str = ""

    @property
    def busy(self) -> bool:
        """Whether it is under way."""
        return self.stage in (Stage.STARTING, Stage.RUNNING, Stage.STOPPING)

    @property
    def stoppable(self) -> bool:
        """Whether it can be asked to stop."""
        return self.stage in (Stage.STARTING, Stage.RUNNING)

    def started(self) -> "Watch":
        """It is asked for; what was noted before is gone."""
        return Watch(Stage.STARTING)

    def progressed(self, progress: Progress) -> "Watch":
        """With news. After a stop was asked for, only the figures count."""
        stage = Stage.RUNNING if self.stage is Stage.STARTING else self.stage
        return replace(self, stage=stage, progress=progress)

    def noted(self, sentence: str) -> "Watch":
        """With one more sentence, each once."""
        if sentence in self.notes:
            return self
        return replace(self, notes=(*self.notes, sentence)[-_MOST_NOTES:])

    def stopping(self) -> "Watch":
        """It is asked to stop."""
        return replace(self, stage=Stage.STOPPING) if self.stoppable else self

    def ended(self, outcome: Outcome, *, stopped: bool) -> "Watch":
        """It has come to an end, its own or the one that was asked for."""
        seconds = None if stopped else 0.0
        words = self.progress.words if self.progress else ""
        progress = Progress(outcome.done, outcome.total, words, seconds)
        return replace(self, stage=Stage.STOPPED if stopped else Stage.ENDED, progress=progress)

    def failed(self, sentence: str) -> "Watch":
        """It could not go on."""
        return replace(self, stage=Stage.FAILED, failure=sentence)

    @property
    def share(self) -> tuple[int, int]:
        """Problems done, and all; (0, 0) while that is not known."""
        return (self.progress.done, self.progress.total) if self.progress is not None else (0, 0)

    @property
    def sentence(self) -> str:
        """What is done now, or how it ended."""
        match self.stage:
            case Stage.IDLE:
                return ""
            case Stage.STARTING:
                return tr("Getting ready …")
            case Stage.RUNNING:
                return self.progress.words if self.progress is not None else ""
            case Stage.STOPPING:
                return tr("Stopping …")
            case Stage.STOPPED:
                return tr("Stopped. What is measured is kept; it can go on at any time.")
            case Stage.ENDED:
                return tr("Finished.") if not self._skipped else tr("Finished; some of it was skipped, see the notes.")
            case Stage.FAILED:
                return tr("It could not go on: {reason} What is measured is kept.").format(reason=self.failure)

    @property
    def figures(self) -> str:
        """ "12 of 40 problems, about 3 min left"."""
        done, total = self.share
        if not total:
            return ""
        told = tr("{done:,} of {total:,} problems").format(done=done, total=total)
        left = self.progress.seconds_left if self.progress is not None else None
        if left is None or self.stage is not Stage.RUNNING:
            return told
        time = duration(left) if left < 120 else rough(left)
        return tr("{figures}, about {time} left").format(figures=told, time=time)

    @property
    def _skipped(self) -> bool:
        return self.progress is not None and self.progress.done < self.progress.total
