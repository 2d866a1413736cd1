"""A campaign: one search for each problem of a file whose answers are known, kept in a folder.

The folder holds ``campaign.json``, which says what is searched with what, and one file for each problem that is done.
Whatever ends a campaign, the same command goes on with the problems that have no file yet.
"""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.errors import BadSettingsError
from engine.lab.record import Record, read_record, write_record
from engine.served import Served
from engine.types import SearchSettings
from models.errors import ReadOnlyError

_PLAN = "campaign.json"
_SUFFIX = ".safetensors"
_UNFINISHED = ".part"
_NAME_CHARACTERS = 40


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a campaign does.

    Attributes:
        problems_sha256: of the file of problems. backbone_sha256: of the model file.
        layers: whose states are kept. head_sha256: of the preference model that guides, "" without one.
        parameters: see ``models.active``; 0 where it was not kept. prompt_sha256: of the instructions and examples that
            stand before a problem, "" where it was not kept.
        served: what servers told of their model, where they wrote; ``backbone_sha256`` is ``Served.checksum`` then.
    """

    problems_sha256: str
    model: str
    backbone_sha256: str
    layers: tuple[int, ...]
    settings: SearchSettings
    head_sha256: str = ""
    parameters: int = 0
    prompt_sha256: str = ""
    served: Served | None = None


class Campaign:
    """The folder of a campaign."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        """Open a campaign to go on with it, or begin it.

        Raises:
            BadSettingsError: the folder holds another campaign.
            ReadOnlyError: the folder cannot be written.
        """
        self.folder = folder
        kept = _read_plan(folder)
        self.plan = kept or plan
        if kept is not None and (difference := _difference(kept, plan)):
            raise BadSettingsError(f"{folder} holds another campaign ({difference} differ); choose another --out.")
        if kept is None:
            _write_plan(folder, plan)

    @classmethod
    def at(cls, folder: Path) -> "Campaign":
        """The campaign that a folder holds.

        Raises:
            BadSettingsError: there is none.
        """
        plan = _read_plan(folder)
        if plan is None:
            raise BadSettingsError(f"{folder} holds no campaign; make one with `stepwise lab generate`.")
        return cls(folder, plan)

    def __len__(self) -> int:
        return len(self._paths())

    def holds(self, problem_id: str) -> bool:
        """Whether a problem is done."""
        return self._path(problem_id).exists()

    def keep(self, record: Record) -> None:
        """Keep the record of a problem; it is complete on disk when this returns.

        Raises:
            StorageFullError: it could not be written; those before it are kept.
        """
        write_record(self._path(record.story.problem.id), record)

    def records(self) -> Iterator[Record]:
        """All records, always in the same order.

        Raises:
            BadSettingsError: a file is damaged.
        """
        return map(read_record, self._paths())

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def _path(self, problem_id: str) -> Path:
        plain = re.sub(r"[^A-Za-z0-9-]+", "-", problem_id)[:_NAME_CHARACTERS]
        return self.folder / f"{plain}-{hashlib.sha256(problem_id.encode()).hexdigest()[:8]}{_SUFFIX}"


def _read_plan(folder: Path) -> Plan | None:
    path = folder / _PLAN
    try:
        return msgspec.json.decode(path.read_bytes(), type=Plan)
    except FileNotFoundError:
        if folder.is_dir() and any(path.suffix != _UNFINISHED for path in folder.iterdir()):
            raise BadSettingsError(f"{folder} is not empty and holds no campaign; choose another folder.") from None
        return None
    except (OSError, msgspec.DecodeError, RecursionError) as error:
        raise BadSettingsError(f"{path} cannot be read as a campaign; choose another folder.") from error


def _write_plan(folder: Path, plan: Plan) -> None:
    temporary = folder / f"{_PLAN}{_UNFINISHED}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(plan)))
        temporary.replace(folder / _PLAN)
    except OSError as error:
        raise ReadOnlyError(f"{folder} cannot be written; choose another place with --out.") from error


def _difference(kept: Plan, wanted: Plan) -> str:
    words = {
        "problems_sha256": "problems",
        "model": "model",
        "backbone_sha256": "model files",
        "layers": "layers",
        "settings": "settings",
        "head_sha256": "preference models",
    }
    differing = [word for name, word in words.items() if getattr(kept, name) != getattr(wanted, name)]
    # Campaigns of earlier versions did not keep it.
    if kept.prompt_sha256 and wanted.prompt_sha256 and kept.prompt_sha256 != wanted.prompt_sha256:
        differing.append("prompts")
    return " and ".join(differing)
