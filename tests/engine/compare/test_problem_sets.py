"""Problem sets: files however they were saved, the field's own field names, and what is refused."""

import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from engine.compare.plan import SetChoice
from engine.compare.problem_sets import ProblemSet, is_readable_answer, load_set
from engine.errors import (
    BadProblemError,
    DuplicateIdError,
    NoAnswersError,
    UnreadableAnswerError,
    UnreadableSetError,
)
from models.errors import FetchError
from models.hub_sets import HUB_SETS

FRENCH = "Combien d'élèves déjà ?"


def _load(path: Path, content: bytes | str, limit: int | None = None) -> ProblemSet:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_set(SetChoice(str(path), limit))


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16"), ("cp1252", "cp1252"), ("latin-1", "cp1252")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_in_any_usual_encoding_and_with_any_delimiter(
    tmp_path: Path, encoding: str, told: str, delimiter: str
) -> None:
    text = delimiter.join(("ID", "Question", "Answer")) + f"\r\nq1{delimiter}{FRENCH}{delimiter}12\r\n"
    found = _load(tmp_path / "set.csv", text.encode(encoding))
    assert ("set", told) == (found.name, found.encoding)
    assert [("q1", FRENCH, "12")] == [(p.id, p.text, p.answer) for p in found.problems]


def test_quoted_cells_may_hold_line_ends_and_delimiters(tmp_path: Path) -> None:
    found = _load(tmp_path / "set.csv", 'question,answer\n"One, two\nor three?",3\n\n"4 ""or"" 5?",4\n')
    assert ["One, two\nor three?", '4 "or" 5?'] == [problem.text for problem in found.problems]
    assert 2 == len({problem.id for problem in found.problems})


@pytest.mark.parametrize(
    ("fields", "question", "answer"),
    [
        ({"question": "Q?", "answer": "She has 9 + 9 = <<9+9=18>>18.\n#### 18"}, "Q?", "18"),
        ({"problem": "Q?", "solution": "So \\boxed{\\frac{1}{2}}.", "answer": "\\frac{1}{2}"}, "Q?", "\\frac{1}{2}"),
        ({"problem": "Q?", "solution": "First \\boxed{1}, then \\boxed{\\sqrt{2}} it is."}, "Q?", "\\sqrt{2}"),
        ({"ID": "2024-I-1", "Problem": "Q?", "Answer": 204}, "Q?", "204"),
        ({"problem": "Q?", "answer": 142.0}, "Q?", "142"),
        ({"question": "Q?", "final_answer": ["$\\frac{3}{4}$", "2"]}, "Q?", "\\frac{3}{4}, 2"),
        ({"question": "Q?", "options": ["(A) 1", "(B) 2"], "label": "B"}, "Q?\n(A) 1\n(B) 2", "B"),
        ({"data_source": "College_Math", "question": "Q?", "answer": "$x^2$"}, "Q?", "x^2"),
        ({"question": "Q?", "answer": "\\$5"}, "Q?", "\\$5"),
    ],
    ids=["GSM8K", "MATH-500", "MATH", "AIME", "AMC", "OlympiadBench", "Gaokao", "College Math", "money"],
)
def test_the_sets_of_the_field_are_read_by_their_field_names(
    tmp_path: Path, fields: dict[str, Any], question: str, answer: str
) -> None:
    for content in (json.dumps(fields) + "\n", json.dumps([fields])):
        (problem,) = _load(tmp_path / "set.json", content).problems
        assert (question, answer) == (problem.text, problem.answer)


def test_only_so_many_problems_are_taken_and_later_faults_do_not_matter(tmp_path: Path) -> None:
    lines = [json.dumps({"question": f"{number}?", "answer": number}) for number in range(5)]
    found = _load(tmp_path / "set.jsonl", "\n".join([*lines, '{"question": "?"}']), limit=3)
    assert ["1", "2", "3"] == [problem.id for problem in found.problems]


_LINE = '{"id": "a", "question": "1+1?", "answer": "2"}\n'


