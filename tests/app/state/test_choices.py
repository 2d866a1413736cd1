"""What a person chose, and what is left to be chosen for the model."""

import pytest

from app.state.choices import SearchChoices, Suggested
from engine.settings import settings_for
from engine.types import Effort, PolicyName, StepFormat, ValueName

SCORED = Suggested(PolicyName.WEIGHTED, StepFormat.CODE, (ValueName.AGREEMENT, ValueName.PPM), scored=True)


@pytest.mark.parametrize("effort", list(Effort))
def test_what_is_left_open_is_what_suits_model_and_effort(effort: Effort) -> None:
    assert settings_for(PolicyName.MCTS, effort) == SearchChoices().settings(effort, Suggested())
    expected = settings_for(PolicyName.WEIGHTED, effort, values=SCORED.values)
    assert expected == SearchChoices().settings(effort, SCORED)


def test_every_choice_is_obeyed() -> None:
    chosen = SearchChoices(
        policy=PolicyName.BEAM,
        candidates=3,
        rollouts=5,
        max_tokens=700,
        max_seconds=9.5,
        max_depth=4,
        temperature=0.3,
        seed=11,
        values=(ValueName.EXECUTION,),
        step_format=StepFormat.TEXT,
        stop_when_decided=False,
        reject_below=0.03,
    )
    settings = chosen.settings(Effort.QUICK, SCORED)
    budget = settings.budget
    assert (PolicyName.BEAM, 11, (ValueName.EXECUTION,), StepFormat.TEXT) == (
        settings.policy,
        settings.seed,
        settings.values,
        settings.step_format,
    )
    assert (3, 5, 700, 9.5, 4, False) == (
        budget.candidates,
        budget.rollouts,
        budget.max_tokens,
        budget.max_seconds,
        budget.max_depth,
        budget.stop_when_decided,
    )
    assert (0.3, 0.03) == (settings.sampling.temperature, settings.reject_below)


def test_without_any_source_of_values_none_is_put_in_its_place() -> None:
    assert () == SearchChoices(values=()).settings(Effort.QUICK, SCORED).values


def test_a_preference_model_for_programs_is_not_suggested_for_text() -> None:
    assert ValueName.PPM not in SearchChoices(step_format=StepFormat.TEXT).settings(Effort.QUICK, SCORED).values


def test_choices_are_kept_as_text() -> None:
    chosen = SearchChoices(policy=PolicyName.DVTS, temperature=0.0, values=())
    assert chosen == SearchChoices.read(chosen.written())


@pytest.mark.parametrize("text", ["", "{", "[]", '{"policy": "telepathy"}', '{"candidates": "many"}'])
def test_text_that_is_not_understood_is_no_choice(text: str) -> None:
    assert SearchChoices() == SearchChoices.read(text)
