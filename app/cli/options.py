"""The options of a search, shared by ``solve`` and ``bench``."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import click

from engine.settings import settings_for
from engine.types import Effort, PolicyName, SearchSettings


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What the user chose; None leaves a number to the effort, and the model to the default."""

    model: str | None
    policy: PolicyName
    effort: Effort
    candidates: int | None
    rollouts: int | None
    max_tokens: int | None
    max_seconds: float | None
    seed: int
    anyway: bool

    def settings(self) -> SearchSettings:
        """The numbers of the search."""
        return settings_for(
            self.policy,
            self.effort,
            seed=self.seed,
            candidates=self.candidates,
            rollouts=self.rollouts,
            max_tokens=self.max_tokens,
            max_seconds=self.max_seconds,
        )


_POSITIVE = click.IntRange(min=1, max=1_000_000)
_OPTIONS = (
    click.option("--model", help="Id or path of a model; else the best one that fits this computer."),
    click.option("--policy", type=click.Choice([name.value for name in PolicyName]), default="mcts", show_default=True),
    click.option("--effort", type=click.Choice([name.value for name in Effort]), default="normal", show_default=True),
    click.option("--candidates", type=click.IntRange(min=1, max=512), help="Continuations tried at the first step."),
    click.option("--rollouts", type=_POSITIVE, help="Descents of a tree search."),
    click.option("--max-tokens", type=_POSITIVE, help="End after this many sampled tokens."),
    click.option("--max-seconds", type=click.FloatRange(min=0.1), help="End after this time."),
    click.option("--seed", type=click.IntRange(min=0, max=2**63 - 1), default=0, show_default=True),
    click.option("--anyway", is_flag=True, help="Load the model even if it may not fit into memory."),
)


def search_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a search; the command gets them as one value, ``options``."""

    @wraps(command)
    def collected(*args: Any, **kwargs: Any) -> None:
        chosen = {name: kwargs.pop(name) for name in SearchOptions.__dataclass_fields__}
        chosen["policy"] = PolicyName(chosen["policy"])
        chosen["effort"] = Effort(chosen["effort"])
        command(*args, options=SearchOptions(**chosen), **kwargs)

    for option in reversed(_OPTIONS):
        collected = option(collected)
    return collected
