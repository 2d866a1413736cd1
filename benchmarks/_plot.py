"""A small line chart as SVG, for figures that are kept beside a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 640, 380, 56, 190, 16, 44
# Okabe and Ito's colours, which colour-blind eyes can tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999")


@dataclass(frozen=True, slots=True)
class Line:
    """A named line through points (x, share in [0, 1])."""

    name: str
    points: tuple[tuple[float, float], ...]


def line_chart(lines: Sequence[Line], x_title: str, y_title: str) -> str:
    """SVG of all lines over one x axis, the share from 0 to a round number above the largest."""
    every = [point for line in lines for point in line.points]
    xs = sorted({x for x, _ in every})
    top = max(0.1, -(-max((y for _, y in every), default=0.1) * 10 // 1) / 10)
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM

    def place(x: float, y: float) -> tuple[float, float]:
        span = max(xs[-1] - xs[0], 1)
        return _LEFT + (x - xs[0]) / span * (right - _LEFT), bottom - y / top * (bottom - _TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12"><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>'
    ]
    for tick in range(round(top * 10) + 1):
        _, y = place(xs[0], tick / 10)
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick * 10} %</text>')
    for x_value in xs:
        x, _ = place(x_value, 0)
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{x_value:,.0f}</text>')
    parts.append(f'<text x="{(_LEFT + right) / 2:.0f}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(x_title)}</text>')
    parts.append(
        f'<text x="14" y="{(_TOP + bottom) / 2:.0f}" text-anchor="middle" '
        f'transform="rotate(-90 14 {(_TOP + bottom) / 2:.0f})">{escape(y_title)}</text>'
    )
    for number, line in enumerate(lines):
        colour = _COLOURS[number % len(_COLOURS)]
        points = [place(x, y) for x, y in line.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        y = _TOP + 12 + 18 * number
        parts.append(
            f'<line x1="{right + 12}" x2="{right + 34}" y1="{y}" y2="{y}" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(f'<text x="{right + 40}" y="{y + 4}">{escape(line.name)}</text>')
    return "\n".join((*parts, "</svg>\n"))
