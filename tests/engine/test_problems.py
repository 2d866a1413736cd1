import json
from pathlib import Path

import pytest

from engine.errors import BadProblemError
from engine.problems import load_problems
from engine.types import Problem
from tests.contracts.source import ROOT


def _line(**fields: object) -> str:
    return json.dumps({"id": "p1", "question": "How many?", "answer": "3"} | fields, ensure_ascii=False)


def _file(folder: Path, *lines: str, ending: str = "\n", encoding: str = "utf-8") -> Path:
    path = folder / "problems.jsonl"
    path.write_bytes("".join(line + ending for line in lines).encode(encoding))
    return path


def test_each_line_is_a_problem_in_order(tmp_path: Path) -> None:
    path = _file(tmp_path, _line(id="b"), _line(id="a", question=" What is 1 + 1? ", answer="2", source="more fields"))
    assert (Problem("b", "How many?", "3"), Problem("a", "What is 1 + 1?", "2")) == load_problems(path)


def test_a_limit_takes_the_first_ones_and_does_not_read_on(tmp_path: Path) -> None:
    path = _file(tmp_path, _line(id="a"), _line(id="b"), "no problem at all")
    assert ["a", "b"] == [problem.id for problem in load_problems(path, 2)]
    assert ["a"] == [problem.id for problem in load_problems(path, 1)]


def test_a_problem_without_an_id_is_named_after_its_line(tmp_path: Path) -> None:
    path = _file(tmp_path, '{"question": "How many?", "answer": "3"}', "", '{"question": "And now?", "answer": "4"}')
    assert ["1", "3"] == [problem.id for problem in load_problems(path)]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_files_of_other_systems_are_read(tmp_path: Path, ending: str) -> None:
    path = _file(tmp_path, _line(id="a"), "", _line(id="b"), ending=ending, encoding="utf-8-sig")
    assert ["a", "b"] == [problem.id for problem in load_problems(path)]


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\x85"])
def test_a_line_ends_at_a_newline_and_at_nothing_else(tmp_path: Path, separator: str) -> None:
    path = _file(tmp_path, _line(question=f"How many?{separator}All of them."))
    assert f"How many?{separator}All of them." == load_problems(path)[0].text


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("not json", "Line 2 of problems.jsonl is no problem"),
        ('{"question": "How many?"}', "Line 2 of problems.jsonl is no problem"),
        (_line(id=7), "Line 2 of problems.jsonl is no problem"),
        (_line(answer=7), "Line 2 of problems.jsonl is no problem"),
        ("[1]", "Line 2 of problems.jsonl is no problem"),
        ("[" * 100_000, "Line 2 of problems.jsonl is no problem"),
        ('{"more": ' + "[" * 100_000, "Line 2 of problems.jsonl is no problem"),
        (_line(id="p2", question=" "), "Line 2 of problems.jsonl: The problem is empty"),
        (_line(id="p2", question="x" * 20_001), "Line 2 of problems.jsonl: .* 20,001 characters"),
        (_line(id="p2", question="\x01\x02"), "Line 2 of problems.jsonl: .* not readable"),
        (_line(), "Line 2 of problems.jsonl repeats the id p1"),
    ],
    ids=lambda text: text[:20],
)
def test_a_line_that_is_no_problem_is_named_in_one_sentence(tmp_path: Path, line: str, word: str) -> None:
    with pytest.raises(BadProblemError, match=word) as caught:
        load_problems(_file(tmp_path, _line(), line))
    assert "\n" not in caught.value.message
    assert 3 == caught.value.exit_code


def test_a_file_without_problems_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadProblemError, match="holds no problems"):
        load_problems(_file(tmp_path, "", "  "))


def test_a_file_that_is_not_there_or_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(BadProblemError, match="cannot be read"):
            load_problems(path)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_bytes(b"\x89PNG\xff\xfe\n")
    with pytest.raises(BadProblemError, match="not text in UTF-8"):
        load_problems(path)


def test_the_development_set_can_be_read() -> None:
    path = ROOT.parent / "shared" / "data" / "gsm8k_dev.jsonl"
    if not path.exists():
        pytest.skip(f"{path.name} is not on this computer")
    problems = load_problems(path, 40)
    assert 40 == len(problems)
    assert all(problem.answer for problem in problems)
