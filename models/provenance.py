"""Where a copy of a model comes from, told in its own header, so that what fits the original can be found again."""

from dataclasses import dataclass
from pathlib import Path

from models.files import sha256_of
from models.gguf import GgufHeader

SOURCE_KEY = "stepwise.source_sha256"
DERIVED_KEY = "stepwise.derived"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The checksum of the file that the first copy was made from, and what was done since, in words."""

    source_sha256: str
    derived: str


def provenance_of(header: GgufHeader) -> Provenance | None:
    """What a copy made here says of itself; None for an original."""
    told = dict(header.metadata)
    if SOURCE_KEY not in told:
        return None
    return Provenance(told[SOURCE_KEY], told.get(DERIVED_KEY, ""))


def with_step(path: Path, header: GgufHeader, step: str) -> Provenance:
    """The provenance of a copy that ``step`` makes of the file at ``path``. Computes a checksum for an original."""
    known = provenance_of(header)
    if known is None:
        return Provenance(sha256_of(path), step)
    return Provenance(known.source_sha256, f"{known.derived}; {step}" if known.derived else step)
