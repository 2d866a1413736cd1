"""The report of a self-evolution: for reading (Markdown) and for programs (JSON)."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import msgspec

from engine.lab.coverage import Interval
from engine.lab.evolution import DIFFICULTIES, Evolution, Outcome, PolicyMeasure, Round, Tally, is_usable, write_whole
from engine.lab.policy import difference_in_words

_MARKDOWN, _JSON = "report.md", "report.json"


def write_report(folder: Path, evolution: Evolution) -> None:
    """Write both forms, replacing older ones.

    Raises:
        ReadOnlyError: the folder cannot be written.
    """
    write_whole(folder / _JSON, msgspec.json.format(msgspec.json.encode(evolution)))
    write_whole(folder / _MARKDOWN, "\n".join(_lines(evolution)).encode() + b"\n")


def _lines(evolution: Evolution) -> Iterator[str]:
    plan = evolution.plan
    yield "# Self-evolution"
    yield ""
    yield f"{plan.limit:,} problems, {plan.held_out:.0%} of them held out; {plan.model}; layers {_listed(plan.layers)}."
    if evolution.sampled and evolution.baseline:
        yield ""
        yield "| held-out problems | answered right | 95 % | some solution right | tokens a problem |"
        yield "|---|---|---|---|---|"
        yield _row("round 0, samples and a vote", evolution.sampled)
        yield _row("round 0, search without a preference model", evolution.baseline)
        for done in evolution.rounds:
            if done.searched:
                yield _row(f"round {done.number}, search with its {_guided(done)}", done.searched)
    if plan.policy:
        yield ""
        yield from _policy_lines(evolution)
    for done in evolution.rounds:
        yield ""
        yield from _round_lines(done)


def _guided(done: Round) -> str:
    if done.fit is None:
        return "preference model"
    return "policy and preference model" if is_usable(done.metrics) else "policy alone"


def _policy_lines(evolution: Evolution) -> Iterator[str]:
    """The rounds in the form of the paper's tables: the policy by itself, its preference model, both in a search."""
    yield (
        "Each round trains the model as it came, by LoRA. Figures are those of held-out problems, intervals 95 %; the "
        "share of right samples has one over problems."
    )
    yield ""
    yield (
        "| round | solutions trained on | pairs | one sample right | greedy right | vote right | some sample right "
        "| pair accuracy | AUC | search right | kept |"
    )
    yield f"|{'---|' * 11}"
    base = evolution.rounds[0].measure_before if evolution.rounds else evolution.measure
    if base:
        searched = _brief(evolution.baseline, answered=True)
        yield f"| 0, the model as it came | | | {_measure_cells(base)} | | | {searched} | |"
    for done in evolution.rounds:
        if done.measure and done.fit:
            pairs = done.pairs.step_pairs + done.pairs.solution_pairs if done.pairs else 0
            kept = {(True, True): "both", (True, False): "policy"}.get((done.policy_kept, done.kept), "neither")
            head = f"{_number(done.metrics.get('pair_accuracy'))} | {_number(done.metrics.get('auc_all'))}"
            yield (
                f"| {done.number} | {done.fit.examples:,} | {pairs:,} | {_measure_cells(done.measure)} | {head} "
                f"| {_brief(done.searched, answered=True)} | {kept} |"
            )


def _measure_cells(measure: PolicyMeasure) -> str:
    cells = (
        _with_interval(measure.right),
        _brief(measure.greedy, answered=True),
        _brief(measure.sampled, answered=True),
        _brief(measure.sampled, answered=False),
    )
    return " | ".join(cells)


def _round_lines(done: Round) -> Iterator[str]:
    yield f"## Round {done.number}"
    yield ""
    reason = f"{done.reason[:1].upper()}{done.reason[1:]}"
    yield f"Guided by {f'`{done.guide}` and the known answers' if done.guide else 'the known answers'}. {reason}."
    yield f"Policy {done.policy}."
    if done.difference:
        writer = f"the policy of round {done.writer}" if done.writer else "the model as it came"
        yield (
            f"Its searches were written by {writer}. Share of right samples, new policy less the one before: "
            f"{difference_in_words(done.difference)}, by problem."
        )
    yield ""
    yield "| solved by difficulty | hard | middle | easy | all |"
    yield "|---|---|---|---|---|"
    for words, outcome in (("held-out, before", done.before), ("held-out, after", done.searched)):
        if outcome:
            yield _parts(f"{words}: answered right", outcome, answered=True)
    for words, measure in (("samples, before", done.measure_before), ("samples, after", done.measure)):
        if measure:
            yield _parts(f"held-out, {words}: some solution right", measure.sampled, answered=False)
    if done.generated:
        yield _parts("generated: some solution right", done.generated, answered=False)
    yield ""
    if done.pairs:
        counts = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in asdict(done.pairs).items())
        yield f"{done.steps:,} steps to train on. Pairs: {counts}."
        yield ""
    yield "| on held-out samples | before | after |"
    yield "|---|---|---|"
    for name in ("pair_accuracy", "auc_all", "auc_within", "auc_unfinished"):
        yield f"| {name} | {_number(done.metrics_before.get(name))} | {_number(done.metrics.get(name))} |"


def _row(words: str, outcome: Outcome) -> str:
    tally = outcome.all
    low, high = tally.interval
    return (
        f"| {words} | {_share(tally.answered, tally)} | {low:.1%} to {high:.1%} | {_share(tally.covered, tally)} "
        f"| {outcome.tokens_per_problem:,.0f} |"
    )


def _parts(words: str, outcome: Outcome, *, answered: bool) -> str:
    tallies = [*(outcome.by_difficulty[name] for name in DIFFICULTIES), outcome.all]
    return f"| {words} | {' | '.join(_share(one.answered if answered else one.covered, one) for one in tallies)} |"


def _share(count: int, tally: Tally) -> str:
    return f"{count} of {tally.problems} ({count / tally.problems:.1%})" if tally.problems else "none"


def _brief(outcome: Outcome | None, *, answered: bool) -> str:
    if outcome is None:
        return ""
    return f"{outcome.all.answered if answered else outcome.all.covered} of {outcome.all.problems}"


def _with_interval(share: Interval) -> str:
    return f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"


def _listed(layers: tuple[int, ...]) -> str:
    return ", ".join(map(str, layers)) or "none"
