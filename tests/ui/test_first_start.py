"""The first steps, by keyboard alone, with and without a model."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.preferences import Keeper
from app.views.first_start import sample_problem
from tests.helpers.model_files import gguf
from tests.helpers.window_hosts import DemoModels
from tests.ui.conftest import World

MakeWorld = Callable[..., World]


@pytest.fixture
def newcomer(make_world: MakeWorld) -> World:
    """A window that nobody has used; no model is here."""
    world = make_world(models=DemoModels(installed=False))
    world.window.offer_first_start()
    until_shown(world)
    return world


def until_shown(world: World) -> None:
    world.bot.until(lambda: world.window.pages.currentWidget() is world.window.first_start, "the first steps")


def focused() -> QPushButton:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QPushButton), widget
    return widget


def press(world: World, words: str) -> None:
    """Go by Tab to the button with these words and press it."""
    for _ in range(20):
        widget = QApplication.focusWidget()
        if isinstance(widget, QPushButton) and widget.text().replace("&", "").startswith(words):
            world.bot.press(widget, Qt.Key.Key_Space)
            return
        assert widget is not None
        world.bot.press(widget, Qt.Key.Key_Tab)
    pytest.fail(f"no Tab leads to {words}")


def test_a_newcomer_gets_a_model_and_a_solved_problem_by_keyboard(newcomer: World) -> None:
    first = newcomer.window.first_start
    assert "&Next" == focused().text()
    press(newcomer, "Next")
    newcomer.bot.until(first.model.get.isVisible, "the offer")
    assert "of memory and" in first.model.measured.text()
    assert "needs 0.9 GB" in first.model.reason.text()
    press(newcomer, "Get it (491 MB)")
    newcomer.bot.until(lambda: "197 MB of 491 MB, 12 MB/s, 30 s left" in first.model.words.text(), "progress")
    newcomer.models.wait.set()
    newcomer.bot.until(lambda: "on this computer already" in first.model.reason.text(), "the model")
    press(newcomer, "Next")
    assert sample_problem().text == first.problem.problem.text
    press(newcomer, "Solve it")
    newcomer.until_ended()
    assert [sample_problem().text] == [request.problem.text for request in newcomer.host.requests]
    assert newcomer.window.pages.currentWidget() is newcomer.window.solve


def test_a_download_can_be_paused_and_the_problem_waits_on_the_page(newcomer: World) -> None:
    first = newcomer.window.first_start
    press(newcomer, "Next")
    newcomer.bot.until(first.model.get.isVisible, "the offer")
    press(newcomer, "Get it")
    newcomer.bot.until(lambda: first.model.get.text() == "&Pause", "the download")
    press(newcomer, "Pause")
    newcomer.bot.until(lambda: "Paused; what arrived is kept" in first.model.words.text(), "the pause")
    press(newcomer, "Resume")
    newcomer.bot.until(first.model.is_fetching, "the download")
    press(newcomer, "Next")
    assert "The download goes on" in first.problem.sentence.text()
    press(newcomer, "Put it on the page")
    assert sample_problem().text == newcomer.window.solve.panel.problem.toPlainText()
    assert [] == newcomer.host.requests


@pytest.mark.parametrize("screen", [0, 1, 2])
def test_every_screen_can_be_skipped_and_they_do_not_come_again(newcomer: World, screen: int) -> None:
    first = newcomer.window.first_start
    for _ in range(screen):
        first.go_on()
    newcomer.bot.until(lambda: QApplication.focusWidget() is not None, "the focus")
    press(newcomer, "Begin with an empty page" if screen == 2 else "Skip")
    assert newcomer.window.pages.currentWidget() is newcomer.window.solve
    newcomer.bot.until(lambda: not Keeper(newcomer.store).is_first_start(), "it to be stored")
    newcomer.window.offer_first_start()
    newcomer.bot.wait(50)
    assert newcomer.window.pages.currentWidget() is newcomer.window.solve


def test_escape_leaves_the_first_steps(newcomer: World) -> None:
    newcomer.bot.press(focused(), Qt.Key.Key_Escape)
    assert newcomer.window.pages.currentWidget() is newcomer.window.solve


def test_the_first_steps_are_not_shown_to_whoever_has_put_a_problem(make_world: MakeWorld) -> None:
    world = make_world()
    world.solve()
    world.until_ended()
    world.window.offer_first_start()
    world.bot.wait(50)
    assert world.window.pages.currentWidget() is world.window.solve


def test_the_settings_show_them_again(make_world: MakeWorld) -> None:
    world = make_world()
    world.window.show_page("settings")
    world.bot.click(world.window.settings.general.again)
    assert world.window.pages.currentWidget() is world.window.first_start


def test_with_a_model_on_the_disk_nothing_is_fetched(make_world: MakeWorld) -> None:
    world = make_world(models=DemoModels(installed=True))
    world.window.show_first_start()
    press(world, "Next")
    first = world.window.first_start
    world.bot.until(lambda: "nothing has to be fetched" in first.model.reason.text(), "the model")
    assert not first.model.get.isVisible()
    press(world, "Next")
    press(world, "Solve it")
    world.until_ended()
    assert not world.models.fetching.is_set()


@pytest.fixture
def other_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "home")
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "home" / ".lmstudio" / "models"
    folder.mkdir(parents=True)
    (folder / "Own.gguf").write_bytes(gguf())
    return folder


def test_a_model_of_another_program_is_used_where_it_lies(other_programs: Path, newcomer: World) -> None:
    first = newcomer.window.first_start
    press(newcomer, "Next")
    newcomer.bot.until(first.model.disk.isVisible, "the offer")
    press(newcomer, "Use a model that is on this disk")
    newcomer.bot.until(lambda: first.model.finder.list.count() == 1, "the file")
    newcomer.bot.press(first.model.finder.list, Qt.Key.Key_Tab)
    press(newcomer, "Add these")
    newcomer.bot.until(first.model.name.isVisible, "the card")
    listed = newcomer.window.models._desk.lines()
    assert ["own"] == [line.id for line in listed if line.here]
    assert (other_programs / "Own.gguf").exists()
