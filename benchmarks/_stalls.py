"""How long the window's event loop stands still while a real search runs, beside an empty Qt loop at the same time."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer

from app.application import CrashReports, make_application, open_window, ports_of
from app.engine_link import EngineLink
from app.services import Services
from app.views.live_run import Phase
from app.views.main_window import MainWindow
from engine.types import Effort, PolicyName

_BEAT_MS = 5
_LOAD_SECONDS = 120.0
_PROBLEM = (
    "A baker fills 6 trays with 14 rolls each. He sells two thirds of them in the morning and half of the rest in the "
    "afternoon. How many rolls are left?"
)
# An empty loop in a process of its own: what it loses is the machine's doing, not the window's.
_CONTROL = f"""
import sys, time, threading
from PySide6.QtCore import QCoreApplication, QTimer, Qt
app = QCoreApplication([])
last, worst = time.monotonic(), 0.0
def beat():
    global last, worst
    now = time.monotonic()
    worst, last = max(worst, now - last), now
timer = QTimer()
timer.setTimerType(Qt.TimerType.PreciseTimer)
timer.timeout.connect(beat)
timer.start({_BEAT_MS})
def wait():
    global worst
    sys.stdin.readline(); worst = 0.0
    sys.stdin.readline(); print(1e3 * worst, flush=True)
    app.quit()
threading.Thread(target=wait, daemon=True).start()
app.exec()
"""


@dataclass(frozen=True, slots=True)
class Stalls:
    """Gaps between two beats of a 5 ms timer, in milliseconds, while the search ran."""

    worst_ms: float
    p99_ms: float
    control_worst_ms: float
    beats: int
    nodes: int
    seconds: float


class _Beats:
    """Notes the gaps between the beats of a timer."""

    def __init__(self) -> None:
        self.gaps_ms: list[float] = []
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        self.gaps_ms.clear()
        self._clock.start()
        self._timer.start(_BEAT_MS)

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        self.gaps_ms.append(self._clock.nsecsElapsed() / 1e6)
        self._clock.restart()


def stalls(model: str, data_dir: Path, seconds: float) -> Stalls:
    """Search with a tree search in a real window for up to ``seconds``.

    Raises:
        KnownError: the model cannot be loaded.
    """
    app = make_application()
    with Services.open(data_dir) as services:
        link = EngineLink(services.engine)
        ports = ports_of(services)
        window = open_window(link, ports, CrashReports(ports.log_dir))
        control = _start_control()
        try:
            return _measure(app, window, model, seconds, control)
        finally:
            control.kill()
            control.communicate()
            window.close_now()
            link.close()


def _measure(
    app: QCoreApplication, window: MainWindow, model: str, seconds: float, control: "subprocess.Popen[str]"
) -> Stalls:
    page = window.solve
    _spin(app, lambda: page.panel.chosen_model() is not None, _LOAD_SECONDS)
    page.panel.model.setCurrentIndex(page.panel.model.findData(model))
    page.panel.policy.setCurrentIndex(page.panel.policy.findData(PolicyName.MCTS.value))
    page.panel.effort.setCurrentIndex(page.panel.effort.findData(Effort.DEEP.value))
    page.panel.set_problem(_PROBLEM, "14")
    page.panel.ask_start()
    _spin(app, lambda: len(page.view.state.nodes) > 1, _LOAD_SECONDS)
    beats = _Beats()
    _tell(control)
    began = time.monotonic()
    beats.start()
    _spin(app, lambda: page.run.phase is Phase.IDLE, seconds)
    beats.stop()
    took = time.monotonic() - began
    _tell(control)
    assert control.stdout is not None
    other = float(control.stdout.readline())
    gaps = sorted(beats.gaps_ms)
    nodes = len(page.view.state.nodes)
    return Stalls(gaps[-1], gaps[int(0.99 * (len(gaps) - 1))], other, len(gaps), nodes, took)


def _start_control() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", _CONTROL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def _tell(control: "subprocess.Popen[str]") -> None:
    assert control.stdin is not None
    control.stdin.write("\n")
    control.stdin.flush()


def _spin(app: QCoreApplication, ended: Callable[[], bool], seconds: float) -> None:
    """Run the event loop until ``ended()`` or for ``seconds``."""
    watch = QTimer()
    deadline = time.monotonic() + seconds

    def look() -> None:
        if ended() or time.monotonic() > deadline:
            app.quit()

    watch.timeout.connect(look)
    watch.start(50)
    app.exec()
    watch.stop()
