"""Menus and keys, made from the table of actions."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.actions import ACTIONS, Action, Fact, Menu
from app.language import tr


class Menus(QObject):
    """The menu bar of a window. Actions without a handler are left out."""

    def __init__(self, window: QMainWindow, handlers: Mapping[str, Callable[[], None]]) -> None:
        super().__init__(window)
        self._made: dict[str, tuple[Action, QAction]] = {}
        for menu in Menu:
            self._fill(window, menu, [action for action in ACTIONS if action.menu is menu], handlers)

    def show_facts(self, facts: frozenset[Fact]) -> None:
        """Enable what can be done now."""
        for action, made in self._made.values():
            made.setEnabled(action.enabled(facts))

    def action(self, action_id: str) -> QAction:
        """The Qt action of an id."""
        return self._made[action_id][1]

    def ids(self) -> tuple[str, ...]:
        """Ids of the actions that are in the menus."""
        return tuple(self._made)

    def _fill(
        self, window: QMainWindow, menu: Menu, actions: list[Action], handlers: Mapping[str, Callable[[], None]]
    ) -> None:
        wanted = [action for action in actions if action.id in handlers]
        if not wanted:
            return
        bar = window.menuBar().addMenu(tr(menu.value))
        for action in wanted:
            if action.separated:
                bar.addSeparator()
            self._made[action.id] = (action, _add(bar, action, handlers[action.id]))


def _add(menu: QMenu, action: Action, handler: Callable[[], None]) -> QAction:
    made = menu.addAction(tr(action.title))
    made.setObjectName(action.id)
    if action.shortcut:
        made.setShortcuts(QKeySequence.listFromString(action.shortcut))
        made.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    made.triggered.connect(lambda _checked=False: handler())
    return made
