"""The worker process: it holds the model, runs searches, and speaks frames on its standard streams.

A reader thread takes commands, so that a stop reaches a decode that is under way; everything else happens on the main
thread. The worker ends when its host closes the pipe. It opens no file but the model's, its adapter's and its
preference model's, and it never runs model text itself.
"""

import os
import queue
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from engine.backend import Backend
from engine.codec import PROTOCOL_VERSION, encode, read_command
from engine.commands import (
    AnyCommand,
    LoadModel,
    MeasureSpeed,
    Shutdown,
    StartSearch,
    SteerSearch,
    StopSearch,
    UseServers,
)
from engine.errors import BackendError
from engine.events import (
    AnyEvent,
    CommandDone,
    CommandFailed,
    Failed,
    ModelLoaded,
    ServerLeftOut,
    ServersFound,
    SpeedMeasured,
    WorkerStarted,
)
from engine.preference import Scorer, StepScorer
from engine.runner import DEFAULT_WIDTH, Runner
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import SelfTest, open_executor
from engine.speed import measure_speed
from engine.types import Tree
from models.backbone_ppm import load_backbone_ppm
from models.errors import BugError, KnownError
from models.gguf import is_gguf, read_header
from models.ppm import backbone_layers, load_head, pooled_labels
from models.step_format import opens_thinking

if TYPE_CHECKING:
    from engine.remote_runner import RemoteRunner
    from engine.servers import ServerPool

_LEAVE_SECONDS = 1.5
_BUG_SENTENCE = "Something went wrong inside the engine ({kind}); the log has the details. Please report it."


