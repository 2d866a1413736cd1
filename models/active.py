"""How many parameters a token is multiplied with: P in "2 P FLOPs for each token" (Kaplan et al. 2020, section 2.1).

A forward pass multiplies and adds once for each weight of each matrix, which makes 2 P FLOPs; what attention adds for
the tokens before is left out, as there and in *Smaller, Weaker, Yet Better* (Bansal et al. 2024).

Embeddings: looking up a token's row multiplies nothing, so the table counts only where it also serves as the output
layer, as it does in files that hold no other. The output layer counts. Of a mixture of experts those count that a
token is sent through. Norms and biases, far below 0.1 %, are left out.
"""

import math
from pathlib import Path

from models.gguf_write import GgufContents, TensorRecord, read_contents

_OUTPUT, _EMBEDDING = "output.weight", "token_embd.weight"
_TABLES = (_EMBEDDING, "per_layer_token_embd.weight", "position_embd.weight", "token_types.weight")
_EXPERTS = "_exps."


def active_parameters(path: Path) -> int:
    """P of a model file.

    Raises:
        UnknownModelError, BadModelFileError: see ``models.gguf.read_header``.
    """
    contents = read_contents(path)
    share = _used_share(contents)
    shares = {tensor: share if _EXPERTS in tensor.name else 1.0 for tensor in contents.tensors}
    output_is_table = all(tensor.name != _OUTPUT for tensor in contents.tensors)
    return round(
        sum(
            share * math.prod(tensor.shape)
            for tensor, share in shares.items()
            if _multiplies(tensor) or (output_is_table and tensor.name == _EMBEDDING)
        )
    )


def _multiplies(tensor: TensorRecord) -> bool:
    return len(tensor.shape) > 1 and tensor.name not in _TABLES


def _used_share(contents: GgufContents) -> float:
    """How many of its experts a token meets."""

    def count(name: str) -> int:
        found = [value.integer() for key, value in contents.values.items() if key.endswith(name)]
        return next((number for number in found if number), 0)

    used, there = count(".expert_used_count"), count(".expert_count")
    return used / there if used and there else 1.0
