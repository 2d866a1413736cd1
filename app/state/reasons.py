"""Why a step was given up, read from the engine's plain words, since these are what a stored run holds."""

import re
from enum import StrEnum
from typing import NamedTuple

from engine.types import NodeId

_HOPELESS = re.compile(r"Given up: the preference model gives it .+ chance of ending right\.")
_MERGED = re.compile(r"Computes the same as step (\d+)\.")


class Ground(StrEnum):
    """A kind of reason.

    BY_YOU, REPLACED: a person gave it up, or wrote another step for it. MERGED: it computed the same as a sibling.
    BEATEN, BEATEN_IN_GROUP: others of its layer or group were better. HOPELESS: the preference model gave it too small
    a chance. BROKEN_OFF: it is no whole step. OTHER: anything
    else.
    """

    BY_YOU = "by you"
    REPLACED = "replaced"
    MERGED = "merged"
    BEATEN = "beaten"
    BEATEN_IN_GROUP = "beaten in its group"
    HOPELESS = "hopeless"
    BROKEN_OFF = "broken off"
    OTHER = "other"


class Reason(NamedTuple):
    """The kind, and the step it computed the same as where it was merged."""

    ground: Ground
    twin: NodeId | None = None


_GROUNDS = {
    "Given up by you.": Ground.BY_YOU,
    "Replaced by your step.": Ground.REPLACED,
    "Not among the best steps of its layer.": Ground.BEATEN,
    "Not the best step of its group.": Ground.BEATEN_IN_GROUP,
    "The step grew too long.": Ground.BROKEN_OFF,
    "The model's context was full.": Ground.BROKEN_OFF,
    "An empty step.": Ground.BROKEN_OFF,
}


def reason_of(words: str) -> Reason:
    """What a pruned node's reason means."""
    if (match := _MERGED.fullmatch(words)) is not None:
        return Reason(Ground.MERGED, int(match[1]))
    if _HOPELESS.fullmatch(words) is not None:
        return Reason(Ground.HOPELESS)
    return Reason(_GROUNDS.get(words, Ground.OTHER))
