"""What the user should know while a long search runs and the window may be out of sight."""

import time

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.language import tr
from app.power import Battery, battery_in_use, cost_sentence, minutes_to_go
from app.state import RunState
from app.state.words import status_sentence
from app.views.background import Background
from app.views.live_run import LiveRun, Phase

_BATTERY_DELAY_MS = 6000
_LONG_SECONDS = 20.0
_SHOWN_MS = 8000


class Attention(QObject):
    """Tells what a search costs on battery, and that it has ended when the window is not in front."""

    said = Signal(str)

    def __init__(self, run: LiveRun, reads: Background, window: QWidget) -> None:
        super().__init__(window)
        self._run = run
        self._reads = reads
        self._window = window
        self._began_s: float | None = None
        self._tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_BATTERY_DELAY_MS)
        self._timer.timeout.connect(lambda: reads.run(battery_in_use, self._on_battery))
        run.phase_changed.connect(self._on_phase)

    def close(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        if self._tray is not None:
            self._tray.hide()

    def _on_phase(self, phase: Phase) -> None:
        if phase is Phase.RUNNING:
            self._began_s = time.monotonic()
            self._timer.start()
        elif phase is Phase.IDLE:
            self._timer.stop()
            began, self._began_s = self._began_s, None
            if began is not None and time.monotonic() - began >= _LONG_SECONDS:
                self._tell_end(self._run.state)

    def _on_battery(self, battery: Battery | None) -> None:
        minutes = minutes_to_go(self._run.state)
        if battery is not None and minutes is not None and (sentence := cost_sentence(battery, minutes)):
            self.said.emit(sentence)

    def _tell_end(self, state: RunState) -> None:
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.messageClicked.connect(self._come_forward)
        self._tray.show()
        answer = state.answer.text if state.answer else ""
        words = f"{status_sentence(state)} {tr('Answer: {answer}').format(answer=answer) if answer else ''}".strip()
        self._tray.showMessage("Stepwise", words, QSystemTrayIcon.MessageIcon.Information, _SHOWN_MS)

    def _come_forward(self) -> None:
        self._window.showNormal()
        self._window.activateWindow()
