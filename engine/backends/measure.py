"""The child process that measures a model file; ``engine.measuring`` starts it. Its last line is what it found."""

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np

from engine.backends.llama import LlamaBackend, LlamaOptions
from engine.errors import BackendError
from engine.fidelity import Reference, mean_of, perplexity_of, read_text
from engine.helper_process import end_with_the_host
from engine.measuring import Measured, MeasureJob, fixed_text
from engine.throughput import measure_throughput

_CONTEXT_TOKENS = 2048


def main(arguments: Sequence[str]) -> int:
    """Do the job that the first argument describes; returns the exit code."""
    try:
        job = msgspec.json.decode(arguments[0] if arguments else "", type=MeasureJob)
    except msgspec.MsgspecError:
        sys.stderr.write("This is started by Stepwise itself; use 'stepwise compare'.\n")
        return 2
    end_with_the_host()
    try:
        found = _measure(job)
    except BackendError as error:
        sys.stderr.write(error.message.rstrip(".") + "\n")
        return 3
    sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
    return 0


def _measure(job: MeasureJob) -> Measured:
    adapter = Path(job.adapter) if job.adapter else None
    options = LlamaOptions(context_tokens=_CONTEXT_TOKENS, sequences=1, threads=job.threads, adapter=adapter)
    backend = LlamaBackend(Path(job.path), options)
    try:
        prompt, generated = measure_throughput(backend, job.repeats) if job.repeats else ((), ())
        speed = Measured(prompt, generated, backend.info.threads, backend.info.hardware)
        return _with_reading(backend, job, speed) if job.reads_text else speed
    finally:
        backend.close()


def _with_reading(backend: LlamaBackend, job: MeasureJob, found: Measured) -> Measured:
    reading = read_text(backend, fixed_text(), _load(Path(job.reference)) if job.reference else None)
    if job.keep_reference:
        _keep(Path(job.keep_reference), reading.reference)
    perplexity = perplexity_of(reading.losses)
    divergence = mean_of(reading.divergences) if reading.divergences is not None else None
    return msgspec.structs.replace(
        found,
        perplexity=perplexity.value,
        perplexity_error=perplexity.error,
        kl=divergence.value if divergence else None,
        kl_error=divergence.error if divergence else None,
        tokens=len(reading.losses),
    )


def _keep(path: Path, reference: Reference) -> None:
    temporary = path.with_name(f"{path.name}.part.npz")
    try:
        np.savez(
            temporary,
            tokens=reference.tokens,
            kept=reference.kept,
            logprobs=reference.logprobs,
            rest=reference.rest,
        )
        temporary.replace(path)
    except OSError as error:
        raise BackendError(f"{path.parent} cannot take what is compared with; free some space.") from error


def _load(path: Path) -> Reference:
    try:
        with np.load(path, allow_pickle=False) as kept:
            return Reference(kept["tokens"], kept["kept"], kept["logprobs"], kept["rest"])
    except (OSError, ValueError, KeyError) as error:
        raise BackendError(f"{path.name} is damaged; delete it and begin again.") from error
