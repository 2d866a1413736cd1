"""What a process and the machine spend."""

import os
from pathlib import Path

import psutil

from engine.compare.meters import EnergyMeter, peak_bytes


def _counter(root: Path, name: str, microjoules: int, most: int = 1_000_000) -> Path:
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "energy_uj").write_text(f"{microjoules}\n")
    (folder / "max_energy_range_uj").write_text(f"{most}\n")
    return folder / "energy_uj"


def test_the_high_water_mark_does_not_sink() -> None:
    # Linux counts pages for each processor and adds them up in batches: two readings may differ by some of them.
    slack = 1 << 20
    before = peak_bytes(os.getpid())
    block = bytearray(b"x") * before
    during, resident = peak_bytes(os.getpid()), psutil.Process().memory_info().rss
    del block
    assert 1 << 20 < before < resident <= during + slack
    assert psutil.Process().memory_info().rss + slack < resident <= peak_bytes(os.getpid()) + slack
    assert 0 == peak_bytes(2**22 + 1)


def test_packages_are_added_up_and_their_parts_are_not(tmp_path: Path) -> None:
    first = _counter(tmp_path, "intel-rapl:0", 500_000)
    second = _counter(tmp_path, "intel-rapl:1", 990_000)
    _counter(tmp_path, "intel-rapl:0:0", 100)
    meter = EnergyMeter(tmp_path)
    assert meter.available
    meter.begin()
    first.write_text("2500000")
    second.write_text("10000")  # It began anew at its most.
    assert 2.0 + 0.02 == meter.joules()


def test_without_counters_nothing_is_claimed(tmp_path: Path) -> None:
    for root in (tmp_path, tmp_path / "none"):
        meter = EnergyMeter(root)
        meter.begin()
        assert (False, None) == (meter.available, meter.joules())
    gone = _counter(tmp_path, "intel-rapl:0", 5)
    meter = EnergyMeter(tmp_path)
    meter.begin()
    gone.unlink()
    assert meter.joules() is None
