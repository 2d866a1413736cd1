"""Folders of the lab as the command line leaves them, written without a model."""

from pathlib import Path

import msgspec

from app.lab_orders import EvolveOrder, SampleOrder, keep_order
from app.sample_report import make_report
from engine.lab.campaign import Campaign
from engine.lab.coverage import Interval
from engine.lab.evolution import (
    Evolution,
    EvolutionPlan,
    Outcome,
    PolicyMeasure,
    PolicyTraining,
    Round,
    Stage,
    Tally,
    save_evolution,
)
from engine.lab.sample_match import Match
from tests.helpers.campaigns import Program, sampled, sampling_plan
from tests.helpers.lab import PLAN

RIGHT: Program = ("# Step 1: Add them.\ntotal = 17 + 25", "# Step 2: Print it.\nprint(total) 42")
WRONG: Program = ("# Step 1: Guess.\nx = 3", "print(x) 8")
LITERAL: Program = ("# Step 1: Say it.\nprint(42) 42",)
QUESTIONS = tuple(f"Crate {number}: what is 17 + 25?" for number in range(6))


def sample_folder(folder: Path, *, finished: bool = True, match: Match = Match.COUNT) -> Path:
    """Two campaigns of four and two samples of each question, with their report, and the order of the page."""
    weak = _campaign(folder / "weak", "tiny", 1_000, [RIGHT, WRONG, LITERAL, RIGHT])
    if finished:
        strong = _campaign(folder / "strong", "large", 2_000, [RIGHT, WRONG])
        make_report((weak, strong), (1_000, 2_000), match, folder)
    order = SampleOrder(
        problems="p.jsonl", count=len(QUESTIONS), weak="tiny", strong="large", strong_samples=2, match=match
    )
    keep_order(folder, order)
    return folder


def evolution_folder(folder: Path, *, rounds: int = 2, policy: bool = False) -> Path:
    """An evolution of three rounds of which two are done: the first was kept, the second rolled back."""
    folder.mkdir(parents=True)
    plan = EvolutionPlan(
        problems_sha256="p" * 64,
        limit=50,
        model="tiny",
        backbone_sha256="b" * 64,
        layers=(3,),
        sampling=PLAN.settings,
        search=PLAN.settings,
    )
    done = tuple(_round(number, kept=number == 1) for number in range(1, rounds + 1))
    if policy:
        plan = msgspec.structs.replace(plan, policy=PolicyTraining(steps=8, rank=4, rate=1e-3))
        done = tuple(msgspec.structs.replace(one, **_policy(kept=one.kept)) for one in done)
    stages = (Stage.GENERATE, Stage.ASSEMBLE, *((Stage.POLICY,) if policy else ()))
    state = Evolution(
        plan=plan,
        done=stages,
        rounds=done,
        current=Round(number=rounds + 1, generated=_outcome(40, 25, 20), steps=900),
        sampled=_outcome(10, 6, 4),
        baseline=_outcome(10, 6, 5),
    )
    save_evolution(folder, state)
    keep_order(folder, EvolveOrder(problems="p.jsonl", count=50, model="tiny", rounds=3))
    return folder


def _round(number: int, *, kept: bool) -> Round:
    return Round(
        number=number,
        generated=_outcome(40, 25, 20),
        steps=600,
        metrics={"pair_accuracy": 0.61, "auc_all": 0.7},
        metrics_before={} if kept else {"pair_accuracy": 0.65, "auc_all": 0.72},
        searched=_outcome(10, 7, 6 if kept else 5),
        before=_outcome(10, 6, 5),
        kept=kept,
        reason="kept" if kept else "rolled back",
    )


def _policy(*, kept: bool) -> dict[str, object]:
    """Right samples: a quarter before, more in a round that is kept."""

    def measure(right: float) -> PolicyMeasure:
        outcome = _outcome(10, 6, 5)
        return PolicyMeasure(
            samples=40, right=Interval(right, right - 0.1, right + 0.1), sampled=outcome, greedy=outcome
        )

    return {"measure": measure(0.5 if kept else 0.2), "measure_before": measure(0.25), "policy_kept": kept}


def _outcome(problems: int, covered: int, answered: int) -> Outcome:
    part = problems // 3
    return Outcome(
        all=Tally(problems, covered, answered),
        by_difficulty={"hard": Tally(part, 0, 0), "middle": Tally(part, 2, 1), "easy": Tally(part, 3, 3)},
        tokens_per_problem=812.0,
    )


def _campaign(folder: Path, model: str, parameters: int, programs: list[Program]) -> Campaign:
    plan = msgspec.structs.replace(sampling_plan(len(programs)), model=model, parameters=parameters)
    return sampled(folder, dict.fromkeys(QUESTIONS, programs), plan)
