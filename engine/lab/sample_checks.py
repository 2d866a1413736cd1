"""The automatic checks of a campaign's right solutions, kept beside them in ``checks.jsonl``: each is made once."""

import os
from collections.abc import Callable, Iterable, Iterator

import msgspec

from engine.lab.campaign import Campaign
from engine.lab.false_positives import Check, check_solution
from engine.lab.sample import Solution, right_solutions
from engine.sandbox.executor import Executor
from models.errors import ReadOnlyError

_FILE = "checks.jsonl"
_VERSION = 2
"""Raised when the check changes: checks of another version are made again."""


class _Line(msgspec.Struct, frozen=True):
    key: str
    check: Check
    version: int


def kept_checks(campaign: Campaign) -> dict[str, Check]:
    """The checks that were made so far, by the key of the solution."""
    try:
        lines = (campaign.folder / _FILE).read_bytes().splitlines()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ReadOnlyError(
            f"{campaign.folder / _FILE} cannot be read; delete it, then run the command again."
        ) from error
    return {line.key: line.check for line in _readable(lines) if line.version == _VERSION}


def check_campaign(
    campaign: Campaign, executor: Callable[[], Executor], tell: Callable[[int, int], None] = lambda _done, _all: None
) -> dict[str, Check]:
    """Check all right solutions that have no check yet; each is on disk before the next one begins.

    Args:
        executor: gives the sandbox; asked only where there is something to run.
        tell: is told how many of how many different solutions are done.

    Raises:
        KnownError: there is no sandbox, or the folder cannot be written.
    """
    known = kept_checks(campaign)
    solutions = {found.key: found for found in solutions_of(campaign)}
    waiting = {key: solution for key, solution in solutions.items() if key not in known}
    if not waiting:
        return known
    try:
        with (campaign.folder / _FILE).open("ab") as file:
            for number, (key, solution) in enumerate(waiting.items(), start=1):
                known[key] = check_solution(solution, executor)
                # A line that was cut off before must not swallow this one.
                file.write(b"\n" + msgspec.json.encode(_Line(key, known[key], _VERSION)))
                file.flush()
                tell(len(solutions) - len(waiting) + number, len(solutions))
            os.fsync(file.fileno())
    except OSError as error:
        raise ReadOnlyError(f"{campaign.folder} cannot be written; free some space, or copy it elsewhere.") from error
    return known


def solutions_of(campaign: Campaign) -> Iterator[Solution]:
    """The right solutions of all problems."""
    for record in campaign.records():
        yield from right_solutions(record.story)


def _readable(lines: Iterable[bytes]) -> Iterator[_Line]:
    for line in lines:
        try:
            yield msgspec.json.decode(line, type=_Line)
        except msgspec.DecodeError:
            continue
