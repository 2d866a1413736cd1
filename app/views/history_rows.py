"""The rows of the history: a table where there is room, else two lines a session."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from app.items.history_model import SECOND_LINE, HistoryColumn, HistoryModel
from app.language import tr
from app.views.theme import SPACE_1, SPACE_2

AnyIndex = QModelIndex | QPersistentModelIndex
_WIDE_CHARACTERS = 80
_TITLE_CHARACTERS = 80


class SessionList(QTreeView):
    """The list; where it is narrow, everything but the title stands in a second line."""

    delete_asked = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self.setModel(model)
        self.setItemDelegate(self._rows)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(tr("Stored sessions"))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(HistoryColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        for column in (HistoryColumn.ANSWER, HistoryColumn.MARK, HistoryColumn.TAGS, HistoryColumn.WHEN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(column, 100)
        header.resizeSection(HistoryColumn.WHEN, 140)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete deletes."""
        if event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose between the two forms."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _WIDE_CHARACTERS
        if narrow != self._rows.narrow:
            self._rows.narrow = narrow
            self.setHeaderHidden(narrow)
            for column in HistoryColumn:
                self.setColumnHidden(column, narrow and column is not HistoryColumn.TITLE)
            self.scheduleDelayedItemsLayout()


class _Rows(QStyledItemDelegate):
    """Paints a session in two lines where the list is narrow; gives the line in which a title is typed its name."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self.narrow = False

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """See Qt."""
        size = super().sizeHint(option, index)
        if self.narrow:
            size.setHeight(2 * option.fontMetrics.lineSpacing() + 3 * SPACE_1)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """See Qt."""
        if not self.narrow:
            super().paint(painter, option, index)
            return
        row = QStyleOptionViewItem(option)
        self.initStyleOption(row, index)
        title, row.text = row.text, ""
        row.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, row, painter, row.widget)
        selected = bool(row.state & QStyle.StateFlag.State_Selected)
        roles = QPalette.ColorRole
        first, second = _lines(row.rect, row.fontMetrics.lineSpacing())
        painter.save()
        painter.setFont(row.font)
        painter.setPen(row.palette.color(roles.HighlightedText if selected else roles.Text))
        _write(painter, first, title)
        painter.setPen(row.palette.color(roles.HighlightedText if selected else roles.PlaceholderText))
        _write(painter, second, str(index.data(SECOND_LINE)))
        painter.restore()

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex) -> QWidget:
        """See Qt."""
        editor = QLineEdit(parent)
        editor.setMaxLength(_TITLE_CHARACTERS)
        editor.setAccessibleName(tr("Title of the session"))
        editor.setProperty("plain", True)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        """See Qt; the whole cell, so that the frame does not cut the letters."""
        height = max(option.rect.height(), editor.sizeHint().height())
        editor.setGeometry(option.rect.x(), option.rect.y(), option.rect.width(), height)


def _lines(rect: QRect, line_px: int) -> tuple[QRect, QRect]:
    """Where both lines of a row stand."""
    inner = rect.adjusted(SPACE_2, SPACE_1, -SPACE_2, -SPACE_1)
    second_top = inner.top() + line_px + SPACE_1
    return (
        QRect(inner.left(), inner.top(), inner.width(), line_px),
        QRect(inner.left(), second_top, inner.width(), line_px),
    )


def _write(painter: QPainter, rect: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)