class Worker:
    """Serves one host until it shuts the worker down or goes away."""

    def __init__(self, commands: BinaryIO, events: BinaryIO, executor: Executor) -> None:
        self._commands = commands
        self._events = events
        self._executor = executor
        self._queue: queue.SimpleQueue[AnyCommand] = queue.SimpleQueue()
        self._write_lock = threading.Lock()
        self._left = threading.Event()
        self._backend: Backend | None = None
        self._runner: Runner | RemoteRunner | None = None
        self._pool: ServerPool | None = None

    def serve(self, selftest: SelfTest) -> None:
        """Announce the worker and answer commands until the end."""
        self._emit(
            WorkerStarted(
                protocol=PROTOCOL_VERSION,
                pid=os.getpid(),
                isolation=selftest.isolation,
                isolation_detail=selftest.detail,
            )
        )
        threading.Thread(target=self._read_commands, name="stepwise-commands", daemon=True).start()
        try:
            while not isinstance(command := self._next_command(), Shutdown):
                if command is not None:
                    self._obey(command)
                elif self._runner is not None:
                    self._step(self._runner)
            if self._runner is not None:
                self._runner.cancel_all()
        finally:
            self._left.set()
        self._unload()

    def _read_commands(self) -> None:
        """Runs on the reader thread. A stop acts at once; everything else waits for the main thread."""
        try:
            while (command := read_command(self._commands)) is not None:
                if isinstance(command, StopSearch) and (runner := self._runner) is not None:
                    runner.request_stop(command.run_id, pause=command.pause)
                # A stop is queued as well: it may have overtaken the start of its run.
                self._queue.put(command)
                if isinstance(command, Shutdown):
                    break
        except BugError:
            traceback.print_exc()
        self._leave()

    def _leave(self) -> None:
        """Make the main thread end the worker soon, whatever it does: nobody waits for its results any more."""
        self._queue.put(Shutdown())
        if (runner := self._runner) is not None:
            runner.request_end()
        if not self._left.wait(_LEAVE_SECONDS):
            # A model that is being loaded cannot be interrupted. Nothing here is worth keeping: the host stores.
            os._exit(0)

    def _next_command(self) -> AnyCommand | None:
        """The next command; None when there is none and a run wants to go on."""
        if self._runner is None or not self._runner.active:
            return self._queue.get()
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None

    def _obey(self, command: AnyCommand) -> None:
        if isinstance(command, LoadModel):
            self._load(command)
        elif isinstance(command, UseServers):
            self._use_servers(command)
        elif isinstance(command, MeasureSpeed):
            self._measure(command)
        elif isinstance(command, StartSearch):
            self._start(command)
        elif isinstance(command, SteerSearch):
            self._steer(command)
        elif isinstance(command, StopSearch) and self._runner is not None:
            self._runner.stop(command.run_id, pause=command.pause)

    def _load(self, command: LoadModel) -> None:
        try:
            if self._runner is not None and self._runner.active:
                raise BackendError("A search is running; stop it before another model is loaded.")
            self._unload()
            path = Path(command.head) if command.head else None
            reading = path is not None and is_gguf(path)
            head = load_head(path) if path and not reading else None
            layers = backbone_layers((*command.layers, *(head.card.layers if head else ())))
            backend = _open_backend(command, layers)
            self._backend = backend
            scorer = _reading_scorer(backend, path) if path and reading else None
            width = command.width or DEFAULT_WIDTH
            self._runner = Runner(
                backend,
                command.model_id,
                self._executor,
                self._emit,
                width=width,
                opens_thinking=_opens_thinking(command),
                scorer=Scorer.of(head, layers, backend.info) if head else scorer,
                kept=tuple(pooled_labels(layers).index(label) for label in command.layers),
            )
        except KnownError as error:
            self._refuse(command.request_id, error)
        except Exception as error:
            traceback.print_exc()
            self._refuse(command.request_id, error)
        else:
            info = backend.info
            self._emit(
                ModelLoaded(
                    request_id=command.request_id,
                    model_id=command.model_id,
                    description=info.description,
                    parameters=info.parameters,
                    context_tokens=info.context_tokens,
                    sequences=info.sequences,
                    threads=info.threads,
                    hardware=info.hardware,
                    load_ms=info.load_ms,
                )
            )

    def _unload(self) -> None:
        """Give up the model, or the servers."""
        if self._pool is not None:
            self._pool.close()
        if self._backend is not None:
            self._backend.close()
        self._backend = self._runner = self._pool = None

    def _use_servers(self, command: UseServers) -> None:
        # Imported where it is used: only a campaign that was told so opens connections.
        from engine.remote_runner import RemoteRunner
        from engine.servers import ServerPool

        try:
            if self._runner is not None and self._runner.active:
                raise BackendError("A search is running; stop it before other servers are used.")
            self._unload()
            pool = ServerPool(command.servers, self._left_out)
            served = pool.open()
            self._pool = pool
            self._runner = RemoteRunner(pool, served, self._executor, self._emit)
        except KnownError as error:
            self._refuse(command.request_id, error)
        except Exception as error:
            traceback.print_exc()
            self._refuse(command.request_id, error)
        else:
            self._emit(ServersFound(request_id=command.request_id, served=served))

    def _left_out(self, address: str, sentence: str) -> None:
        """On a thread of the servers."""
        with suppress(BrokenPipeError):
            self._emit(ServerLeftOut(address=address, sentence=sentence))

    def _measure(self, command: MeasureSpeed) -> None:
        try:
            if self._backend is None:
                raise BackendError("No model is loaded; load one first.")
            if self._runner is not None and self._runner.active:
                raise BackendError("A search is running; stop it before the speed is measured.")
            # No run is active, so what was set was meant for one that has ended.
            self._backend.clear_abort()
            try:
                points = measure_speed(self._backend, command.widths, command.decodes)
            finally:
                self._backend.clear_abort()
        except KnownError as error:
            self._refuse(command.request_id, error)
        except Exception as error:
            traceback.print_exc()
            self._refuse(command.request_id, error)
        else:
            self._emit(SpeedMeasured(request_id=command.request_id, points=points))

    def _start(self, command: StartSearch) -> None:
        if self._runner is None:
            error = BackendError("No model is loaded; load one first.")
            self._emit(_failure(command.run_id, 1, error))
            return
        tree = Tree(command.nodes, command.focus) if command.nodes else None
        self._runner.start(
            command.run_id,
            command.problem,
            command.settings,
            tree=tree,
            steering=command.steering,
            keep_states=command.keep_states,
        )

    def _steer(self, command: SteerSearch) -> None:
        try:
            if self._runner is None:
                raise BackendError("No model is loaded; load one first.")
            self._runner.steer(command.run_id, command.change)
        except KnownError as error:
            self._refuse(command.request_id, error)
        except BrokenPipeError:
            raise  # The host is gone.
        except Exception as error:
            # The change may be half made: the runs cannot be trusted any more.
            traceback.print_exc()
            self._refuse(command.request_id, error)
            if self._runner is not None:
                self._runner.fail_all(BackendError(_BUG_SENTENCE.format(kind=type(error).__name__)))
        else:
            self._emit(CommandDone(request_id=command.request_id))

    def _step(self, runner: "Runner | RemoteRunner") -> None:
        try:
            runner.step()
        except KnownError as error:
            runner.fail_all(error)
        except BrokenPipeError:
            raise  # The host is gone.
        except Exception as error:
            traceback.print_exc()
            runner.fail_all(BackendError(_BUG_SENTENCE.format(kind=type(error).__name__)))

    def _refuse(self, request_id: str, error: Exception) -> None:
        known = isinstance(error, KnownError)
        self._emit(
            CommandFailed(
                request_id=request_id,
                kind=type(error).__name__,
                message=str(error) if known else _BUG_SENTENCE.format(kind=type(error).__name__),
                exit_code=error.exit_code if isinstance(error, KnownError) else 1,
            )
        )

    def _emit(self, event: AnyEvent) -> None:
        frame = encode(event)
        with self._write_lock:
            self._events.write(frame)
            self._events.flush()


