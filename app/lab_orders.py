"""What the lab was asked to do in a folder, kept beside it as ``NAME.json``: the same order goes on there.

An order becomes the words of a ``stepwise lab`` command, so that the window and the command line do the same.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec

from app.language import tr
from engine.errors import BadProblemError, BadSettingsError
from engine.lab.sample_match import MOST_SAMPLES, Match
from engine.problems import load_problems
from models.errors import ReadOnlyError
from models.files import write_atomically
from models.training.job import Loss, NoTorchError

SUFFIX = ".json"
FEWEST_TO_EVOLVE = 10


class _Problems(msgspec.Struct, frozen=True, kw_only=True):
    """``problems``: a file of them; ``count``: how many of them are used."""

    problems: str
    count: int
    seed: int = 0


class SampleOrder(_Problems, frozen=True, kw_only=True, tag="sample"):
    """Two models at equal cost."""

    weak: str
    strong: str
    strong_samples: int
    match: Match = Match.FLOPS


class GenerateOrder(_Problems, frozen=True, kw_only=True, tag="generate"):
    """One model, whole samples with the hidden states that preference models are trained on."""

    model: str
    samples: int


class EvolveOrder(_Problems, frozen=True, kw_only=True, tag="evolve"):
    """Self-evolution of one model; ``train_policy`` fine-tunes the model itself too, not the preference model alone."""

    model: str
    rounds: int
    candidates: int = 16
    rollouts: int = 32
    train_policy: bool = False


class TrainOrder(msgspec.Struct, frozen=True, kw_only=True, tag="train"):
    """A preference model from campaigns of one model."""

    campaigns: tuple[str, ...]
    loss: Loss = "pairwise"
    hidden: int = 16
    folds: int = 5
    epochs: int = 400
    seed: int = 0


class TuneOrder(msgspec.Struct, frozen=True, kw_only=True, tag="tune"):
    """A model fine-tuned on campaigns, on their right solutions or their preference pairs; see
    ``models.training.finetune_job``.
    """

    campaigns: tuple[str, ...]
    model: str
    learns: Literal["solutions", "preferences"] = "solutions"
    steps: int = 200
    rank: int = 16
    rate: float = 2e-4
    batch: int = 8
    sequence_tokens: int = 512
    seed: int = 0


Order: TypeAlias = SampleOrder | GenerateOrder | EvolveOrder | TrainOrder | TuneOrder
Command: TypeAlias = SampleOrder | GenerateOrder | EvolveOrder | TrainOrder
"""What one ``stepwise lab`` command begins."""


def words_of(order: Command, folder: Path) -> list[str]:
    """The words after ``stepwise lab``; of a training those that gather its steps."""
    words: list[str]
    match order:
        case TrainOrder():
            return ["features", *order.campaigns, "--out", str(features_of(folder))]
        case SampleOrder():
            models = ["--weak", order.weak, "--strong", order.strong, "--strong-samples", str(order.strong_samples)]
            words = ["sample", *models, "--match", order.match.value, "--problems", order.problems]
        case GenerateOrder():
            words = ["generate", order.problems, "--model", order.model, "--candidates", str(order.samples)]
        case EvolveOrder():
            size = ["--candidates", str(order.candidates), "--rollouts", str(order.rollouts)]
            words = ["evolve", "--problems", order.problems, "--model", order.model, "--rounds", str(order.rounds)]
            words += [*size, *(["--train-policy"] if order.train_policy else [])]
    return [*words, "--limit", str(order.count), "--seed", str(order.seed), "--out", str(folder)]


def features_of(folder: Path) -> Path:
    """The steps that a training in a folder reads."""
    return folder / "features.safetensors"


def head_of(folder: Path) -> Path:
    """The preference model that a training or an evolution in a folder leaves."""
    return folder / "head.safetensors"


def count_problems(path: Path, limit: int | None) -> int:
    """How many problems of a file are used.

    Raises:
        BadProblemError: the file cannot be used.
    """
    return len(load_problems(path, limit))


def require_sense(order: Order) -> None:
    """Refuse what could not end well, before anything is begun.

    Raises:
        BadSettingsError, BadProblemError: with a sentence that says what to do.
        NoTorchError: the optional part that trains is not installed.
    """
    match order:
        case SampleOrder() if order.weak == order.strong:
            raise BadSettingsError("Both models are the same; choose a smaller and a larger one.")
        case GenerateOrder() if order.samples > MOST_SAMPLES:
            raise BadSettingsError(f"{MOST_SAMPLES} samples of a problem are possible; choose fewer.")
        case EvolveOrder() if order.count < FEWEST_TO_EVOLVE:
            raise BadProblemError(
                f"The file gives {order.count} problems; an evolution needs {FEWEST_TO_EVOLVE} or more."
            )
        case TrainOrder() | TuneOrder() | EvolveOrder() if find_spec("torch") is None:
            raise NoTorchError(
                tr("This needs PyTorch, which is not installed: run 'pip install stepwise-desktop[train]'.")
            )
        case TrainOrder() if not order.campaigns:
            raise BadSettingsError("Choose one campaign or more that keeps hidden states; make one first.")
        case TuneOrder() if not order.campaigns:
            raise BadSettingsError(tr("Choose one campaign or more whose right solutions are to be learnt."))
        case _:
            pass


def order_file(folder: Path) -> Path:
    """Where the order of a folder is kept: beside it, since a folder of a campaign holds nothing else."""
    return folder.with_name(folder.name + SUFFIX)


def keep_order(folder: Path, order: Order) -> None:
    """Keep what is asked for a folder.

    Raises:
        ReadOnlyError: it cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(order_file(folder), msgspec.json.format(msgspec.json.encode(order)) + b"\n")
    except OSError as error:
        raise ReadOnlyError(f"{folder.parent} cannot be written; free some space or choose another folder.") from error


def kept_order(folder: Path) -> Order | None:
    """What was asked for a folder; None where nobody knows, as for those of the command line."""
    try:
        order: Order = msgspec.json.decode(order_file(folder).read_bytes(), type=Order)
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return None
    return order
