"""A window in a process of its own that starts a search, says so, and waits to be killed.

``python -m tests.helpers.doomed_window DATA_FOLDER SCRIPT PROBLEM``
"""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer

from app.application import CrashReports, make_application, open_window, ports_of
from app.engine_link import EngineLink
from app.services import Services
from app.views.ports import ModelChoice
from tests.helpers.window_hosts import DemoModels


class OneScript(DemoModels):
    """The shelf holds one model, which is a script."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def choices(self) -> Sequence[ModelChoice]:
        return [ModelChoice(str(self._path), "Script", True, "It always fits.", 0, True)]


def main(folder: Path, script: Path, problem: str) -> int:
    """Search, and print the run's id and the worker's process once there are steps; then go on until killed."""
    app = make_application()
    services = Services.open(folder)
    link = EngineLink(services.engine)
    ports = replace(ports_of(services), models=OneScript(script))
    window = open_window(link, ports, CrashReports(ports.log_dir))
    told = False

    def look() -> None:
        nonlocal told
        page = window.solve
        if not page.view.state.run_id and page.panel.chosen_model() is not None:
            page.panel.set_problem(problem, None)
            page.panel.ask_start()
        elif len(page.view.state.nodes) > 2 and not told:
            told = True
            sys.stdout.write(f"{page.view.state.run_id} {services.engine.client.pid} {len(page.view.state.nodes)}\n")
            sys.stdout.flush()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
