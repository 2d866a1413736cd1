"""The process preference model (PPM; rStar-Math, Guan et al. 2025, section 3.3) as a small head on the policy's own
hidden states: numpy inference, and the file it is kept in.

A step's input is made of the pooled hidden state of the step and of the whole path to it, and of plain facts (see
``engine.evidence``). The head gives v; the score that is shown and searched with is tanh(v / 5). The file is
safetensors with a card in its metadata, which names the one model it fits.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError

HEAD_VERSION = 1
_FORMAT = "stepwise-ppm"
_DIVISOR = 5.0
_STILL = 1e-6  # A hidden unit that moves less is one that does not move.
NO_OTHER_LEAD = 1.0
"""``lead`` of a class that has no rival."""

Number = TypeVar("Number", float, NDArray[np.float64])


class BadHeadError(ModelError):
    """A preference model is damaged, of a newer version, or made for another model."""

    exit_code = 9


class Combiner(msgspec.Struct, frozen=True):
    """Calibrated logistic regression of "this answer is right" on one class of equal answers.

    logit = bias + share * (class's share of the finished solutions) + best * (highest v of the class) + mean * (its
    mean v) + count * ln(1 + solutions in the class) + lead * (its best v less the best v of all other classes).
    """

    bias: float
    share: float
    best: float
    mean: float
    count: float
    lead: float

    def logit(self, share: Number, best: Number, mean: Number, count: Number, lead: Number) -> Number:
        """Log-odds of "this answer is right"; numbers, or arrays with one element for each class."""
        votes: Number = np.log1p(count)
        logit: Number = self.bias + self.share * share + self.best * best + self.mean * mean + self.count * votes
        return logit + self.lead * lead

    def terms(self, share: float, best: float, mean: float, count: float, lead: float) -> dict[str, float]:
        """What each term adds to the log-odds of one class, by the name of its coefficient; their sum is ``logit``."""
        return {
            "bias": self.bias,
            "share": self.share * share,
            "best": self.best * best,
            "mean": self.mean * mean,
            "count": self.count * float(np.log1p(count)),
            "lead": self.lead * lead,
        }


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What a head is, for people and for the check whether it fits.

    Attributes:
        version: of this format. backbone_sha256: the model file whose states it reads.
        layers: whose outputs are read: a layer l >= 0 as mean over a step's tokens, ~l (negative) as the state of its
            last token. pools: "step" (the step's own) and "path" (mean over all steps up to it).
        facts: names of the facts, in order; () for none.
        loss: "pairwise" (the PPM), "q" (PQM, regression on Q) or "outcome" (ORM). linear: without a nonlinearity.
        metrics: of held-out problems. command: what makes it anew.
    """

    version: int = HEAD_VERSION
    backbone: str
    backbone_sha256: str
    width: int
    layers: tuple[int, ...]
    pools: tuple[str, ...]
    facts: tuple[str, ...]
    loss: str
    linear: bool = False
    data: str
    rounds: int
    metrics: dict[str, float]
    command: str
    licence: str = "Apache-2.0"
    seed: int = 0
    combiner: Combiner | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """A trained head: standardise, project to a hidden layer with tanh (or nothing, if linear), one output.

    Attributes:
        shift, scale: shape (inputs,): subtracted from and multiplied with the input.
        weight: shape (inputs, hidden); bias: (hidden,). output: (hidden,); output_bias: ().
    """

    card: Card
    shift: NDArray[np.float32]
    scale: NDArray[np.float32]
    weight: NDArray[np.float32]
    bias: NDArray[np.float32]
    output: NDArray[np.float32]
    output_bias: NDArray[np.float32]

    def values(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """v of rows of inputs, shape (rows, inputs) to (rows,)."""
        hidden = ((inputs - self.shift) * self.scale) @ self.weight + self.bias
        active = hidden if self.card.linear else np.tanh(hidden)
        return np.asarray(active @ self.output + self.output_bias, np.float32)

    def contributions(self, row: NDArray[np.float32]) -> dict[str, float]:
        """What each part of one input, shape (inputs,), adds to v: "base" (v of the average input), each of the card's
        pools and each of its facts by name; their sum is v.

        Integrated gradients from the average input (Sundararajan et al. 2017, "Axiomatic Attribution for Deep
        Networks", eq. 1), in closed form: along the straight path each hidden unit moves linearly, so that what it
        gains is shared out by what each input adds to its sum.
        """
        moved = (row - self.shift) * self.scale
        whole = moved @ self.weight
        if self.card.linear:
            base, gained = self.bias, np.ones_like(whole)
        else:
            base, end = np.tanh(self.bias), np.tanh(self.bias + whole)
            still = np.abs(whole) < _STILL
            gained = np.where(still, 1.0 - base**2, (end - base) / np.where(still, 1.0, whole))
        added = moved * (self.weight @ (gained * self.output))
        states = len(self.card.layers) * self.card.width
        parts = {"base": float(base @ self.output + self.output_bias)}
        for place, pool in enumerate(self.card.pools):
            parts[pool] = float(added[place * states : (place + 1) * states].sum())
        facts = added[len(self.card.pools) * states :]
        return parts | {name: float(amount) for name, amount in zip(self.card.facts, facts, strict=True)}


def pooled_labels(layers: Sequence[int]) -> tuple[int, ...]:
    """What is pooled from the outputs of ``layers``: their means over a step's tokens, then (~l) their last states."""
    return (*layers, *(~layer for layer in layers))


def backbone_layers(labels: Iterable[int]) -> tuple[int, ...]:
    """The layers that must be read to have all of ``labels``, in order."""
    return tuple(sorted({max(label, ~label) for label in labels}))


def score_of(value: float) -> float:
    """tanh(v / 5), in [-1, 1]."""
    return float(np.tanh(value / _DIVISOR))


def value_of(score: float) -> float:
    """v of a score."""
    return float(_DIVISOR * np.arctanh(np.clip(score, -0.999999, 0.999999)))


def input_row(
    card: Card, states: Sequence[NDArray[np.float32]], tokens: Sequence[int], facts: Sequence[float]
) -> NDArray[np.float32]:
    """The input for the last step of a path.

    Args:
        states: one array of shape (layers, width) for each step of the path. tokens: their
            numbers, as weights of the path's mean. facts: of the last step.
    """
    weights = np.maximum(np.asarray(tokens, np.float32), 1.0)
    pooled = {
        "step": states[-1],
        "path": np.tensordot(weights / weights.sum(), np.stack(states), axes=1),
    }
    parts = [np.asarray(pooled[name], np.float32).ravel() for name in card.pools]
    return np.concatenate([*parts, np.asarray(facts if card.facts else (), np.float32)])


def save_head(path: Path, head: Head) -> None:
    """Write a file that appears when it is complete, replacing an older one."""
    tensors = {name: getattr(head, name) for name in ("shift", "scale", "weight", "bias", "output", "output_bias")}
    # The one large part is kept in half the bytes; v moves by less than a thousandth.
    tensors["weight"] = head.weight.astype(np.float16)
    about = {"format": _FORMAT, "card": msgspec.json.encode(head.card).decode()}
    write_tensors(path, tensors, about)


def load_head(path: Path) -> Head:
    """Read a head.

    Raises:
        BadHeadError: it is damaged or of a newer version.
    """
    tensors, about = read_tensors(path)
    card = _card(path, about)
    try:
        head = Head(
            card,
            **{name: tensors[name].astype(np.float32) for name in ("shift", "scale", "weight", "bias", "output")},
            output_bias=tensors["output_bias"],
        )
    except KeyError as error:
        raise _damaged(path) from error
    inputs = len(card.pools) * len(card.layers) * card.width + len(card.facts)
    hidden = len(head.output)
    wanted = ((inputs,), (inputs,), (inputs, hidden), (hidden,), (hidden,), ())
    if wanted != tuple(
        tensor.shape for tensor in (head.shift, head.scale, head.weight, head.bias, head.output, head.output_bias)
    ):
        raise _damaged(path)
    if not all(np.isfinite(tensor).all() for tensor in (head.shift, head.scale, head.weight, head.bias, head.output)):
        raise _damaged(path)
    return head


def load_card(path: Path) -> Card:
    """The card of a head alone; the tensors are not read.

    Raises:
        BadHeadError: as ``load_head``.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return _card(path, dict(file.metadata() or {}))
    except (OSError, SafetensorError) as error:
        raise _damaged(path) from error


class Trained(Protocol):
    """What a preference model of any kind was trained for."""

    @property
    def backbone(self) -> str: ...

    @property
    def backbone_sha256(self) -> str: ...


def require_fit(card: Trained, backbone_sha256: str, name: str) -> None:
    """Raises BadHeadError if a preference model was trained for another model."""
    if card.backbone_sha256 != backbone_sha256:
        raise BadHeadError(
            f"This preference model was trained for {card.backbone}, not for {name}; choose that model or another"
            " preference model."
        )


def read_tensors(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    """All tensors and the metadata of a safetensors file.

    Raises:
        BadHeadError: it is missing or damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, dict(file.metadata() or {})  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise _damaged(path) from error


def write_tensors(path: Path, tensors: Mapping[str, NDArray[Any]], about: Mapping[str, str]) -> None:
    """A safetensors file that appears when it is complete, replacing an older one."""
    from safetensors.numpy import save_file

    temporary = path.with_name(f"{path.name}.part")
    # Not np.ascontiguousarray, which makes a single number an array of one.
    whole = {name: np.asarray(tensor, order="C") for name, tensor in tensors.items()}
    save_file(whole, temporary, dict(about))
    # The library makes files that only their owner may read.
    temporary.chmod(0o644)
    temporary.replace(path)


def _card(path: Path, about: Mapping[str, str]) -> Card:
    if about.get("format") != _FORMAT:
        raise BadHeadError(f"{path.name} is no preference model; choose a file that `stepwise lab train` wrote.")
    version = _version(about.get("card", ""))
    if version is not None and version > HEAD_VERSION:
        raise BadHeadError(f"The preference model {path.name} was made by a newer Stepwise; update the app.")
    try:
        return msgspec.json.decode(about["card"], type=Card)
    except (KeyError, msgspec.DecodeError) as error:
        raise _damaged(path) from error


def _version(card: str) -> int | None:
    try:
        found = json.loads(card).get("version")
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, int) else None


def _damaged(path: Path) -> BadHeadError:
    return BadHeadError(
        f"The preference model {path.name} is damaged or missing; install Stepwise again or train it anew."
    )
