"""Look, language and habits."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from app.language import mark, tr
from app.preferences import FONT_PERCENTS, Language, Preferences, ThemeChoice
from app.views.theme import SPACE_2, SPACE_3, SPACE_4
from app.views.widgets import PlainLabel
from engine.types import Effort

_THEMES = {
    ThemeChoice.SYSTEM: mark("As the system"),
    ThemeChoice.LIGHT: mark("Light"),
    ThemeChoice.DARK: mark("Dark"),
}
# Each in its own language, so that whoever cannot read the one in use finds the right one.
_LANGUAGES = {Language.ENGLISH: "English", Language.GERMAN: "Deutsch", Language.FRENCH: "français"}
_EFFORTS = {Effort.QUICK: mark("Quick"), Effort.NORMAL: mark("Normal"), Effort.DEEP: mark("Deep")}
_Choice = TypeVar("_Choice")


class GeneralSettings(QWidget):
    """``changed`` carries the preferences after each choice."""

    changed = Signal(object)
    first_start_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = Preferences()
        self.theme = _box({choice: tr(words) for choice, words in _THEMES.items()})
        self.font_percent = _box({percent: f"{percent} %" for percent in FONT_PERCENTS})
        self.language = _box(_LANGUAGES)
        self.effort = _box({effort: tr(words) for effort, words in _EFFORTS.items()})
        self.ask = QCheckBox(tr("&Ask before a running search is left"))
        self.again = QPushButton(tr("Show the fi&rst steps again"))
        self.note = PlainLabel(muted=True, wrap=True)
        self._lay_out()
        for box in (self.theme, self.font_percent, self.language, self.effort):
            box.currentIndexChanged.connect(lambda _: self._on_choice())
        self.ask.toggled.connect(lambda _: self._on_choice())
        self.again.clicked.connect(self.first_start_asked)

    def show_preferences(self, preferences: Preferences) -> None:
        """Show what was chosen, without saying so."""
        self._shown = preferences
        boxes = (
            (self.theme, preferences.theme),
            (self.font_percent, preferences.font_percent),
            (self.language, preferences.language),
            (self.effort, preferences.effort),
        )
        for box, value in boxes:
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(value))
            box.blockSignals(False)
        self.ask.blockSignals(True)
        self.ask.setChecked(preferences.ask_before_quit)
        self.ask.blockSignals(False)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_4)
        grid.setVerticalSpacing(SPACE_2)
        lines: tuple[tuple[str, QComboBox, str], ...] = (
            (tr("The&me"), self.theme, ""),
            (tr("Font si&ze"), self.font_percent, tr("of the system's own")),
            (tr("&Language"), self.language, tr("after a restart")),
            (tr("Effort of a new &problem"), self.effort, ""),
        )
        for row, (words, box, remark) in enumerate(lines):
            label = PlainLabel(words)
            label.setBuddy(box)
            box.setAccessibleName(words.replace("&", ""))
            box.setAccessibleDescription(remark)
            grid.addWidget(label, row, 0)
            grid.addWidget(box, row, 1)
            grid.addWidget(PlainLabel(remark, muted=True), row, 2)
        grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addLayout(grid)
        column.addWidget(self.ask)
        column.addWidget(self.note)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeading)

    def _on_choice(self) -> None:
        before = self._shown
        wanted = msgspec.structs.replace(
            before,
            theme=ThemeChoice(self.theme.currentData()),
            font_percent=self.font_percent.currentData(),
            language=Language(self.language.currentData()),
            effort=Effort(self.effort.currentData()),
            ask_before_quit=self.ask.isChecked(),
        )
        if wanted == before:
            return
        self._shown = wanted
        if wanted.language is not before.language:
            told = tr("The language changes to {language} when Stepwise is started again.")
            self.note.setText(told.format(language=_LANGUAGES[wanted.language]))
        self.changed.emit(wanted)


def _box(choices: Mapping[_Choice, str]) -> QComboBox:
    box = QComboBox()
    for value, words in choices.items():
        box.addItem(words, value)
    return box
