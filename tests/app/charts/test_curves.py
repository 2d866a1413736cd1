"""Curves with bands as SVG."""

from xml.etree import ElementTree

import pytest

from app.charts.curves import Line, draw_curves
from app.charts.theme import DARK, LIGHT, ChartTheme

WEAK = Line("weak: <a>", (1.0, 2.0, 4.0), (0.2, 0.4, 0.6), (0.1, 0.3, 0.5), (0.3, 0.5, 0.7))
STRONG = Line("strong: b", (2.0, 4.0), (0.5, 0.8), (0.4, 0.7), (0.6, 0.9))
NAMESPACE = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_each_curve_has_its_line_band_points_and_name(theme: ChartTheme) -> None:
    root = ElementTree.fromstring(draw_curves("Coverage", "Cost", "Share", [WEAK, STRONG], theme, 1.0))
    assert 2 == len(root.findall(f"{NAMESPACE}polyline")) == len(root.findall(f"{NAMESPACE}polygon"))
    assert 5 == len(root.findall(f"{NAMESPACE}circle"))
    words = {text.text for text in root.iter(f"{NAMESPACE}text")}
    assert {"Coverage", "Cost", "Share", "weak: <a>", "strong: b"} <= words


def test_points_lie_inside_and_higher_values_lie_higher() -> None:
    root = ElementTree.fromstring(draw_curves("", "", "", [WEAK, STRONG], LIGHT))
    places = [(float(dot.get("cx", "")), float(dot.get("cy", ""))) for dot in root.findall(f"{NAMESPACE}circle")]
    assert all(0 < x < 640 and 0 < y < 400 for x, y in places)
    assert sorted(places[:3], key=lambda place: -place[1]) == places[:3] == sorted(places[:3])


@pytest.mark.parametrize("lines", [[], [Line("nothing", (0.0,), (0.0,), (0.0,), (0.0,))]])
def test_a_chart_of_nothing_is_drawn_too(lines: list[Line]) -> None:
    assert "svg" in ElementTree.fromstring(draw_curves("Nothing", "", "", lines, LIGHT)).tag
