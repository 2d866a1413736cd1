"""The charts of a comparison: accuracy against seconds and against tokens."""

from collections.abc import Callable, Sequence
from math import sqrt

from app.charts.scatter import SHAPES, Chart, Point, draw
from app.charts.theme import ChartTheme
from app.language import mark, tr
from engine.compare.table import TableRow
from engine.types import PolicyName

_SMALLEST_RADIUS, _LARGEST_RADIUS = 6.0, 22.0
_PLAIN_RADIUS = 8.0
_POLICIES = (
    *(PolicyName.GREEDY, PolicyName.MAJORITY, PolicyName.MCTS, PolicyName.WEIGHTED),
    *(PolicyName.BEST_OF_N, PolicyName.BEAM, PolicyName.DVTS, PolicyName.RESTARTS),
)
# A policy has one shape in all charts.
_SHAPES = dict(zip(_POLICIES, SHAPES, strict=True))


def accuracy_by_seconds(rows: Sequence[TableRow], theme: ChartTheme) -> str:
    """Accuracy against the mean seconds of a problem; the area of a mark is the worker's memory."""
    most = max((row.peak_bytes for row in rows), default=0)
    points = _points(rows, lambda row: row.seconds, lambda row: _radius(row.peak_bytes, most))
    area = tr("Area: memory of the engine.") + " " if most else ""
    return _drawn(tr("Accuracy against time"), tr("seconds a problem"), f"{area}{tr(_SHAPE_NOTE)}", points, rows, theme)


def accuracy_by_tokens(rows: Sequence[TableRow], theme: ChartTheme) -> str:
    """Accuracy against the mean number of sampled tokens of a problem."""
    points = _points(rows, lambda row: row.tokens, lambda _row: _PLAIN_RADIUS)
    title, x_title = tr("Accuracy against tokens"), tr("tokens sampled for a problem")
    return _drawn(title, x_title, tr(_SHAPE_NOTE), points, rows, theme)


_SHAPE_NOTE = mark(
    "Colour: model and quantization. Shape: policy. Bars: 95 % interval. Dashed: nothing is better in both."
)


def _drawn(
    title: str, x_title: str, note: str, points: tuple[Point, ...], rows: Sequence[TableRow], theme: ChartTheme
) -> str:
    name = rows[0].set if rows else ""
    return draw(Chart(f"{title}, {name}", x_title, tr("accuracy"), note, points), theme)


def _points(
    rows: Sequence[TableRow], across: Callable[[TableRow], float], radius: Callable[[TableRow], float]
) -> tuple[Point, ...]:
    models = list(dict.fromkeys(row.arm.model.sha256 for row in rows))
    places = [(across(row), row.accuracy) for row in rows]
    return tuple(
        Point(
            x=across(row),
            y=row.accuracy,
            low=row.low,
            high=row.high,
            radius=radius(row),
            label=row.label.replace(" Instruct", ""),
            shape=_SHAPES[row.arm.settings.policy],
            series=models.index(row.arm.model.sha256),
            on_front=not any(_beats(other, place) for other in places),
        )
        for row, place in zip(rows, places, strict=True)
    )


def _beats(one: tuple[float, float], other: tuple[float, float]) -> bool:
    """Whether the first is no worse in both directions and better in one."""
    return one[0] <= other[0] and one[1] >= other[1] and one != other


def _radius(count: int, most: int) -> float:
    if not count or not most:
        return _PLAIN_RADIUS
    return max(_SMALLEST_RADIUS, _LARGEST_RADIUS * sqrt(count / most))
