"""The presenter in a class room: keys, clicker, large type, contrast, screens that come and go."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.actions import ACTIONS
from app.maths.spoken import spoken_text
from app.state import replay
from app.state.lesson import Lesson, lesson_of
from app.state.presentation import Move, SlideKind, shown_text
from app.views.formulas import Formulas
from app.views.maths_text import MathsText
from app.views.presenter import Presenter
from app.views.theme import DARK, LIGHT, apply_theme
from engine.types import Problem
from tests.helpers.events import DEMO_PROBLEM, demo_events
from tests.ui.conftest import Bot

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<b>bold</b><img src='file:///etc/hostname'><script>x</script> $\\frac{$ &amp;"


@pytest.fixture
def formulas() -> Iterator[Formulas]:
    store = Formulas()
    yield store
    store.close()


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    problem = Problem("p", f"Let $x^2 = 4$. {DEMO_PROBLEM.text}", "10")
    return lesson_of(problem, replay(demo_events(problem=problem)))


@pytest.fixture
def presenter(formulas: Formulas, lesson: Lesson) -> Iterator[Presenter]:
    window = Presenter((lesson, replace(lesson, problem="A second one.", title="A second one.")), formulas)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.resize(1280, 800)
    window.show()
    QTest.qWait(50)
    yield window
    window.close()
    window.deleteLater()


def texts(presenter: Presenter) -> list[MathsText]:
    return [widget for widget in presenter.findChildren(MathsText) if widget.isVisible()]


def places(presenter: Presenter) -> dict[str, tuple[int, int, int]]:
    """Where each text stands that is on show, and how wide it is."""
    return {
        f"{text.accessibleName()} {text.text()}": (
            text.mapTo(presenter, text.rect().topLeft()).x(),
            text.mapTo(presenter, text.rect().topLeft()).y(),
            text.width(),
        )
        for text in texts(presenter)
    }


def go_to(presenter: Presenter, kind: SlideKind) -> None:
    while presenter.showing.now.kind is not kind:
        presenter.go(Move.NEXT)


def test_the_keys_of_the_table_move_the_presentation(presenter: Presenter, bot: Bot) -> None:
    key = Qt.Key
    for pressed, expected in (
        (key.Key_Right, (0, 0, 2)),
        (key.Key_Space, (0, 1, 1)),
        (key.Key_PageDown, (0, 1, 2)),
        (key.Key_PageUp, (0, 1, 1)),
        (key.Key_Left, (0, 0, 2)),
        (key.Key_End, (0, 6, 2)),
        (key.Key_Home, (0, 0, 1)),
        (key.Key_Down, (1, 0, 1)),
        (key.Key_Up, (0, 0, 1)),
        (key.Key_W, (0, 6, 1)),
        (key.Key_W, (0, 0, 1)),
    ):
        bot.press(presenter, pressed)
        show = presenter.showing
        assert expected == (show.problem, show.slide, show.stage), pressed
    assert [True, False] == [black_after(presenter, bot, pressed) for pressed in (key.Key_B, key.Key_Period)]
    bot.press(presenter, key.Key_Q)
    bot.press(presenter, key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert (0, 0, 1) == (presenter.showing.problem, presenter.showing.slide, presenter.showing.stage)


def black_after(presenter: Presenter, bot: Bot, key: Qt.Key) -> bool:
    bot.press(presenter, key)
    return presenter.showing.black


def test_every_key_of_the_table_is_carried_out(presenter: Presenter, bot: Bot) -> None:
    keys = {action.id: action.shortcut for action in ACTIONS if action.id.startswith("presenter.")}
    assert {f"presenter.{move.value}" for move in Move} <= set(keys)
    bot.press(presenter, Qt.Key.Key_F11)
    assert presenter.isFullScreen()
    bot.press(presenter, Qt.Key.Key_F5)
    assert not presenter.isFullScreen()
    bot.press(presenter, Qt.Key.Key_Escape)
    assert not presenter.isVisible()


def test_the_mouse_goes_on_and_back(presenter: Presenter, bot: Bot) -> None:
    bot.click(presenter)
    assert 2 == presenter.showing.stage
    QTest.mouseClick(presenter, Qt.MouseButton.RightButton)
    assert 1 == presenter.showing.stage


def test_nothing_that_is_shown_moves_when_more_is_revealed(presenter: Presenter, bot: Bot) -> None:
    last = None
    while last != presenter.showing:
        last = presenter.showing
        bot.until(lambda: not [t for t in texts(presenter) if "\\" in t.document().toPlainText()], "the formulas")
        before = places(presenter)
        for move in (Move.REASON, Move.CODE, Move.REASON, Move.CODE):
            presenter.go(move)
            bot.wait(5)
            assert before.items() <= places(presenter).items()
        presenter.go(Move.NEXT)
        bot.wait(5)
        if (presenter.showing.problem, presenter.showing.slide) == (last.problem, last.slide):
            assert before.items() <= places(presenter).items()


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (640, 480)])
def test_type_is_large_and_nothing_is_cut_off(presenter: Presenter, size: tuple[int, int], bot: Bot) -> None:
    presenter.resize(*size)
    bot.wait(20)
    last = None
    while last != presenter.showing:
        last = presenter.showing
        for text in texts(presenter):
            pixels = text.font().pointSizeF() * presenter.logicalDpiY() / 72
            assert pixels >= 27.9
            right = text.mapTo(presenter, text.rect().topRight()).x()
            assert right <= presenter.width()
        presenter.go(Move.NEXT)
        bot.wait(2)


def test_type_grows_and_shrinks_within_limits(presenter: Presenter, bot: Bot) -> None:
    def size() -> float:
        bot.until(lambda: texts(presenter), "the screen")
        return texts(presenter)[0].font().pointSizeF()

    normal = size()
    bot.press(presenter, Qt.Key.Key_Plus)
    assert size() > normal
    for _ in range(12):
        bot.press(presenter, Qt.Key.Key_Minus)
    assert size() < normal
    for _ in range(20):
        bot.press(presenter, Qt.Key.Key_Equal)
    assert size() > normal


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.03928 else float(((part + 0.055) / 1.055) ** 2.4)
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(first: QColor, second: QColor) -> float:
    """As the Web Content Accessibility Guidelines define it."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("high", [False, True])
