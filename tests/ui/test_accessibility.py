"""Every page by Tab: each control has a name for screen readers, can be reached, and lets go of the focus again. And by
Alt with a letter: no two things share one.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QScrollBar,
    QTabBar,
    QTabWidget,
    QWidget,
)

from app.language import tr
from app.preferences import Language, Preferences
from app.views.settings_look import apply
from tests.ui.conftest import World

KINDS = (QAbstractButton, QLineEdit, QComboBox, QAbstractScrollArea, QAbstractSpinBox, QAbstractSlider, QTabBar)
MOST = 200


def shown_controls(window: QWidget) -> list[QWidget]:
    """What can have the focus by Tab now. The inner parts of a combo box or spin box belong to it."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if isinstance(widget, KINDS)
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QScrollBar)
        and not isinstance(widget.parent(), QComboBox | QLineEdit | QAbstractSpinBox | QAbstractItemView | QTabBar)
    ]


def spoken(widget: QWidget) -> str:
    """What a screen reader calls it: its own name, else its text, else the label beside it."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name).strip()


def told(widget: QWidget) -> str:
    return (
        f"{type(widget).__name__} {widget.objectName() or widget.accessibleName()} in {type(widget.parent()).__name__}"
    )


def walked(world: World, start: QWidget) -> list[QWidget]:
    """Every widget that Tab reaches from ``start`` until it comes round."""
    start.setFocus()
    reached: list[QWidget] = []
    for _ in range(MOST):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            break
        reached.append(widget)
        world.bot.press(widget, Qt.Key.Key_Tab)
    return reached


def each_page(world: World, look: Callable[[str], None]) -> None:
    """All pages with something on them: a solved problem, a selected step, an open session, a notice."""
    world.solve()
    world.until_ended()
    view = world.window.solve.view
    view.choose(view.state.best_path[1])
    for page in world.window.page_names():
        world.window.show_page(page)
        world.window.banner.say("A sentence.", tr("Restart eng&ine"))
        world.bot.wait(150)
        if page == "history":
            open_session(world)
        look(page)


def open_session(world: World) -> None:
    history = world.window.history
    world.bot.until(lambda: history.model.rowCount(), "the session")
    world.bot.press(history.search, Qt.Key.Key_Return)
    world.bot.until(lambda: history.view.isVisible(), "the opened session")


def test_every_control_of_every_page_has_a_name(world: World) -> None:
    def look(page: str) -> None:
        nameless = [told(widget) for widget in shown_controls(world.window) if not spoken(widget)]
        assert (page, []) == (page, nameless)

    each_page(world, look)


def test_tab_reaches_every_control_of_every_page_and_comes_round(world: World) -> None:
    def look(page: str) -> None:
        shown = shown_controls(world.window)
        reached = walked(world, shown[0])
        assert (page, True) == (page, len(reached) < MOST)
        missed = [told(widget) for widget in shown if widget not in reached and not answered_by(widget, reached)]
        assert (page, []) == (page, missed)

    each_page(world, look)


def answered_by(widget: QWidget, reached: list[QWidget]) -> bool:
    """Of exclusive buttons Tab reaches the chosen one; arrow keys reach the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return group is not None and any(each in reached for each in group.buttons())


@pytest.fixture
def speaking(application: QApplication) -> Iterator[Callable[[Language], None]]:
    """Makes the windows to come speak a language; English again at the end."""
    yield lambda language: apply(Preferences(language=language), application)
    apply(Preferences(), application)


def titles(widget: QWidget) -> list[str]:
    """The words of a widget that may name a letter."""
    if isinstance(widget, QTabBar):
        return [widget.tabText(tab) for tab in range(widget.count())]
    if isinstance(widget, QAbstractButton) or (isinstance(widget, QLabel) and widget.buddy() is not None):
        return [widget.text()]
    return []


def clashes(window: QWidget, menus: list[str]) -> list[tuple[str, str]]:
    """Pairs of words on the screen that name the same letter: Alt with it would open neither."""
    taken: dict[str, str] = {}
    found = []
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
    for words in [*menus, *(words for widget in shown for words in titles(widget))]:
        for letter in re.findall(r"&([^&\s])", words.replace("&&", ""))[:1]:
            if letter.casefold() in taken:
                found.append((taken[letter.casefold()], words))
            taken[letter.casefold()] = words
    return found


@pytest.mark.parametrize("language", Language)
def test_no_two_things_on_a_page_share_a_letter_and_none_takes_that_of_a_menu(
    make_world: Callable[..., World], speaking: Callable[[Language], None], language: Language
) -> None:
    speaking(language)
    world = make_world()
    window, bar = world.window, world.window.menuBar()
    menus = [action.text() for action in bar.actions()]

    def look(page: str) -> None:
        world.bot.wait(30)
        assert (page, []) == (page, clashes(window, menus))

    each_page(world, look)
    window.show_page("settings")
    tabs = window.settings.findChildren(QTabWidget)[0]
    for tab in range(tabs.count()):
        tabs.setCurrentIndex(tab)
        look(f"settings {tab}")
    for name, page in (("compare", window.compare), ("lab", window.lab)):
        window.show_page(name)
        for number, parts in enumerate(page.findChildren(QTabWidget)):
            for tab in range(parts.count()):
                parts.setCurrentIndex(tab)
                look(f"{name} {number} {tab}")
    window.show_first_start()
    for screen in range(3):
        look(f"first steps {screen}")
        window.first_start.go_on()
