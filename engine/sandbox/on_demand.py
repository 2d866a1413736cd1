"""A sandbox that is opened when it is needed first, for work that may turn out to need none."""

from types import TracebackType
from typing import Self

from engine.errors import SandboxUnavailableError
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor


class SandboxOnDemand:
    """Opens one sandbox at most; close it at the end."""

    def __init__(self) -> None:
        self._executor: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def executor(self) -> Executor:
        """What runs programs, and compares answers that need a parser.

        Raises:
            SandboxUnavailableError: nothing can be run safely on this system.
        """
        if self._executor is None:
            executor, selftest = open_executor()
            if not selftest.isolation:
                executor.close()
                raise SandboxUnavailableError(f"No program can be run safely on this system: {selftest.detail}")
            self._executor = executor
        return self._executor

    def close(self) -> None:
        """End its processes."""
        if self._executor is not None:
            self._executor.close()
            self._executor = None
