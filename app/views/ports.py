"""What the window asks of the store and the model library. Every call may block: it is made on a background lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.state import RunState
from engine.types import Problem
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


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A stored session with its newest run, replayed."""

    id: str
    problem: Problem
    state: RunState


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model to choose. ``reason``: does it fit this computer, in one sentence. ``download_bytes``: 0 is unknown."""

    id: str
    name: str
    installed: bool
    reason: str
    download_bytes: int
    is_default: bool


class SessionShelf(Protocol):
    """Stored sessions."""

    def sessions(self, words: str) -> Sequence[SessionLine]:
        """Sessions that hold all words, last used first; all of them for no words."""

    def open_session(self, session_id: str) -> OpenedSession:
        """Replay the newest run of a session."""


class ModelShelf(Protocol):
    """Models of this computer and of the catalogue."""

    def choices(self) -> Sequence[ModelChoice]:
        """All models, the default one marked."""

    def get(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> None:
        """Fetch a model. Raises FetchStoppedError when stopped, else a KnownError."""
