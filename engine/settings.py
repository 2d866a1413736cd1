"""The settings of a search: what an effort means in numbers, and which settings cannot be used."""

from dataclasses import replace
from typing import Any

import msgspec

from engine.errors import BadSettingsError
from engine.search.policies import samples_whole_solutions
from engine.steps import limits_for
from engine.types import (
    Budget,
    Effort,
    PolicyName,
    Problem,
    SamplingParams,
    SearchSettings,
    StepFormat,
    ValueName,
)

_GREEDY = SamplingParams(temperature=0.0)
_BUDGETS = {
    Effort.QUICK: Budget(max_tokens=800, rollouts=12, candidates=8),
    Effort.NORMAL: Budget(max_tokens=2000, rollouts=32, candidates=16),
    Effort.DEEP: Budget(max_tokens=8000, rollouts=128, candidates=32),
}


def settings_for(
    policy: PolicyName,
    effort: Effort,
    *,
    seed: int = 0,
    candidates: int | None = None,
    rollouts: int | None = None,
    max_tokens: int | None = None,
    max_seconds: float | None = None,
    max_depth: int | None = None,
    values: tuple[ValueName, ...] = (),
    step_format: StepFormat = StepFormat.CODE,
    stop_when_decided: bool = True,
    reject_below: float = 0.0,
) -> SearchSettings:
    """Settings for an effort, with any number overridden; no ``values`` stands for the default ones."""
    base, limits = _BUDGETS[effort], limits_for(step_format)
    budget = replace(
        base,
        candidates=candidates or base.candidates,
        rollouts=rollouts or base.rollouts,
        max_tokens=max_tokens or base.max_tokens,
        max_depth=max_depth or limits.max_depth,
        max_step_tokens=limits.max_step_tokens,
        max_seconds=max_seconds,
        stop_when_decided=stop_when_decided,
    )
    sampling = _GREEDY if policy is PolicyName.GREEDY else SamplingParams()
    settings = SearchSettings(
        policy=policy,
        budget=budget,
        sampling=sampling,
        seed=seed,
        step_format=step_format,
        reject_below=reject_below,
    )
    return replace(settings, values=values) if values else settings


def check_settings(settings: SearchSettings, problem: Problem, *, scored: bool = False) -> None:
    """Raises BadSettingsError if a number would leave a search nothing to do or a value has nothing to stand on.

    Args:
        scored: whether the loaded model has a preference model.
    """
    budget = settings.budget
    numbers = {
        "candidates": budget.candidates,
        "rollouts": budget.rollouts,
        "tokens": budget.max_tokens,
        "steps": budget.max_depth,
        "tokens of a step": budget.max_step_tokens,
    }
    for name, number in numbers.items():
        if number < 1:
            raise BadSettingsError(f"The number of {name} is {number}; choose 1 or more.")
    if not settings.values:
        raise BadSettingsError("No source of values is chosen; name one or more.")
    if ValueName.TRUTH in settings.values and problem.answer is None:
        raise BadSettingsError("The value 'truth' needs the expected answer; give one, or choose other values.")
    if ValueName.PPM in settings.values and not scored:
        raise BadSettingsError("This model has no preference model; choose other values than 'ppm'.")
    if not 0.0 <= settings.reject_below < 1.0:
        raise BadSettingsError(
            f"Lines cannot be given up below a chance of {settings.reject_below:g}; choose 0 or more, and less than 1."
        )
    if settings.reject_below and not scored:
        raise BadSettingsError("This model has no preference model to give up lines early by; set that chance to 0.")


def check_served(settings: SearchSettings, problem: Problem) -> None:
    """The same for a model behind a server, which writes whole solutions and shows no states.

    Raises:
        BadSettingsError: see ``check_settings``; or the policy goes step by step, or a preference model is wanted.
    """
    if not samples_whole_solutions(settings.policy):
        raise BadSettingsError(
            f"A server writes whole solutions, so {settings.policy.value} cannot be used; choose majority, best-of-n, "
            "weighted-best-of-n or greedy."
        )
    if ValueName.PPM in settings.values:
        raise BadSettingsError("A server shows no hidden states, so there is no preference model; leave out 'ppm'.")
    if settings.reject_below:
        raise BadSettingsError("A server shows no hidden states to give up lines early by; set that chance to 0.")
    check_settings(settings, problem)


def as_plain_data(settings: SearchSettings) -> dict[str, Any]:
    """The settings for a checksum: what came later is left out while it is off, so that older checksums still hold."""
    told: dict[str, Any] = msgspec.to_builtins(settings)
    if not settings.reject_below:
        del told["reject_below"]
    return told
