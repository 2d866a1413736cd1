"""Solves a problem with the frozen app, in a home of its own: ``python packaging/smoke_test.py dist/stepwise [MODEL]``.

The model is fetched through the app itself (98 MB, by checksum, from the Hub) unless a file is named. Each line says
what was seen; the exit code is 1 when something was not as it should be.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

MODEL = "smollm2-135m-instruct-q4_1"
WINDOW_SECONDS = 8.0


class SmokeError(Exception):
    """What was not as it should be."""


def main(arguments: list[str]) -> int:
    """Run all parts."""
    if not arguments:
        print(__doc__)
        return 2
    executable = Path(arguments[0]).absolute() / ("stepwise.exe" if sys.platform == "win32" else "stepwise")
    with tempfile.TemporaryDirectory() as home:
        try:
            _try_all(executable, Path(home), arguments[1] if len(arguments) > 1 else None)
        except SmokeError as error:
            print(f"FAILED: {error}", file=sys.stderr)
            return 1
    print("The frozen app works.")
    return 0


def _try_all(executable: Path, home: Path, model: str | None) -> None:
    demo = json.loads(_call(executable, home, "solve", "--demo", "--json"))
    _must(demo["answer"] is not None, "the prepared search has an answer", demo)
    devices = _call(executable, home, "models", "devices")
    _must("CPU" in devices, f"llama.cpp runs on: {' '.join(devices.split())}", devices)
    if model is None:
        _call(executable, home, "models", "get", MODEL)
    found = model or MODEL
    arguments = ["solve", "--json", "--model", found, "--effort", "quick", "What is 3 * 14?"]
    # A model this small may find no answer: that is exit code 4 and no fault of the bundle.
    solved = json.loads(_call(executable, home, *arguments, allowed=(0, 4)))
    _must(solved["usage"]["sampled_tokens"] > 0, f"the model wrote {solved['usage']['sampled_tokens']} tokens", solved)
    isolation = _call(executable, home, "sandbox", "selftest").strip().splitlines()[-1]
    _must("solated" in isolation, f"sandbox: {isolation}", isolation)
    _try_window(executable, home)


def _try_window(executable: Path, home: Path) -> None:
    """Open the window without a screen, and close it as a polite kill does."""
    window = subprocess.Popen(
        [str(executable)], env=_environment(home, QT_QPA_PLATFORM="offscreen"), stderr=subprocess.PIPE
    )
    try:
        time.sleep(WINDOW_SECONDS)
        _must(window.poll() is None, "the window opens", window.returncode)
        window.send_signal(signal.SIGTERM)
        code = window.wait(timeout=20)
        _must(code == 0, "the window closes", code)
    finally:
        window.kill()
        window.communicate()


def _call(executable: Path, home: Path, *arguments: str, allowed: tuple[int, ...] = (0,)) -> str:
    done = subprocess.run(
        [str(executable), *arguments], capture_output=True, text=True, env=_environment(home), check=False, timeout=600
    )
    if done.returncode not in allowed:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise SmokeError(f"{' '.join(arguments)} ended with exit code {done.returncode}: {said}")
    return done.stdout


def _environment(home: Path, **more: str) -> dict[str, str]:
    """Without the Python of this computer."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return {**kept, "HOME": str(home), "STEPWISE_HOME": str(home / "data"), **more}


def _must(holds: bool, what: str, seen: object) -> None:
    if not holds:
        raise SmokeError(f"{what}: not so, but {seen}")
    print(f"ok: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
