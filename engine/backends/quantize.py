"""The child process that re-quantizes a model through llama.cpp; ``engine.quantizer`` starts it and reads what it says.

Standard output takes one line "done/total" for each tensor, standard error the reason when it fails.
"""

import ctypes
import os
import re
import sys
from collections import deque
from collections.abc import Sequence

import llama_cpp
import msgspec

from engine.backends.library import start_llama_cpp
from engine.helper_process import end_with_the_host
from engine.quantizer import QuantizeJob
from models.ggml import FILE_TYPES, TENSOR_TYPES

_FILE_TYPE_NUMBERS = {name: number for number, name in FILE_TYPES.items()}
_TENSOR_TYPE_NUMBERS = {kind.name: number for number, kind in TENSOR_TYPES.items()}
_LOG_LEVEL_WARN = 3
_TEXT_OVERRIDE = 3
_PROGRESS = re.compile(rb"\[\s*(\d+)/\s*(\d+)\]")


def main(arguments: Sequence[str]) -> int:
    """Do the job that the first argument describes; returns the exit code."""
    try:
        job = msgspec.json.decode(arguments[0] if arguments else "", type=QuantizeJob)
    except msgspec.MsgspecError:
        sys.stderr.write("This is started by Stepwise itself; use 'stepwise models quantize'.\n")
        return 2
    end_with_the_host()
    warnings: deque[str] = deque(maxlen=12)
    receive = llama_cpp.llama_log_callback(lambda level, text, _data: _log(level, text, warnings))
    llama_cpp.llama_log_set(receive, ctypes.c_void_p(0))
    start_llama_cpp()
    code = _quantize(job)
    if code != 0:
        errors = [line for line in warnings if "fail" in line.lower() or "error" in line.lower()]
        sys.stderr.write((errors or [*warnings, f"code {code}"])[-1] + "\n")
        return 3
    return 0


def _quantize(job: QuantizeJob) -> int:
    params = llama_cpp.llama_model_quantize_default_params()
    # The structure's end is marked by an override without a key.
    overrides = (llama_cpp.llama_model_kv_override * (len(job.keys) + 1))()
    for override, (key, text) in zip(overrides, job.keys.items(), strict=False):
        override.tag, override.key = _TEXT_OVERRIDE, key.encode()
        override.value = llama_cpp.llama_model_kv_override_value(val_str=text.encode()[:127])
    fields = {
        "ftype": _FILE_TYPE_NUMBERS[job.type_name],
        "nthread": job.threads,
        "allow_requantize": job.allow_requantize,
        "kv_overrides": overrides,
    }
    if job.output_type is not None:
        fields["output_tensor_type"] = _TENSOR_TYPE_NUMBERS[job.output_type]
    for name, value in fields.items():
        setattr(params, name, value)
    return int(llama_cpp.llama_model_quantize(os.fsencode(job.source), os.fsencode(job.target), ctypes.byref(params)))


def _log(level: int, text: bytes, warnings: deque[str]) -> None:
    if (found := _PROGRESS.search(text)) is not None:
        sys.stdout.write(f"{int(found[1])}/{int(found[2])}\n")
        sys.stdout.flush()
    elif level >= _LOG_LEVEL_WARN and (line := text.decode("utf-8", "replace").strip()):
        warnings.append(line)
