"""Self-evolution (Guan et al. 2025, section 3.4): searches train the preference model that guides the next searches.

Round 0 samples whole solutions of all problems, which tells how hard each is and gives the steps that every head is
measured on. Round 1 searches the other problems guided by their known answers; later rounds by the kept head and the
answers together. Each round trains a head on all data so far, measures it on the held-out problems, and keeps it only
if it is not worse than the one before.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from engine.lab.assemble import assemble
from engine.lab.campaign import Campaign, Plan
from engine.lab.evolution import (
    PREPARATION,
    ROUND,
    Evolution,
    EvolutionPlan,
    Outcome,
    Round,
    Stage,
    difficulty_of,
    load_evolution,
    outcome_of,
    save_evolution,
    write_whole,
)
from engine.lab.report import write_report
from engine.types import Problem, SearchSettings, ValueName
from models.features import Features, load_features, save_features
from models.files import sha256_of
from models.ppm import load_head
from models.training.inputs import inputs_of
from models.training.job import TrainOptions
from models.training.pairs import pairs_of
from models.training.scores import metrics_of

_CHANCE = 0.5
_POLICY_SKIPPED = "not fine-tuned: Stepwise trains no policy yet"
# As ``app.preference`` chooses without a head and with one: held-out problems are searched as a user would.
_UNGUIDED = (ValueName.AGREEMENT, ValueName.EXECUTION)
_GUIDED = (ValueName.AGREEMENT, ValueName.PPM)


class Workshop(Protocol):
    """What a round asks of the outside: searches by the engine, and a training process."""

    def search(self, campaign: Campaign, problems: Sequence[Problem], head: Path | None) -> None:
        """Search for each of the problems that the campaign does not hold yet, and keep their records."""

    def train(self, features: Path, head: Path, rounds: int) -> None:
        """Train a head; the file appears when it is complete."""


def evolve(
    folder: Path,
    plan: EvolutionPlan,
    problems: Sequence[Problem],
    rounds: int,
    workshop: Workshop,
    tell: Callable[[str], None] = lambda _sentence: None,
) -> Evolution:
    """Go on until ``rounds`` rounds are complete; returns where it stands then.

    Raises:
        KnownError: the folder, a search or a training refuses; the same call goes on from there.
    """
    state = load_evolution(folder, plan)
    bench = _Bench(folder, plan, problems, workshop)
    while len(state.rounds) < rounds:
        for stage in PREPARATION if state.current.number == 0 else ROUND:
            if stage not in state.done:
                tell(_WORDS[stage].format(number=state.current.number))
                state = _STAGES[stage](bench, state)
                state = msgspec.structs.replace(state, done=(*state.done, stage))
                save_evolution(folder, state)
        state = _next_round(state)
        save_evolution(folder, state)
        write_report(folder, state)
    return state


def split(problems: Sequence[Problem], held_out: float) -> tuple[list[Problem], list[Problem]]:
    """Problems to train on, and those that are held out: chosen by their ids, whatever their number and order."""
    ranked = sorted(problems, key=lambda problem: hashlib.sha256(problem.id.encode()).hexdigest())
    held = {problem.id for problem in ranked[: max(1, round(held_out * len(ranked)))]}
    return [one for one in problems if one.id not in held], [one for one in problems if one.id in held]


class _Bench:
    """Folders, problems and searches of one evolution."""

    def __init__(self, folder: Path, plan: EvolutionPlan, problems: Sequence[Problem], workshop: Workshop) -> None:
        self.folder = folder
        self.plan = plan
        self.workshop = workshop
        self.own, self.held = split(problems, plan.held_out)

    def place(self, number: int, name: str) -> Path:
        """A file or folder of a round."""
        folder = self.folder / f"round-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def head(self, state: Evolution) -> Path | None:
        """The kept head."""
        return self.folder / state.head if state.head else None

    def campaign(
        self, place: Path, settings: SearchSettings, head: Path | None = None, *, keep_states: bool = True
    ) -> Campaign:
        """A campaign of this evolution."""
        plan = Plan(
            problems_sha256=self.plan.problems_sha256,
            model=self.plan.model,
            backbone_sha256=self.plan.backbone_sha256,
            layers=self.plan.layers if keep_states else (),
            settings=settings,
            head_sha256=sha256_of(head) if head else "",
        )
        return Campaign(place, plan)

    def search_held(self, number: int, head: Path | None, state: Evolution) -> Outcome:
        """How the held-out problems are answered with a head or without, by a search that knows no answers."""
        values = _GUIDED if head else _UNGUIDED
        campaign = self.campaign(
            self.place(number, "search"), replace(self.plan.search, values=values), head, keep_states=False
        )
        self.workshop.search(campaign, self.held, head)
        return outcome_of([record.story for record in campaign.records()], state.difficulty)

    def samples(self, problems: Sequence[Problem], name: str) -> Campaign:
        """Round 0's samples of some problems."""
        campaign = self.campaign(self.place(0, name), self.plan.sampling)
        self.workshop.search(campaign, problems, None)
        return campaign


def _sample(bench: _Bench, state: Evolution) -> Evolution:
    own, held = bench.samples(bench.own, "samples"), bench.samples(bench.held, "held-out")
    held_stories = [record.story for record in held.records()]
    difficulty = difficulty_of([*(record.story for record in own.records()), *held_stories])
    return msgspec.structs.replace(state, difficulty=difficulty, sampled=outcome_of(held_stories, difficulty))


