"""What a comparison measures: a plan as a person writes it, and the queue that it stands for."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import BadSettingsError
from engine.quantizer import TYPE_NAMES
from engine.types import Effort, PolicyName, StepFormat, ValueName

AS_IT_IS = "same"
MOST_REPEATS = 100


class SetChoice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A problem set: a file, the name of a set, or "own"; ``limit`` takes only its first problems."""

    file: str
    limit: int | None = None


class Series(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One block ``[[run]]`` of a plan: everything named in it is combined with everything else.

    Attributes:
        models: ids or paths. quantizations: types to make of each, ``same`` for the file as it is.
        values, step_format: what suits the model where none are given. reject_below: see ``SearchSettings``.
        fidelity: also measure perplexity and KL divergence against the file that a copy was made from.
    """

    models: tuple[str, ...]
    problems: tuple[str | SetChoice, ...]
    quantizations: tuple[str, ...] = (AS_IT_IS,)
    policies: tuple[PolicyName, ...] = (PolicyName.GREEDY,)
    efforts: tuple[Effort, ...] = (Effort.NORMAL,)
    seeds: tuple[int, ...] = (0,)
    values: tuple[ValueName, ...] = ()
    step_format: StepFormat | None = None
    limit: int | None = None
    max_tokens: int | None = None
    candidates: int | None = None
    rollouts: int | None = None
    reject_below: float = 0.0
    fidelity: bool = False


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A whole plan. ``repeats`` is how often speed is measured, 0 leaves it out."""

    run: tuple[Series, ...]
    out: str = ""
    repeats: int = 5


@dataclass(frozen=True, slots=True)
class Variant:
    """A model file that is measured: a model as it was named, and the type to make of it."""

    model: str
    quantization: str = AS_IT_IS

    @property
    def words(self) -> str:
        """How it is told before anything is known of it."""
        return self.model if self.quantization == AS_IT_IS else f"{self.model} as {self.quantization}"


@dataclass(frozen=True, slots=True)
class Job:
    """One entry of the queue: a variant under one policy on one set."""

    variant: Variant
    policy: PolicyName
    effort: Effort
    seed: int
    problems: SetChoice
    series: Series


@dataclass(frozen=True, slots=True)
class Turn:
    """All jobs of one variant; it is loaded for them and for nobody else."""

    variant: Variant
    jobs: tuple[Job, ...]
    fidelity: bool


def read_plan(path: Path) -> Plan:
    """The plan in a file; files that it names are looked for beside it.

    Raises:
        BadSettingsError: the file is no plan; the line or the field is named.
    """
    try:
        table = tomllib.loads(path.read_text("utf-8-sig"))
        plan = msgspec.convert(table, Plan)
    except OSError as error:
        raise BadSettingsError(f"The plan {path} cannot be read; check its name.") from error
    except UnicodeDecodeError as error:
        raise BadSettingsError(f"The plan {path.name} is not text in UTF-8; save it again.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadSettingsError(f"{path.name} is no TOML: {error}.") from error
    except msgspec.ValidationError as error:
        raise BadSettingsError(f"{path.name} is no plan: {_plain(str(error))}.") from error
    return check_plan(_beside(plan, path.absolute().parent))


def check_plan(plan: Plan) -> Plan:
    """The plan itself.

    Raises:
        BadSettingsError: it measures nothing, or a number or a type in it cannot be used.
    """
    if not plan.run or not all(s.models and s.problems and s.policies and s.efforts and s.seeds for s in plan.run):
        raise BadSettingsError("The plan measures nothing; name models, policies and problems in each [[run]].")
    if not 0 <= plan.repeats <= MOST_REPEATS:
        raise BadSettingsError(f"Speed can be measured 0 to {MOST_REPEATS} times; change 'repeats'.")
    for series in plan.run:
        for name in series.quantizations:
            if name != AS_IT_IS and name.upper() not in TYPE_NAMES:
                known = ", ".join((AS_IT_IS, *TYPE_NAMES))
                raise BadSettingsError(f"There is no quantization {name}; choose from {known}.")
        numbers = (series.limit, series.max_tokens, series.candidates, series.rollouts)
        limits = (chosen.limit for chosen in map(as_choice, series.problems))
        if any(number is not None and number < 1 for number in (*numbers, *limits)):
            raise BadSettingsError("A limit in the plan is below 1; choose 1 or more.")
        if not 0.0 <= series.reject_below < 1.0:
            raise BadSettingsError("'reject_below' in the plan is no chance; choose 0 or more, and less than 1.")
        if any(seed < 0 for seed in series.seeds):
            raise BadSettingsError("A seed in the plan is below 0; choose 0 or more.")
    return plan


def queue_of(plan: Plan) -> tuple[Turn, ...]:
    """What is measured, in this order: one variant after the other, each loaded once; nothing twice."""
    jobs: dict[Variant, dict[Job, None]] = {}
    fidelity: set[Variant] = set()
    for series in plan.run:
        for model in series.models:
            for name in series.quantizations:
                variant = Variant(model, name if name == AS_IT_IS else name.upper())
                jobs.setdefault(variant, {}).update(dict.fromkeys(_jobs(series, variant)))
                if series.fidelity:
                    fidelity.add(variant)
    return tuple(Turn(variant, tuple(found), variant in fidelity) for variant, found in jobs.items())


def as_choice(named: str | SetChoice) -> SetChoice:
    """A problem set as a plan may name it."""
    return SetChoice(named) if isinstance(named, str) else named


def _jobs(series: Series, variant: Variant) -> Sequence[Job]:
    return [
        Job(variant, policy, effort, seed, SetChoice(chosen.file, chosen.limit or series.limit), series)
        for policy in series.policies
        for effort in series.efforts
        for seed in series.seeds
        for chosen in map(as_choice, series.problems)
    ]


def _beside(plan: Plan, folder: Path) -> Plan:
    """The plan with the files that lie beside it by their full path."""

    def found(name: str) -> str:
        beside = folder / name
        return str(beside) if Path(name).name != name or beside.is_file() else name

    def placed(chosen: str | SetChoice) -> SetChoice:
        choice = as_choice(chosen)
        return SetChoice(found(choice.file), choice.limit)

    runs = tuple(
        msgspec.structs.replace(
            series, models=tuple(map(found, series.models)), problems=tuple(map(placed, series.problems))
        )
        for series in plan.run
    )
    return msgspec.structs.replace(plan, run=runs, out=str(folder / plan.out) if plan.out else "")


def _plain(message: str) -> str:
    """msgspec's words for a person: its path begins with a dollar sign."""
    return message.replace("`", "'").replace("$.", "")
