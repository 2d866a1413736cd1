"""Curves with the band of their intervals, as SVG: coverage and diversity over what sampling costs.

Plain SVG 1.1 without style sheets, so that any viewer and the window draw it alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from app.charts.axes import Scale
from app.charts.theme import ChartTheme

_WIDTH, _HEIGHT = 640, 400
_LEFT, _RIGHT, _BOTTOM = 64.0, 24.0, 56.0
_LEGEND, _LEGEND_LINE = 40.0, 18.0
_FONT_SIZE = 12.0
_FONT = "font-family=\"'DejaVu Sans', Arial, sans-serif\""
_DASHES = ' stroke-dasharray="7 4"'


@dataclass(frozen=True, slots=True)
class Line:
    """One curve: points from left to right, and the bounds of each."""

    name: str
    across: tuple[float, ...]
    values: tuple[float, ...]
    lows: tuple[float, ...]
    highs: tuple[float, ...]


def draw_curves(
    title: str,
    x_title: str,
    y_title: str,
    lines: Sequence[Line],
    theme: ChartTheme,
    top: float | None = None,
    *,
    dots: bool = True,
) -> str:
    """A chart of curves over axes that begin at 0, as an SVG document.

    Args:
        top: where the upright axis ends; above the highest bound where it is None.
        dots: mark each point; without them many points make a line.
    """
    widest = max((point for line in lines for point in line.across), default=1.0) or 1.0
    highest = top or 1.06 * max((point for line in lines for point in line.highs), default=1.0) or 1.0
    above = _LEGEND + _LEGEND_LINE * len(lines)
    x, y = Scale(0.0, widest, _LEFT, _WIDTH - _RIGHT), Scale(0.0, highest, _HEIGHT - _BOTTOM, above)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{theme.base}"/>',
        _text(_LEFT, 20, title, theme.ink, size=15),
        *_axes(x, y, x_title, y_title, theme),
    ]
    for number, line in enumerate(lines):
        parts += _curve(x, y, line, theme.series[number % len(theme.series)], _dash(number), dots=dots)
    return "\n".join([*parts, *_legend(lines, theme), "</svg>\n"])


def _axes(x: Scale, y: Scale, x_title: str, y_title: str, theme: ChartTheme) -> list[str]:
    parts, bottom = [], _HEIGHT - _BOTTOM
    for tick in y.ticks():
        at = y.at(tick)
        parts.append(_rule(_LEFT, at, _WIDTH - _RIGHT, at, theme.line))
        parts.append(_text(_LEFT - 8, at + 4, f"{tick:g}", theme.muted, anchor="end"))
    for tick in x.ticks():
        at = x.at(tick)
        parts.append(_rule(at, bottom, at, bottom + 5, theme.muted))
        parts.append(_text(at, bottom + 19, f"{tick:,g}", theme.muted, anchor="middle"))
    parts.append(_rule(_LEFT, bottom, _WIDTH - _RIGHT, bottom, theme.muted))
    parts.append(_text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 14, x_title, theme.ink, anchor="middle"))
    middle = (y.stop + bottom) / 2
    turned = _text(0, 0, y_title, theme.ink, anchor="middle")
    parts.append(f'<g transform="translate(16 {middle:.1f}) rotate(-90)">{turned}</g>')
    return parts


def _curve(x: Scale, y: Scale, line: Line, colour: str, dash: str, *, dots: bool) -> list[str]:
    def places(values: Sequence[float]) -> list[str]:
        return [f"{x.at(across):.1f},{y.at(up):.1f}" for across, up in zip(line.across, values, strict=True)]

    band = [*places(line.lows), *reversed(places(line.highs))]
    marks = [
        f'<circle cx="{x.at(across):.1f}" cy="{y.at(up):.1f}" r="3" fill="{colour}"/>'
        for across, up in zip(line.across, line.values, strict=True)
    ]
    return [
        f'<polygon points="{" ".join(band)}" fill="{colour}" fill-opacity="0.14"/>',
        f'<polyline points="{" ".join(places(line.values))}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>',
        *(marks if dots else ()),
    ]


def _legend(lines: Sequence[Line], theme: ChartTheme) -> list[str]:
    parts, ends = [], _LEFT + 26
    for number, line in enumerate(lines):
        style = f'stroke="{theme.series[number % len(theme.series)]}" stroke-width="2"{_dash(number)}'
        at = _LEGEND + number * _LEGEND_LINE
        parts.append(f'<line x1="{_LEFT:.1f}" y1="{at:.1f}" x2="{ends:.1f}" y2="{at:.1f}" {style}/>')
        parts.append(_text(ends + 6, at + 4, line.name, theme.ink))
    return parts


def _dash(number: int) -> str:
    """Every other curve is dashed, so that two of them are told apart without colours."""
    return _DASHES if number % 2 else ""


def _rule(x1: float, y1: float, x2: float, y2: float, colour: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="1"/>'


def _text(x: float, y: float, text: str, colour: str, *, size: float = _FONT_SIZE, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" {_FONT} font-size="{size:g}" fill="{colour}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )
