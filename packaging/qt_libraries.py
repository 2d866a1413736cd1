"""System libraries that Qt needs on Linux: found missing by trying, installed on Debian and Ubuntu when root.

As a script it makes sure that Qt Widgets can be imported (enough for tests without a display).
"""

import os
import shutil
import subprocess
import sys

OFFSCREEN_PACKAGES = (
    "libegl1",
    "libgl1",
    "libxkbcommon0",
    "libdbus-1-3",
    "libfontconfig1",
    "libfreetype6",
    "libglib2.0-0",
    "libx11-6",
    "fonts-dejavu-core",
)
WINDOW_PACKAGES = (
    *OFFSCREEN_PACKAGES,
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-keysyms1",
    "libxkbcommon-x11-0",
    "libxcb-image0",
    "libxcb-render-util0",
    "libxcb-xinerama0",
)
IMPORT_QT = "import PySide6.QtWidgets, PySide6.QtSvg"
OPEN_QT = "from PySide6.QtWidgets import QApplication; QApplication([])"


class QtLibrariesError(Exception):
    """Qt cannot be used here; the text says what to run."""


class DisplayError(QtLibrariesError):
    """The libraries are there, but the display does not answer."""


def ensure_import() -> None:
    """Make ``import PySide6.QtWidgets`` work.

    Raises:
        QtLibrariesError: libraries are missing and could not be installed.
    """
    _ensure(IMPORT_QT, OFFSCREEN_PACKAGES)


def ensure_window() -> None:
    """Make Qt able to open a window on this display.

    Raises:
        DisplayError: the display does not answer.
        QtLibrariesError: libraries are missing and could not be installed.
    """
    _ensure(OPEN_QT, WINDOW_PACKAGES)


def _ensure(program: str, packages: tuple[str, ...]) -> None:
    if (reason := _library_failure(program)) is None:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if shutil.which("apt-get") is None:
        raise QtLibrariesError(f"Qt cannot start here ({reason}); install the library with your package manager.")
    if os.geteuid() != 0:
        raise QtLibrariesError(f"Qt cannot start here ({reason}); run this line once:\n  sudo {line}")
    print("Installing the system libraries of Qt", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
    subprocess.run(line.split(), capture_output=True, check=False, env=environment)
    if (reason := _library_failure(program)) is not None:
        raise QtLibrariesError(f"Qt still cannot start here ({reason}); run this line to see why:\n  {line}")


def _library_failure(program: str) -> str | None:
    """As ``_failure``; a display that does not answer is another matter."""
    reason = _failure(program)
    if reason is not None and "could not connect to display" in reason:
        raise DisplayError(f"The display does not answer ({reason}).")
    return reason


def _failure(program: str) -> str | None:
    """Why the program fails in a process of its own, in a line; None where it works."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except subprocess.TimeoutExpired:
        return "no answer within 60 seconds"
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    told = [line for line in lines if "ImportError" in line or "could not connect to display" in line]
    return (told or lines or [f"exit code {done.returncode}"])[-1].strip()


if __name__ == "__main__":
    try:
        ensure_import()
    except QtLibrariesError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
