"""A policy that is to be fine-tuned: weights and tokenizer from a GGUF file or a folder, with LoRA on its layers."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from peft import LoraConfig, get_peft_model
from torch import Tensor, nn

from models.errors import BadModelFileError, UnknownModelError
from models.files import sha256_of
from models.gguf import GgufHeader, read_header
from models.provenance import provenance_of
from models.training.chats import Template, chatml, chatml_template, own_template
from models.training.finetune_job import FinetuneOptions
from models.training.job import BadOptionsError
from models.training.room import ran_out

# Whose layers have the same names everywhere, and whose query and key rows need turning for llama.cpp or not.
ARCHITECTURES = {"llama": True, "qwen2": False, "qwen3": False}
_TARGETS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")


@dataclass(frozen=True, slots=True)
class Base:
    """The model before training, from its header alone.

    Attributes:
        architecture: as llama.cpp calls it. sha256: of the GGUF file, or of the original of a copy; "" for a folder.
        inner: width of the feed-forward layers.
    """

    path: Path
    header: GgufHeader | None
    architecture: str
    sha256: str
    parameters: int
    layers: int
    width: int
    inner: int
    vocabulary: int
    heads: int
    kv_heads: int
    name: str


def base_of(path: Path) -> Base:
    """Look at a model without loading it.

    Raises:
        UnknownModelError, BadModelFileError: there is none, or it cannot be read.
        BadOptionsError: its architecture cannot be trained here.
    """
    base = _base_of_folder(path) if path.is_dir() else _base_of_file(path)
    if base.architecture not in ARCHITECTURES:
        known = ", ".join(ARCHITECTURES)
        raise BadOptionsError(
            f"{base.name} is of the architecture {base.architecture}, which cannot be fine-tuned here; choose a model"
            f" of {known}."
        )
    return base


def load_tokenizer(base: Base) -> tuple[Any, Template]:
    """The tokenizer, and how a chat becomes tokens with it.

    Raises:
        BadModelFileError: transformers cannot read it.
    """
    transformers.utils.logging.set_verbosity_error()
    logging.getLogger("transformers").setLevel(logging.ERROR)
    tokenizer = _read(base, transformers.AutoTokenizer.from_pretrained)
    template = base.header.chat_template if base.header else tokenizer.chat_template
    encode = _encoder(tokenizer)
    if not chatml(template):
        return tokenizer, own_template(tokenizer, encode)
    adds = base.header is not None and dict(base.header.metadata).get("tokenizer.ggml.add_bos_token") == "True"
    return tokenizer, chatml_template(encode, [tokenizer.bos_token_id] if adds else [])


def load_policy(base: Base, options: FinetuneOptions, dtype: torch.dtype) -> Any:
    """The model with a fresh adapter, its own weights frozen.

    Raises:
        BadModelFileError: transformers cannot read it.
    """
    model = _read(base, transformers.AutoModelForCausalLM.from_pretrained, dtype=dtype)
    torch.manual_seed(options.seed)
    config = LoraConfig(
        r=options.rank,
        lora_alpha=options.alpha,
        lora_dropout=options.dropout,
        target_modules=list(_TARGETS),
        bias="none",
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def reply_loss(model: Any, tokens: Tensor, mask: Tensor, labels: Tensor) -> Tensor:
    """Sum of the cross-entropy of the replies' tokens, in nats.

    Only the positions that some reply needs are multiplied with the output layer, which is most of the memory.

    Args:
        tokens, mask, labels: shape (rows, tokens); labels are -100 where nothing is learnt.
    """
    targets = labels[:, 1:]
    kept = torch.nonzero((targets != -100).any(dim=0)).squeeze(-1)
    logits = model(input_ids=tokens, attention_mask=mask, use_cache=False, logits_to_keep=kept).logits
    return torch.nn.functional.cross_entropy(
        logits.float().reshape(-1, logits.shape[-1]), targets[:, kept].reshape(-1), ignore_index=-100, reduction="sum"
    )


class ValueModel(nn.Module):
    """The preference model of the paper (Guan et al. 2025, section 3.3): the policy, whose output layer is replaced by
    one that gives a single number. v is read at the last token; the score that is searched with is tanh(v / 5).
    """

    def __init__(self, policy: Any, width: int) -> None:
        super().__init__()
        self.policy = policy
        self.value = nn.Linear(width, 1)
        # The first v is 0 for all, whatever the model is.
        nn.init.zeros_(self.value.weight)
        nn.init.zeros_(self.value.bias)

    def forward(self, tokens: Tensor, mask: Tensor) -> Tensor:
        """v of each row; tokens and mask of shape (rows, tokens), filled up at their ends, to (rows,)."""
        body = self.policy.get_base_model().model
        states = body(input_ids=tokens, attention_mask=mask, use_cache=False).last_hidden_state
        last = states[torch.arange(len(tokens)), mask.sum(dim=1) - 1]
        values: Tensor = self.value(last.float()).squeeze(-1)
        return values


def _base_of_file(path: Path) -> Base:
    header = read_header(path)
    copied = provenance_of(header)
    told = dict(header.metadata)
    inner = told.get(f"{header.architecture}.feed_forward_length", "0")
    return Base(
        path=path,
        header=header,
        architecture=header.architecture,
        sha256=copied.source_sha256 if copied else sha256_of(path),
        parameters=header.parameters,
        layers=header.layers,
        width=header.embedding,
        inner=int(inner) if inner.isdigit() else 4 * header.embedding,
        vocabulary=header.vocabulary,
        heads=header.heads,
        kv_heads=header.kv_heads,
        name=header.name or path.stem,
    )


def _base_of_folder(path: Path) -> Base:
    try:
        config = json.loads((path / "config.json").read_bytes())
        width, layers, vocabulary = (int(config[k]) for k in ("hidden_size", "num_hidden_layers", "vocab_size"))
        inner, heads = int(config["intermediate_size"]), int(config["num_attention_heads"])
        kind = str(config["model_type"])
    except FileNotFoundError as error:
        raise UnknownModelError(f"{path} holds no model (there is no config.json); check the path.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadModelFileError(f"The config.json of {path} cannot be used ({error}); fetch it again.") from error
    kv_heads = int(config.get("num_key_value_heads") or heads)
    tables = vocabulary * width * (1 if config.get("tie_word_embeddings") else 2)
    each = width * (2 * width + 2 * width * kv_heads // heads + 3 * inner)
    return Base(
        path=path,
        header=None,
        architecture="llama" if kind == "mistral" else kind,
        sha256="",
        parameters=tables + layers * each,
        layers=layers,
        width=width,
        inner=inner,
        vocabulary=vocabulary,
        heads=heads,
        kv_heads=kv_heads,
        name=path.name,
    )


def _read(base: Base, reader: Callable[..., Any], **options: Any) -> Any:
    """What transformers reads; nothing is executed and nothing unpickled."""
    try:
        if base.header is not None:
            return reader(str(base.path.parent), gguf_file=base.path.name, local_files_only=True, **options)
        if "dtype" in options:
            options["use_safetensors"] = True
        return reader(str(base.path), local_files_only=True, trust_remote_code=False, **options)
    except Exception as error:
        if ran_out(error):
            raise
        reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        raise BadModelFileError(
            f"{base.name} cannot be read for training ({reason}); choose another model or its folder from the Hub."
        ) from error


def _encoder(tokenizer: Any) -> Callable[..., list[int]]:
    inner = tokenizer.backend_tokenizer

    def encode(text: str, *, special: bool) -> list[int]:
        inner.encode_special_tokens = not special
        return list(inner.encode(text, add_special_tokens=False).ids)

    return encode
