"""Favourites and tags, and lists and searches among them."""

from pathlib import Path

import pytest

from engine.errors import StoreLockedError, UnknownSessionError
from engine.store import BadTagError, Store, TagCount, Wanted
from engine.store import search as search_module
from engine.store.marks import MAX_TAGS
from engine.types import Problem
from tests.engine.store.test_faults import IMPATIENT_MS, held_by_another_process
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo


def _sessions(store: Store, count: int) -> list[str]:
    return [store.begin_session(Problem(id="p", text=f"apples {number}")) for number in range(count)]


def _listed(store: Store, wanted: Wanted) -> list[str]:
    return [summary.id for summary in store.sessions(wanted=wanted)]


def _found(store: Store, words: str, wanted: Wanted) -> list[str]:
    return [hit.session.id for hit in store.search(words, wanted=wanted)]


def test_favourites_are_listed_alone_and_no_longer_when_the_star_is_taken_off(store: Store) -> None:
    first, second, third = _sessions(store, 3)
    store.set_starred([first, third], True)
    assert [third, first] == _listed(store, Wanted(starred=True))
    assert (True, False) == (store.session(first).summary.starred, store.session(second).summary.starred)
    store.set_starred([third], False)
    assert [first] == _listed(store, Wanted(starred=True))


def test_a_tag_is_found_in_any_capitals_and_keeps_the_spelling_it_came_with(store: Store) -> None:
    first, second, third = _sessions(store, 3)
    store.add_tag([first], "  Plane\n geometry ")
    store.add_tag([second, first], "plane GEOMETRY")
    store.add_tag([third], "Algebra")
    assert ("Plane geometry",) == store.session(first).summary.tags == store.session(second).summary.tags
    assert [second, first] == _listed(store, Wanted(tag="PLANE geometry"))
    assert (TagCount("Algebra", 1), TagCount("Plane geometry", 2)) == store.tags()


def test_a_tag_that_no_session_bears_any_longer_is_not_offered(store: Store) -> None:
    first, second = _sessions(store, 2)
    store.add_tag([first, second], "exam")
    store.remove_tag([first], "EXAM")
    assert (TagCount("exam", 1),) == store.tags()
    store.delete(second)
    assert () == store.tags()


@pytest.mark.parametrize("tag", ["", " \n", "\u202e", "x" * 41, "\udc80"])
def test_a_tag_without_a_sign_or_with_too_many_is_refused_in_one_sentence(store: Store, tag: str) -> None:
    with pytest.raises(BadTagError, match=r"^A tag has 1 to 40 letters, digits or signs; type another one\.$"):
        store.add_tag(_sessions(store, 1), tag)


def test_one_tag_too_many_is_refused_and_nothing_is_changed(store: Store) -> None:
    full, empty = _sessions(store, 2)
    for number in range(MAX_TAGS):
        store.add_tag([full], f"tag {number}")
    with pytest.raises(BadTagError, match=f"can bear {MAX_TAGS} tags"):
        store.add_tag([empty, full], "one more")
    assert () == store.session(empty).summary.tags
    assert MAX_TAGS == len(store.session(full).summary.tags)


def test_an_unknown_session_among_several_changes_none_of_them(store: Store) -> None:
    (known,) = _sessions(store, 1)
    with pytest.raises(UnknownSessionError):
        store.set_starred([known, "nothing"], True)
    assert not store.session(known).summary.starred


@pytest.mark.parametrize("few", [200, 0], ids=["read one by one", "found in the index"])
def test_searching_among_some_finds_titles_and_steps_newest_first(
    store: Store, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_module, "_FEW", few)
    first = store_demo(store, "run-1")
    second = store_demo(store, "run-2")
    third = store_demo(store, "run-3")
    store.add_tag([first, third], "box")
    assert [third, first] == _found(store, "pencils", Wanted(tag="Box"))
    assert [third, first] == _found(store, "undefined", Wanted(tag="box"))
    assert [] == _found(store, "undefined", Wanted(starred=True, tag="box"))
    store.set_starred([first, second], True)
    assert [first] == _found(store, "undefined", Wanted(starred=True, tag="box"))
    store.delete(first)
    assert [] == _found(store, "undefined", Wanted(starred=True, tag="box"))


def test_steps_of_two_runs_that_were_stored_by_turns_are_not_mixed_up(store: Store) -> None:
    ids = [store.begin_session(DEMO_PROBLEM) for _ in range(2)]
    for run_id, session_id in zip(("run-1", "run-2"), ids, strict=True):
        store.begin_run(run_id, session_id, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
    for pair in zip(demo_events("run-1"), demo_events("run-2"), strict=True):
        for event in pair:
            store.append(event)
    store.set_starred([ids[0]], True)
    (hit,) = store.search("undefined", wanted=Wanted(starred=True))
    assert (ids[0], "run-1") == (hit.session.id, hit.run_id)


def test_several_sessions_go_into_the_bin_and_come_back_together(store: Store) -> None:
    first, second, third = _sessions(store, 3)
    store.delete(first, third)
    assert [second] == [summary.id for summary in store.sessions()]
    store.restore(first, third)
    assert 3 == len(store.sessions())


def test_while_another_program_holds_the_file_marks_are_refused_and_nothing_is_lost(database: Path) -> None:
    with Store.open(database, IMPATIENT_MS) as store:
        (session,) = _sessions(store, 1)
        with held_by_another_process(database):
            with pytest.raises(StoreLockedError, match="Another program holds the sessions"):
                store.set_starred([session], True)
            with pytest.raises(StoreLockedError):
                store.add_tag([session], "exam")
            with pytest.raises(StoreLockedError):
                store.delete(session)
        summary = store.session(session).summary
        assert (False, (), False) == (summary.starred, summary.tags, summary.deleted)
        store.add_tag([session], "exam")
        assert ("exam",) == store.session(session).summary.tags