def test_every_text_stands_out_from_its_ground(
    presenter: Presenter, bot: Bot, application: QApplication, dark: bool, high: bool
) -> None:
    apply_theme(application, DARK if dark else LIGHT)
    if high:
        bot.press(presenter, Qt.Key.Key_H)
    bot.wait(20)
    least = 9.0 if high else 4.5
    last = None
    while last != presenter.showing:
        last = presenter.showing
        ground = presenter.grab().toImage().pixelColor(3, 3)
        if high:
            assert ground.name() == ("#000000" if dark else "#ffffff")
        for widget in [*texts(presenter), *[one for one in presenter.findChildren(QLabel) if one.isVisible()]]:
            ink = widget.palette().color(
                QPalette.ColorRole.Text if isinstance(widget, MathsText) else QPalette.ColorRole.WindowText
            )
            assert contrast(ink, ground) >= least, widget.accessibleName()
        presenter.go(Move.NEXT)


def test_a_black_screen_is_black(presenter: Presenter, bot: Bot) -> None:
    bot.press(presenter, Qt.Key.Key_B)
    image = presenter.grab().toImage()
    assert {"#000000"} == {
        image.pixelColor(x, y).name() for x in range(0, image.width(), 16) for y in range(0, image.height(), 16)
    }
    bot.press(presenter, Qt.Key.Key_PageDown)
    assert (False, 1) == (presenter.showing.black, presenter.showing.stage)
    bot.until(lambda: texts(presenter), "the texts")


def test_a_screen_reader_gets_all_that_is_shown_as_words(presenter: Presenter) -> None:
    last = None
    while last != presenter.showing:
        last = presenter.showing
        assert shown_text(last) == presenter.accessibleDescription()
        assert spoken_text(last.lesson.title) in presenter.accessibleName()
        for text in texts(presenter):
            assert text.accessibleName()
            assert text.accessibleDescription()
        presenter.go(Move.NEXT)


