"""The engine as the front sees it: starts the worker, loads models, stores each event before anyone else sees it.

The command line and the window both use this; it knows no Qt. Calls may take seconds (a model is loaded) and belong
on a thread of their own; events come on the client's reader thread.
"""

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias, TypeVar

import psutil

from app.refusal import RefusedError, ended_by_user, failure
from app.state import carried_branch, carried_tree, replay
from app.wish import ModelWish, RunRequest, script_path, wish_of
from engine.client import EngineClient
from engine.commands import LoadModel, StartSearch, Steering, SteerSearch, StopSearch, UseServers
from engine.errors import BadSettingsError, EngineCrashedError, ProtocolError, StoreLockedError
from engine.events import (
    TERMINAL,
    AnyEvent,
    AnyRunEvent,
    CommandDone,
    CommandFailed,
    Failed,
    ModelLoaded,
    RunEvent,
    ServersFound,
    WorkerStarted,
)
from engine.served import Served, Servers
from engine.steps import checked_problem
from engine.store import Store
from engine.store.ids import new_id
from engine.types import ROOT, Problem, Tree
from models.adapters import with_adapter
from models.errors import StepwiseError
from models.fit import require_fit
from models.heads import Heads
from models.library import Library, ResolvedModel
from models.tuning import Tuning, Tunings

CONTEXT_TOKENS = 8192
SEQUENCES = 64
_LOAD_SECONDS = 300.0
_START_SECONDS = 60.0
_STEER_SECONDS = 30.0
_TOO_LARGE = "That tree is too large to be taken over; fork from one of its steps instead."

OnEvent = Callable[[AnyEvent], None]
OnDied = Callable[[str], None]
_T = TypeVar("_T")
_Reply: TypeAlias = ModelLoaded | ServersFound | CommandDone
_Wanted: TypeAlias = tuple[str, Path | None, Path | None, bool, tuple[int, ...]] | Servers


