"""Self-evolution that trains the policy too, with searches and trainings that are made up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.errors import BadSettingsError
from engine.lab.bench import split
from engine.lab.campaign import Campaign
from engine.lab.evolution import (
    POLICY_ROUND,
    Evolution,
    EvolutionPlan,
    Fit,
    PolicyTraining,
    Stage,
    load_evolution,
    save_evolution,
)
from engine.lab.evolve import evolve
from engine.lab.policy import checksum_of
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem
from models.features import load_features
from models.ppm import Card, Head, load_card, save_head
from models.training.finetune_job import BadTrainingDataError
from models.training.job import NoTorchError
from models.training.pairs import pairs_of
from tests.helpers.lab import FINISHED, LAYERS, OPEN, PLAN, WIDTH, Step, record

PROBLEMS = [Problem(f"p{number}", f"What is {number} + {42 - number}?", "42") for number in range(10)]
TRAINING = PolicyTraining(steps=20, rank=4, rate=1e-3)
EVOLUTION = EvolutionPlan(
    problems_sha256=PLAN.problems_sha256,
    limit=len(PROBLEMS),
    model=PLAN.model,
    backbone_sha256=PLAN.backbone_sha256,
    layers=LAYERS,
    sampling=settings_for(PolicyName.MAJORITY, Effort.QUICK, candidates=4, stop_when_decided=False),
    search=settings_for(PolicyName.MCTS, Effort.QUICK, stop_when_decided=False),
    policy=TRAINING,
)
# Of a problem whose answer is 42: one right end and one wrong one, two right ones, two wrong ones.
HALF: tuple[Step, ...] = ((0, OPEN, None), (0, OPEN, None), (1, FINISHED, "42"), (2, FINISHED, "8"))
ALL: tuple[Step, ...] = ((0, OPEN, None), (0, OPEN, None), (1, FINISHED, "42"), (2, FINISHED, "42"))
NONE: tuple[Step, ...] = ((0, OPEN, None), (0, OPEN, None), (1, FINISHED, "8"), (2, FINISHED, "9"))


class _PowerError(Exception):
    """The power goes off."""


@dataclass
class _FakeWorkshop:
    """A base model that solves problems with an even number; what policies solve is said by the round they come from:
    the same, all ("all"), or none ("none").
    """

    policies: dict[int, str] = field(default_factory=dict)
    bad_heads: tuple[int, ...] = ()
    cut_after: int = 10**9
    searches: list[tuple[str, str, str]] = field(default_factory=list)
    fits: list[int] = field(default_factory=list)
    made: int = 0

    def search(self, campaign: Campaign, problems: Sequence[Problem], head: Path | None, adapter: Path | None) -> None:
        place = campaign.folder.relative_to(campaign.folder.parents[1]).as_posix()
        self.searches.append((place, head.parent.name if head else "", adapter.parent.name if adapter else ""))
        if head is not None:
            assert load_card(head).backbone_sha256 == campaign.plan.backbone_sha256, "a head of another policy"
        kind = self.policies.get(_round_of(adapter), "even") if adapter else "even"
        for problem in problems:
            if not campaign.holds(problem.id):
                self._work()
                is_even = int(problem.id[1:]) % 2 == 0
                tree = {"all": ALL, "none": NONE, "even": HALF if is_even else NONE}[kind]
                campaign.keep(record(problem, tree, states=bool(campaign.plan.layers)))

    def train(self, features: Path, head: Path, rounds: int) -> None:
        self._work()
        found = load_features(features)
        if not pairs_of(found, same_depth=True).counts.solution_pairs:
            # As it is told by the process that trains.
            raise BadTrainingDataError("There are no preference pairs.")
        # Earlier steps, which have smaller states, are the better ones.
        save_head(head, _head(1.0 if rounds in self.bad_heads else -1.0, found.backbone_sha256))

    def fit(self, data: Path, adapter: Path) -> Fit:
        self._work()
        self.fits.append(_round_of(adapter))
        lines = data.read_text().splitlines()
        adapter.write_bytes(f"trained on {len(lines)} in round {_round_of(adapter)}".encode())
        return Fit(training=TRAINING, examples=len(lines), steps=20, first_loss=1.0, last_loss=0.5, seconds=1.0)

    def _work(self) -> None:
        if self.made == self.cut_after:
            raise _PowerError
        self.made += 1


def _round_of(adapter: Path) -> int:
    return int(adapter.parent.name.removeprefix("round-"))


def _head(sign: float, backbone_sha256: str) -> Head:
    inputs = 2 * len(LAYERS) * WIDTH
    card = Card(
        backbone=PLAN.model,
        backbone_sha256=backbone_sha256,
        width=WIDTH,
        layers=LAYERS,
        pools=("step", "path"),
        facts=(),
        loss="pairwise",
        linear=True,
        data="made up",
        rounds=1,
        metrics={},
        command="",
    )
    zeros, ones = np.zeros(inputs, np.float32), np.ones(inputs, np.float32)
    weight = np.full((inputs, 1), sign, np.float32)
    return Head(card, zeros, ones, weight, np.zeros(1, np.float32), np.ones(1, np.float32), np.array(0.0, np.float32))


def test_each_round_is_written_by_the_policy_before_and_measured_with_its_own(tmp_path: Path) -> None:
    workshop = _FakeWorkshop()
    state = _evolve(tmp_path, 2, workshop)
    assert [
        ("round-0/samples", "", ""),
        ("round-0/held-out", "", ""),
        ("round-0/greedy", "", ""),
        ("round-0/search", "", ""),
        ("round-1/search-own", "", ""),
        ("round-1/samples", "", "round-1"),
        ("round-1/held-out", "", "round-1"),
        ("round-1/greedy", "", "round-1"),
        ("round-1/search", "round-1", "round-1"),
        ("round-2/search-own", "round-1", "round-1"),
        ("round-2/samples", "", "round-2"),
        ("round-2/held-out", "", "round-2"),
        ("round-2/greedy", "", "round-2"),
        ("round-2/search", "round-2", "round-2"),
    ] == workshop.searches
    assert (2, "round-2/head.safetensors") == (state.writer, state.head)
    assert [(True, True), (True, True)] == [(done.policy_kept, done.kept) for done in state.rounds]


def test_a_head_is_trained_on_the_steps_of_its_own_policy_alone(tmp_path: Path) -> None:
    _evolve(tmp_path, 2, _FakeWorkshop())
    for number in (1, 2):
        place = tmp_path / "e" / f"round-{number}"
        features = load_features(place / "features.safetensors")
        who = checksum_of(PLAN.backbone_sha256, place / "adapter.gguf")
        assert (who, who) == (features.backbone_sha256, load_card(place / "head.safetensors").backbone_sha256)
        own, _ = split(PROBLEMS, 0.2)
        assert len(own) * len(HALF) == len(features)
        assert {problem.id for problem in own} == set(features.problem_ids)


def test_a_policy_is_trained_on_two_solutions_of_each_problem_that_may_be_trained_on(tmp_path: Path) -> None:
    _evolve(tmp_path, 2, _FakeWorkshop({1: "all"}))
    own, _ = split(PROBLEMS, 0.2)
    solved = {problem.id for problem in own if int(problem.id[1:]) % 2 == 0}
    first, second = (_chats(tmp_path / "e" / f"round-{number}" / "sft.jsonl") for number in (1, 2))
    # One text solves a problem in round 0 and 1, the second one comes from the policy of round 1.
    assert dict.fromkeys(solved, 1) == {name: len(texts) for name, texts in first.items()}
    assert {problem.id: 2 for problem in own} == {name: len(texts) for name, texts in second.items()}
    assert all(len(set(texts)) == len(texts) for texts in second.values())


def test_a_worse_policy_is_rolled_back_with_its_head(tmp_path: Path) -> None:
    workshop = _FakeWorkshop({2: "none"})
    state = _evolve(tmp_path, 3, workshop)
    assert [True, False, True] == [done.policy_kept for done in state.rounds]
    assert [True, False, True] == [done.kept for done in state.rounds]
    assert state.rounds[1].reason.startswith("policy rolled back: 0.0% of its samples right, before ")
    assert [0, 1, 1] == [done.writer for done in state.rounds]
    # Round 3 is written by the policy of round 1 with its head, and trained from the beginning.
    assert ("round-3/search-own", "round-1", "round-1") in workshop.searches
    kept = tmp_path / "e" / "adapter.gguf"
    assert (tmp_path / "e" / "round-3" / "adapter.gguf").read_bytes() == kept.read_bytes()


def test_a_policy_without_wrong_solutions_goes_on_without_a_head(tmp_path: Path) -> None:
    workshop = _FakeWorkshop({1: "all"})
    state = _evolve(tmp_path, 1, workshop)
    assert (1, "", True, False) == (state.writer, state.head, state.rounds[0].policy_kept, state.rounds[0].kept)
    assert state.rounds[0].reason.endswith("; no preference model (There are no preference pairs)")
    assert ("round-1/search", "", "round-1") == workshop.searches[-1]


def test_a_training_that_fails_for_another_reason_ends_the_evolution_which_goes_on_later(tmp_path: Path) -> None:
    class Torchless(_FakeWorkshop):
        def train(self, features: Path, head: Path, rounds: int) -> None:
            raise NoTorchError("Training needs PyTorch.")

    with pytest.raises(NoTorchError):
        _evolve(tmp_path, 1, Torchless())
    assert "round-1/head.safetensors" == _evolve(tmp_path, 1, _FakeWorkshop()).head


def test_a_head_of_a_policy_before_is_gone_when_the_new_one_has_none(tmp_path: Path) -> None:
    state = _evolve(tmp_path, 2, _FakeWorkshop(bad_heads=(2,)))
    assert (2, "") == (state.writer, state.head)
    assert "worse than chance" in state.rounds[1].reason
    assert not (tmp_path / "e" / "head.safetensors").exists()


def test_it_goes_on_after_any_cut_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    policies = {2: "none"}
    whole = _FakeWorkshop(policies)
    wanted = _evolve(tmp_path / "whole", 2, whole)
    cuts = [_FakeWorkshop(policies, cut_after=1) for _ in range(whole.made)]
    for workshop in cuts[:-1]:
        with pytest.raises(_PowerError):
            _evolve(tmp_path / "cut", 2, workshop)
    state = _evolve(tmp_path / "cut", 2, cuts[-1])
    assert (wanted, whole.made) == (state, sum(workshop.made for workshop in cuts))
    for name in ("report.md", "report.json", "adapter.gguf"):
        assert (tmp_path / "whole" / "e" / name).read_bytes() == (tmp_path / "cut" / "e" / name).read_bytes()
    heads = [load_card(tmp_path / way / "e" / "head.safetensors") for way in ("whole", "cut")]
    assert heads[0] == heads[1]


@pytest.mark.parametrize("stage", POLICY_ROUND)
def test_a_stage_that_is_cut_off_before_it_is_noted_is_not_trained_again(
    tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.lab import evolve as module

    def cut(folder: Path, state: Evolution) -> None:
        if stage in state.done:
            raise _PowerError
        save_evolution(folder, state)

    with monkeypatch.context() as patch:
        patch.setattr(module, "save_evolution", cut)
        with pytest.raises(_PowerError):
            _evolve(tmp_path, 1, _FakeWorkshop())
    before = load_evolution(tmp_path / "e", EVOLUTION)
    assert POLICY_ROUND[: POLICY_ROUND.index(stage)] == before.done
    rest = _FakeWorkshop()
    after = _evolve(tmp_path, 1, rest)
    assert 1 == len(after.rounds)
    assert ([] if POLICY_ROUND.index(stage) >= POLICY_ROUND.index(Stage.POLICY) else [1]) == rest.fits


def test_problems_that_nobody_solves_leave_nothing_to_train_on(tmp_path: Path) -> None:
    odd = [Problem(f"p{2 * number + 1}", f"What is {number}?", "42") for number in range(10)]
    with pytest.raises(BadSettingsError, match="nothing to train a policy on; begin anew with easier problems"):
        evolve(tmp_path / "e", EVOLUTION, odd, 1, _FakeWorkshop())


def test_an_own_problem_with_the_text_of_a_held_out_one_is_not_trained_on(tmp_path: Path) -> None:
    own, held = split(PROBLEMS, 0.2)
    twin = next(problem for problem in own if int(problem.id[1:]) % 2 == 0)
    same = [Problem(one.id, held[0].text, one.answer) if one.id == twin.id else one for one in PROBLEMS]
    evolve(tmp_path / "e", EVOLUTION, same, 1, _FakeWorkshop())
    assert twin.id not in _chats(tmp_path / "e" / "round-1" / "sft.jsonl")


def test_the_report_has_the_paper_s_columns(tmp_path: Path) -> None:
    state = _evolve(tmp_path, 1, _FakeWorkshop({1: "all"}))
    text = (tmp_path / "e" / "report.md").read_text()
    first = state.rounds[0]
    assert first.measure_before is not None
    held = split(PROBLEMS, 0.2)[1]
    even = sum(int(problem.id[1:]) % 2 == 0 for problem in held)
    assert (even * 1 / (len(held) * 4), 2 / 4) == (
        first.measure_before.right.value,
        first.measure.right.value if first.measure else None,
    )
    line = next(line for line in text.splitlines() if line.startswith("| 1 | "))
    assert [f"{len(_chats(tmp_path / 'e' / 'round-1' / 'sft.jsonl'))}", "0"] == line.split(" | ")[1:3]
    assert "| 2 of 2 | 2 of 2 | 2 of 2 | none | none | 2 of 2 | policy |" in line
    assert "| round 1, search with its policy alone | 2 of 2 (100.0%) |" in text
    assert "Policy fine-tuned from tiny on " in text
    assert " solutions, 20 steps of 4, LoRA of rank 4 at rate 0.001; loss 1.000 to 0.500." in text


def test_a_training_that_failed_is_tried_again_with_other_numbers(tmp_path: Path) -> None:
    class Diverging(_FakeWorkshop):
        def fit(self, data: Path, adapter: Path) -> Fit:
            raise _PowerError

    with pytest.raises(_PowerError):
        _evolve(tmp_path, 1, Diverging())
    gentler = msgspec.structs.replace(EVOLUTION, policy=msgspec.structs.replace(TRAINING, rate=1e-5))
    workshop = _FakeWorkshop()
    state = evolve(tmp_path / "e", gentler, PROBLEMS, 1, workshop)
    assert (gentler, [1]) == (state.plan, workshop.fits)
    assert "round-1/search-own" not in {place for place, _, _ in workshop.searches}


def test_a_folder_from_before_policies_were_trained_still_loads(tmp_path: Path) -> None:
    plan = msgspec.structs.replace(EVOLUTION, policy=None)
    load_evolution(tmp_path / "e", plan)
    path = tmp_path / "e" / "evolution.json"
    kept = json.loads(path.read_bytes())
    for new in ("writer", "measure"):
        del kept[new]
    del kept["plan"]["policy"]
    for new in ("writer", "fit", "measure", "measure_before", "difference", "policy_kept", "no_head"):
        del kept["current"][new]
    path.write_text(json.dumps(kept))
    assert Evolution(plan=plan) == load_evolution(tmp_path / "e", plan)
    # Whoever asks for a policy there is told so.
    with pytest.raises(BadSettingsError, match="other problems, model or settings; choose another --out"):
        load_evolution(tmp_path / "e", EVOLUTION)


def _chats(path: Path) -> dict[str, list[str]]:
    """Solutions by their problem."""
    found: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        chat = json.loads(line)
        assert ["system", "user", "assistant"] == [turn["role"] for turn in chat["messages"]]
        found.setdefault(chat["id"], []).append(chat["messages"][-1]["content"])
    return found


def _evolve(tmp_path: Path, rounds: int, workshop: _FakeWorkshop) -> Evolution:
    return evolve(tmp_path / "e", EVOLUTION, PROBLEMS, rounds, workshop)
