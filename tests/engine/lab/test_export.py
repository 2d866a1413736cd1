"""Trajectories and preference pairs as the rStar trainers read them, with counts of what was dropped."""

import json
from pathlib import Path
from typing import Any

from engine.lab.campaign import Campaign
from engine.lab.export import export
from engine.types import NodeStatus
from tests.helpers.lab import OPEN, PLAN, Step, a_problem, record, text_of

FORK: tuple[Step, ...] = (
    (0, OPEN, None),  # 1: Q = 1
    (0, OPEN, None),  # 2: Q = -1
    (0, OPEN, None),  # 3: Q = -1/3
    (1, NodeStatus.FINISHED, "42"),  # 4
    (2, NodeStatus.FINISHED, "8"),  # 5
    (3, NodeStatus.FINISHED, "42"),  # 6
    (3, NodeStatus.FINISHED, "9"),  # 7
    (3, NodeStatus.FAILED, None),  # 8
)


def test_pairs_have_the_fields_of_the_trainer_and_their_prompt_ends_before_the_step(tmp_path: Path) -> None:
    counts = export([_campaign(tmp_path, FORK)], tmp_path / "out")
    lines = _lines(tmp_path / "out" / "pairs.jsonl")
    steps = [line for line in lines if line["kind"] == "step"]
    # Best two: 1 and 3; worst two: 2 and 3. The pair of 3 with itself has no margin.
    assert {(1, 2), (1, 3), (3, 2)} == {(_node(line["pos"]), _node(line["neg"])) for line in steps}
    assert {"What is 17 + 25?"} == {line["prompt"] for line in lines}
    assert {(2, 2)} == {(line["pos_count"], line["neg_count"]) for line in steps}
    solutions = [line for line in lines if line["kind"] == "solution"]
    assert 2 * 3 == len(solutions) == counts.pairs.solution_pairs
    assert {(2, 3)} == {(line["pos_count"], line["neg_count"]) for line in solutions}
    assert f"{text_of('p1', 1)}\n{text_of('p1', 4)}" in {line["pos"] for line in solutions}
    assert (3, len(lines)) == (counts.pairs.step_pairs, counts.pairs.step_pairs + counts.pairs.solution_pairs)


def test_the_margin_is_the_difference_of_the_two_q_values(tmp_path: Path) -> None:
    export([_campaign(tmp_path, FORK)], tmp_path / "out")
    lines = _lines(tmp_path / "out" / "pairs.jsonl")
    margins = {(_node(line["pos"]), _node(line["neg"])): round(line["step_margin"], 3) for line in lines[:3]}
    assert {(1, 2): 2.0, (1, 3): 1.333, (3, 2): 0.667} == margins


def test_steps_that_are_nearly_the_same_text_make_no_pair(tmp_path: Path) -> None:
    kept = record(tree=FORK)
    # Steps 1 and 2 differ in one character.
    nodes = list(kept.story.nodes)
    object.__setattr__(nodes[1], "text", "# Step 1: Add.\nx = 1")
    object.__setattr__(nodes[2], "text", "# Step 1: Add.\nx = 2")
    campaign = Campaign(tmp_path / "c", PLAN)
    campaign.keep(kept)
    counts = export([campaign], tmp_path / "out").pairs
    assert (1, 2) == (counts.alike, counts.step_pairs)


def test_trajectories_are_the_right_solutions_alone(tmp_path: Path) -> None:
    counts = export([_campaign(tmp_path, FORK)], tmp_path / "out")
    lines = _lines(tmp_path / "out" / "trajectories.jsonl")
    assert [4, 6] == [_node(line["response"]) for line in lines]
    assert {"What is 17 + 25?"} == {line["query"] for line in lines}
    assert [[1.0, 1.0], [-0.333, 1.0]] == [[round(value, 3) for value in line["q_values"]] for line in lines]
    assert (1, 2, 2, 1, 0) == (counts.problems, counts.trajectories, counts.wrong, counts.failed, counts.repeated)
    assert 3 == json.loads((tmp_path / "out" / "export.json").read_text())["pairs"]["step_pairs"]


def _campaign(tmp_path: Path, tree: tuple[Step, ...]) -> Campaign:
    campaign = Campaign(tmp_path / "c", PLAN)
    campaign.keep(record(a_problem(), tree))
    return campaign


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _node(text: str) -> int:
    """The number of the last step of a text."""
    return int(text.rpartition(" ")[2])
