"""The command line: ``stepwise COMMAND``. Errors end in one sentence and a distinct exit code."""

import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import click

from app.cli.answer import answer
from app.cli.bench import bench
from app.cli.compare import compare
from app.cli.lab import lab
from app.cli.models import models
from app.cli.sandbox import sandbox
from app.cli.sessions import sessions
from app.cli.solve import solve
from app.cli.steer import continue_run, fork_run
from app.cli.teach import classset, handout
from app.services import data_folder
from models.errors import KnownError

_STOPPED_EXIT_CODE = 130
_BUG_EXIT_CODE = 1


@dataclass(frozen=True, slots=True)
class CliContext:
    """What every command gets."""

    data_dir: Path


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder for models and sessions; else STEPWISE_HOME, else the platform's.",
)
@click.version_option(package_name="stepwise-desktop", prog_name="stepwise")
@click.pass_context
def cli(context: click.Context, data_dir: Path | None) -> None:
    """Make small language models think: search over steps, run every step as code. Without a command, opens the
    window.
    """
    context.obj = CliContext(data_dir=data_folder(data_dir))


for command in (
    solve,
    continue_run,
    fork_run,
    bench,
    compare,
    lab,
    models,
    sessions,
    handout,
    classset,
    sandbox,
    answer,
):
    cli.add_command(command)


def run_cli(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    return run_reporting(lambda: _run(arguments))


def run_reporting(job: Callable[[], int]) -> int:
    """Run ``job``; whatever goes wrong ends in one sentence on standard error."""
    try:
        return job()
    except KnownError as error:
        click.echo(error.message, err=True)
        return error.exit_code
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        return _STOPPED_EXIT_CODE
    except Exception as error:
        place = _write_crash_report(error)
        click.echo(f"Something went wrong inside Stepwise ({type(error).__name__}); details are in {place}.", err=True)
        return _BUG_EXIT_CODE


def _run(arguments: Sequence[str]) -> int:
    try:
        outcome = cli.main(args=list(arguments), prog_name="stepwise", standalone_mode=False)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.ClickException as error:
        error.show()
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0


def _write_crash_report(error: Exception) -> str:
    """Keep the traceback where the user can send it from; returns where."""
    text = "".join(traceback.format_exception(error))
    for folder in (data_folder() / "logs", Path(tempfile.gettempdir())):
        path = folder / "crash.txt"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", "replace")
            return str(path)
    return "no file, since none could be written"
