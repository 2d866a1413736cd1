"""llama.cpp's libraries, made ready for use once in a process."""

import ctypes
import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import cast

import llama_cpp
import llama_cpp._ggml as ggml
from llama_cpp._ctypes_extensions import load_shared_library


@cache
def start_llama_cpp() -> None:
    """Initialise llama.cpp; safe to call again.

    The portable build keeps what computes in libraries of its own, one for each instruction set (ggml's
    ``GGML_BACKEND_DL``): ggml tries them and keeps the fastest that this computer can run.
    """
    if _function("ggml_backend_reg_count", [], ctypes.c_size_t)() == 0:
        folder = Path(str(llama_cpp.__file__)).parent / "lib"
        _function("ggml_backend_load_all_from_path", [ctypes.c_char_p], None)(os.fsencode(folder))
    llama_cpp.llama_backend_init()


def ggml_libraries() -> list[ctypes.CDLL]:
    """The libraries over which ggml's functions are spread.

    The wheel holds each library under several names. libllama comes first, because asked through it, the functions are
    those of the copies that it computes with; on Windows it does not show them, but there are no copies there.
    """
    libraries = [llama_cpp.llama_cpp._lib, ggml.libggml]
    with suppress(OSError):
        libraries.append(load_shared_library("ggml-base", ggml.libggml_base_path))
    return libraries


def _function(name: str, arguments: list[type], result: type | None) -> "ctypes._NamedFuncPointer":
    holder = next(library for library in ggml_libraries() if hasattr(library, name))
    function = getattr(holder, name)
    function.argtypes, function.restype = arguments, result
    return cast("ctypes._NamedFuncPointer", function)
