"""``stepwise sessions``: what was asked before, and what came of it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import msgspec
from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.syntax import Syntax
from rich.table import Column, Table
from rich.text import Text

from app.cli.folder import DataFolder
from app.cli.live import step_marks
from app.cli.runs import find_run, parent_words
from app.cli.tree import tree_object, tree_view, why_object, why_view
from app.state import RunState, StepView, best_path_steps, one_line, printable, replay
from app.state.why import why
from app.state.words import (
    EXECUTION_WORDS,
    MARK_WORDS,
    NO_ANSWER,
    STATUS_WORDS,
    mark_sentence,
    percent,
    search_words,
    status_sentence,
    tree_sentence,
    usage_sentence,
)
from engine.store import (
    EVERYTHING,
    FILE_NAME,
    ModelRecord,
    RunRecord,
    SearchHit,
    SessionDetail,
    SessionSummary,
    Snippet,
    Store,
    Wanted,
)
from engine.types import ExecutionStatus, NodeId, StepFormat

_FORMATS = {"md": "md", "html": "html", "pdf": "pdf", "json": "json", "latex": "tex"}
"""What can be asked for, and the ending of its files."""


@click.group()
def sessions() -> None:
    """Old sessions: list, show, tree, why, search, export, import, rename, star, tag, delete."""


@sessions.command("list")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first.")
@click.option("--deleted", is_flag=True, help="List the bin instead.")
@click.option("--starred", is_flag=True, help="Favourites only.")
@click.option("--tag", default="", help="Sessions with this tag only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_sessions(folder: DataFolder, limit: int, deleted: bool, starred: bool, tag: str, as_json: bool) -> None:
    """List sessions, last used first."""
    wanted = Wanted(starred, tag)
    with _open_store(folder) as store:
        found = store.sessions(limit, deleted=deleted, wanted=wanted)
    if as_json:
        _print_json({"sessions": found})
    elif found:
        _console().print(_summary_table(found))
    elif wanted != EVERYTHING:
        click.echo("No session is like this.")
    elif deleted:
        click.echo("The bin is empty.")
    else:
        click.echo("No sessions yet. `stepwise solve` makes the first one.")


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show(folder: DataFolder, session_id: str, as_json: bool) -> None:
    """Show a session: problem, answer, best line of thought. The beginning of an id is enough."""
    with _open_store(folder) as store:
        detail = store.session(session_id)
        states = [replay(store.events(run.id)) for run in detail.runs]
        models = [store.model(run.model_id) for run in detail.runs]
    if as_json:
        _print_json(_session_object(detail, states))
        return
    console = _console()
    console.print(_header(detail))
    for number, (run, state, model) in enumerate(zip(detail.runs, states, models, strict=True), start=1):
        if len(states) > 1:
            console.rule(", ".join(filter(None, (f"Run {number} of {len(states)}", parent_words(detail, run)))))
        console.print(_run_view(state), _search_line(run, model))


@sessions.command("tree")
@click.argument("run_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show_tree(folder: DataFolder, run_id: str, as_json: bool) -> None:
    """Show every step of a run, or of a session's last run, with its number and figures."""
    with _open_store(folder) as store:
        run = find_run(store, run_id)
    if as_json:
        _print_json(tree_object(run))
    else:
        _console().print(tree_view(run))


@sessions.command("why")
@click.argument("run_id", metavar="ID")
@click.argument("node", type=click.INT)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def show_why(folder: DataFolder, run_id: str, node: NodeId, as_json: bool) -> None:
    """Say why the branch that begins at step NODE won or lost; `stepwise sessions tree` shows the numbers of steps."""
    with _open_store(folder) as store:
        run = find_run(store, run_id)
    found = why(run.state, node)
    if as_json:
        _print_json(why_object(run, found))
        return
    console = _console()
    console.print(why_view(run, found, console))


