"""The executor of systems where no isolation may be claimed: no step is run, and each record says why."""

from collections.abc import Sequence

from engine import answers
from engine.sandbox.executor import DEFAULT_LIMITS, Limits
from engine.types import Execution, ExecutionStatus


class RefuseExecutor:
    """Runs nothing."""

    isolation = ""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def run(self, steps: Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Execution:
        """A record with the status NOT_RUN and the reason."""
        return Execution(ExecutionStatus.NOT_RUN, error=self._reason)

    def equal(self, gold: str, candidate: str) -> bool:
        """Decides what can be decided without a parser: plain numbers and equal text; else False."""
        return answers.quick_equal(gold, candidate) is True

    def interrupt(self) -> None:
        """Nothing is ever running."""

    def close(self) -> None:
        """Nothing to end."""
