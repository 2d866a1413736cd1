"""Search as you type: any input is safe, words are found by their beginnings."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.store import Snippet, Store
from engine.store.search import snippet, words_of
from engine.types import Problem
from tests.helpers.events import store_demo

HOSTILE = ['"', "'", "''", '"" OR ""', "a AND", "NOT", "NEAR(", "*", "a*", "^", "text:box", "-", "{", "\\", "%", "\0"]


def _session(store: Store, text: str) -> str:
    return store.begin_session(Problem(id="p", text=text))


def _found(store: Store, words: str) -> list[str]:
    return [hit.session.id for hit in store.search(words)]


@pytest.mark.parametrize("words", ["tri", "TRIANGLE", "triangle area", "area tri", "a tr", "trí", "  triangle!?"])
def test_every_word_is_a_beginning_in_any_order_case_and_accent(store: Store, words: str) -> None:
    expected = _session(store, "Find the area of a triangle.")
    _session(store, "Find the area of a circle.")
    assert [expected] == _found(store, words)


@pytest.mark.parametrize("words", ["riangle", "triangles", "triangle circle"])
def test_the_middle_of_a_word_or_one_word_too_many_is_not_found(store: Store, words: str) -> None:
    _session(store, "Find the area of a triangle.")
    assert [] == _found(store, words)


def test_an_accent_in_the_text_is_found_without_it(store: Store) -> None:
    expected = _session(store, "Größe und Fläche")
    assert [expected] == _found(store, "flache")
    assert [expected] == _found(store, "fla\u0308che")


@pytest.mark.parametrize("words", ["", " ", "+", "\U0001f9ee", '"', "\ud800"])
def test_a_query_without_a_word_finds_nothing(store: Store, words: str) -> None:
    store_demo(store)
    assert () == store.search(words)


@pytest.mark.parametrize("words", HOSTILE)
def test_operators_and_quotes_are_only_text(store: Store, words: str) -> None:
    expected = _session(store, "box a AND text NOT near(")
    found = _found(store, f"box {words}")
    assert found in ([expected], [])
    assert [expected] == _found(store, f"{words} box".replace("OR", ""))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=60))
def test_no_input_whatever_is_an_error(store: Store, words: str) -> None:
    assert () == store.search(words)


def test_a_step_is_found_with_its_run_and_node(store: Store) -> None:
    session_id = store_demo(store)
    hit = store.search("undefined")[0]
    assert (session_id, "run-1") == (hit.session.id, hit.run_id)
    assert hit.node is not None
    assert "undefined" in hit.snippet.text


def test_a_session_is_found_once_and_by_its_problem_before_its_steps(store: Store) -> None:
    session_id = store_demo(store)
    (hit,) = store.search("pencils")
    assert (session_id, None, None) == (hit.session.id, hit.run_id, hit.node)


def test_newer_sessions_come_first_and_the_limit_holds(store: Store) -> None:
    ids = [_session(store, f"apples {number}") for number in range(10)]
    assert list(reversed(ids))[:3] == [hit.session.id for hit in store.search("apples", limit=3)]


def test_text_behind_nul_is_found(store: Store) -> None:
    expected = _session(store, "one\0two")
    assert [expected] == _found(store, "two")


def test_a_very_long_query_is_cut_to_some_words() -> None:
    assert 16 == len(words_of(" ".join(str(number) for number in range(1000))))


def test_a_snippet_shows_the_first_match_in_its_middle_and_marks_all() -> None:
    text = "x " * 100 + "the Triangle has\nthree triangles " + "y " * 200
    found = snippet((text,), ("tri", "thr"))
    assert ["Tri", "thr", "tri"] == [found.text[start:end] for start, end in found.matches]
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert "\n" not in found.text


def test_a_snippet_takes_the_text_that_matches() -> None:
    assert Snippet("My homework", ((3, 7),)) == snippet(("1 + 1", "My homework"), ("home",))
