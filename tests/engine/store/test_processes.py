"""Hosts that die, and hosts that share a folder."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from app.state import replay
from engine.errors import EngineCrashedError
from engine.events import Failed, Progress
from engine.store import INTERRUPTED_KIND, RunStatus, Store
from models.errors import BugError
from tests.helpers.events import DEMO_MODEL, DEMO_PROBLEM, DEMO_SETTINGS, demo_events, store_demo

ROOT = Path(__file__).parents[3]
CHILD = Path(__file__).with_name("writing_child.py")


def _child(database: Path, run_id: str, nodes: int, end: str = "finished") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(database), run_id, str(nodes), end],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("attempt", range(4))
def test_kill_9_loses_no_acknowledged_event(database: Path, attempt: int) -> None:
    moment = random.SystemRandom().randrange(1, 4000)
    with _child(database, "run-1", nodes=2000, end="none") as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(moment)]
        child.kill()
        lines += child.stdout.readlines()
    acknowledged = [int(line) for line in lines[1:] if line.endswith("\n")]
    assert moment - 1 <= len(acknowledged)
    with Store.open(database) as store:
        stored = store.events("run-1")
        assert acknowledged == [event.seq for event in stored][: len(acknowledged)], f"killed after {moment} lines"
        sent = [event for event in demo_events("run-1", nodes=2000) if not isinstance(event, Progress)]
        assert sent[: len(stored)] == stored
        assert ("run-1",) == store.mark_interrupted()
        assert [*stored, store.events("run-1")[-1]] == store.events("run-1")


def test_a_run_of_a_dead_host_is_interrupted_and_keeps_its_tree(database: Path) -> None:
    with _child(database, "run-1", nodes=25, end="none") as child:
        child.communicate()
    with Store.open(database) as store:
        assert RunStatus.RUNNING is store.sessions()[0].status
        assert ("run-1",) == store.mark_interrupted()
        assert RunStatus.INTERRUPTED is store.sessions()[0].status
        assert () == store.mark_interrupted()
        last = store.events("run-1")[-1]
        assert isinstance(last, Failed)
        assert (INTERRUPTED_KIND, EngineCrashedError.exit_code) == (last.kind, last.exit_code)
        state = replay(store.events("run-1"))
    assert (RunStatus.INTERRUPTED, 26) == (state.status, len(state.nodes))
    assert state.answer is not None


def test_a_run_that_never_got_an_event_is_interrupted_too(database: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from engine.store import Store; from tests.helpers.events import *\n"
        "store = Store.open(Path(sys.argv[1])); session = store.begin_session(DEMO_PROBLEM)\n"
        "store.begin_run('run-1', session, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL); store.close()"
    )
    subprocess.run([sys.executable, "-c", code, str(database)], check=True, cwd=ROOT)
    with Store.open(database) as store:
        assert ("run-1",) == store.mark_interrupted()
        assert 1 == len(store.events("run-1"))


def test_a_run_of_a_living_host_is_left_alone(store: Store) -> None:
    store_demo(store, end="none")
    assert () == store.mark_interrupted()
    with Store.open(store.path) as second:
        assert () == second.mark_interrupted()
    assert RunStatus.RUNNING is store.sessions()[0].status


def test_the_run_of_another_process_is_not_continued(database: Path) -> None:
    with _child(database, "run-1", nodes=1, end="none") as child:
        child.communicate()
    with Store.open(database) as store:
        last = store.events("run-1")[-1].seq
        failed = Failed(run_id="run-1", seq=last + 1, kind="BackendError", message="No.", exit_code=10)
        with pytest.raises(BugError, match="belongs to another process"):
            store.append(failed)


def test_three_processes_open_and_fill_one_new_database_at_once(database: Path) -> None:
    children = [_child(database, f"run-{number}", nodes=150) for number in range(2)]
    with Store.open(database, busy_timeout_ms=30_000) as store:
        for number in range(20):
            session = store.begin_session(DEMO_PROBLEM)
            store.begin_run(f"mine-{number}", session, DEMO_PROBLEM, DEMO_SETTINGS, DEMO_MODEL)
            store.append(demo_events(f"mine-{number}")[0])
        ids = []
        for child in children:
            output, _ = child.communicate()
            assert 0 == child.returncode
            ids.append(output.split()[0])
        assert 22 == len(store.sessions())
        for number, session_id in enumerate(ids):
            expected = [e for e in demo_events(f"run-{number}", nodes=150) if not isinstance(e, Progress)]
            assert expected == store.events(f"run-{number}")
            assert RunStatus.FINISHED is store.session(session_id).summary.status
