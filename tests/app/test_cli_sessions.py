"""``stepwise sessions``: lists, shows, finds and exports what the store holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.sessions import sessions
from engine.errors import StoreCorruptError, UnknownSessionError
from engine.events import ModelLoaded
from engine.store import FILE_NAME, Store
from engine.types import Problem
from models.errors import KnownError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, demo_events, store_demo

ESCAPE = "\x1b"


@dataclass(frozen=True)
class Folder:
    """The part of the command line's context that these commands need."""

    data_dir: Path


class Shell:
    """Runs the commands on one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(sessions, arguments, obj=Folder(self.data_dir), env={"COLUMNS": "120"})

    def output(self, *arguments: str) -> str:
        result = self.run(*arguments)
        assert result.exception is None, result.exception
        return result.stdout

    def error(self, *arguments: str) -> KnownError:
        error = self.run(*arguments).exception
        assert isinstance(error, KnownError)
        return error


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


@pytest.fixture
def session_id(shell: Shell) -> str:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        return store_demo(store)


def test_an_empty_folder_says_how_to_begin(shell: Shell) -> None:
    assert "No sessions yet. `stepwise solve` makes the first one.\n" == shell.output("list")
    assert {"sessions": []} == json.loads(shell.output("list", "--json"))
    assert "Nothing was found.\n" == shell.output("search", "word")


def test_the_list_shows_id_problem_answer_and_status(shell: Shell, session_id: str) -> None:
    line = next(line for line in shell.output("list").splitlines() if session_id in line)
    for part in ("A box holds", "10 (checked)", "Finished"):
        assert part in line


def test_the_list_keeps_to_its_limit_newest_first(shell: Shell) -> None:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        ids = [store.begin_session(Problem(id=str(number), text=f"problem {number}")) for number in range(5)]
    listed = json.loads(shell.output("list", "--limit", "2", "--json"))["sessions"]
    assert [ids[4], ids[3]] == [session["id"] for session in listed]


def test_show_tells_problem_steps_values_answer_and_mark(shell: Shell, session_id: str) -> None:
    output = shell.output("show", session_id[:8])
    for part in (
        "How many pencils are left?",
        "Expected answer: 10",
        "Step 4  Print the answer.",
        "print(left)",
        "  left = 10",
        "  prints 10",
        "Answer: 10",
        "Checked: equals the given answer. Confidence: 60 %.",
        "Finished: all planned rollouts were made.",
        "25 steps:",
    ):
        assert part in output


def test_show_as_json_is_one_object(shell: Shell, session_id: str) -> None:
    shown = json.loads(shell.output("show", session_id, "--json"))
    assert (session_id, DEMO_PROBLEM.text) == (shown["session"]["id"], shown["problem"]["text"])
    (run,) = shown["runs"]
    assert ("10", "checked", DEMO_MODEL, 25, 4) == (
        run["answer"],
        run["verified"],
        run["model"],
        run["nodes"],
        len(run["steps"]),
    )
    assert [["left", "10"]] == run["steps"][2]["names"]


def test_show_of_a_crashed_run_says_so(shell: Shell) -> None:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        session_id = store_demo(store, end="failed")
    assert "Engine crashed: The engine was stopped by the system (SIGKILL)" in shell.output("show", session_id)


def test_search_finds_by_the_beginnings_of_words(shell: Shell, session_id: str) -> None:
    assert session_id in shell.output("search", "penc", "LOOSE")
    (hit,) = json.loads(shell.output("search", "undef", "--json"))["hits"]
    assert (session_id, "run-1") == (hit["session"]["id"], hit["run_id"])
    assert "Nothing was found.\n" == shell.output("search", "pencil", "unicorn")


def test_show_tells_what_model_searched_and_how(shell: Shell, session_id: str) -> None:
    line = f"Run run-1: {DEMO_MODEL}, tree search, by agreement and execution, steps as programs, seed 7\n"
    assert line in shell.output("show", session_id)
    with Store.open(shell.data_dir / FILE_NAME) as store:
        store.record_model(
            ModelLoaded(
                request_id="r",
                model_id=DEMO_MODEL,
                description="Qwen2.5 0.5B",
                parameters=494_032_768,
                context_tokens=8192,
                sequences=64,
                threads=2,
                hardware="CPU",
                load_ms=1.0,
            )
        )
    assert "seed 7; Qwen2.5 0.5B, 494 million parameters, CPU\n" in shell.output("show", session_id)


def test_a_session_is_renamed_deleted_and_restored(shell: Shell, session_id: str) -> None:
    assert "" == shell.output("rename", session_id, "Pencils")
    assert "Pencils" in shell.output("list")
    assert "The bin is empty.\n" == shell.output("list", "--deleted")
    assert "" == shell.output("delete", session_id)
    assert "No sessions yet" in shell.output("list")
    assert "Pencils" in shell.output("list", "--deleted")
    assert "" == shell.output("restore", session_id)
    assert "Pencils" in shell.output("list")


@pytest.mark.parametrize("command", [("rename", "zzzz", "x"), ("delete", "zzzz"), ("restore", "zzzz")])
def test_an_unknown_id_changes_nothing(shell: Shell, session_id: str, command: tuple[str, ...]) -> None:
    assert 4 == shell.error(*command).exit_code
    assert session_id in shell.output("list")


@pytest.mark.parametrize("words", [['"'], ["*"], ["AND", "OR"], ["--", "-x"], ["\U0001f9ee"], [""]])
def test_any_search_words_are_safe(shell: Shell, session_id: str, words: list[str]) -> None:
    assert "Nothing was found.\n" == shell.output("search", *words)


def test_search_without_words_is_wrong_usage(shell: Shell) -> None:
    assert 2 == shell.run("search").exit_code


@pytest.mark.parametrize("command", [("show", "zzzz"), ("export", "zzzz", "--format", "md")])
def test_an_unknown_id_is_refused_with_a_hint(shell: Shell, session_id: str, command: tuple[str, ...]) -> None:
    error = shell.error(*command)
    assert isinstance(error, UnknownSessionError)
    assert 4 == error.exit_code
    assert "No session has the id 'zzzz'; `stepwise sessions list` shows the ids of all sessions." == error.message


@pytest.mark.parametrize(
    ("target", "check"),
    [
        ("md", lambda text: text.startswith("# A box holds")),
        ("html", lambda text: text.startswith("<!DOCTYPE html>")),
        ("json", lambda text: json.loads(text)["format"] == "stepwise-session"),
    ],
)
def test_export_prints_or_writes_the_same_text(
    shell: Shell, session_id: str, tmp_path: Path, target: str, check: Callable[[str], bool]
) -> None:
    printed = shell.output("export", session_id, "--format", target)
    assert check(printed)
    path = tmp_path / f"out.{target}"
    assert "" == shell.output("export", session_id, "--format", target, "--output", str(path))
    assert printed == path.read_text("utf-8")


def test_export_does_not_overwrite_without_force(shell: Shell, session_id: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("mine")
    command = ("export", session_id, "--format", "md", "--output", str(path))
    error = shell.error(*command)
    assert (2, "mine") == (error.exit_code, path.read_text())
    assert f"{path} exists already; choose another name, or add --force to replace it." == error.message
    shell.output(*command, "--force")
    assert path.read_text().startswith("# A box holds")


def test_an_unknown_format_is_wrong_usage(shell: Shell, session_id: str) -> None:
    assert 2 == shell.run("export", session_id, "--format", "pdf").exit_code


def test_hostile_text_reaches_no_terminal(shell: Shell) -> None:
    hostile = f"{ESCAPE}[2J[red]red[/red] {ESCAPE}]0;title\x07 \x9b1m how"
    with Store.open(shell.data_dir / FILE_NAME) as store:
        session_id = store_demo(store, problem=Problem(id="p", text=hostile, answer=hostile))
    for command in (("list",), ("show", session_id), ("search", "how")):
        output = shell.output(*command)
        assert "red" in output
        assert not {ESCAPE, "\x07", "\x9b"} & set(output)
    assert "[red]red[/red]" in shell.output("show", session_id)


def test_a_damaged_database_is_one_sentence(shell: Shell) -> None:
    shell.data_dir.mkdir()
    (shell.data_dir / FILE_NAME).write_text("garbage")
    assert isinstance(shell.error("list"), StoreCorruptError)


def test_a_session_of_a_running_search_can_be_shown(shell: Shell) -> None:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        session_id = store_demo(store, end="none")
        output = shell.output("show", session_id)
        assert "Running." in output
        assert len(demo_events(end="none", progress=False)) == len(store.events("run-1"))
