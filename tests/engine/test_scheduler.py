import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.scheduler import Chunk, Live, pack

LIVES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: Live(known=max(pair), computed=min(pair))),
    max_size=12,
)
SIZES = st.integers(1, 30)


def _after(live: list[Live], chunks: tuple[Chunk, ...]) -> list[Live]:
    """The sequences once a batch has been computed."""
    done = {chunk.index: chunk.count for chunk in chunks}
    return [Live(item.known, item.computed + done.get(index, 0)) for index, item in enumerate(live)]


@given(LIVES, SIZES)
def test_a_batch_is_never_larger_than_allowed_and_never_smaller_than_it_could_be(live: list[Live], size: int) -> None:
    chunks = pack(live, size)
    missing = sum(item.missing for item in live)
    assert min(size, missing) == sum(chunk.count for chunk in chunks)


@given(LIVES, SIZES)
def test_every_token_is_scheduled_exactly_once_and_in_order(live: list[Live], size: int) -> None:
    scheduled: dict[int, list[int]] = {index: [] for index in range(len(live))}
    now = list(live)
    while chunks := pack(now, size):
        for chunk in chunks:
            assert now[chunk.index].computed == chunk.start
            scheduled[chunk.index].extend(range(chunk.start, chunk.start + chunk.count))
        now = _after(now, chunks)
    assert {index: list(range(item.computed, item.known)) for index, item in enumerate(live)} == scheduled


@given(LIVES, SIZES)
def test_output_is_asked_for_just_where_a_sequence_becomes_fully_computed(live: list[Live], size: int) -> None:
    chunks = pack(live, size)
    after = _after(live, chunks)
    assert [after[chunk.index].missing == 0 for chunk in chunks] == [chunk.output for chunk in chunks]
    assert len(chunks) == len({chunk.index for chunk in chunks})


@given(LIVES, SIZES)
def test_chunks_come_in_order_of_index_and_none_is_empty(live: list[Live], size: int) -> None:
    chunks = pack(live, size)
    assert sorted(chunk.index for chunk in chunks) == [chunk.index for chunk in chunks]
    assert all(chunk.count > 0 for chunk in chunks)


@given(LIVES, SIZES)
def test_a_long_prompt_never_holds_back_sequences_that_are_being_sampled(live: list[Live], size: int) -> None:
    sampling = [index for index, item in enumerate(live) if item.missing == 1]
    served = {chunk.index for chunk in pack(live, size) if chunk.output}
    assert set(sampling[:size]) <= served


def test_a_prompt_before_the_samplers_gets_the_room_that_is_left() -> None:
    live = [Live(100, 0), Live(5, 4), Live(9, 8)]
    assert (Chunk(0, 0, 6, False), Chunk(1, 4, 1, True), Chunk(2, 8, 1, True)) == pack(live, 8)


@pytest.mark.parametrize("live", [[], [Live(4, 4)], [Live(0, 0), Live(7, 7)]])
def test_nothing_to_compute_is_an_empty_batch(live: list[Live]) -> None:
    assert () == pack(live, 8)
