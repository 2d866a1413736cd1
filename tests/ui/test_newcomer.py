"""A newcomer by keyboard alone, with a real model: from the first start to a solved problem, a presentation, a hand-out
and an old session; and the same after kill -9 of the engine and of the program.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.model_files import smollm2_path
from tests.helpers.newcomer import ANOTHER, TOOLS, Desk, Newcomer, QtKeys, XKeys, x_server

# A model of 135 M rarely gets it right; the way is the same.
IMPATIENCE_S = 8.0
pytestmark = [pytest.mark.model, pytest.mark.timeout(600)]


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    """At a computer where another program keeps a model; the window is drawn into memory."""
    desk = Desk(tmp_path / "newcomer", smollm2_path())
    yield Newcomer(desk, QtKeys(desk))
    desk.clear()


@pytest.fixture
def typist(tmp_path: Path) -> Iterator[Newcomer]:
    """The same with a real window and the keyboard of an X server."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        pytest.skip(f"needs {', '.join(missing)}")
    with x_server() as display:
        desk = Desk(tmp_path / "newcomer", smollm2_path(), display)
        yield Newcomer(desk, XKeys(display))
        desk.clear()


def teach_and_find(newcomer: Newcomer, sessions: int = 1) -> None:
    """The second half of the way, on a run that has ended; ``sessions`` are of that problem."""
    shown = newcomer.present()
    assert "helmet" in shown[0]
    # At least what was asked, and what became of it.
    assert len(shown) >= 2
    written = newcomer.print_handout().read_bytes()
    assert written.startswith(b"%PDF-")
    assert len(written) > 5_000
    newcomer.try_another(ANOTHER)
    found = newcomer.find("helmet", sessions)
    assert found["ended"]
    assert 0 == newcomer.leave()


def walk(newcomer: Newcomer) -> None:
    newcomer.desk.open()
    newcomer.first_steps()
    newcomer.see_it_solved(IMPATIENCE_S)
    teach_and_find(newcomer)


def test_a_newcomer_gets_from_the_first_start_to_an_old_session_by_keyboard(newcomer: Newcomer) -> None:
    walk(newcomer)


def test_the_same_in_a_real_window_with_a_real_keyboard(typist: Newcomer) -> None:
    walk(typist)


def test_the_same_after_the_engine_was_killed(newcomer: Newcomer) -> None:
    newcomer.desk.open()
    newcomer.first_steps()
    os.kill(newcomer.desk.look()["worker"], signal.SIGKILL)
    newcomer.mend_the_engine()
    newcomer.see_it_solved(IMPATIENCE_S)
    teach_and_find(newcomer, sessions=2)


def test_the_same_after_the_program_was_killed(newcomer: Newcomer) -> None:
    newcomer.desk.open()
    newcomer.first_steps()
    before = newcomer.desk.until(lambda seen: seen["nodes"] > 6, "some steps", 180)
    newcomer.desk.kill()
    newcomer.desk.open()
    kept = newcomer.find("helmet")
    assert (before["run"], "interrupted") == (kept["run"], kept["status"])
    assert kept["nodes"] >= before["nodes"]
    teach_and_find(newcomer)


def test_a_search_survives_that_the_computer_sleeps(newcomer: Newcomer) -> None:
    newcomer.desk.open()
    newcomer.first_steps()
    before = newcomer.desk.look()["nodes"]
    newcomer.desk.sleep(3.0)
    seen = newcomer.desk.until(lambda seen: seen["nodes"] > before or seen["ended"], "the next step", 180)
    assert "" == seen["banner"]
    assert "running" == seen["status"] or seen["ended"]
    assert 0 == newcomer_stops(newcomer)


def newcomer_stops(newcomer: Newcomer) -> int:
    """Stop the search and quit; the exit code."""
    newcomer.see_it_solved(0.0)
    return newcomer.leave()
