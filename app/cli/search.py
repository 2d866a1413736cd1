"""A search in the terminal: started, shown while it runs, stopped by Ctrl-C, reported at its end."""

import queue
import time
from collections.abc import Iterator
from typing import NoReturn

import click
from rich.console import Console
from rich.live import Live

from app.cli.live import live_view, result_view
from app.cli.result import last_line, print_object, result_object
from app.services import Services
from app.state import RunState, one_line, reduce
from app.wish import RunRequest
from engine.errors import EngineCrashedError
from engine.events import TERMINAL, AnyEvent, RunEvent, WorkerStarted
from engine.settings import check_settings
from engine.types import Author, Mark, NodeStatus, StopReason
from models.errors import KnownError

WRONG_EXIT_CODE = 12
NO_ANSWER_EXIT_CODE = 13
STOPPED_EXIT_CODE = 130
_STOP_SECONDS = 0.12
_KILLED_SECONDS = 2.0
_POLL_SECONDS = 0.05

_Events = queue.SimpleQueue[AnyEvent]


def search_and_report(
    context: click.Context, services: Services, request: RunRequest, *, as_json: bool, model_option: str
) -> NoReturn:
    """Run a search, print what came of it, and leave with its exit code.

    Args:
        model_option: how the model has to be named again to continue this run; "" where its id is enough.

    Raises:
        KnownError: the search could not be made, or failed.
    """
    # What only the loaded model can tell is left to the engine.
    check_settings(request.settings, request.problem, scored=True)
    console = Console(highlight=False)
    state, stopped = _search(services, request, console, quiet=as_json)
    onward = f"`{continue_command(context, state.run_id, model_option)}` goes on."
    if state.failure is not None:
        raise _RunFailedError(state, onward)
    # Shown before the store is closed: on a slow disk that takes a moment.
    if as_json:
        print_object(result_object(state, request.parent_run_id))
    else:
        console.print(result_view(state))
        click.echo(last_line(state, request.problem))
        for sentence in _own_steps(state):
            click.echo(sentence, err=True)
        if stopped:
            click.echo(f"Stopped; {onward}", err=True)
        if state.stop_reason is StopReason.DECIDED and state.usage and not state.usage.sampled_tokens:
            click.echo("Nothing was tried; --no-early-stop goes on all the same.", err=True)
    context.exit(STOPPED_EXIT_CODE if stopped else exit_code(state))


def exit_code(state: RunState) -> int:
    """0 for an answer that is not known to be wrong."""
    if state.answer is None:
        return NO_ANSWER_EXIT_CODE
    return WRONG_EXIT_CODE if state.answer.mark is Mark.DIFFERS else 0


def continue_command(context: click.Context, run_id: str, model_option: str = "") -> str:
    """What to type to go on with a run."""
    data_dir = context.find_root().params.get("data_dir")
    folder = f' --data-dir "{data_dir}"' if data_dir else ""
    return f"stepwise{folder} continue {run_id}{' ' if model_option else ''}{model_option}"


def _own_steps(state: RunState) -> Iterator[str]:
    """What became of the steps that the user wrote for this run."""
    for node in state.nodes.values():
        if node.author is not Author.HUMAN or node.carried:
            continue
        if node.status is NodeStatus.FAILED:
            yield f"Your step {node.id} failed: {one_line(node.reason).rstrip('.')}."
        elif node.answer is not None:
            yield f"Your step {node.id} ends with the answer {one_line(node.answer)}."
        elif state.focus not in state.path(node.id):
            pinned = f"step {state.focus} is pinned, so --pin 0 is needed to go on from yours"
            yield f"Your step is step {node.id}; {pinned}."
        else:
            yield f"Your step is step {node.id}."


def _search(services: Services, request: RunRequest, console: Console, *, quiet: bool) -> tuple[RunState, bool]:
    """Run the search; returns its last state and whether the user stopped it."""
    events: _Events = queue.SimpleQueue()
    services.engine.listen(events.put, lambda _sentence: None)
    state = RunState()
    run_id = ""
    live = Live(console=console, transient=True, refresh_per_second=8) if not quiet and console.is_terminal else None
    try:
        run_id = services.engine.start_run(request)
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
    return state, False


def _stopped(services: Services, events: _Events, run_id: str, state: RunState) -> RunState:
    """Stop the run; the best answer so far is kept even if the engine does not answer in time."""
    services.engine.stop_run(run_id)
    state = _take_until_end(events, run_id, state, _STOP_SECONDS)
    # All that is worth keeping has arrived; an orderly end would only take longer.
    services.engine.kill()
    return _take_until_end(events, run_id, state, _KILLED_SECONDS)


def _take_until_end(events: _Events, run_id: str, state: RunState, seconds: float) -> RunState:
    deadline = time.monotonic() + seconds
    while not state.status.ended and (left := deadline - time.monotonic()) > 0:
        state = _take(events, run_id, state, left)
    return state


def _take(events: _Events, run_id: str, state: RunState, timeout: float) -> RunState:
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

    def __init__(self, state: RunState, onward: str) -> None:
        failure = state.failure
        assert failure is not None
        kept = f" Best answer so far: {one_line(state.answer.text)}." if state.answer else ""
        # A search that was broken off by no fault of its own can go on.
        hint = f" {onward}" if failure.kind == EngineCrashedError.__name__ and len(state.nodes) > 1 else ""
        super().__init__(failure.message + kept + hint)
        self.exit_code = failure.exit_code  # type: ignore[misc]
