"""What a person fills in to begin something in the lab: one form for each kind of work."""

from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QWidget,
)

from app.lab_folders import LabFolder
from app.lab_orders import EvolveOrder, GenerateOrder, Order, SampleOrder, TrainOrder, count_problems
from app.language import mark, tr
from app.views.ports import ModelChoice
from app.views.theme import SPACE_2, SPACE_3
from engine.errors import BadProblemError, BadSettingsError
from engine.lab.sample_match import MOST_SAMPLES, Match
from models.training.job import Loss

Draft = Callable[[], Order]
"""Reads the file of problems, so it belongs on a lane; raises a KnownError that says what is missing."""

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
_MOST_SEEDS = 2**31 - 1
_PATH_CHARACTERS = 24


class LabForm(QWidget):
    """``changed``: something was filled in otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = QFormLayout(self)
        self.rows.setHorizontalSpacing(SPACE_3)
        self.rows.setVerticalSpacing(SPACE_2)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)

    def name(self) -> str:
        """What the folder is called if nobody names it."""
        raise NotImplementedError

    def draft(self) -> Draft:
        """What is filled in now."""
        raise NotImplementedError

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer these models."""

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer these folders."""

    def add(self, label: str, field: QWidget, focus: QWidget | None = None) -> None:
        """A row with its label, which is also the name for screen readers."""
        told = QLabel(label)
        told.setTextFormat(Qt.TextFormat.PlainText)
        told.setBuddy(focus or field)
        (focus or field).setAccessibleName(label.replace("&", ""))
        self.rows.addRow(told, field)

    def number(self, label: str, value: int, least: int, most: int, tip: str = "") -> QSpinBox:
        """A row with a number."""
        box = QSpinBox()
        box.setRange(least, most)
        box.setValue(value)
        box.setToolTip(tip)
        box.valueChanged.connect(lambda _: self.changed.emit())
        self.add(label, box)
        return box


class ProblemsField(QWidget):
    """A file of problems; its name is typed or chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = QLineEdit(str(files("resources").joinpath("problems", "own.jsonl")))
        self.path.setToolTip(tr("JSON lines with id, question and answer. Never problems kept for measuring."))
        self.path.setMinimumWidth(self.fontMetrics().averageCharWidth() * _PATH_CHARACTERS)
        self.choose = QPushButton(tr("C&hoose …"))
        self.choose.setAccessibleName(tr("Choose a file of problems"))
        self.path.textChanged.connect(lambda _: self.changed.emit())
        self.choose.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)

    def file(self) -> Path:
        """The file that is named.

        Raises:
            BadProblemError: none is.
        """
        text = self.path.text().strip()
        if not text:
            raise BadProblemError(tr("Choose a file of problems first."))
        return Path(text).expanduser().absolute()

    def stem(self) -> str:
        """The name of the file without its ending."""
        return Path(self.path.text().strip()).stem

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("File of problems"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilters([tr("Problems (*.jsonl)"), tr("All files (*)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.path.setText)
        dialog.open()


class ModelBox(QComboBox):
    """The models that are here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(20)

    def show_models(self, models: Sequence[ModelChoice], preferred: int) -> None:
        """Offer these; what was chosen stays, else the one with this place is."""
        chosen = self.currentData()
        with QSignalBlocker(self):
            self.clear()
            for model in models:
                self.addItem(model.name, model.id)
            row = self.findData(chosen) if chosen else min(preferred, self.count() - 1)
            self.setCurrentIndex(max(0, row) if self.count() else -1)

    def chosen(self) -> str:
        """The id that is chosen.

        Raises:
            BadSettingsError: no model is here.
        """
        if not self.currentData():
            raise BadSettingsError(tr("No model is on this computer yet; get one on the Models page first."))
        return str(self.currentData())


class _SearchForm(LabForm):
    """With a file of problems, how many of them, and a seed."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.problems = ProblemsField()
        self.problems.changed.connect(self.changed)
        self._count = count

    def add_problems(self) -> None:
        """The rows that all searches have."""
        self.add(tr("&Problems"), self.problems, self.problems.path)
        self.limit = self.number(tr("Use the &first"), self._count, 1, 1_000_000, tr("At most so many problems."))
        self.seed = self.number(tr("Se&ed"), 0, 0, _MOST_SEEDS, tr("The same gives the same samples."))

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
        self.weak = self.box(tr("&Weak model"))
        self.strong = self.box(tr("Str&ong model"))
        self.samples = self.number(tr("Samples of the s&trong model"), 4, 1, MOST_SAMPLES, tr("Of each problem."))
        self.match = QComboBox()
        for match, words in _MATCHES.items():
            self.match.addItem(tr(words), match.value)
        self.match.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("E&qual for both"), self.match)
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """The smallest is taken to be the weak one, the next one to be the strong one."""
        self.weak.show_models(models, 0)
        self.strong.show_models(models, 1)

    def name(self) -> str:
        """After the problems."""
        return f"sample-{self.problems.stem()}"

    def draft(self) -> Draft:
        """See ``LabForm``."""
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
        self.model = self.box(tr("&Model"))
        self.samples = self.number(tr("&Samples"), 8, 1, MOST_SAMPLES, tr("Of each problem."))
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """See ``LabForm``."""
        self.model.show_models(models, 0)

    def name(self) -> str:
        """After the problems."""
        return f"data-{self.problems.stem()}"

    def draft(self) -> Draft:
        """See ``LabForm``."""
        path, limit, seed = self.problems.file(), self.limit.value(), self.seed.value()
        model, samples = self.model.chosen(), self.samples.value()
        return lambda: GenerateOrder(
            problems=str(path), count=count_problems(path, limit), seed=seed, model=model, samples=samples
        )


class EvolveForm(_SearchForm):
    """Rounds of searching and training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(40, parent)
        self.model = self.box(tr("&Model"))
        self.rounds = self.number(tr("&Rounds"), 2, 1, 100, tr("In all, those done before included."))
        self.candidates = self.number(tr("&Candidates"), 16, 1, 512, tr("Continuations tried at the first step."))
        self.rollouts = self.number(tr("Ro&llouts"), 32, 1, 1_000_000, tr("Descents of a tree search."))
        self.add_problems()

    def show_models(self, models: Sequence[ModelChoice]) -> None:
        """See ``LabForm``."""
        self.model.show_models(models, 0)

    def name(self) -> str:
        """After the problems."""
        return f"evolve-{self.problems.stem()}"

    def draft(self) -> Draft:
        """See ``LabForm``."""
        path, limit, seed = self.problems.file(), self.limit.value(), self.seed.value()
        model, rounds = self.model.chosen(), self.rounds.value()
        candidates, rollouts = self.candidates.value(), self.rollouts.value()
        return lambda: EvolveOrder(
            problems=str(path),
            count=count_problems(path, limit),
            seed=seed,
            model=model,
            rounds=rounds,
            candidates=candidates,
            rollouts=rollouts,
        )


class TrainForm(LabForm):
    """A preference model from campaigns that keep hidden states."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.campaigns = QListWidget()
        self.campaigns.setMaximumHeight(self.fontMetrics().lineSpacing() * 8)
        self.campaigns.itemChanged.connect(lambda _: self.changed.emit())
        self.add(tr("&Campaigns of one model"), self.campaigns)
        self.loss = QComboBox()
        for loss, words in _LOSSES.items():
            self.loss.addItem(tr(words), loss)
        self.loss.currentIndexChanged.connect(lambda _: self.changed.emit())
        self.add(tr("&Learns from"), self.loss)
        self.hidden = self.number(tr("&Hidden units"), 16, 0, 1024, tr("0 makes it linear."))
        self.folds = self.number(tr("P&arts"), 5, 0, 20, tr("Heads, each measured on problems it has not seen."))
        self.epochs = self.number(tr("Most &epochs"), 400, 1, 100_000, tr("It ends earlier when nothing gets better."))
        self.seed = self.number(tr("See&d"), 0, 0, _MOST_SEEDS)

    def show_folders(self, folders: Sequence[LabFolder]) -> None:
        """Offer campaigns with hidden states; what was ticked stays ticked."""
        ticked = set(self._ticked())
        wanted = [folder for folder in folders if folder.has_states and folder.parts]
        with QSignalBlocker(self.campaigns):
            self.campaigns.clear()
            for folder in wanted:
                item = QListWidgetItem(f"{folder.name} ({folder.parts[0].model}, {folder.parts[0].done})")
                item.setData(Qt.ItemDataRole.UserRole, str(folder.path))
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = str(folder.path) in ticked or len(wanted) == 1
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
                self.campaigns.addItem(item)
        self.changed.emit()

    def name(self) -> str:
        """After the first campaign."""
        ticked = self._ticked()
        return f"head-{Path(ticked[0]).name}" if ticked else "head"

    def draft(self) -> Draft:
        """See ``LabForm``."""
        order = TrainOrder(
            campaigns=tuple(self._ticked()),
            loss=self.loss.currentData(),
            hidden=self.hidden.value(),
            folds=self.folds.value(),
            epochs=self.epochs.value(),
            seed=self.seed.value(),
        )
        return lambda: order

    def _ticked(self) -> list[str]:
        items = [self.campaigns.item(row) for row in range(self.campaigns.count())]
        return [
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        ]