def _baseline(bench: _Bench, state: Evolution) -> Evolution:
    found = bench.search_held(0, None, state)
    return msgspec.structs.replace(state, baseline=found, searched=found)


def _generate(bench: _Bench, state: Evolution) -> Evolution:
    number, head = state.current.number, bench.head(state)
    campaign = bench.campaign(bench.place(number, "search-own"), _generation(bench.plan, number, head), head)
    bench.workshop.search(campaign, bench.own, head)
    generated = outcome_of([record.story for record in campaign.records()], state.difficulty)
    return _changed(state, guide=state.head, generated=generated)


def _assemble(bench: _Bench, state: Evolution) -> Evolution:
    numbers = range(1, state.current.number + 1)
    campaigns = [Campaign.at(bench.place(0, "samples"))]
    campaigns += [Campaign.at(bench.place(number, "search-own")) for number in numbers]
    assembly = assemble(campaigns)
    save_features(bench.place(state.current.number, "features.safetensors"), assembly.features)
    same_depth = TrainOptions().same_depth
    counts = pairs_of(assembly.features, same_depth=same_depth, texts=assembly.texts).counts
    return _changed(state, steps=len(assembly.features), pairs=counts)


def _policy(_bench: _Bench, state: Evolution) -> Evolution:
    return _changed(state, policy=_POLICY_SKIPPED)


def _train(bench: _Bench, state: Evolution) -> Evolution:
    number = state.current.number
    bench.workshop.train(bench.place(number, "features.safetensors"), bench.place(number, "head.safetensors"), number)
    return state


def _measure(bench: _Bench, state: Evolution) -> Evolution:
    number = state.current.number
    held = bench.place(0, "held-out.safetensors")
    if not held.exists():
        save_features(held, assemble([Campaign.at(bench.place(0, "held-out"))]).features)
    head = bench.place(number, "head.safetensors")
    return _changed(
        state,
        metrics=measured(head, load_features(held)),
        metrics_before=state.metrics,
        searched=bench.search_held(number, head, state),
        before=state.searched,
    )


def _decide(bench: _Bench, state: Evolution) -> Evolution:
    now, before = _mark(state.current.metrics), _mark(state.metrics) if state.head else _CHANCE
    words = f"mean of pair accuracy and AUC {now:.3f}, before {before:.3f}"
    if now < before:
        return _changed(state, kept=False, reason=f"rolled back: {words}")
    head = bench.place(state.current.number, "head.safetensors")
    write_whole(bench.folder / "head.safetensors", head.read_bytes())
    kept = msgspec.structs.replace(
        state,
        head=head.relative_to(bench.folder).as_posix(),
        metrics=state.current.metrics,
        searched=state.current.searched,
    )
    return _changed(kept, kept=True, reason=f"kept: {words}")


def measured(head: Path, features: Features) -> dict[str, float]:
    """The metrics of a head on held-out samples, see ``models.training.scores.metrics_of``."""
    loaded = load_head(head)
    card = loaded.card
    options = TrainOptions(
        layers=card.layers,
        pools=tuple(pool for pool in ("step", "path") if pool in card.pools),
        facts=bool(card.facts),
    )
    # Samples branch at the problem alone.
    pairs = pairs_of(features, same_depth=True)
    return metrics_of(loaded.values(inputs_of(features, options)), features, pairs)


def _generation(plan: EvolutionPlan, number: int, head: Path | None) -> SearchSettings:
    """With other random numbers than any search before, and never stopped early: the wrong ends are wanted too."""
    values = (ValueName.PPM, ValueName.TRUTH) if head else (ValueName.TRUTH,)
    budget = replace(plan.search.budget, stop_when_decided=False)
    return replace(plan.search, values=values, budget=budget, seed=plan.search.seed + number * 1_000_003)


def _mark(metrics: dict[str, float]) -> float:
    known = [metrics[name] for name in ("pair_accuracy", "auc_all") if name in metrics]
    return float(np.mean(known)) if known else _CHANCE


def _changed(state: Evolution, **fields: object) -> Evolution:
    return msgspec.structs.replace(state, current=msgspec.structs.replace(state.current, **fields))


def _next_round(state: Evolution) -> Evolution:
    number = state.current.number
    rounds = (*state.rounds, state.current) if number else state.rounds
    return msgspec.structs.replace(state, done=(), rounds=rounds, current=Round(number=number + 1))


_STAGES: dict[Stage, Callable[[_Bench, Evolution], Evolution]] = {
    Stage.SAMPLE: _sample,
    Stage.BASELINE: _baseline,
    Stage.GENERATE: _generate,
    Stage.ASSEMBLE: _assemble,
    Stage.POLICY: _policy,
    Stage.TRAIN: _train,
    Stage.MEASURE: _measure,
    Stage.DECIDE: _decide,
}
_WORDS = {
    Stage.SAMPLE: "Sampling solutions of all problems",
    Stage.BASELINE: "Searching the held-out problems without a preference model",
    Stage.GENERATE: "Round {number}: searching",
    Stage.ASSEMBLE: "Round {number}: putting the training data together",
    Stage.POLICY: f"Round {{number}}: policy {_POLICY_SKIPPED}",
    Stage.TRAIN: "Round {number}: training the preference model",
    Stage.MEASURE: "Round {number}: measuring it on held-out problems",
    Stage.DECIDE: "Round {number}: deciding",
}
