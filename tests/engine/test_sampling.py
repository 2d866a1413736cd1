import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.sampling import Scratch, draw, generator, normalise
from engine.types import SamplingParams

Logits = NDArray[np.float32]
DRAWS = 400

LOGITS = st.lists(st.floats(-30, 30, width=32), min_size=1, max_size=60).map(lambda row: np.array(row, np.float32))
PARAMS = st.builds(
    SamplingParams,
    temperature=st.floats(0.1, 3.0),
    top_k=st.integers(0, 20),
    top_p=st.floats(0.0, 1.0),
    min_p=st.floats(0.0, 1.0),
)


def _drawn(logits: Logits, params: SamplingParams, seed: int = 0, count: int = DRAWS) -> list[int]:
    rng = generator(seed, 0, 0)
    return [draw(logits, float(logits.max()), params, rng) for _ in range(count)]


def _probabilities(logits: Logits, temperature: float = 1.0) -> NDArray[np.float64]:
    weights = np.exp((logits.astype(np.float64) - logits.max()) / temperature)
    return np.asarray(weights / weights.sum())


def _top(*probabilities: float) -> Logits:
    return np.log(np.array(probabilities, np.float32))


@given(LOGITS, st.integers(0, 10), st.floats(0, 1), st.floats(0, 1))
def test_temperature_zero_takes_the_most_likely_token_and_leaves_the_generator_alone(
    logits: Logits, top_k: int, top_p: float, min_p: float
) -> None:
    rng = generator(1, 2, 3)
    before = rng.bit_generator.state["state"]
    token = draw(logits, float(logits.max()), SamplingParams(0.0, top_k, top_p, min_p), rng)
    assert logits.max() == logits[token]
    assert str(before) == str(rng.bit_generator.state["state"])


@settings(deadline=None)
@given(LOGITS, PARAMS, st.integers(0, 2**32))
def test_any_parameters_draw_a_token_that_each_of_them_allows(
    logits: Logits, params: SamplingParams, seed: int
) -> None:
    token = draw(logits, float(logits.max()), params, generator(seed, 0, 0))
    likelier = np.flatnonzero(logits > logits[token])
    shares = _probabilities(logits)
    assert params.top_k == 0 or len(likelier) < params.top_k
    assert shares[token] >= params.min_p * shares.max() * (1 - 1e-5)
    assert not len(likelier) or shares[likelier].sum() <= params.top_p + 1e-5


@pytest.mark.parametrize(
    ("params", "allowed"),
    [
        (SamplingParams(1.0, top_k=2, top_p=1.0, min_p=0.0), {0, 1}),
        (SamplingParams(1.0, top_k=1, top_p=1.0, min_p=0.0), {0}),
        (SamplingParams(1.0, top_k=0, top_p=0.79, min_p=0.0), {0, 1}),
        (SamplingParams(1.0, top_k=0, top_p=0.81, min_p=0.0), {0, 1, 2}),
        (SamplingParams(1.0, top_k=0, top_p=0.0, min_p=0.0), {0}),
        (SamplingParams(1.0, top_k=0, top_p=1.0, min_p=0.5), {0, 1}),
        (SamplingParams(1.0, top_k=0, top_p=1.0, min_p=0.2), {0, 1, 2}),
        (SamplingParams(1.0, top_k=0, top_p=1.0, min_p=1.0), {0}),
        (SamplingParams(1.0, top_k=0, top_p=1.0, min_p=2.0), {0}),
        (SamplingParams(5.0, top_k=0, top_p=1.0, min_p=0.0), {0, 1, 2, 3}),
    ],
)
def test_each_limit_allows_just_the_tokens_it_should(params: SamplingParams, allowed: set[int]) -> None:
    assert allowed == set(_drawn(_top(0.5, 0.3, 0.15, 0.05), params))


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_draws_follow_the_softmax(temperature: float) -> None:
    logits = np.array([2.0, 1.0, 0.0, -1.0, -2.0, 1.5], np.float32)
    count = 20_000
    drawn = _drawn(logits, SamplingParams(temperature, top_k=0, top_p=1.0, min_p=0.0), count=count)
    expected = _probabilities(logits, temperature) * count
    observed = np.bincount(drawn, minlength=len(logits))
    # Chi-squared with five degrees of freedom: 25.7 is exceeded once in ten thousand.
    assert float((((observed - expected) ** 2) / expected).sum()) < 25.7


