"""How a person wants problems to be searched, beyond the effort: what is left open is chosen for the model."""

from dataclasses import replace

import msgspec

from engine.settings import settings_for
from engine.types import Effort, PolicyName, SearchSettings, StepFormat, ValueName


class Suggested(msgspec.Struct, frozen=True):
    """What suits a model; no ``values`` stands for the engine's own. ``scored``: it has a preference model."""

    policy: PolicyName = PolicyName.MCTS
    step_format: StepFormat = StepFormat.CODE
    values: tuple[ValueName, ...] = ()
    scored: bool = False


class SearchChoices(msgspec.Struct, frozen=True):
    """What was chosen; None, and 0 of a number, leave it open."""

    policy: PolicyName | None = None
    candidates: int = 0
    rollouts: int = 0
    max_tokens: int = 0
    max_seconds: float = 0.0
    max_depth: int = 0
    temperature: float | None = None
    seed: int = 0
    values: tuple[ValueName, ...] | None = None
    step_format: StepFormat | None = None
    stop_when_decided: bool = True
    reject_below: float = 0.0

    def settings(self, effort: Effort, suggested: Suggested) -> SearchSettings:
        """The settings of a search; ``engine.settings.check_settings`` says whether they can be used."""
        step_format = self.step_format or suggested.step_format
        settings = settings_for(
            self.policy or suggested.policy,
            effort,
            seed=self.seed,
            candidates=self.candidates or None,
            rollouts=self.rollouts or None,
            max_tokens=self.max_tokens or None,
            max_seconds=self.max_seconds or None,
            max_depth=self.max_depth or None,
            values=_fitting(suggested, step_format),
            step_format=step_format,
            stop_when_decided=self.stop_when_decided,
            reject_below=self.reject_below,
        )
        if self.values is not None:
            settings = replace(settings, values=self.values)
        if self.temperature is not None:
            settings = replace(settings, sampling=replace(settings.sampling, temperature=self.temperature))
        return settings

    def written(self) -> str:
        """As text, to be kept."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> "SearchChoices":
        """What ``written`` gave; text that is not understood is as if nothing was chosen."""
        try:
            return msgspec.json.decode(text, type=cls)
        except msgspec.DecodeError:
            return cls()


def _fitting(suggested: Suggested, step_format: StepFormat) -> tuple[ValueName, ...]:
    """The suggested values; preference models are trained on programs and say nothing of text."""
    return suggested.values if step_format is suggested.step_format else ()
