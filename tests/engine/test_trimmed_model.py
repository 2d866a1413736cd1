"""A real model with a cut vocabulary, SmolLM2 135M: the same tokens, the same numbers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.backend import ChatMessage, Row
from engine.backends.llama import LlamaBackend, LlamaOptions
from models.gguf_write import read_contents
from models.trim import TrimReport, trim_vocabulary
from tests.helpers.model_files import smollm2_path

pytestmark = pytest.mark.model

OPTIONS = LlamaOptions(context_tokens=512, sequences=2, batch_tokens=256, threads=1)
KEEP = 24_000
PLAIN = (
    "Tom has 3 bags of 4 apples. How many apples does he have?",
    "# Step 1: the total\ntotal = 3 * 4\nprint(total)\n",
    "def mean(values):\n    return sum(values) / len(values)\n",
    "Let x = 12.5 and y = -7. What is x + y?",
)
OTHER = (
    "Wie groß ist √2? 数は? 🐍",
    "Это русский текст.",
    "\r\n\t  x\0",
    "<|im_end|>",
    "antidisestablishmentarianism" * 3,
)


@dataclass(frozen=True)
class Pair:
    """The whole model, its cut copy, and the number that each kept token has in the whole one."""

    whole: LlamaBackend
    cut: LlamaBackend
    kept: list[int]
    path: Path
    report: TrimReport


def _texts(path: Path) -> list[bytes]:
    texts = read_contents(path).values["tokenizer.ggml.tokens"].texts()
    assert texts is not None
    return texts


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    path = tmp_path_factory.mktemp("cut") / "cut.gguf"
    report = trim_vocabulary(smollm2_path(), path, keep=KEEP)
    numbers = {text: number for number, text in enumerate(_texts(smollm2_path()))}
    kept = [numbers[text] for text in _texts(path)]
    whole, cut = LlamaBackend(smollm2_path(), OPTIONS), LlamaBackend(path, OPTIONS)
    yield Pair(whole, cut, kept, path, report)
    whole.close()
    cut.close()


def test_the_copy_is_smaller_and_keeps_as_many_tokens_as_it_was_told(pair: Pair) -> None:
    assert (KEEP, KEEP, 49_152) == (pair.cut.info.vocabulary, pair.report.tokens_kept, pair.report.tokens_before)
    # 25,152 rows of 576 weights with 8 bits, and their scales.
    assert smollm2_path().stat().st_size - pair.path.stat().st_size > 25_152 * 576 * 34 // 32


@pytest.mark.parametrize("text", PLAIN)
def test_plain_text_is_tokenized_to_the_same_pieces(pair: Pair, text: str) -> None:
    expected = pair.whole.tokenize(text, special=False)
    assert expected == [pair.kept[token] for token in pair.cut.tokenize(text, special=False)]


def test_text_of_kept_tokens_is_tokenized_to_the_same_pieces_whatever_it_is(pair: Pair) -> None:
    # Tokens in any order make texts that merge across their borders.
    draw, kept, same = random.Random(1), set(pair.kept), 0
    for _ in range(300):
        tokens = draw.choices(pair.kept, k=8)
        text = b"".join(pair.whole.token_bytes(token) for token in tokens).decode("utf-8", "ignore")
        expected = pair.whole.tokenize(text, special=False)
        if set(expected) <= kept:
            assert expected == [pair.kept[token] for token in pair.cut.tokenize(text, special=False)]
            same += 1
    assert same > 100


@pytest.mark.parametrize("text", OTHER)
def test_all_other_text_is_spelled_out_and_nothing_is_lost(pair: Pair, text: str) -> None:
    tokens = pair.cut.tokenize(text, special=False)
    known = b"".join(pair.whole.token_bytes(token) for token in pair.whole.tokenize(text, special=False))
    assert known == b"".join(pair.cut.token_bytes(token) for token in tokens)
    assert not any(pair.cut.is_end(token) for token in tokens)


def test_control_tokens_and_the_chat_template_work_as_before(pair: Pair) -> None:
    (token,) = pair.cut.tokenize("<|im_end|>", special=True)
    assert pair.cut.is_end(token)
    messages = (ChatMessage("system", "You are brief."), ChatMessage("user", "What is 2 + 2?"))
    assert pair.whole.render_chat(messages) == pair.cut.render_chat(messages)


def test_kept_tokens_have_the_logits_of_the_whole_model_at_every_position(pair: Pair) -> None:
    tokens = pair.cut.tokenize(PLAIN[1], special=False)
    cut = pair.cut.decode([Row(token, at, 0, True) for at, token in enumerate(tokens)])
    whole = pair.whole.decode([Row(pair.kept[token], at, 0, True) for at, token in enumerate(tokens)])
    assert np.array_equal(whole.logits[:, pair.kept], cut.logits)
