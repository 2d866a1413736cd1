"""``stepwise handout`` and ``stepwise classset``."""

from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.class_sets import ClassSetError
from app.cli.teach import classset, handout
from app.export import ExportExistsError
from engine.errors import UnknownSessionError
from engine.store import FILE_NAME, Store
from tests.helpers.events import DEMO_PROBLEM, store_demo


@dataclass(frozen=True)
class Folder:
    """The part of the command line's context that these commands need."""

    data_dir: Path


class Shell:
    """Runs the commands on one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        with Store.open(data_dir / FILE_NAME) as store:
            self.session_id = store_demo(store)

    def run(self, command: click.Command, *arguments: str) -> Result:
        return CliRunner().invoke(command, arguments, obj=Folder(self.data_dir))

    def output(self, command: click.Command, *arguments: str) -> str:
        result = self.run(command, *arguments)
        assert result.exception is None, result.exception
        return result.output


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


def test_a_session_becomes_a_sheet(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    assert f"Wrote {path}." in shell.output(handout, shell.session_id[:6], "--out", str(path), "--title", "Seven b")
    page = path.read_text(encoding="utf-8")
    for part in ("Seven b", DEMO_PROBLEM.text):
        assert part in page
    assert "Checked" not in page
    shell.output(handout, shell.session_id, "--out", str(path), "--answers", "--worked", "--force")
    page = path.read_text(encoding="utf-8")
    for part in ("Checked: equals the given answer.", "Count the pencils in rows."):
        assert part in page


def test_a_set_is_saved_listed_printed_and_deleted(shell: Shell, tmp_path: Path) -> None:
    assert "No class sets yet." in shell.output(classset, "list")
    assert "Pencils: 1 problem." in shell.output(classset, "save", "Pencils", shell.session_id, shell.session_id)
    assert f"Pencils\n  {shell.session_id}  A box holds" in shell.output(classset, "list")
    shell.output(classset, "save", "pencils", shell.session_id)
    assert 1 == shell.output(classset, "list").lower().count("pencils\n")
    path = tmp_path / "set.pdf"
    shell.output(handout, "--set", "PENCILS", "--out", str(path))
    assert path.read_bytes().startswith(b"%PDF-")
    shell.output(classset, "delete", "Pencils")
    assert "No class sets yet." in shell.output(classset, "list")


def test_what_cannot_be_is_said_in_one_sentence(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "sheet.html"
    path.write_text("mine")
    for error, arguments in (
        (ClassSetError, ("--set", "nothing")),
        (UnknownSessionError, ("zzzz",)),
        (ExportExistsError, (shell.session_id,)),
    ):
        assert isinstance(shell.run(handout, *arguments, "--out", str(path)).exception, error)
    for both_or_none in ([], [shell.session_id, "--set", "x"]):
        refused = shell.run(handout, *both_or_none, "--out", str(path))
        assert 2 == refused.exit_code
        assert "Give the ids of sessions, or --set with the title of a class set." in refused.output
    assert "mine" == path.read_text()
