"""``stepwise continue`` and ``stepwise fork``: go on from what an earlier search left, changed by the user or not."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.cli.options import OPTIONS_HELP, SearchOptions, onward_options
from app.cli.runs import StoredRun, find_run
from app.cli.search import search_and_report
from app.cli.solve import demo_script, for_demo, model_option
from app.onward import forked, onward
from app.services import Services
from app.state import printable, written_step
from app.state.steering import no_such_step
from app.state.words import FORMAT_WORDS, STATUS_WORDS
from app.wish import RunRequest
from engine.commands import AddStep, Pin, Prune, Steering
from engine.errors import BadSettingsError, UnknownSessionError
from engine.types import ROOT, NodeId, SearchSettings, StepFormat
from models.errors import NotFetchedError, UnknownModelError

_MAX_STEP_BYTES = 20_000
_EXAMPLE = """\
NODE is a number of `stepwise sessions tree`. A step is a sentence on its first line and code below it; either alone
will do.
"""
_EPILOG = f"{_EXAMPLE}\n{OPTIONS_HELP}"
_NO_TEXT = "The step is not readable text; save it as UTF-8."
_NODE = click.INT


@dataclass(frozen=True, slots=True)
class OwnStep:
    """A step of the user's own: its text or the file with it, and where it goes."""

    step: str | None
    step_file: Path | None
    after: NodeId | None
    edit: NodeId | None
    final: bool

    @property
    def given(self) -> bool:
        """Whether there is one."""
        return self.step is not None or self.step_file is not None

    def text(self, step_format: StepFormat) -> str:
        """The step as a model would write it.

        Raises:
            BadSettingsError: it cannot be read.
        """
        raw = self._bytes()
        if len(raw) > _MAX_STEP_BYTES:
            raise BadSettingsError(f"The step is too long; shorten it to {_MAX_STEP_BYTES:,} bytes or fewer.")
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadSettingsError(_NO_TEXT) from error
        if not text.strip():
            raise BadSettingsError("The step is empty; write what it should do.")
        if printable(text) != text.replace("\r\n", "\n"):
            raise BadSettingsError(_NO_TEXT)
        return written_step(text, step_format)

    def _bytes(self) -> bytes:
        if self.step == "-":
            return sys.stdin.buffer.read(_MAX_STEP_BYTES + 1) if sys.stdin is not None else b""
        if self.step_file is None:
            return (self.step or "").encode("utf-8", "surrogateescape")
        try:
            with self.step_file.open("rb") as file:
                return file.read(_MAX_STEP_BYTES + 1)
        except OSError as error:
            raise BadSettingsError(f"The file {self.step_file} cannot be read; check its name.") from error


_STEP_OPTIONS = (
    click.option("--step", metavar="TEXT", help="A step of your own; - reads it from standard input."),
    click.option("--step-file", type=click.Path(path_type=Path), help="The same, from a file."),
    click.option("--after", type=_NODE, metavar="NODE", help="Your step follows this one."),
    click.option("--edit", type=_NODE, metavar="NODE", help="Your step replaces this one."),
    click.option("--final", is_flag=True, help="Your step ends the solution."),
)


def step_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a step of the user's own; the command gets them as one value, ``own``."""

    @wraps(command)
    def collected(*args: Any, **kwargs: Any) -> None:
        own = OwnStep(**{name: kwargs.pop(name) for name in OwnStep.__dataclass_fields__})
        if own.step is not None and own.step_file is not None:
            raise click.UsageError("Give one step: with --step or with --step-file.")
        if not own.given and (own.after is not None or own.edit is not None or own.final):
            raise click.UsageError("Give your step with --step or --step-file.")
        if own.after is not None and own.edit is not None:
            raise click.UsageError("Choose one of --after and --edit.")
        command(*args, own=own, **kwargs)

    for option in reversed(_STEP_OPTIONS):
        collected = option(collected)
    return collected


