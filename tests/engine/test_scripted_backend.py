import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from engine.backend import ChatMessage, Row
from engine.backends.scripted import END_TOKEN, ScriptedBackend, load_script
from engine.errors import BackendError, DecodeAbortedError, NoKvRoomError
from models.errors import BugError
from tests.contracts.source import ROOT
from tests.helpers.scripts import MATCH, script, solution

TWO = script(solution(" A.\nx", weight=3), solution(" B.\ny", weight=1))


def _asked(backend: ScriptedBackend, reply: str = "", question: str = f"A {MATCH}?") -> list[int]:
    """Tokens of a prompt and the beginning of a reply."""
    prompt = backend.render_chat([ChatMessage("user", question)]) + "```python\n" + reply
    return backend.tokenize(prompt, special=True)


def _rows(tokens: list[int], sequence: int = 0, start: int = 0) -> list[Row]:
    return [Row(token, start + at, sequence, at == len(tokens) - 1) for at, token in enumerate(tokens)]


def _chances(backend: ScriptedBackend, reply: str, question: str = f"A {MATCH}?") -> dict[str, float]:
    """What may come next and how likely it is."""
    logits = backend.decode(_rows(_asked(backend, reply, question))).logits[0].astype(np.float64)
    shares = np.exp(logits)
    return {
        chr(token) if token < END_TOKEN else "END": round(float(shares[token]), 3)
        for token in np.flatnonzero(shares > 1e-9)
    }


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("", {"#": 1.0}),
        ("# Step 1: ", {"A": 0.75, "B": 0.25}),
        ("# Step 1: A.\nx\n", {"`": 1.0}),
        ("# Step 1: A.\nx\n```\n", {"END": 1.0}),
        ("something else", {"END": 1.0}),
    ],
)
def test_what_comes_next_follows_the_weights_of_the_solutions_that_agree(
    reply: str, expected: dict[str, float]
) -> None:
    assert expected == _chances(ScriptedBackend(TWO), reply)


def test_a_problem_that_no_entry_matches_is_left_unanswered() -> None:
    assert {"END": 1.0} == _chances(ScriptedBackend(TWO), "", "Another question?")


def test_the_last_block_of_the_prompt_is_the_one_that_is_answered() -> None:
    assert {"#": 1.0} == _chances(ScriptedBackend(TWO), "", f"```python\n# Step 9: no\n``` {MATCH}")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_tokens_are_the_bytes_of_the_text(text: str) -> None:
    backend = ScriptedBackend(TWO)
    tokens = backend.tokenize(text, special=False)
    assert text == b"".join(backend.token_bytes(token) for token in tokens).decode()
    assert not any(backend.is_end(token) for token in tokens)


def test_the_end_is_a_token_without_text() -> None:
    backend = ScriptedBackend(TWO)
    assert b"" == backend.token_bytes(END_TOKEN)
    assert backend.is_end(END_TOKEN)


def test_a_copy_shares_its_cells_and_goes_its_own_way() -> None:
    backend = ScriptedBackend(TWO)
    prompt = _asked(backend, "# Step 1: ")
    backend.decode(_rows(prompt))
    backend.copy_sequence(0, 1, len(prompt))
    assert len(prompt) == backend.used_cells
    left, right = (
        backend.decode(_rows(backend.tokenize(letter, special=False), sequence, len(prompt))).logits[0]
        for sequence, letter in ((0, "A"), (1, "B"))
    )
    assert ord(".") == left.argmax() == right.argmax()
    assert len(prompt) + 2 == backend.used_cells
    backend.drop_sequence(0)
    assert len(prompt) + 1 == backend.used_cells
    backend.drop_sequence(1, len(prompt))
    assert len(prompt) == backend.used_cells
    backend.drop_sequence(1)
    assert 0 == backend.used_cells


def test_outputs_come_in_order_of_the_rows_that_asked() -> None:
    backend = ScriptedBackend(TWO)
    first, second = _asked(backend, "# Step 1: A.\nx\n"), _asked(backend, "# Step 1: ")
    output = backend.decode([*_rows(first), *_rows(second, sequence=1)])
    assert [ord("`"), ord("A")] == list(output.logits.argmax(axis=1))
    assert output.hidden is not None
    assert (2, 1, backend.info.width) == output.hidden.shape


def test_rows_without_output_give_empty_arrays() -> None:
    output = ScriptedBackend(TWO).decode([Row(65, 0, 0, False)])
    assert (0, 257) == output.logits.shape


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (Row(65, 2, 0, False), "sequence 0 is at 1, not 2"),
        (Row(65, 0, 0, False), "sequence 0 is at 1, not 0"),
        (Row(65, 0, 64, False), "no sequence 64"),
        (Row(65, 0, -1, False), "no sequence -1"),
    ],
)
def test_a_caller_that_loses_count_is_told(row: Row, word: str) -> None:
    backend = ScriptedBackend(TWO)
    backend.decode([Row(65, 0, 0, False)])
    with pytest.raises(BugError, match=word):
        backend.decode([row])


