"""Right answers by wrong ways: an automatic check of programs, without a person and without another model.

A program that understood its problem follows the problem's numbers. The check is metamorphic (Chen et al. 1998): each
number of the problem that stands in the program as a constant is replaced, everywhere in it, by another one, and the
program must follow: print another answer, of the same kind. A program is flagged that

- prints what it did not compute (LITERAL),
- holds none of the problem's numbers, or prints the same whatever they are (INDEPENDENT),
- answers with something of another kind when a number changes (ANOTHER_KIND),
- uses a number that neither the problem gives nor everybody knows, which could not follow (INVENTED),
- writes a number of the problem down that has no influence on the answer (UNUSED), as where a sum was done in the head.

What it cannot see: a formula that is wrong but uses all numbers, and happens to give the right answer. Where it is
wrong itself: a number that the problem gives without need is rightly unused, and a sum done in the head may be right.
So its share is no bound of the false positives, and a person's figure stands beside it. Programs run in the sandbox
alone.
"""

import ast
import copy
import re
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import msgspec

from engine.answers import plain_number
from engine.formats.code import answer_from_output
from engine.lab.diversity import parsed
from engine.lab.sample import Solution
from engine.sandbox.executor import Executor, Limits
from engine.types import ExecutionStatus

_LIMITS = Limits(seconds=2.0)
_DIGITS = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![A-Za-z_])\d+(?:\.\d+)?|(?<!\d)\.\d+")
_FRACTION = re.compile(r"(\d+)\s*/\s*(\d+)")
_WORD = re.compile(r"[a-z]+")
_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_HALF = (Fraction(1, 2), Fraction(2))
_WORDS: dict[str, tuple[Fraction, ...]] = {
    **{word: (Fraction(number),) for number, word in enumerate(_SMALL)},
    **{word: (Fraction(number),) for word, number in (("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60))},
    **{word: (Fraction(number),) for word, number in (("seventy", 70), ("eighty", 80), ("ninety", 90))},
    **{word: (Fraction(number),) for word, number in (("hundred", 100), ("thousand", 1000), ("million", 10**6))},
    **dict.fromkeys(("half", "halves", "halved"), _HALF),
    **dict.fromkeys(("twice", "double", "doubled", "doubles", "couple", "both", "pair", "pairs", "twins"), _HALF[1:]),
    **dict.fromkeys(("triple", "tripled", "thrice", "triplets"), (Fraction(3),)),
    **dict.fromkeys(("third", "thirds"), (Fraction(3), Fraction(1, 3), Fraction(2, 3))),
    **dict.fromkeys(("quarter", "quarters", "fourth", "fourths"), (Fraction(4), Fraction(1, 4), Fraction(3, 4))),
    **dict.fromkeys(("fifth", "fifths"), (Fraction(5), Fraction(1, 5))),
    **dict.fromkeys(("dozen", "dozens"), (Fraction(12),)),
}
_WORK = (
    *(ast.BinOp, ast.BoolOp, ast.Compare, ast.AugAssign, ast.For, ast.While, ast.If, ast.IfExp),
    *(ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp, ast.FunctionDef),
)
_SPEECH = ("print", "str", "int", "float", "format")
_MOST_NUMBERS = 12
# Small counts; days, hours, minutes, inches, ounces; powers of ten; coins and other parts of a whole.
_COMMON = frozenset(
    (
        *map(Fraction, (-1, 0, 1, 2, 3, 4, 5, 7, 8, 10, 12, 16, 24, 30, 52, 60, 100, 360, 365, 366, 1000, 3600, 10**6)),
        *(Fraction(1, part) for part in (2, 4, 10, 20, 100, 1000)),
    )
)


class Verdict(StrEnum):
    """What the check says of a right solution; UNCHECKED where it can say nothing."""

    PASSED = "passed"
    FLAGGED = "flagged"
    UNCHECKED = "unchecked"


class Reason(StrEnum):
    """Why a program was flagged, or could not be checked."""

    NONE = ""
    LITERAL = "prints what it did not compute"
    INDEPENDENT = "does not depend on the problem's numbers"
    ANOTHER_KIND = "answers with something of another kind when a number changes"
    INVENTED = "uses a number that the problem does not give"
    UNUSED = "writes a number of the problem down without using it"
    NO_PROGRAM = "is no program"
    NO_NUMBERS = "the problem has no numbers"
    NOT_REPEATED = "printed something else when it ran again"
    BREAKS = "does not run with other numbers"


class Check(msgspec.Struct, frozen=True):
    """What was found. ``numbers``: of the problem that stand in the program; ``unused``: those without influence."""

    verdict: Verdict
    reason: Reason = Reason.NONE
    numbers: int = 0
    unused: int = 0


def check_solution(solution: Solution, executor: Callable[[], Executor]) -> Check:
    """Check one right solution: some three to ten runs of its program.

    Args:
        executor: gives the sandbox; asked only where there is a program to run.
    """
    trees = [parsed(step) for step in solution.steps]
    known = [tree for tree in trees if tree is not None]
    if len(known) < len(trees) or not known:
        return Check(Verdict.UNCHECKED, Reason.NO_PROGRAM)
    if not any(isinstance(node, _WORK) or _is_work(node) for tree in known for node in ast.walk(tree)):
        return Check(Verdict.FLAGGED, Reason.LITERAL)
    told = problem_numbers(solution.problem.text)
    if not told:
        return Check(Verdict.UNCHECKED, Reason.NO_NUMBERS)
    program = _Program(known, executor())
    if program.answer({}) != solution.answer:
        return Check(Verdict.UNCHECKED, Reason.NOT_REPEATED)
    found = [group for group in told if group & program.constants][:_MOST_NUMBERS]
    if not found:
        return Check(Verdict.FLAGGED, Reason.INDEPENDENT)
    invented = bool(program.constants - _COMMON - frozenset().union(*told))
    return _judged([_effect(program, group, solution.answer) for group in found], invented=invented)


def problem_numbers(text: str) -> tuple[frozenset[Fraction], ...]:
    """The numbers of a problem, in digits and in words, each with the other ways to write it in a program.

    A percentage may stand as 50 or as 0.5, a fraction as 0.75 or as 3 and 4, a half as 0.5 or as a division by 2.
    """
    found: dict[Fraction, set[Fraction]] = {}

    def add(*forms: Fraction) -> None:
        found.setdefault(forms[0], set()).update(forms)

    for match in _FRACTION.finditer(text):
        if int(match[2]):
            add(Fraction(int(match[1]), int(match[2])))
    for match in _DIGITS.finditer(text):
        number = Fraction(match[0].replace(",", ""))
        is_percent = text[match.end() :].lstrip(" \\").lower().startswith(("%", "percent"))
        add(number, *((number / 100, 1 - number / 100, 1 + number / 100) if is_percent else ()))
    for word in _WORD.findall(text.lower()):
        for number in _WORDS.get(word, ()):
            add(number)
    return tuple(frozenset(forms) for forms in found.values())


@dataclass(frozen=True, slots=True)
class _Effect:
    """Of one number: whether the answer follows it; whether its kind stays; whether the program ran with another."""

    ran: bool
    follows: bool
    same_kind: bool


class _Program:
    """A program whose constants can be changed."""

    def __init__(self, trees: list[ast.Module], executor: Executor) -> None:
        self._trees = trees
        self._executor = executor
        self.constants = frozenset(_value(node) for tree in trees for node in _constants(tree))

    def answer(self, changes: dict[Fraction, Fraction], place: int | None = None) -> str | None:
        """What it prints with other constants; None where it does not run to its end.

        Args:
            place: change only the constant at this one of the ``places``.
        """
        trees = copy.deepcopy(self._trees)
        for at, node in enumerate(_affected(trees, changes)):
            if place in (None, at):
                number = changes[_value(node)]
                node.value = int(number) if number.denominator == 1 and isinstance(node.value, int) else float(number)
        execution = self._executor.run([ast.unparse(tree) for tree in trees], _LIMITS)
        return answer_from_output(execution.output) if execution.status is ExecutionStatus.OK else None

    def places(self, changes: dict[Fraction, Fraction]) -> int:
        """How many constants are changed."""
        return len(_affected(self._trees, changes))


def _effect(program: _Program, group: frozenset[Fraction], answer: str) -> _Effect:
    ran = False
    for changes in _perturbations(group & program.constants):
        found = program.answer(changes)
        ran = ran or found is not None
        if found is not None and found != answer:
            return _Effect(ran=True, follows=True, same_kind=_kind(found) == _kind(answer))
    return _Effect(ran=ran, follows=ran and _cancels(program, group, answer), same_kind=True)


def _cancels(program: _Program, group: frozenset[Fraction], answer: str) -> bool:
    """Whether the number has an influence in one place that it takes back in another, as in 15 + 50 - 15."""
    changes = next(_perturbations(group & program.constants))
    places = program.places(changes)
    return places > 1 and any(program.answer(changes, place) not in (None, answer) for place in range(places))


def _judged(effects: Sequence[_Effect], *, invented: bool) -> Check:
    ran = [effect for effect in effects if effect.ran]
    unused = sum(not effect.follows for effect in ran)
    if not ran:
        return Check(Verdict.UNCHECKED, Reason.BREAKS, len(effects))
    if unused == len(ran):
        return Check(Verdict.FLAGGED, Reason.INDEPENDENT, len(effects), unused)
    if any(not effect.same_kind for effect in ran):
        return Check(Verdict.FLAGGED, Reason.ANOTHER_KIND, len(effects), unused)
    if invented:
        return Check(Verdict.FLAGGED, Reason.INVENTED, len(effects), unused)
    if unused:
        return Check(Verdict.FLAGGED, Reason.UNUSED, len(effects), unused)
    return Check(Verdict.PASSED, Reason.NONE, len(effects))


def _perturbations(forms: frozenset[Fraction]) -> Iterator[dict[Fraction, Fraction]]:
    """All forms of a number moved together: a little, then far, since rounding swallows small changes; then down."""
    yield {form: form + (1 if form.denominator == 1 else form / 10) for form in forms}
    yield {form: 3 * form + (2 if form.denominator == 1 else 0) for form in forms}
    yield {form: form - 1 if form.denominator == 1 and form > 1 else form / 2 for form in forms}


def _constants(tree: ast.Module) -> Iterator[ast.Constant]:
    """Numbers that may come from the problem: no places of rounding, no indices."""
    structural: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript):
            structural.update(id(part) for part in ast.walk(node.slice))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "round":
            structural.update(id(part) for other in node.args[1:] for part in ast.walk(other))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in structural:
            yield node


def _value(node: ast.Constant) -> Fraction:
    """As it was written, so that 0.1 is a tenth."""
    try:
        return Fraction(str(node.value))
    except ValueError:
        # inf and nan stand in no problem.
        return Fraction(-1)


def _affected(trees: Sequence[ast.Module], changes: Container[Fraction]) -> list[ast.Constant]:
    return [node for tree in trees for node in _constants(tree) if _value(node) in changes]


def _is_work(node: ast.AST) -> bool:
    """A call that does more than say something."""
    return isinstance(node, ast.Call) and not (isinstance(node.func, ast.Name) and node.func.id in _SPEECH)


def _kind(answer: str) -> str:
    """Numbers are alike, and so are other texts with the same letters and brackets."""
    return "number" if plain_number(answer) is not None else re.sub(r"[^A-Za-z()\[\]{}%$]+", "", answer)
