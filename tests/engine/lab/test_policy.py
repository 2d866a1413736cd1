"""What a policy is trained on, who it is, and whether it got better."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.lab.campaign import Campaign
from engine.lab.datasets import MeasuredProblems
from engine.lab.evolution import Fit, PolicyTraining
from engine.lab.policy import (
    checksum_of,
    difference_in_words,
    greedy_settings,
    kept_fit,
    measured_policy,
    policy_difference,
    top_trajectories,
    write_chats,
)
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem, StepFormat
from models.adapters import Adapters
from models.files import sha256_of
from models.library import Library
from tests.helpers.campaigns import Program, sampled, sampling_plan
from tests.helpers.lab import FINISHED, OPEN, PLAN, Step, record, text_of
from tests.helpers.tiny_policy import write_adapter, write_policy

# Of a problem whose answer is 42. Right ends are 3 (below step 1, half of whose ends are right), 5 and 6 (below step 2,
# all of whose ends are right, and which was tried more than step 7), and 7.
TREE: tuple[Step, ...] = (
    (0, OPEN, None),
    (0, OPEN, None),
    (1, FINISHED, "42"),
    (1, FINISHED, "8"),
    (2, FINISHED, "42"),
    (2, FINISHED, "42.0"),
    (0, FINISHED, "42"),
)
RIGHT, WRONG = ("print(42)",), ("print(8)",)
TRAINING = PolicyTraining(steps=3, rank=2, rate=1e-3)


def _trees(folder: Path, problem: Problem, tree: tuple[Step, ...]) -> Campaign:
    plan = msgspec.structs.replace(PLAN, layers=(), settings=settings_for(PolicyName.MCTS, Effort.QUICK))
    campaign = Campaign(folder, plan)
    campaign.keep(record(problem, tree, states=False))
    return campaign


def test_the_two_trajectories_of_highest_mean_q_are_taken_and_of_equals_those_that_were_tried_more(
    tmp_path: Path,
) -> None:
    problem = Problem("p1", "What is 17 + 25?", "42")
    chosen = top_trajectories([_trees(tmp_path / "t", problem, TREE)], MeasuredProblems())
    assert [5, 6] == [one.solution.node for one in chosen]
    three = top_trajectories([_trees(tmp_path / "t", problem, TREE)], MeasuredProblems(), most=4)
    assert [5, 6, 7, 3] == [one.solution.node for one in three]


def test_solutions_of_trees_come_before_whole_samples_which_fill_up(tmp_path: Path) -> None:
    text = "What is 17 + 25?"
    samples = sampled(tmp_path / "s", {text: (RIGHT, ("x = 42\n", "print(x)  # 42"))})
    problem = Problem(text[:20], text, "42")
    poor: tuple[Step, ...] = ((0, OPEN, None), (1, FINISHED, "8"), (1, FINISHED, "9"), (1, FINISHED, "42"))
    trees = _trees(tmp_path / "t", problem, poor)
    chosen = top_trajectories([samples, trees], MeasuredProblems())
    assert [text_of(problem.id, 1) + "\n" + text_of(problem.id, 4), RIGHT[0]] == [one.solution.text for one in chosen]


def test_the_same_text_counts_once_and_measured_problems_never(tmp_path: Path) -> None:
    first = sampled(tmp_path / "a", {"What is 17 + 25?": (RIGHT, RIGHT, WRONG), "Is it 42 or not?": (RIGHT,)})
    again = sampled(tmp_path / "b", {"What is 17 + 25?": (RIGHT,)})
    measured = MeasuredProblems([Problem("elsewhere", "IS IT 42 - OR NOT", "42")])
    (one,) = top_trajectories([first, again], measured)
    assert ("What is 17 + 25?", first) == (one.solution.problem.text, one.campaign)
    write_chats(tmp_path / "sft.jsonl", [one])
    (line,) = (json.loads(line) for line in (tmp_path / "sft.jsonl").read_text().splitlines())
    assert "Problem: What is 17 + 25?" == line["messages"][1]["content"]
    assert f"```python\n{RIGHT[0]}\n```" == line["messages"][2]["content"]


def test_a_policy_is_known_by_the_same_checksum_in_the_lab_and_in_the_list_of_models(tmp_path: Path) -> None:
    base = write_policy(tmp_path / "policy.gguf")
    adapter = write_adapter(tmp_path / "sums.gguf", base_sha256=sha256_of(base))
    library = Library(tmp_path / "home")
    library.add(base)
    added = Adapters(library, tmp_path / "home").add(adapter)
    assert library.source_checksum(added.id) == checksum_of(sha256_of(base), adapter)
    assert sha256_of(base) == checksum_of(sha256_of(base), None)


def test_what_was_trained_is_not_trained_again(tmp_path: Path) -> None:
    class Trainer:
        calls = 0

        def fit(self, data: Path, adapter: Path) -> Fit:
            self.calls += 1
            adapter.write_text(data.name)
            return Fit(training=TRAINING, examples=2, steps=3, first_loss=1.0, last_loss=0.5, seconds=1.0)

    trainer = Trainer()
    fits = [kept_fit(trainer, tmp_path / "sft.jsonl", tmp_path / "adapter.gguf") for _ in range(2)]
    assert (fits[0], 1) == (fits[1], trainer.calls)
    # Killed between the adapter and what is told of it: the trainer, which knows that it is done, is asked again.
    (tmp_path / "adapter.json").unlink()
    assert fits[0] == kept_fit(trainer, tmp_path / "sft.jsonl", tmp_path / "adapter.gguf")
    assert 2 == trainer.calls


def test_a_policy_is_measured_by_its_samples_and_compared_problem_by_problem(tmp_path: Path) -> None:
    problems = [f"What is {number} + {42 - number}?" for number in range(4)]
    before = _drawn(tmp_path / "before", problems, (RIGHT, WRONG, WRONG, WRONG))
    after = _drawn(tmp_path / "after", problems, (RIGHT, RIGHT, WRONG, WRONG))
    measure = measured_policy(after, _drawn(tmp_path / "greedy", problems, (WRONG,)), {})
    assert (16, 0.5, 4, 0) == (
        measure.samples,
        measure.right.value,
        measure.sampled.all.covered,
        measure.greedy.all.answered,
    )
    difference = policy_difference(after, before)
    assert (0.25, 4) == (difference.mean, difference.problems)
    assert difference.p_value == pytest.approx(2 / 16, abs=0.02)
    assert difference_in_words(difference).startswith("+25.0 points (+25.0 to +25.0, p 0.1")


def _drawn(folder: Path, problems: Sequence[str], programs: Sequence[Program]) -> Campaign:
    return sampled(folder, dict.fromkeys(problems, programs), sampling_plan(len(programs)))


def test_greedy_solutions_have_the_budget_of_the_samples() -> None:
    sampling = settings_for(PolicyName.MAJORITY, Effort.QUICK, max_tokens=77, step_format=StepFormat.TEXT)
    greedy = greedy_settings(sampling)
    assert (PolicyName.GREEDY, 0.0, StepFormat.TEXT) == (greedy.policy, greedy.sampling.temperature, greedy.step_format)
    assert greedy.budget == replace(sampling.budget, candidates=greedy.budget.candidates)
