"""A review under way, as it is shown: the item, how far one is, and what the automatic check says of items that are
done. It says nothing of the others, so that nobody is led by it. No Qt.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.lab_folders import campaigns_in
from app.state.steps import split_step
from engine.compare.interval import wilson
from engine.lab.coverage import Interval
from engine.lab.false_positives import Check, Verdict
from engine.lab.review import Agreement, ReviewQueue, Vote
from engine.lab.sample import Solution
from engine.lab.sample_checks import kept_checks
from engine.types import StepFormat


@dataclass(frozen=True, slots=True)
class ReviewStep:
    """A step of a solution: its sentence and its program, either of which may be empty."""

    title: str
    code: str


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A solution to judge; it does not say who wrote it."""

    problem: str
    steps: tuple[ReviewStep, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of the item before, and what the automatic check says of it; None where it was not checked."""

    vote: Vote
    check: Check | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review at a moment.

    Attributes:
        done, total: items; a skipped one is done. item: the next one, None at the end.
        human: share of wrong reasoning among ``judged`` items. automatic: of those of them that could be checked.
        by_campaign: the human share of each campaign, only when all items are done.
    """

    done: int
    total: int
    item: ReviewItem | None
    before: Judged | None
    human: Interval
    judged: int
    automatic: Interval
    checked: int
    agreement: Agreement
    by_campaign: tuple[tuple[str, Interval, int], ...] = ()


class Review:
    """A person's review of a folder; calls may take seconds and belong on one lane."""

    def __init__(self, folder: Path, items: int) -> None:
        """Go on with the review of a folder, or draw ``items`` solutions for one.

        Raises:
            KnownError: there is nothing to review, or the folder cannot be written.
        """
        campaigns = campaigns_in(folder)
        self._names = sorted(campaigns)
        self._queue = ReviewQueue(folder, campaigns, items=items, seed=None)
        self._checks: dict[str, Check] = {}
        for campaign in campaigns.values():
            self._checks |= kept_checks(campaign)
        self._before: Judged | None = None

    def say(self, vote: Vote) -> ReviewView:
        """Vote on the item, or take the last vote back; it is on disk when this returns.

        Raises:
            ReadOnlyError: it could not be written; nothing has changed then.
        """
        shown = self._queue.current()
        self._queue.say(vote)
        if vote is Vote.UNDO or shown is None:
            self._before = None
        else:
            self._before = Judged(vote, self._checks.get(shown.key))
        return self.view()

    def view(self) -> ReviewView:
        """Where the review stands."""
        shown = self._queue.current()
        human, judged = self._queue.false_positives()
        automatic, checked = _flagged(self._queue.votes(), self._checks)
        ended = shown is None and len(self._names) > 1
        return ReviewView(
            done=self._queue.done,
            total=len(self._queue),
            item=_item(shown) if shown is not None else None,
            before=self._before,
            human=human,
            judged=judged,
            automatic=automatic,
            checked=checked,
            agreement=self._queue.agreement(self._checks),
            by_campaign=tuple((name, *self._queue.false_positives(name)) for name in self._names) if ended else (),
        )


def _item(solution: Solution) -> ReviewItem:
    return ReviewItem(solution.problem.text, tuple(map(_step, solution.steps)), solution.answer)


def _step(text: str) -> ReviewStep:
    is_program = text.lstrip().startswith("#")
    return ReviewStep(*split_step(text, StepFormat.CODE if is_program else StepFormat.TEXT))


def _flagged(votes: Mapping[str, bool], checks: Mapping[str, Check]) -> tuple[Interval, int]:
    """The automatic share on the very items that a person has judged."""
    verdicts = [checks[key].verdict for key in votes if key in checks]
    checked = [verdict for verdict in verdicts if verdict is not Verdict.UNCHECKED]
    flagged = checked.count(Verdict.FLAGGED)
    return Interval(flagged / len(checked) if checked else 0.0, *wilson(flagged, len(checked))), len(checked)
