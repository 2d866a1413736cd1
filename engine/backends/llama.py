"""llama.cpp as a ``Backend``: one context, many sequences, one unified KV cache. The only importer of llama_cpp.

The C functions are called directly: the high-level class of llama-cpp-python knows neither batches nor shared prefixes,
and hides return codes.
"""

import ctypes
import os
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

from engine.backend import ChatMessage, DecodeOutput, ModelInfo, Row
from engine.backends.devices import Registry, hardware_line, read_registry
from engine.backends.library import ggml_libraries, start_llama_cpp
from engine.backends.reader import LlamaReader
from engine.backends.states import LayerTap, layer_names
from engine.errors import BackendError, DecodeAbortedError, NoKvRoomError
from models.adapter import read_adapter, require_adapter_fits
from models.errors import KnownError

_CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)
_LOG_LEVEL_WARN = 3
_FLASH_ATTENTION = {
    None: llama_cpp.LLAMA_FLASH_ATTN_TYPE_AUTO,
    False: llama_cpp.LLAMA_FLASH_ATTN_TYPE_DISABLED,
    True: llama_cpp.LLAMA_FLASH_ATTN_TYPE_ENABLED,
}
# Polled between graph nodes: true as soon as the flag it is given holds a character. A function of C needs no Python,
# while a Python callback would take the GIL some 700 times a decode.
_STRLEN = ctypes.cast(ctypes.CDLL(None).strlen, llama_cpp.ggml_abort_callback)


@dataclass(frozen=True, slots=True)
class LlamaOptions:
    """How a model is loaded.

    Attributes:
        threads: 0 chooses. gpu_layers: -1 offloads all where the build can.
        flash_attention: None leaves it to llama.cpp.
        layers: whose outputs are wanted as hidden states, for a preference model; 0 is the first layer.
        adapter: LoRA adapter (GGUF) that is added to the model.
        padding: at index n, how many rows to decode for n of them, as ``engine.padding`` finds them; () adds
            none.
    """

    context_tokens: int = 8192
    sequences: int = 64
    batch_tokens: int = 512
    threads: int = 0
    gpu_layers: int = -1
    flash_attention: bool | None = None
    layers: tuple[int, ...] = ()
    padding: tuple[int, ...] = ()
    adapter: Path | None = None


def default_threads() -> int:
    """Cores worth using for decoding: all of two, otherwise one fewer than the physical ones (the sandbox needs
    one).
    """
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return usable if usable <= 2 else max(2, usable - 1)


def installed_devices() -> Registry:
    """What the installed build of llama.cpp can compute on."""
    start_llama_cpp()
    return read_registry(ggml_libraries())


class _Log:
    """Keeps the last warnings of llama.cpp, so that an error can say why."""

    def __init__(self) -> None:
        self.lines: deque[str] = deque(maxlen=12)
        self._callback = llama_cpp.llama_log_callback(self._receive)
        llama_cpp.llama_log_set(self._callback, ctypes.c_void_p(0))

    def _receive(self, level: int, text: bytes, _data: object) -> None:
        if level >= _LOG_LEVEL_WARN and (line := text.decode("utf-8", "replace").strip()):
            self.lines.append(line)

    def last(self) -> str:
        """The last line that names an error, or the last line."""
        errors = [line for line in self.lines if "error" in line.lower() or "failed" in line.lower()]
        chosen = (errors or list(self.lines) or [""])[-1]
        return f" ({chosen})" if chosen else ""


