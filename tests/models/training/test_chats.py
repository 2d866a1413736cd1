"""Chats to train on: what is read, what is held out, what of it is learnt, and in which order."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.backend import ChatMessage
from engine.chats import chat_turns
from engine.types import StepFormat
from models.training.chats import Chat, Row, Turn, batches, chatml_template, read_chats, rows_of
from models.training.finetune_job import BadTrainingDataError, FinetuneOptions
from tests.helpers.tokenizers import HOSTILE_PROBLEMS, ReadableTokenizer


def _chats(count: int, *, reply: str = "4") -> list[Chat]:
    return [Chat((Turn("user", f"Question {i}"), Turn("assistant", reply)), id=f"p{i // 2}") for i in range(count)]


def _letters(turns: Sequence[Turn]) -> Row:
    prompt = tuple(turns[0].content.encode())
    return Row(prompt + tuple(turns[-1].content.encode()), len(prompt))


def _written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_chats_that_end_with_a_reply_are_read_with_whatever_else_a_line_holds(tmp_path: Path) -> None:
    usable = (
        '{"id": "a", "messages": [{"role": "user", "content": "Q"}, {"role": "assistant", "content": "R"}], "x": 1}'
    )
    waiting = '{"messages": [{"role": "user", "content": "Q"}]}'
    found = read_chats(_written(tmp_path / "sft.jsonl", usable, "", waiting))
    assert [Chat((Turn("user", "Q"), Turn("assistant", "R")), "a")] == found


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ((), "holds no chat that ends with a reply"),
        (('{"messages": [{"role": "user", "content": "Q"}]}',), "holds no chat that ends with a reply"),
        (("", "{"), "Line 2 of"),
        (('{"messages": []}',), "a chat without turns"),
        (('{"query": "Q", "response": "R"}',), "Line 1 of"),
        (('{"messages": [{"role": "robot", "content": "Q"}]}',), "Line 1 of"),
    ],
)
def test_a_file_without_chats_is_refused_in_one_sentence(tmp_path: Path, lines: tuple[str, ...], words: str) -> None:
    with pytest.raises(BadTrainingDataError, match=words):
        read_chats(_written(tmp_path / "sft.jsonl", *lines))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadTrainingDataError, match="cannot be read"):
        read_chats(tmp_path / "none.jsonl")


def test_whole_problems_are_held_out_and_the_seed_draws_them() -> None:
    chats = _chats(40)
    first, again, other = (
        rows_of(chats, _letters, FinetuneOptions(held_out=0.25, seed=seed, sequence_tokens=100)) for seed in (1, 1, 2)
    )
    assert (10, 30) == (len(first.held_out), len(first.trained))
    assert set() == set(first.held_out) & set(first.trained)
    assert first == again
    assert first.held_out != other.held_out


def test_too_few_problems_are_all_trained_on() -> None:
    rows = rows_of(_chats(8), _letters, FinetuneOptions())
    assert (8, 0) == (len(rows.trained), len(rows.held_out))


def test_long_chats_are_left_out_and_counted() -> None:
    chats = [*_chats(4), *_chats(3, reply="4" * 99)]
    rows = rows_of(chats, _letters, FinetuneOptions(sequence_tokens=20))
    assert (4, 3) == (len(rows.trained), rows.long)
    with pytest.raises(BadTrainingDataError, match="more than 20 tokens; allow more with --seq-len"):
        rows_of(chats[4:], _letters, FinetuneOptions(sequence_tokens=20))


def test_each_row_comes_once_before_any_comes_again() -> None:
    rows = rows_of(_chats(12), _letters, FinetuneOptions(held_out=0)).trained
    options = FinetuneOptions(batch=5, seed=3)
    drawn = [row for step in range(12) for row in batches(rows, options, step)]
    assert all(sorted(rows, key=hash) == sorted(drawn[i : i + 12], key=hash) for i in range(0, 60, 12))
    assert drawn[:12] != drawn[12:24]
    assert batches(rows, options, 7) == batches(rows, options, 7)


@pytest.mark.parametrize("problem", HOSTILE_PROBLEMS)
def test_a_chat_is_written_as_the_app_asks_and_a_problem_cannot_write_control_tokens(problem: str) -> None:
    tokenizer = ReadableTokenizer()
    turns = chat_turns(StepFormat.CODE, problem, "# Step 1: Print.\nprint(1)")
    row = chatml_template(tokenizer.tokenize, [])([Turn(**turn) for turn in turns])  # type: ignore[arg-type]
    asked = tokenizer.render_chat([ChatMessage(turn["role"], turn["content"]) for turn in turns[:-1]])
    assert asked == tokenizer.text(row.tokens[: row.prompt])
    assert f"{turns[-1]['content']}<|im_end|>" == tokenizer.text(row.tokens[row.prompt :])
    assert 6 == len(tokenizer.controls(row.tokens))
