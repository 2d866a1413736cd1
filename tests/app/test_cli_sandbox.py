"""``stepwise sandbox`` and ``stepwise answer``."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli.answer import answer
from app.cli.sandbox import sandbox
from engine.errors import BadProblemError, SandboxUnavailableError
from engine.sandbox import helper
from models.errors import KnownError


def invoke(command: str, *arguments: str, text: str | bytes | None = None) -> str:
    """What the command prints; its error is raised."""
    done = CliRunner().invoke({"sandbox": sandbox, "answer": answer}[command], arguments, input=text)
    if done.exception is not None:
        raise done.exception
    assert done.exit_code == 0
    return done.output


def test_a_program_is_run_as_a_step_is(tmp_path: Path) -> None:
    file = tmp_path / "step.py"
    file.write_text("total = 6 * 7\nprint(total)", encoding="utf-8")
    found = json.loads(invoke("sandbox", "run", str(file), "--json"))
    assert {"total": "42"} == found["names"]
    assert (True, "ok", "42\n", None) == (found["ok"], found["status"], found["stdout"], found["error"])
    assert found["ms"] > 0
    assert "42\ntotal = 42\nok, " in invoke("sandbox", "run", str(file))


def test_a_program_comes_from_standard_input() -> None:
    found = json.loads(invoke("sandbox", "run", "-", "--json", text="x = 1\nprint(open('/etc/passwd').read())"))
    assert (False, "error", 2) == (found["ok"], found["status"], found["error_line"])
    assert found["error"].startswith("PermissionError")


def test_a_program_that_hurts_itself_is_reported() -> None:
    assert "killed: killed by SIGSEGV" in invoke("sandbox", "run", "-", text="import ctypes; ctypes.string_at(0)")
    assert "error: NameError: name 'x' is not defined (line 1)" in invoke("sandbox", "run", "-", text="x")


@pytest.mark.parametrize(
    "content",
    [None, b"\xff\xfe\x00garbage\x80", b"x" * (5 << 20)],
    ids=["missing", "binary", "too large"],
)
def test_a_program_that_cannot_be_read_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "step.py"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadProblemError) as caught:
        invoke("sandbox", "run", str(file))
    assert 3 == caught.value.exit_code
    assert "\n" not in caught.value.message
    assert caught.value.message.endswith((".", "one."))


def test_a_folder_and_an_impossible_name_are_refused(tmp_path: Path) -> None:
    for name in (str(tmp_path), "a\0b"):
        with pytest.raises(BadProblemError):
            invoke("sandbox", "run", name)


def test_the_selftest_says_what_may_be_claimed() -> None:
    found = json.loads(invoke("sandbox", "selftest", "--json"))
    assert "Isolated" == found["isolation"]
    assert all(check["passed"] for check in found["checks"])
    text = invoke("sandbox", "selftest")
    assert "FAIL" not in text
    assert text.splitlines()[-1].startswith("Isolated: ")


@pytest.mark.parametrize(
    ("command", "arguments"),
    [("sandbox", ("run", "-")), ("sandbox", ("selftest",)), ("answer", ("x^2-1", "(x-1)(x+1)"))],
)
def test_without_a_sandbox_nothing_is_run(
    monkeypatch: pytest.MonkeyPatch, command: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(helper, "helper_command", lambda: ["/nowhere/python"])
    with pytest.raises(KnownError) as caught:
        invoke(command, *arguments, text="print(1)")
    assert isinstance(caught.value, SandboxUnavailableError)
    assert 11 == caught.value.exit_code


@pytest.mark.parametrize(
    ("gold", "candidate", "equal"),
    [("18", "$18.00", True), ("18", "19", False), ("x^2-1", "(x-1)(x+1)", True), ("(0,1)", "[0,1]", False)],
)
def test_two_answers_are_compared(gold: str, candidate: str, equal: bool) -> None:
    assert {"equal": equal} == json.loads(invoke("answer", gold, candidate, "--json"))
    assert ("Equal.\n" if equal else "Not equal.\n") == invoke("answer", gold, candidate)


def test_a_negative_number_is_an_answer() -> None:
    assert {"equal": True} == json.loads(invoke("answer", "--json", "--", "-3", "-3.0"))
    assert {"equal": True} == json.loads(invoke("answer", "-3", "-3.0", "--json"))
