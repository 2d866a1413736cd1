"""A loaded model that reads instead of writing: with an adapter, in a context of its own beside the policy's.

The weights are those of the policy and are not loaded twice. What was read before and is the beginning of the next text
is not computed again.
"""

import ctypes
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from engine.backends.states import LayerTap
from engine.cache import common_prefix
from engine.errors import BackendError, DecodeAbortedError

CONTEXT_TOKENS = 8192
SEQUENCES = 32
_BATCH_TOKENS = 512
_FINAL = "result_norm"


class LlamaReader:
    """The last hidden states of texts, after the final norm."""

    def __init__(self, model: Any, adapter: Path, threads: int, abort: Any, width: int) -> None:
        """Open a context over a loaded model.

        Args:
            model: llama.cpp's. adapter: that fits it. abort: callback and data that stop a decode.

        Raises:
            BackendError: the adapter cannot be read, or there is no memory.
        """
        handle = llama_cpp.llama_adapter_lora_init(model, os.fsencode(adapter))
        if not handle:
            raise BackendError(f"llama.cpp cannot load the preference model {adapter.name}; train it anew.")
        self._tap = LayerTap((_FINAL,), width, _BATCH_TOKENS)
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = CONTEXT_TOKENS, _BATCH_TOKENS, _BATCH_TOKENS
        params.n_seq_max = SEQUENCES
        params.n_threads = params.n_threads_batch = threads
        params.kv_unified = params.swa_full = True
        params.no_perf = True
        params.cb_eval = self._tap.callback
        self._context = llama_cpp.llama_init_from_model(model, params)
        if not self._context:
            raise BackendError(
                "There is not enough memory for the preference model's context; close other programs or search without"
                " it (--ppm none)."
            )
        handles = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(handle)
        llama_cpp.llama_set_adapters_lora(self._context, handles, 1, (ctypes.c_float * 1)(1.0))
        llama_cpp.llama_set_abort_callback(self._context, *abort)
        self._memory = llama_cpp.llama_get_memory(self._context)
        # What each sequence holds; the one that was used last stands last.
        self._held: dict[int, tuple[int, ...]] = dict.fromkeys(range(SEQUENCES), ())
        self.evaluated_tokens = 0

    def state(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Shape (width,), of the last of some tokens.

        Raises:
            DecodeAbortedError: stopped by request; nothing changed.
            BackendError: the text is too long, or llama.cpp cannot go on.
        """
        if len(tokens) > CONTEXT_TOKENS:
            raise BackendError("This solution is too long for the preference model; search without it (--ppm none).")
        source = max(self._held, key=lambda sequence: common_prefix(self._held[sequence], tokens))
        # The last token is computed anew where all are held: its state is wanted.
        shared = min(common_prefix(self._held[source], tokens), len(tokens) - 1)
        target = self._target(source, shared)
        self._make_room(len(tokens) - shared, target)
        for start in range(shared, len(tokens), _BATCH_TOKENS):
            self._decode(target, tokens[start : start + _BATCH_TOKENS], start, len(tokens) - 1)
        del self._held[target]
        self._held[target] = tuple(tokens)
        rows = len(tokens) - start
        found = self._tap.states(rows, np.array([rows - 1]))
        if found is None:
            raise BackendError("The preference model gave no state; search without it (--ppm none).")
        return np.asarray(found[0, 0], np.float32)

    def close(self) -> None:
        """Free the context; the model frees the adapter."""
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            self._context = None

    def _target(self, source: int, shared: int) -> int:
        """The sequence to write into, holding what is shared: the source itself if the text goes on with all it holds,
        else the one that was used longest ago.
        """
        if shared >= len(self._held[source]) - 1:
            target = source
        else:
            target = next(sequence for sequence in self._held if sequence != source)
            self._drop(target)
            if shared:
                llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, shared)
        llama_cpp.llama_memory_seq_rm(self._memory, target, shared, -1)
        self._held[target] = self._held[source][:shared]
        return target

    def _make_room(self, wanted: int, keep: int) -> None:
        """Forget what was used longest ago until so many cells are free; shared cells are counted once for each
        sequence, so that more is forgotten than need be, and never less.
        """
        for sequence in [sequence for sequence in self._held if sequence != keep]:
            if sum(map(len, self._held.values())) + wanted <= CONTEXT_TOKENS:
                return
            self._drop(sequence)

    def _drop(self, sequence: int) -> None:
        llama_cpp.llama_memory_seq_rm(self._memory, sequence, -1, -1)
        self._held[sequence] = ()

    def _decode(self, sequence: int, tokens: Sequence[int], start: int, last: int) -> None:
        batch = llama_cpp.llama_batch_init(len(tokens), 0, 1)
        try:
            batch.n_tokens = len(tokens)
            for place, token in enumerate(tokens):
                batch.token[place], batch.pos[place] = token, start + place
                batch.n_seq_id[place], batch.seq_id[place][0] = 1, sequence
                batch.logits[place] = start + place == last
            self._tap.begin()
            code = llama_cpp.llama_decode(self._context, batch)
        finally:
            llama_cpp.llama_batch_free(batch)
        if code:
            self._drop(sequence)
        if code == 2:
            raise DecodeAbortedError("Stopped.")
        if code:
            raise BackendError(f"llama.cpp could not evaluate the preference model (code {code}).")
        self.evaluated_tokens += len(tokens)
