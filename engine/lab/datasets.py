"""Which right solutions go into a data set, and which are left out: filters, and what must never be trained on."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from engine.lab.campaign import Campaign
from engine.lab.false_positives import Check, Verdict
from engine.lab.record import Story
from engine.lab.sample import Solution, right_solutions
from engine.types import Problem

_GRAM_WORDS = 13
"""As in the contamination studies of GPT-3 (Brown et al. 2020, appendix C)."""

_WORD = re.compile(r"[^\W_]+")
_NOT_CHECKED = "not checked"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted of the right solutions.

    Attributes:
        passing: only those that passed the automatic check. distinct: programs that differ in more than names and
            layout. most: of each problem, None takes all.
    """

    passing: bool = False
    distinct: bool = False
    most: int | None = None


class Left(StrEnum):
    """Why a right solution is left out, in the order in which this is decided."""

    MEASURED = "its problem is one to measure on"
    FLAGGED = "flagged by the automatic check"
    UNCHECKED = "could not be checked"
    REPEATED = "the same text as another one"
    SAME_PROGRAM = "the same program as another one"
    SURPLUS = "its problem has enough"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A solution that goes into a data set, where it comes from, and what the automatic check said."""

    solution: Solution
    story: Story
    campaign: Campaign
    check: Check | None

    @property
    def provenance(self) -> dict[str, object]:
        """For a line of a data set."""
        plan = self.campaign.plan
        return {
            "model": plan.model,
            "model_sha256": plan.backbone_sha256,
            "seed": plan.settings.seed,
            "prompt_sha256": plan.prompt_sha256,
            "problems_sha256": plan.problems_sha256,
            "node": self.solution.node,
            "verdict": "right",
            "check": self.check.verdict.value if self.check else _NOT_CHECKED,
            "check_reason": self.check.reason.value if self.check else "",
        }


class MeasuredProblems:
    """Problems that are kept for measuring, and whether a text holds one of them."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._texts: set[tuple[str, ...]] = set()
        self._grams: set[tuple[str, ...]] = set()
        for problem in problems:
            words = _words(problem.text)
            self._texts.add(words)
            self._grams.update(_grams(words))

    def hold(self, text: str) -> bool:
        """Whether the words of a text are those of a measured problem, or share 13 in a row with one; case and signs
        left aside.
        """
        words = _words(text)
        return words in self._texts or not self._grams.isdisjoint(_grams(words))


def choose(
    campaigns: Sequence[Campaign],
    choice: Choice,
    checks: Mapping[str, Check],
    measured: MeasuredProblems,
) -> tuple[list[Chosen], Counter[Left]]:
    """The right solutions that are wanted, in the order of the campaigns, and how many each rule left out."""
    chosen, left = list[Chosen](), Counter[Left]()
    seen = _Seen()
    for campaign in campaigns:
        for record in campaign.records():
            is_measured = measured.hold(record.story.problem.text)
            for solution in right_solutions(record.story):
                check = checks.get(solution.key)
                reason = Left.MEASURED if is_measured else _by_check(choice, check) or seen.reason(solution, choice)
                if reason is None:
                    chosen.append(Chosen(solution, record.story, campaign, check))
                else:
                    left[reason] += 1
    return chosen, left


class _Seen:
    """What is in the data set already."""

    def __init__(self) -> None:
        self._texts: set[tuple[str, str]] = set()
        self._forms: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()

    def reason(self, solution: Solution, choice: Choice) -> Left | None:
        """Why the next solution is left out; None takes it in."""
        problem = solution.problem.id
        text = problem, solution.text
        if text in self._texts:
            return Left.REPEATED
        form = (problem, solution.form) if choice.distinct else text
        if form in self._forms:
            return Left.SAME_PROGRAM
        if choice.most is not None and self._counts[problem] == choice.most:
            return Left.SURPLUS
        self._texts.add(text)
        self._forms.add(form)
        self._counts[problem] += 1
        return None


def _by_check(choice: Choice, check: Check | None) -> Left | None:
    if not choice.passing or (check is not None and check.verdict is Verdict.PASSED):
        return None
    return Left.FLAGGED if check is not None and check.verdict is Verdict.FLAGGED else Left.UNCHECKED


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(text.casefold()))


def _grams(words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    return (words[at : at + _GRAM_WORDS] for at in range(len(words) - _GRAM_WORDS + 1))