@pytest.mark.parametrize(
    ("content", "error", "pattern"),
    [
        ('{"question": "1+1?"}\n', NoAnswersError, "Line 1 of set has no answer"),
        (_LINE + '{"question": "1+1?", "answer": " "}\n', NoAnswersError, "Line 2 of set has no answer"),
        ("question,solution\n1+1?,it is two\n", NoAnswersError, "Line 2 of set has no answer"),
        (_LINE + _LINE, DuplicateIdError, "Lines 1 and 2 of set have the same id, a"),
        ('{"question": "?", "answer": "(1, 2"}', UnreadableAnswerError, r"Line 1 of set: the answer '\(1, 2'"),
        ('{"question": "a?", "answer": "' + "9" * 400 + '"}', UnreadableAnswerError, r"9\.\.\.' cannot be read"),
        ('{"answer": "2"}\n', UnreadableSetError, "Line 1 of set has no question"),
        (_LINE + '{"question": \n', UnreadableSetError, "Line 2 of set.jsonl is no problem"),
        ("[1, 2]", UnreadableSetError, "Entry 1 of set.jsonl is no problem"),
        ("[" * 100_000, UnreadableSetError, "The file set.jsonl is no problem"),
        ("frage;antwort\n1+1?;2\n", UnreadableSetError, "names no column 'question'"),
        (b"\x00\x01", UnreadableSetError, "is not text"),
        (b"question;answer\n\x81\x8d;2\n", UnreadableSetError, "is not text"),
        ("", BadProblemError, "holds no problems"),
        ("question,answer\n", BadProblemError, "holds no problems"),
        (
            '{"question": "' + "a" * 30_000 + '", "answer": "2"}',
            BadProblemError,
            "Line 1 of set: The problem has 30,000",
        ),
    ],
)
def test_what_cannot_be_used_is_told_with_its_line(
    tmp_path: Path, content: bytes | str, error: type[BadProblemError], pattern: str
) -> None:
    with pytest.raises(error, match=pattern) as caught:
        _load(tmp_path / "set.jsonl", content)
    assert error is caught.type
    assert "\n" not in caught.value.message


def test_each_kind_of_fault_has_an_exit_code_of_its_own() -> None:
    kinds = (BadProblemError, UnreadableSetError, NoAnswersError, DuplicateIdError, UnreadableAnswerError)
    assert len(kinds) == len({kind.exit_code for kind in kinds})


@pytest.mark.parametrize(
    "answer",
    ["18", "-3/4", "[0, 1)", "(2, \\infty)", "\\left[1, 2\\right)", "\\text{east}", "\\emptyset 1", "$5", "\\{1, 2\\}"],
)
def test_answers_of_every_kind_are_readable(answer: str) -> None:
    assert is_readable_answer(answer)


@pytest.mark.parametrize("answer", ["", "?", "\\frac{1}{", "3)", "{1)", "$x", "..."])
def test_what_was_cut_off_or_says_nothing_is_no_answer(answer: str) -> None:
    assert not is_readable_answer(answer)


def test_a_missing_file_names_the_sets_that_are_known(tmp_path: Path) -> None:
    with pytest.raises(BadProblemError, match="choose one of own, gsm8k, math-500, aime"):
        load_set(SetChoice(str(tmp_path / "none.jsonl")))


def test_a_set_of_the_hub_needs_a_package_or_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "datasets", None)
    with pytest.raises(FetchError, match="'datasets', which is not installed: install it, or download openai/gsm8k"):
        load_set(SetChoice("gsm8k"))


def test_a_set_of_the_hub_is_read_by_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    package = ModuleType("datasets")
    asked: list[object] = []

    def load_dataset(repository: str, configuration: str | None, *, split: str) -> list[dict[str, object]]:
        asked.append((repository, configuration, split))
        if configuration is None:
            raise ConnectionError("offline")
        return [{"Question": "1+1?", "Answer": "#### 2"}]

    package.__dict__.update(SimpleNamespace(load_dataset=load_dataset).__dict__)
    monkeypatch.setitem(sys.modules, "datasets", package)
    assert ["2"] == [problem.answer for problem in load_set(SetChoice("GSM8K")).problems]
    assert [HUB_SETS["gsm8k"]] == asked
    with pytest.raises(FetchError, match=r"could not be fetched \(ConnectionError\); go online, or download"):
        load_set(SetChoice("aime"))
