"""``memory.json`` in the data folder: the memory that a model was seen to take on this computer, at its highest."""

from contextlib import suppress
from pathlib import Path

import msgspec

from models.errors import KnownError
from models.files import disk_faults, locked, make_folder, write_atomically

FILE_NAME = "memory.json"


class Peak(msgspec.Struct, frozen=True):
    """A measured peak. The context decides it as much as the file does, so both name it."""

    sha256: str
    file: str
    file_bytes: int
    context_tokens: int
    sequences: int
    bytes: int


class _File(msgspec.Struct, frozen=True):
    peaks: tuple[Peak, ...] = ()


class MemoryPeaks:
    """Reads and changes ``memory.json``; two programs may do so at once."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._file = data_dir / FILE_NAME

    def find(self, path: Path, file_bytes: int, context_tokens: int, sequences: int) -> int | None:
        """The peak of a model file with this context, known by its name and size; None where none was measured."""
        wanted = (path.name, file_bytes, context_tokens, sequences)
        known = (p for p in self._read() if (p.file, p.file_bytes, p.context_tokens, p.sequences) == wanted)
        return max((peak.bytes for peak in known), default=None)

    def keep(self, peak: Peak) -> None:
        """Remember a peak if it is the highest so far. It only makes an estimate better: failures are passed over."""
        with suppress(KnownError, OSError):
            make_folder(self._folder)
            with disk_faults(self._folder), locked(self._folder / f".{FILE_NAME}.lock"):
                known = self._read()
                same = [old for old in known if _place(old) == _place(peak)]
                if same and max(old.bytes for old in same) >= peak.bytes:
                    return
                peaks = (*(old for old in known if old not in same), peak)
                write_atomically(self._file, msgspec.json.format(msgspec.json.encode(_File(peaks)), indent=1))

    def _read(self) -> tuple[Peak, ...]:
        """All peaks; none from a file that cannot be understood."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_File).peaks
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return ()


def _place(peak: Peak) -> tuple[str, int, int]:
    return peak.sha256, peak.context_tokens, peak.sequences
