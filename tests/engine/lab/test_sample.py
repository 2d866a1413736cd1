"""Whole samples of a campaign, and how many of a weak model a strong one's are worth."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.sample import samples_of
from engine.lab.sample_match import flops_of, seconds_of_a_sample, weak_samples
from engine.types import PolicyName, Usage
from tests.helpers.campaigns import sampled, sampling_plan

RIGHT, WRONG, FAILS = ("a = 40", "print(42)"), ("print(41)",), ("a = 1", "boom")


def test_samples_are_counted_with_their_ends(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What is it?": [RIGHT, WRONG, FAILS]})
    (found,) = samples_of(campaign).values()
    # The fourth never came to an end.
    assert (4, 1, 1) == (found.drawn, len(found.right), found.cut)
    assert ("a = 40\nprint(42)", "42") == (found.right[0].text, found.right[0].answer)


def test_the_same_solution_has_the_same_key_whoever_wrote_it(tmp_path: Path) -> None:
    keys = [
        samples_of(sampled(tmp_path / name, {text: [RIGHT]}))[text].right[0].key
        for name, text in (("a", "What is it?"), ("b", "What is it?"), ("c", "What is that?"))
    ]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("policy", [PolicyName.MCTS, PolicyName.GREEDY])
def test_trees_are_no_samples(tmp_path: Path, policy: PolicyName) -> None:
    settings = replace(sampling_plan().settings, policy=policy)
    campaign = Campaign(tmp_path / "c", msgspec.structs.replace(sampling_plan(), settings=settings))
    with pytest.raises(BadSettingsError, match=r"c holds no whole samples; make some with `stepwise lab sample`"):
        samples_of(campaign)


def test_samples_that_were_given_up_early_are_no_whole_samples(tmp_path: Path) -> None:
    settings = replace(sampling_plan().settings, reject_below=0.04)
    campaign = Campaign(tmp_path / "c", msgspec.structs.replace(sampling_plan(), settings=settings))
    with pytest.raises(BadSettingsError, match=r"without --policy, --early-stop and --reject-below\."):
        samples_of(campaign)


def test_a_model_of_a_third_draws_three_times_as_many() -> None:
    assert 13 == weak_samples(4, 1_543_569_408, 493_961_216 - 20_000_000)
    assert (3, 1) == (weak_samples(1, 27.0, 9.0), weak_samples(1, 1.0, 100.0))


def test_more_samples_than_a_search_can_draw_are_refused() -> None:
    with pytest.raises(BadSettingsError, match=r"draw 1,000 samples of each problem, 512 are possible; lower"):
        weak_samples(10, 100.0, 1.0)


def test_the_flops_are_twice_the_parameters_for_each_token_that_went_through() -> None:
    assert 2 * 500 * 130 == flops_of(500, Usage(100, 130, 20, 1.0, 5))


def test_the_seconds_of_a_sample_are_those_of_its_problem_shared(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"One?": [RIGHT], "Two?": [WRONG]})
    assert 2 * 1.0 / 8 == seconds_of_a_sample(campaign)
