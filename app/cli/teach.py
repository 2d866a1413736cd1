"""``stepwise handout`` and ``stepwise classset``: sheets for a class, and problems prepared beforehand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from app.class_sets import ClassSet, ClassSets, new_set
from app.cli.folder import DataFolder
from app.state import one_line
from engine.store import FILE_NAME, Store


@click.command()
@click.argument("session_ids", metavar="[SESSION]...", nargs=-1)
@click.option("--set", "set_title", help="A class set instead of sessions.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The file; it ends in .pdf or .html.")
@click.option("--answers/--no-answers", default=False, help="A last page with the answers.  [default: no-answers]")
@click.option("--worked", is_flag=True, help="The steps instead of space to work.")
@click.option("--title", help="What stands above the problems.")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@click.pass_obj
def handout(
    folder: DataFolder,
    session_ids: tuple[str, ...],
    set_title: str | None,
    out: Path,
    answers: bool,
    worked: bool,
    title: str | None,
    force: bool,
) -> None:
    """Write the problems of SESSIONs, or of a class set, as sheets for a class."""
    if bool(session_ids) == (set_title is not None):
        raise click.UsageError("Give the ids of sessions, or --set with the title of a class set.")
    # The template engine and the maths fonts are loaded only here, so that the other commands start at once.
    from app.export.handout import Handout, write_handout

    with _class_sets(folder) as sets:
        chosen = sets.find(set_title) if set_title is not None else _typed(sets, "", session_ids)
        lessons = sets.lessons(chosen.sessions)
    write_handout(Handout(title or chosen.title, lessons, worked, answers), out, replace=force)
    click.echo(f"Wrote {out}.", err=True)


@click.group()
def classset() -> None:
    """Class sets, problems prepared beforehand: list, save, delete."""


@classset.command("list")
@click.pass_obj
def list_sets(folder: DataFolder) -> None:
    """List all class sets with their problems."""
    with _class_sets(folder) as sets:
        found = [(one, sets.titles(one.sessions)) for one in sets.all()]
    if not found:
        click.echo("No class sets yet. `stepwise classset save TITLE SESSION...` makes one.")
    for one, titles in found:
        click.echo(one.title)
        for session, title in zip(one.sessions, titles, strict=True):
            click.echo(f"  {session}  {title or '(gone)'}")


@classset.command()
@click.argument("title")
@click.argument("session_ids", metavar="SESSION...", nargs=-1, required=True)
@click.pass_obj
def save(folder: DataFolder, title: str, session_ids: tuple[str, ...]) -> None:
    """Make a class set of SESSIONs in this order; one with the same TITLE is replaced."""
    with _class_sets(folder) as sets:
        made = _typed(sets, title, session_ids)
        same = next((one for one in sets.all() if one.title.casefold() == one_line(title).casefold()), made)
        kept = sets.save(ClassSet(same.id, made.title, made.sessions))
    click.echo(f"{kept.title}: {len(kept.sessions)} {'problem' if len(kept.sessions) == 1 else 'problems'}.")


@classset.command()
@click.argument("title")
@click.pass_obj
def delete(folder: DataFolder, title: str) -> None:
    """Forget the class set with this TITLE; its sessions stay."""
    with _class_sets(folder) as sets:
        sets.delete(sets.find(title).id)


def _typed(sets: ClassSets, title: str, session_ids: tuple[str, ...]) -> ClassSet:
    return new_set(title, [sets.session_id(typed) for typed in session_ids])


@contextmanager
def _class_sets(folder: DataFolder) -> Iterator[ClassSets]:
    with Store.open(folder.data_dir / FILE_NAME) as store:
        store.mark_interrupted()
        yield ClassSets(store)
