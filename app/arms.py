"""Turns the entries of a comparison's plan into model files and settings that the engine takes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.host import CONTEXT_TOKENS, SEQUENCES
from app.language import tr
from app.preference import default_values
from app.services import Services
from app.step_format import default_step_format
from engine.compare.plan import AS_IT_IS, Job, Variant
from engine.compare.records import Arm, MeasuredModel
from engine.quantizer import quantize
from engine.settings import settings_for
from models.adapter import policy_sha256
from models.errors import ModelError, UnknownModelError
from models.files import sha256_of
from models.fit import estimate
from models.library import Library, ResolvedModel
from models.provenance import provenance_of

_SCRIPT = ".json"
_WIDE_TYPES = ("F32", "F16", "BF16")


@dataclass(frozen=True, slots=True)
class ReadyVariant:
    """A variant whose file is here.

    Attributes:
        typed: as the engine takes it. source: the file that it was made from, and its checksum; itself for an original.
        adapter: added to the model; "" for the model alone.
    """

    variant: Variant
    typed: str
    path: Path
    model: MeasuredModel
    source: tuple[Path, str]
    adapter: str = ""

    @property
    def is_scripted(self) -> bool:
        """Whether it is played from a script: nothing of a model can be measured then."""
        return self.typed.endswith(_SCRIPT)


def ready_variant(services: Services, variant: Variant, on_words: Callable[[str], None]) -> ReadyVariant:
    """Find the file of a variant; make the copy in another quantization if it is not there yet.

    Raises:
        KnownError: there is no such model, it is broken, or the copy cannot be made.
    """
    if variant.model.endswith(_SCRIPT):
        return _script(variant)
    source = services.library.resolve(variant.model)
    if variant.quantization == AS_IT_IS:
        return _described(variant, variant.model, source, source)
    copy = _copy(services.library, source, variant.quantization, on_words)
    return _described(variant, copy.id, copy, source)


def arm_for(services: Services, ready: ReadyVariant, job: Job) -> Arm:
    """The arm of a queue's entry: what suits the model where the plan leaves it open.

    Raises:
        KnownError: the preference model cannot be used.
    """
    series = job.series
    step_format = series.step_format or default_step_format(services.library, ready.typed)
    values = series.values or default_values(services.heads, ready.typed, step_format)
    settings = settings_for(
        job.policy,
        job.effort,
        seed=job.seed,
        candidates=series.candidates,
        rollouts=series.rollouts,
        max_tokens=series.max_tokens,
        values=values,
        step_format=step_format,
        reject_below=series.reject_below,
    )
    head = services.heads.fitting(ready.typed) if settings.is_scored and not ready.is_scripted else None
    return Arm(
        wanted=ready.variant.words,
        model=ready.model,
        settings=settings,
        effort=job.effort.value,
        head_sha256=sha256_of(head.path) if head is not None else "",
    )


def quantization_words(model: ResolvedModel) -> str:
    """A file's quantization; for a copy made from a quantized file with that file's: "Q2_K from Q4_K_M"."""
    told = provenance_of(model.header)
    if told is None or " from " not in told.derived:
        return model.header.quantization
    origin = told.derived.split("; ")[0].rpartition(" from ")[2]
    made = model.header.quantization
    return made if origin in _WIDE_TYPES else f"{made} from {origin}"


def _script(variant: Variant) -> ReadyVariant:
    path = Path(variant.model)
    if not path.is_file():
        raise UnknownModelError(f"There is no script {variant.model}; check its name.")
    if variant.quantization != AS_IT_IS:
        raise ModelError(f"{path.name} is a script and has no weights to quantize; leave it as it is.")
    digest = sha256_of(path)
    model = MeasuredModel(
        id=path.stem, name=path.stem, sha256=digest, bytes=path.stat().st_size, parameters=0, quantization="script"
    )
    return ReadyVariant(variant, variant.model, path, model, (path, digest))


def _copy(library: Library, source: ResolvedModel, type_name: str, on_words: Callable[[str], None]) -> ResolvedModel:
    model_id = f"{source.id}.{type_name}".casefold()
    if any(known.id == model_id and known.path is not None for known in library.list()):
        return library.resolve(model_id)

    def tell(share: float) -> None:
        on_words(tr("making {type}, {share:.0%} done").format(type=type_name, share=share))

    def make(target: Path) -> None:
        quantize(source.path, target, type_name, progress=tell)

    return library.resolve(library.add_derived(source, type_name, make).id)


def _described(variant: Variant, typed: str, model: ResolvedModel, source: ResolvedModel) -> ReadyVariant:
    digest = sha256_of(model.path)
    if model.adapter is not None:
        digest = policy_sha256(digest, sha256_of(model.adapter))
    entry = source.entry
    header = model.header
    quantization = quantization_words(model)
    facts = MeasuredModel(
        id=model.id,
        name=entry.name if entry is not None else source.header.name or source.id,
        sha256=digest,
        bytes=header.file_bytes,
        parameters=header.parameters,
        quantization=quantization,
        family=entry.family if entry is not None else "",
        made=tuple(entry.made) if entry is not None else (),
        estimated_bytes=estimate(header, CONTEXT_TOKENS, SEQUENCES, 0).total_bytes,
    )
    original = (source.path, digest if source.path == model.path else sha256_of(source.path))
    return ReadyVariant(variant, typed, model.path, facts, original, str(model.adapter or ""))
