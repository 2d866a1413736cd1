"""What a person fills in to begin something in the lab: one form for each kind of work."""

from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from app.lab_folders import LabFolder, LabKind, Part
from app.lab_orders import EvolveOrder, GenerateOrder, SampleOrder, TrainOrder, TuneOrder, count_problems
from app.language import mark, tr
from app.views.lab_fields import Draft, LabForm, ModelBox, ProblemsField, Ticks
from app.views.ports import ModelChoice
from engine.lab.sample_match import MOST_SAMPLES, Match
from models.training.job import Loss

_MATCHES = {
    Match.FLOPS: mark("FLOPs: equal computing work"),
    Match.TIME: mark("Seconds on this computer"),
    Match.COUNT: mark("Number of samples"),
}
_LOSSES: dict[Loss, str] = {
    "pairwise": mark("Preference pairs (PPM)"),
    "q": mark("Regression on Q (PQM)"),
    "outcome": mark("Outcomes of solutions (ORM)"),
}
_LEARNS = {"solutions": mark("Right solutions"), "preferences": mark("Which step is better: a preference model")}
_MOST_SEEDS = 2**31 - 1
# In the id of a model with an adapter, which cannot be fine-tuned once more.
_ADAPTER = "+"


class _SearchForm(LabForm):
    """With a file of problems, how many of them, and a seed."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problems = ProblemsField()
        self.problems.changed.connect(self.changed)
        self._count = count

    def add_problems(self) -> None:
        """The rows that all searches have."""
        self.add(tr("Problems"), self.problems, self.problems.path)
        self.limit = self.number(tr("Use the first"), self._count, 1, 1_000_000, tr("At most so many problems."))
        self.seed = self.number(tr("Seed"), 0, 0, _MOST_SEEDS, tr("The same gives the same samples."))

    def box(self, label: str) -> ModelBox:
        """A row with a model."""
        box = ModelBox()
        box.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(label, box)
        return box


class SampleForm(_SearchForm):
    """Two models at equal cost."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(40, parent)
        self.weak = self.box(tr("Weak model"))
        self.strong = self.box(tr("Strong model"))
        self.samples = self.number(tr("Samples of the strong model"), 4, 1, MOST_SAMPLES, tr("Of each problem."))
        self.match = QComboBox()
        for match, words in _MATCHES.items():
            self.match.addItem(tr(words), match.value)
        self.match.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("Equal for both"), self.match)
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """The smallest is taken to be the weak one, the next one to be the strong one."""
        self.weak.show_models(models, 0)
        self.strong.show_models(models, 1)

    def name(self) -> str:
        """After the problems."""
        return f"sample-{self.problems.stem()}"

    def draft(self) -> Draft:
        """What is filled in now."""
        path, limit, seed = self.problems.file(), self.limit.value(), self.seed.value()
        weak, strong, match = self.weak.chosen(), self.strong.chosen(), Match(self.match.currentData())
        samples = self.samples.value()
        return lambda: SampleOrder(
            problems=str(path),
            count=count_problems(path, limit),
            seed=seed,
            weak=weak,
            strong=strong,
            strong_samples=samples,
            match=match,
        )


class GenerateForm(_SearchForm):
    """One model, for training a preference model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(60, parent)
        self.model = self.box(tr("Model"))
        self.samples = self.number(tr("Samples"), 8, 1, MOST_SAMPLES, tr("Of each problem."))
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """See ``LabForm``."""
        self.model.show_models(models, 0)

    def name(self) -> str:
        """After the problems."""
        return f"data-{self.problems.stem()}"

    def draft(self) -> Draft:
        """What is filled in now."""
        path, limit, seed = self.problems.file(), self.limit.value(), self.seed.value()
        model, samples = self.model.chosen(), self.samples.value()
        return lambda: GenerateOrder(
            problems=str(path), count=count_problems(path, limit), seed=seed, model=model, samples=samples
        )


class EvolveForm(_SearchForm):
    """Rounds of searching and training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(40, parent)
        self.model = self.box(tr("Model"))
        self.rounds = self.number(tr("Rounds"), 2, 1, 100, tr("In all, those done before included."))
        self.candidates = self.number(tr("Candidates"), 16, 1, 512, tr("Continuations tried at the first step."))
        self.rollouts = self.number(tr("Rollouts"), 32, 1, 1_000_000, tr("Descents of a tree search."))
        self.policy = QCheckBox(tr("Fine-tune the model itself too"))
        self.policy.setToolTip(tr("Each round, on its best solutions. Slow without a graphics card."))
        self.policy.toggled.connect(lambda _: self.changed.emit())
        self.rows.addRow("", self.policy)
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """See ``LabForm``."""
        self.model.show_models(models, 0)

    def name(self) -> str:
        """After the problems."""
        return f"evolve-{self.problems.stem()}"

    def draft(self) -> Draft:
        """What is filled in now."""
        path, limit, seed = self.problems.file(), self.limit.value(), self.seed.value()
        model, rounds = self.model.chosen(), self.rounds.value()
        candidates, rollouts = self.candidates.value(), self.rollouts.value()
        train_policy = self.policy.isChecked()
        return lambda: EvolveOrder(
            problems=str(path),
            count=count_problems(path, limit),
            seed=seed,
            model=model,
            rounds=rounds,
            candidates=candidates,
            rollouts=rollouts,
            train_policy=train_policy,
        )


