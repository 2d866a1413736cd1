"""Searches on many machines through Ray, which places the workers and tells when one dies; nothing here schedules.

Each worker is a Ray actor that runs an engine process of its own and knows neither database nor campaign: it gets a
model to load and problems to search, and gives back the events of each search. Frames of ``engine.codec`` travel, so
that what comes back is checked like the words of any worker. The only importer of ray, which is an extra.
"""

import io
import logging
import os
import queue
import socket
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from engine.client import EngineClient
from engine.codec import encode, read_command, read_event
from engine.commands import LoadModel, StartSearch, UseServers
from engine.errors import EngineCrashedError
from engine.events import (
    TERMINAL,
    AnyEvent,
    CommandFailed,
    ModelLoaded,
    Progress,
    RunEvent,
    ServerLeftOut,
    ServersFound,
)
from models.errors import BugError, KnownError
from models.files import sha256_of

LOCAL = "local"
_CLIENT = "ray://"
_CONNECT_SECONDS = 10.0
_ATTEMPTS = 3
_LOAD_SECONDS = 600.0
_EXTRA = "Several machines need Ray, which is not installed; add it with: pip install stepwise-desktop[cluster]."

OnSearched = Callable[[StartSearch, "Sequence[AnyEvent] | KnownError"], None]


class ClusterError(KnownError):
    """The cluster cannot be used, or its last worker has died."""

    exit_code = 20


