"""The window in a process of its own, watched and typed into from outside; nothing else of it is moved.

``python -m tests.helpers.typed_window DATA_FOLDER``: one JSON command in a line on standard input, one JSON answer in a
line on standard output. Where a real keyboard types (Xvfb), only ``look`` and ``shot`` are asked.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QWidget

from app.application import make_application, run_window
from app.services import Services
from app.views.main_window import MainWindow
from app.views.presenter import Presenter


class Ear(QObject):
    """Hears commands while the window lives, also while a dialog has an event loop of its own."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._heard = b""
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._hear)

    def _hear(self) -> None:
        self._heard += os.read(sys.stdin.fileno(), 1 << 16)
        *lines, self._heard = self._heard.split(b"\n")
        for line in lines:
            sys.stdout.write(json.dumps(self._do(json.loads(line))) + "\n")
            sys.stdout.flush()

    def _do(self, command: dict[str, str]) -> object:
        match command:
            case {"key": keys}:
                # Answered first: a key may open a dialog that comes back only when it is closed.
                QTimer.singleShot(0, self, lambda: _press(keys))
            case {"type": text}:
                QTimer.singleShot(0, self, lambda: QTest.keyClicks(_target(), text))
            case {"shot": path}:
                return _shoot(Path(path))
            case _:
                return self._look()
        return {}

    def _look(self) -> dict[str, object]:
        """What a person sees, in words."""
        window = _window()
        focus, front = QApplication.focusWidget(), QApplication.activeWindow()
        view = window.history.view if window.pages.currentWidget() is window.history else window.solve.view
        first = window.first_start
        presenter = next((one for one in QApplication.topLevelWidgets() if isinstance(one, Presenter)), None)
        return {
            "page": type(window.pages.currentWidget()).__name__,
            "screen": first.screens.currentIndex(),
            "offer": first.model.name.text(),
            "ready": first.model.ready_model(),
            "found": first.model.finder.list.count(),
            "focus": _name(focus) if focus is not None else "",
            "front": type(front).__name__ if front is not None else "",
            "asks_file": isinstance(front, QFileDialog),
            "banner": window.banner.sentence(),
            "run": view.state.run_id,
            "status": view.state.status.value,
            "ended": view.state.status.ended,
            "nodes": len(view.state.nodes),
            "answer": view.state.answer.text if view.state.answer is not None else "",
            "phase": window.solve.run.phase.name,
            "sessions": window.history.model.rowCount(),
            "searched": window.history.sessions.words(),
            "problem": view.state.problem.text if view.state.problem is not None else "",
            "worker": self._services.engine.client.pid,
            "stage": [presenter.showing.slide, presenter.showing.stage] if presenter is not None else [],
            "words": presenter.accessibleDescription() if presenter is not None else "",
        }


def _window() -> MainWindow:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow))


def _target() -> QWidget:
    return QApplication.activePopupWidget() or QApplication.focusWidget() or QApplication.activeWindow() or _window()


def _be_window_manager() -> None:
    """Without one nobody has the keys after a dialog was closed."""
    if QApplication.activeWindow() is None:
        _window().activateWindow()
        QTest.qWaitForWindowActive(_window())


def _press(keys: str) -> None:
    _be_window_manager()
    combination = QKeySequence(keys)[0]  # type: ignore[index]
    QTest.keyClick(_target(), combination.key(), combination.keyboardModifiers())


def _name(widget: QWidget) -> str:
    text = getattr(widget, "text", lambda: "")() if not isinstance(widget, QLabel) else ""
    return widget.accessibleName() or str(text).replace("&", "")


def _shoot(path: Path) -> dict[str, object]:
    """A picture of what is in front."""
    front = QApplication.activeWindow() or _window()
    screen = QGuiApplication.primaryScreen()
    image = screen.grabWindow(front.winId()).toImage() if "xcb" in QGuiApplication.platformName() else QImage()
    image = front.grab().toImage() if image.isNull() else image
    opaque = image.convertToFormat(QImage.Format.Format_RGB888)
    return {"saved": opaque.save(str(path), quality=0), "width": image.width(), "height": image.height()}


def main(folder: Path) -> int:
    """As ``python -m app --data-dir FOLDER``, with an ear."""
    make_application()
    with Services.open(folder) as services:
        ear = Ear(services)
        code = run_window(services)
        ear.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
