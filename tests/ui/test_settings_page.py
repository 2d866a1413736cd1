"""The Settings page: what is chosen is shown at once, and kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox

from app.engine_link import EngineLink
from app.places import places, privacy_sentences
from app.preferences import Keeper, Language, Preferences, ThemeChoice
from app.services import Services
from app.views.model_tuner import Tuner
from app.views.settings_engine import devices_sentence
from app.views.settings_look import apply, follow_scheme, system_language
from app.views.settings_page import SettingsPage
from app.views.theme import DARK, LIGHT, theme_of
from engine.inventory import Device, Inventory
from engine.store import Store
from engine.types import Effort
from tests.helpers.window_hosts import ScriptedHost, desk_of, open_store
from tests.ui.conftest import Bot, World


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "data") as opened:
        yield opened


@pytest.fixture
def page(tmp_path: Path, store: Store, application: QApplication, qt_messages: list[str]) -> Iterator[SettingsPage]:
    font = application.font()
    link = EngineLink(ScriptedHost(store))
    desk = desk_of(tmp_path / "data")
    tuner = Tuner(desk, link)
    opened = SettingsPage(Keeper(store), desk, link, tuner)
    opened.resize(900, 600)
    opened.show()
    yield opened
    opened.close_page()
    tuner.close()
    link.close()
    for thing in (opened, tuner, link):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply(Preferences(theme=ThemeChoice.LIGHT), application)
    application.setFont(font)


def choose(box: QComboBox, value: object) -> None:
    index = box.findData(value)
    assert index >= 0
    box.setCurrentIndex(index)


def test_the_theme_changes_at_once_and_is_kept(page: SettingsPage, store: Store, bot: Bot) -> None:
    choose(page.general.theme, ThemeChoice.DARK)
    assert DARK == theme_of(page.palette())
    bot.until(lambda: Keeper(store).read()[0].theme is ThemeChoice.DARK, "the store")
    choose(page.general.theme, ThemeChoice.LIGHT)
    assert LIGHT == theme_of(page.palette())


def test_a_chosen_theme_holds_whatever_the_system_says(page: SettingsPage, application: QApplication) -> None:
    choose(page.general.theme, ThemeChoice.LIGHT)
    follow_scheme(application, Qt.ColorScheme.Dark)
    assert LIGHT == theme_of(application.palette())
    choose(page.general.theme, ThemeChoice.SYSTEM)
    follow_scheme(application, Qt.ColorScheme.Dark)
    assert DARK == theme_of(application.palette())


def test_the_font_grows_at_once_and_from_the_systems_own_size(page: SettingsPage, application: QApplication) -> None:
    before = application.font().pointSizeF()
    choose(page.general.font_percent, 200)
    assert pytest.approx(2 * before) == application.font().pointSizeF()
    choose(page.general.font_percent, 80)
    assert pytest.approx(0.8 * before) == application.font().pointSizeF()
    choose(page.general.font_percent, 100)
    assert pytest.approx(before) == application.font().pointSizeF()


def test_another_language_is_announced_for_the_next_start(page: SettingsPage, store: Store, bot: Bot) -> None:
    choose(page.general.language, Language.GERMAN)
    assert "The language changes to Deutsch when Stepwise is started again." == page.general.note.text()
    bot.until(lambda: Keeper(store).read()[0].language is Language.GERMAN, "the store")


def test_what_was_chosen_last_is_stored_even_if_the_window_closes_at_once(page: SettingsPage, store: Store) -> None:
    choose(page.general.effort, Effort.DEEP)
    page.general.ask.setChecked(False)
    page.close_page()
    found, _ = Keeper(store).read()
    assert (Effort.DEEP, False) == (found.effort, found.ask_before_quit)


def test_what_is_stored_is_shown_when_the_page_comes(world: World) -> None:
    Keeper(world.store).write(Preferences(theme=ThemeChoice.DARK, effort=Effort.QUICK))
    other = world.window.settings
    other._lane.run(other._keeper.read, other._show)
    world.bot.until(lambda: other.general.theme.currentData() == ThemeChoice.DARK, "the stored theme")
    assert Effort.QUICK == other.general.effort.currentData()
    assert Effort.QUICK is world.window.solve.panel.chosen_effort()


def test_a_broken_setting_is_said_in_one_sentence(world: World) -> None:
    world.store.set_setting("preferences", {"theme": "purple"})
    page = world.window.settings
    page._lane.run(page._keeper.read, page._show)
    expected = "These settings could not be read and are as at the start again: theme. Choose them anew."
    world.bot.until(lambda: world.window.banner.sentence() == expected, "the sentence")


def test_the_folders_tell_what_really_lies_on_the_disk(page: SettingsPage, tmp_path: Path, bot: Bot) -> None:
    bot.until(lambda: "sessions.sqlite3" in page.folders.table.text() or "sessions.db" in page.folders.table.text())
    (tmp_path / "data" / "models").mkdir()
    (tmp_path / "data" / "models" / "own.gguf").write_bytes(bytes(3_000_000))
    (tmp_path / "data" / "models.json").write_text("{}")
    page.hide()
    page.show()
    bot.until(lambda: "models: 3 MB: Models that you fetched or made here" in page.folders.table.text(), "the models")
    assert str(tmp_path / "data" / "models.json") in page.privacy.table.text()
    assert "STEPWISE_HOME" in page.folders.moving.text()


def test_every_file_of_a_used_data_folder_is_told_on_the_privacy_page(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with Services.open(folder) as services:
        services.store.set_setting("a", 1)
        told = {place.path.name for place in places(folder)}
        unnamed = [place.path.name for place in places(folder) if place.what == "Other files"]
    there = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    assert set() == there - told - {"sessions.sqlite3-wal", "sessions.sqlite3-shm"}
    assert [] == unnamed


def test_the_privacy_page_names_the_place_models_really_come_from(monkeypatch: pytest.MonkeyPatch) -> None:
    assert any("https://huggingface.co" in sentence for sentence in privacy_sentences())
    monkeypatch.setenv("HF_ENDPOINT", "https://mirror.example")
    assert any("https://mirror.example" in sentence for sentence in privacy_sentences())


@pytest.mark.parametrize(
    ("inventory", "expected"),
    [
        (
            Inventory(("CPU",), (Device("AMD EPYC", "CPU", used=False),)),
            "Models run on the processor (AMD EPYC): this build of llama.cpp knows no graphics card.",
        ),
        (
            Inventory(("CPU", "CUDA"), (Device("AMD EPYC", "CPU", used=False),)),
            "Models run on the processor (AMD EPYC): no graphics card was found, though llama.cpp could use one.",
        ),
        (
            Inventory(("CPU", "CUDA"), (Device("RTX 4060", "CUDA", used=True), Device("Ryzen", "CPU", used=False))),
            "Models run on the graphics card: RTX 4060 (CUDA).",
        ),
    ],
)
def test_one_line_says_what_models_run_on(inventory: Inventory, expected: str) -> None:
    assert expected == devices_sentence(inventory)


def test_without_a_model_the_engine_page_says_what_it_would_do(page: SettingsPage, bot: Bot) -> None:
    expected = "When a model is on this computer, its fastest settings can be measured here."
    bot.until(lambda: page.engine.note.text() == expected, "the note")
    assert not page.engine.tuner.button.isEnabled()


@pytest.mark.parametrize(
    ("named", "expected"), [("de_AT", Language.GERMAN), ("fr_FR", Language.FRENCH), ("pt_BR", Language.ENGLISH)]
)
def test_at_first_the_language_is_the_systems(named: str, expected: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.views.settings_look.QLocale.system", lambda: _Locale(named))
    assert expected is system_language()


class _Locale:
    def __init__(self, named: str) -> None:
        self._named = named

    def name(self) -> str:
        return self._named
