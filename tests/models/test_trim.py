"""Cutting a vocabulary: what stays, what it costs, and what is refused."""

import resource
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from models.errors import BadModelFileError, ModelError, ReadOnlyError, StorageFullError, UnknownModelError
from models.gguf import read_header
from models.gguf_write import GgufContents, TensorRecord, read_contents
from models.provenance import provenance_of
from models.trim import Vocabulary, choose_tokens, frequent_pieces, trim_vocabulary
from tests.helpers.model_files import MetadataValue, Tensor, gguf, gguf_of
from tests.helpers.vocabularies import END, MERGES, TOKENS, metadata, model_file, row, tensors

NO_TYPES = [1] * (len(TOKENS) - 1) + [3]
PAIRS = [tuple(merge.split(" ")) for merge in MERGES]
BYTES = 10


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.gguf"
    path.write_bytes(model_file())
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "cut.gguf"


def _vocabulary(types: list[int] | None = None, named: frozenset[int] = frozenset()) -> Vocabulary:
    return Vocabulary(TOKENS, types or NO_TYPES, [(left, right) for left, right in PAIRS], named)


def _kept(keep: int, frequent: tuple[str, ...] = ()) -> list[str]:
    return [TOKENS[number] for number in choose_tokens(_vocabulary(), keep, frequent)]


def _written(path: Path, tensor: TensorRecord) -> bytes:
    with path.open("rb") as file:
        file.seek(tensor.offset)
        return file.read(tensor.written_bytes)


def _table(path: Path, name: str) -> bytes:
    return _written(path, next(tensor for tensor in read_contents(path).tensors if tensor.name == name))


def _texts(contents: GgufContents, key: str) -> list[str]:
    texts = contents.values[f"tokenizer.ggml.{key}"].texts()
    assert texts is not None
    return [text.decode() for text in texts]


def _numbers(contents: GgufContents, key: str) -> list[float]:
    numbers = contents.values[f"tokenizer.ggml.{key}"].numbers()
    assert numbers is not None
    return [float(number) for number in numbers.tolist()]


def test_bytes_and_special_tokens_stay_whatever_is_cut() -> None:
    assert [*TOKENS[:BYTES], "<end>"] == _kept(BYTES + 1)


def test_tokens_are_kept_by_number_as_far_as_the_limit_goes() -> None:
    assert [*TOKENS[:BYTES], "th", "the", "<end>"] == _kept(BYTES + 3)


def test_frequent_pieces_come_before_all_others() -> None:
    assert [*TOKENS[:BYTES], "ab", "bab", "<end>"] == _kept(BYTES + 3, ("bab",))


def test_early_tokens_do_not_wait_for_the_end_of_a_long_list() -> None:
    listed = (*(f"unknown {number}" for number in range(100)), "bab")
    assert [*TOKENS[:BYTES], "th", "the", "<end>"] == _kept(BYTES + 3, listed)


def test_a_token_stays_only_together_with_all_that_it_is_merged_from() -> None:
    # " the" needs "th" and "the" as well, and there is room for two.
    assert [*TOKENS[:BYTES], "<end>"] == _kept(BYTES + 3, (" the",))
    assert [*TOKENS[:BYTES], "th", "the", "Ġthe", "<end>"] == _kept(BYTES + 4, (" the",))


def test_other_alphabets_are_cut_even_where_there_is_room_and_accents_stay() -> None:
    assert [token for token in TOKENS if token not in ("Ð°", "Ð°Ð°")] == _kept(1000)


def test_a_token_that_no_merge_leads_to_is_cut() -> None:
    lonely = Vocabulary([*TOKENS, "that"], [*NO_TYPES, 1], _vocabulary().merges, frozenset())
    assert len(TOKENS) not in choose_tokens(lonely, 1000, ("that",))


def test_a_token_that_a_key_names_stays_and_an_unused_one_does_not() -> None:
    named = TOKENS.index("Ð°")
    assert named in choose_tokens(_vocabulary(named=frozenset({named})), 1000, ())
    unused = [5 if token == "<end>" else 1 for token in TOKENS]
    assert END not in choose_tokens(_vocabulary(unused), 1000, ())