def test_hostile_text_is_shown_letter_by_letter(formulas: Formulas, lesson: Lesson, bot: Bot) -> None:
    step = replace(lesson.steps[0], reason=HOSTILE, written=(HOSTILE,), found=(HOSTILE,), printed=HOSTILE, code=HOSTILE)
    assert lesson.answer is not None
    assert lesson.wrong is not None
    answer = replace(lesson.answer, text=HOSTILE, given=HOSTILE)
    wrong = replace(lesson.wrong, good=step, bad=replace(step, formulas=()), why=(HOSTILE,))
    poisoned = replace(lesson, title=HOSTILE, problem=HOSTILE, hint=HOSTILE, steps=(step,), answer=answer, wrong=wrong)
    window = Presenter((poisoned,), formulas)
    window.show()
    for _ in range(6):
        bot.wait(5)
        window.go(Move.REASON)
        window.go(Move.CODE)
        for text in texts(window):
            if "bold" in text.text():
                assert "<b>bold</b><img" in text.document().toPlainText()
        for label in window.findChildren(QLabel):
            assert Qt.TextFormat.PlainText is label.textFormat()
        window.go(Move.NEXT)
    window.close()


def test_a_long_problem_shrinks_and_then_scrolls_before_anything_else_comes(
    formulas: Formulas, lesson: Lesson, bot: Bot
) -> None:
    window = Presenter((replace(lesson, problem="A long story about nothing. " * 120),), formulas)
    window.resize(1280, 800)
    window.show()
    bot.wait(20)
    assert texts(window)[0].font().pointSizeF() * window.logicalDpiY() / 72 == pytest.approx(35, abs=1)
    presses = 0
    while window.showing.stage == 1:
        window.go(Move.NEXT)
        presses += 1
    assert presses > 2
    window.close()


def test_a_presentation_survives_any_order_of_keys(presenter: Presenter, bot: Bot) -> None:
    keys = [Qt.Key.Key_Right, Qt.Key.Key_W, Qt.Key.Key_C, Qt.Key.Key_Down, Qt.Key.Key_H, Qt.Key.Key_R, Qt.Key.Key_Left]
    keys += [Qt.Key.Key_Plus, Qt.Key.Key_B, Qt.Key.Key_End, Qt.Key.Key_Up, Qt.Key.Key_Minus, Qt.Key.Key_Home]
    for round_number in range(8):
        for place, key in enumerate(keys):
            bot.press(presenter, key)
            if (place + round_number) % 3 == 0:
                bot.wait(1)
    assert presenter.isVisible()


def test_the_last_screen_going_away_changes_nothing(presenter: Presenter) -> None:
    QGuiApplication.instance().screenRemoved.emit(presenter.screen())  # type: ignore[union-attr]
    assert presenter.isVisible()


_TWO_SCREENS = """
import sys
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from app.application import make_application
from app.state import replay
from app.state.lesson import lesson_of
from app.views.formulas import Formulas
from app.views.presenter import Presenter
from tests.helpers.events import DEMO_PROBLEM, demo_events

application = make_application()
window, formulas = QWidget(), Formulas()
window.show()
presenter = Presenter((lesson_of(DEMO_PROBLEM, replay(demo_events())),), formulas)
presenter.present(window)
QTest.qWait(50)
print(window.screen().name(), presenter.screen().name(), presenter.isFullScreen())
application.screenRemoved.emit(presenter.screen())
QTest.qWait(50)
print(presenter.screen().name(), presenter.isFullScreen(), presenter.isVisible())
presenter.close()
formulas.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="two screens are made up by the platform that draws into memory")
def test_it_opens_on_the_second_screen_and_comes_back_when_that_is_unplugged(tmp_path: Path) -> None:
    common = {"y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    laptop = {"name": "laptop", "x": 0, "width": 1280, "height": 800, **common}
    beamer = {"name": "beamer", "x": 1280, "width": 1920, "height": 1080, **common}
    (tmp_path / "screens.json").write_text(json.dumps({"screens": [laptop, beamer]}))
    done = subprocess.run(
        [sys.executable, "-c", _TWO_SCREENS],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={tmp_path / 'screens.json'}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stderr
    assert ["laptop beamer True", "laptop True True"] == done.stdout.splitlines()


def test_the_window_may_close_while_formulas_are_drawn(formulas: Formulas, lesson: Lesson, bot: Bot) -> None:
    window = Presenter((lesson,), formulas)
    window.show()
    window.close()
    bot.wait(50)
    assert [] == [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, Presenter)]


def test_it_is_a_window_of_its_own(presenter: Presenter) -> None:
    assert presenter.isWindow()
    assert presenter.parent() is None
    assert isinstance(presenter, QWidget)
