"""A small model file with a byte-pair vocabulary, every table over tokens, and other languages to cut."""

import struct

from tests.helpers.model_files import MetadataValue, Tensor, gguf_of

# "Ġ" stands for the blank. Its number tells how early a token was merged.
TOKENS = [
    "a",
    "b",
    "t",
    "h",
    "e",
    "Ġ",
    "Ð",
    "°",
    "Ã",
    "©",
    "th",
    "the",
    "Ġthe",
    "Ð°",
    "Ã©",
    "ab",
    "Ð°Ð°",
    "bab",
    "<end>",
]
MERGES = ["t h", "th e", "Ġ the", "Ð °", "Ã ©", "a b", "Ð° Ð°", "b ab"]
END = TOKENS.index("<end>")
ROW_BYTES = 34


def metadata() -> dict[str, MetadataValue]:
    """The header of the model."""
    return {
        "general.architecture": "llama",
        "general.name": "Tiny",
        "general.file_type": 7,
        "llama.block_count": 1,
        "llama.context_length": 64,
        "llama.embedding_length": 32,
        "llama.vocab_size": len(TOKENS),
        "llama.attention.head_count": 4,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.tokens": list(TOKENS),
        "tokenizer.ggml.token_type": [3 if token == "<end>" else 1 for token in TOKENS],
        "tokenizer.ggml.scores": [-float(number) for number in range(len(TOKENS))],
        "tokenizer.ggml.merges": list(MERGES),
        "tokenizer.ggml.eos_token_id": END,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": "{{ messages }}",
        "tokenizer.huggingface.json": "{}",
    }


def tensors() -> dict[str, Tensor]:
    """A table in 8 bits, one and a list in floats, and a matrix that has nothing to do with tokens."""
    count = len(TOKENS)
    return {
        "output.weight": ((32, count), 8, b"".join(row(number) for number in range(count))),
        "token_embd.weight": ((32, count), 0, b"".join(struct.pack("<32f", *[number] * 32) for number in range(count))),
        "blk.0.attn_q.weight": ((32, 3), 8, bytes(range(3 * ROW_BYTES))),
        "output.bias": ((count,), 0, struct.pack(f"<{count}f", *range(count))),
        "output_norm.weight": ((32,), 0, bytes(range(128))),
    }


def row(token: int) -> bytes:
    """The bytes of a token's row of the output layer."""
    return bytes([token]) * ROW_BYTES


def model_file() -> bytes:
    """The whole file."""
    return gguf_of(metadata(), tensors())
