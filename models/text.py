"""Sizes, times and names as a person reads them."""

import difflib
import re


def amount(count: int | float) -> str:
    """Bytes as "1.1 GB", "98 MB" or "12 kB" (decimal units, as disks and the Hub count)."""
    for unit, size, digits in (("GB", 10**9, 1), ("MB", 10**6, 0)):
        if count >= size * 0.95:
            return f"{count / size:.{digits}f} {unit}"
    return f"{count / 1000:.0f} kB"


def duration(seconds: float) -> str:
    """Seconds as "40 s", "3 min 20 s" or "2 h 5 min"."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def parameters(count: int) -> str:
    """A number of weights as "1.8 B" or "135 M"."""
    return f"{count / 10**9:.1f} B" if count >= 950_000_000 else f"{count / 10**6:.0f} M"


def suggestion(wanted: str, known: list[str]) -> str:
    """ "Did you mean ...? " with up to three close names, or nothing."""
    close = close_names(wanted, known)
    return f"Did you mean {' or '.join(close)}? " if close else ""


def close_names(wanted: str, known: list[str]) -> list[str]:
    """Up to three names that contain what was typed, or that differ from it by a slip."""
    typed = wanted.casefold()
    containing = [name for name in known if len(typed) >= 3 and typed in name.casefold()]
    return (containing or difflib.get_close_matches(typed, known, n=3, cutoff=0.6))[:3]


def slug(name: str) -> str:
    """A name as an id: lower case letters, digits, dots, hyphens and underscores."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.casefold()).strip("-.")[:80] or "model"
