"""The page of the settings: look and language, engine, folders, privacy. What can be applied at once is."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from app.actions import Fact
from app.engine_link import EngineLink
from app.language import tr
from app.model_desk import ModelDesk
from app.places import Place, free_disk_bytes, places
from app.preferences import Keeper, Preferences
from app.views.background import Background
from app.views.model_tuner import Tuner
from app.views.page import Page
from app.views.settings_engine import EngineSettings
from app.views.settings_folders import FolderSettings, PrivacySettings
from app.views.settings_general import GeneralSettings
from app.views.settings_look import apply_look
from app.views.theme import SPACE_3, SPACE_4
from app.views.widgets import TitleLabel
from models.errors import StepwiseError


class SettingsPage(Page):
    """``preferences_changed`` carries the preferences of now; ``first_start_asked``: show the first steps again."""

    preferences_changed = Signal(object)
    first_start_asked = Signal()

    def __init__(
        self, keeper: Keeper, desk: ModelDesk, link: EngineLink, tuner: Tuner, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._keeper = keeper
        self._desk = desk
        self._lane = Background("settings", self)
        self.preferences = self._stored = Preferences()
        self.general = GeneralSettings()
        self.engine = EngineSettings(desk, tuner, self._lane)
        self.folders = FolderSettings(desk.data_dir)
        self.privacy = PrivacySettings()
        self.tabs = QTabWidget()
        self._lay_out()
        self.general.show_preferences(self.preferences)
        self.general.changed.connect(self._on_changed)
        self.general.first_start_asked.connect(self.first_start_asked)
        self.engine.failed.connect(self.failed)
        link.worker_event.connect(self.engine.take_worker_event)
        self._lane.run(keeper.read, self._show, self.failed.emit)

    def facts(self) -> frozenset[Fact]:
        """The page is on show."""
        return frozenset({Fact.SETTINGS_PAGE})

    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """The page has no actions of its own."""
        return {}

    def arrive(self) -> None:
        """To the first choice."""
        self.tabs.tabBar().setFocus()

    def close_page(self) -> None:
        """End the lane, and store what was chosen last if that still waited."""
        self._lane.close()
        if self._stored != self.preferences:
            # Whoever closes the window cannot act on a full disk any more.
            with suppress(StepwiseError):
                self._keeper.write(self.preferences)

    def showEvent(self, event: QShowEvent) -> None:
        """Always show what is there now."""
        super().showEvent(event)
        self.engine.refresh()
        folder = self._desk.data_dir
        self._lane.run(lambda: (places(folder), free_disk_bytes(folder)), self._show_places, self.failed.emit)

    def dismiss_first_start(self) -> None:
        """Do not show the first steps by themselves again."""
        self._save(msgspec.structs.replace(self.preferences, first_start_done=True))

    def _lay_out(self) -> None:
        self.tabs.setAccessibleName(tr("Settings"))
        self.tabs.tabBar().setAccessibleName(tr("Kinds of settings"))
        for widget, title in (
            (self.general, tr("General")),
            (self.engine, tr("Engine")),
            (self.folders, tr("Folders")),
            (self.privacy, tr("Privacy")),
        ):
            self.tabs.addTab(_scrolled(widget, title), title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
        column.setSpacing(SPACE_3)
        column.addWidget(TitleLabel(tr("Settings")))
        column.addWidget(self.tabs, 1)

    def _show(self, told: tuple[Preferences, str]) -> None:
        self.preferences, sentence = told
        self._stored = self.preferences
        self.general.show_preferences(self.preferences)
        self.preferences_changed.emit(self.preferences)
        if sentence:
            self.said.emit(sentence)

    def _show_places(self, told: tuple[Sequence[Place], int]) -> None:
        found, free_bytes = told
        self.folders.show_places(found, free_bytes)
        self.privacy.show_places(found)

    def _on_changed(self, wanted: Preferences) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply_look(wanted, app)
        self._save(wanted)

    def _save(self, wanted: Preferences) -> None:
        self.preferences = wanted
        self.preferences_changed.emit(wanted)
        self._lane.run(lambda: self._keeper.write(wanted), lambda _: self._on_stored(wanted), self.failed.emit)

    def _on_stored(self, stored: Preferences) -> None:
        self._stored = stored


def _scrolled(widget: QWidget, name: str) -> QScrollArea:
    inner = QWidget()
    inner.setObjectName("scrolled")
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, SPACE_3, SPACE_3, 0)
    column.addWidget(widget)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setWidget(inner)
    return area