def test_a_copy_onto_a_sequence_in_use_or_of_more_than_there_is_is_a_bug() -> None:
    backend = ScriptedBackend(TWO)
    backend.decode([Row(65, 0, 0, False), Row(65, 0, 1, False)])
    with pytest.raises(BugError, match="sequence 1 is not empty"):
        backend.copy_sequence(0, 1, 1)
    with pytest.raises(BugError, match="holds 1 of 2"):
        backend.copy_sequence(0, 2, 2)


def test_a_batch_that_is_too_large_is_a_bug() -> None:
    with pytest.raises(BugError, match="3 rows in a batch of 2"):
        ScriptedBackend(TWO, batch_tokens=2).decode(_rows([65, 65, 65]))


def test_a_full_context_is_told_and_changes_nothing() -> None:
    backend = ScriptedBackend(TWO, context_tokens=5)
    backend.decode(_rows([65, 66, 67]))
    with pytest.raises(NoKvRoomError):
        backend.decode(_rows([68, 69, 70], start=3))
    assert 3 == backend.used_cells
    backend.decode(_rows([68, 69], start=3))
    assert 5 == backend.used_cells


def test_an_abort_is_told_until_it_is_cleared_and_changes_nothing() -> None:
    backend = ScriptedBackend(TWO)
    backend.request_abort()
    for _ in range(2):
        with pytest.raises(DecodeAbortedError):
            backend.decode([Row(65, 0, 0, False)])
    assert 0 == backend.used_cells
    backend.clear_abort()
    backend.decode([Row(65, 0, 0, False)])


def test_a_closed_backend_is_not_used() -> None:
    backend = ScriptedBackend(TWO)
    backend.close()
    with pytest.raises(BugError, match="after close"):
        backend.decode([Row(65, 0, 0, False)])


class CellsAgainstModel(RuleBasedStateMachine):
    """Counts of cells beside sequences that are written out as lists of cell names."""

    def __init__(self) -> None:
        super().__init__()
        self.backend = ScriptedBackend(TWO, sequences=4)
        self.held: dict[int, list[int]] = {sequence: [] for sequence in range(4)}
        self.made = 0

    @rule(sequence=st.integers(0, 3), count=st.integers(1, 5))
    def decode(self, sequence: int, count: int) -> None:
        start = len(self.held[sequence])
        self.backend.decode([Row(65, start + at, sequence, False) for at in range(count)])
        self.held[sequence] += range(self.made, self.made + count)
        self.made += count

    @rule(source=st.integers(0, 3), copy=st.integers(0, 3), data=st.data())
    def copy(self, source: int, copy: int, data: st.DataObject) -> None:
        if source == copy or self.held[copy]:
            return
        length = data.draw(st.integers(0, len(self.held[source])))
        self.backend.copy_sequence(source, copy, length)
        self.held[copy] = self.held[source][:length]

    @rule(sequence=st.integers(0, 3), start=st.integers(0, 12))
    def drop(self, sequence: int, start: int) -> None:
        self.backend.drop_sequence(sequence, start)
        self.held[sequence] = self.held[sequence][:start]

    @invariant()
    def counts_each_cell_once(self) -> None:
        assert len({cell for cells in self.held.values() for cell in cells}) == self.backend.used_cells


TestCellsAgainstModel = CellsAgainstModel.TestCase


def test_the_demo_script_that_ships_can_be_played() -> None:
    loaded = load_script(ROOT / "resources" / "demo" / "script.json")
    assert loaded.problems
    assert all(one.steps and one.weight > 0 for entry in loaded.problems for one in entry.solutions)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"[]",
        b"{}",
        b'{"problems": [{"match": "x", "solutions": [{"steps": "a"}]}]}',
        b'{"problems": [], "more": 1}',
        b'{"problems": [{"match": "x", "solutions": [{"steps": ["a"], "weight": 0}]}]}',
        b'{"problems": [{"match": "x", "solutions": [{"steps": ["a"], "weight": -1}]}]}',
        b"\xff\xfe",
    ],
)
def test_a_file_that_is_no_script_is_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "script.json"
    path.write_bytes(content)
    with pytest.raises(BackendError, match=r"script\.json is no script") as caught:
        load_script(path)
    assert "\n" not in caught.value.message


def test_a_script_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackendError, match=r"missing\.json"):
        load_script(tmp_path / "missing.json")


def test_a_script_is_read_with_its_weights(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    entry = {"match": MATCH, "solutions": [{"steps": [" A.\nx"], "weight": 3}, {"steps": [" B.\ny"]}]}
    path.write_text(json.dumps({"problems": [entry]}), encoding="utf-8")
    assert TWO == load_script(path)
