"""The expert settings: folded, checked by the engine's own rules, remembered."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt

from app.state.choices import SearchChoices
from app.views.ports import ModelChoice
from engine.settings import settings_for
from engine.types import Effort, PolicyName, StepFormat, ValueName
from tests.helpers.window_hosts import DemoModels
from tests.ui.conftest import World

MakeWorld = Callable[..., World]


class ScoredModels(DemoModels):
    """Models that have a preference model."""

    def choices(self) -> list[ModelChoice]:
        values = (ValueName.AGREEMENT, ValueName.PPM)
        return [replace(choice, values=values, policy=PolicyName.WEIGHTED) for choice in super().choices()]


def ready(world: World) -> World:
    world.bot.until(lambda: world.window.solve.panel.chosen_model() is not None, "the models")
    return world


def test_the_expert_settings_are_folded_until_they_are_asked_for(world: World) -> None:
    panel = ready(world).window.solve.panel
    assert not panel.expert.isVisible()
    world.bot.press(panel.problem, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert panel.expert.isVisible()
    assert panel.expert.numbers["candidates"].hasFocus()
    panel.fold.click()
    assert not panel.expert.isVisible()


def test_what_is_left_alone_is_what_suits_model_and_effort(world: World) -> None:
    panel = ready(world).window.solve.panel
    assert settings_for(PolicyName.MCTS, Effort.NORMAL) == panel.chosen_settings()
    assert "auto (16)" == panel.expert.numbers["candidates"].text()
    panel.effort.setCurrentIndex(panel.effort.findData(Effort.DEEP.value))
    assert "auto (32)" == panel.expert.numbers["candidates"].text()
    assert [True, True, False] == [box.isChecked() for box in panel.expert.values.values()]
    assert not panel.expert.values[ValueName.PPM].isEnabled()


def test_every_policy_can_be_chosen_and_says_what_it_does(world: World) -> None:
    policy = ready(world).window.solve.panel.policy
    assert set(PolicyName) == {PolicyName(policy.itemData(row)) for row in range(policy.count())}
    assert all(policy.itemData(row, Qt.ItemDataRole.ToolTipRole) for row in range(policy.count()))


def test_every_choice_reaches_the_search(world: World) -> None:
    panel = ready(world).window.solve.panel
    expert = panel.expert
    for name, value in {"candidates": 3, "rollouts": 4, "max_tokens": 500, "max_depth": 5, "max_seconds": 60}.items():
        expert.numbers[name].setValue(value)
    expert.numbers["seed"].setValue(11)
    expert.temperature.setValue(0.35)
    expert.step_format.setCurrentIndex(expert.step_format.findData(StepFormat.TEXT))
    expert.values[ValueName.EXECUTION].setChecked(False)
    expert.early_stop.setChecked(False)
    world.solve()
    world.until_ended()
    settings = world.host.requests[0].settings
    budget = settings.budget
    assert (3, 4, 500, 5, 60.0, False) == (
        budget.candidates,
        budget.rollouts,
        budget.max_tokens,
        budget.max_depth,
        budget.max_seconds,
        budget.stop_when_decided,
    )
    assert (11, 0.35, StepFormat.TEXT, (ValueName.AGREEMENT,)) == (
        settings.seed,
        settings.sampling.temperature,
        settings.step_format,
        settings.values,
    )


def test_settings_that_the_engine_refuses_cannot_be_started(world: World) -> None:
    panel = ready(world).window.solve.panel
    panel.set_problem("1+1", None)
    for box in panel.expert.values.values():
        box.setChecked(False)
    assert "No source of values is chosen; name one or more." == panel.hint.text()
    assert not panel.button.isEnabled()
    panel.expert.reset.click()
    assert panel.button.isEnabled()


def test_the_preference_model_is_switched_off_where_there_is_one(make_world: MakeWorld) -> None:
    world = ready(make_world(models=ScoredModels()))
    panel = world.window.solve.panel
    assert PolicyName.WEIGHTED is panel.chosen_policy()
    assert [True, False, True] == [box.isChecked() for box in panel.expert.values.values()]
    panel.expert.values[ValueName.PPM].setChecked(False)
    settings = panel.chosen_settings()
    assert settings is not None
    assert (ValueName.AGREEMENT,) == settings.values


def test_choices_are_remembered_but_not_what_was_only_suggested(make_world: MakeWorld) -> None:
    models = DemoModels()
    world = ready(make_world(models=models))
    world.window.solve.panel.expert.numbers["candidates"].setValue(7)
    world.solve()
    world.bot.until(lambda: models.kept, "the choices to be kept")
    assert SearchChoices(candidates=7) == SearchChoices.read(models.kept)
    again = ready(make_world(models=models))
    expert = again.window.solve.panel.expert
    again.bot.until(lambda: expert.numbers["candidates"].value() == 7, "what was kept")


def test_a_policy_that_was_chosen_is_remembered(make_world: MakeWorld) -> None:
    models = ScoredModels()
    models.kept = SearchChoices(policy=PolicyName.BEAM).written()
    panel = ready(make_world(models=models)).window.solve.panel
    assert PolicyName.BEAM is panel.chosen_policy()


def test_an_expected_answer_does_not_change_the_settings(world: World) -> None:
    panel = ready(world).window.solve.panel
    before = panel.chosen_settings()
    panel.set_problem("1+1", "2")
    assert before == panel.chosen_settings()


def test_the_settings_rest_while_a_search_runs(world: World) -> None:
    world.host._hold_at = 30
    world.solve()
    panel = world.window.solve.panel
    world.bot.until(lambda: len(world.window.solve.view.state.nodes) > 2)
    assert not panel.expert.isEnabled()
    world.host.released.set()
    world.until_ended()
    world.bot.until(panel.expert.isEnabled)


def test_lines_are_given_up_below_a_chance_where_there_is_a_preference_model(make_world: MakeWorld) -> None:
    world = ready(make_world(models=ScoredModels()))
    panel = world.window.solve.panel
    panel.set_problem("1+1", None)
    assert "never" == panel.expert.reject_below.text()
    panel.expert.reject_below.setValue(2.5)
    assert "2.5 % chance" == panel.expert.reject_below.text()
    settings = panel.chosen_settings()
    assert settings is not None
    assert (0.025, True) == (settings.reject_below, panel.button.isEnabled())
    panel.expert.choose(SearchChoices(reject_below=0.04))
    assert 0.04 == panel.expert.choices().reject_below
    panel.expert.reset.click()
    assert 0.0 == panel.expert.choices().reject_below


def test_without_a_preference_model_no_line_is_given_up_early(world: World) -> None:
    panel = ready(world).window.solve.panel
    panel.set_problem("1+1", None)
    panel.expert.reject_below.setValue(4.0)
    sentence = "This model has no preference model to give up lines early by; set that chance to 0."
    assert (sentence, False) == (panel.hint.text(), panel.button.isEnabled())
