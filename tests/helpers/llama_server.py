"""llama.cpp's own server on loopback, from the package ``xllamacpp``."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.helpers.processes import ROOT

_PYTHON_VARIABLE = "STEPWISE_TEST_SERVER_PYTHON"


@contextmanager
def llama_server(model: Path, slots: int = 4) -> Iterator[tuple[str, int]]:
    """Run it on a free port; gives its address and process id. Skips where the package is not installed.

    The package has a llama.cpp of its own, so it may live in an environment of its own, whose interpreter the variable
    names.
    """
    python = os.environ.get(_PYTHON_VARIABLE)
    if python is None and importlib.util.find_spec("xllamacpp") is None:
        pytest.skip(f"needs the package xllamacpp here, or an interpreter that has it in {_PYTHON_VARIABLE}")
    options = {"model": str(model), "threads": 1, "slots": slots, "context_tokens": 8192, "batch_tokens": 512}
    script = ROOT / "benchmarks" / "_server_child.py"
    with subprocess.Popen(
        [python or sys.executable, "-P", str(script), json.dumps(options)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            told: dict[str, str] = next((json.loads(line) for line in process.stdout if line.startswith("{")), {})
            if "address" not in told:
                pytest.skip(f"llama.cpp's server did not start: {told.get('error', 'no reason given')}")
            yield told["address"], process.pid
        finally:
            process.kill()
