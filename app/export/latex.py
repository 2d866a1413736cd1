"""A session as a LaTeX document for pdflatex, xelatex or lualatex, with the packages that each of them has.

Model text is untrusted: outside of formulas that are known to be harmless every sign of it is escaped, code too.
"""

from app.export.session import ExportedRun, ExportedSession, marks, node_line, outline, run_suffix, settings_line, when
from app.export.tex_formula import is_harmless
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

_DEEPEST_INDENT = 12
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    # Two of these would melt into a dash.
    "-": r"-{}",
    "[": r"{[}",
    "]": r"{]}",
}
_CODE_SPECIAL = {**_SPECIAL, "'": r"\textquotesingle{}", " ": r"\ ", "\t": r"\ \ \ \ "}
# What pdflatex has no sign for, but mathematics needs; \ensuremath serves the other programs too.
_SIGNS = {
    "×": r"\times",
    "÷": r"\div",
    "·": r"\cdot",
    "−": "-",
    "±": r"\pm",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\neq",
    "≈": r"\approx",
    "√": r"\surd",
    "π": r"\pi",
    "θ": r"\theta",
    "∞": r"\infty",
    "→": r"\to",
    "⇒": r"\Rightarrow",
    "∈": r"\in",
    "°": r"^{\circ}",
    "²": "^{2}",
    "³": "^{3}",
    "½": r"\frac{1}{2}",
    "∑": r"\sum",
    "∫": r"\int",
    "∠": r"\angle",
    "△": r"\triangle",
}
_PREAMBLE = r"""\documentclass[11pt]{article}
\usepackage{iftex}
\ifPDFTeX
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
  \usepackage{textcomp}
\fi
\usepackage{amsmath,amssymb}
\usepackage[a4paper,margin=25mm]{geometry}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\emergencystretch=3em
\pagestyle{plain}
"""


def as_latex(session: ExportedSession) -> str:
    """The whole session: problem, answers, best lines of thought, trees."""
    detail = session.detail
    parts = [
        rf"\section*{{{_inline(detail.summary.title)}}}",
        f"{_escaped(when(detail.summary.created))}, session {_escaped(detail.summary.id)}",
        r"\subsection*{Problem}",
        _text(detail.problem.text),
    ]
    if detail.problem.answer is not None:
        parts.append(rf"Expected answer: \textbf{{{_inline(detail.problem.answer)}}}")
    for run in session.runs:
        parts.extend(_run(run, run_suffix(session, run)))
    body = "\n\n".join(parts)
    return f"{_PREAMBLE}{_unknown_signs(body)}\\begin{{document}}\n\\raggedright\n\n{body}\n\n\\end{{document}}\n"


def _run(run: ExportedRun, suffix: str) -> list[str]:
    state = run.state
    parts = [rf"\subsection*{{Answer{_inline(suffix)}}}"]
    if state.answer is None:
        parts.append(_escaped(NO_ANSWER))
    else:
        parts.append(rf"\textbf{{{_inline(state.answer.text)}}}")
        parts.append(_inline(f"{mark_sentence(state.answer)} Confidence: {percent(state.answer.confidence)}."))
    ending = " ".join(part for part in (status_sentence(state), usage_sentence(state)) if part)
    parts.append(f"{_inline(ending)} {_inline(settings_line(run))}.")
    if steps := best_path_steps(state):
        parts.append(r"\subsubsection*{Best line of thought}")
        parts.extend(part for step in steps for part in _step(step))
    parts.append(r"\subsubsection*{Tree}")
    parts.append(_escaped(tree_sentence(state)))
    parts.extend(
        rf"\hspace*{{{min(level - 1, _DEEPEST_INDENT)}em}}\textbullet{{}} {_inline(node_line(node))}\par"
        for level, node in outline(state)
    )
    return parts


def _step(step: StepView) -> list[str]:
    who = marks(step.author, carried=step.carried)
    parts = [
        " ".join(
            filter(None, (rf"\textbf{{{step.number}.}}", _inline(step.title), rf"\emph{{({who})}}" if who else ""))
        )
    ]
    if step.code and step.step_format is StepFormat.TEXT:
        parts.append(_text(step.code))
    elif step.code:
        parts.append(_code(step.code))
    if step.names:
        parts.append(_code("\n".join(one_line(f"{name} = {value}") for name, value in step.names)))
    if step.output.strip():
        parts.append("Output:")
        parts.append(_code(step.output.strip("\n")))
    if step.error:
        parts.append(f"Error: {_inline(step.error)}")
    elif step.status not in (None, ExecutionStatus.OK):
        parts.append(f"This step {EXECUTION_WORDS[step.status]}.")
    return parts


def _text(text: str) -> str:
    """Several lines of untrusted text; harmless formulas stay formulas, an empty line parts paragraphs."""
    return "".join(map(_segment, parse(printable(text)))).strip() or r"\mbox{}"


def _inline(text: str) -> str:
    """Untrusted text on one line, formulas too."""
    return " ".join("".join(_segment(each, inline=True) for each in parse(one_line(text))).split()) or r"\mbox{}"


def _segment(segment: Segment, *, inline: bool = False) -> str:
    if segment.kind is SegmentKind.CODE:
        return rf"\texttt{{{''.join(_CODE_SPECIAL.get(each, each) for each in one_line(segment.text))}}}"
    if segment.is_math and is_harmless(segment.text):
        return f"${segment.text}$" if inline or segment.kind is SegmentKind.INLINE else rf"\[{segment.text}\]"
    return _escaped(segment.source if segment.is_math else segment.text)


def _escaped(text: str) -> str:
    return "".join(_sign(each, _SPECIAL) for each in text)


def _code(text: str) -> str:
    """Lines of code, sign by sign: no text whatever can end what it stands in."""
    lines = ("".join(_sign(each, _CODE_SPECIAL) for each in line) or r"\mbox{}" for line in printable(text).split("\n"))
    return "{\\ttfamily\\small\n" + "\\\\\n".join(rf"\mbox{{}}{line}" for line in lines) + "\\par}"


def _sign(character: str, special: dict[str, str]) -> str:
    if character in _SIGNS:
        return rf"\ensuremath{{{_SIGNS[character]}}}"
    return special.get(character, character)


def _unknown_signs(body: str) -> str:
    """Names for what pdflatex has no sign for; without one it would stop."""
    rare = sorted({character for character in body if not character.isascii()})
    if not rare:
        return ""
    lines = (
        rf"  \ifcsname u8:\detokenize{{{each}}}\endcsname\else\DeclareUnicodeCharacter{{{ord(each):04X}}}"
        rf"{{[U+{ord(each):04X}]}}\fi"
        for each in rare
    )
    return "\n".join([r"\ifPDFTeX", *lines, r"\fi", ""])
