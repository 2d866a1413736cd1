"""Searches on a Ray cluster, as a campaign sees them: what the workers give back is stored here, and only here."""

import os
import threading
from collections.abc import Sequence

from app.host import CONTEXT_TOKENS, SEQUENCES, OnDied, OnEvent
from app.refusal import failure
from app.services import Services
from app.wish import RunRequest, script_path
from engine.commands import LoadModel, StartSearch, UseServers
from engine.errors import EngineCrashedError
from engine.events import AnyEvent, RunEvent
from engine.lab.cluster import LOCAL, Cluster
from engine.steps import checked_problem
from engine.store.ids import new_id
from engine.types import Problem
from models.adapters import with_adapter
from models.errors import KnownError
from models.files import sha256_of
from models.fit import require_fit

_SCRIPT = ".json"


class ClusterHost:
    """Workers on a cluster behind the same calls as ``app.host.EngineHost``. Thread-safe."""

    def __init__(self, services: Services, address: str, workers: int, parallel: int) -> None:
        """Make a host that connects when the first search is asked for.

        Args:
            address: see ``engine.lab.cluster.Cluster``. parallel: searches of a worker at a time.
        """
        self._services = services
        self._address = address
        self._workers = workers
        self._parallel = parallel
        self._listeners: list[OnEvent] = []
        self._lock = threading.Lock()
        self._cluster: Cluster | None = None
        self._model_id = ""

    def listen(self, on_event: OnEvent, on_died: OnDied) -> None:
        """Deliver each event, already stored; a dead worker is told by the end of its searches."""
        self._listeners.append(on_event)

    def start_run(self, request: RunRequest) -> str:
        """Start a search and return its run id.

        Raises:
            KnownError: the problem, the model, the store or the cluster refuses.
        """
        problem = Problem(request.problem.id, checked_problem(request.problem.text), request.problem.answer)
        with self._lock:
            if self._cluster is None:
                self._cluster = self._open(request)
        store, run_id = self._services.store, new_id()
        store.begin_run(run_id, store.begin_session(problem), problem, request.settings, self._model_id, None)
        keep = bool(request.layers)
        self._cluster.submit(StartSearch(run_id=run_id, problem=problem, settings=request.settings, keep_states=keep))
        return run_id

    def kill(self) -> None:
        """End the workers at once."""
        self.close()

    def close(self) -> None:
        """End the workers; may be called twice."""
        if self._cluster is not None:
            self._cluster.close()

    def _open(self, request: RunRequest) -> Cluster:
        command, checksum = self._loading(request)
        return Cluster(self._address, self._workers, self._parallel, command, checksum, self._searched)

    def _loading(self, request: RunRequest) -> tuple[LoadModel | UseServers, str]:
        """What each worker is to load, and the checksum of its file."""
        if request.servers is not None:
            self._model_id = request.model
            return UseServers(request_id=new_id(), servers=request.servers), ""
        if request.model.endswith(_SCRIPT):
            path = script_path(request.model)
            self._model_id, adapter = path.stem, None
        else:
            library = self._services.library
            resolved = with_adapter(library.resolve(request.model), request.adapter)
            measured = library.measured_bytes(resolved.path, resolved.header, CONTEXT_TOKENS, SEQUENCES)
            require_fit(resolved.header, CONTEXT_TOKENS, SEQUENCES, anyway=request.anyway, measured_bytes=measured)
            path = resolved.path.absolute()
            self._model_id, adapter = resolved.id, resolved.adapter
        command = LoadModel(
            request_id=new_id(),
            model_id=self._model_id,
            path=str(path),
            backend="scripted" if request.model.endswith(_SCRIPT) else "llama",
            context_tokens=CONTEXT_TOKENS,
            sequences=SEQUENCES,
            # Workers on one computer share its cores.
            threads=max(1, (os.cpu_count() or 1) // self._workers) if self._address == LOCAL else 0,
            head=str(request.head.absolute()) if request.head else "",
            layers=request.layers,
            adapter=str(adapter.absolute()) if adapter else "",
        )
        return command, sha256_of(path)

    def _searched(self, command: StartSearch, came: Sequence[AnyEvent] | KnownError) -> None:
        """On a thread of the cluster: store what came of a search, then tell."""
        try:
            events = [failure(command.run_id, 1, came)] if isinstance(came, KnownError) else _ordered(command, came)
        except KnownError as error:
            events = [failure(command.run_id, 1, error)]
        last = 0
        for event in events:
            if isinstance(event, RunEvent) and not event.transient:
                try:
                    self._services.store.append(event)
                except Exception as error:
                    self._tell(failure(command.run_id, last + 1, error))
                    return
                last = event.seq
            self._tell(event)

    def _tell(self, event: AnyEvent) -> None:
        for listener in self._listeners:
            listener(event)


def _ordered(command: StartSearch, events: Sequence[AnyEvent]) -> list[AnyEvent]:
    """The events if they are those of this search, numbered without a gap.

    Raises:
        EngineCrashedError: they are not.
    """
    numbers = [event.seq for event in events if isinstance(event, RunEvent) and not event.transient]
    foreign = any(isinstance(event, RunEvent) and event.run_id != command.run_id for event in events)
    if foreign or numbers != list(range(1, len(numbers) + 1)):
        raise EngineCrashedError("A worker of the cluster gave back what was not asked for.")
    return list(events)
