"""A queue of right answers for a person who says whether the reasoning is right too.

Items are drawn from all campaigns of a folder alike, as many from each, and shuffled; nothing of an item says which
model wrote it. ``review.json`` holds the queue, ``review.jsonl`` what was said, one line each and on disk before the
next item is shown.
"""

import os
import random
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from engine.compare.interval import wilson
from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign
from engine.lab.coverage import Interval
from engine.lab.false_positives import Check, Verdict
from engine.lab.sample import Solution
from engine.lab.sample_checks import solutions_of
from models.errors import ReadOnlyError
from models.files import write_atomically

_QUEUE, _VOTES = "review.json", "review.jsonl"


class Vote(StrEnum):
    """What a person says of an item; UNDO takes the vote before back."""

    RIGHT = "right"
    WRONG = "wrong"
    SKIP = "skip"
    UNDO = "undo"


class Item(msgspec.Struct, frozen=True):
    """A solution in the queue: the name of its campaign's folder, and its key there."""

    campaign: str
    key: str


class _Queue(msgspec.Struct, frozen=True):
    seed: int
    items: tuple[Item, ...]


class _Line(msgspec.Struct, frozen=True):
    key: str
    vote: Vote


class Agreement(msgspec.Struct, frozen=True):
    """Of a person and the automatic check, on solutions that both judged. ``kappa``: Cohen's (1960); None where it is
    not defined because neither of them ever said anything else.
    """

    both: int
    equal: int
    kappa: float | None


class ReviewQueue:
    """The queue of a folder."""

    def __init__(self, folder: Path, campaigns: Mapping[str, Campaign], *, items: int, seed: int | None) -> None:
        """Go on with the queue that the folder holds, or make one.

        Args:
            seed: which items are drawn; of a queue that is there, None takes any.

        Raises:
            BadSettingsError: the folder holds a queue of another seed, or there is no right solution yet.
            ReadOnlyError: the folder cannot be written.
        """
        self._folder = folder
        self._solutions = {
            Item(name, found.key): found for name, campaign in campaigns.items() for found in solutions_of(campaign)
        }
        kept = _kept_queue(folder)
        if kept is not None and seed not in (None, kept.seed):
            raise BadSettingsError(
                f"{folder} holds a review with seed {kept.seed}; go on without --seed, or delete {_QUEUE} and {_VOTES}."
            )
        self._items = kept.items if kept is not None else self._draw(items, seed or 0)
        # A solution may be gone where a campaign was made anew.
        self._items = tuple(item for item in self._items if item in self._solutions)
        if not self._items:
            raise BadSettingsError(f"{folder} holds no right solution to review yet; sample first.")
        self._said = list(_said(folder))

    def __len__(self) -> int:
        return len(self._items)

    @property
    def done(self) -> int:
        """How many items were voted on or skipped."""
        known = {line.key for line in self._said}
        return sum(item.key in known for item in self._items)

    def current(self) -> Solution | None:
        """The next item; None when all are done."""
        item = self._next()
        return None if item is None else self._solutions[item]

    def say(self, vote: Vote) -> None:
        """Vote on the current item, or undo the vote before; on disk when this returns.

        Raises:
            ReadOnlyError: it could not be written.
        """
        if vote is Vote.UNDO:
            if not self._said:
                return
            line = _Line(self._said.pop().key, vote)
        else:
            item = self._next()
            if item is None:
                return
            line = _Line(item.key, vote)
            self._said.append(line)
        _append(self._folder / _VOTES, line)

    def votes(self) -> dict[str, bool]:
        """For each judged solution whether its reasoning is right, by its key."""
        return _judged(self._said)

    def false_positives(self, campaign: str | None = None) -> tuple[Interval, int]:
        """The share of judged items whose reasoning is wrong, with Wilson's interval, and how many were judged; of one
        campaign or of all.
        """
        votes = self.votes()
        judged = [votes[item.key] for item in self._items if item.key in votes and campaign in (None, item.campaign)]
        wrong = judged.count(False)
        return Interval(wrong / len(judged) if judged else 0.0, *wilson(wrong, len(judged))), len(judged)

    def agreement(self, checks: Mapping[str, Check]) -> Agreement:
        """With the automatic check."""
        return _agreement(
            [
                (not is_right, checks[key].verdict is Verdict.FLAGGED)
                for key, is_right in self.votes().items()
                if key in checks and checks[key].verdict is not Verdict.UNCHECKED
            ]
        )

    def _next(self) -> Item | None:
        known = {line.key for line in self._said}
        return next((item for item in self._items if item.key not in known), None)

    def _draw(self, count: int, seed: int) -> tuple[Item, ...]:
        chosen = random.Random(seed)
        names = sorted({item.campaign for item in self._solutions})
        drawn: list[Item] = []
        for number, name in enumerate(names):
            # What both models wrote is judged once.
            known = {item.key for item in drawn}
            own = sorted(item.key for item in self._solutions if item.campaign == name and item.key not in known)
            share = count // len(names) + (number < count % len(names))
            drawn += [Item(name, key) for key in chosen.sample(own, min(share, len(own)))]
        chosen.shuffle(drawn)
        _write_queue(self._folder, _Queue(seed, tuple(drawn)))
        return tuple(drawn)


def kept_votes(folder: Path) -> dict[str, bool]:
    """What was said in the review of a folder, by the key of a solution; nothing where there was none."""
    return _judged(_said(folder))


def _judged(said: Iterator[_Line] | list[_Line]) -> dict[str, bool]:
    return {line.key: line.vote is Vote.RIGHT for line in said if line.vote is not Vote.SKIP}


def _agreement(pairs: list[tuple[bool, bool]]) -> Agreement:
    total, equal = len(pairs), sum(one == other for one, other in pairs)
    if not total:
        return Agreement(0, 0, None)
    firsts, seconds = sum(one for one, _ in pairs) / total, sum(other for _, other in pairs) / total
    by_chance = firsts * seconds + (1 - firsts) * (1 - seconds)
    return Agreement(total, equal, None if by_chance == 1 else (equal / total - by_chance) / (1 - by_chance))


def _said(folder: Path) -> Iterator[_Line]:
    """The votes that count, in their order; a line that was cut off is passed over."""
    try:
        lines = (folder / _VOTES).read_bytes().splitlines()
    except FileNotFoundError:
        return
    except OSError as error:
        raise ReadOnlyError(f"{folder / _VOTES} cannot be read; check its rights.") from error
    counting: list[_Line] = []
    for line in lines:
        try:
            said = msgspec.json.decode(line, type=_Line)
        except msgspec.DecodeError:
            continue
        if said.vote is not Vote.UNDO:
            counting.append(said)
        elif counting:
            counting.pop()
    yield from counting


def _append(path: Path, line: _Line) -> None:
    try:
        with path.open("ab") as file:
            # A line that was cut off before must not swallow this one.
            file.write(b"\n" + msgspec.json.encode(line))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ReadOnlyError(f"{path.parent} cannot be written; the vote was not kept.") from error


def _kept_queue(folder: Path) -> _Queue | None:
    path = folder / _QUEUE
    try:
        return msgspec.json.decode(path.read_bytes(), type=_Queue)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.DecodeError) as error:
        raise BadSettingsError(f"{path} cannot be read as a review; delete it to draw a new one.") from error


def _write_queue(folder: Path, queue: _Queue) -> None:
    try:
        write_atomically(folder / _QUEUE, msgspec.json.format(msgspec.json.encode(queue)) + b"\n")
    except OSError as error:
        raise ReadOnlyError(f"{folder} cannot be written; copy it to a place that can.") from error
