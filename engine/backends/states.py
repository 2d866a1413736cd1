"""Hidden states of chosen layers, read while llama.cpp computes a batch.

llama.cpp asks a callback about each tensor of its graph before and after computing it. The answer is no for all but the
outputs of the wanted layers, so that the graph is cut into as many parts as there are layers. Measured: no difference
to a decode without it (docs/LOG.md). Switching on the embeddings of a context instead gives the last layer alone, and
puts every row of a batch through the output layer.
"""

import ctypes
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

import llama_cpp
import llama_cpp._ggml as ggml
import numpy as np
from llama_cpp._ctypes_extensions import load_shared_library
from numpy.typing import NDArray

_NAME = "l_out-{}"


def layer_names(layers: Sequence[int]) -> list[str]:
    """What llama.cpp calls the outputs of layers (residual stream, before the final norm); 0 is the first layer."""
    return [_NAME.format(layer) for layer in layers]


class LayerTap:
    """Reads tensors of the graph for all rows of a decode.

    Give ``callback`` to the context as ``cb_eval`` and keep this object as long as the context lives.
    """

    def __init__(self, names: Sequence[str], width: int, rows: int) -> None:
        """Make a tap.

        Args:
            names: of the tensors, one state in each row. width: size of a state. rows: most tokens of a batch.
        """
        library = _library()
        self._name = library.ggml_get_name
        self._name.restype, self._name.argtypes = ctypes.c_char_p, [ctypes.c_void_p]
        self._size = library.ggml_nbytes
        self._size.restype, self._size.argtypes = ctypes.c_size_t, [ctypes.c_void_p]
        self._get = library.ggml_backend_tensor_get
        self._get.restype, self._get.argtypes = (
            None,
            [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t],
        )
        self._wanted = {name.encode(): index for index, name in enumerate(names)}
        self._width = width
        self._states = np.zeros((len(names), rows, width), np.float32)
        self._counts = [0] * len(names)
        self.callback = llama_cpp.ggml_backend_sched_eval_callback(self._receive)

    def begin(self) -> None:
        """Forget the last decode."""
        self._counts = [0] * len(self._counts)

    def states(self, rows: int, outputs: NDArray[np.intp]) -> NDArray[np.float32] | None:
        """Shape (outputs, names, width), float32, of the rows that gave logits; None where a tensor was not seen.

        The last layer and what follows it is computed for those rows alone, the other layers for all ``rows`` that were
        decoded.
        """
        if 0 in self._counts:
            return None
        chosen = np.empty((len(outputs), len(self._counts), self._width), np.float32)
        for index, count in enumerate(self._counts):
            at = outputs if count >= rows else np.arange(len(outputs))
            chosen[:, index] = self._states[index, at]
        return chosen

    def _receive(self, tensor: int, ask: bool, _data: object) -> bool:
        index = self._wanted.get(self._name(tensor))
        if ask:
            return index is not None
        if index is not None:
            rows = self._size(tensor) // (4 * self._width)
            if self._counts[index] + rows <= self._states.shape[1]:
                self._get(tensor, self._states[index, self._counts[index] :].ctypes.data, 0, rows * 4 * self._width)
                self._counts[index] += rows
        return True


def _library() -> ctypes.CDLL:
    with suppress(OSError):
        return cast(ctypes.CDLL, load_shared_library("ggml-base", ggml.libggml_base_path))
    return cast(ctypes.CDLL, ggml.libggml)
