"""The window on the real host and worker; the model is played from a script, everything else is what users run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt

from app.application import CrashReports, open_window, ports_of
from app.engine_link import EngineLink
from app.services import Services
from app.state import replay
from app.views.main_window import MainWindow
from engine.events import AnyRunEvent, Failed
from engine.store import RunStatus
from models.errors import StorageFullError
from tests.helpers.doomed_window import OneScript
from tests.helpers.processes import is_running
from tests.ui.conftest import Bot, cards_of

QUESTION = "A baker fills 4 trays with 12 rolls each and 7 rolls fall down. How many rolls are left?"


@dataclass
class Running:
    window: MainWindow
    services: Services
    link: EngineLink

    def solve(self, bot: Bot) -> None:
        panel = self.window.solve.panel
        bot.until(lambda: panel.chosen_model() is not None, "the model")
        panel.set_problem(QUESTION, "41")
        bot.click(panel.button)

    @property
    def worker(self) -> int:
        pid = self.services.engine.client.pid
        assert pid is not None
        return pid


OpenReal = Callable[[float], Running]


@pytest.fixture
def open_real(tmp_path: Path, bot: Bot, qt_messages: list[str]) -> Iterator[Callable[[float], Running]]:
    opened: list[Running] = []

    def start(delay_ms: float) -> Running:
        script = tmp_path / "script.json"
        script.write_text(SCRIPT.replace("DELAY", str(delay_ms)), encoding="utf-8")
        services = Services.open(tmp_path / "data")
        link = EngineLink(services.engine)
        ports = replace(ports_of(services), models=OneScript(script), log_dir=tmp_path / "logs")
        window = open_window(link, ports, CrashReports(ports.log_dir, link))
        opened.append(Running(window, services, link))
        return opened[-1]

    yield start
    for running in opened:
        running.window.close_now()
        running.link.close()
        running.services.close()
        running.window.deleteLater()
        running.link.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


SCRIPT = """{"delay_ms": DELAY, "problems": [{"match": "rolls", "solutions": [
 {"weight": 3, "steps": [
   " Count the rolls.\\nrolls = 4 * 12", " Take away those that fell.\\nleft = rolls - 7", " Print it.\\nprint(left)"]},
 {"weight": 1, "steps": [
   " Count all rolls that were on the trays.\\nrolls = 4 * 12",
   " Some rolls fall onto the pile.\\nall_rolls = rolls + 7",
   " Print how many there are.\\nprint(all_rolls)"]}]}]}"""


def test_a_problem_is_solved_in_the_window(open_real: Callable[[float], Running], bot: Bot) -> None:
    running = open_real(0.0)
    running.solve(bot)
    view = running.window.solve.view
    bot.until(lambda: view.state.status.ended, "the end", 60)
    assert view.state.status is RunStatus.FINISHED
    assert view.answer.text() == "41"
    assert view.answer.sentence().startswith("Checked: equals the given answer.")
    # The cards are laid out a turn of the event loop later.
    bot.until(lambda: ("left", "41") in [pair for card in cards_of(view) for pair in card.step.names], "the cards", 20)


def test_the_window_survives_a_worker_killed_in_mid_run(open_real: Callable[[float], Running], bot: Bot) -> None:
    running = open_real(20.0)
    running.solve(bot)
    view, banner = running.window.solve.view, running.window.banner
    bot.until(lambda: len(view.state.nodes) > 1, "the first step", 60)
    os.kill(running.worker, signal.SIGKILL)
    bot.until(lambda: banner.sentence(), "the banner")
    assert "SIGKILL" in banner.sentence()
    bot.until(lambda: view.state.status is RunStatus.CRASHED, "the end of the run")
    assert view.state == replay(running.services.store.events(view.state.run_id))
    bot.click(banner.button())
    bot.until(lambda: not banner.sentence(), "the restart", 60)
    bot.click(running.window.solve.panel.button)
    bot.until(lambda: view.state.status is RunStatus.RUNNING and len(view.state.nodes) > 1, "the next run", 60)


def test_a_disk_that_fills_up_in_mid_run_ends_it_with_one_sentence_and_keeps_what_was_stored(
    open_real: Callable[[float], Running], bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = open_real(20.0)
    running.solve(bot)
    view, store = running.window.solve.view, running.services.store
    bot.until(lambda: len(view.state.nodes) > 1, "the first step", 60)
    room = store.append

    def refuse(event: AnyRunEvent) -> None:
        if not isinstance(event, Failed):
            raise StorageFullError("The disk with /data is full; free some space, then try again.")
        room(event)

    monkeypatch.setattr(store, "append", refuse)
    bot.until(lambda: view.state.status is RunStatus.FAILED, "the end of the run", 60)
    assert "The disk with /data is full" in view.figures.text()
    monkeypatch.undo()
    kept = replay(store.events(view.state.run_id))
    assert (RunStatus.FAILED, True) == (kept.status, len(kept.nodes) > 1)
    bot.until(lambda: running.window.solve.panel.button.isEnabled(), "the button")


def test_the_app_killed_in_mid_run_loses_nothing_and_goes_on(tmp_path: Path, open_real: OpenReal, bot: Bot) -> None:
    script = tmp_path / "script.json"
    script.write_text(SCRIPT.replace("DELAY", "20.0"), encoding="utf-8")
    command = [sys.executable, "-m", "tests.helpers.doomed_window", str(tmp_path / "data"), str(script), QUESTION]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as doomed:
        assert doomed.stdout is not None
        run_id, worker, nodes = doomed.stdout.readline().split()
        doomed.kill()
    bot.until(lambda: not is_running(int(worker)), "the end of the orphaned worker")
    running = open_real(0.0)
    kept = replay(running.services.store.events(run_id))
    assert len(kept.nodes) >= int(nodes)
    assert RunStatus.INTERRUPTED is kept.status
    history = running.window.history
    running.window.show_page("history")
    bot.until(lambda: history.model.rowCount() == 1, "the session")
    bot.press(history.search, Qt.Key.Key_Return)
    bot.until(lambda: history.view.state.run_id == run_id, "the session opened again")
    assert kept.nodes == history.view.state.nodes


def test_closing_in_mid_run_ends_the_worker_and_keeps_what_was_found(
    open_real: Callable[[float], Running], bot: Bot
) -> None:
    running = open_real(20.0)
    running.solve(bot)
    view = running.window.solve.view
    bot.until(lambda: len(view.state.nodes) > 1, "the first step", 60)
    worker, run_id = psutil.Process(running.worker), view.state.run_id
    running.window.close_now()
    running.link.close()
    assert not worker.is_running()
    assert replay(running.services.store.events(run_id)).status is RunStatus.CANCELLED


def test_closing_while_the_model_is_loaded_does_not_wait_for_it(
    open_real: Callable[[float], Running], bot: Bot
) -> None:
    running = open_real(0.0)
    running.solve(bot)
    running.window.close_now()
    running.link.close()
    pid = running.services.engine.client.pid
    assert pid is None or not psutil.pid_exists(pid)


def test_a_polite_kill_closes_the_window_with_exit_code_0(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from app.application import run_window; from app.services import Services\n"
        "with Services.open(Path(sys.argv[1])) as services: code = run_window(services)\n"
        "sys.exit(code)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "data")], stderr=subprocess.PIPE)
    try:
        until_handled(process.pid)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, said.decode()) == (0, "")


def until_handled(pid: int) -> None:
    """Wait until the process takes SIGTERM itself, which it does once its window is open."""
    bit = 1 << (signal.SIGTERM - 1)
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        caught = next(
            line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt")
        )
        if int(caught.split()[1], 16) & bit:
            return
        time.sleep(0.05)
    pytest.fail("the window did not open")
