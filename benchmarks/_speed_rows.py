"""Finished rows of ``benchmarks.throughput``, in memory and in a file that a later run goes on from."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec


class SpeedRow(msgspec.Struct, frozen=True):
    """One arm on one problem. The last three are known of searches: batches, and tokens in them, in all and again."""

    model: str
    threads: int
    candidates: int
    max_tokens: int
    problem: str
    arm: str
    tokens: int
    seconds: float
    decodes: int = 0
    evaluated_tokens: int = 0
    reread_tokens: int = 0

    @property
    def rate(self) -> float:
        """Tokens per second."""
        return self.tokens / self.seconds

    def line(self) -> str:
        """The row as it is printed when it is done."""
        return (
            f"{self.model}, {self.candidates} candidates, {self.problem[:24]!r}, {self.arm}: "
            f"{self.tokens} tokens in {self.seconds:.1f} s, {self.rate:.1f} tokens/s"
        )


class SpeedRows:
    """All rows so far with one number of threads and one limit of tokens.

    A problem is measured by all arms or by none, so that its arms ran close together.
    """

    def __init__(self, path: Path | None, threads: int, max_tokens: int) -> None:
        self._path = path
        self._wanted = (threads, max_tokens)
        self._rows: list[SpeedRow] = []
        if path is not None and path.exists():
            decoder = msgspec.json.Decoder(SpeedRow)
            self._rows = [decoder.decode(line) for line in path.read_bytes().splitlines() if line.strip()]

    def has(self, model: str, candidates: int, problem: str) -> bool:
        """Whether this problem was measured."""
        return any(row.problem == problem for row in self._of(model, candidates))

    def add(self, rows: Sequence[SpeedRow]) -> Sequence[SpeedRow]:
        """Keep the rows of one problem."""
        self._rows += rows
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
        return rows

    def rates(self, model: str, candidates: int) -> dict[str, dict[str, float]]:
        """Tokens per second by arm and problem."""
        rates: dict[str, dict[str, float]] = defaultdict(dict)
        for row in self._of(model, candidates):
            rates[row.arm][row.problem] = row.rate
        return rates

    def totals(self, model: str, candidates: int, arm: str) -> SpeedRow:
        """An arm's rows added up."""
        rows = [row for row in self._of(model, candidates) if row.arm == arm]
        return SpeedRow(
            model=model,
            threads=self._wanted[0],
            candidates=candidates,
            max_tokens=self._wanted[1],
            problem="all",
            arm=arm,
            tokens=sum(row.tokens for row in rows),
            seconds=sum(row.seconds for row in rows),
            decodes=sum(row.decodes for row in rows),
            evaluated_tokens=sum(row.evaluated_tokens for row in rows),
            reread_tokens=sum(row.reread_tokens for row in rows),
        )

    def _of(self, model: str, candidates: int) -> list[SpeedRow]:
        wanted = (model, candidates, *self._wanted)
        return [row for row in self._rows if wanted == (row.model, row.candidates, row.threads, row.max_tokens)]
