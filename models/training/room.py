"""How much memory a fine-tuning takes, estimated before it starts, and whether an error means that it ran out.

The terms: weights; gradients and AdamW's two moments of the adapter, all in 32 bits; what the layers keep of each token
for the backward pass; the output layer's rows. docs/LOG.md has estimates beside measured peaks.
"""

from dataclasses import dataclass

from models.fit import free_bytes
from models.text import amount
from models.training.finetune_job import FinetuneOptions, TrainingMemoryError

# Tokens of a batch that go through the model at a time, but at least one row.
CPU_TOKENS, GPU_TOKENS = 512, 8192

_FLOAT_BYTES = 4
# Python with PyTorch, transformers and peft.
_PROCESS_BYTES = 550_000_000
# While transformers reads a GGUF file it holds weights twice for a moment.
_LOADING_SHARE = 1.45
# Weight, gradient and two moments.
_ADAPTER_BYTES = 16
# Rows of the model's and of the feed-forward layers' width that a layer keeps of each token.
_KEPT_WIDTHS, _KEPT_INNER = 20, 8
# Logits, the same in 32 bits, their exponentials, and the gradients of both.
_KEPT_LOGITS = 5


@dataclass(frozen=True, slots=True)
class Shape:
    """What of a model decides its memory."""

    name: str
    parameters: int
    layers: int
    width: int
    inner: int
    vocabulary: int
    kv_share: float


def micro_tokens(device: str) -> int:
    """Tokens that go through the model at a time on a kind of device."""
    return CPU_TOKENS if device == "cpu" else GPU_TOKENS


def adapter_parameters(shape: Shape, rank: int) -> int:
    """Numbers that are trained, with LoRA on the seven linear layers of each block."""
    kv = round(shape.width * shape.kv_share)
    ends = 4 * shape.width + 2 * (shape.width + kv) + 3 * (shape.width + shape.inner)
    return shape.layers * rank * ends


def needed_bytes(
    shape: Shape, options: FinetuneOptions, device: str, weight_bytes: int, *, of_pairs: bool = False
) -> int:
    """The most memory that the training takes.

    Args:
        weight_bytes: of one weight on that device. of_pairs: whether a preference model is trained, which reads two
            replies at a time and has no output layer.
    """
    longest = options.sequence_tokens * (2 if of_pairs else 1)
    tokens = max(longest, min(micro_tokens(device), options.batch * longest))
    weights = shape.parameters * weight_bytes
    adapter = adapter_parameters(shape, options.rank) * _ADAPTER_BYTES
    kept = tokens * shape.layers * (_KEPT_WIDTHS * shape.width + _KEPT_INNER * shape.inner) * weight_bytes
    logits = 0 if of_pairs else tokens * shape.vocabulary * _KEPT_LOGITS * _FLOAT_BYTES
    if device != "cpu":
        return weights + adapter + kept + logits
    return _PROCESS_BYTES + max(round(weights * _LOADING_SHARE), weights + adapter + kept + logits)


def require_room(shape: Shape, options: FinetuneOptions, device: str, weight_bytes: int, *, of_pairs: bool) -> int:
    """The estimate in bytes; see ``needed_bytes``.

    Raises:
        TrainingMemoryError: there is less than that.
    """
    import torch

    needed = needed_bytes(shape, options, device, weight_bytes, of_pairs=of_pairs)
    free = free_bytes() if device != "cuda" else int(torch.cuda.mem_get_info()[0])
    if needed > free:
        where = " on the graphics card" if device == "cuda" else ""
        raise TrainingMemoryError(
            f"Fine-tuning {shape.name} needs about {amount(needed)}, and {amount(free)} are free{where}; choose a"
            " smaller --seq-len or model, close other programs, or add --anyway."
        )
    return needed


def ran_out(error: BaseException) -> bool:
    """Whether an error of Python or PyTorch means that memory ran out."""
    import torch

    words = str(error).lower()
    return isinstance(error, MemoryError | torch.OutOfMemoryError) or (
        isinstance(error, RuntimeError) and ("allocate memory" in words or "out of memory" in words)
    )
