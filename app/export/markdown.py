"""A session as Markdown.

Model text is untrusted: outside of code and formulas nothing of it is read as Markdown or HTML.
"""

import re

from app.export.session import ExportedRun, ExportedSession, marks, node_line, outline, run_suffix, settings_line, when
from app.maths.segments import Segment, SegmentKind, parse
from app.state import StepView, best_path_steps, one_line, printable
from app.state.words import (
    EXECUTION_WORDS,
    NO_ANSWER,
    mark_sentence,
    percent,
    status_sentence,
    tree_sentence,
    usage_sentence,
)
from engine.types import ExecutionStatus, StepFormat

_SPECIAL = re.compile(r"[\\`*_\[\]~|$]")
_LINE_START = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)


def as_markdown(session: ExportedSession) -> str:
    """The whole session: problem, answers, best lines of thought, trees."""
    detail = session.detail
    parts = [
        f"# {_inline(detail.summary.title)}",
        f"{when(detail.summary.created)} · session `{detail.summary.id}`",
        "## Problem",
        _text(detail.problem.text),
    ]
    if detail.problem.answer is not None:
        parts.append(f"Expected answer: **{_inline(detail.problem.answer)}**")
    for run in session.runs:
        parts.extend(_run(run, run_suffix(session, run)))
    return "\n\n".join(parts) + "\n"


def _run(run: ExportedRun, suffix: str) -> list[str]:
    state = run.state
    parts = [f"## Answer{suffix}"]
    if state.answer is None:
        parts.append(NO_ANSWER)
    else:
        confidence = percent(state.answer.confidence)
        parts.append(f"**{_inline(state.answer.text)}**")
        parts.append(f"{mark_sentence(state.answer)} Confidence: {confidence}.")
    ending = " ".join(part for part in (status_sentence(state), usage_sentence(state)) if part)
    parts.append(f"{_inline(ending)} {_inline(settings_line(run))}.")
    if steps := best_path_steps(state):
        parts.append("### Best line of thought")
        parts.extend(part for step in steps for part in _step(step))
    parts.append("### Tree")
    parts.append(tree_sentence(state))
    if lines := outline(state):
        parts.append("\n".join(f"{'  ' * (level - 1)}- {_inline(node_line(node))}" for level, node in lines))
    return parts


def _step(step: StepView) -> list[str]:
    who = marks(step.author, carried=step.carried)
    parts = [" ".join(filter(None, (f"**{step.number}.**", _inline(step.title), f"*({who})*" if who else "")))]
    if step.code and step.step_format is StepFormat.TEXT:
        parts.append(_text(step.code))
    elif step.code:
        parts.append(_fenced(step.code, "python"))
    if step.names:
        parts.append("\n".join(f"- {_code_span(f'{name} = {value}')}" for name, value in step.names))
    if step.output.strip():
        parts.append("Output:")
        parts.append(_fenced(step.output.strip("\n"), "text"))
    if step.error:
        parts.append(f"Error: {_code_span(step.error)}")
    elif step.status not in (None, ExecutionStatus.OK):
        parts.append(f"This step {EXECUTION_WORDS[step.status]}.")
    return parts


def _text(text: str) -> str:
    """Several lines of untrusted text; formulas stay formulas."""
    return "".join(map(_segment, parse(printable(text)))).strip()


def _inline(text: str) -> str:
    """Untrusted text on one line; formulas stay formulas."""
    return " ".join(_text(one_line(text)).split())


def _segment(segment: Segment) -> str:
    match segment.kind:
        case SegmentKind.TEXT:
            return _escaped(segment.text)
        case SegmentKind.CODE:
            return _code_span(segment.text)
        case SegmentKind.INLINE:
            return f"${_tex(segment.text)}$"
        case SegmentKind.DISPLAY:
            return f"$${_tex(segment.text)}$$"


def _escaped(text: str) -> str:
    text = _SPECIAL.sub(r"\\\g<0>", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    space, mark = match.groups()
    # A number becomes a list item through the dot behind it; the dot is what has to be escaped.
    return f"{space[:3]}{mark}\\" if mark.isdigit() else f"{space[:3]}\\{mark}"


def _tex(text: str) -> str:
    """A formula that means the same in TeX, and holds no tag and no link for a reader that knows no formulas."""
    line = " ".join(text.split())
    return line.replace("<", r"\lt ").replace(">", r"\gt ").replace("](", "] (").replace("`", "'").replace("$", r"\$")


def _code_span(text: str) -> str:
    line = one_line(text)
    fence = "`" * (_longest_run_of_backticks(line) + 1)
    padding = " " if line.startswith("`") or line.endswith("`") or not line else ""
    return f"{fence}{padding}{line}{padding}{fence}"


def _fenced(text: str, language: str) -> str:
    shown = printable(text)
    fence = "`" * max(3, _longest_run_of_backticks(shown) + 1)
    return f"{fence}{language}\n{shown}\n{fence}"


def _longest_run_of_backticks(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
