"""Preference pairs as ``lab export`` writes them, as a training sees them.

The pairs of a group (steps after the same step, or the solutions of a problem) share their replies. Each round draws
disjoint pairs of every group, so that a reply is read once a round and not once for each of its rivals; with the weight
1 / pairs of its group the expected loss is that of all pairs (Guan et al. 2025, eq. 3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import numpy as np

from models.training.chats import Row, Template, Turn, held_problems, read_lines
from models.training.finetune_job import BadTrainingDataError, FinetuneOptions

_MOST_PAIRS = 4
"""Of a group in a round."""


class PairLine(msgspec.Struct, frozen=True):
    """A line of the file; what else it holds is for other trainers. ``prompt`` is the same for the pairs of a group."""

    prompt: str
    messages: tuple[Turn, ...]
    chosen: str
    rejected: str
    chosen_q: float
    rejected_q: float
    id: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as tokens, and the chance that it ends right: (Q + 1) / 2."""

    row: Row
    chance: float


@dataclass(frozen=True, slots=True)
class Group:
    """The preferred replies of a group, and the others."""

    problem: str
    is_solution: bool
    chosen: tuple[Reply, ...]
    rejected: tuple[Reply, ...]

    @property
    def pairs(self) -> int:
        """Disjoint pairs of a round."""
        return min(_MOST_PAIRS, len(self.chosen), len(self.rejected))


@dataclass(frozen=True, slots=True)
class Pair:
    """A preferred reply beside another one. ``weight`` is 1 / pairs of its group in a round."""

    chosen: Reply
    rejected: Reply
    weight: float

    @property
    def tokens(self) -> int:
        """Of both."""
        return len(self.chosen.row.tokens) + len(self.rejected.row.tokens)


@dataclass(frozen=True, slots=True)
class Groups:
    """What a training sees. ``long`` replies were left out, since they have more tokens than were allowed."""

    trained: tuple[Group, ...]
    held_out: tuple[Group, ...]
    long: int


def read_pairs(path: Path) -> list[PairLine]:
    """The lines of a file.

    Raises:
        BadTrainingDataError: it cannot be read, a line is no pair, or there is none.
    """
    lines = read_lines(path, _line)
    if not lines:
        raise BadTrainingDataError(
            f"{path} holds no pair, so there is nothing to train on; generate more problems, some of whose solutions"
            " are right and some wrong, then make the file with 'stepwise lab export'."
        )
    return lines


def holds_pairs(path: Path) -> bool:
    """Whether the first line of a file is a preference pair rather than a chat."""
    try:
        with path.open("rb") as file:
            first = next((line for line in file if line.strip()), b"")
        return "chosen" in msgspec.json.decode(first, type=dict[str, msgspec.Raw])
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return False


def groups_of(lines: Sequence[PairLine], template: Template, options: FinetuneOptions) -> Groups:
    """The pairs by group, as tokens; whole problems are held out, drawn by the seed.

    Raises:
        BadTrainingDataError: no group is left to train on.
    """
    held = held_problems([line.id for line in lines], options)
    left_out: set[str] = set()

    @cache
    def reply(turns: tuple[Turn, ...], text: str, q_value: float) -> Reply | None:
        row = template((*turns, Turn("assistant", text)))
        if len(row.tokens) > options.sequence_tokens:
            left_out.add(text)
            return None
        return Reply(row, (q_value + 1.0) / 2.0)

    sides: dict[tuple[str, str, str], tuple[dict[Reply, None], dict[Reply, None]]] = {}
    for line in lines:
        chosen = reply(line.messages, line.chosen, line.chosen_q)
        rejected = reply(line.messages, line.rejected, line.rejected_q)
        if chosen is None or rejected is None:
            continue
        key = line.id, line.kind, line.prompt
        good, bad = sides.setdefault(key, ({}, {}))
        good[chosen] = bad[rejected] = None
    groups = [Group(key[0], key[1] == "solution", tuple(good), tuple(bad)) for key, (good, bad) in sides.items()]
    trained = tuple(group for group in groups if group.problem not in held)
    if not trained:
        raise BadTrainingDataError(
            f"All pairs to train on have replies of more than {options.sequence_tokens} tokens; allow more with"
            " --seq-len."
        )
    return Groups(trained, tuple(group for group in groups if group.problem in held), len(left_out))


def pairs_of_step(groups: Sequence[Group], options: FinetuneOptions, step: int) -> list[Pair]:
    """The pairs of a step, counted from 0: those of each group once before any comes again, in an order and with
    partners drawn for each round.
    """
    places = [(at, place) for at, group in enumerate(groups) for place in range(group.pairs)]
    chosen = []
    for number in range(step * options.batch, (step + 1) * options.batch):
        round_, index = divmod(number, len(places))
        order = np.random.default_rng((options.seed, round_)).permutation(len(places))
        at, place = places[int(order[index])]
        chosen.append(_drawn(groups[at], place, (options.seed, round_, at)))
    return chosen


def all_pairs(groups: Sequence[Group]) -> list[Pair]:
    """A round's pairs of every group, always the same: to measure on."""
    return [_drawn(group, place, (0, 0, at)) for at, group in enumerate(groups) for place in range(group.pairs)]


def _drawn(group: Group, place: int, seed: tuple[int, ...]) -> Pair:
    generator = np.random.default_rng(seed)
    good, bad = generator.permutation(len(group.chosen)), generator.permutation(len(group.rejected))
    return Pair(group.chosen[int(good[place])], group.rejected[int(bad[place])], 1.0 / group.pairs)


def _line(path: Path, number: int, line: bytes) -> PairLine:
    try:
        return msgspec.json.decode(line, type=PairLine)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadTrainingDataError(
            f"Line {number} of {path} is no preference pair ({error}); make the file with 'stepwise lab export'."
        ) from error
