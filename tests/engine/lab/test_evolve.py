"""Self-evolution with searches and trainings that are made up: what each round uses, and going on after each stage."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.errors import BadSettingsError
from engine.lab.bench import split
from engine.lab.campaign import Campaign
from engine.lab.evolution import ROUND, Evolution, EvolutionPlan, Fit, Stage, load_evolution
from engine.lab.evolve import evolve
from engine.settings import settings_for
from engine.types import Effort, PolicyName, Problem, ValueName
from models.features import BadFeaturesError, load_features
from models.ppm import Card, Head, save_head
from tests.helpers.lab import FINISHED, LAYERS, OPEN, PLAN, WIDTH, Step, a_problem, record

PROBLEMS = [a_problem(f"p{number}") for number in range(10)]
EVOLUTION = EvolutionPlan(
    problems_sha256=PLAN.problems_sha256,
    limit=len(PROBLEMS),
    model=PLAN.model,
    backbone_sha256=PLAN.backbone_sha256,
    layers=LAYERS,
    sampling=settings_for(PolicyName.MAJORITY, Effort.QUICK, stop_when_decided=False),
    search=settings_for(PolicyName.MCTS, Effort.QUICK, stop_when_decided=False),
)
SOLVED: tuple[Step, ...] = ((0, OPEN, None), (0, OPEN, None), (1, FINISHED, "42"), (2, FINISHED, "8"))
UNSOLVED: tuple[Step, ...] = ((0, OPEN, None), (1, FINISHED, "8"))


class _PowerError(Exception):
    """The power goes off."""


@dataclass
class _FakeWorkshop:
    """Searches that solve the problems with an even number; heads that prefer early steps (good, since states grow with
    the node's number) or, in bad rounds, late ones.
    """

    bad_rounds: tuple[int, ...] = ()
    cut_after: int = 10**9
    searches: list[tuple[str, tuple[ValueName, ...], str]] = field(default_factory=list)
    trainings: list[int] = field(default_factory=list)
    made: int = 0

    def search(self, campaign: Campaign, problems: Sequence[Problem], head: Path | None, adapter: Path | None) -> None:
        assert adapter is None
        self.searches.append((campaign.folder.name, campaign.plan.settings.values, head.parent.name if head else ""))
        for problem in problems:
            if not campaign.holds(problem.id):
                self._work()
                tree = SOLVED if int(problem.id[1:]) % 2 == 0 else UNSOLVED
                campaign.keep(record(problem, tree, states=bool(campaign.plan.layers)))

    def train(self, features: Path, head: Path, rounds: int) -> None:
        self._work()
        self.trainings.append(rounds)
        assert len(load_features(features)) > 0
        sign = 1.0 if rounds in self.bad_rounds else -1.0
        save_head(head, _head(sign))

    def fit(self, data: Path, adapter: Path) -> Fit:
        raise AssertionError("no policy is trained here")

    def _work(self) -> None:
        if self.made == self.cut_after:
            raise _PowerError
        self.made += 1


def _head(sign: float) -> Head:
    inputs = 2 * len(LAYERS) * WIDTH
    card = Card(
        backbone=PLAN.model,
        backbone_sha256=PLAN.backbone_sha256,
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
    one = np.ones(1, np.float32)
    return Head(card, zeros, ones, weight, np.zeros(1, np.float32), one, np.float32(0.0) * one[0].reshape(()))


def test_held_out_problems_are_never_trained_on(tmp_path: Path) -> None:
    _evolve(tmp_path, 1, _FakeWorkshop())
    own, held = split(PROBLEMS, 0.2)
    assert (8, 2) == (len(own), len(held))
    trained = load_features(tmp_path / "e" / "round-1" / "features.safetensors").problem_ids
    assert {problem.id for problem in own} == set(trained)


def test_the_answers_guide_round_1_and_the_kept_head_the_rounds_after_it(tmp_path: Path) -> None:
    workshop = _FakeWorkshop()
    state = _evolve(tmp_path, 2, workshop)
    unguided, guided = (ValueName.AGREEMENT, ValueName.EXECUTION), (ValueName.AGREEMENT, ValueName.PPM)
    assert [
        ("search", unguided, ""),
        ("search-own", (ValueName.TRUTH,), ""),
        ("search", guided, "round-1"),
        ("search-own", (ValueName.PPM, ValueName.TRUTH), "round-1"),
        ("search", guided, "round-2"),
    ] == workshop.searches[2:]
    assert (["", "round-1/head.safetensors"], [1, 2]) == ([done.guide for done in state.rounds], workshop.trainings)


def test_a_worse_head_is_rolled_back(tmp_path: Path) -> None:
    workshop = _FakeWorkshop(bad_rounds=(2,))
    state = _evolve(tmp_path, 3, workshop)
    assert [True, False, True] == [done.kept for done in state.rounds]
    assert state.rounds[1].reason.startswith("rolled back: mean of pair accuracy and AUC ")
    # Round 3 is guided by the head of round 1.
    assert "round-1/head.safetensors" == state.rounds[2].guide
    assert "round-3/head.safetensors" == state.head
    good = (tmp_path / "e" / "round-3" / "head.safetensors").read_bytes()
    assert good == (tmp_path / "e" / "head.safetensors").read_bytes()


def test_a_head_no_better_than_chance_is_not_kept(tmp_path: Path) -> None:
    state = _evolve(tmp_path, 1, _FakeWorkshop(bad_rounds=(1,)))
    assert ("", False) == (state.head, state.rounds[0].kept)
    assert not (tmp_path / "e" / "head.safetensors").exists()


def test_data_that_no_head_can_be_trained_on_end_the_evolution_with_the_trainer_s_sentence(tmp_path: Path) -> None:
    class Refusing(_FakeWorkshop):
        def train(self, features: Path, head: Path, rounds: int) -> None:
            raise BadFeaturesError("There are no preference pairs.")

    with pytest.raises(BadFeaturesError, match="There are no preference pairs"):
        _evolve(tmp_path, 1, Refusing())


def test_it_goes_on_after_any_cut_and_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    whole = _FakeWorkshop()
    wanted = _evolve(tmp_path / "whole", 2, whole)
    # Cut everywhere: within campaigns, and before each training.
    cuts = [_FakeWorkshop(cut_after=1) for _ in range(whole.made)]
    for workshop in cuts[:-1]:
        with pytest.raises(_PowerError):
            _evolve(tmp_path / "cut", 2, workshop)
    state = _evolve(tmp_path / "cut", 2, cuts[-1])
    made = sum(workshop.made for workshop in cuts)
    assert (wanted, whole.made) == (state, made)
    report = (tmp_path / "whole" / "e" / "report.md").read_bytes()
    assert report == (tmp_path / "cut" / "e" / "report.md").read_bytes()


@pytest.mark.parametrize("stage", ROUND)
def test_no_stage_that_was_done_is_done_again(tmp_path: Path, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.lab import evolve as module

    def cut(_bench: object, _state: Evolution) -> Evolution:
        raise _PowerError

    with monkeypatch.context() as patch:
        patch.setitem(module._STAGES, stage, cut)
        with pytest.raises(_PowerError):
            _evolve(tmp_path, 1, _FakeWorkshop())
    before = load_evolution(tmp_path / "e", EVOLUTION)
    assert ROUND[: ROUND.index(stage)] == before.done
    rest = _FakeWorkshop()
    after = _evolve(tmp_path, 1, rest)
    assert 1 == len(after.rounds)
    assert ([1] if ROUND.index(stage) <= ROUND.index(Stage.TRAIN) else []) == rest.trainings


def test_the_report_tells_the_rounds_and_that_the_policy_was_not_trained(tmp_path: Path) -> None:
    _evolve(tmp_path, 1, _FakeWorkshop())
    text = (tmp_path / "e" / "report.md").read_text()
    assert "Policy not fine-tuned." in text
    assert "| round 1, search with its preference model | 1 of 2 (50.0%) | 9.5% to 90.5% | 1 of 2 (50.0%) |" in text
    assert "| pair_accuracy | none | 1.000 |" in text
    assert "Pairs: groups " in text
    # Of ten problems those with an even number are solved.
    state = msgspec.json.decode((tmp_path / "e" / "report.json").read_bytes(), type=Evolution)
    assert {"hard", "middle"} == {state.difficulty[problem.id] for problem in PROBLEMS[1::2]}
    assert {"middle", "easy"} == {state.difficulty[problem.id] for problem in PROBLEMS[0::2]}


def test_another_evolution_in_the_folder_is_refused(tmp_path: Path) -> None:
    _evolve(tmp_path, 1, _FakeWorkshop())
    with pytest.raises(BadSettingsError, match="holds an evolution with other problems, model or settings"):
        load_evolution(tmp_path / "e", msgspec.structs.replace(EVOLUTION, limit=3))
    (tmp_path / "e" / "evolution.json").write_text("{")
    with pytest.raises(BadSettingsError, match="cannot be read as an evolution; choose another --out"):
        load_evolution(tmp_path / "e", EVOLUTION)


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear")
    with pytest.raises(BadSettingsError, match="is not empty and holds no evolution; choose another --out"):
        load_evolution(tmp_path, EVOLUTION)


def _evolve(tmp_path: Path, rounds: int, workshop: _FakeWorkshop) -> Evolution:
    return evolve(tmp_path / "e", EVOLUTION, PROBLEMS, rounds, workshop)
