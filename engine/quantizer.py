"""Writes a copy of a model in another quantization type, through llama.cpp in a process of its own.

ggml ends in abort() when it fails; the child takes that upon itself, and this process tells it in a sentence. The child
also ends when this process does.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import BackendError
from engine.helper_process import HelperFailedError, run_helper
from models.errors import ModelError
from models.ggml import TENSOR_TYPES
from models.gguf import read_header
from models.provenance import DERIVED_KEY, SOURCE_KEY, with_step
from models.whole_file import whole_file

TYPE_NAMES = (
    "Q8_0",
    "Q6_K",
    "Q5_K_M",
    "Q4_K_M",
    "Q4_0",
    "Q3_K_M",
    "Q2_K",
    "IQ4_NL",
    "IQ4_XS",
    "IQ3_M",
    "IQ3_S",
    "IQ3_XS",
    "IQ3_XXS",
)
OUTPUT_TYPE_NAMES = ("Q8_0", "Q6_K", "Q5_K", "Q4_K", "Q4_0", "Q3_K", "Q2_K", "IQ4_NL", "IQ4_XS")


class QuantizeJob(msgspec.Struct, frozen=True):
    """What the child is asked to do, as JSON on its command line.

    Attributes:
        output_type: of the output layer alone; None leaves it to llama.cpp's mixture.
        keys: texts to write into the header, each shorter than 128 bytes.
    """

    source: str
    target: str
    type_name: str
    output_type: str | None
    threads: int
    allow_requantize: bool
    keys: dict[str, str]


@dataclass(frozen=True, slots=True)
class QuantizeReport:
    """What became of a file. ``source_type`` names its quantization before; F16 and wider ones lose least."""

    type_name: str
    source_type: str


def quantize(
    source: Path,
    target: Path,
    type_name: str,
    *,
    threads: int = 0,
    allow_requantize: bool = True,
    output_type: str | None = None,
    progress: Callable[[float], None] = lambda _share: None,
) -> QuantizeReport:
    """Write ``source`` in another type to ``target``, which must not exist.

    Args:
        type_name: one of ``TYPE_NAMES``. output_type: one of ``OUTPUT_TYPE_NAMES``, for the output layer alone.
        threads: 0 takes those that this process may use.
        allow_requantize: also from a file that is quantized already, which loses more than from the full weights.
        progress: gets the share of tensors that are done; what it raises ends the child, and nothing stays.

    Raises:
        ModelError: no such type, or the target exists.
        UnknownModelError, BadModelFileError: the source is no usable model.
        StorageFullError, ReadOnlyError: the target cannot be written.
        BackendError: llama.cpp refused or crashed; the sentence carries its own reason.
    """
    type_name = _checked(type_name, TYPE_NAMES)
    output_type = None if output_type is None else _checked(output_type, OUTPUT_TYPE_NAMES)
    header = read_header(source)
    told = with_step(source, header, f"{type_name} from {header.quantization}")
    with whole_file(target, _expected_bytes(header.parameters, type_name)) as temporary:
        job = QuantizeJob(
            source=str(source),
            target=str(temporary),
            type_name=type_name,
            output_type=output_type,
            threads=threads or _usable_cores(),
            allow_requantize=allow_requantize,
            keys={SOURCE_KEY: told.source_sha256, DERIVED_KEY: told.derived},
        )
        _run(job, source.name, progress)
    return QuantizeReport(type_name, header.quantization)


def _checked(name: str, known: tuple[str, ...]) -> str:
    if name.upper() not in known:
        raise ModelError(f"There is no type {name}; choose one of {', '.join(known)}.")
    return name.upper()


def _expected_bytes(parameters: int, type_name: str) -> int:
    """About the size of a file; mixtures hold some tensors in larger types than the one they are named after."""
    tensors = "IQ3_S" if type_name.startswith("IQ3") else type_name.removesuffix("_M")
    kind = next(kind for kind in TENSOR_TYPES.values() if kind.name == tensors)
    return parameters * kind.block_bytes * 11 // (kind.block_elements * 10)


def _run(job: QuantizeJob, name: str, progress: Callable[[float], None]) -> None:
    """Run the child to its end."""

    def heard(line: str) -> None:
        done, _, total = line.partition("/")
        if done.strip().isdigit() and total.strip().isdigit():
            progress(int(done) / max(1, int(total)))

    try:
        run_helper("--quantize", msgspec.json.encode(job).decode(), heard)
    except HelperFailedError as error:
        raise BackendError(
            f"llama.cpp could not re-quantize {name} to {job.type_name} ({error}); try another type."
        ) from error


def _usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
