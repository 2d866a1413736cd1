"""Ids are short, sorted and readable."""

import pytest

from engine.store.ids import ALPHABET, new_id, typed_id


def test_ids_of_one_process_grow_and_are_all_different() -> None:
    ids = [new_id() for _ in range(2000)]
    assert sorted(set(ids)) == ids


def test_an_id_is_twelve_characters_that_cannot_be_mistaken() -> None:
    made = new_id()
    assert 12 == len(made)
    assert set(made) <= set(ALPHABET)


def test_a_clock_that_is_set_back_does_not_disturb_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr("time.time_ns", lambda: 0)
    assert before < new_id()


def test_what_a_person_types_is_read_forgivingly() -> None:
    assert "1m0x1" == typed_id(" LMOXI ")
