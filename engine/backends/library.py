"""llama.cpp's libraries, made ready for use once in a process."""

import ctypes
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import llama_cpp
import llama_cpp._ggml as ggml
from llama_cpp._ctypes_extensions import load_shared_library


@cache
def start_llama_cpp() -> None:
    """Initialise llama.cpp; safe to call again.

    The portable build keeps what computes in libraries of its own, one for each instruction set (ggml's
    ``GGML_BACKEND_DL``): ggml tries them and keeps the fastest that this computer can run.
    """
    load_all = getattr(ggml.libggml, "ggml_backend_load_all_from_path", None)
    if load_all is not None and _registered() == 0:
        load_all.argtypes, load_all.restype = [ctypes.c_char_p], None
        load_all(os.fsencode(Path(str(llama_cpp.__file__)).parent / "lib"))
    llama_cpp.llama_backend_init()


def ggml_libraries() -> list[ctypes.CDLL]:
    """The libraries over which ggml's functions are spread."""
    libraries = [ggml.libggml]
    # On Windows a library does not show the functions of those it depends on.
    with suppress(OSError):
        libraries.append(load_shared_library("ggml-base", ggml.libggml_base_path))
    return libraries


def _registered() -> int:
    for library in ggml_libraries():
        count = getattr(library, "ggml_backend_reg_count", None)
        if count is not None:
            count.argtypes, count.restype = [], ctypes.c_size_t
            return int(count())
    return 0
