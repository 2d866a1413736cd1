"""The window's own composition: application, look, log, crash reports, link, main window."""

import logging
import platform
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import PySide6
from PySide6.QtCore import QMessageLogContext, QObject, QSocketNotifier, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from app.comparison_desk import ComparisonDesk
from app.engine_link import EngineLink, EnginePort
from app.model_desk import ModelDesk
from app.model_shelf import LibraryModels
from app.preferences import Keeper, Preferences
from app.services import Services
from app.shelves import StoredSessions
from app.views.main_window import MainWindow
from app.views.ports import ModelShelf
from app.views.settings_look import apply, follow_scheme, system_language
from app.views.theme import LIGHT, icon
from models.errors import StepwiseError

_LOG_BYTES = 1 << 20
_QT_LOG = logging.getLogger("stepwise.qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything that the window stands on. ``log_dir`` takes crash reports."""

    engine: EnginePort
    models: ModelShelf
    sessions: StoredSessions
    log_dir: Path
    desk: ModelDesk
    keeper: Keeper
    comparisons: ComparisonDesk


def run_window(services: Services) -> int:
    """Show the window until it is closed, then end what it started. Returns the exit code."""
    return run_window_on(ports_of(services))


def ports_of(services: Services) -> Ports:
    """What the window stands on in earnest."""
    return Ports(
        engine=services.engine,
        models=LibraryModels(services),
        sessions=StoredSessions(services.store),
        log_dir=services.data_dir / "logs",
        desk=ModelDesk(services.data_dir, services.library, services.heads),
        keeper=Keeper(services.store, Preferences(language=system_language())),
        comparisons=ComparisonDesk(services.data_dir, services.store, services.library, services.heads),
    )


def run_window_on(ports: Ports) -> int:
    """As ``run_window``, on any ports."""
    with _logged_to(ports.log_dir):
        app = make_application()
        apply(ports.keeper.read()[0], app)
        reports = CrashReports(ports.log_dir)
        link = EngineLink(ports.engine)
        window = open_window(link, ports, reports)
        window.offer_first_start()
        with reports.installed(), _closed_by_signals(window):
            code = app.exec()
        link.close()
    return code


def make_application() -> QApplication:
    """The one QApplication with Stepwise's look; follows the system between light and dark."""
    qInstallMessageHandler(_log_qt_message)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
    app.setApplicationName("Stepwise")
    app.setApplicationDisplayName("Stepwise")
    app.setDesktopFileName("stepwise")
    app.setStyle("Fusion")
    app.setWindowIcon(icon("app", QColor(LIGHT.accent)))
    hints = app.styleHints()
    follow_scheme(app, hints.colorScheme())
    hints.colorSchemeChanged.connect(lambda scheme: follow_scheme(app, scheme))
    return app


def open_window(link: EngineLink, ports: Ports, reports: "CrashReports") -> MainWindow:
    """Build and show the main window, then let the engine and the models come in behind it."""
    window = MainWindow(link, ports.models, ports.sessions, ports.desk, ports.keeper, ports.comparisons)
    window.failed.connect(reports.take)
    reports.reported.connect(window.banner.say)
    window.show()
    link.open()
    window.solve.look_for_models()
    return window


class CrashReports(QObject):
    """Turns an error that nobody expected into one sentence for the user and a file for whoever mends it."""

    reported = Signal(str)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder

    def take(self, error: BaseException) -> None:
        """Report an error; known ones need no file. Any thread may call."""
        if isinstance(error, StepwiseError):
            self.reported.emit(error.message)
            return
        path = self._write(error)
        where = f" A report for us lies in {path}." if path else ""
        self.reported.emit(f"Something went wrong inside Stepwise; you can go on.{where}")

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Take every error that would otherwise end in a traceback, from all threads."""
        before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_error
        threading.excepthook = lambda args: self.take(args.exc_value or args.exc_type())
        try:
            yield
        finally:
            sys.excepthook, threading.excepthook = before

    def _on_error(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.take(error.with_traceback(trace))

    def _write(self, error: BaseException) -> Path | None:
        text = "".join(traceback.format_exception(error))
        path = self._folder / f"crash-{time.strftime('%Y%m%d-%H%M%S')}-{time.monotonic_ns() % 10**6:06d}.txt"
        head = (
            f"Stepwise on {platform.platform()}, Python {platform.python_version()}, PySide6 {PySide6.__version__}\n\n"
        )
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path.write_text(head + text, encoding="utf-8")
        except OSError:
            logging.getLogger("stepwise").exception("no crash report could be written", exc_info=error)
            return None
        return path


@contextmanager
def _logged_to(folder: Path) -> Iterator[None]:
    """What Qt and the window have to say goes to a file, never to the terminal."""
    handler: logging.Handler
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(folder / "window.log", maxBytes=_LOG_BYTES, backupCount=1, encoding="utf-8")
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    log = logging.getLogger("stepwise")
    before, log.propagate = log.propagate, False
    log.addHandler(handler)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.propagate = before
        handler.close()


@contextmanager
def _closed_by_signals(window: MainWindow) -> Iterator[None]:
    """Ctrl-C in the terminal and a polite kill close the window as its user would."""
    ours, pythons = socket.socketpair()
    pythons.setblocking(False)
    notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)

    def leave() -> None:
        ours.recv(64)
        window.close_now()

    notifier.activated.connect(leave)
    fd_before = signal.set_wakeup_fd(pythons.fileno())
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(fd_before)
        notifier.setEnabled(False)
        ours.close()
        pythons.close()


def _log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    _QT_LOG.log(_LEVELS.get(kind, logging.WARNING), message)
