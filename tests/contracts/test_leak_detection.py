"""The rules of tests/conftest.py can fail: each is broken on purpose in a pytest run of its own."""

import subprocess
import sys

import pytest

from tests.contracts.source import ROOT

RULES = """
import os
import socket
import subprocess
import threading
from pathlib import Path


def test_clean(tmp_path):
    thread = threading.Thread(target=len, args=("",))
    thread.start()
    thread.join()
    subprocess.run(["true"], check=True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()
    assert tmp_path in Path.home().parents
    assert tmp_path in Path(os.environ["STEPWISE_HOME"]).parents


def test_thread_stays():
    threading.Thread(target=threading.Event().wait, args=(1,), name="idler").start()


def test_daemon_thread_of_ours_stays():
    threading.Thread(target=threading.Event().wait, name="stepwise-reader", daemon=True).start()


def test_orphan_stays():
    subprocess.run(["sh", "-c", "sleep 30 >/dev/null 2>&1 &"], check=True)


def test_network_is_reached():
    socket.create_connection(("192.0.2.1", 9), timeout=0.1)
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What pytest says about ``RULES`` under this project's conftest, with less patience for leaks."""
    folder = tmp_path_factory.mktemp("rules")
    conftest = (ROOT / "tests" / "conftest.py").read_text().replace("SETTLE_SECONDS = 3.0", "SETTLE_SECONDS = 0.2")
    (folder / "conftest.py").write_text(conftest)
    (folder / "test_rules.py").write_text(RULES)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = model\nfilterwarnings = error\n")
    command = [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60).stdout


def test_a_clean_test_passes_in_a_home_of_its_own(report: str) -> None:
    assert "test_clean PASSED" in report


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("test_thread_stays", "left behind: thread idler"),
        ("test_daemon_thread_of_ours_stays", "left behind: thread stepwise-reader"),
        ("test_orphan_stays", "(sleep 30)"),
        ("test_network_is_reached", "this test reached for the network: ('192.0.2.1', 9)"),
    ],
)
def test_a_test_that_breaks_a_rule_fails_and_is_told_why(report: str, rule: str, message: str) -> None:
    _, _, details = report.partition(f" {rule} _")
    assert message in details.partition("\n____")[0]
