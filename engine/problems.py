"""Files of problems: one JSON object a line with ``id``, ``question`` and ``answer``."""

from pathlib import Path

import msgspec

from engine.errors import BadProblemError
from engine.steps import checked_problem
from engine.types import Problem


class _Line(msgspec.Struct, frozen=True):
    question: str
    answer: str
    id: str = ""


def load_problems(path: Path, limit: int | None = None) -> tuple[Problem, ...]:
    """The first ``limit`` problems of a file.

    Raises:
        BadProblemError: the file cannot be read, or a line is no problem; the line is named.
    """
    try:
        # JSON may hold other separators than a newline inside its strings; some editors begin a file with a mark.
        lines = path.read_text("utf-8-sig").split("\n")
    except OSError as error:
        raise BadProblemError(f"The file {path} cannot be read; check its name.") from error
    except UnicodeDecodeError as error:
        raise BadProblemError(f"The file {path.name} is not text in UTF-8; save it again.") from error
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if limit is not None and len(problems) == limit:
            break
        problem = _parse(line, number, path.name)
        if problem.id in seen:
            raise BadProblemError(
                f"Line {number} of {path.name} repeats the id {problem.id}; give each problem its own."
            )
        seen.add(problem.id)
        problems.append(problem)
    if not problems:
        raise BadProblemError(f"The file {path.name} holds no problems.")
    return tuple(problems)


def _parse(line: str, number: int, name: str) -> Problem:
    try:
        parsed = msgspec.json.decode(line, type=_Line)
        return Problem(parsed.id or str(number), checked_problem(parsed.question), parsed.answer)
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadProblemError(
            f'Line {number} of {name} is no problem; write {{"id": ..., "question": ..., "answer": ...}}, all text.'
        ) from error
    except BadProblemError as error:
        raise BadProblemError(f"Line {number} of {name}: {error.message}") from error
