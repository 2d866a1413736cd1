"""What a person chose for the window, as one value: defaults, checks, and how it is stored."""

from enum import StrEnum
from typing import Literal, get_args

import msgspec

from app.language import tr
from engine.store import JsonValue, Store
from engine.types import Effort

FontPercent = Literal[80, 90, 100, 110, 125, 150, 175, 200]
FONT_PERCENTS: tuple[FontPercent, ...] = get_args(FontPercent)
_KEY = "preferences"


class ThemeChoice(StrEnum):
    """Which colours; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Language(StrEnum):
    """Of the window; the values are ISO 639-1 codes."""

    ENGLISH = "en"
    GERMAN = "de"
    FRENCH = "fr"


class Preferences(msgspec.Struct, frozen=True):
    """Everything that can be chosen.

    Attributes:
        font_percent: of the platform's own font size.
        effort: what a new problem is searched with unless something else is chosen.
        ask_before_quit: ask before a running search is left.
        first_start_done: the first steps were finished or skipped.
    """

    theme: ThemeChoice = ThemeChoice.SYSTEM
    font_percent: FontPercent = 100
    language: Language = Language.ENGLISH
    effort: Effort = Effort.NORMAL
    ask_before_quit: bool = True
    first_start_done: bool = False


class Keeper:
    """Reads and writes the preferences of a store. Keys that a newer version wrote are kept."""

    def __init__(self, store: Store, defaults: Preferences | None = None) -> None:
        """``defaults`` holds for what nobody has chosen yet."""
        self._store = store
        self._defaults = defaults or Preferences()

    def read(self) -> tuple[Preferences, str]:
        """What is stored, and one sentence about values that could not be used; "" where all could."""
        stored = self._stored()
        found = self._defaults
        broken: list[str] = []
        for field in msgspec.structs.fields(Preferences):
            if field.name in stored:
                try:
                    value = msgspec.convert(stored[field.name], field.type)
                    found = msgspec.structs.replace(found, **{field.name: value})
                except msgspec.ValidationError:
                    broken.append(field.name)
        if not broken:
            return found, ""
        told = tr("These settings could not be read and are as at the start again: {names}. Choose them anew.")
        return found, told.format(names=", ".join(broken))

    def write(self, wanted: Preferences) -> None:
        """Store all of them."""
        chosen: dict[str, JsonValue] = msgspec.to_builtins(wanted)
        self._store.set_setting(_KEY, {**self._stored(), **chosen})

    def is_first_start(self) -> bool:
        """No problem was ever put here, and nobody has left the first steps."""
        used = self._store.sessions(1) or self._store.sessions(1, deleted=True)
        return not used and not self.read()[0].first_start_done

    def _stored(self) -> dict[str, JsonValue]:
        value = self._store.setting(_KEY)
        return dict(value) if isinstance(value, dict) else {}
