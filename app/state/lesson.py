"""A finished run as a lesson: problem, hint, steps with their mathematics, answer, and a wrong turn."""

import ast
import io
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass

from app.language import mark, tr
from app.maths.program import ProgramFormula, program_formulas
from app.maths.segments import SegmentKind, parse
from app.state.branch import branch_of
from app.state.printable import one_line, printable
from app.state.run import RunState
from app.state.steps import StepView, best_path_steps, steps_to
from app.state.words import EXECUTION_WORDS, MARK_WORDS, NO_ANSWER, mark_sentence
from app.state.wrong_turn import Turn, find_turn
from engine.types import ExecutionStatus, Mark, NodeId, Problem, StepFormat

TITLE_CHARACTERS = 90
_REASON_CHARACTERS = 240
_BETWEEN = r",\quad "
_LINE_CHARACTERS = 34
_FORMULAS_SHOWN = 5
_VALUES_SHOWN = 6
_NUMBERS = re.compile(r"[-+]?\d+(?:[.,]\d+)*(?:\s*/\s*\d+)?%?")
_GAPS = re.compile(r"…(?:[\s:=+*/×()-]*…)+")
_TAIL = re.compile(r"\s*[:;=]\s*…?(?=[.!?]?$)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_COMMAND = re.compile(r"\\[A-Za-z]+|[{}]")


@dataclass(frozen=True, slots=True)
class LessonStep:
    """A step as a class sees it.

    Attributes:
        reason: the model's own sentence; a plain one where it wrote none.
        written: what it wrote beyond that, a paragraph each. taken: how many solutions take this step.
        formulas: lines of TeX.
        found: values that no formula shows, as text. printed: what the program printed, "" where a formula shows it.
        failure: why the step failed, "" where it did not.
    """

    number: int
    node: NodeId
    reason: str
    written: tuple[str, ...]
    taken: str
    formulas: tuple[str, ...]
    found: tuple[str, ...]
    printed: str
    code: str
    failure: str

    @property
    def more(self) -> tuple[str, ...]:
        """All that can be said beyond the reason, a paragraph each."""
        return (*self.written, self.taken) if self.taken else self.written


@dataclass(frozen=True, slots=True)
class LessonAnswer:
    """The answer, with how far it is verified; ``given`` is the expected one where there is one."""

    text: str
    mark: Mark
    mark_word: str
    sentence: str
    given: str | None


@dataclass(frozen=True, slots=True)
class WrongTurn:
    """A branch that went elsewhere, beside the step that did not.

    Attributes:
        title, good_title, bad_title: headings that claim no more than is known: a branch whose answer differs is called
            wrong only where the answer was checked.
        onward: the steps of the branch that follow ``bad``.
        why: sentences that say where it fails.
    """

    title: str
    good_title: str
    bad_title: str
    good: LessonStep
    bad: LessonStep
    onward: tuple[LessonStep, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a class is shown of one problem. Without an answer there are no steps and ``note`` says why."""

    title: str
    problem: str
    hint: str
    steps: tuple[LessonStep, ...]
    answer: LessonAnswer | None
    wrong: WrongTurn | None
    note: str


def lesson_of(problem: Problem, state: RunState) -> Lesson:
    """The lesson that a run gives; a run that found nothing gives its problem alone."""
    text = printable(problem.text).strip()
    steps = _lesson_steps(state, best_path_steps(state)) if state.answer is not None else ()
    return Lesson(
        title=title_of(text),
        problem=text,
        hint=_hint(steps),
        steps=steps,
        answer=_answer(problem, state),
        wrong=_wrong_turn(state) if steps else None,
        note="" if steps else tr(NO_ANSWER),
    )


def title_of(text: str) -> str:
    """The beginning of a problem on one line."""
    line = one_line(text)
    if len(line) <= TITLE_CHARACTERS:
        return line
    return f"{line[:TITLE_CHARACTERS].rsplit(' ', 1)[0]} …"


def narrow(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines of TeX for half a screen: settings that share a long line get one each; what is long otherwise goes on
    below, from its second equals sign.
    """
    narrowed: list[str] = []
    for line in lines:
        sides, wide = line.split(" = "), _width(line) > _LINE_CHARACTERS * 0.6
        if wide and _BETWEEN in line:
            narrowed += line.split(_BETWEEN)
        elif wide and len(sides) > 2:
            narrowed += [" = ".join(sides[:2]), f"= {' = '.join(sides[2:])}"]
        else:
            narrowed.append(line)
    return tuple(narrowed)


def hint_from(reason: str) -> str:
    """A model's sentence without its numbers, formulas and code; "" where nothing worth saying is left."""
    kept = "".join(segment.text if segment.kind is SegmentKind.TEXT else "…" for segment in parse(reason))
    bare = _TAIL.sub("", _GAPS.sub("…", _NUMBERS.sub("…", one_line(kept)))).strip()
    words = [word for word in re.findall(r"[^\W\d_]+", bare) if len(word) > 1]
    return bare if len(words) > 1 else ""


_GENERAL_HINT = mark("What is known, and what is asked for? Write both down first.")
_NAMES_HINT = mark("Find this first: {names}.")


def _hint(steps: tuple[LessonStep, ...]) -> str:
    """From the first step's own words; else from what it names; else in general words."""
    if not steps:
        return tr(_GENERAL_HINT)
    if hint := hint_from(steps[0].reason):
        return hint
    names = _names_set(steps[0].code)
    return tr(_NAMES_HINT).format(names=", ".join(names)) if names else tr(_GENERAL_HINT)


def _names_set(code: str) -> list[str]:
    """Names of several letters that a program sets at its top, as words."""
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    names = [
        target.id
        for line in body
        if isinstance(line, ast.Assign)
        for target in line.targets
        if isinstance(target, ast.Name)
    ]
    return [name.replace("_", " ").strip() for name in names if len(name) > 2][-2:]


def _answer(problem: Problem, state: RunState) -> LessonAnswer | None:
    found = state.answer
    if found is None:
        return None
    return LessonAnswer(
        text=one_line(found.text) or tr("(empty)"),
        mark=found.mark,
        mark_word=tr(MARK_WORDS[found.mark]),
        sentence=mark_sentence(found),
        given=None if problem.answer is None else one_line(problem.answer),
    )


def _lesson_steps(state: RunState, views: tuple[StepView, ...]) -> tuple[LessonStep, ...]:
    known: dict[str, str] = {}
    steps = []
    for view in views:
        steps.append(_lesson_step(state, view, known))
        known.update(view.names)
    return tuple(steps)


def _lesson_step(state: RunState, view: StepView, known: Mapping[str, str]) -> LessonStep:
    is_text = view.step_format is StepFormat.TEXT
    whole = printable("\n".join(filter(None, (view.title, view.code)))) if is_text else printable(view.title)
    reason, rest = _first_sentences(whole)
    formulas = () if is_text else program_formulas(view.code, known, dict(view.names), view.output)
    shown = {formula.name for formula in formulas}
    printed = printable(view.output).strip()
    is_told = any(not formula.name for formula in formulas) or printed in _values_of(view, shown)
    return LessonStep(
        number=view.number,
        node=view.node,
        reason=reason or tr("A step without a sentence."),
        written=tuple(filter(None, (rest, "" if is_text else _comments(view.code)))),
        taken=_solutions(state, view.node),
        formulas=_formula_lines(formulas),
        found=tuple(f"{one_line(n)} = {one_line(v)}" for n, v in view.names if n not in shown)[:_VALUES_SHOWN],
        printed="" if is_told else printed,
        code="" if is_text else printable(view.code),
        failure=_failure(view),
    )


def _values_of(view: StepView, names: set[str]) -> set[str]:
    return {value for name, value in view.names if name in names}


def _first_sentences(text: str) -> tuple[str, str]:
    """A reason short enough to be read at once, and what follows it."""
    if len(text) <= _REASON_CHARACTERS:
        return text.strip(), ""
    ends = [end.start() for end in _SENTENCE_END.finditer(text, 0, _REASON_CHARACTERS)]
    inside = [piece for piece in _formula_spans(text) if piece[0] < _REASON_CHARACTERS]
    ends = [end for end in ends if not any(first < end < last for first, last in inside)]
    if not ends:
        return text.strip(), ""
    return text[: ends[-1]].strip(), text[ends[-1] :].strip()


def _formula_spans(text: str) -> list[tuple[int, int]]:
    spans, position = [], 0
    for segment in parse(text):
        if segment.kind is not SegmentKind.TEXT:
            spans.append((position, position + len(segment.source)))
        position += len(segment.source)
    return spans


def _formula_lines(formulas: tuple[ProgramFormula, ...]) -> tuple[str, ...]:
    """Short settings share a line; what is too long for one line goes on below, from its second equals sign."""
    lines: list[str] = []
    settings: list[str] = []
    for formula in formulas:
        if len(formula.sides) == 2 and _width(formula.tex) < _LINE_CHARACTERS // 2:
            settings.append(formula.tex)
            continue
        lines += _joined(settings)
        settings.clear()
        if _width(formula.tex) > _LINE_CHARACTERS and len(formula.sides) > 2:
            lines += [" = ".join(formula.sides[:2]), f"= {' = '.join(formula.sides[2:])}"]
        else:
            lines.append(formula.tex)
    lines += _joined(settings)
    # Of many the last ones matter: what comes before them is in the code.
    return tuple(lines[-_FORMULAS_SHOWN:])


def _joined(settings: list[str]) -> list[str]:
    return [_BETWEEN.join(settings[first : first + 3]) for first in range(0, len(settings), 3)]


def _width(tex: str) -> int:
    return len(_COMMAND.sub("", tex))


def _comments(code: str) -> str:
    """What the model wrote beside its code."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(code).readline))
    except (tokenize.TokenError, SyntaxError, ValueError):
        return ""
    found = [token.string.lstrip("#").strip() for token in tokens if token.type == tokenize.COMMENT]
    return printable("\n".join(found)).strip()


def _solutions(state: RunState, node: NodeId) -> str:
    """How many finished lines of thought take this step, and how many of them end with the answer."""
    branch = branch_of(state, node)
    here = [leaf for leaf in branch.leaves if leaf.counted]
    if not here or branch.winner is None or state.answer is None:
        return ""
    agree = sum(leaf.answer == branch.winner.answer for leaf in here)
    if len(here) == 1:
        return tr("One finished line of thought takes this step.")
    if agree == len(here):
        return tr("{count} finished lines of thought take this step; all end with the answer {answer}.").format(
            count=agree, answer=one_line(branch.winner.answer)
        )
    return tr("{count} finished lines of thought take this step; {agree} of them end with the answer {answer}.").format(
        count=len(here), agree=agree, answer=one_line(branch.winner.answer)
    )


def _failure(view: StepView) -> str:
    if view.status in (None, ExecutionStatus.OK, ExecutionStatus.NOT_RUN):
        return ""
    assert view.status is not None
    words = tr(EXECUTION_WORDS[view.status])
    where = tr(" (line {line})").format(line=view.error_line) if view.error_line else ""
    error = f": {one_line(view.error)}" if view.error else "."
    return tr("The program {words}").format(words=words) + where + error


_TURN_TITLES = {
    Turn.WRONG: (mark("Where it goes wrong"), mark("Right"), mark("Wrong")),
    Turn.FAILED: (mark("Where it fails"), mark("This runs"), mark("This fails")),
    Turn.OTHER: (mark("Another line of thought ends elsewhere"), mark("The answer shown"), mark("Another answer")),
}


def _wrong_turn(state: RunState) -> WrongTurn | None:
    turn = find_turn(state)
    if turn is None:
        return None
    good = _lesson_steps(state, steps_to(state, turn.good))[-1]
    branch = _lesson_steps(state, steps_to(state, turn.end))
    place = state.nodes[turn.bad].depth - 1
    bad, onward = branch[place], branch[place + 1 :]
    title, good_title, bad_title = _TURN_TITLES[turn.kind]
    return WrongTurn(
        title=tr(title),
        good_title=tr(good_title),
        bad_title=tr(bad_title),
        good=good,
        bad=bad,
        onward=onward,
        why=_why(state, turn.good, turn.bad, turn.end, (bad, *onward)),
    )


def _why(state: RunState, good: NodeId, bad: NodeId, end: NodeId, branch: tuple[LessonStep, ...]) -> tuple[str, ...]:
    sentences = [*_differing_values(state, good, bad)]
    failed = next((step for step in branch if step.failure), None)
    last = state.nodes[end]
    if last.answer is not None:
        assert state.answer is not None
        sentences.append(
            tr("It ends with {other}; the answer shown is {answer}.").format(
                other=one_line(last.answer), answer=one_line(state.answer.text)
            )
        )
    elif failed is not None:
        sentences.append(tr("Step {number}: {failure}").format(number=failed.number, failure=failed.failure))
    else:
        sentences.append(tr("Step {number} fails: {reason}").format(number=last.depth, reason=one_line(last.reason)))
    return tuple(sentences)


def _differing_values(state: RunState, good: NodeId, bad: NodeId) -> list[str]:
    """The same name with another value, computed by the two steps."""
    sides = [state.nodes[node].execution for node in (good, bad)]
    right, wrong = (dict(side.names) if side else {} for side in sides)
    names = [name for name, value in wrong.items() if name in right and right[name] != value]
    return [
        tr("{name} is {wrong} here, and {right} there.").format(
            name=one_line(name), wrong=one_line(wrong[name]), right=one_line(right[name])
        )
        for name in names[:2]
    ]
