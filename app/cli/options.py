"""The options of a search, shared by ``solve``, ``bench``, ``continue`` and ``fork``."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from pathlib import Path
from typing import Any

import click

from app.preference import NO_HEAD, default_policy, default_values, named_head
from app.state.words import POLICY_SENTENCES, VALUE_SENTENCES
from app.step_format import default_step_format
from engine.settings import settings_for
from engine.types import Effort, PolicyName, SearchSettings, StepFormat, ValueName
from models.heads import Heads


@dataclass(frozen=True, slots=True)
class SearchOptions:
    """What the user chose; None leaves it to the default, or to the search that is continued.

    ``step_format`` None is the model's own.
    """

    model: str | None
    policy: PolicyName | None
    effort: Effort | None
    candidates: int | None
    rollouts: int | None
    max_tokens: int | None
    max_seconds: float | None
    max_depth: int | None
    stop_when_decided: bool | None
    reject_below: float | None
    values: tuple[ValueName, ...]
    step_format: StepFormat | None
    seed: int | None
    anyway: bool
    ppm: str | None

    def settings(self, heads: Heads, model: str) -> SearchSettings:
        """The settings of a new search with this model.

        Raises:
            BadHeadError: the preference model that was named cannot be used with it.
        """
        step_format = self.step_format or default_step_format(heads.library, model)
        values = self.values or self._default_values(heads, model, step_format)
        settings = self._fresh(step_format, default_policy(values))
        return replace(settings, values=values) if values else settings

    def _default_values(self, heads: Heads, model: str, step_format: StepFormat) -> tuple[ValueName, ...]:
        if self.ppm == NO_HEAD:
            return ()
        if self.head(heads, model) is not None:
            return (ValueName.AGREEMENT, ValueName.PPM)
        return default_values(heads, model, step_format)

    def head(self, heads: Heads, model: str) -> Path | None:
        """The file of the preference model that was named, if one was."""
        return named_head(heads, self.ppm, model)

    def settings_after(self, parent: SearchSettings) -> SearchSettings:
        """The settings of a search that goes on: its own ones with the budget again, but for what was chosen now.

        The step format stays, since the tree is written in it.
        """
        fresh = self._fresh(parent.step_format)
        numbers = {
            "candidates": self.candidates,
            "rollouts": self.rollouts,
            "max_tokens": self.max_tokens,
            "max_seconds": self.max_seconds,
            "max_depth": self.max_depth,
            "stop_when_decided": self.stop_when_decided,
        }
        chosen: dict[str, Any] = {name: number for name, number in numbers.items() if number is not None}
        same_policy = self.policy in (None, parent.policy)
        return replace(
            parent,
            policy=self.policy or parent.policy,
            budget=replace(parent.budget, **chosen) if self.effort is None else fresh.budget,
            sampling=parent.sampling if same_policy else fresh.sampling,
            seed=parent.seed if self.seed is None else self.seed,
            values=self.values or parent.values,
            reject_below=parent.reject_below if self.reject_below is None else self.reject_below,
        )

    def settings_in_another_format(self, parent: SearchSettings) -> SearchSettings:
        """The same for a search that takes over no step and may change the format, with the limits of that."""
        step_format = self.step_format or parent.step_format
        settings, limits = self.settings_after(parent), self._fresh(step_format).budget
        budget = replace(settings.budget, max_depth=limits.max_depth, max_step_tokens=limits.max_step_tokens)
        return replace(settings, step_format=step_format, budget=budget)

    def _fresh(self, step_format: StepFormat, policy: PolicyName = PolicyName.MCTS) -> SearchSettings:
        return settings_for(
            self.policy or policy,
            self.effort or Effort.NORMAL,
            seed=self.seed or 0,
            candidates=self.candidates,
            rollouts=self.rollouts,
            max_tokens=self.max_tokens,
            max_seconds=self.max_seconds,
            max_depth=self.max_depth,
            values=self.values,
            step_format=step_format,
            stop_when_decided=self.stop_when_decided is not False,
            reject_below=self.reject_below or 0.0,
        )


def _listed_values(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[ValueName, ...]:
    """The names in a list with commas; none where the option was not given."""
    if text is None:
        return ()
    known = [name.value for name in ValueName]
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in known:
            raise click.BadParameter(f"{name!r} is none; choose from {', '.join(known)}, with commas between them.")
    return tuple(dict.fromkeys(map(ValueName, names)))


_POSITIVE = click.IntRange(min=1, max=1_000_000)
_AUTO = "auto"
_DEFAULT_POLICY = "weighted-best-of-n; without a preference model mcts"
_DEFAULT_VALUES = "agreement,ppm; without a preference model agreement,execution"


def _options(defaults: bool) -> tuple[Callable[[Callable[..., None]], Callable[..., None]], ...]:
    """The options; ``defaults`` says whether those of a new search are told."""

    def told(words: str, default: str) -> str:
        return f"{words}  [default: {default}]" if defaults else words

    policies, efforts = [name.value for name in PolicyName], [name.value for name in Effort]
    formats = [_AUTO, *(name.value for name in StepFormat)]
    return (
        click.option("--model", help=told("Id or path of a model.", "the best one that fits this computer")),
        click.option(
            "--policy",
            type=click.Choice(policies),
            metavar="NAME",
            help=told("How to search, see below.", _DEFAULT_POLICY),
        ),
        click.option("--effort", type=click.Choice(efforts), help=told("How much work.", "normal")),
        click.option(
            "--candidates", type=click.IntRange(min=1, max=512), help="Continuations tried at the first step."
        ),
        click.option("--rollouts", type=_POSITIVE, help="Descents of a tree search."),
        click.option("--max-tokens", type=_POSITIVE, help="End after this many sampled tokens."),
        click.option("--max-seconds", type=click.FloatRange(min=0.1), help="End after this time."),
        click.option("--max-depth", type=click.IntRange(min=1, max=1_000), help="Give up solutions with more steps."),
        click.option(
            "--early-stop/--no-early-stop",
            "stop_when_decided",
            default=None,
            help=told("End once more work could hardly change the answer.", "early-stop"),
        ),
        click.option(
            "--reject-below",
            type=click.FloatRange(min=0.0, max=1.0, max_open=True),
            metavar="CHANCE",
            help=told(
                "Give up lines that the preference model gives a smaller chance of ending right, such as 0.04; 0 gives "
                "up none.",
                "0",
            ),
        ),
        click.option(
            "--values",
            metavar="NAMES",
            callback=_listed_values,
            help=told("What guides the search, see below.", _DEFAULT_VALUES),
        ),
        click.option(
            "--ppm",
            metavar="FILE",
            help=told("File of a preference model; none searches without.", "the one that fits the model"),
        ),
        click.option(
            "--format",
            "step_format",
            type=click.Choice(formats),
            help=told("Steps as programs or as text; auto is what suits the model.", _AUTO),
        ),
        click.option(
            "--seed", type=click.IntRange(min=0, max=2**63 - 1), help=told("The same gives the same tree.", "0")
        ),
        click.option("--anyway", is_flag=True, help="Load the model even if it may not fit into memory."),
    )


_WIDEST = max(map(len, (*PolicyName, *ValueName)))


def _described(title: str, sentences: dict[Any, str]) -> str:
    """Lines of the help text that are not to be wrapped."""
    return "\n".join(["\b", title, *(f"  {name.value:<{_WIDEST}}  {sentence}" for name, sentence in sentences.items())])


OPTIONS_HELP = f"{_described('Policies:', POLICY_SENTENCES)}\n\n{_described('Values:', VALUE_SENTENCES)}"
"""For the end of a command's help: what each policy and each value is."""


def search_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a new search; the command gets them as one value, ``options``."""
    return _with_options(command, defaults=True)


def onward_options(command: Callable[..., None]) -> Callable[..., None]:
    """The same for a search that goes on, whose defaults are those of the one before."""
    return _with_options(command, defaults=False)


def _with_options(command: Callable[..., None], *, defaults: bool) -> Callable[..., None]:
    @wraps(command)
    def collected(*args: Any, **kwargs: Any) -> None:
        chosen = {name: kwargs.pop(name) for name in SearchOptions.__dataclass_fields__}
        if chosen["reject_below"] and chosen["ppm"] == NO_HEAD:
            raise click.UsageError("--reject-below needs a preference model; leave out --ppm none.")
        chosen["policy"] = chosen["policy"] and PolicyName(chosen["policy"])
        chosen["effort"] = chosen["effort"] and Effort(chosen["effort"])
        given = chosen["step_format"]
        chosen["step_format"] = None if given in (None, _AUTO) else StepFormat(given)
        command(*args, options=SearchOptions(**chosen), **kwargs)

    for option in reversed(_options(defaults)):
        collected = option(collected)
    return collected
