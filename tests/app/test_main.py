"""One executable: which process it becomes, what it loads for that, and how everything that goes wrong ends."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.main import run_reporting
from engine.errors import BadProblemError
from models.errors import BugError
from tests.helpers.processes import ROOT, command, environment, stepwise


def test_help_names_all_commands(tmp_path: Path) -> None:
    done = stepwise("--help", home=tmp_path)
    assert (0, "") == (done.returncode, done.stderr)
    commands = {line.split()[0] for line in done.stdout.partition("Commands:")[2].splitlines() if line.strip()}
    assert {"answer", "bench", "models", "sandbox", "sessions", "solve"} <= commands


@pytest.mark.parametrize(
    "arguments",
    [("no-such-command",), ("solve", "--no-such-option"), ("solve", "1+1", "--candidates", "0"), ("bench",)],
)
def test_wrong_usage_exits_with_2(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = stepwise(*arguments, home=tmp_path)
    assert (2, "") == (done.returncode, done.stdout)
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_data_folder_is_the_one_asked_for_else_the_one_in_the_environment(tmp_path: Path) -> None:
    named, asked = tmp_path / "named", tmp_path / "asked"
    stepwise("sessions", "list", home=named)
    assert (True, False) == (named.exists(), asked.exists())
    stepwise("--data-dir", asked, "sessions", "list", home=tmp_path / "unused")
    assert (True, False) == (asked.exists(), (tmp_path / "unused").exists())


def test_the_command_line_loads_neither_qt_nor_a_model_library() -> None:
    code = "import sys, app.cli.main; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"app", "click"} <= loaded
    assert set() == loaded & {"PySide6", "shiboken6", "llama_cpp", "torch", "transformers", "sympy"}


def test_ctrl_c_while_modules_are_loaded_is_no_traceback(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "class Finder:\n"
        "    @staticmethod\n"
        "    def find_spec(name, path, target=None):\n"
        "        if name == 'app.cli.main': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Finder)\n"
        "sys.argv = ['stepwise', 'solve', '1+1']\n"
        "from app.__main__ import main\n"
        "sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert (130, "Stopped.\n") == (done.returncode, done.stderr)


def test_a_reader_that_has_seen_enough_causes_no_noise(tmp_path: Path) -> None:
    line = " ".join(f'"{part}"' for part in command("models", "list"))
    done = subprocess.run(
        ["sh", "-c", f"{line} | true"], cwd=ROOT, env=environment(tmp_path), capture_output=True, text=True, check=False
    )
    assert "" == done.stderr


def test_a_known_error_is_its_sentence_and_its_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> int:
        raise BadProblemError("The problem is empty; type a question.")

    assert 3 == run_reporting(refuse)
    assert ("", "The problem is empty; type a question.\n") == capsys.readouterr()


@pytest.mark.parametrize("error", [ZeroDivisionError("dividing"), BugError("an event came twice")])
def test_a_bug_is_one_sentence_and_a_report_in_the_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail() -> int:
        raise error

    monkeypatch.setenv("STEPWISE_HOME", str(tmp_path / "home-folder"))
    assert 1 == run_reporting(fail)
    report = tmp_path / "home-folder" / "logs" / "crash.txt"
    assert str(error) in report.read_text("utf-8")
    out, err = capsys.readouterr()
    assert ("", f"{report}.\n") == (out, err[-len(f"{report}.\n") :])
    assert 1 == err.count("\n")


def test_a_bug_report_goes_elsewhere_when_the_data_folder_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> int:
        raise ZeroDivisionError("dividing")

    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("STEPWISE_HOME", os.devnull)
    assert 1 == run_reporting(fail)
    assert "dividing" in (tmp_path / "temporary" / "crash.txt").read_text("utf-8")
    assert 1 == capsys.readouterr().err.count("\n")


def test_json_comes_without_anything_else_on_standard_output(tmp_path: Path) -> None:
    done = stepwise("models", "list", "--json", home=tmp_path)
    assert json.loads(done.stdout)["models"]
