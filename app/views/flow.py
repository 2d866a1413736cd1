"""Widgets in a row that goes on in the next line where the room ends, as words do."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.views.theme import SPACE_2


class Flow(QLayout):
    """Keeps each widget at the size it asks for."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(SPACE_2)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """See Qt."""
        self._items.append(item)

    def count(self) -> int:
        """See Qt."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """See Qt."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """See Qt."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """See Qt."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """See Qt."""
        return True

    def heightForWidth(self, width: int) -> int:
        """See Qt."""
        return self._place(QRect(0, 0, width, 0), move=False)

    def setGeometry(self, area: QRect) -> None:
        """See Qt."""
        super().setGeometry(area)
        self._place(area, move=True)

    def sizeHint(self) -> QSize:
        """See Qt."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """As wide as the widest widget."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.sizeHint())
        return size

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, area: QRect, *, move: bool) -> int:
        """The height that is needed at this width; moves the widgets there if wanted."""
        left, top, line_height = area.x(), area.y(), 0
        for item in self._shown():
            hint = item.sizeHint()
            if left > area.x() and left + hint.width() > area.right() + 1:
                left, top = area.x(), top + line_height + self.spacing()
                line_height = 0
            if move:
                item.setGeometry(QRect(QPoint(left, top), hint))
            left += hint.width() + self.spacing()
            line_height = max(line_height, hint.height())
        return top + line_height - area.y()
