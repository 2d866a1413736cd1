"""Places labels beside their points so that they cover neither each other nor a point."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

CHARACTER_WIDTH = 0.56
"""Of a mean character of a sans serif face, in font sizes; wide enough for capitals and digits mixed."""

_LINE_HEIGHT = 1.25
_GAP = 3.0
_DISTANCES = (0.0, 8.0, 18.0, 32.0, 50.0, 75.0, 105.0, 140.0)
_DIRECTIONS = 16
_NEAR_CANDIDATES = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the chart's units."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: "Box") -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to be labelled, with the radius of its mark."""

    x: float
    y: float
    radius: float
    text: str


def text_width(text: str, size: float) -> float:
    """About how wide a text is."""
    return len(text) * CHARACTER_WIDTH * size


def place_labels(spots: Sequence[Spot], frame: Box, size: float, crossings: Sequence[Box] = ()) -> list[Box | None]:
    """A box for each label, in the order of ``spots``; None where there is no room for one.

    ``crossings`` are lines that a label may cover where there is no other place near.
    """
    marks = [Box(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    placed: list[Box | None] = [None] * len(spots)
    # Crowded points choose first.
    order = sorted(range(len(spots)), key=lambda at: -_neighbours(spots, at))
    for at in order:
        taken = [*marks, *(box for box in placed if box is not None)]
        free = [c for c in _candidates(spots[at], size) if frame.holds(c) and not any(c.meets(box) for box in taken)]
        near = free[:_NEAR_CANDIDATES]
        clear = (c for c in near if not any(c.meets(box) for box in crossings))
        placed[at] = next(clear, free[0] if free else None)
    return placed


def _neighbours(spots: Sequence[Spot], at: int) -> int:
    mine = spots[at]
    reach = text_width(mine.text, 12)
    return sum(abs(other.x - mine.x) < reach and abs(other.y - mine.y) < 40 for other in spots) - 1


def _candidates(spot: Spot, size: float) -> list[Box]:
    """Boxes around a point, nearest first, to the right before elsewhere."""
    width, height = text_width(spot.text, size), _LINE_HEIGHT * size
    found = []
    for distance in _DISTANCES:
        for direction in sorted(range(_DIRECTIONS), key=lambda d: min(d, _DIRECTIONS - d)):
            angle = 2 * pi * direction / _DIRECTIONS
            reach = spot.radius + _GAP + distance
            # The side of the box that faces the point lies at this distance from it.
            x = spot.x + cos(angle) * (reach + width / 2)
            y = spot.y + sin(angle) * (reach + height / 2)
            found.append(Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2))
    return found
