import dataclasses

import msgspec
import pytest

from engine.errors import BadSettingsError
from engine.settings import as_plain_data, check_served, check_settings, settings_for
from engine.types import Effort, PolicyName, Problem, SearchSettings, StepFormat, ValueName
from tests.helpers.scripts import problem, settings


def _early(below: float) -> SearchSettings:
    return dataclasses.replace(settings(), reject_below=below)


@pytest.mark.parametrize("policy", PolicyName)
def test_more_effort_buys_more_of_everything(policy: PolicyName) -> None:
    quick, normal, deep = (settings_for(policy, effort).budget for effort in Effort)
    assert quick.max_tokens < normal.max_tokens < deep.max_tokens
    assert quick.rollouts < normal.rollouts < deep.rollouts
    assert quick.candidates < normal.candidates < deep.candidates


def test_each_number_of_an_effort_can_be_overridden() -> None:
    made = settings_for(
        PolicyName.MCTS,
        Effort.NORMAL,
        seed=3,
        candidates=5,
        rollouts=6,
        max_tokens=700,
        max_seconds=8.0,
        max_depth=9,
        stop_when_decided=False,
        values=(ValueName.EXECUTION,),
        reject_below=0.02,
    )
    base = settings_for(PolicyName.MCTS, Effort.NORMAL)
    budget = dataclasses.replace(
        base.budget,
        candidates=5,
        rollouts=6,
        max_tokens=700,
        max_seconds=8.0,
        max_depth=9,
        stop_when_decided=False,
    )
    changed = dataclasses.replace(base, budget=budget, seed=3, values=(ValueName.EXECUTION,), reject_below=0.02)
    assert changed == made


def test_only_the_greedy_policy_takes_the_most_likely_token() -> None:
    cold = [name for name in PolicyName if settings_for(name, Effort.NORMAL).sampling.temperature == 0.0]
    assert [PolicyName.GREEDY] == cold


def test_written_solutions_may_be_deeper_and_their_steps_longer_than_programs() -> None:
    text, code = (
        settings_for(PolicyName.MCTS, Effort.QUICK, step_format=format_).budget
        for format_ in (StepFormat.TEXT, StepFormat.CODE)
    )
    assert text.max_depth > code.max_depth
    assert text.max_step_tokens > code.max_step_tokens


@pytest.mark.parametrize("policy", PolicyName)
@pytest.mark.parametrize("effort", Effort)
def test_what_an_effort_means_can_always_be_used(policy: PolicyName, effort: Effort) -> None:
    check_settings(settings_for(policy, effort), problem())


@pytest.mark.parametrize(
    ("how", "of", "scored", "sentence"),
    [
        (settings(values=()), problem(), False, "No source of values is chosen; name one or more."),
        (
            settings(values=(ValueName.TRUTH,)),
            problem(),
            False,
            "The value 'truth' needs the expected answer; give one, or choose other values.",
        ),
        (
            settings(values=(ValueName.PPM,)),
            problem(),
            False,
            "This model has no preference model; choose other values than 'ppm'.",
        ),
        (
            _early(0.04),
            problem(),
            False,
            "This model has no preference model to give up lines early by; set that chance to 0.",
        ),
        (_early(0.04), problem(), True, ""),
        (_early(0.0), problem(), False, ""),
        (
            _early(1.0),
            problem(),
            True,
            "Lines cannot be given up below a chance of 1; choose 0 or more, and less than 1.",
        ),
        (
            _early(-0.1),
            problem(),
            True,
            "Lines cannot be given up below a chance of -0.1; choose 0 or more, and less than 1.",
        ),
        (
            _early(float("nan")),
            problem(),
            True,
            "Lines cannot be given up below a chance of nan; choose 0 or more, and less than 1.",
        ),
        (settings(values=(ValueName.TRUTH,)), problem(answer="18"), False, ""),
        (settings(values=(ValueName.PPM,)), problem(), True, ""),
        (settings(candidates=0), problem(), False, "The number of candidates is 0; choose 1 or more."),
    ],
)
def test_values_without_anything_to_stand_on_are_refused_in_one_sentence(
    how: SearchSettings, of: Problem, scored: bool, sentence: str
) -> None:
    refused = ""
    try:
        check_settings(how, of, scored=scored)
    except BadSettingsError as error:
        refused = error.message
    assert sentence == refused


def test_a_server_gives_nothing_up_early() -> None:
    how = dataclasses.replace(settings(PolicyName.MAJORITY), reject_below=0.04)
    with pytest.raises(BadSettingsError, match="A server shows no hidden states to give up lines early by"):
        check_served(how, problem())


def test_settings_that_were_stored_before_lines_were_given_up_early_still_load() -> None:
    told = msgspec.to_builtins(settings())
    assert 0.0 == told.pop("reject_below")
    assert settings() == msgspec.json.decode(msgspec.json.encode(told), type=SearchSettings)


def test_checksums_of_settings_know_nothing_of_what_is_off() -> None:
    assert "reject_below" not in as_plain_data(settings())
    assert 0.04 == as_plain_data(_early(0.04))["reject_below"]
    assert {*as_plain_data(settings()), "reject_below"} == set(SearchSettings.__dataclass_fields__)


@pytest.mark.parametrize(
    ("values", "below", "scored"),
    [
        ((ValueName.AGREEMENT,), 0.0, False),
        ((ValueName.AGREEMENT,), 0.04, True),
        ((ValueName.AGREEMENT, ValueName.PPM), 0.0, True),
    ],
)
def test_a_search_needs_a_preference_model_to_be_guided_or_to_give_up_early(
    values: tuple[ValueName, ...], below: float, scored: bool
) -> None:
    assert scored is dataclasses.replace(settings(), values=values, reject_below=below).is_scored
