"""pp512 and tg128 as ``stepwise compare`` tells them beside a raw llama.cpp loop on the same file, in one run.

``python -m benchmarks.rates [--quick] [--json FILE] [--model ID] [--threads N]``. The two take turns round by round,
each round in the other direction, in one process with a context each; the medians of the rounds are compared.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import llama_cpp

from benchmarks._report import Option, arguments, find_model, report, write_json
from engine.backends.llama import LlamaBackend, LlamaOptions, default_threads
from engine.throughput import GENERATED_TOKENS, PROMPT_TOKENS, measure_throughput

_CONTEXT_TOKENS = 2048
_TOKEN = 100

Rates = tuple[float, float]


class RawLoop:
    """llama.cpp's C functions and nothing else: what llama-bench does."""

    def __init__(self, path: Path, threads: int) -> None:
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), llama_cpp.llama_model_default_params())
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = _CONTEXT_TOKENS, PROMPT_TOKENS, PROMPT_TOKENS
        params.n_threads = params.n_threads_batch = threads
        params.no_perf = True
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        self._tokens = (llama_cpp.llama_token * PROMPT_TOKENS)(*([_TOKEN] * PROMPT_TOKENS))

    def rates(self) -> Rates:
        """Tokens a second of pp512 and tg128, each after one that is not counted."""
        return self._rate(self._read, PROMPT_TOKENS), self._rate(self._write, GENERATED_TOKENS)

    def close(self) -> None:
        """Free the context and the model."""
        llama_cpp.llama_free(self._context)
        llama_cpp.llama_model_free(self._model)

    def _rate(self, work: Callable[[], None], tokens: int) -> float:
        found = 0.0
        for _ in range(2):
            llama_cpp.llama_memory_clear(llama_cpp.llama_get_memory(self._context), True)
            started = time.perf_counter()
            work()
            found = tokens / (time.perf_counter() - started)
        return found

    def _read(self) -> None:
        llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(self._tokens, PROMPT_TOKENS))
        llama_cpp.llama_synchronize(self._context)

    def _write(self) -> None:
        for _ in range(GENERATED_TOKENS):
            llama_cpp.llama_decode(self._context, llama_cpp.llama_batch_get_one(self._tokens, 1))
            llama_cpp.llama_synchronize(self._context)


def main() -> int:
    """Measure, print one table."""
    options = arguments(__doc__ or "", (Option("model", "id of a model"), Option("threads", "threads of both", int)))
    path = find_model(options.model)
    threads = options.threads or default_threads()
    backend = LlamaBackend(path, LlamaOptions(context_tokens=_CONTEXT_TOKENS, sequences=1, threads=threads))
    raw = RawLoop(path, threads)
    found: dict[str, list[Rates]] = {"ours": [], "raw llama.cpp": []}

    def ours() -> Rates:
        prompt, generated = measure_throughput(backend, 1)
        return prompt[0], generated[0]

    arms: list[tuple[str, Callable[[], Rates]]] = [("ours", ours), ("raw llama.cpp", raw.rates)]
    try:
        for number in range(3 if options.quick else 9):
            for name, measure in arms if number % 2 else reversed(arms):
                found[name].append(measure())
    finally:
        raw.close()
        backend.close()
    rows = {name: [median(rates) for rates in zip(*measured, strict=True)] for name, measured in found.items()}
    mine, theirs = rows["ours"], rows["raw llama.cpp"]
    shares = [one / other for one, other in zip(mine, theirs, strict=True)]
    lines = [[name, *(f"{rate:.1f}" for rate in rates)] for name, rates in rows.items()]
    report(
        f"{path.name}, {threads} threads",
        ("arm", "pp512 t/s", "tg128 t/s"),
        lines,
        {"ours as a share of raw, pp512": shares[0], "tg128": shares[1]},
    )
    write_json(options.json, {"model": path.name, "threads": threads, "rates": found, "shares": shares})
    return 0


if __name__ == "__main__":
    sys.exit(main())
