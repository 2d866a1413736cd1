"""One sentence above the page about something that happened, with at most one thing to do."""

from collections.abc import Callable

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.language import tr
from app.views.theme import SPACE_2, SPACE_3
from app.views.widgets import FlatButton, PlainLabel, set_property


class Banner(QFrame):
    """Hidden until there is something to say. It takes no focus; the sentence is announced to screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAccessibleName(tr("Notice"))
        self._sentence = PlainLabel(wrap=True)
        self._button = QPushButton()
        self._close = FlatButton("×", tr("Close this notice"))
        self._action: Callable[[], None] | None = None
        self._button.clicked.connect(self._act)
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_3, SPACE_2, SPACE_2, SPACE_2)
        row.setSpacing(SPACE_3)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
        self.hide()

    def say(self, sentence: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        """Show a sentence, and a button where there is something to do."""
        set_property(self, "calm", False)
        self._show(sentence, button, action)

    def tell(self, sentence: str) -> None:
        """Show a sentence about something that went well, in quiet colours."""
        set_property(self, "calm", True)
        self._show(sentence)

    def turn_page(self) -> None:
        """What went well elsewhere is no news any more; what went wrong stays."""
        if self.property("calm"):
            self.hide()

    def sentence(self) -> str:
        """What is shown, "" when hidden."""
        return "" if self.isHidden() else self._sentence.text()

    def button(self) -> QPushButton:
        """The one thing to do."""
        return self._button

    def _show(self, sentence: str, button: str = "", action: Callable[[], None] | None = None) -> None:
        # A style sheet asks a label for its parent's property only when the label is polished again.
        self._sentence.style().polish(self._sentence)
        self._sentence.setText(sentence)
        self._button.setText(button)
        self._button.setVisible(bool(button))
        self._button.setEnabled(True)
        self._action = action
        self.show()
        self.setAccessibleDescription(sentence)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _act(self) -> None:
        self._button.setEnabled(False)
        if self._action is not None:
            self._action()
