"""What the engine needs of a sandbox. Two implementations: ``linux`` and ``refuse`` (steps are not run)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.types import Execution


@dataclass(frozen=True, slots=True)
class Limits:
    """What one program may use: wall and CPU seconds, bytes of new memory, bytes of output."""

    seconds: float = 3.0
    memory_bytes: int = 512 << 20
    output_bytes: int = 65_536


DEFAULT_LIMITS = Limits()


class Executor(Protocol):
    """Runs untrusted programs. Thread-safe; a dead helper process is replaced by itself."""

    @property
    def isolation(self) -> str:
        """What may be claimed: "Isolated", or "" when steps are not run."""

    def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
        """Run steps 1..k in one fresh namespace; the record is that of the last step (see ``Execution``).

        An error in an earlier step ends the program and is reported with the status ERROR. Never raises for anything a
        program does.
        """

    def equal(self, gold: str, candidate: str) -> bool:
        """Whether two answers mean the same (``engine.answers``, in the sandbox). False when it cannot be decided."""

    def interrupt(self) -> None:
        """Stop the program that another thread is running, within milliseconds; its record says KILLED."""

    def close(self) -> None:
        """End all helper processes."""
