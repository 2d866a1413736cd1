"""What the window is given of the store and the model library, ready to show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.state import RunState, Timeline
from engine.types import PolicyName, Problem, StepFormat, ValueName
from models.files import ProgressSink, ShouldStop


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One line of the history. Texts are ready to show; ``run_word`` says where its newest run stands."""

    id: str
    title: str
    answer: str
    mark_word: str
    run_word: str
    model: str
    updated: datetime
    runs: int = 0
    starred: bool = False
    tags: tuple[str, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run of a session to choose. ``words`` say which one it is, how it searched and what it found."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A stored session with one of its runs, replayed: the newest one unless another was asked for.

    Attributes:
        runs: all of them, oldest first.
        timeline: every moment of the run on show, where there is one.
    """

    id: str
    problem: Problem
    state: RunState
    line: SessionLine | None = None
    runs: tuple[RunLine, ...] = ()
    timeline: Timeline | None = None


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model to choose.

    Attributes:
        reason: does it fit this computer, in one sentence. download_bytes: 0 is unknown.
        step_format: how it is asked to write steps. values: what guides a search with it; () the engine's defaults.
        policy: how it is searched unless somebody chooses.
    """

    id: str
    name: str
    installed: bool
    reason: str
    download_bytes: int
    is_default: bool
    step_format: StepFormat = StepFormat.CODE
    values: tuple[ValueName, ...] = ()
    policy: PolicyName = PolicyName.MCTS


class ModelShelf(Protocol):
    """Models of this computer and of the catalogue. Calls may block: they are made on a background lane."""

    def choices(self) -> Sequence[ModelChoice]:
        """All models; the one used last, else the best for this computer, is marked as the default."""

    def remember(self, model_id: str) -> None:
        """Mark this model as the default from now on."""

    def search_choices(self) -> str:
        """What was chosen for searches the last time, as ``keep_search_choices`` was given it; "" at first."""

    def keep_search_choices(self, choices: str) -> None:
        """Keep what was chosen for searches."""

    def get(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> None:
        """Fetch a model. Raises FetchStoppedError when stopped, else a KnownError."""

    def verify(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> str:
        """Compute a model's checksum and say in one sentence what was found. Raises as ``get``."""

    def discard(self, model_id: str) -> None:
        """Delete what an unfinished fetch has so far."""
