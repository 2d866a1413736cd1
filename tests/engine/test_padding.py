import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.padding import padding_from, padding_of_rounds

TIMES = st.dictionaries(st.integers(1, 40), st.floats(1, 500), max_size=12)


def test_nothing_measured_pads_nothing() -> None:
    assert () == padding_from({})


def test_times_that_only_grow_pad_nothing() -> None:
    assert () == padding_from({rows: 10.0 * rows for rows in (1, 2, 4, 8, 15, 16, 32)})


def test_a_number_of_rows_that_is_slower_than_a_larger_one_is_filled_up() -> None:
    table = padding_from({1: 20.0, 7: 175.0, 8: 140.0, 12: 173.0, 15: 245.0, 16: 190.0})
    assert (0, 1) == table[:2]
    assert 8 == table[7]
    assert (16, 16, 16, 16) == table[13:]
    assert 12 == table[12]


def test_a_gain_within_the_noise_of_measuring_pads_nothing() -> None:
    assert () == padding_from({15: 100.0, 16: 99.0})


def test_times_between_those_measured_lie_on_a_line() -> None:
    # 6 rows would take 160 and 7 rows 180, more than 8; 4 rows take 120, less.
    table = padding_from({2: 80.0, 7: 180.0, 8: 150.0})
    assert (0, 1, 2, 3, 4, 5, 8, 8, 8) == table


def test_rounds_that_disagree_pad_nothing_and_no_rounds_neither() -> None:
    slow, even = {7: 180.0, 8: 150.0}, {7: 140.0, 8: 150.0}
    assert () == padding_of_rounds([])
    assert (0, 1, 2, 3, 4, 5, 6, 8, 8) == padding_of_rounds([slow, slow, slow])
    assert () == padding_of_rounds([slow, slow, even])


@given(st.lists(st.fixed_dictionaries(dict.fromkeys((2, 5, 8, 16), st.floats(1, 500))), max_size=4))
def test_rounds_never_take_rows_away_and_never_pad_twice(rounds: list[dict[int, float]]) -> None:
    table = padding_of_rounds(rounds)
    assert all(padded >= rows for rows, padded in enumerate(table))
    assert all(table[padded] == padded for padded in table)


@given(TIMES)
def test_padding_never_takes_rows_away_and_never_pads_twice(times: dict[int, float]) -> None:
    table = padding_from(times)
    assert all(padded >= rows for rows, padded in enumerate(table))
    assert all(table[padded] == padded for padded in table)


@pytest.mark.parametrize("rows", [3, 5, 9])
def test_rows_below_the_smallest_measured_are_left_alone(rows: int) -> None:
    table = padding_from({10: 50.0, 11: 100.0, 12: 60.0})
    assert rows == table[rows]