class Station:
    """What runs inside an actor: one engine process and its searches."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._heard: dict[str, list[AnyEvent]] = {}
        self._left_out: list[ServerLeftOut] = []
        self._load: LoadModel | UseServers | None = None
        self._loading = threading.Lock()
        self._reply: ModelLoaded | ServersFound | CommandFailed | None = None
        self._dead = ""
        log = Path(tempfile.gettempdir()) / f"stepwise-worker-{os.getpid()}.log"
        self._client = EngineClient(self._hear, self._died, log)
        self._client.start()

    def load(self, frame: bytes, checksum: str) -> str:
        """Load what the command in ``frame`` says; returns a sentence if that fails.

        Args:
            checksum: of the model file, "" where it is none.
        """
        command = read_command(cast(BinaryIO, io.BytesIO(frame)))
        assert isinstance(command, LoadModel | UseServers)
        if isinstance(command, LoadModel):
            path = Path(command.path)
            if not path.is_file():
                return f"{_machine()} has no file {path}; copy the model to the same place on every machine."
            if checksum and sha256_of(path) != checksum:
                return f"{path} is another file on {_machine()}; copy the model to the same place on every machine."
        self._load = command
        return self._send_load(command)

    def search(self, frame: bytes) -> list[bytes]:
        """The events of one search, its end last; what servers were left out before them."""
        command = read_command(cast(BinaryIO, io.BytesIO(frame)))
        assert isinstance(command, StartSearch)
        self._revive()
        with self._lock:
            self._heard[command.run_id] = []
        self._client.send(command)
        with self._lock:
            self._lock.wait_for(lambda: self._ended(command.run_id))
            events: list[AnyEvent] = [*self._left_out, *self._heard.pop(command.run_id)]
            self._left_out.clear()
        return [encode(event) for event in events]

    def _send_load(self, command: LoadModel | UseServers) -> str:
        self._client.send(command)
        with self._lock:
            self._lock.wait_for(lambda: self._reply is not None or bool(self._dead), _LOAD_SECONDS)
            if isinstance(self._reply, CommandFailed):
                return self._reply.message
            return "" if self._reply is not None else self._dead or f"The engine on {_machine()} did not answer."

    def _revive(self) -> None:
        """Start the engine process again where it has died; its searches were told so, and will come again."""
        with self._loading:
            if not self._dead or self._load is None:
                return
            with self._lock:
                self._dead, self._reply = "", None
            self._client.start()
            if sentence := self._send_load(self._load):
                raise ClusterError(sentence)

    def _ended(self, run_id: str) -> bool:
        return bool(self._heard[run_id]) and isinstance(self._heard[run_id][-1], TERMINAL)

    def _hear(self, event: AnyEvent) -> None:
        with self._lock:
            if isinstance(event, ModelLoaded | ServersFound | CommandFailed):
                self._reply = event
            elif isinstance(event, ServerLeftOut):
                self._left_out.append(event)
            elif isinstance(event, RunEvent) and not isinstance(event, Progress):
                self._heard.get(event.run_id, []).append(event)
            self._lock.notify_all()

    def _died(self, sentence: str) -> None:
        with self._lock:
            self._dead = sentence
            self._lock.notify_all()


class Cluster:
    """Workers on a Ray cluster, each searching some problems at a time."""

    def __init__(
        self, address: str, workers: int, parallel: int, load: LoadModel | UseServers, checksum: str, done: OnSearched
    ) -> None:
        """Connect and let every worker load the model.

        Args:
            address: of a cluster as Ray writes it, or ``LOCAL`` for processes on this computer.
            parallel: searches of a worker at a time. checksum: of the model file, "" where it is none.
            done: is told what came of each search, on threads of the cluster.

        Raises:
            ClusterError: no Ray, no cluster, or a worker that cannot load the model.
        """
        self._ray = _ray()
        self._parallel = parallel
        self._frame, self._checksum = encode(load), checksum
        self._done = done
        self._waiting: queue.Queue[StartSearch | None] = queue.Queue()
        self._actors: dict[int, Any] = {}
        self._lost: dict[int, int] = {}
        self._locks = [threading.Lock() for _ in range(workers)]
        self._closed = False
        self._connect(address, workers)
        try:
            actors = {number: self._new_actor() for number in range(workers)}
            for number, loaded in {n: actor.load.remote(self._frame, checksum) for n, actor in actors.items()}.items():
                self._check_loaded(loaded)
                self._actors[number] = actors[number]
        except BaseException:
            self.close()
            raise
        for number in range(workers):
            for place in range(parallel):
                name = f"stepwise-cluster-{number}-{place}"
                threading.Thread(target=self._serve, args=(number,), name=name, daemon=True).start()

    def submit(self, command: StartSearch) -> None:
        """Search on whichever worker is free first."""
        if len(self._lost) and not self._actors:
            self._done(command, _none_left())
            return
        self._waiting.put(command)

    def close(self) -> None:
        """End all workers at once, and a local cluster with them; may be called twice."""
        if self._closed:
            return
        self._closed = True
        for _ in range(len(self._locks) * self._parallel):
            self._waiting.put(None)
        for actor in self._actors.values():
            with suppress(Exception):
                self._ray.kill(actor)
        self._ray.shutdown()

    def _connect(self, address: str, workers: int) -> None:
        local: dict[str, Any] = {"num_cpus": workers, "_node_ip_address": "127.0.0.1"} if address == LOCAL else {}
        # Machines of a cluster have Stepwise installed; here it may run from its source.
        source = {"env_vars": {"PYTHONPATH": str(Path(__file__).resolve().parents[2])}} if address == LOCAL else {}
        nobody = ClusterError(f"There is no Ray cluster at {address}; start one with: ray start --head.")
        if address != LOCAL and not _listens(address):
            raise nobody
        try:
            self._ray.init(
                address=LOCAL if address == LOCAL else address,
                include_dashboard=False if address == LOCAL else None,
                log_to_driver=False,
                logging_level=logging.ERROR,
                configure_logging=True,
                runtime_env=source or None,
                **local,
            )
        except Exception as error:
            raise (ClusterError(f"Ray did not start: {_line(error)}.") if address == LOCAL else nobody) from error

    def _new_actor(self) -> Any:
        options = {"num_cpus": 1, "max_concurrency": self._parallel + 1, "scheduling_strategy": "SPREAD"}
        return self._ray.remote(Station).options(**options).remote()

    def _check_loaded(self, loaded: Any) -> None:
        try:
            sentence = self._ray.get(loaded, timeout=_LOAD_SECONDS)
        except Exception as error:
            raise ClusterError(f"A worker of the cluster could not begin: {_line(error)}.") from error
        if sentence:
            raise ClusterError(sentence)

    def _serve(self, number: int) -> None:
        """On a thread of its own for each search that a worker may have under way."""
        while (command := self._waiting.get()) is not None:
            actor = self._actors.get(number)
            if actor is None:
                self._pass_on(command)
                return
            try:
                frames = self._ray.get(actor.search.remote(encode(command)))
            except Exception as error:
                if self._closed:
                    return
                self._done(command, EngineCrashedError(f"A worker of the cluster has died ({_line(error)})."))
                self._replace(number, actor)
                continue
            self._done(command, _events(frames))

    def _pass_on(self, command: StartSearch) -> None:
        """Give a search that this worker can no longer make to another one."""
        if self._actors:
            self._waiting.put(command)
        else:
            self._done(command, _none_left())

    def _replace(self, number: int, dead: Any) -> None:
        """A new worker in the place of one that died; after some of them the place stays empty."""
        with self._locks[number]:
            if self._closed or self._actors.get(number) is not dead:
                return
            del self._actors[number]
            self._lost[number] = self._lost.get(number, 0) + 1
            if self._lost[number] < _ATTEMPTS:
                with suppress(ClusterError):
                    actor = self._new_actor()
                    self._check_loaded(actor.load.remote(self._frame, self._checksum))
                    self._actors[number] = actor
        if not self._actors and not self._closed:
            while not self._waiting.empty():
                with suppress(queue.Empty):
                    if (command := self._waiting.get_nowait()) is not None:
                        self._done(command, _none_left())


def _ray() -> Any:
    # Nothing but the cluster's own traffic leaves the machine; read by ray when it is imported.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray
    except ImportError as error:
        raise ClusterError(_EXTRA) from error
    return ray


def _listens(address: str) -> bool:
    """Whether anybody answers there: Ray itself would try for minutes. True for what is no host and port."""
    host, _, port = address.removeprefix(_CLIENT).rpartition(":")
    if not host or not port.isdigit():
        return True
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError):
        return False
    return True


def _events(frames: object) -> "Sequence[AnyEvent] | KnownError":
    """What a worker gave back, checked; the end last."""
    events: list[AnyEvent] = []
    try:
        for frame in frames if isinstance(frames, list) else []:
            if (event := read_event(cast(BinaryIO, io.BytesIO(frame)))) is not None:
                events.append(event)
    except (BugError, TypeError):
        return ClusterError("The machines of the cluster have another version of Stepwise; install this one there.")
    if not events or not isinstance(events[-1], TERMINAL):
        return EngineCrashedError("A worker of the cluster gave back a search without an end.")
    return events


def _none_left() -> ClusterError:
    return ClusterError("No worker of the cluster is left; look after its machines, then run the same command again.")


def _line(error: BaseException) -> str:
    """The last line of what Ray says, without its traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return "".join(letter for letter in lines[-1] if letter.isprintable())[:200].rstrip(".")


def _machine() -> str:
    return os.uname().nodename if hasattr(os, "uname") else "The machine"
