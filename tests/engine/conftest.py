"""One sandbox for all tests of the engine that need steps to be run."""

from collections.abc import Iterator

import pytest

from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor
from tests.helpers.scripts import Remembering


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Executor]:
    """The real sandbox of this system, which runs each program once; skips where steps may not be run."""
    executor, selftest = open_executor()
    if not selftest.isolation:
        pytest.skip(f"steps are not run here: {selftest.detail}")
    yield Remembering(executor)
    executor.close()
