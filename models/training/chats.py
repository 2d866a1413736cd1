"""Chats to fine-tune on: read from JSON lines, split into those trained on and those held out, made tokens.

A reply is learnt, with the token that ends it; what stands before it is only read.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec
import numpy as np

from models.errors import KnownError
from models.training.finetune_job import BadTrainingDataError, FinetuneOptions

Line = TypeVar("Line")

_CHATML = "<|im_start|>"
_FEWEST_PROBLEMS = 5
"""With fewer, none is held out."""


class Turn(msgspec.Struct, frozen=True):
    """A turn of a chat."""

    role: Literal["system", "user", "assistant"]
    content: str


class Chat(msgspec.Struct, frozen=True):
    """A line of the file; what else it holds is where it comes from."""

    messages: tuple[Turn, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A chat as tokens. ``prompt`` of them are only read."""

    tokens: tuple[int, ...]
    prompt: int


Template = Callable[[Sequence[Turn]], Row]
"""Makes the turns of a chat into tokens."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What a training sees. ``long`` chats were left out, since they have more tokens than were allowed."""

    trained: tuple[Row, ...]
    held_out: tuple[Row, ...]
    long: int


def read_chats(path: Path) -> list[Chat]:
    """The chats of a file that end with a reply.

    Raises:
        BadTrainingDataError: it cannot be read, a line is no chat, or there is none.
    """
    chats = read_lines(path, _chat)
    usable = [chat for chat in chats if chat.messages[-1].role == "assistant" and chat.messages[-1].content.strip()]
    if not usable:
        raise BadTrainingDataError(
            f"{path} holds no chat that ends with a reply, so there is nothing to train on; make a file with"
            " 'stepwise lab export'."
        )
    return usable


def read_lines(path: Path, read: Callable[[Path, int, bytes], Line]) -> list[Line]:
    """What ``read`` makes of each line that is not empty, given the path and the line's number from 1.

    Raises:
        BadTrainingDataError: the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return [read(path, number, line) for number, line in enumerate(file, 1) if line.strip()]
    except OSError as error:
        raise BadTrainingDataError(f"{path} cannot be read ({error.strerror}); check its name.") from error


def rows_of(chats: Sequence[Chat], template: Template, options: FinetuneOptions) -> Rows:
    """The chats as tokens; whole problems are held out, drawn by the seed.

    Raises:
        BadTrainingDataError: all chats are too long.
    """
    held = held_problems((chat.id for chat in chats), options)
    parts: dict[bool, list[Row]] = {True: [], False: []}
    long = 0
    for chat in chats:
        row = template(chat.messages)
        if len(row.tokens) > options.sequence_tokens:
            long += 1
        else:
            parts[chat.id in held].append(row)
    if not parts[False]:
        raise BadTrainingDataError(
            f"All chats to train on have more than {options.sequence_tokens} tokens; allow more with --seq-len."
        )
    return Rows(tuple(parts[False]), tuple(parts[True]), long)


def chatml(template: str | None) -> bool:
    """Whether turns are written as llama.cpp does for a template that knows ChatML, which the app's prompts go
    through; it also takes that for a model without a template.
    """
    return template is None or _CHATML in template


def chatml_template(encode: Callable[..., list[int]], begin: Sequence[int]) -> Template:
    """The turns as the app writes them: no system turn of the template's own, and contents are plain characters.

    Args:
        encode: text to tokens; ``special`` says whether control words in it are control tokens.
        begin: tokens before everything.
    """

    def row(turns: Sequence[Turn]) -> Row:
        tokens = list(begin)
        for turn in turns[:-1]:
            tokens += encode(f"{_CHATML}{turn.role}\n", special=True)
            tokens += encode(turn.content, special=False)
            tokens += encode("<|im_end|>\n", special=True)
        tokens += encode(f"{_CHATML}assistant\n", special=True)
        prompt = len(tokens)
        tokens += encode(turns[-1].content, special=False)
        tokens += encode("<|im_end|>", special=True)
        return Row(tuple(tokens), prompt)

    return row


def own_template(tokenizer: Any, encode: Callable[..., list[int]]) -> Template:
    """The turns as the model's own template writes them, in the sandbox that transformers has for such code."""

    def row(turns: Sequence[Turn]) -> Row:
        chat = [{"role": turn.role, "content": turn.content} for turn in turns]
        try:
            before = tokenizer.apply_chat_template(chat[:-1], tokenize=False, add_generation_prompt=True)
            whole = tokenizer.apply_chat_template(chat, tokenize=False)
        except Exception as error:
            raise KnownError(f"The model's chat template cannot write these chats ({error}); use another.") from error
        reply = whole.removeprefix(before) if whole.startswith(before) else f"{turns[-1].content}{tokenizer.eos_token}"
        tokens = encode(before, special=True)
        return Row((*tokens, *encode(reply.rstrip("\n"), special=True)), len(tokens))

    return row


def batches(rows: Sequence[Row], options: FinetuneOptions, step: int) -> list[Row]:
    """The rows of a step, counted from 0: each row once before any comes again, in an order drawn for each round."""
    chosen = []
    for place in range(step * options.batch, (step + 1) * options.batch):
        round_, index = divmod(place, len(rows))
        order = np.random.default_rng((options.seed, round_)).permutation(len(rows))
        chosen.append(rows[int(order[index])])
    return chosen


def held_problems(ids: Iterable[str], options: FinetuneOptions) -> set[str]:
    """The problems that are measured on and not trained on, of those that rows are of."""
    problems = sorted(set(ids))
    count = round(options.held_out * len(problems))
    count = max(1, count) if options.held_out and len(problems) >= _FEWEST_PROBLEMS else 0
    drawn = np.random.default_rng(options.seed).permutation(len(problems))[:count]
    return {problems[place] for place in drawn}


def _chat(path: Path, number: int, line: bytes) -> Chat:
    try:
        chat = msgspec.json.decode(line, type=Chat)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadTrainingDataError(
            f"Line {number} of {path} is no chat ({error}); make the file with 'stepwise lab export'."
        ) from error
    if not chat.messages:
        raise BadTrainingDataError(f"Line {number} of {path} is a chat without turns; delete it.")
    return chat
