"""A host on a real worker and a real store, with all that it has said."""

import os
import signal
from pathlib import Path

from app.host import EngineHost
from app.state import RunState, replay
from app.wish import RunRequest
from engine.commands import Steering
from engine.store import FILE_NAME, RunStatus, Store
from engine.types import NodeId, Problem, SearchSettings
from models.library import Library
from tests.helpers.processes import EventLog
from tests.helpers.scripted_models import QUESTION, SHORT_RUN

PROBLEM = Problem("sum", QUESTION)


class House:
    """A host with its store and all that it has said."""

    def __init__(self, folder: Path, busy_timeout_ms: int = 5_000) -> None:
        self.store = Store.open(folder / FILE_NAME, busy_timeout_ms)
        self.host = EngineHost(self.store, Library(folder), folder / "logs" / "engine.log")
        self.log = EventLog()
        self.host.listen(self.log.take, self.log.died)

    def search(self, model: Path | str, settings: SearchSettings = SHORT_RUN, text: str = QUESTION) -> str:
        """Start a run; returns its id."""
        return self.host.start_run(RunRequest(Problem("sum", text), settings, str(model)))

    def go_on(
        self,
        parent: str,
        model: Path | str,
        settings: SearchSettings = SHORT_RUN,
        *steering: Steering,
        fork_at: NodeId | None = None,
    ) -> str:
        """Start a run that goes on from another; returns its id."""
        request = RunRequest(PROBLEM, settings, str(model), parent_run_id=parent, fork_at=fork_at, steering=steering)
        return self.host.start_run(request)

    def state(self, run_id: str) -> RunState:
        """A run as the store tells it."""
        return replay(self.store.events(run_id))

    def status(self, run_id: str) -> RunStatus | None:
        """How a run stands in the store."""
        return self.store.session(run_id).summary.status

    def kill_worker(self, number: int = signal.SIGKILL) -> None:
        """A deadly signal from outside."""
        assert self.host.client.pid is not None
        os.kill(self.host.client.pid, number)

    def close(self) -> None:
        self.host.close()
        self.store.close()
