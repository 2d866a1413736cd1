"""Small stock widgets with the look of docs/DESIGN.md. Labels show plain text, never HTML."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QFrame,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.views.theme import SPACE_2, SPACE_3, icon, title_font


class PlainLabel(QLabel):
    """A label that takes model text as it is."""

    def __init__(
        self, text: str = "", *, muted: bool = False, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("muted", muted)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setText(text)


class LineLabel(PlainLabel):
    """One line, however long its text and large its font: what has no room ends in "…" and is in the tooltip. A page
    whose figures change 30 times a second keeps its layout. ``wraps`` gives the text the lines that it needs.
    """

    def __init__(self, *, muted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(muted=muted, parent=parent)
        self._full = ""

    def full_text(self) -> str:
        """The whole text."""
        return self._full

    def say(self, text: str, *, wraps: bool = False) -> None:
        """Show a text."""
        self._full = text
        self.setWordWrap(wraps)
        self.setAccessibleDescription(text)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Wide enough for the whole text."""
        hint = super().sizeHint()
        return hint if self.wordWrap() else QSize(self.fontMetrics().horizontalAdvance(self._full) + 2, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As much of the text as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        line = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, self.width())
        shown = self._full if self.wordWrap() else line
        # An empty label would leave its line, and the page below would move up.
        self.setText(shown or " ")
        self.setToolTip(self._full if shown != self._full else "")


class TitleLabel(PlainLabel):
    """The larger of the two sizes."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent=parent)
        self.follow_font()

    def follow_font(self) -> None:
        """Keep the proportion to the application's font. Qt tells widgets with a font of their own of no change."""
        self.setFont(title_font(QApplication.font()))


class Card(QFrame):
    """A quiet frame around things that belong together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE_3, SPACE_3, SPACE_3, SPACE_3)
        self.column.setSpacing(SPACE_2)


class FlatButton(QToolButton):
    """A button without a frame. ``icon_name`` names an SVG that follows the theme."""

    def __init__(self, text: str, accessible_name: str, icon_name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self.setProperty("flat", True)
        self.setText(text)
        self.setAccessibleName(accessible_name)
        self.setToolTip(accessible_name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon_name:
            self.setIconSize(QSize(24, 24))
            self._draw_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_icon_name") and self._icon_name:
            self._draw_icon()

    def show_icon(self, name: str) -> None:
        """Another icon from now on."""
        if name != self._icon_name:
            self._icon_name = name
            self._draw_icon()

    def _draw_icon(self) -> None:
        # Of the active group: what is drawn while the button is disabled is shown when it is enabled again.
        ink = self.palette().color(QPalette.ColorGroup.Active, QPalette.ColorRole.Text)
        self.setIcon(icon(self._icon_name, ink))


def set_property(widget: QWidget, name: str, value: bool) -> None:
    """Change a property that the style sheet asks for."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def indent(box: QAbstractSpinBox) -> None:
    """Let a number begin where the text of other fields begins; the style sheet has no word for it."""
    box.lineEdit().setTextMargins(SPACE_2, 0, 0, 0)
