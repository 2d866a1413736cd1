"""Finished rows of a measurement, one JSON object a line, so that a later run goes on where this one ended."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.compare.interval import wilson
from engine.errors import BadSettingsError
from engine.settings import as_plain_data
from engine.types import SearchSettings
from models.errors import ReadOnlyError, StorageFullError

_NO_ROWS = "{name} is no file of rows; add --fresh or choose another --out."


class Plan(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was measured: the first line of a file of rows.

    ``head_sha256`` is that of a preference model which the user named.
    """

    problems_sha256: str
    model: str
    settings: SearchSettings
    head_sha256: str = ""

    def digest(self) -> str:
        """A short name for just this plan."""
        told = msgspec.to_builtins(self) | {"settings": as_plain_data(self.settings)}
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:8]


class Row(msgspec.Struct, frozen=True):
    """One solved problem.

    ``tokens`` were sampled; ``seconds`` is the search's own time, ``wall_seconds`` what passed since the row before, so
    that their sum is the time of the whole measurement even when problems shared batches.
    """

    id: str
    expected: str
    answer: str | None
    right: bool
    confidence: float
    tokens: int
    evaluated_tokens: int
    seconds: float
    wall_seconds: float
    nodes: int
    finished: int
    run_id: str


@dataclass(frozen=True, slots=True)
class Summary:
    """Accuracy with its 95 % interval and what it cost."""

    accuracy: float
    accuracy_low: float
    accuracy_high: float
    n: int
    right: int
    tokens: int
    seconds: float
    tokens_per_problem: float
    tokens_per_second: float


class RowFile:
    """An append-only file of rows for one plan."""

    def __init__(self, path: Path, plan: Plan, *, fresh: bool = False) -> None:
        """Open or begin a file.

        Raises:
            BadSettingsError: the file holds rows of another plan.
            ReadOnlyError: the file cannot be written.
        """
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if fresh:
                path.unlink(missing_ok=True)
            self.rows = _read(path, plan)
            # Without a buffer: nothing of a row that did not fit waits to be written again at the end.
            self._file = path.open("ab", buffering=0)
        except OSError as error:
            raise ReadOnlyError(f"{path} cannot be written; choose another place with --out.") from error
        if self._file.tell() == 0:
            self._write(plan)

    def append(self, row: Row) -> None:
        """Keep a row; it is on disk when this returns.

        Raises:
            StorageFullError: the row could not be written; those before it are kept.
        """
        self._write(row)
        self.rows.append(row)

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, value: Plan | Row) -> None:
        line = msgspec.json.encode(value) + b"\n"
        try:
            whole = self._file.write(line) == len(line)
            os.fsync(self._file.fileno())
        except OSError:
            whole = False
        if not whole:
            raise StorageFullError(f"{self.path} cannot take another row; free some space, then run the command again.")


def summarise(rows: list[Row]) -> Summary:
    """The figures of a measurement so far."""
    right = sum(row.right for row in rows)
    low, high = wilson(right, len(rows))
    tokens = sum(row.tokens for row in rows)
    seconds = sum(row.wall_seconds for row in rows)
    return Summary(
        accuracy=right / len(rows) if rows else 0.0,
        accuracy_low=low,
        accuracy_high=high,
        n=len(rows),
        right=right,
        tokens=tokens,
        seconds=seconds,
        tokens_per_problem=tokens / len(rows) if rows else 0.0,
        tokens_per_second=tokens / seconds if seconds else 0.0,
    )


def _read(path: Path, plan: Plan) -> list[Row]:
    """Rows of an earlier run; a last line that a crash cut short is dropped from the file.

    A file that is not ours is never touched.
    """
    if not path.exists():
        return []
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    lines = whole.split(b"\n")[:-1]
    try:
        if lines and msgspec.json.decode(lines[0], type=Plan) != plan:
            raise BadSettingsError(
                f"{path.name} holds rows of another measurement; add --fresh or choose another --out."
            )
        rows = [msgspec.json.decode(line, type=Row) for line in lines[1:]]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSettingsError(_NO_ROWS.format(name=path.name)) from error
    if not lines and not msgspec.json.encode(plan).startswith(data):
        raise BadSettingsError(_NO_ROWS.format(name=path.name))
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    return rows
