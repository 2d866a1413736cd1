"""``stepwise sessions``: lists, shows, finds and exports what the store holds."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.sessions import sessions
from app.state import RunState
from engine.errors import StoreCorruptError, UnknownSessionError
from engine.events import ModelLoaded
from engine.store import FILE_NAME, Store
from engine.types import Author, Problem, Vote
from models.errors import KnownError
from tests.helpers.events import DEMO_MODEL, DEMO_NODES, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo
from tests.helpers.sketches import Sketch

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
    assert "seed 7\nQwen2.5 0.5B, 494 million parameters, CPU\n" in shell.output("show", session_id)


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


def _store_sketch(shell: Shell, sketch: Sketch, state: RunState, parent: str | None = None) -> str:
    """Store a sketched run in a session of its own, or in that of its parent; gives the session's id."""
    assert state.problem is not None
    with Store.open(shell.data_dir / FILE_NAME) as store:
        session = store.session(parent).summary.id if parent else store.begin_session(state.problem)
        run_id = f"run-{len(store.session(session).runs) + 1}"
        store.begin_run(run_id, session, state.problem, sketch.settings, "sketch", parent)
        for event in sketch.events(run_id):
            store.append(event)
    return session


def _steered() -> tuple[Sketch, RunState]:
    """Step 1 was given up, step 2 is pinned, step 3 is a person's and step 4 its answer."""
    sketch = Sketch()
    given_up = sketch.step(title="Guess.", carried=True, visits=1, value_sum=-0.5, prior=-0.5)
    pinned = sketch.step(title="Halve 36.", carried=True, visits=2, value_sum=1.5, prior=0.5)
    own = sketch.step(pinned, title="Take 36 / 2.", author=Author.HUMAN, tokens=0)
    sketch.close(given_up, "Given up by you.")
    sketch.pin(pinned)
    best = sketch.end(own, "18")
    return sketch, sketch.state(best, (Vote("18", 1, 1.0),))


def test_the_tree_shows_every_step_with_its_number_and_figures(shell: Shell) -> None:
    output = shell.output("tree", _store_sketch(shell, *_steered()))
    lines = [line.strip(" │├└─") for line in output.splitlines()]
    for line in (
        "0 A riddle?",
        "1 Guess.",
        "Given up by you · N 1 Q -0.50 · prior -0.50 · 10 tokens",
        "2* Halve 36.",
        "pinned · open · N 2 Q +0.75 · prior +0.50 · 10 tokens",
        "3* Take 36 / 2.",
        "open · written by you · N 0 Q +0.00 · 0 tokens",
        "4* Go on. = 18",
        "ends with an answer · new · N 0 Q +0.00 · 100 % of the vote · 10 tokens",
    ):
        assert line in lines
    assert "4 steps, 2 of them taken over: 1 ends with an answer, 1 was given up." in output


def test_the_tree_as_json_has_all_that_is_known_of_each_step(shell: Shell) -> None:
    tree = json.loads(shell.output("tree", _store_sketch(shell, *_steered()), "--json"))
    assert ([0, 2, 3, 4], 2, "18", "finished", "tokens", "run-1", None) == (
        tree["best_path"],
        tree["pinned"],
        tree["answer"]["text"],
        tree["status"],
        tree["stop_reason"],
        tree["run_id"],
        tree["parent_run_id"],
    )
    assert [0, 1, 2, 3, 4] == [node["id"] for node in tree["nodes"]]
    own, end = tree["nodes"][3:]
    assert ("human", False, False, 2, [4], "Take 36 / 2.") == (
        own["author"],
        own["carried"],
        own["pinned"],
        own["parent"],
        own["children"],
        own["title"],
    )
    assert ("finished", "18", True, 1.0, 1.0) == (
        end["status"],
        end["answer"],
        end["best"],
        end["weight"],
        end["share"],
    )


def test_a_tree_fits_into_a_narrow_terminal(shell: Shell, session_id: str) -> None:
    for command in (("tree", session_id), ("why", session_id, "1"), ("why", session_id, "4"), ("show", session_id)):
        result = CliRunner().invoke(sessions, command, obj=Folder(shell.data_dir), env={"COLUMNS": "80"})
        assert [] == [line for line in result.stdout.splitlines() if len(line) > 80]
    numbers = {line.strip(" │├└─").split(" ")[0].rstrip("*") for line in shell.output("tree", session_id).splitlines()}
    assert set(map(str, range(DEMO_NODES + 1))) <= numbers


def test_why_tells_outcome_and_numbers(shell: Shell) -> None:
    session = _store_sketch(shell, *_steered())
    output = shell.output("why", session, "1")
    for part in (
        "Step 1: Guess.",
        "Given up: you gave up it.",
        "It was taken over from the run before.",
        "N 1, Q -0.50",
    ):
        assert part in output
    assert "Won: the answer 18 with 100 % of the vote comes from here." in shell.output("why", "run-1", "2")
    said = json.loads(shell.output("why", session, "3", "--json"))
    assert ("won", 3, "human", [4]) == (
        said["branch"]["fate"],
        said["branch"]["node"],
        said["branch"]["author"],
        [leaf["node"] for leaf in said["branch"]["leaves"]],
    )
    assert "You wrote it." == said["facts"]["origin"]


