"""Class sets are kept in the store, within limits, and outlive their sessions."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.class_sets import MAX_PROBLEMS, MAX_SETS, ClassSet, ClassSetError, ClassSets, new_set
from engine.events import Failed
from engine.store import Store
from engine.types import Problem
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, store_demo


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "s.sqlite3") as opened:
        yield opened


def test_a_set_is_found_again_by_id_and_by_title(store: Store) -> None:
    sets = ClassSets(store)
    assert () == sets.all()
    kept = sets.save(new_set("  Fractions\n7b ", ["b", "a", "b"]))
    assert ("Fractions 7b", ("b", "a")) == (kept.title, kept.sessions)
    assert (kept,) == sets.all()
    assert kept == sets.find(kept.id) == sets.find("fractions 7B")
    renamed = sets.save(ClassSet(kept.id, "Halves", ("a",)))
    assert (renamed,) == sets.all()
    sets.delete(kept.id)
    assert () == sets.all()


def test_lessons_come_in_the_order_of_the_set_and_what_is_gone_is_left_out(store: Store) -> None:
    first = store_demo(store)
    second = store.begin_session(Problem("q", "Unsolved?"))
    sets = ClassSets(store)
    assert ["Unsolved?", DEMO_PROBLEM.text] == [one.problem for one in sets.lessons([second, "gone", first])]
    assert ("Unsolved?", "") == sets.titles([second, "gone"])
    with pytest.raises(ClassSetError, match="has no problems"):
        sets.lessons(["gone"])


def test_a_lesson_shows_the_newest_run_that_found_an_answer(store: Store) -> None:
    session = store_demo(store)
    store.begin_run("run-2", session, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
    store.append(Failed(run_id="run-2", seq=1, kind="DoesNotFitError", message="Too large.", exit_code=8))
    (lesson,) = ClassSets(store).lessons([session])
    assert lesson.answer is not None
    assert "10" == lesson.answer.text


def test_limits_are_said_in_one_sentence(store: Store) -> None:
    sets = ClassSets(store)
    with pytest.raises(ClassSetError, match="needs a title"):
        sets.save(new_set(" \n"))
    with pytest.raises(ClassSetError, match=f"at most {MAX_PROBLEMS} problems"):
        sets.save(new_set("x", [str(number) for number in range(MAX_PROBLEMS + 1)]))
    for number in range(MAX_SETS):
        sets.save(new_set(f"Set {number}"))
    with pytest.raises(ClassSetError, match="delete one first"):
        sets.save(new_set("One more"))
    assert MAX_SETS == len(sets.all())


def test_sets_of_a_newer_stepwise_are_not_overwritten(store: Store) -> None:
    store.set_setting("class_sets", [{"id": 7}])
    sets = ClassSets(store)
    for call in (sets.all, lambda: sets.save(new_set("x")), lambda: sets.delete("x")):
        with pytest.raises(ClassSetError, match="newer Stepwise"):
            call()
    assert [{"id": 7}] == store.setting("class_sets")
