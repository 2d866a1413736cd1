"""Auto-tune: measures a model in a worker of its own and says which settings are fastest here."""

import queue
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import psutil

from app.host import CONTEXT_TOKENS, SEQUENCES, RefusedError
from engine.client import EngineClient
from engine.commands import LoadModel, MeasureSpeed
from engine.errors import EngineCrashedError
from engine.events import AnyEvent, CommandFailed, ModelLoaded, SpeedMeasured, SpeedPoint
from engine.store.ids import new_id
from engine.tuning import QUICK, SHORT, Visit, choose, figures, measure_all, most_visits, thread_candidates
from models.errors import KnownError
from models.files import ShouldStop, never
from models.fit import require_fit
from models.library import ResolvedModel
from models.tuning import Record, Tunings, usable_cores

_BUSY_CORES = 0.25
_BUSY_SHARE = 0.1
_PATIENCE_SECONDS = 300.0
_POLL_SECONDS = 0.1

OnProgress = Callable[[Visit, int, int], None]
_T = TypeVar("_T", ModelLoaded, SpeedMeasured)


class TuningStoppedError(KnownError):
    """A person stopped the measurement."""

    exit_code = 130


def tune(
    model: ResolvedModel,
    tunings: Tunings,
    log_path: Path,
    on_progress: OnProgress,
    *,
    quick: bool,
    anyway: bool,
    should_stop: ShouldStop = never,
) -> Record:
    """Measure a model; nothing is stored.

    Args:
        on_progress: hears of each visit before it is made: its number from 1, and of how many at most.
        quick: measure each setting once.
        anyway: load the model even if it may not fit into memory.

    Raises:
        TuningStoppedError: ``should_stop`` said so.
        KnownError: the model does not fit, cannot be loaded, or the engine died.
    """
    require_fit(model.header, CONTEXT_TOKENS, SEQUENCES, anyway=anyway)
    effort = QUICK if quick else SHORT
    threads = thread_candidates(physical_cores())
    total = most_visits(threads, effort)
    done = 0

    def announce(visit: Visit) -> None:
        nonlocal done
        done += 1
        on_progress(visit, done, total)

    with _SpeedWorker(model, log_path, should_stop) as worker:
        others = OtherLoad(worker.pid)
        samples = measure_all(worker.measure, threads, effort, announce)
        other_cores = others.cores()
        hardware = worker.hardware
    return Record(
        machine=tunings.machine,
        model=tunings.key(model.id, model.path),
        tuning=choose(samples),
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        hardware=hardware,
        other_cores=round(other_cores, 2),
        figures=figures(samples),
    )


def is_busy(record: Record) -> bool:
    """Whether other programs disturbed a measurement."""
    return record.other_cores > max(_BUSY_CORES, _BUSY_SHARE * record.machine.cores)


def physical_cores() -> int:
    """Cores that this process may use; two threads of one core count once."""
    return min(usable_cores(), psutil.cpu_count(logical=False) or usable_cores())


class OtherLoad:
    """How many cores programs other than the worker keep busy from now on."""

    def __init__(self, worker: int) -> None:
        self._worker = psutil.Process(worker)
        self._began = time.monotonic()
        self._busy_s, self._own_s = _busy_seconds(), _own_seconds(self._worker)

    def cores(self) -> float:
        """The mean since the beginning; the worker must still run."""
        busy_s = _busy_seconds() - self._busy_s
        own_s = _own_seconds(self._worker) - self._own_s
        return max(0.0, (busy_s - own_s) / max(time.monotonic() - self._began, 1e-3))


class _SpeedWorker:
    """A worker that does nothing but measure one model."""

    def __init__(self, model: ResolvedModel, log_path: Path, should_stop: ShouldStop) -> None:
        self._model = model
        self._should_stop = should_stop
        self._answers: queue.SimpleQueue[AnyEvent | str] = queue.SimpleQueue()
        self._client = EngineClient(self._answers.put, self._answers.put, log_path)
        self.hardware = ""

    @property
    def pid(self) -> int:
        """The worker's process id."""
        assert self._client.pid is not None
        return self._client.pid

    def __enter__(self) -> Self:
        self._client.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def measure(self, visit: Visit) -> Sequence[SpeedPoint]:
        """Load the model as the visit says and measure it.

        Raises:
            RefusedError: the worker refuses.
            EngineCrashedError: it died, or does not answer.
        """
        load = LoadModel(
            request_id=new_id(),
            model_id=self._model.id,
            path=str(self._model.path),
            adapter=str(self._model.adapter or ""),
            context_tokens=CONTEXT_TOKENS,
            sequences=SEQUENCES,
            threads=visit.arm.threads,
            flash_attention=visit.arm.flash_attention,
        )
        self._client.send(load)
        self.hardware = self._answer(load.request_id, ModelLoaded).hardware
        measure = MeasureSpeed(request_id=new_id(), widths=visit.widths, decodes=visit.decodes)
        self._client.send(measure)
        return self._answer(measure.request_id, SpeedMeasured).points

    def _answer(self, request_id: str, kind: type[_T]) -> _T:
        while True:
            event = self._next_answer()
            if isinstance(event, str):
                cause = event.partition(";")[0]
                raise EngineCrashedError(f"{cause} while the speed was measured; nothing was changed, try again.")
            if isinstance(event, CommandFailed):
                raise RefusedError(event)
            if isinstance(event, kind) and event.request_id == request_id:
                return event

    def _next_answer(self) -> AnyEvent | str:
        began = time.monotonic()
        while time.monotonic() - began < _PATIENCE_SECONDS:
            if self._should_stop():
                self._client.kill()
                raise TuningStoppedError("Stopped; nothing was changed.")
            with suppress(queue.Empty):
                return self._answers.get(timeout=_POLL_SECONDS)
        self._client.kill()
        raise EngineCrashedError("The engine does not answer; nothing was changed, try again.")


def _busy_seconds() -> float:
    """Processor time that the whole machine has spent on anything."""
    times = psutil.cpu_times()
    # Time of guests is part of their host's.
    idle = sum(getattr(times, name, 0.0) for name in ("idle", "iowait", "guest", "guest_nice"))
    return float(sum(times) - idle)


def _own_seconds(worker: psutil.Process) -> float:
    spent = (worker.cpu_times(), psutil.Process().cpu_times())
    return float(sum(times.user + times.system for times in spent))
