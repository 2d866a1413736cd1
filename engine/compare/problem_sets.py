"""Problem sets: our own, files in JSON or CSV however they were saved, and those of the field by their field names."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import cast

from engine.compare.plan import SetChoice
from engine.errors import (
    BadProblemError,
    DuplicateIdError,
    NoAnswersError,
    UnreadableAnswerError,
    UnreadableSetError,
)
from engine.steps import checked_problem
from engine.types import Problem
from models.hub_sets import HUB_SETS, read_hub_set

OWN = "own"
_OWN_FILE = "problems/own.jsonl"
_QUESTIONS = ("question", "problem", "prompt", "question_text", "input")
_ANSWERS = ("answer", "final_answer", "expected_answer", "expected", "target", "label", "correct_answer")
_IDS = ("id", "unique_id", "problem_id", "question_id", "uid", "name")
_WORKED = ("solution", "worked_solution", "rationale", "answer_detail")
_OPTIONS = ("options", "choices")
_DELIMITERS = (",", ";", "\t", "|")
_MOST_ANSWER_CHARACTERS = 300
_PAIRS = {")": "(", "]": "[", "}": "{"}
_HINT = "each problem needs a question and an answer"

Fields = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ProblemSet:
    """Problems whose answers are known. ``encoding`` is how a file was read, "utf-8" for the usual."""

    name: str
    problems: tuple[Problem, ...]
    encoding: str = "utf-8"


def load_set(choice: SetChoice) -> ProblemSet:
    """A set by its file, or by the name of one that ships ("own") or that the hub of data sets has.

    Raises:
        BadProblemError: it cannot be used; the line and what to do about it are said. See the errors below it.
    """
    if choice.file == OWN:
        text = files("resources").joinpath(_OWN_FILE).read_text("utf-8")
        return _problem_set(OWN, list(_json_lines(text, _OWN_FILE)), choice.limit, "utf-8")
    path = Path(choice.file)
    if not path.exists() and choice.file.casefold() in HUB_SETS:
        name = choice.file.casefold()
        numbered = list(enumerate(read_hub_set(name), start=1))
        return _problem_set(name, numbered, choice.limit, "utf-8")
    text, encoding = _text_of(path)
    return _problem_set(path.stem, list(_records(text, path)), choice.limit, encoding)


def _problem_set(name: str, numbered: Sequence[tuple[int, Fields]], limit: int | None, encoding: str) -> ProblemSet:
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for number, fields in numbered[:limit]:
        problem = _problem(fields, number, name)
        if problem.id in lines:
            raise DuplicateIdError(
                f"Lines {lines[problem.id]} and {number} of {name} have the same id, {problem.id}; "
                "give each problem its own, or leave the ids out."
            )
        lines[problem.id] = number
        problems.append(problem)
    if not problems:
        raise BadProblemError(f"{name} holds no problems; {_HINT}.")
    return ProblemSet(name, tuple(problems), encoding)


def _problem(fields: Fields, number: int, name: str) -> Problem:
    question = _first(fields, _QUESTIONS)
    if question is None:
        raise UnreadableSetError(f"Line {number} of {name} has no question; {_HINT}.")
    answer = _answer(fields)
    if not answer:
        raise NoAnswersError(f"Line {number} of {name} has no answer, and without one nothing can be counted; add it.")
    if not is_readable_answer(answer):
        raise UnreadableAnswerError(
            f"Line {number} of {name}: the answer {_short(answer)} cannot be read; mend it or take the problem out."
        )
    try:
        text = checked_problem(question + _options(fields))
    except BadProblemError as error:
        raise BadProblemError(f"Line {number} of {name}: {error.message}") from error
    return Problem(_first(fields, _IDS) or str(number), text, answer)


def is_readable_answer(answer: str) -> bool:
    """Whether an answer may be compared with: short, something to read in it, every bracket closed."""
    if len(answer) > _MOST_ANSWER_CHARACTERS or not any(c.isalnum() or c in "∞∅π√" for c in answer):
        return False
    plain = re.sub(r"\\(?:left|right)[.|]?", "", answer).replace("\\{", "(").replace("\\}", ")")
    if plain.replace("\\$", "").count("$") % 2 and not re.match(r"^\$\s*[\d.,]+$", plain):
        return False
    return _closes(plain)


def _closes(text: str) -> bool:
    """Whether brackets close; a half-open interval closes with the other kind."""
    opened: list[str] = []
    for character in text:
        if character in "([{":
            opened.append(character)
        elif character in ")]}":
            last = opened.pop() if opened else ""
            if not last or (character == "}") != (last == "{"):
                return False
    return not opened


def _answer(fields: Fields) -> str:
    for key in (*_ANSWERS, *_WORKED):
        value = fields.get(key)
        if value is None or value in ("", []):
            continue
        text = _as_text(value)
        boxed = _boxed(text)
        if "####" in text:
            return text.rpartition("####")[2].strip()
        if boxed:
            return boxed
        if key in _ANSWERS:
            return _without_dollars(text)
    return ""


def _boxed(text: str) -> str:
    """What the last ``\\boxed{}`` of a worked solution holds."""
    at = text.rfind("\\boxed{")
    if at < 0:
        return ""
    start = at + len("\\boxed{")
    depth = 1
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return text[start:end].strip()
    return ""


def _without_dollars(text: str) -> str:
    text = text.strip()
    whole = len(text) > 2 and text[0] == text[-1] == "$" and "$" not in text[1:-1]
    return text[1:-1].strip() if whole else text


def _as_text(value: object) -> str:
    """A field as text: AMC's answers are floats, OlympiadBench's are lists of one or more."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(_without_dollars(_as_text(item)) for item in cast("list[object]", value))
    return str(value).strip()


