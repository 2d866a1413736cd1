"""``stepwise solve``: one problem, the tree live, the answer with how far it is verified."""

import json
import queue
import sys
import time
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.console import Console
from rich.live import Live

from app.cli.live import live_view, result_view
from app.cli.models import ProgressLine
from app.cli.options import SearchOptions, search_options
from app.host import RunRequest
from app.services import Services
from app.state import RunState, best_path_steps, one_line, reduce
from engine.errors import BadProblemError
from engine.events import TERMINAL, AnyEvent, RunEvent, WorkerStarted
from engine.steps import checked_problem
from engine.types import MAX_PROBLEM_CHARACTERS, Mark, Problem
from models.errors import KnownError

WRONG_EXIT_CODE = 12
NO_ANSWER_EXIT_CODE = 13
STOPPED_EXIT_CODE = 130
_STOP_SECONDS = 0.12
_KILLED_SECONDS = 2.0
_POLL_SECONDS = 0.05
_MAX_PROBLEM_BYTES = 1 << 20
_DEMO_TOKENS = 12_000
_SAMPLE_PROBLEM = "problems/sample.json"
_DEMO_PROBLEM = "demo/problem.json"


@click.command()
@click.argument("problem", required=False)
@click.option("--file", "path", type=click.Path(path_type=Path), help="Read the problem from a file.")
@click.option("--expect", help="The expected answer, to be checked against.")
@click.option("--sample", is_flag=True, help="Solve the sample problem that ships.")
@click.option("--demo", is_flag=True, help="Play a prepared search; needs no model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@search_options
@click.pass_context
def solve(
    context: click.Context,
    problem: str | None,
    path: Path | None,
    expect: str | None,
    sample: bool,
    demo: bool,
    as_json: bool,
    options: SearchOptions,
) -> None:
    """Solve a PROBLEM in plain text or TeX; - reads it from standard input."""
    shipped = _DEMO_PROBLEM if demo else _SAMPLE_PROBLEM if sample else None
    question = _question(problem, path, expect, shipped)
    console = Console(highlight=False)
    with (
        Services.open(context.obj.data_dir) as services,
        as_file(files("resources") / "demo" / "script.json") as script,
    ):
        chosen = _for_demo(options, script) if demo else options
        model = chosen.model or ready_default(services, quiet=as_json)
        state, stopped = _search(services, question, model, chosen, console, quiet=as_json)
        # Shown before the store is closed: on a slow disk that takes a moment.
        if as_json:
            click.echo(json.dumps(_as_object(state)))
        else:
            console.print(result_view(state))
            click.echo(_last_line(state, question))
    context.exit(STOPPED_EXIT_CODE if stopped else exit_code(state))


def _for_demo(options: SearchOptions, script: Path) -> SearchOptions:
    """The scripted backend's tokens are single bytes, so its budget is larger."""
    return replace(options, model=str(script), max_tokens=options.max_tokens or _DEMO_TOKENS)


def ready_default(services: Services, *, quiet: bool) -> str:
    """The id of the default model, fetched if it is not here yet; says why it was chosen."""
    default = services.default_model()
    if not quiet:
        click.echo(f"Model: {default.reason}", err=True)
    if not default.installed:
        with ProgressLine(Console(stderr=True, highlight=False)) as line:
            services.library.get(default.id, line.show)
    return default.id


def exit_code(state: RunState) -> int:
    """0 for an answer that is not known to be wrong."""
    if state.failure is not None:
        return state.failure.exit_code
    if state.answer is None:
        return NO_ANSWER_EXIT_CODE
    return WRONG_EXIT_CODE if state.answer.mark is Mark.DIFFERS else 0


def shipped_problem(place: str) -> Problem:
    """A problem with its answer from the resources."""
    data = json.loads(files("resources").joinpath(place).read_text("utf-8"))
    return Problem(Path(place).stem, data["question"], data["answer"])


def _question(problem: str | None, path: Path | None, expect: str | None, shipped: str | None) -> Problem:
    if sum((problem is not None, path is not None, shipped is not None)) != 1:
        raise click.UsageError("Give one problem: as text, with --file, with - for standard input, or --sample.")
    if shipped is not None:
        return shipped_problem(shipped)
    text = problem or ""
    if path is not None:
        text = _read_file(path)
    elif problem == "-":
        text = _read_text(sys.stdin.buffer) if sys.stdin is not None else ""
    return Problem("cli", checked_problem(text), expect)


def _read_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return _read_text(file)
    except OSError as error:
        raise BadProblemError(f"The file {path} cannot be read; check its name.") from error


def _read_text(stream: BinaryIO) -> str:
    raw = stream.read(_MAX_PROBLEM_BYTES + 1)
    if len(raw) > _MAX_PROBLEM_BYTES:
        raise BadProblemError(f"The problem is too long; shorten it to {MAX_PROBLEM_CHARACTERS:,} characters or fewer.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadProblemError("The problem is not readable text; save it as UTF-8.") from error


def _search(
    services: Services, problem: Problem, model: str, options: SearchOptions, console: Console, *, quiet: bool
) -> tuple[RunState, bool]:
    """Run the search; returns its last state and whether the user stopped it."""
    events: queue.SimpleQueue[AnyEvent] = queue.SimpleQueue()
    services.engine.listen(events.put, lambda _sentence: None)
    settings = options.settings()
    state = RunState()
    run_id = ""
    live = Live(console=console, transient=True, refresh_per_second=8) if not quiet and console.is_terminal else None
    try:
        run_id = services.engine.start_run(RunRequest(problem, settings, model, anyway=options.anyway))
        _warn_without_isolation(services)
        if live is not None:
            live.start()
        while not state.status.ended:
            state = _take(events, run_id, state, _POLL_SECONDS)
            if live is not None:
                live.update(live_view(state, console))
    except KeyboardInterrupt:
        if run_id:
            return _stopped(services, events, run_id, state), True
        # A model that is being loaded does not listen.
        services.engine.kill()
        raise
    finally:
        if live is not None:
            live.stop()
    if state.failure is not None:
        raise _RunFailedError(state)
    return state, False


def _stopped(services: Services, events: "queue.SimpleQueue[AnyEvent]", run_id: str, state: RunState) -> RunState:
    """Stop the run; the best answer so far is kept even if the engine does not answer in time."""
    services.engine.stop_run(run_id)
    state = _take_until_end(events, run_id, state, _STOP_SECONDS)
    # All that is worth keeping has arrived; an orderly end would only take longer.
    services.engine.kill()
    return _take_until_end(events, run_id, state, _KILLED_SECONDS)


def _take_until_end(events: "queue.SimpleQueue[AnyEvent]", run_id: str, state: RunState, seconds: float) -> RunState:
    deadline = time.monotonic() + seconds
    while not state.status.ended and (left := deadline - time.monotonic()) > 0:
        state = _take(events, run_id, state, left)
    return state


def _take(events: "queue.SimpleQueue[AnyEvent]", run_id: str, state: RunState, timeout: float) -> RunState:
    """Wait for an event, then take all that have come."""
    try:
        event = events.get(timeout=timeout)
        while True:
            if isinstance(event, RunEvent) and event.run_id == run_id:
                state = reduce(state, event)
                if isinstance(event, TERMINAL):
                    return state
            event = events.get_nowait()
    except queue.Empty:
        return state


def _warn_without_isolation(services: Services) -> None:
    started = services.engine.isolation
    if isinstance(started, WorkerStarted) and not started.isolation:
        click.echo(f"Steps are not run here: {started.isolation_detail}", err=True)


class _RunFailedError(KnownError):
    """The run ended with ``Failed``; its sentence and exit code are passed on."""

    def __init__(self, state: RunState) -> None:
        failure = state.failure
        assert failure is not None
        kept = f" Best answer so far: {one_line(state.answer.text)}." if state.answer else ""
        super().__init__(failure.message + kept)
        self.exit_code = failure.exit_code  # type: ignore[misc]


def _last_line(state: RunState, problem: Problem) -> str:
    answer = one_line(state.answer.text) if state.answer else "none found"
    expected = f" (expected {one_line(problem.answer)})" if problem.answer is not None else ""
    return f"Answer: {answer}{expected}"


def _as_object(state: RunState) -> dict[str, Any]:
    answer, usage, settings = state.answer, state.usage, state.settings
    return {
        "answer": answer.text if answer else None,
        "verified": answer.mark.value if answer else None,
        "confidence": round(answer.confidence, 4) if answer else 0.0,
        "votes": [
            {"answer": vote.answer, "count": vote.count, "share": round(vote.share, 4)}
            for vote in (answer.votes if answer else ())
        ],
        "run_id": state.run_id,
        "model": state.model_id,
        "policy": settings.policy.value if settings else None,
        "seed": settings.seed if settings else None,
        "tokens": usage.sampled_tokens if usage else 0,
        "seconds": round(usage.seconds, 3) if usage else 0.0,
        "nodes": len(state.nodes),
        "steps": [
            {
                "number": step.number,
                "title": step.title,
                "code": step.code,
                "output": step.output,
                "names": dict(step.names),
                "error": step.error,
            }
            for step in best_path_steps(state)
        ],
    }
