"""A plan of a comparison while a person puts it together: what is chosen, why it cannot start, what it amounts to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from app.language import tr
from engine.compare.plan import AS_IT_IS, MOST_REPEATS, Job, Plan, Series, SetChoice, as_choice, queue_of
from engine.compare.problem_sets import OWN
from engine.compare.table import Table
from engine.types import Effort, PolicyName
from models.text import duration

_FEW_PROBLEMS = 20
_REPEATS = 3

Sizes: TypeAlias = Mapping[SetChoice, tuple[str, int] | None]
"""Name and number of problems of each set; None where it is only known once it is fetched."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is chosen: everything is combined with everything.

    Attributes:
        sets: files, names of sets, or "own". limit: of problems of each set, 0 takes all.
        seeds: as they are typed, with commas. max_tokens: of a problem, 0 what the effort says.
        repeats: of the speed figures, 0 leaves them out.
    """

    models: tuple[str, ...] = ()
    quantizations: tuple[str, ...] = (AS_IT_IS,)
    policies: tuple[PolicyName, ...] = (PolicyName.GREEDY,)
    efforts: tuple[Effort, ...] = (Effort.NORMAL,)
    sets: tuple[str, ...] = (OWN,)
    limit: int = _FEW_PROBLEMS
    seeds: str = "0"
    max_tokens: int = 0
    fidelity: bool = False
    repeats: int = _REPEATS

    def refusal(self) -> str:
        """Why this is no plan yet, in one sentence; "" when it is one."""
        missing = (
            (self.models, tr("Choose one model or more.")),
            (self.quantizations, tr("Choose a quantization; the file as it is counts as one.")),
            (self.policies, tr("Choose one way of searching or more.")),
            (self.efforts, tr("Choose one effort or more.")),
            (self.sets, tr("Choose a problem set.")),
            (seeds_of(self.seeds), tr("Type seeds as whole numbers with commas, such as 0, 1, 2.")),
        )
        return next((sentence for chosen, sentence in missing if not chosen), "")

    def plan(self) -> Plan:
        """The plan; only where there is no refusal."""
        series = Series(
            models=self.models,
            problems=tuple(SetChoice(name, self.limit or None) for name in self.sets),
            quantizations=self.quantizations,
            policies=self.policies,
            efforts=self.efforts,
            seeds=seeds_of(self.seeds),
            max_tokens=self.max_tokens or None,
            fidelity=self.fidelity,
        )
        return Plan(run=(series,), repeats=self.repeats)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a plan amounts to.

    Attributes:
        searches: problems to solve in all, None where a set is not here yet. done: of them, in the folder already.
        seconds: what is left may take, without making files and measuring speed; None not to be told.
        measured: whether ``seconds`` comes from what was measured on this computer.
        copies: files that are made first.
    """

    arms: int
    searches: int | None
    done: int = 0
    seconds: float | None = None
    measured: bool = False
    copies: int = 0

    @property
    def complete(self) -> bool:
        """Everything is measured."""
        return self.searches is not None and self.done >= self.searches


def seeds_of(typed: str) -> tuple[int, ...]:
    """The seeds of a text, each once; () where any part of it is no seed."""
    parts = [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
        return ()
    return tuple(dict.fromkeys(map(int, parts)))


def draft_of(plan: Plan) -> Draft | None:
    """The choices that a plan stands for; None where it says more than can be chosen here."""
    if len(plan.run) != 1 or plan.repeats > MOST_REPEATS:
        return None
    series = plan.run[0]
    choices = [as_choice(named) for named in series.problems]
    limits = {choice.limit or series.limit for choice in choices}
    if len(limits) != 1 or series.values or series.step_format or series.candidates or series.rollouts:
        return None
    if series.reject_below:
        return None
    return Draft(
        models=series.models,
        quantizations=tuple(name if name == AS_IT_IS else name.upper() for name in series.quantizations),
        policies=series.policies,
        efforts=series.efforts,
        sets=tuple(choice.file for choice in choices),
        limit=next(iter(limits)) or 0,
        seeds=", ".join(map(str, series.seeds)),
        max_tokens=series.max_tokens or 0,
        fidelity=series.fidelity,
        repeats=plan.repeats,
    )


def left_of(plan: Plan, sizes: Sizes, table: Table) -> dict[Job, tuple[int, int]] | None:
    """For each entry of the queue, problems in all and those done; None where the size of a set is not known."""
    solved: dict[tuple[str, ...], int] = {}
    for row in table.rows:
        settings = row.arm.settings
        told = (row.arm.wanted, settings.policy.value, row.arm.effort, str(settings.seed), row.set)
        solved[told] = max(row.n, solved.get(told, 0))
    found: dict[Job, tuple[int, int]] = {}
    for job in _jobs(plan):
        size = sizes.get(job.problems)
        if size is None:
            return None
        name, count = size
        done = solved.get((job.variant.words, job.policy.value, job.effort.value, str(job.seed), name), 0)
        found[job] = (count, min(count, done))
    return found


def outlook_words(outlook: Outlook) -> str:
    """What a plan amounts to, in a sentence or two."""
    if outlook.complete:
        return tr("All {count} searches of this plan are done.").format(count=f"{outlook.searches:,}")
    return " ".join(filter(None, (_work_words(outlook), _copies_words(outlook), _time_words(outlook))))


def _work_words(outlook: Outlook) -> str:
    arms = tr("1 combination") if outlook.arms == 1 else tr("{count} combinations").format(count=f"{outlook.arms:,}")
    if outlook.searches is None:
        return tr("{arms}; how many problems there are is known once the set is fetched.").format(arms=arms)
    if outlook.done:
        told = tr("{arms}, {count} searches, {done} of them done.")
        return told.format(arms=arms, count=f"{outlook.searches:,}", done=f"{outlook.done:,}")
    if outlook.searches == 1:
        return tr("{arms}, 1 search.").format(arms=arms)
    return tr("{arms}, {count} searches.").format(arms=arms, count=f"{outlook.searches:,}")


def _copies_words(outlook: Outlook) -> str:
    if not outlook.copies:
        return ""
    if outlook.copies == 1:
        return tr("1 model file is made first, unless it is here.")
    return tr("{count} model files are made first, unless they are here.").format(count=outlook.copies)


def _time_words(outlook: Outlook) -> str:
    if outlook.seconds is None:
        return ""
    told = (
        tr("About {time}, going by earlier comparisons here.")
        if outlook.measured
        else tr("Very roughly {time}; nothing like it was measured here yet.")
    )
    return told.format(time=rough(outlook.seconds))


def rough(seconds: float) -> str:
    """A duration without digits that nobody can know: "1 min", "25 min", "3 h"."""
    if seconds < 60:
        return tr("a minute")
    if seconds < 3600:
        return duration(60 * max(1, round(seconds / 60))).removesuffix(" 0 s")
    return duration(900 * round(seconds / 900)).removesuffix(" 0 min")


def _jobs(plan: Plan) -> Iterable[Job]:
    return (job for turn in queue_of(plan) for job in turn.jobs)
