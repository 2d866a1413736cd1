"""The work bench of a self-evolution: its folders and problems, and what it asks of the outside."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from engine.chats import prompt_sha256
from engine.lab.campaign import Campaign, Plan
from engine.lab.evolution import Evolution, EvolutionPlan, Outcome, outcome_of
from engine.lab.policy import Trainer, checksum_of
from engine.types import Problem, SearchSettings, ValueName
from models.files import sha256_of

# As ``app.preference`` chooses without a head and with one: held-out problems are searched as a user would.
_UNGUIDED = (ValueName.AGREEMENT, ValueName.EXECUTION)
_GUIDED = (ValueName.AGREEMENT, ValueName.PPM)
_ADAPTER = "adapter.gguf"


class Workshop(Trainer, Protocol):
    """What a round asks of the outside: searches by the engine, and training processes."""

    def search(self, campaign: Campaign, problems: Sequence[Problem], head: Path | None, adapter: Path | None) -> None:
        """Search for each of the problems that the campaign does not hold yet, and keep their records.

        Args:
            head: of the preference model that guides. adapter: of the fine-tuned policy; None takes the model itself.
        """

    def train(self, features: Path, head: Path, rounds: int) -> None:
        """Train a head; the file appears when it is complete."""


def split(problems: Sequence[Problem], held_out: float) -> tuple[list[Problem], list[Problem]]:
    """Problems to train on, and those that are held out: chosen by their ids, whatever their number and order."""
    ranked = sorted(problems, key=lambda problem: hashlib.sha256(problem.id.encode()).hexdigest())
    held = {problem.id for problem in ranked[: max(1, round(held_out * len(ranked)))]}
    return [one for one in problems if one.id not in held], [one for one in problems if one.id in held]


class Bench:
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

    def adapter(self, writer: int) -> Path | None:
        """The policy of a round; None for the model as it came."""
        return self.place(writer, _ADAPTER) if writer else None

    def campaign(
        self,
        place: Path,
        settings: SearchSettings,
        head: Path | None = None,
        *,
        writer: int = 0,
        keep_states: bool = True,
    ) -> Campaign:
        """A campaign of this evolution; ``writer`` is the round whose policy writes."""
        plan = Plan(
            problems_sha256=self.plan.problems_sha256,
            model=f"{self.plan.model} + round {writer}" if writer else self.plan.model,
            backbone_sha256=checksum_of(self.plan.backbone_sha256, self.adapter(writer)),
            layers=self.plan.layers if keep_states else (),
            settings=settings,
            head_sha256=sha256_of(head) if head else "",
            prompt_sha256=prompt_sha256(settings.step_format),
        )
        return Campaign(place, plan)

    def search_held(self, number: int, head: Path | None, state: Evolution, writer: int) -> Outcome:
        """How the held-out problems are answered with a head or without, by a search that knows no answers."""
        settings = replace(self.plan.search, values=_GUIDED if head else _UNGUIDED)
        campaign = self.campaign(self.place(number, "search"), settings, head, writer=writer, keep_states=False)
        self.workshop.search(campaign, self.held, head, self.adapter(writer))
        return outcome_of([record.story for record in campaign.records()], state.difficulty)

    def drawn(
        self, place: Path, problems: Sequence[Problem], settings: SearchSettings, writer: int, *, keep_states: bool
    ) -> Campaign:
        """Solutions of some problems by the policy of a round, without a preference model."""
        campaign = self.campaign(place, settings, writer=writer, keep_states=keep_states)
        self.workshop.search(campaign, problems, None, self.adapter(writer))
        return campaign
