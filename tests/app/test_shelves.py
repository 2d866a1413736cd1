"""The store as the window asks for it: pages, what takes a change back, files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.export import BadSessionFileError, ExportExistsError
from app.shelves import PAGE_SESSIONS, StoredSessions, Undo, file_name
from engine.store import Store, Wanted
from engine.types import Problem
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.sqlite3") as opened:
        yield opened


@pytest.fixture
def shelf(store: Store) -> StoredSessions:
    return StoredSessions(store)


def _begin(store: Store, text: str) -> str:
    return store.begin_session(Problem(id="p", text=text))


def _second_run(store: Store, session_id: str, run_id: str = "run-2", seed: int = 9) -> None:
    store.begin_run(run_id, session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
    for event in demo_events(run_id, seed=seed):
        store.append(event)


@pytest.mark.parametrize("words", ["", "apples"])
def test_a_long_list_comes_in_pages_that_together_are_everything(
    store: Store, shelf: StoredSessions, words: str
) -> None:
    ids = [_begin(store, f"apples {number}") for number in range(PAGE_SESSIONS + 5)]
    first = shelf.sessions(words)
    second = shelf.sessions(words, offset=PAGE_SESSIONS)
    assert (PAGE_SESSIONS, 5) == (len(first), len(second))
    assert list(reversed(ids)) == [line.id for line in (*first, *second)]


def test_every_change_can_be_taken_back(store: Store, shelf: StoredSessions) -> None:
    first, second = (_begin(store, f"apples {number}") for number in range(2))
    shelf.add_tag([first], "exam")
    shelf.set_starred([second], True)
    before = shelf.lines([first, second])
    changes: list[Callable[[], Undo]] = [
        lambda: shelf.rename(first, "Another title"),
        lambda: shelf.set_starred([first, second], True),
        lambda: shelf.set_starred([first, second], False),
        lambda: shelf.add_tag([first, second], "EXAM"),
        lambda: shelf.remove_tag([first, second], "exam"),
        lambda: shelf.delete([first, second]),
    ]
    for change in changes:
        undo = change()
        assert before != shelf.lines([first, second])
        undo()
        after = shelf.lines([first, second])
        assert [(line.title, line.starred, line.tags, line.deleted) for line in before] == [
            (line.title, line.starred, line.tags, line.deleted) for line in after
        ]


def test_a_session_opens_with_its_newest_run_or_the_one_that_is_asked_for(store: Store, shelf: StoredSessions) -> None:
    session_id = store_demo(store)
    _second_run(store, session_id)
    assert "run-2" == shelf.open_session(session_id).state.run_id
    opened = shelf.open_session(session_id, "run-1")
    assert ("run-1", session_id) == (opened.state.run_id, opened.id)
    words = ["Run 1 of 2 · tree search · Finished · 10", "Run 2 of 2 · tree search · Finished · 10"]
    assert words == [run.words for run in opened.runs]
    assert "run-1" == shelf.open_run("run-1").state.run_id


def test_two_runs_of_one_session_or_the_newest_of_two_are_compared(store: Store, shelf: StoredSessions) -> None:
    first = store_demo(store)
    _second_run(store, first)
    second = store_demo(store, "run-3")
    pair = shelf.comparable([first])
    assert ("run-1", "run-2") == (pair.left, pair.right)
    both = shelf.comparable([second, first])
    assert ("run-3", "run-2") == (both.left, both.right)
    assert ["run-3", "run-1", "run-2"] == [line.id for line in both.lines]
    assert all(line.words.startswith("A box holds") for line in both.lines)
    assert shelf.compare("run-1", "run-2").rows


def test_one_session_goes_to_the_file_that_was_named_and_replaces_it(
    store: Store, shelf: StoredSessions, tmp_path: Path
) -> None:
    path = tmp_path / "out.md"
    path.write_text("old")
    assert (path,) == shelf.export([store_demo(store)], "md", path)
    assert path.read_text(encoding="utf-8").startswith("# A box holds")


def test_several_go_into_a_folder_and_replace_nothing(store: Store, shelf: StoredSessions, tmp_path: Path) -> None:
    ids = [store_demo(store), store_demo(store, "run-2")]
    folder = tmp_path / "out"
    folder.mkdir()
    written = shelf.export(ids, "json", folder)
    assert sorted(written) == sorted(folder.iterdir())
    assert 2 == len(written)
    with pytest.raises(ExportExistsError):
        shelf.export(ids, "json", folder)
    imported = shelf.add_files(sorted(written))
    assert 4 == len(shelf.sessions("", Wanted()))
    assert set(imported).isdisjoint(ids)


def test_sessions_before_a_bad_file_stay_imported(store: Store, shelf: StoredSessions, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    shelf.export([store_demo(store)], "json", good)
    bad.write_text("[]")
    with pytest.raises(BadSessionFileError, match=r"^bad\.json is no session"):
        shelf.add_files([good, bad])
    assert 2 == len(shelf.sessions(""))


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("What is 1/2 + 1/3?", "What is 1 2 1 3"),
        ("../../etc/passwd", "etc passwd"),
        ('\u202e<b>*?:|"\\', "b"),
        ("", "session"),
        ("数学 größe", "数学 größe"),
        ("x" * 200, "x" * 60),
    ],
)
def test_a_title_becomes_a_name_that_every_system_takes(title: str, expected: str) -> None:
    assert expected == file_name(title)
