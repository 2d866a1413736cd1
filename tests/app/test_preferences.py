from collections.abc import Iterator
from pathlib import Path

import pytest

from app.preferences import Keeper, Language, Preferences, ThemeChoice
from engine.store import JsonValue, Store
from engine.types import Effort, Problem

CHOSEN = Preferences(ThemeChoice.DARK, 150, Language.GERMAN, Effort.DEEP, ask_before_quit=False, first_start_done=True)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "sessions.db") as opened:
        yield opened


def test_nothing_stored_gives_the_defaults(store: Store) -> None:
    assert (Preferences(), "") == Keeper(store).read()


def test_what_was_chosen_is_read_again(store: Store) -> None:
    Keeper(store).write(CHOSEN)
    assert (CHOSEN, "") == Keeper(store).read()


def test_keys_of_a_newer_version_are_kept(store: Store) -> None:
    store.set_setting("preferences", {"theme": "light", "sounds": {"volume": 3}})
    Keeper(store).write(CHOSEN)
    stored = store.setting("preferences")
    assert isinstance(stored, dict)
    assert ({"volume": 3}, "dark") == (stored["sounds"], stored["theme"])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("theme", "purple"),
        ("theme", 3),
        ("font_percent", 1000),
        ("font_percent", True),
        ("font_percent", "100"),
        ("language", None),
        ("effort", ["deep"]),
        ("ask_before_quit", 1),
    ],
)
def test_a_broken_value_falls_back_and_is_told_in_one_sentence(store: Store, key: str, value: JsonValue) -> None:
    store.set_setting("preferences", {"first_start_done": True, key: value})
    found, sentence = Keeper(store).read()
    assert Preferences(first_start_done=True) == found
    expected = f"These settings could not be read and are as at the start again: {key}. Choose them anew."
    assert expected == sentence


@pytest.mark.parametrize("broken", ["dark", 7, [1, 2], True])
def test_something_that_is_no_table_of_settings_counts_as_nothing(store: Store, broken: JsonValue) -> None:
    store.set_setting("preferences", broken)
    assert (Preferences(), "") == Keeper(store).read()


def test_the_first_start_is_over_once_left_or_once_a_problem_was_put(store: Store, tmp_path: Path) -> None:
    assert Keeper(store).is_first_start()
    Keeper(store).write(Preferences(first_start_done=True))
    assert not Keeper(store).is_first_start()
    with Store.open(tmp_path / "other.db") as other:
        session = other.begin_session(Problem(id="p", text="What is 2 + 2?"))
        assert not Keeper(other).is_first_start()
        other.delete(session)
        assert not Keeper(other).is_first_start()
