"""The models that Stepwise knows by name, from ``resources/catalogue.json``.

A verified entry has a size and a checksum that we measured on the file itself. In the others these fields are None: the
Hub's own checksum is used when such a model is fetched, and the user reads "not verified".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, get_args

import msgspec

from models.errors import UnknownModelError
from models.text import amount, suggestion


class HubSource(msgspec.Struct, frozen=True, tag_field="kind", tag="hub"):
    """A file in a repository on the Hugging Face Hub; ``revision`` None means the main branch."""

    repo: str
    file: str
    revision: str | None = None


class WheelSource(msgspec.Struct, frozen=True, tag_field="kind", tag="wheels"):
    """A file cut into Python wheels, used as data and never imported.

    Attributes:
        requirements: "name==version" of each wheel, in the order in which their members are joined.
        member: pattern of the one file in each wheel that holds the bytes.
    """

    requirements: tuple[str, ...]
    member: str


Source = HubSource | WheelSource
StepFormatName: TypeAlias = Literal["code", "text"]
ScopeName: TypeAlias = Literal["task-agnostic", "task-specific"]
MadeName: TypeAlias = Literal["distilled", "pruned", "quantized", "synthetic data"]
SCOPE_NAMES: tuple[ScopeName, ...] = get_args(ScopeName)
MADE_NAMES: tuple[MadeName, ...] = get_args(MadeName)
"""How small language models come to be (survey of Wang et al. 2024, section 3)."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One model file. What could not be verified is None.

    Attributes:
        scope: trained for anything, or for one kind of task. made: what made it small or good, in no order of weight.
        parameters: number of weights; rounded as its publisher rounds it where the file is not verified.
        chat_format: chatml, llama3, ...; "none" for a base model. The file's own chat template is what is used.
        step_format: how it writes steps best: programs, or paragraphs with a boxed answer.
        layers, kv_heads, head_dim: decide the size of the KV cache.
        sources: in the order in which they are tried.
    """

    id: str
    name: str
    family: str
    scope: ScopeName
    made: tuple[MadeName, ...]
    architecture: str | None
    parameters: int
    quantization: str
    file_name: str
    bytes: int | None
    sha256: str | None
    licence: str
    chat_format: str
    step_format: StepFormatName
    context_tokens: int
    layers: int | None
    kv_heads: int | None
    head_dim: int | None
    verified: bool
    sources: tuple[Source, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A chosen model and, in one sentence, why: it is the best, or the best wants ``wanted_bytes``."""

    entry: CatalogueEntry
    reason: str
    best: CatalogueEntry
    wanted_bytes: int


@dataclass(frozen=True, slots=True)
class _Default:
    """``id`` is the default where at least ``available_bytes`` of memory are free."""

    id: str
    available_bytes: int


@dataclass(frozen=True, slots=True)
class _File:
    """catalogue.json; ``defaults`` run from the most to the least demanding model."""

    version: int
    defaults: tuple[_Default, ...]
    models: tuple[CatalogueEntry, ...]


def catalogue() -> tuple[CatalogueEntry, ...]:
    """All entries, the verified ones first."""
    return _load().models


def find(model_id: str) -> CatalogueEntry | None:
    """The entry with this id, in whatever case."""
    wanted = model_id.casefold()
    return next((entry for entry in catalogue() if entry.id == wanted), None)


def get_entry(model_id: str) -> CatalogueEntry:
    """The entry with this id.

    Raises:
        UnknownModelError: there is none; close ones are named.
    """
    found = find(model_id)
    if found is None:
        raise UnknownModelError(unknown_sentence(model_id, [known.id for known in catalogue()]))
    return found


def is_of_kind(
    entry: CatalogueEntry | None,
    *,
    family: str | None = None,
    made: Sequence[MadeName] = (),
    scope: ScopeName | None = None,
) -> bool:
    """Whether a model is of a family (or one whose name contains this), was made in all these ways and has this scope.

    Nothing is known of a model without an entry: it is only in a list that asks for nothing.
    """
    if entry is None:
        return family is None and not made and scope is None
    of_family = family is None or family.casefold() in entry.family.casefold()
    return of_family and set(made) <= set(entry.made) and scope in (None, entry.scope)


def default_entry(available_bytes: int) -> Choice:
    """The best verified model that fits into this much free memory."""
    defaults = _load().defaults
    best = defaults[0]
    chosen = next((default for default in defaults if available_bytes >= default.available_bytes), defaults[-1])
    name, free = get_entry(chosen.id).name, amount(available_bytes)
    if chosen is best:
        reason = f"{name}, because {free} of memory are free and it is the best checked model."
    else:
        wanted = amount(best.available_bytes)
        reason = f"{name}, because {get_entry(best.id).name} wants {wanted} of free memory and there are {free}."
    return Choice(get_entry(chosen.id), reason, get_entry(best.id), best.available_bytes)


def unknown_sentence(wanted: str, known: list[str]) -> str:
    """Says that no model has this name, and which one may have been meant."""
    return f"No model is called '{wanted}'. {suggestion(wanted, known)}'stepwise models list' shows all."


@cache
def _load() -> _File:
    text = files("resources").joinpath("catalogue.json").read_bytes()
    return msgspec.json.decode(text, type=_File)
