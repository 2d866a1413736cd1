"""Colours and sizes of charts, for both themes of the window (docs/DESIGN.md)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartTheme:
    """Colours as "#rrggbb". ``series`` stay apart for the colour-blind, and shapes tell them apart as well."""

    base: str
    ink: str
    muted: str
    line: str
    series: tuple[str, ...]


# After Okabe and Ito (2008), each shade moved until it has a contrast of 3 to 1 on its base.
LIGHT = ChartTheme(
    base="#ffffff",
    ink="#1c2126",
    muted="#5c6670",
    line="#d5dadf",
    series=("#0072b2", "#c4540a", "#00805f", "#a8568a", "#8a6a00", "#3f7fa8", "#555b61", "#7a4fb5"),
)
DARK = ChartTheme(
    base="#16191c",
    ink="#e6e9ec",
    muted="#98a2ac",
    line="#363d44",
    series=("#62a6ff", "#f08a3c", "#2fc79a", "#e08ac0", "#e3c34a", "#8fd0f5", "#b4bcc4", "#b79af0"),
)
