"""A policy small enough to be trained in a test: a model of the Llama family over bytes that llama.cpp and transformers
both read.
"""

import json
import struct
from pathlib import Path

import numpy as np

from engine.chats import chat_turns
from engine.types import StepFormat
from tests.helpers.model_files import MetadataValue, Tensor, gguf_of

WIDTH, INNER, LAYERS, HEADS, KV_HEADS = 32, 48, 2, 4, 2
# A file needs a merge to be read at all.
MERGED = "ĠĠ"
SPECIALS = ("<|im_start|>", "<|im_end|>")


def metadata() -> dict[str, MetadataValue]:
    """The header of the model."""
    tokens = [*_byte_letters(), MERGED, *SPECIALS]
    return {
        "general.architecture": "llama",
        "general.type": "model",
        "general.name": "Tiny policy",
        "general.file_type": 0,
        "llama.block_count": LAYERS,
        "llama.context_length": 1024,
        "llama.embedding_length": WIDTH,
        "llama.feed_forward_length": INNER,
        "llama.vocab_size": len(tokens),
        "llama.attention.head_count": HEADS,
        "llama.attention.head_count_kv": KV_HEADS,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": WIDTH // HEADS,
        "llama.rope.freq_base": 10000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": list(tokens),
        "tokenizer.ggml.token_type": [1] * 257 + [3] * len(SPECIALS),
        "tokenizer.ggml.merges": ["Ġ Ġ"],
        "tokenizer.ggml.bos_token_id": 257,
        "tokenizer.ggml.eos_token_id": 258,
        "tokenizer.ggml.padding_token_id": 258,
        "tokenizer.ggml.add_bos_token": False,
        "tokenizer.chat_template": "{% for m in messages %}<|im_start|>{{ m['role'] }}{% endfor %}",
    }


def tensors(seed: int = 0, width: int = WIDTH) -> dict[str, Tensor]:
    """Random weights in floats."""
    draw = np.random.default_rng(seed)
    head = width // HEADS
    shapes = {"token_embd.weight": (257 + len(SPECIALS), width), "output_norm.weight": (width,)}
    for layer in range(LAYERS):
        shapes |= {
            f"blk.{layer}.attn_norm.weight": (width,),
            f"blk.{layer}.attn_q.weight": (width, width),
            f"blk.{layer}.attn_k.weight": (KV_HEADS * head, width),
            f"blk.{layer}.attn_v.weight": (KV_HEADS * head, width),
            f"blk.{layer}.attn_output.weight": (width, width),
            f"blk.{layer}.ffn_norm.weight": (width,),
            f"blk.{layer}.ffn_gate.weight": (INNER, width),
            f"blk.{layer}.ffn_up.weight": (INNER, width),
            f"blk.{layer}.ffn_down.weight": (width, INNER),
        }
    return {name: _tensor(draw, shape) for name, shape in shapes.items()}


def write_policy(path: Path, seed: int = 0) -> Path:
    """The model as a file."""
    path.write_bytes(gguf_of(metadata(), tensors(seed)))
    return path


def write_chats(path: Path, count: int = 12) -> Path:
    """Chats as ``stepwise lab export`` writes them."""
    lines = []
    for number in range(count):
        turns = chat_turns(StepFormat.CODE, f"What is {number} + 1?", f"# Step 1: Add.\nprint({number} + 1)")
        lines.append(json.dumps({"id": f"p{number}", "messages": turns[1:], "answer": str(number + 1)}))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _tensor(draw: np.random.Generator, shape: tuple[int, ...]) -> Tensor:
    values = draw.normal(0, 0.2, shape) if len(shape) > 1 else np.ones(shape)
    data = struct.pack(f"<{values.size}f", *values.ravel().tolist())
    return tuple(reversed(shape)), 0, data


def _byte_letters() -> list[str]:
    """The 256 letters that stand for bytes in byte-level BPE (Radford et al. 2019)."""
    plain = [*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)]
    spare = iter(range(256, 512))
    return [chr(byte if byte in plain else next(spare)) for byte in range(256)]


def write_adapter(
    path: Path, *, base_sha256: str = "", strength: float = 1.0, rank: int = 2, seed: int = 1, width: int = WIDTH
) -> Path:
    """An adapter for the query and down projections of the first layer, as llama.cpp reads it."""
    draw = np.random.default_rng(seed)
    keys: dict[str, MetadataValue] = {
        "general.architecture": "llama",
        "general.type": "adapter",
        "general.name": "Tiny adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 4.0,
        "stepwise.base_name": "Tiny policy",
        "stepwise.derived": "LoRA, rank 2",
    }
    if base_sha256:
        keys["stepwise.base_sha256"] = base_sha256
    matrices: dict[str, Tensor] = {}
    for layer, (outputs, inputs) in {"attn_q": (width, width), "ffn_down": (width, INNER)}.items():
        matrices[f"blk.0.{layer}.weight.lora_a"] = _tensor(draw, (rank, inputs))
        shape, kind, data = _tensor(draw, (outputs, rank))
        scaled = np.frombuffer(data, np.float32) * strength
        matrices[f"blk.0.{layer}.weight.lora_b"] = (shape, kind, scaled.astype(np.float32).tobytes())
    path.write_bytes(gguf_of(keys, matrices))
    return path