def main() -> int:
    """Run a worker on standard input and output."""
    if sys.stdin is None or sys.stdout is None:
        return 2  # Started by hand, without a host.
    # The frames keep the real standard output; whatever else is printed (llama.cpp does) goes to the log instead.
    events = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Unbuffered: Python aborts if it ends while a thread waits inside a buffered stream.
    commands = cast(BinaryIO, os.fdopen(0, "rb", buffering=0, closefd=False))
    executor, selftest = open_executor()
    try:
        Worker(commands, events, executor).serve(selftest)
    except BrokenPipeError:
        return 0
    finally:
        executor.close()
    return 0


def _open_backend(command: LoadModel, layers: tuple[int, ...]) -> Backend:
    # Imported where it is used: a worker that plays a script needs no llama.cpp, and its import takes half a second.
    if command.backend == "scripted":
        from engine.backends.scripted import ScriptedBackend, load_script

        return ScriptedBackend(load_script(Path(command.path)))
    from engine.backends.llama import LlamaBackend, LlamaOptions

    options = LlamaOptions(
        context_tokens=command.context_tokens,
        sequences=command.sequences,
        threads=command.threads,
        gpu_layers=command.gpu_layers,
        flash_attention=command.flash_attention,
        layers=layers,
        padding=command.padding,
        adapter=Path(command.adapter) if command.adapter else None,
    )
    return LlamaBackend(Path(command.path), options)


def _reading_scorer(backend: Backend, path: Path) -> StepScorer:
    """The preference model that reads the steps.

    Raises:
        KnownError: it is damaged, or does not fit the model.
    """
    from engine.backends.llama import LlamaBackend
    from engine.reading import ReadingScorer

    if not isinstance(backend, LlamaBackend):
        raise BackendError("A script cannot be read by a preference model; choose a model.")
    ppm = load_backbone_ppm(path)
    return ReadingScorer(ppm, backend.reader(path), backend)


def _opens_thinking(command: LoadModel) -> bool:
    """Whether the model's own template begins a reply with a thinking tag; llama.cpp's rendering leaves that out."""
    return command.backend != "scripted" and opens_thinking(read_header(Path(command.path)).chat_template)


def _failure(run_id: str, seq: int, error: KnownError) -> Failed:
    return Failed(run_id=run_id, seq=seq, kind=type(error).__name__, message=error.message, exit_code=error.exit_code)