class _Batch:
    """A ``llama_batch`` over numpy arrays that are allocated once and filled without a Python loop."""

    def __init__(self, capacity: int) -> None:
        self._token = np.zeros(capacity, np.int32)
        self._position = np.zeros(capacity, np.int32)
        self._sequence = np.zeros(capacity, np.int32)
        self._output = np.zeros(capacity, np.int8)
        self._count = np.ones(capacity, np.int32)
        base = self._sequence.ctypes.data
        self._pointers = (base + 4 * np.arange(capacity, dtype=np.uint64)).astype(np.uint64)
        self.struct = llama_cpp.llama_batch()
        # The stubs call these fields arrays; they are C pointers.
        int32, int8 = ctypes.POINTER(ctypes.c_int32), ctypes.POINTER(ctypes.c_int8)
        pointers: dict[str, Any] = {
            "token": ctypes.cast(self._token.ctypes.data, int32),
            "pos": ctypes.cast(self._position.ctypes.data, int32),
            "n_seq_id": ctypes.cast(self._count.ctypes.data, int32),
            "seq_id": ctypes.cast(self._pointers.ctypes.data, ctypes.POINTER(int32)),
            "logits": ctypes.cast(self._output.ctypes.data, int8),
        }
        for name, pointer in pointers.items():
            setattr(self.struct, name, pointer)

    def fill(self, rows: Sequence[Row]) -> NDArray[np.intp]:
        """Copy rows in; returns the indexes of those that ask for output."""
        count = len(rows)
        table = np.array(rows, dtype=np.int32)
        self._token[:count] = table[:, 0]
        self._position[:count] = table[:, 1]
        self._sequence[:count] = table[:, 2]
        self._output[:count] = table[:, 3]
        self.struct.n_tokens = count
        return np.flatnonzero(table[:, 3])

    def pad(self, count: int, sequence: int, outputs: int) -> None:
        """Fill up to ``count`` rows with any token in a sequence of their own; the first ``outputs`` give logits."""
        filled = self.struct.n_tokens
        self._token[filled:count] = 0
        self._position[filled:count] = np.arange(count - filled)
        self._sequence[filled:count] = sequence
        self._output[filled:count] = np.arange(count - filled) < outputs
        self.struct.n_tokens = count