def test_all_ways_to_merge_a_token_stay() -> None:
    # "abab" can be reached from "ab ab" and from "a bab"; which one depends on the text around it.
    vocabulary = Vocabulary(
        [*TOKENS, "abab"], [*NO_TYPES, 1], [*_vocabulary().merges, ("ab", "ab"), ("a", "bab")], frozenset()
    )
    kept = {[*TOKENS, "abab"][number] for number in choose_tokens(vocabulary, BYTES + 4, ("abab",))}
    assert {*TOKENS[:BYTES], "ab", "bab", "abab", "<end>"} == kept


def test_the_shipped_pieces_are_many_different_and_begin_with_the_usual() -> None:
    pieces = frequent_pieces()
    assert len(set(pieces)) == len(pieces) > 30_000
    assert {" the", ".", "1", "\n", " many"} <= set(pieces[:50])


def test_a_cut_file_has_the_rows_and_texts_of_the_tokens_that_stay(source: Path, target: Path) -> None:
    report = trim_vocabulary(source, target, keep=BYTES + 4)
    kept = [*range(BYTES), 10, 11, 12, END]
    contents = read_contents(target)
    assert [TOKENS[number] for number in kept] == _texts(contents, "tokens")
    assert ["t h", "th e", "Ġ the"] == _texts(contents, "merges")
    assert [1.0] * 13 + [3.0] == _numbers(contents, "token_type")
    assert [-float(number) for number in kept] == _numbers(contents, "scores")
    assert b"".join(row(number) for number in kept) == _table(target, "output.weight")
    assert struct.pack(f"<{len(kept)}f", *kept) == _table(target, "output.bias")
    assert b"".join(struct.pack("<32f", *[number] * 32) for number in kept) == _table(target, "token_embd.weight")
    assert (19, 14) == (report.tokens_before, report.tokens_kept)


def test_numbers_of_tokens_are_renamed_and_everything_else_stays_as_it_was(source: Path, target: Path) -> None:
    trim_vocabulary(source, target, keep=BYTES + 4)
    before, after = read_contents(source), read_contents(target)
    assert 13 == after.values["tokenizer.ggml.eos_token_id"].integer()
    assert 14 == after.values["llama.vocab_size"].integer()
    assert "tokenizer.huggingface.json" not in after.values
    same = ("tokenizer.chat_template", "tokenizer.ggml.add_bos_token", "general.name", "llama.context_length")
    assert [before.values[key] for key in same] == [after.values[key] for key in same]
    for name in ("blk.0.attn_q.weight", "output_norm.weight"):
        assert tensors()[name][2] == _table(target, name)
    assert 14 == read_header(target).vocabulary


def test_a_copy_says_what_it_was_made_from_and_a_copy_of_a_copy_too(source: Path, target: Path) -> None:
    digest = trim_vocabulary(source, target, keep=BYTES + 4).source_sha256
    assert 64 == len(digest)
    again = target.with_name("again.gguf")
    assert digest == trim_vocabulary(target, again, keep=BYTES + 2).source_sha256
    told = provenance_of(read_header(again))
    assert told is not None
    assert (digest, "14 of 19 tokens; 11 of 14 tokens") == (told.source_sha256, told.derived)
    assert provenance_of(read_header(source)) is None


def test_progress_rises_to_the_whole(source: Path, target: Path) -> None:
    shares: list[float] = []
    trim_vocabulary(source, target, keep=BYTES + 4, progress=shares.append)
    assert sorted(shares) == shares
    assert 1.0 == shares[-1]


def test_a_stop_leaves_nothing_behind(source: Path, target: Path) -> None:
    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trim_vocabulary(source, target, keep=BYTES + 4, progress=stop)
    assert [source.name] == [path.name for path in source.parent.glob("*.gguf*")]


def _other(changes: dict[str, MetadataValue | None], more: dict[str, Tensor] | None = None) -> bytes:
    values = {**metadata(), **changes}
    return gguf_of({key: value for key, value in values.items() if value is not None}, more or tensors())


