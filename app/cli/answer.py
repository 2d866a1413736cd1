"""``stepwise answer GOLD CANDIDATE``: do two answers mean the same?"""

import json

import click

from engine import answers
from engine.errors import SandboxUnavailableError
from engine.sandbox.selftest import open_executor


# Unknown options are taken as answers: -3 is one.
@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("gold")
@click.argument("candidate")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def answer(gold: str, candidate: str, as_json: bool) -> None:
    """Say whether CANDIDATE means the same as GOLD (numbers, fractions, units, LaTeX, sets, intervals, text)."""
    equal = answers.quick_equal(gold, candidate)
    if equal is None:
        equal = _equal_in_sandbox(gold, candidate)
    click.echo(json.dumps({"equal": equal}) if as_json else "Equal." if equal else "Not equal.")


def _equal_in_sandbox(gold: str, candidate: str) -> bool:
    executor, selftest = open_executor()
    try:
        if not executor.isolation:
            raise SandboxUnavailableError(f"These answers cannot be compared safely on this system: {selftest.detail}")
        return executor.equal(gold, candidate)
    finally:
        executor.close()
