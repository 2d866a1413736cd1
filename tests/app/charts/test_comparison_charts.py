"""The charts of a comparison: sound SVG, labels apart, shapes and colours that tell arms apart."""

import itertools
import random
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.charts.axes import Scale, scale_for, share_scale
from app.charts.comparison import accuracy_by_seconds, accuracy_by_tokens
from app.charts.labels import Box, Spot, place_labels, text_width
from app.charts.theme import DARK, LIGHT, ChartTheme
from engine.compare.records import Record
from engine.compare.table import Table, make_table
from engine.types import PolicyName
from tests.helpers.comparisons import arm, measured

SVG = "{http://www.w3.org/2000/svg}"
FRAME = Box(0, 0, 800, 500)


def _table() -> Table:
    records: list[Record] = []
    for size, name in enumerate(("Small", "Middle & <Large>", "Large")):
        for policy in (PolicyName.GREEDY, PolicyName.MAJORITY, PolicyName.MCTS):
            of = arm(name, policy, parameters=10**8 * (size + 1))
            records += measured(of, "1" * (3 * size + 1) + "0" * 5, seconds=1.0 + size)
    return make_table(records)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_a_chart_is_sound_and_names_every_arm(theme: ChartTheme) -> None:
    rows = _table().rows
    for text in (accuracy_by_seconds(rows, theme), accuracy_by_tokens(rows, theme)):
        root = ElementTree.fromstring(text)
        told = "\n".join(node.text or "" for node in root.iter(f"{SVG}text"))
        assert [] == [row.label for row in rows if row.label not in told]
        marks = [n for n in root if n.tag in (f"{SVG}circle", f"{SVG}polygon")]
        assert len(rows) == len(marks)
        # Shape by policy, colour by model.
        assert 3 == len({node.get("stroke") for node in marks})
        assert {3} == {len(list(group)) for group in (list(root.iter(f"{SVG}circle")),)}


def test_a_chart_of_nothing_and_of_one_point_is_drawn() -> None:
    ElementTree.fromstring(accuracy_by_seconds((), LIGHT))
    one = make_table(measured(arm(), "0"))
    assert 1 == len(list(ElementTree.fromstring(accuracy_by_tokens(one.rows, LIGHT)).iter(f"{SVG}circle")))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 25))
def test_no_label_covers_another_or_a_mark_and_none_leaves_the_frame(seed: int, count: int) -> None:
    rng = random.Random(seed)
    spots = [
        Spot(rng.uniform(20, 780), rng.uniform(20, 480), rng.uniform(5, 20), "w" * rng.randint(3, 40))
        for _ in range(count)
    ]
    boxes = [box for box in place_labels(spots, FRAME, 12) if box is not None]
    marks = [Box(s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in spots]
    assert not any(one.meets(other) for one, other in itertools.combinations(boxes, 2))
    assert not any(box.meets(mark) for box in boxes for mark in marks)
    assert all(FRAME.holds(box) for box in boxes)
    assert text_width("w" * 3, 12) > 0


def test_where_there_is_room_every_point_has_its_label() -> None:
    spots = [Spot(100.0 + 150 * at, 250.0, 8, "a label") for at in range(5)]
    assert None not in place_labels(spots, FRAME, 12)


def test_crowded_points_are_numbered_and_told_below() -> None:
    crowd = [arm(f"A model with a rather long name {at}", parameters=10**8) for at in range(40)]
    table = make_table([record for of in crowd for record in measured(of, "10")])
    text = accuracy_by_tokens(table.rows, LIGHT)
    assert re.search(r">1  A model with", text)
    assert [] == [row.label for row in table.rows if row.label not in text]


@pytest.mark.parametrize(
    ("values", "logarithmic", "ticks"),
    [((1.0, 10.0), False, (0.0, 2.0, 4.0, 6.0, 8.0, 10.0)), ((0.9, 120.0), True, (1.0, 10.0, 100.0))],
)
def test_a_scale_is_logarithmic_where_values_lie_far_apart(
    values: tuple[float, ...], logarithmic: bool, ticks: tuple[float, ...]
) -> None:
    scale = scale_for(values, 0, 100)
    assert (logarithmic, ticks) == (scale.logarithmic, scale.ticks())
    assert all(0 < scale.at(value) < 100 for value in values)


def test_shares_end_at_tenths_and_values_beyond_an_end_lie_at_it() -> None:
    scale = share_scale([0.33], [0.58], 500, 0)
    assert (0.3, 0.6) == (scale.low, scale.high)
    assert 250 == pytest.approx(scale.at(0.45))
    assert 10 == Scale(1, 2, 0, 10).at(7)


def test_colours_stand_out_from_their_ground() -> None:
    for theme in (LIGHT, DARK):
        weak = [colour for colour in (*theme.series, theme.ink, theme.muted) if _contrast(colour, theme.base) < 3]
        assert [] == weak
        assert len(set(theme.series)) == len(theme.series)


def _contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