class EngineHost:
    """One worker, one store, any number of listeners. Thread-safe."""

    def __init__(
        self,
        store: Store,
        library: Library,
        log_path: Path | None = None,
        tunings: Tunings | None = None,
        heads: Heads | None = None,
    ) -> None:
        """Make a host.

        Args:
            tunings: the settings measured for each model; without them the engine's defaults are used.
            heads: the preference models there are.
        """
        self._store = store
        self._library = library
        self._tunings = tunings
        self._heads = heads
        self._client = EngineClient(self._receive, self._died, log_path)
        self._listeners: list[tuple[OnEvent, OnDied]] = []
        self._changed = threading.Condition()
        self._start_lock = threading.Lock()
        self._replies: dict[str, _Reply | CommandFailed] = {}
        self._loaded: tuple[_Wanted, ModelLoaded | ServersFound] | None = None
        self._started: WorkerStarted | None = None
        self._active: dict[str, float] = {}
        self._stopping: dict[str, bool] = {}
        self._closed = False

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
            tree = self._tree_of_parent(request)
            model_id = self._ensure_model(wish_of(request))
            session = self._session(request, problem)
            run_id = new_id()
            self._store.begin_run(run_id, session, problem, request.settings, model_id, request.parent_run_id)
            self._active[run_id] = time.monotonic()
            try:
                self._client.send(
                    StartSearch(
                        run_id=run_id,
                        problem=problem,
                        settings=request.settings,
                        nodes=tree.nodes if tree else (),
                        focus=tree.focus if tree else ROOT,
                        steering=request.steering,
                        keep_states=bool(request.layers),
                    )
                )
            except EngineCrashedError as error:
                self._receive(failure(run_id, 1, error))
            except ProtocolError:
                self._receive(failure(run_id, 1, BadSettingsError(_TOO_LARGE)))
        return run_id

    def load_model(self, wish: ModelWish) -> str:
        """Load a model before a run asks for it; returns its id.

        Raises:
            KnownError: the model or the engine refuses, or a search is running.
        """
        with self._start_lock:
            return self._ensure_model(wish)

    def find_servers(self, servers: Servers) -> Served:
        """What servers tell of their model, and let them write the texts of the runs that name them.

        Raises:
            KnownError: none answers, or they do not have that model.
        """
        with self._start_lock:
            return self._ensure_servers(servers)

    def unload_model(self) -> None:
        """Give the memory of the model back, by ending the worker; the next run starts it again.

        Raises:
            BadSettingsError: a search is running.
        """
        with self._start_lock:
            if self._active:
                raise BadSettingsError("A search is running; stop it before the model is unloaded.")
            self._end_worker()

    def steer_run(self, run_id: str, change: Steering) -> None:
        """Let a person change the tree of a run under way.

        Raises:
            KnownError: the run has ended, or the change makes no sense.
        """
        request_id = new_id()
        self._client.send(SteerSearch(request_id=request_id, run_id=run_id, change=change))
        self._reply(request_id, _STEER_SECONDS, "The engine ended before the tree was changed; start the search again.")

    def stop_run(self, run_id: str, *, pause: bool = False) -> None:
        """End a search with the best answer so far."""
        if run_id in self._active:
            self._stopping[run_id] = pause
            # Where the worker is dead, the reader thread reports it, and with it the end of the run.
            with suppress(EngineCrashedError):
                self._client.send(StopSearch(run_id=run_id, pause=pause))

    def restart(self) -> None:
        """Start the worker again; the model is loaded again by the next run. Active runs end as cancelled."""
        self._end_worker()
        self._client.start()

    def kill(self) -> None:
        """End the worker at once; active runs end as cancelled."""
        self._stop_all()
        self._client.kill()

    def worker_memory_bytes(self) -> int | None:
        """Resident memory of the worker, None where unknown."""
        pid = self._client.pid
        try:
            return int(psutil.Process(pid).memory_info().rss) if pid is not None else None
        except psutil.Error:
            return None

    def close(self) -> None:
        """End the worker; active runs end as cancelled. May be called twice, and while another thread starts a run."""
        self._closed = True
        self._end_worker()

    def _stop_all(self) -> None:
        for run_id in list(self._active):
            self._stopping.setdefault(run_id, False)

    def _end_worker(self) -> None:
        self._stop_all()
        self._client.close()
        self._forget_worker()
        for run_id in list(self._active):
            # Stored already, but not sent yet when its start was broken off.
            self._receive(failure(run_id, 1, EngineCrashedError("The run was never started.")))

    def _ensure_servers(self, servers: Servers) -> Served:
        """The worker with servers, started and asked as needed."""
        if self._loaded is not None and self._loaded[0] == servers and self._client.alive:
            assert isinstance(self._loaded[1], ServersFound)
            return self._loaded[1].served
        self._ensure_worker()
        request_id = new_id()
        self._client.send(UseServers(request_id=request_id, servers=servers))
        reply = self._reply(request_id, _LOAD_SECONDS, "The engine ended while it asked the servers; try again.")
        assert isinstance(reply, ServersFound)
        self._loaded = (servers, reply)
        return reply.served

    def _ensure_model(self, wish: ModelWish) -> str:
        """The worker with a model, started and loaded as needed; returns the model's id."""
        if wish.servers is not None:
            return self._ensure_servers(wish.servers).name
        scripted = wish.model.endswith(".json")
        resolved = None if scripted else with_adapter(self._library.resolve(wish.model), wish.adapter)
        path = script_path(wish.model) if resolved is None else resolved.path
        wanted = (str(path), resolved.adapter if resolved else None, wish.head, wish.scored, wish.layers)
        if self._loaded is not None and self._loaded[0] == wanted and self._client.alive:
            assert isinstance(self._loaded[1], ModelLoaded)
            return self._loaded[1].model_id
        if resolved is not None:
            header = resolved.header
            measured = self._library.measured_bytes(resolved.path, header, CONTEXT_TOKENS, SEQUENCES)
            require_fit(header, CONTEXT_TOKENS, SEQUENCES, anyway=wish.anyway, measured_bytes=measured)
        head = self._fitting_head(wish) if resolved is not None and wish.scored else None
        self._ensure_worker()
        loaded = self._load(path, resolved, wish.head or head, wish.layers)
        self._loaded = (wanted, loaded)
        if resolved is not None:
            self._store.record_model(loaded)
        return loaded.model_id

    def _ensure_worker(self) -> None:
        if not self._client.alive and not self._closed:
            self._client.start()
        if self._closed:
            # Whoever closed may have come before the worker was there.
            self._client.close()
            raise EngineCrashedError("The engine was closed.")
        self._wait_for(lambda: self._started is not None, _START_SECONDS)
        if self._started is None:
            raise EngineCrashedError("The engine did not start; the log in the data folder has the reason.")

    def _fitting_head(self, wish: ModelWish) -> Path | None:
        if wish.head is not None or self._heads is None:
            return None
        found = self._heads.fitting(wish.model, required=True)
        return found.path if found else None

    def _load(
        self, path: Path, resolved: ResolvedModel | None, head: Path | None, layers: tuple[int, ...]
    ) -> ModelLoaded:
        request_id = new_id()
        tuning = self._tuning(resolved)
        self._client.send(
            LoadModel(
                request_id=request_id,
                model_id=path.stem if resolved is None else resolved.id,
                path=str(path),
                backend="scripted" if resolved is None else "llama",
                context_tokens=CONTEXT_TOKENS,
                sequences=SEQUENCES,
                threads=tuning.threads if tuning else 0,
                width=tuning.width if tuning else 0,
                flash_attention=tuning.flash_attention if tuning else None,
                padding=tuning.padding if tuning else (),
                head=str(head or ""),
                layers=layers,
                adapter=str((resolved.adapter if resolved else None) or ""),
            )
        )
        gone = f"The engine ended while it loaded {path.name}; choose another model."
        reply = self._reply(request_id, _LOAD_SECONDS, gone)
        assert isinstance(reply, ModelLoaded)
        return reply

    def _reply(self, request_id: str, seconds: float, gone: str) -> _Reply:
        """What the worker answers; its refusal, or its end, is raised."""
        self._wait_for(lambda: request_id in self._replies, seconds)
        reply = self._replies.pop(request_id, None)
        if reply is None:
            raise EngineCrashedError(gone)
        if isinstance(reply, CommandFailed):
            raise RefusedError(reply)
        return reply

    def _tree_of_parent(self, request: RunRequest) -> Tree | None:
        """The tree that the request goes on from; None where it begins anew."""
        if request.parent_run_id is None:
            return None
        if request.parent_run_id in self._active:
            raise BadSettingsError("That search is still running; pause it, then continue it.")
        state = replay(self._store.events(request.parent_run_id))
        if ROOT not in state.nodes:
            return None
        if request.fork_at is None:
            return carried_tree(state)
        if request.fork_at not in state.nodes:
            raise BadSettingsError(f"There is no step {request.fork_at} in that search.")
        return carried_branch(state, request.fork_at)

    def _session(self, request: RunRequest, problem: Problem) -> str:
        if request.session_id is not None:
            return request.session_id
        if request.parent_run_id is not None:
            return self._store.session(request.parent_run_id).summary.id
        return self._store.begin_session(problem)

    def _tuning(self, resolved: ResolvedModel | None) -> Tuning | None:
        """What was measured to be fastest here, if anything was."""
        if resolved is None or self._tunings is None:
            return None
        # An adapter costs little beside the model it is added to.
        record = self._tunings.find(resolved.base_id or resolved.id, resolved.path)
        return record.tuning if record is not None else None

    def _wait_for(self, arrived: Callable[[], bool], seconds: float) -> None:
        """Returns when something has arrived, when this worker is gone, or when time is up."""
        pid = self._client.pid
        with self._changed:
            self._changed.wait_for(lambda: arrived() or not self._client.alive or self._client.pid != pid, seconds)

    def _forget_worker(self) -> None:
        with self._changed:
            self._loaded = self._started = None
            self._changed.notify_all()

    def _receive(self, event: AnyEvent) -> None:
        """Runs on the reader thread: store first, then tell. Never raises."""
        if isinstance(event, RunEvent):
            began = self._active.get(event.run_id)
            if isinstance(event, TERMINAL):
                began = self._active.pop(event.run_id, None)
            if began is None:
                return  # It has ended here already.
            event = self._stored(self._as_asked(event, time.monotonic() - began))
        for on_event, _ in self._listeners:
            _tell(on_event, event)
        with self._changed:
            if isinstance(event, WorkerStarted):
                self._started = event
            elif isinstance(event, ModelLoaded | ServersFound | CommandDone | CommandFailed):
                self._replies[event.request_id] = event
            self._changed.notify_all()

    def _as_asked(self, event: AnyRunEvent, seconds: float) -> AnyRunEvent:
        """The event, but where the worker was ended after the user had stopped the run, that is no failure."""
        if not isinstance(event, TERMINAL):
            return event
        pause = self._stopping.pop(event.run_id, None)
        if not isinstance(event, Failed) or event.kind != EngineCrashedError.__name__ or pause is None:
            return event
        try:
            state = replay(self._store.events(event.run_id))
        except StepwiseError:
            return event
        return ended_by_user(event, state, seconds, pause=pause)

    def _stored(self, event: AnyRunEvent) -> AnyRunEvent:
        """The event once it is stored; where that fails, the run ends with the reason instead."""
        if event.transient:
            return event
        try:
            self._store.append(event)
        except Exception as error:
            self.stop_run(event.run_id)
            self._active.pop(event.run_id, None)
            self._stopping.pop(event.run_id, None)
            failed = failure(event.run_id, event.seq, error)
            if not isinstance(error, StoreLockedError):
                with suppress(StepwiseError):
                    self._store.append(failed)
            return failed
        return event

    def _died(self, sentence: str) -> None:
        self._forget_worker()
        for _, on_died in self._listeners:
            _tell(on_died, sentence)


def _tell(listener: Callable[[_T], None], value: _T) -> None:
    """Call a listener; what it raises is reported, but neither the other listeners nor the thread suffer from it."""
    try:
        listener(value)
    except Exception:
        threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