def test_why_shows_the_siblings_by_uct_and_the_preferred_one(shell: Shell, session_id: str) -> None:
    tree = json.loads(shell.output("tree", session_id, "--json"))
    children = tree["nodes"][0]["children"]
    said = json.loads(shell.output("why", session_id, str(children[0]), "--json"))["branch"]
    assert sorted(children) == sorted(one["node"] for one in said["siblings"])
    assert sorted((one["uct"] for one in said["siblings"]), reverse=True) == [one["uct"] for one in said["siblings"]]
    output = shell.output("why", session_id, str(children[0]))
    assert f"this {children[0]}" in output
    assert f"{said['preferred']} ←" in output


@pytest.mark.parametrize("command", [("tree", "zzzz"), ("why", "zzzz", "1")])
def test_tree_and_why_of_an_unknown_run_are_refused(shell: Shell, session_id: str, command: tuple[str, ...]) -> None:
    assert isinstance(shell.error(*command), UnknownSessionError)


@pytest.mark.parametrize(("node", "sentence"), [("99", "There is no step 99"), ("0", "Step 0 is the problem itself")])
def test_why_of_a_step_that_is_none_is_refused(shell: Shell, session_id: str, node: str, sentence: str) -> None:
    error = shell.error("why", session_id, node)
    assert (3, True) == (error.exit_code, sentence in error.message)
    assert 2 == shell.run("why", session_id, "first").exit_code


def test_a_run_without_a_step_has_an_empty_tree(shell: Shell) -> None:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        session = store.begin_session(DEMO_PROBLEM)
        store.begin_run("run-9", session, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
        assert "No step was written." in shell.output("tree", session)
        assert [] == json.loads(shell.output("tree", session, "--json"))["nodes"]
        assert "There is no step 1" in shell.error("why", session, "1").message


def test_a_continued_run_says_which_one_it_continues_and_which_steps_are_whose(shell: Shell) -> None:
    sketch, state = _steered()
    session = _store_sketch(shell, sketch, state)
    _store_sketch(shell, sketch, state, parent="run-1")
    shown = shell.output("show", session)
    for part in (" Run 1 of 2 ", " Run 2 of 2, continues run 1 ", "Halve 36.  (taken over)", "2.  (written by you)"):
        assert part in shown
    assert "Run run-2, continues run 1, sketch, tree search" in shell.output("tree", session)
    runs = json.loads(shell.output("show", session, "--json"))["runs"]
    assert [None, "run-1"] == [run["parent_run_id"] for run in runs]
    assert [("model", True), ("human", False)] == [(s["author"], s["carried"]) for s in runs[1]["steps"]][:2]


def test_favourites_and_tags_narrow_the_list_and_the_search(shell: Shell, session_id: str) -> None:
    with Store.open(shell.data_dir / FILE_NAME) as store:
        other = store_demo(store, "run-2")
    shell.output("star", session_id)
    shell.output("tag", session_id, "exam", "Plane geometry")
    for command in (("list", "--starred"), ("list", "--tag", "plane geometry"), ("search", "pencils", "--tag", "EXAM")):
        shown = shell.output(*command)
        assert session_id in shown
        assert other not in shown
        assert "★ A box holds" in shown
    assert "[exam, Plane geometry]" in " ".join(shell.output("list", "--starred").split())
    shell.output("tag", session_id, "exam", "--remove")
    shell.output("star", session_id, "--remove")
    assert "No session is like this.\n" == shell.output("list", "--starred")
    (summary,) = json.loads(shell.output("list", "--tag", "plane geometry", "--json"))["sessions"]
    assert (False, ["Plane geometry"]) == (summary["starred"], summary["tags"])


def test_a_tag_that_is_none_is_refused(shell: Shell, session_id: str) -> None:
    error = shell.error("tag", session_id, " ")
    assert (2, "A tag has 1 to 40 letters, digits or signs; type another one.") == (error.exit_code, error.message)


def test_an_exported_session_is_imported_under_a_new_id(shell: Shell, session_id: str, tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    shell.output("export", session_id, "--format", "json", "--output", str(file))
    new = shell.output("import", str(file)).split()[0]
    assert new != session_id
    before, after = (json.loads(shell.output("show", each, "--json")) for each in (session_id, new))
    assert before["problem"] == after["problem"]
    assert before["runs"][0]["steps"] == after["runs"][0]["steps"]


def test_a_bad_file_to_import_is_one_sentence(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "cut.json"
    file.write_text('{"format": "stepwise-session", "ver')
    error = shell.error("import", str(file))
    assert "cut.json is no session, or was cut off; choose a JSON file exported by Stepwise." == error.message
    assert 2 == error.exit_code


def test_a_session_is_exported_as_latex_and_as_pdf(shell: Shell, session_id: str, tmp_path: Path) -> None:
    assert shell.output("export", session_id, "--format", "latex").startswith("\\documentclass")
    file = tmp_path / "session.pdf"
    shell.output("export", session_id, "--format", "pdf", "--output", str(file))
    assert file.read_bytes().startswith(b"%PDF-")


def test_a_pdf_on_the_terminal_is_wrong_usage(shell: Shell, session_id: str) -> None:
    result = shell.run("export", session_id, "--format", "pdf")
    assert 2 == result.exit_code
    assert "A PDF cannot be printed here; name a file with --output." in result.stderr
