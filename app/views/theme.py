"""The look of docs/DESIGN.md as palette roles, fonts and value colours."""

from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

SPACE_1, SPACE_2, SPACE_3, SPACE_4, SPACE_5 = 4, 8, 12, 16, 24
TITLE_SCALE = 1.35
_RESOURCES = Path(str(resources.files("resources")))


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one theme, as ``#rrggbb``."""

    window: str
    base: str
    raised: str
    ink: str
    muted_ink: str
    hairline: str
    accent: str
    on_accent: str
    low: str
    unknown: str
    high: str
    warning: str
    on_warning: str


LIGHT = Theme(
    window="#F6F7F8",
    base="#FFFFFF",
    raised="#EDEFF1",
    ink="#1C2126",
    muted_ink="#5C6670",
    hairline="#D5DADF",
    accent="#0B6E66",
    on_accent="#FFFFFF",
    low="#C4540A",
    unknown="#AEB6BE",
    high="#1456B8",
    warning="#FBE9DC",
    on_warning="#5A2604",
)
DARK = Theme(
    window="#16191C",
    base="#1D2125",
    raised="#262B30",
    ink="#E6E9EC",
    muted_ink="#98A2AC",
    hairline="#363D44",
    accent="#4FC3B5",
    on_accent="#0B1F1D",
    low="#F08A3C",
    unknown="#6B747D",
    high="#62A6FF",
    warning="#40260F",
    on_warning="#FBD9BF",
)


def theme_of(palette: QPalette) -> Theme:
    """The theme that a palette belongs to."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def make_palette(theme: Theme) -> QPalette:
    """All roles that Fusion reads."""
    palette = QPalette()
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.ink,
        role.Base: theme.base,
        role.AlternateBase: theme.raised,
        role.Text: theme.ink,
        role.PlaceholderText: theme.muted_ink,
        role.Button: theme.raised,
        role.ButtonText: theme.ink,
        role.BrightText: theme.low,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.Accent: theme.accent,
        role.Link: theme.accent,
        role.LinkVisited: theme.accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.ink,
        role.Light: theme.base,
        role.Midlight: theme.raised,
        role.Mid: theme.hairline,
        role.Dark: theme.muted_ink,
        role.Shadow: theme.ink,
    }
    for name, colour in colours.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, mixed(theme.muted_ink, theme.window, 0.35))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(theme.hairline))
    palette.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(theme.muted_ink))
    return palette


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Give the whole application the theme; the style sheet is set again because it resolves roles only once."""
    app.setPalette(make_palette(theme))
    sheet = (_RESOURCES / "qss" / "stepwise.qss").read_text(encoding="utf-8")
    sheet = sheet.replace("@icons@", (_RESOURCES / "icons").as_posix())
    sheet = sheet.replace("@warning@", theme.warning).replace("@on_warning@", theme.on_warning)
    app.setStyleSheet(sheet)


def renew_style(app: QApplication) -> None:
    """Set the same look again, so that the lengths of the style sheet are computed from the font of now."""
    apply_theme(app, theme_of(app.palette()))


def mixed(first: str, second: str, share: float) -> QColor:
    """``first`` with ``share`` in [0, 1] of ``second``."""
    a, b = QColor(first), QColor(second)
    keep = 1.0 - share
    return QColor(
        round(a.red() * keep + b.red() * share),
        round(a.green() * keep + b.green() * share),
        round(a.blue() * keep + b.blue() * share),
    )


def value_colour(theme: Theme, value: float | None) -> QColor:
    """Colour of a value in [-1, 1] on the orange to blue scale; None is not known yet."""
    if value is None:
        return QColor(theme.unknown)
    bounded = max(-1.0, min(1.0, value))
    return mixed(theme.unknown, theme.high if bounded >= 0 else theme.low, abs(bounded) ** 0.7)


def title_font(base: QFont) -> QFont:
    """The larger of the two sizes."""
    font = QFont(base)
    font.setPointSizeF(base.pointSizeF() * TITLE_SCALE)
    font.setWeight(QFont.Weight.DemiBold)
    return font


def mono_font(base: QFont) -> QFont:
    """The system's fixed-width font at body size."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPointSizeF(base.pointSizeF())
    return font


def icon(name: str, colour: QColor) -> QIcon:
    """An SVG of resources/icons, its ``currentColor`` replaced, sharp up to 48 pixels."""
    source = (_RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour.name()).encode()))
    pixmap = QPixmap(48, 48)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return QIcon(pixmap)
