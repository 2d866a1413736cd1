"""A line of thought as numbered steps, for step lists and exports; a person's step in the form that models use."""

import ast
import re
import warnings
from dataclasses import dataclass

from app.state.run import RunState
from engine.types import ROOT, Author, ExecutionStatus, NodeId, StepFormat

_STEP_LINE = re.compile(r"\s*#\s*Step\s+\d+\s*[:.)-]?[ \t]*(?P<title>[^\n]*)\n?", re.IGNORECASE)
_OPENING_TAG = re.compile(r"\s*<think>\s*")


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of a line of thought, as it is shown.

    Attributes:
        number: its place, from 1. title: one sentence, "" where the model wrote none.
        code: the program; in the text format what follows the first line.
        names: what it assigned, with the values as text. error: one line, None when it ran or was not run.
        status: how its program ended, None where it was never handed to the sandbox.
        author: who wrote it. carried: whether it comes from the run that this one continues.
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
    step_format: StepFormat = StepFormat.CODE
    author: Author = Author.MODEL
    carried: bool = False


def split_step(text: str, step_format: StepFormat = StepFormat.CODE) -> tuple[str, str]:
    """Title and code of a step: the sentence of its ``# Step k:`` line, and the lines that follow it.

    In the text format: its first line, and the others.
    """
    if step_format is StepFormat.TEXT:
        title, _, others = _OPENING_TAG.sub("", text, count=1).strip().partition("\n")
        return title.strip(), others.strip("\n")
    match = _STEP_LINE.match(text)
    if match is None:
        return "", text.strip("\n")
    return match["title"].strip(), text[match.end() :].strip("\n")


def written_step(text: str, step_format: StepFormat) -> str:
    """A step as a person types it (sentence and code, either alone, with or without its mark) as a model writes it.

    This is the form that ``engine.commands.AddStep`` wants: what stands after the mark, the sentence on its line.
    """
    text = text.replace("\r\n", "\n").strip()
    if step_format is StepFormat.TEXT or not text:
        return text
    if _STEP_LINE.match(text):
        title, code = split_step(text)
    elif text.startswith("#"):
        title, _, code = text.lstrip("#").partition("\n")
    elif _is_program(text):
        title, code = "", text
    else:
        title, _, code = text.partition("\n")
    title, code = title.strip(), code.strip("\n")
    return "\n".join([f" {title}" if title else "", code]).rstrip()


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
        step_format=state.settings.step_format if state.settings else StepFormat.CODE,
        author=view.author,
        carried=view.carried,
    )


def _is_program(text: str) -> bool:
    """Whether all of a person's text reads as Python; a single word does not count."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return not all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Name | ast.Constant) for line in body)
