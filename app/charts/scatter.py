"""A scatter chart as SVG: marks by shape and colour, intervals, a front line, labels that do not overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.charts.axes import Scale, scale_for, share_scale
from app.charts.labels import Box, Spot, place_labels
from app.charts.theme import ChartTheme

WIDTH, HEIGHT = 880, 560
FONT_SIZE = 12.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 66.0, 44.0, 24.0, 54.0
_KEY_LINE = 18.0
_FONT = "font-family=\"'DejaVu Sans', Arial, sans-serif\""
SHAPES = ("circle", "square", "diamond", "triangle", "down", "cross", "pentagon", "hexagon")


@dataclass(frozen=True, slots=True)
class Point:
    """One mark.

    Attributes:
        y, low, high: shares in [0, 1]. radius: of its mark. shape: one of ``SHAPES``. series: index of its colour.
        on_front: whether nothing is better in both directions.
    """

    x: float
    y: float
    low: float
    high: float
    radius: float
    label: str
    shape: str
    series: int
    on_front: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart's points and words. ``note`` says what size and shape stand for."""

    title: str
    x_title: str
    y_title: str
    note: str
    points: tuple[Point, ...]


def draw(chart: Chart, theme: ChartTheme) -> str:
    """The chart as an SVG document."""
    x = scale_for([point.x for point in chart.points], _LEFT, WIDTH - _RIGHT)
    y = share_scale([p.low for p in chart.points], [p.high for p in chart.points], HEIGHT - _BOTTOM, _TOP)
    spots = [Spot(x.at(point.x), y.at(point.y), point.radius, point.label) for point in chart.points]
    frame = Box(_LEFT + 4, _TOP + 4, WIDTH - _RIGHT, HEIGHT - _BOTTOM - 4)
    bars = [
        Box(spot.x - 1, y.at(point.high), spot.x + 1, y.at(point.low))
        for point, spot in zip(chart.points, spots, strict=True)
    ]
    labels = place_labels(spots, frame, FONT_SIZE, bars)
    without = [at for at, box in enumerate(labels) if box is None]
    height = HEIGHT + (len(without) + 1) * _KEY_LINE if without else HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height:g}" '
        f'viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(chart.title)}">',
        f'<rect width="{WIDTH}" height="{height:g}" fill="{theme.base}"/>',
        *_axes(chart, x, y, theme),
        *_front(chart.points, spots, theme),
        *(_interval(point, spot, y, theme) for point, spot in zip(chart.points, spots, strict=True)),
        *(_mark(point, spot, theme) for point, spot in zip(chart.points, spots, strict=True)),
        *(
            line
            for spot, box in zip(spots, labels, strict=True)
            if box is not None
            for line in _label(spot, box, theme)
        ),
        *_key(chart.points, spots, without, theme),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _axes(chart: Chart, x: Scale, y: Scale, theme: ChartTheme) -> list[str]:
    bottom = HEIGHT - _BOTTOM
    parts = [_text(_LEFT, 22, chart.title, theme.ink, size=15), _text(_LEFT, 38, chart.note, theme.muted, size=11)]
    for value in y.ticks():
        at = y.at(value)
        parts.append(_line(_LEFT, at, WIDTH - _RIGHT, at, theme.line))
        parts.append(_text(_LEFT - 8, at + 4, f"{value * 100:.0f} %", theme.muted, anchor="end"))
    for value in x.ticks():
        at = x.at(value)
        parts.append(_line(at, bottom, at, bottom + 5, theme.muted))
        parts.append(_text(at, bottom + 19, f"{value:,g}", theme.muted, anchor="middle"))
    parts.append(_line(_LEFT, bottom, WIDTH - _RIGHT, bottom, theme.muted))
    middle = (_LEFT + WIDTH - _RIGHT) / 2
    parts.append(_text(middle, HEIGHT - 14, chart.x_title, theme.ink, anchor="middle"))
    at = (_TOP + bottom) / 2
    parts.append(
        f'<text x="16" y="{at:g}" {_FONT} font-size="{FONT_SIZE:g}" fill="{theme.ink}" text-anchor="middle" '
        f'transform="rotate(-90 16 {at:g})">{escape(chart.y_title)}</text>'
    )
    return parts


