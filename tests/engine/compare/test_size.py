"""Effective size: a family whose accuracy is known gives its own sizes back."""

import numpy as np
import pytest

from engine.compare.size import EffectiveSize, ReferenceModel, effective_size

SIZES = (100_000_000, 300_000_000, 1_000_000_000, 3_000_000_000)
SHARES = (0.15, 0.33, 0.56, 0.77)
"""Nearly a line: the logit grows by 1.0 with each size."""


def _right(share: float, problems: int = 400, seed: int = 0) -> tuple[bool, ...]:
    """So many right ones, spread alike for every model: hard problems are hard for all."""
    hardness = np.random.default_rng(seed).permutation(problems)
    return tuple(bool(rank < share * problems) for rank in hardness)


FAMILY = [ReferenceModel(size, _right(share)) for size, share in zip(SIZES, SHARES, strict=True)]


def test_a_model_of_the_family_acts_like_itself() -> None:
    for model in FAMILY[1:3]:
        found = effective_size(FAMILY, model.right)
        assert isinstance(found, EffectiveSize)
        assert model.parameters == pytest.approx(found.value, rel=0.15)
        assert found.low < model.parameters < found.high


def test_more_accuracy_is_more_size_and_the_sentence_says_it() -> None:
    found = [effective_size(FAMILY, _right(share)) for share in (0.2, 0.4, 0.6)]
    values = [size.value for size in found if isinstance(size, EffectiveSize)]
    assert 3 == len(values)
    assert values == sorted(values)
    middle = EffectiveSize(1.2e9, 8e8, 1.6e9, SIZES[0], SIZES[-1])
    assert "acts like 1.2 B (800 M to 1.6 B)" == middle.sentence


def test_beyond_the_range_no_number_is_claimed() -> None:
    above, below = effective_size(FAMILY, _right(0.95)), effective_size(FAMILY, _right(0.02))
    assert isinstance(above, EffectiveSize)
    assert isinstance(below, EffectiveSize)
    assert above.sentence.startswith("beyond the range: more than 3.0 B (")
    assert above.sentence.endswith("to more than 3.0 B)")
    assert below.sentence.startswith("beyond the range: less than 100 M (less than 100 M to ")


@pytest.mark.parametrize(("count", "words"), [(0, "no size"), (1, "only 1 size"), (2, "only 2 sizes")])
def test_fewer_than_three_sizes_give_no_number_and_the_reason(count: int, words: str) -> None:
    assert f"{words} of the family measured on this set; 3 are needed" == effective_size(FAMILY[:count], _right(0.5))


def test_one_size_measured_three_times_is_one_size() -> None:
    thrice = [FAMILY[0]] * 3
    assert str(effective_size(thrice, _right(0.5))).startswith("only 1 size of the family")


def test_a_family_that_does_not_grow_gives_no_number() -> None:
    flat = [ReferenceModel(size, _right(0.4, seed=size % 7)) for size in SIZES]
    assert "accuracy does not surely grow with size in this family on this set" == effective_size(flat, _right(0.5))


def test_nothing_in_common_gives_no_number() -> None:
    family = [ReferenceModel(size, ()) for size in SIZES]
    assert "no problem in common with the family" == effective_size(family, ())
