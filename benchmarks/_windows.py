"""The first window of a fresh process, and what it takes of memory."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

_MIB = 1 << 20
_EMPTY = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
window = QWidget()
window.resize(1200, 800)
"""
_STEPWISE = """
from pathlib import Path
from app.application import CrashReports, make_application, open_window, ports_of
from app.engine_link import EngineLink
from app.services import Services
app = make_application()
services = Services.open(Path({folder!r}))
ports = ports_of(services)
link = EngineLink(services.engine)
window = open_window(link, ports, CrashReports(ports.log_dir))
"""
_MEASURE = """
import os, sys, time, psutil
window.show()
window.grab()
app.processEvents()
print(time.time() - psutil.Process().create_time(), psutil.Process().memory_info().rss, flush=True)
os._exit(0)
"""


def cold_start(rounds: int) -> tuple[list[tuple[str, float, float]], float]:
    """Seconds to the first frame and memory of an empty Qt window and of ours, and the median ratio of the seconds.

    Both windows are fresh processes, in turn; the time runs from the start of the process to the first painted frame
    of a window that takes keys.
    """
    empty, stepwise = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            empty.append(_window(_EMPTY))
            stepwise.append(_window(_STEPWISE.format(folder=folder)))
    rows = [
        (name, median(seconds for seconds, _ in each), median(size for _, size in each) / _MIB)
        for name, each in (("empty Qt window", empty), ("Stepwise", stepwise))
    ]
    return rows, median(ours[0] / theirs[0] for ours, theirs in zip(stepwise, empty, strict=True))


def _window(code: str) -> tuple[float, int]:
    """Seconds from the start of a fresh process to its first frame, and its resident bytes then."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code + _MEASURE],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        check=True,
        cwd=Path(__file__).resolve().parent.parent,
    )
    seconds, size = done.stdout.split()[-2:]
    return float(seconds), int(size)
