"""What every program has in its help menu: the keys, and what it is made of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import ACTIONS, Action, Menu
from app.language import tr
from app.licences import parts, version
from app.views.theme import SPACE_3, SPACE_4
from app.views.widgets import PlainLabel, TitleLabel


class ShortcutSheet(QDialog):
    """All keys, by menu, from the table of actions."""

    def __init__(self, known: Sequence[str], parent: QWidget | None = None) -> None:
        """``known``: ids of the actions that the window carries out."""
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.list = _table(tr("Keyboard shortcuts"), [tr("What"), tr("Keys")])
        for menu in Menu:
            shown = [each for each in ACTIONS if each.menu is menu and each.shortcut and _is_known(each, known)]
            for number, action in enumerate(shown):
                group = _without_mnemonic(tr(menu.value)) if number == 0 else ""
                row = QTreeWidgetItem([_without_mnemonic(tr(action.title)), keys_in_words(action)])
                if group:
                    heading = QTreeWidgetItem([group])
                    heading.setFlags(Qt.ItemFlag.ItemIsEnabled)
                    heading.setForeground(0, self.palette().link())
                    self.list.addTopLevelItem(heading)
                self.list.addTopLevelItem(row)
        _compose(self, tr("Keyboard shortcuts"), "", self.list)


class About(QDialog):
    """What Stepwise is, its licence, and those of its parts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Stepwise"))
        self.list = _table(tr("Parts and their licences"), [tr("Part"), tr("Version"), tr("Licence")])
        for part in parts():
            self.list.addTopLevelItem(QTreeWidgetItem([part.name, part.version, part.licence]))
        words = tr(
            "Makes small language models think, on your own computer, offline. Apache License 2.0. "
            "Each model has a licence of its own; the Models page shows it."
        )
        _compose(self, f"Stepwise {version()}".strip(), words, self.list)


def keys_in_words(action: Action) -> str:
    """The keys as this system names them."""
    keys = QKeySequence.listFromString(action.shortcut)
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in keys)


def _is_known(action: Action, known: Sequence[str]) -> bool:
    return action.local or action.id in known


def _without_mnemonic(title: str) -> str:
    return title.replace("&", "").rstrip("…")


def _table(name: str, columns: list[str]) -> QTreeWidget:
    table = QTreeWidget()
    table.setAccessibleName(name)
    table.setHeaderLabels(columns)
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setAllColumnsShowFocus(True)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.header().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.header().setStretchLastSection(True)
    return table


def _compose(dialog: QDialog, title: str, words: str, table: QTreeWidget) -> None:
    column = QVBoxLayout(dialog)
    column.setContentsMargins(SPACE_4, SPACE_4, SPACE_4, SPACE_4)
    column.setSpacing(SPACE_3)
    column.addWidget(TitleLabel(title))
    if words:
        column.addWidget(PlainLabel(words, wrap=True))
    column.addWidget(table, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    metrics = dialog.fontMetrics()
    dialog.resize(metrics.averageCharWidth() * 84, metrics.lineSpacing() * 30)
    table.setFocus()
