"""``stepwise sandbox``: what the sandbox of this system stops, and one program run exactly as a step is run."""

import json
import sys
from pathlib import Path

import click

from engine.errors import BadProblemError, SandboxUnavailableError
from engine.sandbox.selftest import SelfTest, open_executor, run_selftest
from engine.types import Execution, ExecutionStatus

MAX_PROGRAM_BYTES = 4 << 20


@click.group()
def sandbox() -> None:
    """The sandbox that steps run in."""


@sandbox.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def selftest(as_json: bool) -> None:
    """Try, in the sandbox, what must not work; say what may be claimed."""
    result = run_selftest()
    click.echo(json.dumps(_selftest_object(result)) if as_json else _selftest_text(result))
    if not result.isolation:
        raise SandboxUnavailableError(f"Steps cannot be run safely on this system: {result.detail}")


@sandbox.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run(file: str, as_json: bool) -> None:
    """Run the Python program FILE ("-" for standard input) as a step is run and say what came of it."""
    program = _read(file)
    executor, result = open_executor()
    try:
        if not executor.isolation:
            raise SandboxUnavailableError(f"Programs cannot be run safely on this system: {result.detail}")
        execution = executor.run([program])
    finally:
        executor.close()
    click.echo(json.dumps(_execution_object(execution)) if as_json else _execution_text(execution))


def _read(file: str) -> str:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_PROGRAM_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(MAX_PROGRAM_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise BadProblemError(
            f"The program {file!r} cannot be read ({reason}); give the path of a Python file."
        ) from error
    if len(data) > MAX_PROGRAM_BYTES:
        raise BadProblemError(f"The program is larger than {MAX_PROGRAM_BYTES >> 20} MB; give a shorter one.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadProblemError(f"The program {file!r} is not UTF-8 text; give the path of a Python file.") from error


def _selftest_object(result: SelfTest) -> dict[str, object]:
    checks = [{"name": check.name, "passed": check.passed, "detail": check.detail} for check in result.checks]
    return {"isolation": result.isolation, "detail": result.detail, "checks": checks}


def _selftest_text(result: SelfTest) -> str:
    lines = [f"{'ok  ' if check.passed else 'FAIL'}  {check.name}  {check.detail}".rstrip() for check in result.checks]
    return "\n".join([*lines, f"{result.isolation or 'Not isolated'}: {result.detail}"])


def _execution_object(execution: Execution) -> dict[str, object]:
    return {
        "ok": execution.status is ExecutionStatus.OK,
        "status": execution.status.value,
        "stdout": execution.output,
        "error": execution.error,
        "error_line": execution.error_line,
        "names": dict(execution.names),
        "ms": round(execution.duration_ms, 3),
    }


def _execution_text(execution: Execution) -> str:
    where = f" (line {execution.error_line})" if execution.error_line is not None else ""
    lines = [execution.output.rstrip("\n")] if execution.output else []
    lines += [f"{name} = {text}" for name, text in execution.names]
    lines.append(f"{execution.status.value}: {execution.error}{where}" if execution.error else execution.status.value)
    return "\n".join([*lines[:-1], f"{lines[-1]}, {execution.duration_ms:.1f} ms"])
