"""A local copy of a model that decodes faster here: fewer tokens, and on request weights of a type that runs faster.

Cutting the vocabulary changes next to nothing about the answers. Re-quantizing a file that is quantized already costs
many of them, so it is never done unless it is asked for (docs/LOG.md has the measurements).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.quantizer import QuantizeReport, quantize
from models.errors import ModelError
from models.gguf import read_header
from models.provenance import provenance_of
from models.trim import DEFAULT_KEEP, TrimReport, trim_vocabulary

StageSink = Callable[[str, float], None]
"""Gets what is being done, and the share of it that is done. What it raises ends the work, and nothing stays."""


@dataclass(frozen=True, slots=True)
class FastPlan:
    """What to do. ``keep`` None leaves the vocabulary whole, ``type_name`` None leaves the weights as they are."""

    keep: int | None = DEFAULT_KEEP
    type_name: str | None = None
    output_type: str | None = None
    threads: int = 0


@dataclass(frozen=True, slots=True)
class FastReport:
    """What was done; None for a part that was not asked for."""

    trim: TrimReport | None
    quantize: QuantizeReport | None


def make_fast_copy(source: Path, target: Path, plan: FastPlan, progress: StageSink) -> FastReport:
    """Write the copy to ``target``, which must not exist.

    Raises:
        ModelError: nothing is to be done, the source is such a copy, or see ``trim_vocabulary`` and ``quantize``.
    """
    if provenance_of(read_header(source)) is not None:
        raise ModelError(f"{source.name} is a copy made by Stepwise; make another one from the original model.")
    if plan.keep is None:
        return FastReport(None, _quantized(source, target, plan, progress))
    if plan.type_name is None:
        return FastReport(_trimmed(source, target, plan.keep, progress), None)
    between = target.with_name(f"{target.name}.trimmed")
    # What a killed process left is of no use.
    between.unlink(missing_ok=True)
    try:
        trimmed = _trimmed(source, between, plan.keep, progress)
        return FastReport(trimmed, _quantized(between, target, plan, progress))
    finally:
        between.unlink(missing_ok=True)


def _trimmed(source: Path, target: Path, keep: int, progress: StageSink) -> TrimReport:
    return trim_vocabulary(source, target, keep=keep, progress=lambda share: progress("cutting the vocabulary", share))


def _quantized(source: Path, target: Path, plan: FastPlan, progress: StageSink) -> QuantizeReport:
    if plan.type_name is None:
        raise ModelError("Nothing is to be done; name a type, or let the vocabulary be cut.")
    return quantize(
        source,
        target,
        plan.type_name,
        threads=plan.threads,
        output_type=plan.output_type,
        progress=lambda share: progress("re-quantizing", share),
    )
