"""Self-evolution (Guan et al. 2025, section 3.4): searches train the preference model that guides the next searches,
and if that is wanted the policy that writes their steps.

Round 0 samples whole solutions of all problems, which tells how hard each is and gives the steps that every head is
measured on. Round 1 searches the other problems guided by their known answers; later rounds by the kept head and the
answers together. Each round trains a head on all data so far, measures it on the held-out problems, and keeps it only
if it is not worse than the one before.

With a policy in training, each round fine-tunes the model as it came on the two right trajectories of highest mean Q of
each problem, from all rounds so far. The new policy samples all problems; its head is trained anew on these samples
alone. Both are kept, or the policy and head of the round before.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from engine.errors import BadSettingsError
from engine.lab.assemble import assemble
from engine.lab.bench import Bench, Workshop
from engine.lab.campaign import Campaign
from engine.lab.datasets import MeasuredProblems
from engine.lab.evolution import (
    CHANCE,
    POLICY_ROUND,
    PREPARATION,
    ROUND,
    Evolution,
    EvolutionPlan,
    PolicyMeasure,
    Round,
    Stage,
    difficulty_of,
    is_usable,
    load_evolution,
    mark_of,
    outcome_of,
    save_evolution,
    write_whole,
)
from engine.lab.policy import (
    difference_in_words,
    greedy_settings,
    kept_fit,
    measured_policy,
    policy_difference,
    top_trajectories,
    write_chats,
)
from engine.lab.report import write_report
from engine.types import Problem, SearchSettings, ValueName
from models.errors import KnownError
from models.features import BadFeaturesError, Features, load_features, save_features
from models.ppm import load_head
from models.training.inputs import inputs_of
from models.training.job import BadOptionsError, TrainOptions
from models.training.pairs import pairs_of
from models.training.scores import metrics_of

_UNFIT_DATA = (BadFeaturesError.exit_code, BadOptionsError.exit_code)
_POLICY_SKIPPED = "not fine-tuned"
_OWN, _HELD, _TREES = "samples", "held-out", "search-own"
_CHATS, _FEATURES, _HEAD = "sft.jsonl", "features.safetensors", "head.safetensors"


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
    bench = Bench(folder, plan, problems, workshop)
    stages = POLICY_ROUND if plan.policy else ROUND
    while len(state.rounds) < rounds:
        for stage in PREPARATION if state.current.number == 0 else stages:
            if stage not in state.done:
                if stage is not Stage.POLICY or plan.policy:
                    tell(_WORDS[stage].format(number=state.current.number))
                state = _STAGES[stage](bench, state)
                state = msgspec.structs.replace(state, done=(*state.done, stage))
                save_evolution(folder, state)
        state = _next_round(state)
        save_evolution(folder, state)
        write_report(folder, state)
    return state


def _sample(bench: Bench, state: Evolution) -> Evolution:
    own, held = _draw_all(bench, 0)
    held_stories = [record.story for record in held.records()]
    difficulty = difficulty_of([*(record.story for record in own.records()), *held_stories])
    state = msgspec.structs.replace(state, difficulty=difficulty, sampled=outcome_of(held_stories, difficulty))
    measure = _measured_policy(bench, state, 0, held) if bench.plan.policy else None
    return msgspec.structs.replace(state, measure=measure)


def _baseline(bench: Bench, state: Evolution) -> Evolution:
    found = bench.search_held(0, None, state, 0)
    return msgspec.structs.replace(state, baseline=found, searched=found)


def _generate(bench: Bench, state: Evolution) -> Evolution:
    number, head, writer = state.current.number, bench.head(state), state.writer
    campaign = bench.campaign(bench.place(number, _TREES), _generation(bench.plan, number, head), head, writer=writer)
    bench.workshop.search(campaign, bench.own, head, bench.adapter(writer))
    generated = outcome_of([record.story for record in campaign.records()], state.difficulty)
    return _changed(state, guide=state.head, writer=writer, generated=generated)


def _assemble(bench: Bench, state: Evolution) -> Evolution:
    """Data for what is trained next: the policy, else the head."""
    number = state.current.number
    trees = [Campaign.at(bench.place(before, _TREES)) for before in range(1, number + 1)]
    if bench.plan.policy is None:
        return _features(bench, state, [Campaign.at(bench.place(0, _OWN)), *trees])
    samples = [Campaign.at(bench.place(before, _OWN)) for before in range(number)]
    chosen = top_trajectories([*trees, *samples], MeasuredProblems(bench.held))
    if not chosen:
        raise BadSettingsError(
            "No problem has a right solution yet, so there is nothing to train a policy on; begin anew with easier "
            "problems or a larger model."
        )
    write_chats(bench.place(number, _CHATS), chosen)
    return state


def _policy(bench: Bench, state: Evolution) -> Evolution:
    if bench.plan.policy is None:
        return _changed(state, policy=_POLICY_SKIPPED)
    number = state.current.number
    adapter = bench.adapter(number)
    assert adapter is not None
    fit = kept_fit(bench.workshop, bench.place(number, _CHATS), adapter)
    words = (
        f"fine-tuned from {bench.plan.model} on {fit.examples:,} solutions, {fit.steps:,} steps of "
        f"{fit.training.batch:,}, LoRA of rank {fit.training.rank} at rate {fit.training.rate:g}; loss "
        f"{fit.first_loss:.3f} to {fit.last_loss:.3f}"
    )
    return _changed(state, policy=words, fit=fit)


def _resample(bench: Bench, state: Evolution) -> Evolution:
    """Samples of the new policy: to measure it on held-out problems, and to train its head on the others."""
    number = state.current.number
    own, held = _draw_all(bench, number)
    before = Campaign.at(bench.place(state.writer, _HELD))
    state = _changed(
        state,
        measure=_measured_policy(bench, state, number, held),
        measure_before=state.measure,
        difference=policy_difference(held, before),
    )
    return _features(bench, state, [own])


def _train(bench: Bench, state: Evolution) -> Evolution:
    number = state.current.number
    features, head = bench.place(number, _FEATURES), bench.place(number, _HEAD)
    try:
        bench.workshop.train(features, head, number)
    except KnownError as error:
        # Samples of one policy alone may well be too few to tell right from wrong; the policy is of use without a head.
        # A training in a process of its own tells by the exit code alone what it refuses for.
        if bench.plan.policy is None or error.exit_code not in _UNFIT_DATA:
            raise
        return _changed(state, no_head=error.message)
    return state


def _measure(bench: Bench, state: Evolution) -> Evolution:
    number = state.current.number
    # A head reads the states of its own policy.
    origin = number if bench.plan.policy else 0
    held = bench.place(origin, f"{_HELD}.safetensors")
    if not held.exists():
        save_features(held, assemble([Campaign.at(bench.place(origin, _HELD))]).features)
    head = bench.place(number, _HEAD)
    metrics = measured(head, load_features(held)) if head.exists() else {}
    # Searched with what would be kept.
    is_guiding = bench.plan.policy is None or is_usable(metrics)
    return _changed(
        state,
        metrics=metrics,
        metrics_before=state.metrics,
        searched=bench.search_held(number, head if is_guiding else None, state, origin),
        before=state.searched,
    )


def _decide(bench: Bench, state: Evolution) -> Evolution:
    if bench.plan.policy:
        return _decide_policy(bench, state)
    now, before = mark_of(state.current.metrics), mark_of(state.metrics) if state.head else CHANCE
    words = f"mean of pair accuracy and AUC {now:.3f}, before {before:.3f}"
    if now < before:
        return _changed(state, kept=False, reason=f"rolled back: {words}")
    return _changed(_with_head(bench, state), kept=True, reason=f"kept: {words}")


def _decide_policy(bench: Bench, state: Evolution) -> Evolution:
    """A policy is kept if no smaller share of its samples is right. Its head is kept if it is no worse than chance:
    the one before cannot read the new policy.
    """
    current = state.current
    assert current.difference is not None
    assert current.measure is not None
    assert current.measure_before is not None
    words = (
        f"{current.measure.right.value:.1%} of its samples right, before {current.measure_before.right.value:.1%}, "
        f"{difference_in_words(current.difference)}"
    )
    if current.difference.mean < 0:
        reason = f"policy rolled back: {words}; its preference model goes with it"
        return _changed(state, kept=False, policy_kept=False, reason=reason)
    adapter = bench.adapter(current.number)
    assert adapter is not None
    write_whole(bench.folder / adapter.name, adapter.read_bytes())
    state = msgspec.structs.replace(
        state, writer=current.number, measure=current.measure, searched=current.searched, head="", metrics={}
    )
    if is_usable(current.metrics):
        state = _with_head(bench, state)
        head_words = f"preference model kept: mean of pair accuracy and AUC {mark_of(current.metrics):.3f}"
    else:
        # That of an earlier policy is of no use to this one.
        (bench.folder / _HEAD).unlink(missing_ok=True)
        head_words = (
            f"no preference model: mean of pair accuracy and AUC {mark_of(current.metrics):.3f}, worse than chance"
            if current.metrics
            else f"no preference model ({current.no_head.rstrip('.')})"
        )
    return _changed(state, kept=bool(state.head), policy_kept=True, reason=f"policy kept: {words}; {head_words}")


def _with_head(bench: Bench, state: Evolution) -> Evolution:
    """With the head of the round under way as the kept one."""
    head = bench.place(state.current.number, _HEAD)
    write_whole(bench.folder / _HEAD, head.read_bytes())
    return msgspec.structs.replace(
        state,
        head=head.relative_to(bench.folder).as_posix(),
        metrics=state.current.metrics,
        searched=state.current.searched,
    )


def _draw_all(bench: Bench, writer: int) -> tuple[Campaign, Campaign]:
    """Whole samples of the problems to train on and of the held-out ones."""
    own, held = (
        bench.drawn(bench.place(writer, name), problems, bench.plan.sampling, writer, keep_states=True)
        for name, problems in ((_OWN, bench.own), (_HELD, bench.held))
    )
    return own, held


def _measured_policy(bench: Bench, state: Evolution, writer: int, held: Campaign) -> PolicyMeasure:
    settings = greedy_settings(bench.plan.sampling)
    greedy = bench.drawn(bench.place(writer, "greedy"), bench.held, settings, writer, keep_states=False)
    return measured_policy(held, greedy, state.difficulty)


def _features(bench: Bench, state: Evolution, campaigns: Sequence[Campaign]) -> Evolution:
    assembly = assemble(campaigns)
    save_features(bench.place(state.current.number, _FEATURES), assembly.features)
    counts = pairs_of(assembly.features, same_depth=TrainOptions().same_depth, texts=assembly.texts).counts
    return _changed(state, steps=len(assembly.features), pairs=counts)


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


def _changed(state: Evolution, **fields: object) -> Evolution:
    return msgspec.structs.replace(state, current=msgspec.structs.replace(state.current, **fields))


def _next_round(state: Evolution) -> Evolution:
    number = state.current.number
    rounds = (*state.rounds, state.current) if number else state.rounds
    return msgspec.structs.replace(state, done=(), rounds=rounds, current=Round(number=number + 1))


_STAGES: dict[Stage, Callable[[Bench, Evolution], Evolution]] = {
    Stage.SAMPLE: _sample,
    Stage.BASELINE: _baseline,
    Stage.GENERATE: _generate,
    Stage.ASSEMBLE: _assemble,
    Stage.POLICY: _policy,
    Stage.RESAMPLE: _resample,
    Stage.TRAIN: _train,
    Stage.MEASURE: _measure,
    Stage.DECIDE: _decide,
}
_WORDS = {
    Stage.SAMPLE: "Sampling solutions of all problems",
    Stage.BASELINE: "Searching the held-out problems without a preference model",
    Stage.GENERATE: "Round {number}: searching",
    Stage.ASSEMBLE: "Round {number}: putting the training data together",
    Stage.POLICY: "Round {number}: fine-tuning the policy",
    Stage.RESAMPLE: "Round {number}: sampling solutions of the new policy",
    Stage.TRAIN: "Round {number}: training the preference model",
    Stage.MEASURE: "Round {number}: measuring it on held-out problems",
    Stage.DECIDE: "Round {number}: deciding",
}
