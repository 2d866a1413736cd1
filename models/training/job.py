"""What a training is asked to do and what it says: values that travel between two processes as JSON."""

from typing import Literal

import msgspec

from models.errors import KnownError

Loss = Literal["pairwise", "q", "outcome"]
Pool = Literal["step", "path"]


class TrainingError(KnownError):
    """A training could not be done."""


class BadOptionsError(TrainingError):
    """A training was asked for something that its data cannot give."""

    exit_code = 2


class NoTorchError(TrainingError):
    """The optional part that trains is not installed."""


class TrainingStoppedError(TrainingError):
    """The user stopped a training."""

    exit_code = 130


class TrainOptions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to train.

    Attributes:
        loss: "pairwise" (Bradley-Terry on preference pairs: the PPM), "q" (regression on Q: PQM), "outcome" (of whole
            solutions: ORM).
        layers: of the file's, named as in ``models.ppm.Card``; () takes all. pools: of the
            hidden states; () leaves them out. facts: whether they are seen.
        hidden: units of the hidden layer; 0 makes the head linear.
        ridge: weight decay. state_weight: spread of a standardised state beside that of a fact, which is 1; smaller
            ones are held back more, since there are so many of them.
        dropout: share of inputs that is left out at each step.
        epochs: at most. patience: epochs without a better held-out measure. rate: of AdamW.
        held_out: share of the problems that are measured on and not trained on; with ``folds`` of 2 or more, so many
            heads are trained, each with other problems held out, and joined.
        same_depth: pair steps of equal depth, see ``models.training.pairs``.
        anchor: with pairs, how much the chance of a right end of each step counts beside them: pairs lie within a
            problem, and cannot tell hard problems from easy ones.
        data, rounds, command: told in the head's card.
    """

    loss: Loss = "pairwise"
    layers: tuple[int, ...] = ()
    pools: tuple[Pool, ...] = ("step", "path")
    facts: bool = True
    hidden: int = 16
    ridge: float = 0.01
    state_weight: float = 0.05
    dropout: float = 0.0
    epochs: int = 400
    patience: int = 80
    rate: float = 0.002
    held_out: float = 0.2
    folds: int = 5
    same_depth: bool = True
    anchor: float = 1.0
    seed: int = 0
    data: str = ""
    rounds: int = 1
    command: str = ""


class TrainJob(msgspec.Struct, frozen=True):
    """What the training process is asked to do, as JSON on its command line."""

    features: str
    out: str
    options: TrainOptions


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """An epoch was done. ``held_out`` is the mean of pair accuracy and area, None without held-out problems."""

    epoch: int
    epochs: int
    loss: float
    held_out: float | None


class Trained(msgspec.Struct, frozen=True, tag="trained"):
    """The head was written; its metrics are those of its card."""

    metrics: dict[str, float]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """The training ended with a sentence for the user."""

    sentence: str
    exit_code: int


Message = Progress | Trained | Refused


def layer_name(layer: int) -> str:
    """A layer as a person writes it: 17 is the mean over a step's tokens, last17 the state of its last token."""
    return str(layer) if layer >= 0 else f"last{~layer}"
