import itertools
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.items.layout import COUSIN_GAP, SIBLING_GAP, Spot, tidy_layout

TraceFunction = Callable[[FrameType, str, Any], Any]


@st.composite
def trees(draw: st.DrawFn) -> list[list[int]]:
    parents = [draw(st.integers(0, node)) for node in range(draw(st.integers(0, 60)))]
    return from_parents(parents)


def from_parents(parents: list[int]) -> list[list[int]]:
    children: list[list[int]] = [[] for _ in range(len(parents) + 1)]
    for child, parent in enumerate(parents, start=1):
        children[parent].append(child)
    return children


def rows(children: list[list[int]]) -> list[list[int]]:
    """Nodes of each depth from left to right, by the order of the tree."""
    result = [[0]]
    while below := [child for node in result[-1] for child in children[node]]:
        result.append(below)
    return result


def test_no_nodes_need_no_places() -> None:
    assert tidy_layout([]) == []


def test_two_children_stand_evenly_below_the_root() -> None:
    assert [Spot(0.0, 0), Spot(-0.5, 1), Spot(0.5, 1)] == tidy_layout([[1, 2], [], []])


def test_a_deep_subtree_may_reach_below_its_neighbour() -> None:
    # 0 -> 1, 2; 1 -> 3, 4, 5: node 2 has no children, so it stays one gap beside node 1.
    spots = tidy_layout([[1, 2], [3, 4, 5], [], [], [], []])
    assert spots[2].x - spots[1].x == SIBLING_GAP


@given(trees())
def test_rows_keep_their_order_and_gaps(children: list[list[int]]) -> None:
    spots = tidy_layout(children)
    parent_of = {child: node for node, below in enumerate(children) for child in below}
    for depth, row in enumerate(rows(children)):
        assert {depth} == {spots[node].row for node in row}
        for left, right in itertools.pairwise(row):
            gap = SIBLING_GAP if parent_of[left] == parent_of[right] else COUSIN_GAP
            assert spots[right].x - spots[left].x >= gap - 1e-9


@given(trees())
def test_parents_stand_in_the_middle_above_their_children(children: list[list[int]]) -> None:
    spots = tidy_layout(children)
    for node, below in enumerate(children):
        if below:
            assert abs(spots[node].x - (spots[below[0]].x + spots[below[-1]].x) / 2) < 1e-9


@given(trees())
def test_the_root_stays_while_the_tree_grows(children: list[list[int]]) -> None:
    for count in range(1, len(children) + 1):
        part = [[child for child in below if child < count] for below in children[:count]]
        assert Spot(0.0, 0) == tidy_layout(part)[0]


@given(trees(), st.randoms(use_true_random=False))
def test_places_do_not_depend_on_the_numbers_of_nodes(children: list[list[int]], random: object) -> None:
    numbers = list(range(1, len(children)))
    random.shuffle(numbers)  # type: ignore[attr-defined]
    renamed = [0, *numbers]
    other: list[list[int]] = [[] for _ in children]
    for node, below in enumerate(children):
        other[renamed[node]] = [renamed[child] for child in below]
    spots, other_spots = tidy_layout(children), tidy_layout(other)
    assert spots == [other_spots[renamed[node]] for node in range(len(children))]


def test_a_chain_deeper_than_the_call_stack_is_placed() -> None:
    count = 5_000
    spots = tidy_layout([[node + 1] for node in range(count)] + [[]])
    assert Spot(0.0, count) == spots[-1]


def test_the_work_grows_with_the_number_of_nodes_and_no_faster() -> None:
    assert _lines_run(_comb(4_000)) < 9 * _lines_run(_comb(500))


def _comb(count: int) -> list[list[int]]:
    """A line of ``count`` nodes, each with a leaf beside the next one."""
    line = [[node + 1, count + node] if node + 1 < count else [] for node in range(count)]
    return line + [[] for _ in range(count)]


def _lines_run(children: list[list[int]]) -> int:
    """Lines of Python that a layout takes: the same on every machine, however busy."""
    lines = 0

    def count(_frame: FrameType, event: str, _value: object) -> "TraceFunction":
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        tidy_layout(children)
    finally:
        sys.settrace(before)
    return lines
