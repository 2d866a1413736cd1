"""How a node of the tree looks: colours, pens, shape and label, each made once for all nodes that share it."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from math import log2

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from app.items.node_words import shown_value
from app.language import mark, tr
from app.state import NodeView, one_line
from app.views.theme import Theme, mixed, value_colour
from engine.types import NodeStatus

GIVEN_UP = (NodeStatus.FAILED, NodeStatus.PRUNED)
_LABEL_CHARACTERS = 6
_VALUE_LEVELS = 24
_WIDTH_LEVELS = 2.5
_PROBLEM = mark("Problem")


class Shape(Enum):
    """ROUND can go on, SQUARE ends with an answer, SMALL was given up or failed."""

    ROUND = auto()
    SQUARE = auto()
    SMALL = auto()


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn for a node and the edge to it.

    Attributes:
        inside: the label stands inside the node, not below it.
        dot: its colour from afar as 0xAARRGGBB.
    """

    shape: Shape
    fill: QBrush
    outline: QPen
    edge: QPen
    best: bool
    label: str = ""
    inside: bool = False
    dot: int = 0


def look_of(theme: Theme, node: NodeView, on_best: bool) -> Look:
    """The look of a node."""
    given_up = node.status in GIVEN_UP
    is_problem = node.parent is None
    level = None if given_up or is_problem else _level(shown_value(node))
    width = 0.0 if given_up else round((1.2 + 0.8 * log2(1 + max(0, node.visits))) * _WIDTH_LEVELS) / _WIDTH_LEVELS
    label, inside = _label_of(node, on_best)
    return Look(
        shape=Shape.SMALL if given_up else Shape.SQUARE if node.status is NodeStatus.FINISHED else Shape.ROUND,
        fill=_fill(theme, given_up or is_problem, level),
        outline=_outline(theme, given_up, is_problem, on_best),
        edge=_edge(theme, width, on_best, given_up),
        best=on_best,
        label=label,
        inside=inside,
        dot=_dot(theme, given_up or is_problem, level),
    )


def readable_on(fill: QColor) -> QColor:
    """Black or white, whichever can be read on ``fill``."""
    bright = 0.299 * fill.red() + 0.587 * fill.green() + 0.114 * fill.blue()
    return QColor("#101418") if bright > 140 else QColor("#FFFFFF")


def _level(value: float | None) -> int | None:
    return None if value is None else round(max(-1.0, min(1.0, value)) * _VALUE_LEVELS)


@cache
def _fill(theme: Theme, hollow: bool, level: int | None) -> QBrush:
    if hollow:
        return QBrush(QColor(theme.base))
    return QBrush(value_colour(theme, None if level is None else level / _VALUE_LEVELS))


@cache
def _dot(theme: Theme, hollow: bool, level: int | None) -> int:
    return QColor(theme.unknown).rgb() if hollow else _fill(theme, False, level).color().rgb()


@cache
def _outline(theme: Theme, given_up: bool, is_problem: bool, on_best: bool) -> QPen:
    if given_up:
        return QPen(QColor(theme.unknown), 1.5)
    if is_problem:
        return QPen(QColor(theme.accent if on_best else theme.muted_ink), 2.5)
    return QPen(QColor(theme.accent), 3.0) if on_best else QPen(QColor(theme.base), 1.0)


@cache
def _edge(theme: Theme, width: float, on_best: bool, given_up: bool) -> QPen:
    colour = QColor(theme.accent) if on_best else mixed(theme.hairline, theme.muted_ink, 0.2)
    if given_up:
        return QPen(colour, 1.2, Qt.PenStyle.DashLine)
    return QPen(colour, max(2.5, width) if on_best else width)


def _label_of(node: NodeView, on_best: bool) -> tuple[str, bool]:
    """The number of a step on the best path inside its node, the answer of a finished one below it."""
    if node.parent is None:
        return tr(_PROBLEM), False
    if node.status is NodeStatus.FINISHED and node.answer is not None:
        answer = one_line(node.answer[:200])
        return (answer if len(answer) <= _LABEL_CHARACTERS else answer[: _LABEL_CHARACTERS - 1] + "…"), False
    return (str(node.depth), True) if on_best else ("", True)
