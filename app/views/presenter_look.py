"""How a presentation looks from the last row: type relative to the screen, and themes of high contrast."""

from dataclasses import dataclass, replace

from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.views.theme import DARK, LIGHT, Theme, make_palette, theme_of

SMALLEST_PX = 28
_LINES_PER_SCREEN = 18
_SCALES = (0.6, 0.7, 0.85, 1.0, 1.2, 1.4, 1.7, 2.0)
NORMAL_SCALE = 3

# A little darker than on the pages: a projector in daylight takes contrast away.
_PLAIN_LIGHT = replace(LIGHT, low="#A34406", muted_ink="#4A535C")
_HIGH_LIGHT = replace(
    LIGHT,
    window="#FFFFFF",
    base="#FFFFFF",
    raised="#FFFFFF",
    ink="#000000",
    muted_ink="#000000",
    hairline="#000000",
    accent="#00413B",
    low="#7A2E00",
    high="#002E7A",
)
_HIGH_DARK = replace(
    DARK,
    window="#000000",
    base="#000000",
    raised="#000000",
    ink="#FFFFFF",
    muted_ink="#FFFFFF",
    hairline="#FFFFFF",
    accent="#FFE100",
    on_accent="#000000",
    low="#FFB066",
    high="#8FD0FF",
)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours, and the height of body type in pixels."""

    theme: Theme
    body_px: float

    def palette(self, ink: str = "") -> QPalette:
        """All roles; with ``ink`` text is written in that colour."""
        palette = make_palette(self.theme)
        if ink:
            for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text):
                palette.setColor(role, ink)
        return palette


def look_for(height_px: int, scale: int, high_contrast: bool) -> Look:
    """The look on a window of this height, in the application's theme.

    Args:
        height_px: of the window.
        scale: a place in the row of sizes; ``NORMAL_SCALE`` is the plain one.
        high_contrast: black on white, or white on black.
    """
    is_dark = theme_of(QApplication.palette()) is DARK
    plain, high = (DARK, _HIGH_DARK) if is_dark else (_PLAIN_LIGHT, _HIGH_LIGHT)
    return Look(high if high_contrast else plain, max(SMALLEST_PX, height_px / _LINES_PER_SCREEN) * _SCALES[scale])


def scale_by(scale: int, steps: int) -> int:
    """Another place in the row of sizes."""
    return max(0, min(len(_SCALES) - 1, scale + steps))


def sized(widget: QWidget, pixels: float, bold: bool = False) -> QFont:
    """The application's font in this size on the screen of ``widget``."""
    font = QFont(QApplication.font())
    # In points: a font in pixels has no size in points, and the mono font beside it is made from that.
    font.setPointSizeF(pixels * 72 / widget.logicalDpiY())
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
