"""The parameters that a token is multiplied with."""

from pathlib import Path

from models.active import active_parameters
from tests.helpers.model_files import TINY, MetadataValue, Tensor, gguf_of

_F32 = 0


def _model(path: Path, shapes: dict[str, tuple[int, ...]], **more: MetadataValue) -> Path:
    tensors: dict[str, Tensor] = {}
    for name, shape in shapes.items():
        size = 4
        for length in shape:
            size *= length
        tensors[name] = (shape, _F32, bytes(size))
    path.write_bytes(gguf_of({**TINY, **{key.replace("__", "."): value for key, value in more.items()}}, tensors))
    return path


BODY = {"token_embd.weight": (8, 3), "blk.0.attn_q.weight": (8, 8), "blk.0.attn_norm.weight": (8,)}


def test_an_embedding_that_is_the_output_layer_too_counts_once(tmp_path: Path) -> None:
    assert 8 * 3 + 8 * 8 == active_parameters(_model(tmp_path / "m.gguf", BODY))


def test_looking_up_a_row_multiplies_nothing_where_the_output_layer_is_its_own(tmp_path: Path) -> None:
    assert 8 * 3 + 8 * 8 == active_parameters(_model(tmp_path / "m.gguf", {**BODY, "output.weight": (8, 3)}))


def test_of_experts_those_count_that_a_token_meets(tmp_path: Path) -> None:
    shapes = {**BODY, "blk.0.ffn_up_exps.weight": (8, 4, 6)}
    path = _model(tmp_path / "m.gguf", shapes, llama__expert_count=6, llama__expert_used_count=2)
    assert 8 * 3 + 8 * 8 + 8 * 4 * 2 == active_parameters(path)
