"""What ``make run``, ``make app`` and ``make solve`` do once ``.venv`` is ready; replaces itself by the app."""

import os
import sys
from pathlib import Path

from qt_libraries import DisplayError, QtLibrariesError, ensure_window

ROOT = Path(__file__).resolve().parent.parent


def main(mode: str) -> int:
    """Start the app as ``mode`` says; returns only when it cannot be started."""
    if mode == "--solve":
        return _solve(os.environ.get("Q", "").strip())
    if not has_display():
        return _without_window(mode, "No display found")
    try:
        ensure_window()
    except DisplayError:
        return _without_window(mode, "The display does not answer")
    except QtLibrariesError as error:
        print(error, file=sys.stderr)
        return 2
    return _start()


def has_display() -> bool:
    """Whether a window could be shown to somebody."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _without_window(mode: str, reason: str) -> int:
    if mode == "--window":
        print(f"{reason}, so no window can open; make run solves a sample problem in the terminal.", file=sys.stderr)
        return 2
    print(f"{reason}: solving the sample problem in the terminal.", flush=True)
    return _start("solve", "--sample")


def _solve(problem: str) -> int:
    if not problem:
        print('Which problem? Write: make solve Q="What is 3/4 of 52?"', file=sys.stderr)
        return 2
    return _start("solve", "--", problem)


def _start(*arguments: str) -> int:
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "app", *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