@settings(deadline=None)
@given(st.lists(LOGITS, min_size=1, max_size=5), st.integers(1, 40))
def test_the_logarithm_of_the_sum_is_right(rows: list[Logits], width: int) -> None:
    table = np.stack([np.resize(row, width) for row in rows]).astype(np.float32)
    figures = normalise(table)
    expected = np.log(np.exp(table.astype(np.float64)).sum(axis=1))
    assert np.allclose(expected, figures.log_sum, atol=1e-4)
    assert np.array_equal(table.max(axis=1), figures.largest)


@settings(deadline=None)
@given(st.lists(LOGITS, min_size=1, max_size=5), st.integers(1, 40), PARAMS)
def test_memory_that_was_used_before_changes_nothing(rows: list[Logits], width: int, params: SamplingParams) -> None:
    scratch = Scratch()
    for row in rows:
        # Of another vocabulary first, then of this one.
        normalise(row[None, :], scratch)
        draw(row, float(row.max()), params, generator(0, 0, 0), scratch)
    table = np.stack([np.resize(row, width) for row in rows]).astype(np.float32)
    fresh, used = normalise(table), normalise(table, scratch)
    assert np.array_equal(fresh.log_sum, used.log_sum)
    assert np.array_equal(fresh.largest, used.largest)
    for row in table:
        tokens = [draw(row, float(row.max()), params, generator(5, 1, 2), room) for room in (None, scratch)]
        assert tokens[0] == tokens[1]


def test_no_logits_give_no_figures() -> None:
    assert 0 == len(normalise(np.empty((0, 50), np.float32)).log_sum)


@given(LOGITS, st.floats(0.0, 1.0))
def test_min_p_keeps_just_the_tokens_that_it_keeps_in_double_precision(logits: Logits, min_p: float) -> None:
    floor = float(logits.max()) + float(np.log(min(max(min_p, 1e-9), 1.0)))
    allowed = set(np.flatnonzero(logits.astype(np.float64) >= floor))
    params = SamplingParams(3.0, top_k=0, top_p=1.0, min_p=min_p)
    assert set(_drawn(logits, params, count=40)) <= allowed
    border = min(allowed, key=lambda token: (logits[token], -token))
    nearest = np.where(np.arange(len(logits)) == border, logits, -np.inf).astype(np.float32)
    assert {border} == set(_drawn(nearest, params, count=3))


def test_huge_logits_do_not_overflow() -> None:
    figures = normalise(np.array([[1e30, 1e30], [-1e30, -1e30]], np.float32))
    assert np.all(np.isfinite(figures.log_sum))


def test_a_token_that_cannot_come_is_never_drawn() -> None:
    logits = np.array([0.0, -np.inf, 0.0, -np.inf], np.float32)
    assert {0, 2} == set(_drawn(logits, SamplingParams(10.0, top_k=0, top_p=1.0, min_p=0.0)))


def test_a_stream_depends_on_seed_node_and_sample_alone() -> None:
    def first(seed: int, node: int, sample: int) -> list[float]:
        return list(generator(seed, node, sample).random(4))

    names = [(seed, node, sample) for seed in (0, 1, 2**63) for node in (0, 1, 500) for sample in (0, 1, 511)]
    forward = {name: first(*name) for name in names}
    backward = {name: first(*name) for name in reversed(names)}
    assert forward == backward
    assert len(names) == len({tuple(stream) for stream in forward.values()})


def test_streams_do_not_disturb_each_other() -> None:
    one, other = generator(7, 1, 0), generator(7, 1, 1)
    mixed = [(one.random(), other.random()) for _ in range(5)]
    assert [left for left, _ in mixed] == list(generator(7, 1, 0).random(5))
    assert [right for _, right in mixed] == list(generator(7, 1, 1).random(5))


def test_seeds_of_any_size_are_told_apart() -> None:
    seeds = (-2, -1, 0, 1, 2**63 - 1, 2**63, 2**63 + 1, 2**64 - 3)
    assert len(seeds) == len({float(generator(seed, 0, 0).random()) for seed in seeds})