class LlamaBackend:
    """A GGUF model in one llama.cpp context; see ``engine.backend.Backend`` for the contract of each method."""

    _log: _Log | None = None

    def __init__(self, path: Path, options: LlamaOptions) -> None:
        """Load the model.

        Raises:
            BackendError: llama.cpp could not load the file or make a context; the sentence carries its own reason.
        """
        if LlamaBackend._log is None:
            LlamaBackend._log = _Log()
            start_llama_cpp()
        self._log_lines = LlamaBackend._log
        self._log_lines.lines.clear()
        started = time.monotonic()
        self._threads = options.threads or default_threads()
        self._path = path
        self._reader: LlamaReader | None = None
        self._model = self._load(path, options)
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        self._tap = self._layer_tap(options)
        # Before the context is made, whose graphs have to hold it.
        adapter = self._load_adapter(path, options.adapter)
        self._context = self._make_context(options)
        self._add_adapter(adapter)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._abort_flag = ctypes.create_string_buffer(2)
        llama_cpp.llama_set_abort_callback(self._context, _STRLEN, ctypes.cast(self._abort_flag, ctypes.c_void_p))
        self._batch = _Batch(options.batch_tokens)
        self._padding = tuple(min(rows, options.batch_tokens) for rows in options.padding)
        self._pad_sequence = options.sequences
        self._pieces: dict[int, bytes] = {}
        self._template = self._chat_template()
        self._info = self._describe(options, (time.monotonic() - started) * 1000)

    @property
    def info(self) -> ModelInfo:
        """Facts of the loaded model."""
        return self._info

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        raw = text.encode("utf-8", "replace")
        capacity = len(raw) + 8
        buffer = (llama_cpp.llama_token * capacity)()
        count = llama_cpp.llama_tokenize(self._vocab, raw, len(raw), buffer, capacity, False, special)
        if count < 0:
            raise BackendError("The model's tokenizer refused the text; choose another model.")
        return list(buffer[:count])

    def token_bytes(self, token: int) -> bytes:
        if (piece := self._pieces.get(token)) is None:
            buffer = ctypes.create_string_buffer(256)
            size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, 256, 0, False)
            if size < 0:
                # The piece is longer than the buffer; the negated size is what it takes.
                buffer = ctypes.create_string_buffer(-size)
                size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, -size, 0, False)
            piece = buffer.raw[: max(0, size)]
            self._pieces[token] = piece
        return piece

    def is_end(self, token: int) -> bool:
        return bool(llama_cpp.llama_vocab_is_eog(self._vocab, token))

    def render_chat(self, messages: Sequence[ChatMessage]) -> str:
        # llama.cpp recognises the family of a template and writes the turns itself: template code is never executed.
        text = self._apply(self._template, messages)
        if text is None:
            text = self._apply(_CHATML, messages)
        if text is None:
            raise BackendError("The chat template of this model cannot be used; choose another model.")
        return self._bos() + text

    def decode(self, rows: Sequence[Row]) -> DecodeOutput:
        outputs = self._batch.fill(rows)
        code = self._decode_padded(len(rows), len(outputs))
        if code == 1:
            raise NoKvRoomError(
                "The model's memory for open branches is full; use fewer candidates or a larger context."
            )
        if code == 2:
            raise DecodeAbortedError("Stopped.")
        if code != 0:
            raise BackendError(f"llama.cpp could not evaluate the batch (code {code}){self._log_lines.last()}.")
        logits = _view(llama_cpp.llama_get_logits(self._context), len(outputs), self._info.vocabulary)
        return DecodeOutput(
            logits=logits, hidden=self._tap.states(self._batch.struct.n_tokens, outputs) if self._tap else None
        )

    def _decode_padded(self, rows: int, outputs: int) -> int:
        """Decode the batch, filled up to a number of rows that is faster; returns llama.cpp's code."""
        padded = self._padding[rows] if rows < len(self._padding) else rows
        if self._tap:
            self._tap.begin()
        if padded <= rows:
            return int(llama_cpp.llama_decode(self._context, self._batch.struct))
        wanted = self._padding[outputs] if outputs < len(self._padding) else outputs
        self._batch.pad(padded, self._pad_sequence, wanted - outputs)
        code = int(llama_cpp.llama_decode(self._context, self._batch.struct))
        llama_cpp.llama_memory_seq_rm(self._memory, self._pad_sequence, -1, -1)
        if code == 1:
            self._batch.struct.n_tokens = rows
            if self._tap:
                self._tap.begin()
            code = int(llama_cpp.llama_decode(self._context, self._batch.struct))
        return code

    def copy_sequence(self, source: int, target: int, length: int) -> None:
        llama_cpp.llama_memory_seq_cp(self._memory, source, target, 0, length)

    def drop_sequence(self, sequence: int, start: int = 0) -> None:
        if not llama_cpp.llama_memory_seq_rm(self._memory, sequence, start, -1):
            raise BackendError("This model's memory cannot be cut back in mid-sequence; choose another model.")

    def request_abort(self) -> None:
        self._abort_flag.value = b"x"

    def clear_abort(self) -> None:
        self._abort_flag.value = b""

    def reader(self, adapter: Path) -> LlamaReader:
        """The same model with an adapter, in a context of its own; closed with this backend.

        Raises:
            KnownError: the adapter was made for another model or cannot be read, or there is no memory.
        """
        require_adapter_fits(read_adapter(adapter), self._path, self._path.name)
        abort = _STRLEN, ctypes.cast(self._abort_flag, ctypes.c_void_p)
        self._reader = LlamaReader(self._model, adapter, self._threads, abort, self._info.width)
        return self._reader

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
        if self._context is not None:
            llama_cpp.llama_free(self._context)
            llama_cpp.llama_model_free(self._model)
            self._context = self._model = None

    def _load(self, path: Path, options: LlamaOptions) -> Any:
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = options.gpu_layers if options.gpu_layers >= 0 else 999
        model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
        if not model:
            raise BackendError(
                f"llama.cpp cannot load {path.name}{self._log_lines.last()}; fetch it again or choose another."
            )
        return model

    def _load_adapter(self, path: Path, adapter: Path | None) -> Any:
        """llama.cpp's handle, which the model frees; None without an adapter.

        Raises:
            KnownError: it was made for another model, or cannot be read.
        """
        if adapter is None:
            return None
        try:
            require_adapter_fits(read_adapter(adapter), path, path.name)
            handle = llama_cpp.llama_adapter_lora_init(self._model, os.fsencode(adapter))
            if not handle:
                raise BackendError(
                    f"llama.cpp cannot load the adapter {adapter.name}{self._log_lines.last()}; make it anew."
                )
        except KnownError:
            llama_cpp.llama_model_free(self._model)
            raise
        return handle

    def _add_adapter(self, adapter: Any) -> None:
        if adapter is None:
            return
        handles = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(adapter)
        if llama_cpp.llama_set_adapters_lora(self._context, handles, 1, (ctypes.c_float * 1)(1.0)) != 0:
            self.close()
            raise BackendError(f"llama.cpp cannot use the adapter{self._log_lines.last()}; choose another model.")

    def _layer_tap(self, options: LlamaOptions) -> LayerTap | None:
        layers = int(llama_cpp.llama_model_n_layer(self._model))
        if not options.layers:
            return None
        if max(options.layers) >= layers or min(options.layers) < 0:
            llama_cpp.llama_model_free(self._model)
            raise BackendError(f"This model has {layers} layers; the preference model wants others. Choose another.")
        width = int(llama_cpp.llama_model_n_embd(self._model))
        return LayerTap(layer_names(options.layers), width, options.batch_tokens)

    def _make_context(self, options: LlamaOptions) -> Any:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = options.context_tokens
        params.n_batch = params.n_ubatch = options.batch_tokens
        params.n_seq_max = options.sequences + bool(options.padding)
        params.n_threads = params.n_threads_batch = self._threads
        params.kv_unified = True
        params.swa_full = True
        params.pooling_type = llama_cpp.LLAMA_POOLING_TYPE_NONE
        params.no_perf = True
        if self._tap:
            params.cb_eval = self._tap.callback
        params.flash_attn_type = _FLASH_ATTENTION[options.flash_attention]
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            llama_cpp.llama_model_free(self._model)
            raise BackendError(
                f"There is not enough memory for a context of {options.context_tokens} tokens"
                f"{self._log_lines.last()}; close other programs or choose a smaller model."
            )
        return context

    def _describe(self, options: LlamaOptions, load_ms: float) -> ModelInfo:
        buffer = ctypes.create_string_buffer(256)
        llama_cpp.llama_model_desc(self._model, buffer, 256)
        layers = int(llama_cpp.llama_model_n_layer(self._model))
        return ModelInfo(
            description=buffer.value.decode("utf-8", "replace"),
            parameters=int(llama_cpp.llama_model_n_params(self._model)),
            vocabulary=int(llama_cpp.llama_vocab_n_tokens(self._vocab)),
            width=int(llama_cpp.llama_model_n_embd(self._model)),
            layers=layers,
            context_tokens=int(llama_cpp.llama_n_ctx(self._context)),
            sequences=options.sequences,
            batch_tokens=options.batch_tokens,
            threads=self._threads,
            hardware=hardware_line(installed_devices(), self._threads, options.gpu_layers, layers),
            load_ms=load_ms,
        )

    def _chat_template(self) -> str:
        raw = llama_cpp.llama_model_chat_template(self._model, None)
        return raw.decode("utf-8", "replace") if raw else _CHATML

    def _apply(self, template: str, messages: Sequence[ChatMessage]) -> str | None:
        chat = (llama_cpp.llama_chat_message * len(messages))()
        for slot, message in zip(chat, messages, strict=True):
            slot.role = message.role.encode()
            slot.content = message.content.encode("utf-8", "replace").replace(b"\0", b" ")
        size = 1024 + 2 * sum(len(message.content.encode("utf-8", "replace")) for message in messages)
        buffer = ctypes.create_string_buffer(size)
        raw = template.encode("utf-8", "replace").replace(b"\0", b" ")
        written = llama_cpp.llama_chat_apply_template(raw, chat, len(messages), True, buffer, size)
        if written < 0 or written > size:
            return None
        return buffer.raw[:written].decode("utf-8", "replace")

    def _bos(self) -> str:
        if not llama_cpp.llama_vocab_get_add_bos(self._vocab):
            return ""
        buffer = ctypes.create_string_buffer(64)
        token = llama_cpp.llama_vocab_bos(self._vocab)
        size = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, 64, 0, True)
        return buffer.raw[: max(0, size)].decode("utf-8", "replace")


def _view(pointer: Any, rows: int, width: int) -> NDArray[np.float32]:
    """A C array of floats as numpy, without a copy."""
    if rows == 0:
        return np.empty((0, width), np.float32)
    return np.ctypeslib.as_array(pointer, shape=(rows, width))
