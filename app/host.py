"""The engine as the front sees it: starts the worker, loads models, stores each event before anyone else sees it.

The command line and the window both use this; it knows no Qt. Calls may take seconds (a model is loaded) and belong on
a
thread of their own; events come on the client's reader thread.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine.client import EngineClient
from engine.commands import LoadModel, StartSearch, StopSearch
from engine.errors import EngineCrashedError
from engine.events import (
    TERMINAL,
    AnyEvent,
    AnyRunEvent,
    CommandFailed,
    Failed,
    ModelLoaded,
    Progress,
    RunEvent,
    WorkerStarted,
)
from engine.steps import checked_problem
from engine.store import Store
from engine.store.ids import new_id
from engine.types import Problem, SearchSettings
from models.errors import KnownError
from models.fit import require_fit
from models.library import Library, ResolvedModel

CONTEXT_TOKENS = 8192
SEQUENCES = 64
_LOAD_SECONDS = 300.0
_START_SECONDS = 60.0

OnEvent = Callable[[AnyEvent], None]
OnDied = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RunRequest:
    """One search to make.

    Attributes:
        model: id or path of a model; a path that ends in .json is played by the scripted backend.
        session_id: the session it belongs to; None opens a new one. parent_run_id: the run it continues.
        anyway: load the model even if it may not fit into memory.
    """

    problem: Problem
    settings: SearchSettings
    model: str
    session_id: str | None = None
    parent_run_id: str | None = None
    anyway: bool = False


class EngineHost:
    """One worker, one store, any number of listeners. Thread-safe."""

    def __init__(self, store: Store, library: Library, log_path: Path | None = None) -> None:
        self._store = store
        self._library = library
        self._client = EngineClient(self._receive, self._died, log_path)
        self._listeners: list[tuple[OnEvent, OnDied]] = []
        self._changed = threading.Condition()
        self._start_lock = threading.Lock()
        self._replies: dict[str, ModelLoaded | CommandFailed] = {}
        self._loaded: tuple[str, ModelLoaded] | None = None
        self._started: WorkerStarted | None = None
        self._active: set[str] = set()
        self._broken: set[str] = set()

    @property
    def isolation(self) -> WorkerStarted | None:
        """What the worker's sandbox self-test allows to claim; None before it started."""
        return self._started

    @property
    def client(self) -> EngineClient:
        """The worker's handle."""
        return self._client

    def listen(self, on_event: OnEvent, on_died: OnDied) -> None:
        """Deliver each event, already stored, and the sentence about a dead worker; both from the reader thread."""
        self._listeners.append((on_event, on_died))

    def start_run(self, request: RunRequest) -> str:
        """Start a search and return its run id.

        Raises:
            KnownError: the problem, the model, the store or the engine refuses.
        """
        text = checked_problem(request.problem.text)
        problem = Problem(request.problem.id, text, request.problem.answer)
        with self._start_lock:
            loaded = self._ensure_model(request)
            session = request.session_id or self._store.begin_session(problem)
            run_id = new_id()
            self._store.begin_run(run_id, session, problem, request.settings, loaded.model_id, request.parent_run_id)
            self._active.add(run_id)
            try:
                self._client.send(StartSearch(run_id=run_id, problem=problem, settings=request.settings))
            except EngineCrashedError as error:
                self._receive(
                    Failed(
                        run_id=run_id,
                        seq=1,
                        kind=type(error).__name__,
                        message=error.message,
                        exit_code=error.exit_code,
                    )
                )
        return run_id

    def stop_run(self, run_id: str, *, pause: bool = False) -> None:
        """End a search with the best answer so far."""
        if run_id in self._active:
            try:
                self._client.send(StopSearch(run_id=run_id, pause=pause))
            except EngineCrashedError:
                return  # The reader thread reports the death, and with it the end of the run.

    def restart(self) -> None:
        """Start the worker again; the model is loaded again by the next run."""
        self._forget_worker()
        self._client.restart()

    def worker_memory_bytes(self) -> int | None:
        """Resident memory of the worker, None where unknown."""
        pid = self._client.pid
        try:
            return int(psutil.Process(pid).memory_info().rss) if pid is not None else None
        except psutil.Error:
            return None

    def close(self) -> None:
        """End the worker; active runs end as cancelled."""
        self._client.close()

    def _ensure_model(self, request: RunRequest) -> ModelLoaded:
        """The worker with the request's model, started and loaded as needed."""
        scripted = request.model.endswith(".json")
        resolved = None if scripted else self._library.resolve(request.model)
        path = Path(request.model) if resolved is None else resolved.path
        if self._loaded is not None and self._loaded[0] == str(path) and self._client.alive:
            return self._loaded[1]
        if resolved is not None:
            require_fit(resolved.header, CONTEXT_TOKENS, SEQUENCES, anyway=request.anyway)
        self._ensure_worker()
        loaded = self._load(path, resolved)
        self._loaded = (str(path), loaded)
        if resolved is not None:
            self._store.record_model(loaded)
        return loaded

    def _ensure_worker(self) -> None:
        if not self._client.alive:
            self._forget_worker()
            self._client.start()
        with self._changed:
            arrived = self._changed.wait_for(lambda: self._started or not self._client.alive, _START_SECONDS)
        if not arrived or self._started is None:
            raise EngineCrashedError("The engine did not start; the log in the data folder has the reason.")

    def _load(self, path: Path, resolved: ResolvedModel | None) -> ModelLoaded:
        request_id = new_id()
        self._client.send(
            LoadModel(
                request_id=request_id,
                model_id=path.stem if resolved is None else resolved.id,
                path=str(path),
                backend="scripted" if resolved is None else "llama",
                context_tokens=CONTEXT_TOKENS,
                sequences=SEQUENCES,
            )
        )
        with self._changed:
            self._changed.wait_for(lambda: request_id in self._replies or not self._client.alive, _LOAD_SECONDS)
            reply = self._replies.pop(request_id, None)
        if reply is None:
            raise EngineCrashedError(f"The engine ended while it loaded {path.name}; choose another model.")
        if isinstance(reply, CommandFailed):
            raise _RefusedError(reply)
        return reply

    def _forget_worker(self) -> None:
        self._loaded = self._started = None

    def _receive(self, event: AnyEvent) -> None:
        """Runs on the reader thread: store first, then tell."""
        if isinstance(event, RunEvent):
            if event.run_id in self._broken:
                return
            event = self._stored(event)
            if isinstance(event, TERMINAL):
                self._active.discard(event.run_id)
        for on_event, _ in self._listeners:
            on_event(event)
        with self._changed:
            if isinstance(event, WorkerStarted):
                self._started = event
            elif isinstance(event, ModelLoaded | CommandFailed):
                self._replies[event.request_id] = event
            self._changed.notify_all()

    def _stored(self, event: AnyRunEvent) -> AnyRunEvent:
        """The event once it is stored; where that fails, the run ends with the reason instead."""
        if isinstance(event, Progress):
            return event
        try:
            self._store.append(event)
        except KnownError as error:
            self._broken.add(event.run_id)
            self.stop_run(event.run_id)
            return Failed(
                run_id=event.run_id,
                seq=event.seq,
                kind=type(error).__name__,
                message=error.message,
                exit_code=error.exit_code,
            )
        return event

    def _died(self, sentence: str) -> None:
        self._forget_worker()
        for _, on_died in self._listeners:
            on_died(sentence)
        with self._changed:
            self._changed.notify_all()


class _RefusedError(KnownError):
    """The worker refused a command; its sentence and exit code are passed on."""

    def __init__(self, reply: CommandFailed) -> None:
        super().__init__(reply.message)
        self.exit_code = reply.exit_code  # type: ignore[misc]
