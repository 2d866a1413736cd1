"""Searches of a campaign on the engine: some problems under way at a time, a record for each that ends."""

import queue
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.solve import ready_default
from app.host import OnDied, OnEvent
from app.services import Services
from app.step_format import default_step_format
from app.wish import RunRequest
from engine.answers import quick_equal
from engine.errors import BadSettingsError, EngineCrashedError
from engine.events import (
    TERMINAL,
    AnyEvent,
    Failed,
    Finished,
    RunEvent,
    RunStarted,
    ServerLeftOut,
    Terminal,
)
from engine.lab.campaign import Campaign
from engine.lab.record import Gatherer
from engine.sandbox.on_demand import SandboxOnDemand
from engine.served import Served, Servers
from engine.types import Problem, StepFormat
from models.active import active_parameters
from models.errors import KnownError, UnknownModelError
from models.files import sha256_of
from models.step_format import served_format

_ATTEMPTS = 3
_WORKERS = 2
SCRIPT = ".json"
# The best of those tried (docs/LOG.md): of the mean over a step, and of its last token.
_MEAN_DEPTH, _LAST_DEPTH = 0.6, 0.84


@dataclass(frozen=True, slots=True)
class Backbone:
    """The model that writes the steps.

    Attributes:
        typed: as the engine takes it. name: told in plans and cards. sha256: of its file, or of the original of a copy.
        layers: whose states are kept if nobody chose, as labels of ``models.ppm.Card``.
        parameters: see ``models.active``; 0 for a script.
        step_format: that suits it. servers: that write in its place, and served: what they tell of it.
    """

    typed: str
    name: str
    sha256: str
    layers: tuple[int, ...]
    parameters: int = 0
    step_format: StepFormat = StepFormat.CODE
    servers: Servers | None = None
    served: Served | None = None

    @property
    def is_scripted(self) -> bool:
        """Whether it is played from a script and has no states."""
        return self.typed.endswith(SCRIPT)

    @classmethod
    def behind(cls, services: Services, servers: Servers, parameters: int | None) -> Self:
        """The model that servers have; tells which of them do not answer.

        Raises:
            KnownError: none answers, or they do not have it.
        """
        lost: list[str] = []

        def hear(event: AnyEvent) -> None:
            if isinstance(event, ServerLeftOut):
                lost.append(event.sentence)

        services.engine.listen(hear, lambda _sentence: None)
        served = services.engine.find_servers(servers)
        for sentence in lost:
            click.echo(sentence, err=True)
        return cls(
            typed=served.name,
            name=served.name,
            sha256=served.checksum,
            layers=(),
            parameters=parameters or served.parameters,
            step_format=StepFormat(served_format(served.name, thinks=served.thinks)),
            servers=servers,
            # Where it runs is no part of a campaign: it may go on elsewhere.
            served=msgspec.structs.replace(served, addresses=(), requests=0),
        )

    @classmethod
    def of(cls, services: Services, model: str | None) -> Self:
        """The model a user named, or the default one, fetched if it is not here yet.

        Raises:
            KnownError: there is none like it, or it cannot be used.
        """
        typed = model or ready_default(services, quiet=False)
        if typed.endswith(SCRIPT):
            path = Path(typed)
            if not path.is_file():
                raise UnknownModelError(f"There is no script {typed}; check its name.")
            return cls(typed, path.stem, sha256_of(path), ())
        resolved = services.library.resolve(typed)
        count = resolved.header.layers
        layers = (int(_MEAN_DEPTH * count), ~int(_LAST_DEPTH * count))
        known = services.library.source_checksum(typed)
        checksum = known or sha256_of(resolved.path)
        step_format = default_step_format(services.library, typed)
        return cls(typed, resolved.id, checksum, layers, active_parameters(resolved.path), step_format)


class SearchHost(Protocol):
    """Where searches run: ``app.host.EngineHost`` here, ``app.cluster.ClusterHost`` on several machines."""

    def listen(self, on_event: OnEvent, on_died: OnDied) -> None: ...

    def start_run(self, request: RunRequest) -> str: ...

    def kill(self) -> None: ...


