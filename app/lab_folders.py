"""What lies in a folder of the lab and how far it is, from its files alone: whoever writes them may be any process."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import msgspec

from app.lab_orders import (
    SUFFIX,
    EvolveOrder,
    GenerateOrder,
    Order,
    SampleOrder,
    TrainOrder,
    TuneOrder,
    head_of,
    kept_order,
)
from app.lab_tuning import CURVE, tuned
from app.sample_report import STRONG, WEAK
from engine.errors import BadSettingsError
from engine.lab.campaign import Campaign, Plan
from engine.lab.evolution import PREPARATION, ROUND, Evolution, Stage
from engine.lab.sample_report import SampleReport
from models.errors import KnownError

FOLDER = "lab"
STAGE = "stage"
"""Name of the part that is the stage of an evolution under way."""
_PLAN, _REPORT, _EVOLUTION = "campaign.json", "report.json", "evolution.json"
_RECORDS = "*.safetensors"

T = TypeVar("T")


class LabKind(StrEnum):
    """What a folder of the lab holds."""

    SAMPLE = "sample"
    CAMPAIGN = "campaign"
    EVOLUTION = "evolution"
    TRAINING = "training"
    TUNING = "tuning"


_OF_ORDER: dict[type, LabKind] = {
    SampleOrder: LabKind.SAMPLE,
    GenerateOrder: LabKind.CAMPAIGN,
    EvolveOrder: LabKind.EVOLUTION,
    TrainOrder: LabKind.TRAINING,
    TuneOrder: LabKind.TUNING,
}


@dataclass(frozen=True, slots=True)
class Part:
    """How far one part is: problems done of all, or rounds. ``total`` 0 is not known."""

    name: str
    model: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class LabFolder:
    """One line of the lab's list.

    Attributes:
        order: what was asked for; None for folders of the command line, which cannot be gone on with from here.
        finished: everything that was asked for is there.
        has_states: preference models can be trained on it.
    """

    path: Path
    kind: LabKind
    order: Order | None = None
    parts: tuple[Part, ...] = field(default=())
    finished: bool = False
    has_states: bool = False

    @property
    def name(self) -> str:
        """As it is listed."""
        return self.path.name

    @property
    def begun(self) -> bool:
        """Whether anything is done."""
        return any(part.done for part in self.parts)


def look(path: Path) -> LabFolder | None:
    """What lies in a folder; None where it is nothing of the lab, or cannot be read."""
    order = kept_order(path)
    kind = _kind(path, order)
    if kind is None:
        return None
    with suppress(KnownError, OSError):
        return _LOOKS[kind](path, order)
    return None


def lab_folders(data_dir: Path, elsewhere: Sequence[Path] = ()) -> tuple[LabFolder, ...]:
    """Everything in the lab of a data folder, the newest first, then what was opened from elsewhere."""
    own = sorted(_own(data_dir / FOLDER), key=lambda path: (-_begun_s(path), path.name))
    found = (look(path) for path in dict.fromkeys((*own, *elsewhere)))
    return tuple(folder for folder in found if folder is not None)


def campaigns_in(folder: Path) -> dict[str, Campaign]:
    """The campaign that a folder is, or those in it, by their names; the pilot of a time match is none of them.

    Raises:
        BadSettingsError: there is none.
    """
    places = [place.parent for place in sorted(folder.glob(f"*/{_PLAN}")) if place.parent.name != "pilot"]
    if (folder / _PLAN).exists():
        places = [folder]
    if not places:
        raise BadSettingsError(f"{folder} holds no campaign; make two with `stepwise lab sample`.")
    return {place.name: Campaign.at(place) for place in places}


def read_report(folder: Path) -> SampleReport | None:
    """The report of two campaigns; None where there is none yet."""
    return _read(folder / _REPORT, SampleReport)


def read_evolution(folder: Path) -> Evolution | None:
    """Where an evolution stands; None where it has not begun."""
    return _read(folder / _EVOLUTION, Evolution)


def _read(path: Path, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise BadSettingsError(
            f"{path} cannot be read; delete it and go on with the folder to make it anew."
        ) from error


def _kind(path: Path, order: Order | None) -> LabKind | None:
    if order is not None:
        return _OF_ORDER[type(order)]
    if (path / _EVOLUTION).is_file():
        return LabKind.EVOLUTION
    if (path / _PLAN).is_file():
        return LabKind.CAMPAIGN
    if any((path / arm / _PLAN).is_file() for arm in (WEAK, STRONG)):
        return LabKind.SAMPLE
    if (path / CURVE).is_file():
        return LabKind.TUNING
    return LabKind.TRAINING if head_of(path).is_file() else None


def _look_sample(path: Path, order: Order | None) -> LabFolder:
    asked = order if isinstance(order, SampleOrder) else None
    named = (asked.strong, asked.weak) if asked else ("", "")
    total = asked.count if asked else max(_records(path / arm) for arm in (STRONG, WEAK))
    parts = tuple(_part(path / arm, model, total) for arm, model in zip((STRONG, WEAK), named, strict=True))
    whole = all(part.done >= part.total for part in parts) and (path / _REPORT).is_file()
    return LabFolder(path, LabKind.SAMPLE, order, parts, whole, has_states=False)


def _look_campaign(path: Path, order: Order | None) -> LabFolder:
    asked = order if isinstance(order, GenerateOrder) else None
    part = _part(path, asked.model if asked else "", asked.count if asked else _records(path))
    plan = _plan(path)
    states = plan is not None and bool(plan.layers) and part.done > 0
    return LabFolder(path, LabKind.CAMPAIGN, order, (part,), part.done >= part.total > 0, states)


def _look_evolution(path: Path, order: Order | None) -> LabFolder:
    asked = order if isinstance(order, EvolveOrder) else None
    state = read_evolution(path)
    done = len(state.rounds) if state else 0
    model = state.plan.model if state else asked.model if asked else ""
    part = Part("", model, done, asked.rounds if asked else done)
    under_way = asked is not None and state is not None and done < asked.rounds
    stage = _stage_part(path, state) if under_way and state is not None else None
    parts = (part,) if stage is None else (part, stage)
    return LabFolder(path, LabKind.EVOLUTION, order, parts, part.done >= part.total > 0)


def _stage_part(path: Path, state: Evolution) -> Part | None:
    """The searches of the stage under way; None where it searches nothing."""
    number = state.current.number
    stage = next((stage for stage in (PREPARATION, ROUND)[number > 0] if stage not in state.done), None)
    held = max(1, round(state.plan.held_out * state.plan.limit))
    own = state.plan.limit - held
    places = {
        Stage.SAMPLE: (("samples", "held-out"), own + held),
        Stage.BASELINE: (("search",), held),
        Stage.GENERATE: (("search-own",), own),
        Stage.MEASURE: (("search",), held),
    }
    if stage is None or stage not in places:
        return None
    names, total = places[stage]
    return Part(STAGE, "", sum(_records(path / f"round-{number}" / name) for name in names), total)


def _look_training(path: Path, order: Order | None) -> LabFolder:
    done = head_of(path).is_file()
    return LabFolder(path, LabKind.TRAINING, order, (), finished=done)


def _look_tuning(path: Path, order: Order | None) -> LabFolder:
    asked = order if isinstance(order, TuneOrder) else None
    found = tuned(path)
    steps = found.curve[-1].epoch if found.curve else 0
    part = Part("", asked.model if asked else "", steps, asked.steps if asked else steps)
    return LabFolder(path, LabKind.TUNING, order, (part,), finished=found.done is not None and steps >= part.total)


_LOOKS = {
    LabKind.SAMPLE: _look_sample,
    LabKind.CAMPAIGN: _look_campaign,
    LabKind.EVOLUTION: _look_evolution,
    LabKind.TRAINING: _look_training,
    LabKind.TUNING: _look_tuning,
}


def _part(folder: Path, model: str, total: int) -> Part:
    plan = _plan(folder)
    return Part(folder.name, plan.model if plan else model, _records(folder), total)


def _plan(folder: Path) -> Plan | None:
    return _read(folder / _PLAN, Plan)


def _records(folder: Path) -> int:
    return sum(1 for _ in folder.glob(_RECORDS))


def _own(folder: Path) -> Iterator[Path]:
    """Folders, and orders whose folder does not exist yet."""
    try:
        found = sorted(folder.iterdir())
    except OSError:
        return
    for path in found:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            yield path
        elif path.suffix == SUFFIX and not path.with_suffix("").exists():
            yield path.with_suffix("")


def _begun_s(path: Path) -> float:
    """When it was ordered, so that the list stays in its order; of others when they changed."""
    for place in (path.with_name(path.name + SUFFIX), path):
        with suppress(OSError):
            return place.stat().st_mtime
    return 0.0
