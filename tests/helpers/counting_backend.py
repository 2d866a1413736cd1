"""A script that counts what it is asked to evaluate."""

from collections.abc import Sequence

from engine.backend import DecodeOutput, Row
from engine.backends.scripted import ScriptedBackend


class CountingBackend(ScriptedBackend):
    """Counts the rows it evaluates."""

    decoded = 0

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        output = super().decode(rows)
        self.decoded += len(rows)
        return output