def _front(points: Sequence[Point], spots: Sequence[Spot], theme: ChartTheme) -> list[str]:
    """A thin line through the points that nothing beats, left to right."""
    front = sorted((spot.x, spot.y) for point, spot in zip(points, spots, strict=True) if point.on_front)
    if len(front) < 2:
        return []
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in front)
    return [f'<polyline points="{path}" fill="none" stroke="{theme.muted}" stroke-width="1.5" stroke-dasharray="5 4"/>']


def _interval(point: Point, spot: Spot, y: Scale, theme: ChartTheme) -> str:
    colour = theme.series[point.series % len(theme.series)]
    return (
        f'<line x1="{spot.x:.1f}" y1="{y.at(point.low):.1f}" x2="{spot.x:.1f}" y2="{y.at(point.high):.1f}" '
        f'stroke="{colour}" stroke-width="1.5" stroke-opacity="0.55"/>'
    )


def _mark(point: Point, spot: Spot, theme: ChartTheme) -> str:
    colour = theme.series[point.series % len(theme.series)]
    style = f'fill="{colour}" fill-opacity="0.45" stroke="{colour}" stroke-width="1.8"'
    x, y, r = spot.x, spot.y, spot.radius
    if point.shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" {style}/>'
    corners = " ".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in _CORNERS[point.shape])
    return f'<polygon points="{corners}" {style}/>'


_CORNERS = {
    "square": ((-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "triangle": ((0, -1), (1, 0.85), (-1, 0.85)),
    "down": ((0, 1), (1, -0.85), (-1, -0.85)),
    "pentagon": ((0, -1), (0.95, -0.31), (0.59, 0.81), (-0.59, 0.81), (-0.95, -0.31)),
    "hexagon": ((-1, 0), (-0.5, -0.87), (0.5, -0.87), (1, 0), (0.5, 0.87), (-0.5, 0.87)),
    "cross": (
        *((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35)),
        *((0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35)),
    ),
}


def _label(spot: Spot, box: Box, theme: ChartTheme) -> list[str]:
    """A label, with a thin line to its point where it stands apart."""
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    near_x = min(max(spot.x, box.left), box.right)
    near_y = min(max(spot.y, box.top), box.bottom)
    distance = ((near_x - spot.x) ** 2 + (near_y - spot.y) ** 2) ** 0.5
    leader = [_line(spot.x, spot.y, near_x, near_y, theme.muted)] if distance > spot.radius + 8 else []
    # What runs behind a label must not make it hard to read.
    ground = (
        f'<rect x="{box.left:.1f}" y="{box.top:.1f}" width="{box.right - box.left:.1f}" '
        f'height="{box.bottom - box.top:.1f}" fill="{theme.base}" fill-opacity="0.8"/>'
    )
    return [*leader, ground, _text(middle_x, middle_y + FONT_SIZE * 0.36, spot.text, theme.ink, anchor="middle")]


def _key(points: Sequence[Point], spots: Sequence[Spot], without: Sequence[int], theme: ChartTheme) -> list[str]:
    """Numbers in the marks that have no label, and what they stand for below the chart."""
    parts = []
    for number, at in enumerate(without, start=1):
        parts.append(_text(spots[at].x, spots[at].y + 4, str(number), theme.ink, anchor="middle"))
        parts.append(_text(_LEFT, HEIGHT + number * _KEY_LINE, f"{number}  {points[at].label}", theme.ink))
    return parts


def _line(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="1"/>'


def _text(x: float, y: float, text: str, colour: str, *, size: float = FONT_SIZE, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {_FONT} font-size="{size:g}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