class Generation:
    """Makes the searches of any number of campaigns, one campaign after the other."""

    def __init__(self, host: SearchHost, backbone: Backbone, *, parallel: int, anyway: bool) -> None:
        """``parallel``: problems under way at a time."""
        self._host = host
        self._backbone = backbone
        self._parallel = parallel
        self._anyway = anyway
        self._sandbox = SandboxOnDemand()
        self._gatherers: dict[str, Gatherer] = {}
        self._lock = threading.Lock()
        self._ends: queue.SimpleQueue[Terminal] = queue.SimpleQueue()
        host.listen(self._hear, lambda _sentence: None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._sandbox.close()

    def search(
        self,
        campaign: Campaign,
        problems: Sequence[Problem],
        head: Path | None,
        words: str = "searching",
        adapter: Path | None = None,
    ) -> None:
        """Search for each of the problems that the campaign does not hold yet; ``words`` say what for.

        Args:
            adapter: of the fine-tuned policy that writes the steps; None takes the model as it is.

        Raises:
            KnownError: a problem cannot be searched at all; finished ones are kept.
        """
        waiting = deque(problem for problem in problems if not campaign.holds(problem.id))
        attempts: dict[str, int] = {}
        active: dict[str, Problem] = {}
        with progress_bar() as bar:
            task = bar.add_task(words, total=len(problems), completed=len(problems) - len(waiting))
            while waiting or active:
                while waiting and len(active) < self._parallel:
                    problem = waiting.popleft()
                    active[self._start(campaign, problem, head, adapter)] = problem
                end = self._ends.get()
                if (ended := active.pop(end.run_id, None)) is None:
                    continue
                with self._lock:
                    gatherer = self._gatherers.pop(end.run_id, None)
                if isinstance(end, Finished) and gatherer is not None:
                    campaign.keep(gatherer.record(end, self._equal))
                    bar.advance(task)
                    continue
                attempts[ended.id] = attempts.get(ended.id, 0) + 1
                if _is_hopeless(end) or attempts[ended.id] == _ATTEMPTS:
                    raise _GivenUpError(ended, end)
                waiting.appendleft(ended)

    def _start(self, campaign: Campaign, problem: Problem, head: Path | None, adapter: Path | None) -> str:
        plan, backbone = campaign.plan, self._backbone
        return self._host.start_run(
            RunRequest(
                problem,
                plan.settings,
                backbone.typed,
                anyway=self._anyway,
                head=head,
                layers=plan.layers,
                servers=backbone.servers,
                adapter=adapter,
            )
        )

    def _equal(self, gold: str, candidate: str) -> bool:
        known = quick_equal(gold, candidate)
        return self._sandbox.executor().equal(gold, candidate) if known is None else known

    def _hear(self, event: AnyEvent) -> None:
        """On the reader thread."""
        if isinstance(event, ServerLeftOut):
            click.echo(event.sentence, err=True)
        if not isinstance(event, RunEvent):
            return
        with self._lock:
            if isinstance(event, RunStarted):
                self._gatherers[event.run_id] = Gatherer(event)
            elif (gatherer := self._gatherers.get(event.run_id)) is not None:
                gatherer.take(event)
        if isinstance(event, TERMINAL):
            self._ends.put(event)


class _GivenUpError(KnownError):
    """A problem could not be searched; its sentence and exit code are passed on."""

    def __init__(self, problem: Problem, end: Terminal) -> None:
        message = end.message if isinstance(end, Failed) else "the search was stopped; run the command again."
        super().__init__(f"Problem {problem.id}: {message}")
        self.exit_code = end.exit_code if isinstance(end, Failed) else 1  # type: ignore[misc]


def _is_hopeless(end: Terminal) -> bool:
    """Whether another attempt would end alike."""
    return isinstance(end, Failed) and end.kind != EngineCrashedError.__name__


@contextmanager
def search_host(
    services: Services, cluster: str | None, workers: int | None, parallel: int
) -> Iterator[tuple[SearchHost, int]]:
    """Where a campaign searches, and how many problems are under way there at a time.

    Raises:
        BadSettingsError: workers without a cluster.
    """
    if cluster is None:
        if workers is not None:
            raise BadSettingsError("--workers counts those of a cluster; name it with --cluster.")
        yield services.engine, parallel
        return
    from app.cluster import ClusterHost

    count = workers or _WORKERS
    host = ClusterHost(services, cluster, count, parallel)
    try:
        yield host, count * parallel
    finally:
        host.close()


def progress_bar() -> Progress:
    """Silent where there is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, disable=not console.is_terminal)