@click.command("continue", epilog=_EPILOG)
@click.argument("run_id", metavar="ID")
@click.option("--prune", type=_NODE, multiple=True, metavar="NODE", help="Give up this step and all below it.")
@click.option("--pin", type=_NODE, metavar="NODE", help="Go on below this step alone; 0 takes a pin away.")
@step_options
@click.option("--demo", is_flag=True, help="Go on with the prepared search of `solve --demo`.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@onward_options
@click.pass_context
def continue_run(
    context: click.Context,
    run_id: str,
    prune: tuple[NodeId, ...],
    pin: NodeId | None,
    own: OwnStep,
    demo: bool,
    as_json: bool,
    options: SearchOptions,
) -> None:
    """Go on with an earlier search, with its budget again.

    ID is that of a run, or of a session, whose last run is taken. The whole tree is taken over; model, policy and
    settings stay unless options say otherwise.
    """
    with Services.open(context.obj.data_dir) as services:
        run = _ended_run(services, run_id)
        changes: list[Steering] = [_added(run, own)] if own.given else []
        if pin is not None:
            changes.append(Pin(node=pin))
        # Last, so that what is given up stays so.
        changes.extend(Prune(node=node) for node in prune)
        going_on = _Onward(context, services, run, options, demo=demo, as_json=as_json)
        going_on.go(onward(run.state, steering=tuple(changes)))


@click.command("fork", epilog=_EPILOG)
@click.argument("run_id", metavar="ID")
@click.option("--at", type=_NODE, metavar="NODE", help="Go on from this step; a step of your own follows it.")
@step_options
@click.option("--demo", is_flag=True, help="Go on with the prepared search of `solve --demo`.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@onward_options
@click.pass_context
def fork_run(
    context: click.Context,
    run_id: str,
    at: NodeId | None,
    own: OwnStep,
    demo: bool,
    as_json: bool,
    options: SearchOptions,
) -> None:
    """Begin a search in the middle of an earlier one: take over the steps that lead to one step, and go on there.

    ID is that of a run, or of a session, whose last run is taken. With --edit your step takes the place of that one,
    and the search goes on below yours.
    """
    with Services.open(context.obj.data_dir) as services:
        run = _ended_run(services, run_id)
        edited = _parent(run, own.edit) if own.edit is not None else None
        places = {place for place in (at, own.after, edited) if place is not None}
        if len(places) != 1:
            raise click.UsageError("Say where to fork: --at NODE goes on there, --edit NODE replaces that step.")
        (place,) = places
        step = own.text(run.record.settings.step_format) if own.given else None
        going_on = _Onward(context, services, run, options, demo=demo, as_json=as_json)
        going_on.go(forked(run.state, place, step=step, final=own.final))


def _added(run: StoredRun, own: OwnStep) -> AddStep:
    text = own.text(run.record.settings.step_format)
    if own.edit is not None:
        return AddStep(parent=_parent(run, own.edit), text=text, replaces=own.edit, final=own.final)
    if own.after is None:
        raise click.UsageError("Say where your step goes: --after NODE inserts it, --edit NODE replaces that step.")
    return AddStep(parent=own.after, text=text, final=own.final)


def _parent(run: StoredRun, node: NodeId) -> NodeId:
    view = run.state.nodes.get(node)
    if view is None:
        raise BadSettingsError(no_such_step(run.state, node))
    if view.parent is None:
        raise BadSettingsError("Step 0 is the problem itself and cannot be edited; ask another with `stepwise solve`.")
    return view.parent


def _ended_run(services: Services, typed: str) -> StoredRun:
    """The run to go on from.

    Raises:
        KnownError: there is none, it is still running, or its session was deleted.
    """
    run = find_run(services.store, typed)
    if not run.record.status.ended:
        raise BadSettingsError("That search is still running in another window or terminal; stop it there first.")
    if run.session.summary.deleted:
        session = run.session.summary.id
        raise UnknownSessionError(f"That session is in the bin; `stepwise sessions restore {session}` takes it out.")
    return run


class _Onward:
    """A run that another one goes on from."""

    def __init__(
        self,
        context: click.Context,
        services: Services,
        run: StoredRun,
        options: SearchOptions,
        *,
        demo: bool,
        as_json: bool,
    ) -> None:
        self._context = context
        self._services = services
        self._run = run
        self._options = options
        self._demo = demo
        self._as_json = as_json

    def go(self, request: RunRequest) -> None:
        """Run the search that goes on; settings and model of ``request`` are still to be chosen.

        Raises:
            KnownError: it could not be made, or failed.
        """
        with demo_script() as script:
            options = for_demo(self._options, script) if self._demo else self._options
            settings = self._settings(options, request.fork_at)
            model = options.model or _same_model(self._services, self._run.record.model_id)
            head = options.head(self._services.heads, model)
            if not self._as_json:
                self._announce(request.fork_at, model)
            search_and_report(
                self._context,
                self._services,
                replace(request, settings=settings, model=model, anyway=options.anyway, head=head),
                as_json=self._as_json,
                model_option="--demo" if self._demo else model_option(self._services, options.model),
            )

    def _settings(self, options: SearchOptions, fork: NodeId | None) -> SearchSettings:
        before = self._run.record.settings
        if options.step_format in (None, before.step_format):
            return options.settings_after(before)
        if len(self._run.state.nodes) > 1 and fork != ROOT:
            raise BadSettingsError(
                f"That tree holds {FORMAT_WORDS[before.step_format]}; to change the format, begin with `fork --at 0`."
            )
        return options.settings_in_another_format(before)

    def _announce(self, fork: NodeId | None, model: str) -> None:
        before, state = self._run.record, self._run.state
        model_id = Path(model).stem if model.endswith(".json") else self._services.library.resolve(model).id
        status = STATUS_WORDS[before.status].lower()
        what = f"Continues run {before.id} ({status})" if fork is None else f"Forks run {before.id} at step {fork}"
        steps = len(state.path(fork)) - 1 if fork is not None else max(0, len(state.nodes) - 1)
        taken_over = f"{steps:,} {'step is' if steps == 1 else 'steps are'} taken over"
        click.echo(f"{what}: {taken_over if steps else 'it begins with the problem'}.", err=True)
        if model_id != before.model_id:
            click.echo(f"The model is another one: {model_id} instead of {before.model_id}.", err=True)


def _same_model(services: Services, model_id: str) -> str:
    """The model of the run that is continued, if it can still be found."""
    try:
        return services.library.resolve(model_id).id
    except NotFetchedError:
        raise
    except UnknownModelError as error:
        raise UnknownModelError(
            f"The model of that search, {model_id}, is not known here any more; name its file or another with --model."
        ) from error
