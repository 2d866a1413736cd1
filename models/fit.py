"""Will a model run here: weights + KV cache + compute buffers against the memory that is available.

The terms follow llama.cpp's allocations on a CPU (f16 cache, full-size sliding windows, mapped weights). The worker's
peak resident memory in a search with 8192 cells and 64 sequences, measured and estimated: SmolLM2 135M 398 and 396 MB,
Gemma 3 270M 673 and 700, Qwen2.5-Coder 0.5B 845 and 817, 1.5B 2213 and 2185.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

from models.catalogue import CatalogueEntry
from models.errors import DoesNotFitError
from models.gguf import GgufHeader
from models.text import amount

BATCH_TOKENS = 512

_KV_BYTES = 2
_FLOAT_BYTES = 4
_CONTEXT_STEP_TOKENS = 256
# Python, numpy, our own modules and llama.cpp's libraries in the worker.
_PROCESS_BYTES = 60_000_000
# llama.cpp keeps every token's text, score and merges in hash tables: 170 to 350 bytes each.
_TOKEN_BYTES = 320
# Activations of a batch: attention and feed-forward hold several rows of the embedding's width at once.
_ACTIVATION_ROWS = 8
# What a model of the catalogue is guessed with: bits for each weight, the part of K-quants that is held twice, the
# cache where its shape is not known, and buffers for a vocabulary of 150,000 tokens.
_BITS = {"Q4": 5.0, "Q5": 6.0, "Q6": 6.6, "Q8": 8.5}
_REARRANGED_SHARE = 0.55
_KV_SHARE, _LARGEST_KV_BYTES = 0.4, 1_100_000_000
_USUAL_BUFFER_BYTES = 210_000_000
_USUAL_CELLS = 8192


@dataclass(frozen=True, slots=True)
class Fit:
    """The sum, and whether it fits. ``buffer_bytes`` includes the worker process itself.

    ``measured_bytes`` is the highest memory that this file was seen to take on this computer; it counts where it is
    known.
    """

    weights_bytes: int
    kv_bytes: int
    buffer_bytes: int
    available_bytes: int
    measured_bytes: int | None = None

    @property
    def estimated_bytes(self) -> int:
        return self.weights_bytes + self.kv_bytes + self.buffer_bytes

    @property
    def total_bytes(self) -> int:
        return self.estimated_bytes if self.measured_bytes is None else self.measured_bytes

    @property
    def fits(self) -> bool:
        return self.total_bytes <= self.available_bytes

    @property
    def sentence(self) -> str:
        """ "needs 2.2 GB: 1.7 GB weights + ...; 3.4 GB free", to be put after the model's name; "took 2.1 GB here
        (estimated 2.2 GB: ...); 3.4 GB free" where it was measured.
        """
        parts = (self.weights_bytes, "weights"), (self.kv_bytes, "context"), (self.buffer_bytes, "buffers")
        terms = " + ".join(f"{amount(count)} {what}" for count, what in parts)
        free = f"{amount(self.available_bytes)} free"
        if self.measured_bytes is not None:
            return (
                f"took {amount(self.measured_bytes)} here (estimated {amount(self.estimated_bytes)}: {terms}); {free}"
            )
        return f"needs {amount(self.total_bytes)}: {terms}; {free}"


def estimate(
    header: GgufHeader,
    context_tokens: int,
    sequences: int,
    available_bytes: int | None = None,
    *,
    output_rows: int | None = None,
    measured_bytes: int | None = None,
) -> Fit:
    """How much memory a model takes when loaded with this context.

    Args:
        context_tokens: cells of the unified KV cache, shared by all sequences.
        sequences: the most branches decoded together; each has its row of logits.
        available_bytes: measured now when None.
        output_rows: the most rows of one batch that give logits; one for each sequence when None. A backend that keeps
            hidden states switched on for prompts too outputs every row of a batch.
        measured_bytes: what ``models.memory`` knows of this file with this context.
    """
    available = free_bytes() if available_bytes is None else available_bytes
    weights = header.tensor_bytes + header.rearranged_bytes
    if multiplies_tiles():
        weights = header.tiled_mapped_bytes + header.tiled_bytes
    cells = -(-context_tokens // _CONTEXT_STEP_TOKENS) * _CONTEXT_STEP_TOKENS
    kv = cells * header.kv_width * _KV_BYTES
    buffers = _buffer_bytes(header, max(output_rows or 0, sequences))
    return Fit(weights, kv, buffers, available, measured_bytes)


def require_fit(
    header: GgufHeader,
    context_tokens: int,
    sequences: int,
    available_bytes: int | None = None,
    *,
    anyway: bool = False,
    output_rows: int | None = None,
    measured_bytes: int | None = None,
) -> Fit:
    """The estimate, or what was measured, if the model fits or is wanted anyway.

    Raises:
        DoesNotFitError: it does not fit; the sum is said.
    """
    fit = estimate(
        header, context_tokens, sequences, available_bytes, output_rows=output_rows, measured_bytes=measured_bytes
    )
    if not fit.fits and not anyway:
        name = header.name or "The model"
        raise DoesNotFitError(f"{name} {fit.sentence}. Choose a smaller model, close other programs, or add --anyway.")
    return fit


def expected_bytes(entry: CatalogueEntry) -> int:
    """About how much memory a model takes that is not here yet, on the safe side: its header tells it better.

    For the models that were measured: 0.5B 1.1 GB (really 0.8), 1.5B 2.2 (2.2), SmolLM2 0.5 (0.4), Gemma 0.8 (0.7).
    """
    bits = next((bits for prefix, bits in _BITS.items() if entry.quantization.startswith(prefix)), 16.0)
    weights = entry.bytes or round(entry.parameters * bits / 8)
    held = round(weights * (1 + (_REARRANGED_SHARE if entry.quantization.startswith("Q4_K") else 0)))
    if entry.layers and entry.kv_heads and entry.head_dim:
        kv = _USUAL_CELLS * entry.layers * entry.kv_heads * entry.head_dim * 2 * _KV_BYTES
    else:
        kv = min(_LARGEST_KV_BYTES, round(weights * _KV_SHARE))
    return held + kv + _USUAL_BUFFER_BYTES


def free_bytes() -> int:
    """Memory that a new process can have without swapping, a container's limit included."""
    return max(0, min(int(psutil.virtual_memory().available), container_bytes(Path("/sys/fs/cgroup"))))


def _buffer_bytes(header: GgufHeader, rows: int) -> int:
    outputs = rows * (header.vocabulary + header.embedding) * _FLOAT_BYTES
    logits_graph = rows * (header.vocabulary + 2 * header.embedding) * _FLOAT_BYTES
    activations = BATCH_TOKENS * header.embedding * _ACTIVATION_ROWS * _FLOAT_BYTES
    return _PROCESS_BYTES + header.vocabulary * _TOKEN_BYTES + outputs + logits_graph + activations


@cache
def multiplies_tiles() -> bool:
    """Whether this processor has AMX, whose layout llama.cpp copies more matrices into."""
    try:
        return "amx_int8" in Path("/proc/cpuinfo").read_text()
    except OSError:
        return False


def container_bytes(group: Path) -> int:
    """What a cgroup's limit leaves; a huge number where there is none."""
    unlimited = 1 << 62
    try:
        limit = (group / "memory.max").read_text().strip()
        if limit == "max":
            return unlimited
        statistics = dict(line.split() for line in (group / "memory.stat").read_text().splitlines())
        used = int((group / "memory.current").read_text()) - int(statistics.get("inactive_file", 0))
        return int(limit) - used
    except (OSError, ValueError):
        return unlimited
