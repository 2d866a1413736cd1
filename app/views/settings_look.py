"""Preferences made visible: theme, font size and language of the whole application."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from app.language import use_language
from app.preferences import Language, Preferences, ThemeChoice
from app.views.theme import DARK, LIGHT, apply_theme

_THEME, _POINTS, _QT_TEXTS = "themeChoice", "platformPointSize", "qtTexts"
_SCHEMES = {
    ThemeChoice.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeChoice.LIGHT: Qt.ColorScheme.Light,
    ThemeChoice.DARK: Qt.ColorScheme.Dark,
}


def system_language() -> Language:
    """The language of the desktop, where the window speaks it."""
    code = QLocale.system().name().partition("_")[0]
    return next((language for language in Language if language.value == code), Language.ENGLISH)


def apply(preferences: Preferences, app: QApplication) -> None:
    """Give the application the look and the language that were chosen.

    Texts that are shown already stay as they are: a language is chosen before the window is made.
    """
    apply_look(preferences, app)
    use_language(preferences.language.value)
    _translate_qt(app, preferences.language.value)


def apply_look(preferences: Preferences, app: QApplication) -> None:
    """Theme and font size, at once."""
    if app.property(_POINTS) is None:
        app.setProperty(_POINTS, app.font().pointSizeF())
    points = float(app.property(_POINTS)) * preferences.font_percent / 100
    if abs(app.font().pointSizeF() - points) > 0.01:
        font = app.font()
        font.setPointSizeF(points)
        app.setFont(font)
    app.setProperty(_THEME, preferences.theme.value)
    app.styleHints().setColorScheme(_SCHEMES[preferences.theme])
    follow_scheme(app, app.styleHints().colorScheme())


def follow_scheme(app: QApplication, scheme: Qt.ColorScheme) -> None:
    """Take over what the system says, unless a person has chosen."""
    chosen = app.property(_THEME)
    dark = chosen == ThemeChoice.DARK or (chosen != ThemeChoice.LIGHT and scheme is Qt.ColorScheme.Dark)
    apply_theme(app, DARK if dark else LIGHT)


def _translate_qt(app: QApplication, code: str) -> None:
    """Qt's own words (Cancel, Open, Copy) in the same language."""
    old = app.property(_QT_TEXTS)
    if isinstance(old, QTranslator):
        app.removeTranslator(old)
        app.setProperty(_QT_TEXTS, None)
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(code), "qtbase", "_", folder):
        app.installTranslator(translator)
        app.setProperty(_QT_TEXTS, translator)
