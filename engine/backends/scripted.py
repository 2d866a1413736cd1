"""A backend that plays prepared solutions: for demos, and for tests of everything around a model.

Tokens are bytes, so no model file is needed; the distribution at each byte follows the weights of the solutions that
agree with what was written so far. It checks its caller: wrong positions, unknown sequences and a full cache are
errors.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np

from engine.backend import ChatMessage, DecodeOutput, ModelInfo, Row
from engine.errors import BackendError, DecodeAbortedError, NoKvRoomError
from models.errors import BugError

END_TOKEN = 256
VOCABULARY = 257
_REPLY = b"```python\n"
_IMPOSSIBLE = -60.0
_WIDTH = 8


class ScriptedSolution(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One solution: the text of each step after its mark, and how likely it is."""

    steps: tuple[str, ...]
    weight: Annotated[float, msgspec.Meta(gt=0)] = 1.0


class ScriptedProblem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Solutions for every problem that contains ``match``."""

    match: str
    solutions: tuple[ScriptedSolution, ...]


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the backend plays. ``delay_ms`` passes at each decode, as a model would take."""

    problems: tuple[ScriptedProblem, ...]
    delay_ms: float = 0.0


def load_script(path: Path) -> Script:
    """Read a script.

    Raises:
        BackendError: the file is no script.
    """
    try:
        return msgspec.convert(json.loads(path.read_text("utf-8")), Script)
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise BackendError(f"{path.name} is no script: {error}.") from error


@dataclass(slots=True)
class _Cell:
    token: int
    owners: int


class ScriptedBackend:
    """See ``engine.backend.Backend`` for the contract of each method."""

    def __init__(
        self, script: Script, *, context_tokens: int = 65536, sequences: int = 64, batch_tokens: int = 4096
    ) -> None:
        self._script = script
        self._sequences: dict[int, list[_Cell]] = {}
        self._used_cells = 0
        self._abort = False
        self._closed = False
        self._info = ModelInfo(
            description="scripted",
            parameters=0,
            vocabulary=VOCABULARY,
            width=_WIDTH,
            layers=1,
            context_tokens=context_tokens,
            sequences=sequences,
            batch_tokens=batch_tokens,
            threads=1,
            hardware="no model",
            load_ms=0.0,
        )

    @property
    def info(self) -> ModelInfo:
        """Facts of the script in the shape of a model's."""
        return self._info

    @property
    def used_cells(self) -> int:
        """Cells that any sequence holds."""
        return self._used_cells

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        return list(text.encode("utf-8", "replace"))

    def token_bytes(self, token: int) -> bytes:
        return bytes([token]) if token < END_TOKEN else b""

    def is_end(self, token: int) -> bool:
        return token == END_TOKEN

    def render_chat(self, messages: Sequence[ChatMessage]) -> str:
        return "".join(f"[{message.role}]\n{message.content}\n" for message in messages) + "[assistant]\n"

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        if self._closed:
            raise BugError("decode after close")
        if self._abort:
            raise DecodeAbortedError("Stopped.")
        if len(rows) > self._info.batch_tokens:
            raise BugError(f"{len(rows)} rows in a batch of {self._info.batch_tokens}")
        if self._used_cells + len(rows) > self._info.context_tokens:
            raise NoKvRoomError("The scripted context is full.")
        if self._script.delay_ms:
            time.sleep(self._script.delay_ms / 1000)
        logits = []
        for row in rows:
            self._append(row)
            if row.output:
                logits.append(self._next_logits(row.sequence))
        table = np.array(logits, np.float32).reshape(len(logits), VOCABULARY)
        # States of a single layer: some numbers that depend on what is written next.
        most_likely = np.array([row.argmax() for row in table], np.float64)
        states = np.sin((most_likely[:, None, None] + 1.0) * np.arange(1, _WIDTH + 1))
        return DecodeOutput(logits=table, hidden=states.astype(np.float32))

    def copy_sequence(self, source: int, target: int, length: int) -> None:
        self._check(target)
        if self._sequences.get(target):
            raise BugError(f"sequence {target} is not empty")
        cells = self._sequences.get(source, [])
        if len(cells) < length:
            raise BugError(f"sequence {source} holds {len(cells)} of {length} positions")
        for cell in cells[:length]:
            cell.owners += 1
        self._sequences[target] = cells[:length]

    def drop_sequence(self, sequence: int, start: int = 0) -> None:
        self._check(sequence)
        cells = self._sequences.get(sequence, [])
        for cell in cells[start:]:
            cell.owners -= 1
            self._used_cells -= cell.owners == 0
        self._sequences[sequence] = cells[:start]

    def request_abort(self) -> None:
        self._abort = True

    def clear_abort(self) -> None:
        self._abort = False

    def close(self) -> None:
        self._closed = True

    def _check(self, sequence: int) -> None:
        if not 0 <= sequence < self._info.sequences:
            raise BugError(f"no sequence {sequence}")

    def _append(self, row: Row) -> None:
        self._check(row.sequence)
        cells = self._sequences.setdefault(row.sequence, [])
        if row.position != len(cells):
            raise BugError(f"sequence {row.sequence} is at {len(cells)}, not {row.position}")
        cells.append(_Cell(row.token, 1))
        self._used_cells += 1

    def _next_logits(self, sequence: int) -> list[float]:
        text = bytes(cell.token for cell in self._sequences[sequence] if cell.token < END_TOKEN)
        prompt, _, reply = text.rpartition(_REPLY)
        question = prompt.rpartition(b"[user]\n")[2].decode("utf-8", "replace")
        weights: dict[int, float] = {}
        for whole, weight in self._solutions(question):
            if whole.startswith(reply):
                token = whole[len(reply)] if len(whole) > len(reply) else END_TOKEN
                weights[token] = weights.get(token, 0.0) + weight
        total = sum(weights.values())
        logits = [_IMPOSSIBLE] * VOCABULARY
        for token, weight in weights.items():
            logits[token] = float(np.log(weight / total))
        if not weights:
            logits[END_TOKEN] = 0.0
        return logits

    def _solutions(self, question: str) -> list[tuple[bytes, float]]:
        for problem in self._script.problems:
            if problem.match in question:
                return [(_whole_text(solution), solution.weight) for solution in problem.solutions]
        return []


def _whole_text(solution: ScriptedSolution) -> bytes:
    steps = (f"# Step {number}:{step}\n" for number, step in enumerate(solution.steps, start=1))
    return ("".join(steps) + "```\n").encode()