@sessions.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="How many, newest first.")
@click.option("--starred", is_flag=True, help="Favourites only.")
@click.option("--tag", default="", help="Sessions with this tag only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def search(folder: DataFolder, words: tuple[str, ...], limit: int, starred: bool, tag: str, as_json: bool) -> None:
    """Find sessions in whose title, problem or steps every one of WORDS begins a word."""
    with _open_store(folder) as store:
        hits = store.search(" ".join(words), limit, Wanted(starred, tag))
    if as_json:
        _print_json({"hits": hits})
    elif hits:
        _console().print(_hit_table(hits))
    else:
        click.echo("Nothing was found.")


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.option("--format", "target", type=click.Choice(list(_FORMATS)), required=True, help="What to write.")
@click.option("--output", type=click.Path(path_type=Path), help="The file; without it the text is printed.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def export(folder: DataFolder, session_id: str, target: str, output: Path | None, force: bool) -> None:
    """Write a session as Markdown, HTML, PDF, JSON or LaTeX; a PDF needs --output."""
    # The template engine is loaded only here, so that the other commands start at once.
    from app.export import ExportFormat, gather, render, write_session

    ending = ExportFormat(_FORMATS[target])
    if output is None and ending is ExportFormat.PDF:
        raise click.UsageError("A PDF cannot be printed here; name a file with --output.")
    with _open_store(folder) as store:
        session = gather(store, session_id)
    if output is None:
        click.echo(render(session, ending), nl=False)
        return
    write_session(session, ending, output, replace=force)
    click.echo(f"Wrote {output}.", err=True)


@sessions.command("import")
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.pass_obj
def import_sessions(folder: DataFolder, files: tuple[Path, ...]) -> None:
    """Take in sessions that were exported as JSON, under new ids."""
    from app.export import read_session

    with _open_store(folder) as store:
        for file in files:
            click.echo(f"{store.add_foreign(read_session(file))}  {one_line(str(file))}")


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.option("--remove", is_flag=True, help="Take the star off.")
@click.pass_obj
def star(folder: DataFolder, session_id: str, remove: bool) -> None:
    """Make a session a favourite."""
    with _open_store(folder) as store:
        store.set_starred([session_id], not remove)


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.argument("tags", nargs=-1, required=True, metavar="TAG...")
@click.option("--remove", is_flag=True, help="Take the tags off.")
@click.pass_obj
def tag(folder: DataFolder, session_id: str, tags: tuple[str, ...], remove: bool) -> None:
    """Put tags on a session; `stepwise sessions list --tag` lists those that bear one."""
    with _open_store(folder) as store:
        for each in tags:
            if remove:
                store.remove_tag([session_id], each)
            else:
                store.add_tag([session_id], each)


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.argument("title")
@click.pass_obj
def rename(folder: DataFolder, session_id: str, title: str) -> None:
    """Give a session another TITLE; "" stands for the first line of its problem."""
    with _open_store(folder) as store:
        store.rename(session_id, title)


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.pass_obj
def delete(folder: DataFolder, session_id: str) -> None:
    """Put a session into the bin."""
    with _open_store(folder) as store:
        store.delete(session_id)


@sessions.command()
@click.argument("session_id", metavar="ID")
@click.pass_obj
def restore(folder: DataFolder, session_id: str) -> None:
    """Take a session out of the bin."""
    with _open_store(folder) as store:
        store.restore(session_id)


@contextmanager
def _open_store(folder: DataFolder) -> Iterator[Store]:
    with Store.open(folder.data_dir / FILE_NAME) as store:
        store.mark_interrupted()
        yield store


def _console() -> Console:
    # Made anew for each command, so that it takes the output and width of that moment.
    return Console(highlight=False, markup=False, emoji=False)


def _print_json(value: object) -> None:
    # ASCII only, so that it can be piped through anything.
    click.echo(json.dumps(msgspec.to_builtins(value), indent=2))


def _summary_table(summaries: tuple[SessionSummary, ...]) -> Table:
    table = Table(Column("Id", no_wrap=True), "When (UTC)", "Problem", "Answer", "Status", box=box.SIMPLE_HEAD)
    for summary in summaries:
        table.add_row(
            summary.id,
            f"{summary.updated:%Y-%m-%d %H:%M}",
            _title_cell(summary),
            _answer_cell(summary),
            STATUS_WORDS[summary.status] if summary.status else "",
        )
    return table


def _title_cell(summary: SessionSummary) -> Text:
    title = Text("★ " if summary.starred else "", overflow="ellipsis").append(one_line(summary.title))
    return title.append(f" [{', '.join(summary.tags)}]", style="dim") if summary.tags else title


def _answer_cell(summary: SessionSummary) -> Text:
    if summary.answer is None or summary.mark is None:
        return Text("")
    return Text(f"{one_line(summary.answer)} ({MARK_WORDS[summary.mark].lower()})")


def _hit_table(hits: tuple[SearchHit, ...]) -> Table:
    table = Table(Column("Id", no_wrap=True), "When (UTC)", "Problem", "Found", box=box.SIMPLE_HEAD)
    for hit in hits:
        summary = hit.session
        table.add_row(summary.id, f"{summary.updated:%Y-%m-%d %H:%M}", _title_cell(summary), _marked(hit.snippet))
    return table


def _marked(snippet: Snippet) -> Text:
    text = Text(printable(snippet.text))
    for start, end in snippet.matches:
        text.stylize("bold", start, end)
    return text


def _header(detail: SessionDetail) -> Group:
    summary = detail.summary
    lines: list[RenderableType] = [
        Text(f"Session {summary.id}, {summary.created:%Y-%m-%d %H:%M} UTC", style="dim"),
        Panel(Text(printable(detail.problem.text)), title="Problem", title_align="left"),
    ]
    if detail.problem.answer is not None:
        lines.append(Text(f"Expected answer: {one_line(detail.problem.answer)}"))
    return Group(*lines)


def _run_view(state: RunState) -> Group:
    lines: list[RenderableType] = []
    for step in best_path_steps(state):
        lines.extend(_step_view(step))
    if state.answer is None:
        lines.append(Text(NO_ANSWER, style="bold"))
    else:
        lines.append(Text(f"Answer: {one_line(state.answer.text)}", style="bold"))
        lines.append(Text(f"{mark_sentence(state.answer)} Confidence: {percent(state.answer.confidence)}."))
    lines.append(Text(printable(" ".join(filter(None, (status_sentence(state), usage_sentence(state)))))))
    lines.append(Text(tree_sentence(state)))
    return Group(*lines)


def _search_line(run: RunRecord, model: ModelRecord | None) -> Text:
    lines = [one_line(f"Run {run.id}: {run.model_id}, {search_words(run.settings)}")]
    if model is not None:
        lines.append(
            one_line(f"{model.description}, {model.parameters / 1e6:,.0f} million parameters, {model.hardware}")
        )
    return Text("\n".join(lines), style="dim")


def _step_view(step: StepView) -> Iterator[RenderableType]:
    yield Text(f"Step {step.number}  {one_line(step.title)}", style="bold") + step_marks(step)
    if step.code and step.step_format is StepFormat.TEXT:
        yield Text(printable(step.code))
    elif step.code:
        yield Syntax(printable(step.code), "python", theme="ansi_light", background_color="default", word_wrap=True)
    for name, value in step.names:
        yield Text(f"  {one_line(name)} = {one_line(value)}", style="cyan")
    if step.output.strip():
        yield Text(f"  prints {printable(step.output.strip())}", style="cyan")
    if step.error:
        yield Text(f"  {one_line(step.error)}", style="red")
    elif step.status not in (None, ExecutionStatus.OK):
        yield Text(f"  This step {EXECUTION_WORDS[step.status]}.", style="red")
    yield Text()


def _session_object(detail: SessionDetail, states: list[RunState]) -> dict[str, object]:
    runs = [_run_object(run, state) for run, state in zip(detail.runs, states, strict=True)]
    return {"session": detail.summary, "problem": detail.problem, "runs": runs}


def _run_object(run: RunRecord, state: RunState) -> dict[str, object]:
    return {
        "id": run.id,
        "parent_run_id": run.parent_run_id,
        "status": state.status,
        "model": run.model_id,
        "settings": run.settings,
        "stop_reason": state.stop_reason,
        "pinned": state.focus,
        "started": run.started,
        "ended": run.ended,
        "answer": state.answer.text if state.answer else None,
        "verified": state.answer.mark if state.answer else None,
        "confidence": state.answer.confidence if state.answer else None,
        "votes": state.votes,
        "steps": best_path_steps(state),
        "nodes": max(0, len(state.nodes) - 1),
        "usage": state.usage,
        "failure": state.failure,
    }
