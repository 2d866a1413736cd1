"""The other ways to decode what a search of ours decoded: one by one, llama.cpp's server, and the bare loop.

Each arm repeats the shape of the tree, so many tokens after each prompt, with tokens that it samples itself: a step
that it wrote is in its cache when the next one follows, as it would be in a search of its own. None of them stops at
an end or runs a step.
"""

import json
import os
import subprocess
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import llama_cpp

from benchmarks._expansions import Child, Clock, Expansion, Recorded
from engine.backend import Backend, Row
from engine.types import ROOT, NodeId, SamplingParams

_SAMPLING = SamplingParams()
_STEP_TOKENS = 32
_CONTEXT_TOKENS = 8192
_BATCH_TOKENS = 512
_REQUEST_SECONDS = 1800


class NotMeasuredError(Exception):
    """An arm cannot run here; the text says why."""


@dataclass(frozen=True, slots=True)
class Timed:
    """What an arm took."""

    tokens: int
    seconds: float


class OneByOne:
    """``llama_cpp.Llama``, a candidate after the other, with its own reuse of the longest common prefix."""

    def __init__(self, model: Path, threads: int) -> None:
        self._llama = llama_cpp.Llama(
            str(model),
            n_ctx=_CONTEXT_TOKENS,
            n_batch=_BATCH_TOKENS,
            n_threads=threads,
            n_threads_batch=threads,
            verbose=False,
            no_perf=True,
        )

    def run(self, recorded: Recorded, clock: Clock) -> Timed:
        """Repeat the expansions."""
        self._generate(recorded.preamble, 1)
        texts: dict[NodeId, tuple[int, ...]] = {ROOT: (*recorded.preamble, *recorded.question)}
        tokens, started = 0, clock()
        for expansion in recorded.expansions:
            prompt = (*texts[expansion.parent], *expansion.mark)
            for child in expansion.children:
                written = self._generate(prompt, child.sampled)
                texts[child.node] = (*prompt, *written[: child.kept])
                tokens += len(written)
        return Timed(tokens, clock() - started)

    def close(self) -> None:
        """Free the model."""
        self._llama.close()

    def _generate(self, prompt: Sequence[int], count: int) -> list[int]:
        stream = self._llama.generate(
            list(prompt),
            top_k=_SAMPLING.top_k,
            top_p=_SAMPLING.top_p,
            min_p=_SAMPLING.min_p,
            temp=_SAMPLING.temperature,
        )
        return list(islice(stream, count))


class Server:
    """llama.cpp's server: as many slots as candidates, one unified cache, prompt cache on.

    Expansions whose parent is written are asked for together, as many requests at a time as there are slots.
    """

    def __init__(self, model: Path, threads: int, slots: int, python: str) -> None:
        """Start it with the interpreter ``python``.

        Raises:
            NotMeasuredError: that interpreter has no ``xllamacpp``, or the server did not start.
        """
        options = {
            "model": str(model),
            "threads": threads,
            "slots": slots,
            "context_tokens": 2 * _CONTEXT_TOKENS,
            "batch_tokens": _BATCH_TOKENS,
        }
        script = Path(__file__).with_name("_server_child.py")
        # Not this project's folder first on its path: its packages are another environment's.
        self._process = subprocess.Popen(
            [python, "-P", str(script), json.dumps(options)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._slots = slots
        self._address = self._read_address()

    @property
    def pid(self) -> int:
        """The server's process id."""
        return self._process.pid

    def run(self, recorded: Recorded, clock: Clock) -> Timed:
        """Repeat the expansions."""
        with ThreadPoolExecutor(self._slots) as pool:
            list(pool.map(lambda slot: self._complete(recorded.preamble, 1, slot), range(self._slots)))
            texts: dict[NodeId, tuple[int, ...]] = {ROOT: (*recorded.preamble, *recorded.question)}
            waiting = list(recorded.expansions)
            tokens, started = 0, clock()
            while waiting:
                ready = [expansion for expansion in waiting if expansion.parent in texts]
                waiting = [expansion for expansion in waiting if expansion.parent not in texts]
                asked = [(expansion, child) for expansion in ready for child in expansion.children]
                for (_, child), (prompt, written) in zip(
                    asked, pool.map(lambda pair: self._write(texts, *pair), asked), strict=True
                ):
                    texts[child.node] = (*prompt, *written[: child.kept])
                    tokens += len(written)
            return Timed(tokens, clock() - started)

    def close(self) -> None:
        """End the server."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _write(
        self, texts: dict[NodeId, tuple[int, ...]], expansion: Expansion, child: Child
    ) -> tuple[tuple[int, ...], list[int]]:
        prompt = (*texts[expansion.parent], *expansion.mark)
        return prompt, self._complete(prompt, child.sampled)

    def _complete(self, prompt: Sequence[int], count: int, slot: int = -1) -> list[int]:
        """Sample so many tokens in this slot; -1 lets the server choose the one that holds most of the prompt."""
        body = {
            "prompt": list(prompt),
            "id_slot": slot,
            "n_predict": count,
            "ignore_eos": True,
            "cache_prompt": True,
            "return_tokens": True,
            "temperature": _SAMPLING.temperature,
            "top_k": _SAMPLING.top_k,
            "top_p": _SAMPLING.top_p,
            "min_p": _SAMPLING.min_p,
        }
        request = urllib.request.Request(
            f"{self._address}/completion", json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=_REQUEST_SECONDS) as answer:
            written: list[int] = json.loads(answer.read())["tokens"]
        return written

    def _read_address(self) -> str:
        assert self._process.stdout is not None
        answer: dict[str, str] = next((json.loads(line) for line in self._process.stdout if line.startswith("{")), {})
        if "address" in answer:
            return str(answer["address"])
        self.close()
        raise NotMeasuredError(answer.get("error", "the server did not start"))


def bare_loop(backend: Backend, recorded: Recorded, width: int, tokens: int, clock: Clock) -> Timed:
    """The raw limit: ``width`` branches below the same prompt, one token each per decode; nothing is looked at.

    The branches are as long as steps are, then they begin anew.
    """
    prompt = (*recorded.preamble, *recorded.question)
    size = backend.info.batch_tokens
    for sequence in range(width + 1):
        backend.drop_sequence(sequence)
    for start in range(0, len(prompt), size):
        part = prompt[start : start + size]
        backend.decode([Row(token, start + at, width, False) for at, token in enumerate(part)])
    done, started = 0, clock()
    while done < tokens:
        for branch in range(width):
            backend.drop_sequence(branch)
            backend.copy_sequence(width, branch, len(prompt))
        for at in range(_STEP_TOKENS):
            # Branches differ, as candidates do.
            rows = [
                Row(prompt[(7 * branch + at) % len(prompt)], len(prompt) + at, branch, True) for branch in range(width)
            ]
            backend.decode(rows)
        done += width * _STEP_TOKENS
    seconds = clock() - started
    for sequence in range(width + 1):
        backend.drop_sequence(sequence)
    return Timed(done, seconds)


def processor_seconds(pid: int) -> float:
    """Processor time of another process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