def _options(fields: Fields) -> str:
    """The answers to choose from, where the question itself leaves them out."""
    for key in _OPTIONS:
        value = fields.get(key)
        if isinstance(value, list) and value:
            return "\n" + "\n".join(_as_text(item) for item in cast("list[object]", value))
    return ""


def _first(fields: Fields, keys: Sequence[str]) -> str | None:
    for key in keys:
        value = fields.get(key)
        if value is not None and (text := _as_text(value)):
            return text
    return None


def _text_of(path: Path) -> tuple[str, str]:
    """A file as text, and its encoding: UTF-8, what a byte order mark says, else that of Western Windows."""
    try:
        data = path.read_bytes()
    except OSError as error:
        known = ", ".join((OWN, *HUB_SETS))
        raise BadProblemError(f"There is no file {path}; check its name, or choose one of {known}.") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise UnreadableSetError(f"The file {path.name} is not text; save it as UTF-8.")


def _records(text: str, path: Path) -> Iterator[tuple[int, Fields]]:
    """The records of a file, each with its line, keys in lower case."""
    if not text.strip():
        raise BadProblemError(f"The file {path.name} holds no problems; {_HINT}.")
    first = text.lstrip()[:1]
    if first == "[":
        return _json_list(text, path.name)
    return _json_lines(text, path.name) if first == "{" else _table(text, path.name)


def _json_lines(text: str, name: str) -> Iterator[tuple[int, Fields]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, _fields(_json(line, f"Line {number} of {name}"), f"Line {number} of {name}")


def _json_list(text: str, name: str) -> Iterator[tuple[int, Fields]]:
    items = _json(text, f"The file {name}")
    assert isinstance(items, list)
    for number, item in enumerate(cast("list[object]", items), start=1):
        yield number, _fields(item, f"Entry {number} of {name}")


def _json(text: str, where: str) -> object:
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadableSetError(
            f'{where} is no problem; write {{"question": ..., "answer": ...}}, or a table with these columns.'
        ) from error


def _fields(item: object, where: str) -> Fields:
    if not isinstance(item, dict):
        raise UnreadableSetError(f"{where} is no problem; {_HINT}.")
    return {str(key).strip().casefold(): value for key, value in cast("dict[object, object]", item).items()}


def _table(text: str, name: str) -> Iterator[tuple[int, Fields]]:
    """CSV with commas, semicolons, tabs or bars, whichever makes sense of its first line."""
    for delimiter in _DELIMITERS:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            titles = [title.strip().casefold() for title in next(lines, [])]
            if set(titles) & set(_QUESTIONS):
                numbered = ((lines.line_num, row) for row in lines if any(cell.strip() for cell in row))
                return iter([(number, dict(zip(titles, row, strict=False))) for number, row in numbered])
        except csv.Error as error:
            raise UnreadableSetError(f"Line {lines.line_num} of {name} is no line of a table: {error}.") from error
    raise UnreadableSetError(f"The first line of {name} names no column 'question'; {_HINT}.")


def _short(answer: str) -> str:
    return repr(answer if len(answer) <= 40 else f"{answer[:40]}...")
