"""What a comparison keeps: one record a line in ``rows.jsonl``, each on disk before the next is begun.

The file is a set of facts and no log of what was planned: any plan may add to it, and the table is made from it alone.
"""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

import msgspec

from engine.errors import BadSettingsError
from engine.settings import as_plain_data
from engine.types import Problem, SearchSettings
from models.errors import ReadOnlyError, StorageFullError

FILE_NAME = "rows.jsonl"
_KEY_DIGITS = 16


class MeasuredModel(msgspec.Struct, frozen=True, kw_only=True):
    """A model file.

    Attributes:
        quantization: with its source where the file was made from a quantized one, as "Q2_K from Q4_K_M".
        family: "" where the catalogue does not know it. made: how it came to be, words of the catalogue's taxonomy.
        estimated_bytes: of memory, before it was ever loaded. parameters: 0 for a script.
    """

    id: str
    name: str
    sha256: str
    bytes: int
    parameters: int
    quantization: str
    family: str = ""
    made: tuple[str, ...] = ()
    estimated_bytes: int = 0


class Arm(msgspec.Struct, frozen=True, kw_only=True, tag="arm", tag_field="kind"):
    """What solves problems: a model file, settings and, perhaps, a preference model.

    ``wanted`` is how the plan named the variant.
    """

    wanted: str
    model: MeasuredModel
    settings: SearchSettings
    effort: str
    head_sha256: str = ""

    @property
    def key(self) -> str:
        """Names what decides the answers: the files by their checksums, and the settings with policy and seed."""
        told = (self.model.sha256, self.head_sha256, as_plain_data(self.settings))
        return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:_KEY_DIGITS]


class Solved(msgspec.Struct, frozen=True, kw_only=True, tag="solved", tag_field="kind"):
    """One problem under one arm.

    Attributes:
        arm: its key. set: name of the problem set. problem: ``problem_key``.
        seconds: of the search. peak_bytes: high-water mark of the worker's memory by then; 0 unknown.
        energy_joules: of the processor package meanwhile; None where the system does not tell.
        failure: why there is no answer though the search was made; "" otherwise.
    """

    arm: str
    set: str
    problem: str
    id: str
    seed: int
    expected: str
    answer: str | None
    right: bool
    confidence: float
    tokens: int
    evaluated_tokens: int
    nodes: int
    seconds: float
    run_id: str
    peak_bytes: int = 0
    energy_joules: float | None = None
    failure: str = ""


class Speed(msgspec.Struct, frozen=True, kw_only=True, tag="speed", tag_field="kind"):
    """Tokens a second of a model file, one figure a repeat, as llama-bench measures them: a prompt of 512 tokens in one
    batch, 128 tokens one by one.
    """

    sha256: str
    pp512: tuple[float, ...]
    tg128: tuple[float, ...]
    threads: int
    hardware: str


class Fidelity(msgspec.Struct, frozen=True, kw_only=True, tag="fidelity", tag_field="kind"):
    """How far a model file is from the one it was made from, on a fixed text.

    Attributes:
        perplexity: of this file; perplexity_error: its standard error. kl: mean KL divergence (nats a token) of this
            file's distribution from the source's; None for the source itself. text_sha256: of the text.
    """

    sha256: str
    source_sha256: str
    perplexity: float
    perplexity_error: float
    kl: float | None
    kl_error: float | None
    tokens: int
    text_sha256: str


class Skipped(msgspec.Struct, frozen=True, kw_only=True, tag="skipped", tag_field="kind"):
    """Something of a plan that could not be measured, and why. ``policy`` "" stands for all of the variant."""

    wanted: str
    policy: str
    error: str
    message: str


Record: TypeAlias = Arm | Solved | Speed | Fidelity | Skipped
_DECODER = msgspec.json.Decoder(Record)


def problem_key(problem: Problem) -> str:
    """Names a problem by what it asks and expects, so that a mended problem is solved again."""
    told = (problem.id, problem.text, problem.answer)
    return hashlib.sha256(msgspec.json.encode(told)).hexdigest()[:_KEY_DIGITS]


class Ledger:
    """The file of records in the folder of a comparison."""

    def __init__(self, folder: Path) -> None:
        """Open or begin it.

        Raises:
            BadSettingsError: the file there is none of ours.
            ReadOnlyError: the folder cannot be written.
        """
        self.path = folder / FILE_NAME
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.records, whole_bytes = _read(self.path)
            # Without a buffer: nothing of a record that did not fit waits to be written again at the end.
            self._file = self.path.open("ab", buffering=0)
            # What a crash cut off in the middle of a line.
            self._file.truncate(whole_bytes)
        except OSError as error:
            raise ReadOnlyError(f"{folder} cannot be written; choose another folder.") from error
        self._solved = {(row.arm, row.set, row.problem) for row in self.records if isinstance(row, Solved)}

    def add(self, record: Record) -> None:
        """Keep a record unless it is there; it is on disk when this returns.

        Raises:
            StorageFullError: it could not be written; those before it are kept.
        """
        if not isinstance(record, Solved) and record in self.records:
            return
        line = msgspec.json.encode(record) + b"\n"
        end = os.fstat(self._file.fileno()).st_size
        try:
            whole = self._file.write(line) == len(line)
            os.fsync(self._file.fileno())
        except OSError:
            whole = False
        if not whole:
            self._file.truncate(end)
            raise StorageFullError(
                f"The disk of {self.path.parent} is full; free some space, then go on with the same plan."
            )
        self.records.append(record)
        if isinstance(record, Solved):
            self._solved.add((record.arm, record.set, record.problem))

    def holds(self, arm: str, problem_set: str, problem: str) -> bool:
        """Whether a problem is done under an arm."""
        return (arm, problem_set, problem) in self._solved

    def solved(self, arm: str, problem_set: str) -> list[Solved]:
        """What is done under an arm."""
        return [r for r in self.records if isinstance(r, Solved) and (r.arm, r.set) == (arm, problem_set)]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def read_records(folder: Path) -> list[Record]:
    """The records of a comparison, which may be under way.

    Raises:
        BadSettingsError: there are none, or the file is none of ours.
    """
    path = folder / FILE_NAME
    if not path.is_file():
        raise BadSettingsError(f"{folder} holds no comparison; choose the folder of one.")
    return _read(path)[0]


def arms_of(records: Iterable[Record]) -> dict[str, Arm]:
    """The arms by their keys, in order of appearance."""
    found: dict[str, Arm] = {}
    for record in records:
        if isinstance(record, Arm):
            found.setdefault(record.key, record)
    return found


def _read(path: Path) -> tuple[list[Record], int]:
    """The whole records of a file and how many bytes they take; a last line that was cut off is left out."""
    if not path.exists():
        return [], 0
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadSettingsError(f"{path} cannot be read; choose another folder.") from error
    whole = data[: data.rfind(b"\n") + 1]
    try:
        records = [_DECODER.decode(line) for line in whole.split(b"\n")[:-1]]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadSettingsError(f"{path} is no file of rows; choose another folder.") from error
    if data and not whole and not data.startswith(b'{"kind":'):
        raise BadSettingsError(f"{path} is no file of rows; choose another folder.")
    return records, len(whole)
