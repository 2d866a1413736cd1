"""The model that writes the steps (the policy): what it is fine-tuned on, who it is then, and whether it got better.

A fine-tuned policy is a model file and a LoRA adapter (Hu et al. 2021) for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from engine.compare.paired import PairedDifference, paired_difference
from engine.lab.campaign import Campaign
from engine.lab.coverage import Resampler
from engine.lab.datasets import Chosen, MeasuredProblems
from engine.lab.evolution import Fit, PolicyMeasure, outcome_of, write_whole
from engine.lab.export import chat_line
from engine.lab.sample import WHOLE, right_solutions, samples_of
from engine.settings import settings_for
from engine.types import Effort, PolicyName, SearchSettings
from models.adapter import policy_sha256
from models.files import sha256_of

TOP = 2
"""Trajectories of a problem that a policy is trained on (Guan et al. 2025, section 3.4)."""


class Trainer(Protocol):
    """What fine-tunes."""

    def fit(self, data: Path, adapter: Path) -> Fit:
        """Fine-tune the base model on chats, one a line; the adapter's file appears when it is complete.

        A call that was cut off goes on where it was.
        """


def checksum_of(base_sha256: str, adapter: Path | None) -> str:
    """Who a policy is, for heads and campaigns that belong to it alone: the model itself where there is no adapter."""
    return base_sha256 if adapter is None else policy_sha256(base_sha256, sha256_of(adapter))


def top_trajectories(campaigns: Iterable[Campaign], measured: MeasuredProblems, most: int = TOP) -> list[Chosen]:
    """The right solutions with the highest mean Q over their steps, so many of each problem.

    Solutions of tree searches come first: each step of a whole sample has one end, so that its Q says nothing beyond
    the answer. Of equals the one whose steps were visited more, then the earlier one. The same text counts once, and
    problems that are measured on are left out.
    """
    found: dict[str, list[tuple[tuple[bool, float, float, int], Chosen]]] = {}
    number = 0
    for campaign in campaigns:
        is_whole = campaign.plan.settings.policy in WHOLE
        for record in campaign.records():
            story = record.story
            if measured.hold(story.problem.text):
                continue
            for solution in right_solutions(story):
                steps = story.path(solution.node)
                q_value = float(np.mean([step.q_value for step in steps]))
                visits = float(np.mean([step.visits for step in steps]))
                rank = (is_whole, -q_value, -visits, number)
                found.setdefault(story.problem.id, []).append((rank, Chosen(solution, story, campaign, None)))
                number += 1
    return [one for ranked in found.values() for one in _best(ranked, most)]


def _best(ranked: list[tuple[tuple[bool, float, float, int], Chosen]], most: int) -> list[Chosen]:
    best: dict[str, Chosen] = {}
    for _, one in sorted(ranked, key=lambda pair: pair[0]):
        best.setdefault(one.solution.text, one)
    return list(best.values())[:most]


def write_chats(path: Path, chosen: Sequence[Chosen]) -> None:
    """What a policy is trained on: ``sft.jsonl`` as in ``engine.lab.export``.

    Raises:
        ReadOnlyError: it cannot be written.
    """
    write_whole(path, b"".join(msgspec.json.encode(chat_line(one)) + b"\n" for one in chosen))


def kept_fit(trainer: Trainer, data: Path, adapter: Path) -> Fit:
    """Fine-tune, unless that was done before: what it came to is kept beside the adapter."""
    about = adapter.with_suffix(".json")
    if adapter.exists() and about.exists():
        return msgspec.json.decode(about.read_bytes(), type=Fit)
    fit = trainer.fit(data, adapter)
    write_whole(about, msgspec.json.format(msgspec.json.encode(fit)))
    return fit


def greedy_settings(sampling: SearchSettings) -> SearchSettings:
    """One solution of the likeliest tokens, else as when samples are drawn."""
    greedy = settings_for(
        PolicyName.GREEDY, Effort.NORMAL, seed=sampling.seed, step_format=sampling.step_format, stop_when_decided=False
    )
    return replace(greedy, budget=replace(sampling.budget, candidates=greedy.budget.candidates))


def measured_policy(samples: Campaign, greedy: Campaign, difficulty: Mapping[str, str]) -> PolicyMeasure:
    """A policy's samples and greedy solutions of held-out problems, summed up."""
    found = list(samples_of(samples).values())
    drawn = [one.drawn for one in found]
    return PolicyMeasure(
        samples=sum(drawn),
        right=Resampler(len(found)).share([len(one.right) for one in found], drawn),
        sampled=outcome_of([record.story for record in samples.records()], difficulty),
        greedy=outcome_of([record.story for record in greedy.records()], difficulty),
    )


def policy_difference(after: Campaign, before: Campaign) -> PairedDifference:
    """Share of right samples of one policy less that of another one, paired by problem."""
    new, old = (
        {name: len(one.right) / one.drawn for name, one in samples_of(campaign).items()} for campaign in (after, before)
    )
    common = sorted(new.keys() & old.keys())
    return paired_difference([new[name] for name in common], [old[name] for name in common])


def difference_in_words(difference: PairedDifference) -> str:
    """With its interval and the p value of the sign-flip test."""
    return (
        f"{100 * difference.mean:+.1f} points ({100 * difference.low:+.1f} to {100 * difference.high:+.1f}, p "
        f"{difference.p_value:.2f})"
    )