class TrainForm(LabForm):
    """A preference model from campaigns that keep hidden states."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.campaigns = Ticks()
        self.campaigns.changed.connect(self.changed)
        self.add(tr("Campaigns of one model"), self.campaigns)
        self.loss = QComboBox()
        for loss, words in _LOSSES.items():
            self.loss.addItem(tr(words), loss)
        self.loss.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("Learns from"), self.loss)
        self.hidden = self.number(tr("Hidden units"), 16, 0, 1024, tr("0 makes it linear."))
        self.folds = self.number(tr("Parts"), 5, 0, 20, tr("Heads, each measured on problems it has not seen."))
        self.epochs = self.number(tr("Most epochs"), 400, 1, 100_000, tr("It ends earlier when nothing gets better."))
        self.seed = self.number(tr("Seed"), 0, 0, _MOST_SEEDS)

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer campaigns with hidden states."""
        self.campaigns.offer(
            [(_named(folder.name, folder.parts[0]), folder.path) for folder in folders if folder.has_states]
        )

    def name(self) -> str:
        """After the first campaign."""
        ticked = self.campaigns.ticked()
        return f"head-{Path(ticked[0]).name}" if ticked else "head"

    def draft(self) -> Draft:
        """What is filled in now."""
        order = TrainOrder(
            campaigns=self.campaigns.ticked(),
            loss=self.loss.currentData(),
            hidden=self.hidden.value(),
            folds=self.folds.value(),
            epochs=self.epochs.value(),
            seed=self.seed.value(),
        )
        return lambda: order


class TuneForm(LabForm):
    """A model that learns from solutions, its own or those of another one: to write right ones, or to tell them from
    wrong ones.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelBox()
        self.model.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("Model"), self.model)
        self.learns = QComboBox()
        for learns, words in _LEARNS.items():
            self.learns.addItem(tr(words), learns)
        self.learns.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("Learns"), self.learns)
        self.campaigns = Ticks()
        self.campaigns.changed.connect(self.changed)
        self.add(tr("From the solutions of"), self.campaigns)
        self.steps = self.number(tr("Steps"), 200, 1, 1_000_000, tr("Take equally many when you compare data."))
        self.batch = self.number(tr("Solutions or pairs of a step"), 8, 1, 1024)
        self.rank = self.number(tr("Rank"), 16, 1, 1024, tr("Of LoRA's two matrices: how much can be learnt."))
        self.rate = self.number(
            tr("Learning rate, in millionths"), 200, 1, 1_000_000, tr("Lower it where the loss goes up.")
        )
        self.tokens = self.number(tr("Longest solution, in tokens"), 512, 16, 1_000_000, tr("Longer are left out."))
        self.seed = self.number(tr("Seed"), 0, 0, _MOST_SEEDS)

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer those that have no adapter yet."""
        self.model.show_models([model for model in models if _ADAPTER not in model.id], 0)

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer the campaigns of one model, and each of those of two."""
        places = []
        for folder in folders:
            if folder.kind is LabKind.CAMPAIGN:
                places.append((_named(folder.name, folder.parts[0]), folder.path))
            elif folder.kind is LabKind.SAMPLE:
                arms = [part for part in folder.parts if part.done]
                places += [(_named(f"{folder.name}, {arm.name}", arm), folder.path / arm.name) for arm in arms]
        self.campaigns.offer(places)

    def name(self) -> str:
        """After the first campaign."""
        ticked = self.campaigns.ticked()
        kind = "ppm" if self.learns.currentData() == "preferences" else "tuned"
        return f"{kind}-{Path(ticked[0]).name}" if ticked else kind

    def draft(self) -> Draft:
        """What is filled in now."""
        order = TuneOrder(
            campaigns=self.campaigns.ticked(),
            model=self.model.chosen(),
            learns=self.learns.currentData(),
            steps=self.steps.value(),
            batch=self.batch.value(),
            rank=self.rank.value(),
            rate=self.rate.value() / 1e6,
            sequence_tokens=self.tokens.value(),
            seed=self.seed.value(),
        )
        return lambda: order


AnyForm: TypeAlias = SampleForm | GenerateForm | TrainForm | TuneForm | EvolveForm
"""Each has a ``name`` for its folder if nobody gives one, and a ``draft`` of what is filled in."""


def _named(name: str, part: Part) -> str:
    return tr("{name}: {model}, {count} problems").format(name=name, model=part.model, count=part.done)