_REFUSED = {
    "pieces of a unigram": (_other({"tokenizer.ggml.model": "llama"}), ModelError, "no byte-pair one (llama)"),
    "no vocabulary": (gguf(), ModelError, "cannot be cut; use --no-trim"),
    "no merges": (_other({"tokenizer.ggml.merges": None}), BadModelFileError, "vocabulary is incomplete"),
    "types of others": (_other({"tokenizer.ggml.token_type": [1, 2]}), BadModelFileError, "differ in number"),
    "no such token": (_other({"tokenizer.ggml.eos_token_id": 99}), BadModelFileError, "does not exist"),
    "a table too short": (
        _other({}, {"output.weight": ((32, 3), 8, bytes(102))}),
        BadModelFileError,
        "not have a row for each token",
    ),
    "a strange table": (
        _other({}, {**tensors(), "mtp.embed": ((32, len(TOKENS)), 8, bytes(34 * len(TOKENS)))}),
        ModelError,
        "does not know (mtp.embed)",
    ),
    "one part of a split file": (_other({"split.count": 2}), BadModelFileError, "one part of a split model"),
    "no model": (b"I am a text.", BadModelFileError, "not in GGUF format"),
    "cut off": (model_file()[:-200], BadModelFileError, "cut off"),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_cannot_be_cut_is_refused_in_one_sentence(source: Path, target: Path, name: str) -> None:
    content, kind, words = _REFUSED[name]
    source.write_bytes(content)
    with pytest.raises(kind) as caught:
        trim_vocabulary(source, target, keep=BYTES + 4)
    assert words in caught.value.message
    assert "\n" not in caught.value.message
    assert [source.name] == [path.name for path in source.parent.glob("*.gguf*")]


def test_a_limit_that_is_too_small_is_refused_and_so_is_one_that_cuts_nothing(source: Path, target: Path) -> None:
    with pytest.raises(ModelError, match="At least 11 tokens must be kept"):
        trim_vocabulary(source, target, keep=10)
    small = trim_vocabulary(source, target, keep=BYTES + 4)
    with pytest.raises(ModelError, match="no token that could be cut"):
        trim_vocabulary(target, target.with_name("again.gguf"), keep=small.tokens_kept)


def test_a_target_that_exists_is_not_touched(source: Path, target: Path) -> None:
    target.write_bytes(b"mine")
    with pytest.raises(ModelError, match="exists already"):
        trim_vocabulary(source, target, keep=BYTES + 4)
    assert b"mine" == target.read_bytes()


def test_a_missing_source_or_folder_is_said(source: Path, target: Path) -> None:
    with pytest.raises(UnknownModelError, match="check the path"):
        trim_vocabulary(source.with_name("none.gguf"), target)
    with pytest.raises(ReadOnlyError, match="There is no folder"):
        trim_vocabulary(source, target.parent / "none" / "cut.gguf", keep=BYTES + 4)


def test_a_full_disk_is_said_and_nothing_half_written_stays(source: Path, target: Path) -> None:
    with _no_file_longer_than(2000), pytest.raises(StorageFullError, match=r"free some space and try again\.$"):
        trim_vocabulary(source, target, keep=BYTES + 4)
    assert [source.name] == [path.name for path in source.parent.glob("*.gguf*")]


@contextmanager
def _no_file_longer_than(limit_bytes: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_table_of_many_blocks_is_gathered_row_by_row(tmp_path: Path, target: Path) -> None:
    # 19 rows of 1.1 MB: some blocks of the copy hold wanted rows, and some hold none.
    wide = 1024 * 1024
    body = b"".join(bytes([number]) * (wide // 32 * 34) for number in range(len(TOKENS)))
    path = tmp_path / "wide.gguf"
    path.write_bytes(gguf_of(metadata(), {"output.weight": ((wide, len(TOKENS)), 8, body)}))
    trim_vocabulary(path, target, keep=BYTES + 1)
    found = np.frombuffer(_table(target, "output.weight"), np.uint8).reshape(BYTES + 1, -1)
    assert [*range(BYTES), END] == found[:, 0].tolist() == found[:, -1].tolist()
