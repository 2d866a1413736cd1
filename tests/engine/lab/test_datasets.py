"""What goes into a data set, what is left out, and where each line says it comes from."""

import json
from pathlib import Path
from typing import Any

from engine.lab.datasets import Choice, Left, MeasuredProblems, choose
from engine.lab.export import export
from engine.lab.false_positives import Check, Reason, Verdict
from engine.types import Problem
from tests.helpers.campaigns import sampled, sampling_plan

ADD, RENAMED, OTHER, WRONG = ("x = 40 + 2", "print(42)"), ("y = 40 + 2", "print(42)"), ("print(42)",), ("print(41)",)
LONG = "A train of nine waggons leaves at noon and carries forty one men and a dog. How many passengers are there?"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_right_solutions_become_chats_and_trajectories_with_their_origin(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"One?": [ADD, WRONG]}, sampling_plan(prompt_sha256="q" * 64))
    counts = export([campaign], tmp_path / "out")
    (chat,), (trajectory,) = _lines(tmp_path / "out" / "sft.jsonl"), _lines(tmp_path / "out" / "trajectories.jsonl")
    assert ["system", "user", "assistant"] == [turn["role"] for turn in chat["messages"]]
    assert "Problem: One?" == chat["messages"][1]["content"]
    assert "```python\nx = 40 + 2\nprint(42)\n```" == chat["messages"][2]["content"]
    assert ("One?", "x = 40 + 2\nprint(42)", "42") == (
        trajectory["query"],
        trajectory["response"],
        trajectory["answer"],
    )
    assert (
        {
            "model": "tiny",
            "model_sha256": "b" * 64,
            "seed": 0,
            "prompt_sha256": "q" * 64,
            "problems_sha256": "p" * 64,
            "node": 2,
            "verdict": "right",
            "check": "not checked",
            "check_reason": "",
        }
        == chat["provenance"]
        == trajectory["provenance"]
    )
    assert (1, 1, 0) == (counts.trajectories, counts.wrong, counts.repeated)


def test_programs_that_differ_in_names_alone_can_be_left_out(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"One?": [ADD, ADD, RENAMED, OTHER]})
    chosen, left = choose([campaign], Choice(distinct=True), {}, MeasuredProblems())
    assert [ADD, OTHER] == [one.solution.steps for one in chosen]
    assert {Left.REPEATED: 1, Left.SAME_PROGRAM: 1} == left
    assert 3 == len(choose([campaign], Choice(), {}, MeasuredProblems())[0])


def test_a_problem_gives_no_more_than_was_asked_for_from_all_campaigns_together(tmp_path: Path) -> None:
    first = sampled(tmp_path / "a", {"One?": [ADD], "Two?": [ADD]})
    second = sampled(tmp_path / "b", {"One?": [ADD, RENAMED, OTHER]})
    chosen, left = choose([first, second], Choice(most=2), {}, MeasuredProblems())
    assert [("One?", ADD), ("Two?", ADD), ("One?", RENAMED)] == [
        (x.solution.problem.id, x.solution.steps) for x in chosen
    ]
    assert {Left.REPEATED: 1, Left.SURPLUS: 1} == left


def test_what_did_not_pass_the_check_is_left_out_of_solutions_and_pairs(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"One?": [ADD, RENAMED, OTHER, WRONG]})
    everything, _ = choose([campaign], Choice(), {}, MeasuredProblems())
    keys = [one.solution.key for one in everything]
    checks = {keys[0]: Check(Verdict.PASSED), keys[2]: Check(Verdict.FLAGGED, Reason.LITERAL)}
    counts = export([campaign], tmp_path / "out", Choice(passing=True), checks=checks)
    assert ({"flagged by the automatic check": 1, "could not be checked": 1}, 1) == (counts.left, counts.trajectories)
    assert ["x = 40 + 2\nprint(42)"] == [line["pos"] for line in _lines(tmp_path / "out" / "pairs.jsonl")]
    assert (3, 2) == (counts.pairs.solution_pairs, counts.dropped_pairs)
    assert "passed" == _lines(tmp_path / "out" / "sft.jsonl")[0]["provenance"]["check"]


def test_a_problem_kept_for_measuring_is_left_out_altogether(tmp_path: Path) -> None:
    campaign = sampled(tmp_path / "c", {"What  IS it?": [ADD, WRONG], LONG: [ADD, WRONG], "Other?": [ADD, WRONG]})
    measured = MeasuredProblems([Problem("m1", "What is it"), Problem("m2", f"Listen! {LONG.replace('noon', 'one')}")])
    counts = export([campaign], tmp_path / "out", measured=measured)
    assert (2, 3, 1, {Left.MEASURED: 2}) == (
        counts.measured_problems,
        counts.problems,
        counts.trajectories,
        counts.left,
    )
    for name in ("sft.jsonl", "trajectories.jsonl", "pairs.jsonl"):
        assert {"Other?"} == {line["id"] for line in _lines(tmp_path / "out" / name)}
    assert 2 == counts.dropped_pairs


def test_twelve_words_in_a_row_are_no_match_and_thirteen_are() -> None:
    words = [f"word{number}" for number in range(30)]
    measured = MeasuredProblems([Problem("m", " ".join(words))])
    assert not measured.hold("So " + ", ".join(words[5:17]) + " and so on")
    assert measured.hold("So " + ", ".join(words[5:18]) + " and so on")
    assert not MeasuredProblems().hold("anything")


def test_two_models_go_into_one_data_set_but_are_paired_each_with_itself(tmp_path: Path) -> None:
    weak = sampled(tmp_path / "w", {"One?": [ADD]})
    strong = sampled(tmp_path / "s", {"One?": [WRONG], "Two?": [OTHER, WRONG]}, sampling_plan(backbone_sha256="s" * 64))
    counts = export([weak, strong], tmp_path / "out")
    assert (2, 1) == (counts.trajectories, counts.pairs.solution_pairs)
    (pair,) = _lines(tmp_path / "out" / "pairs.jsonl")
    assert ("Two?", "s" * 64, [0]) == (pair["id"], pair["provenance"]["model_sha256"], pair["provenance"]["seeds"])
