"""What a process and the machine spend, as far as the system tells it."""

import re
from contextlib import suppress
from pathlib import Path

import psutil

_POWERCAP = Path("/sys/class/powercap")
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_bytes(pid: int) -> int:
    """The most resident memory that a process has had so far; where the system keeps no such mark, what it has now, and
    0 for a process that is gone.
    """
    with suppress(OSError):
        if (found := _HIGH_WATER.search(Path(f"/proc/{pid}/status").read_text("ascii", "replace"))) is not None:
            return int(found[1]) * 1024
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "peak_wset", memory.rss))


class EnergyMeter:
    """Joules of the processor packages, from the counters of Linux's powercap (RAPL)."""

    def __init__(self, root: Path = _POWERCAP) -> None:
        """``root`` holds one folder for each counter; those inside a package ("intel-rapl:0:0") are part of it."""
        found = root.glob("*-rapl:*") if root.is_dir() else []
        self._counters = [
            folder for folder in sorted(found) if folder.name.count(":") == 1 and _read(folder) is not None
        ]
        self._last: list[int | None] = []

    @property
    def available(self) -> bool:
        """Whether this system tells any energy."""
        return bool(self._counters)

    def begin(self) -> None:
        """Count from now."""
        self._last = [_read(folder) for folder in self._counters]

    def joules(self) -> float | None:
        """Since ``begin``; None where the system does not tell. A counter that began anew did so once."""
        total_microjoules = 0
        if not self._counters:
            return None
        for folder, before in zip(self._counters, self._last, strict=True):
            now = _read(folder)
            if now is None or before is None:
                return None
            total_microjoules += (
                now - before if now >= before else now - before + (_read(folder, "max_energy_range_uj") or 0)
            )
        return total_microjoules / 1e6


def _read(folder: Path, name: str = "energy_uj") -> int | None:
    try:
        return int((folder / name).read_text())
    except (OSError, ValueError):
        return None
