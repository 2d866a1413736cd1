"""A line of thought as numbered steps, for step lists and exports."""

import re
from dataclasses import dataclass

from app.state.run import RunState
from engine.types import ROOT, ExecutionStatus, NodeId

_STEP_LINE = re.compile(r"\s*#\s*Step\s+\d+\s*[:.)-]?[ \t]*(?P<title>[^\n]*)\n?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a line of thought, as it is shown.

    Attributes:
        number: its place, from 1. title: one sentence, "" where the model wrote none.
        names: what it assigned, with the values as text. error: one line, None when it ran or was not run.
        status: how its program ended, None where it was never handed to the sandbox.
    """

    number: int
    node: NodeId
    title: str
    code: str
    output: str
    names: tuple[tuple[str, str], ...]
    error: str | None
    error_line: int | None
    status: ExecutionStatus | None


def split_step(text: str) -> tuple[str, str]:
    """Title and code of a step: the sentence of its ``# Step k:`` line, and the lines that follow it."""
    match = _STEP_LINE.match(text)
    if match is None:
        return "", text.strip("\n")
    return match["title"].strip(), text[match.end() :].strip("\n")


def best_path_steps(state: RunState) -> tuple[StepView, ...]:
    """The steps that lead to the best answer, empty while there is none."""
    return _steps(state, state.best_path)


def steps_to(state: RunState, node: NodeId) -> tuple[StepView, ...]:
    """The steps from the first one to ``node``."""
    return _steps(state, state.path(node))


def _steps(state: RunState, path: tuple[NodeId, ...]) -> tuple[StepView, ...]:
    return tuple(_step(state, number, node) for number, node in enumerate((n for n in path if n != ROOT), start=1))


def _step(state: RunState, number: int, node: NodeId) -> StepView:
    view = state.nodes[node]
    execution = view.execution
    return StepView(
        number=number,
        node=node,
        title=view.title,
        code=view.code,
        output=execution.output if execution else "",
        names=execution.names if execution else (),
        error=execution.error if execution else None,
        error_line=execution.error_line if execution else None,
        status=execution.status if execution else None,
    )
