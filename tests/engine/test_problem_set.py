"""The problem set that ships: its answers are proven by SymPy, and the set is a fair mix."""

import itertools
import json
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
import sympy

from engine.compare.plan import SetChoice
from engine.compare.problem_sets import OWN, load_set
from engine.sandbox.executor import Executor
from engine.sandbox.selftest import open_executor

TOPICS = {"arithmetic", "algebra", "number theory", "geometry", "counting", "calculus"}


def _lines() -> list[dict[str, Any]]:
    text = files("resources").joinpath("problems/own.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _proven(line: dict[str, Any]) -> Any:
    """What the proof of a problem comes to."""
    names: dict[str, Any] = {"itertools": itertools}
    exec("from sympy import *", names)
    names |= {name: sympy.Symbol(name) for name in ("x", "y", "z", "k", "n", "t")}
    return eval(line["proof"], names)


@pytest.fixture(scope="module")
def executor() -> Iterator[Executor]:
    opened, selftest = open_executor()
    if not selftest.isolation:
        opened.close()
        pytest.skip(f"answers cannot be compared on this system: {selftest.detail}")
    yield opened
    opened.close()


@pytest.mark.parametrize("line", _lines(), ids=lambda line: line["id"])
def test_the_answer_is_what_its_proof_comes_to(line: dict[str, Any]) -> None:
    assert 0 == sympy.simplify(sympy.sympify(line["answer"]) - _proven(line))
    # A proof computes; it does not repeat the answer.
    assert line["answer"] != line["proof"]


def test_every_answer_is_recognised_when_a_program_prints_it(executor: Executor) -> None:
    unread = [line["id"] for line in _lines() if not executor.equal(line["answer"], str(_proven(line)))]
    assert [] == unread


def test_no_answer_is_taken_for_a_neighbouring_one(executor: Executor) -> None:
    confused = [line["id"] for line in _lines() if executor.equal(line["answer"], str(_proven(line) + 1))]
    assert [] == confused


def test_the_set_is_large_and_mixed_and_so_is_its_first_half() -> None:
    lines = _lines()
    assert len(lines) >= 120
    assert len(lines) == len({line["question"] for line in lines}) == len({line["id"] for line in lines})
    for part, least in ((lines, 20), (lines[:60], 10)):
        assert TOPICS == set(Counter(line["topic"] for line in part))
        assert least <= min(Counter(line["topic"] for line in part).values())
        assert {1, 2, 3, 4, 5} == {line["difficulty"] for line in part}


def test_the_set_is_loaded_by_its_name() -> None:
    loaded = load_set(SetChoice(OWN, 60))
    assert (OWN, 60) == (loaded.name, len(loaded.problems))
    assert [line["answer"] for line in _lines()[:60]] == [problem.answer for problem in loaded.problems]
