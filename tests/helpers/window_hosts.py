"""A host for the window without a worker: it plays demo events from a thread, stored first, as the services do."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from app.model_desk import ModelDesk
from app.views.ports import ModelChoice
from app.wish import ModelWish, RunRequest
from engine.commands import Steering
from engine.errors import EngineCrashedError
from engine.events import TERMINAL, AnyEvent, AnyRunEvent, Failed, ModelLoaded, RunStarted, WorkerStarted
from engine.store import Store, new_id
from models.errors import FetchError, FetchStoppedError
from models.files import Progress, ProgressSink, ShouldStop, Stage
from models.heads import Heads
from models.library import Library
from tests.helpers.events import demo_events

DEATH = "The engine was ended by SIGKILL; what it found so far is kept. Restart it to go on."


class ScriptedHost:
    """Plays ``events`` with ``pause_s`` between them; ``hold`` stops before event number ``hold_at`` until released."""

    def __init__(self, store: Store, nodes: int = 25, pause_s: float = 0.0, hold_at: int | None = None) -> None:
        self.store = store
        self.requests: list[RunRequest] = []
        self.changes: list[tuple[str, Steering]] = []
        self.alive = True
        self.closed = False
        self.refusal: Exception | None = None
        self.restarts = 0
        self.unloads = 0
        self.wishes: list[ModelWish] = []
        self.make_events: Callable[[str], Sequence[AnyRunEvent]] | None = None
        self.released = threading.Event()
        self._nodes, self._pause_s, self._hold_at = nodes, pause_s, hold_at
        self._stop = threading.Event()
        self._dead = threading.Event()
        self._thread: threading.Thread | None = None
        self._on_event: Callable[[AnyEvent], None] = lambda event: None
        self._on_died: Callable[[str], None] = lambda sentence: None

    def listen(self, on_event: Callable[[AnyEvent], None], on_died: Callable[[str], None]) -> None:
        self._on_event, self._on_died = on_event, on_died
        on_event(WorkerStarted(protocol=1, pid=1, isolation="Isolated", isolation_detail="demo"))

    def start_run(self, request: RunRequest) -> str:
        if self.refusal is not None:
            raise self.refusal
        if not self.alive:
            raise EngineCrashedError("The engine is not running; restart it.")
        self.requests.append(request)
        run_id = new_id()
        session = self.store.begin_session(request.problem)
        self.store.begin_run(run_id, session, request.problem, request.settings, request.model)
        self._stop.clear()
        thread = threading.Thread(target=self._play, args=(run_id, request), name="stepwise-demo")
        thread.start()
        # Only now: whoever closes the host meanwhile could not wait for a thread that has not begun.
        self._thread = thread
        return run_id

    def steer_run(self, run_id: str, change: Steering) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.changes.append((run_id, change))

    def stop_run(self, run_id: str, *, pause: bool = False) -> None:
        self._stop.set()
        self.released.set()

    def load_model(self, wish: ModelWish) -> str:
        if self.refusal is not None:
            raise self.refusal
        self.wishes.append(wish)
        self._on_event(
            ModelLoaded(
                request_id=new_id(),
                model_id=wish.model,
                description="demo",
                parameters=1,
                context_tokens=8192,
                sequences=64,
                threads=2,
                hardware="CPU, 2 threads",
                load_ms=1.0,
            )
        )
        return wish.model

    def unload_model(self) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.unloads += 1

    def die(self) -> None:
        """As if the worker got SIGKILL: the run fails, then the death is told."""
        self.alive = False
        self._dead.set()
        self.released.set()

    def restart(self) -> None:
        self._join()
        self._dead.clear()
        self.restarts += 1
        self.alive = True

    def worker_memory_bytes(self) -> int | None:
        return 1_200_000_000

    def close(self) -> None:
        self._stop.set()
        self.released.set()
        self._join()
        self.closed = True

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()

    def _play(self, run_id: str, request: RunRequest) -> None:
        events = self._events(run_id, request)
        told = 0
        for number, event in enumerate(events):
            if number == self._hold_at:
                self.released.wait()
            if self._dead.is_set():
                self._tell(_failed(run_id, told + 1))
                self._on_died(DEATH)
                return
            if self._stop.is_set() and not isinstance(event, TERMINAL):
                self._tell(_renumbered(demo_events(run_id, end="cancelled")[-1], told + 1))
                return
            self._tell(event)
            told = event.seq
            if self._pause_s:
                self._stop.wait(self._pause_s)

    def _events(self, run_id: str, request: RunRequest) -> Sequence[AnyRunEvent]:
        if self.make_events is not None:
            return self.make_events(run_id)
        return demo_events(run_id, problem=request.problem, nodes=self._nodes)

    def _tell(self, event: AnyRunEvent) -> None:
        self.store.append(event)
        self._on_event(event)


class DemoModels:
    """One model that is here and one that is not."""

    def __init__(self, installed: bool = True) -> None:
        self.installed = installed
        self.fault: FetchError | None = None
        self.wait = threading.Event()
        self.fetching = threading.Event()
        self.remembered: list[str] = []
        self.kept = ""
        self.discarded: list[str] = []

    def remember(self, model_id: str) -> None:
        self.remembered.append(model_id)

    def search_choices(self) -> str:
        return self.kept

    def keep_search_choices(self, choices: str) -> None:
        self.kept = choices

    def choices(self) -> Sequence[ModelChoice]:
        return [
            ModelChoice(
                id="qwen2.5-coder-0.5b-instruct-q4_k_m",
                name="Qwen2.5 Coder 0.5B Instruct",
                installed=self.installed,
                reason="needs 0.9 GB: 491 MB weights + 98 MB context + 300 MB buffers; 3.4 GB free",
                download_bytes=491_400_064,
                is_default=True,
            ),
            ModelChoice(
                id="qwen2.5-coder-1.5b-instruct-q4_k_m",
                name="Qwen2.5 Coder 1.5B Instruct",
                installed=False,
                reason="needs 1.9 GB: 1.1 GB weights + 229 MB context + 500 MB buffers; 3.4 GB free",
                download_bytes=1_117_320_768,
                is_default=False,
            ),
        ]

    def get(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> None:
        total = 491_400_064
        self.fetching.set()
        for part in range(1, 5):
            progress(Progress(Stage.FETCHING, part * total // 10, total, 12_000_000.0, 30.0))
        while not self.wait.wait(0.01):
            if should_stop():
                raise FetchStoppedError("Stopped.")
        if self.fault is not None:
            raise self.fault
        self.installed = True

    def verify(self, model_id: str, progress: ProgressSink, should_stop: ShouldStop) -> str:
        progress(Progress(Stage.VERIFYING, 1, 2, 12_000_000.0, 30.0))
        return "The file is sound."

    def discard(self, model_id: str) -> None:
        self.discarded.append(model_id)


def desk_of(folder: Path) -> ModelDesk:
    """The models of a folder."""
    library = Library(folder)
    return ModelDesk(folder, library, Heads(library, folder))


def open_store(folder: Path) -> Store:
    """A store of its own in ``folder``."""
    return Store.open(folder / "sessions.db")


def _failed(run_id: str, seq: int) -> Failed:
    kind = EngineCrashedError.__name__
    return Failed(run_id=run_id, seq=seq, kind=kind, message=DEATH, exit_code=EngineCrashedError.exit_code)


def _renumbered(event: AnyRunEvent, seq: int) -> AnyRunEvent:
    import msgspec

    assert not isinstance(event, RunStarted)
    return msgspec.structs.replace(event, seq=seq)
